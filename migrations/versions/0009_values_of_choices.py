"""records by the values of a choice of many"""

from alembic import op
revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('record_row', schema=None) as batch_op:
        batch_op.create_index('ix_record_row_value', ['type_key', 'field_key', 't1', 'record_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('record_row', schema=None) as batch_op:
        batch_op.drop_index('ix_record_row_value')
