"""a version is in use by papers and countings too"""

from alembic import op
revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


FILLED = (('record', 'version_id'), ('revision', 'version_id'))
USED = (*FILLED, ('document', 'version_id'), ('figure_run', 'version_id'), ('figure_run', 'counted_version_id'))


def upgrade() -> None:
    _guard(USED)


def downgrade() -> None:
    _guard(FILLED)


def _guard(users: tuple[tuple[str, str], ...]) -> None:
    """The database itself refuses to change a version that these point at."""
    is_used = ' OR '.join(f'EXISTS (SELECT 1 FROM {table} WHERE {column} = OLD.id)' for table, column in users)
    refusal = "'a version that records use never changes'"
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(
            'CREATE OR REPLACE FUNCTION version_fixed() RETURNS trigger LANGUAGE plpgsql AS $$\n'
            f'BEGIN IF {is_used} THEN RAISE EXCEPTION {refusal}; END IF; RETURN NEW; END $$'
        )
        return
    op.execute('DROP TRIGGER record_type_version_fixed')
    op.execute(
        'CREATE TRIGGER record_type_version_fixed BEFORE UPDATE OF key, number, content, sha256 ON '
        f'record_type_version WHEN {is_used} BEGIN SELECT RAISE(ABORT, {refusal}); END'
    )
