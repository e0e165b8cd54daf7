"""records carried over to another version, and the bundle by which they go back"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0017'
down_revision = '0019'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('carry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('type_key', sa.String(length=40), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('asked', JSON, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('back_job_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['by'], ['user.id'], ),
    sa.ForeignKeyConstraint(['version_id'], ['record_type_version.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('carry', schema=None) as batch_op:
        batch_op.create_index('ix_carry_type', ['type_key', 'id'], unique=False)

    op.create_table('carried_record',
    sa.Column('carry_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('record_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('outcome', sa.String(length=7), nullable=False),
    sa.Column('before', sa.Integer(), nullable=False),
    sa.Column('after', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=True),
    sa.CheckConstraint("outcome in ('carried','stayed','asked','back')", name='ck_carried_record_outcome'),
    sa.ForeignKeyConstraint(['carry_id'], ['carry.id'], ),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('carry_id', 'record_id')
    )
    with op.batch_alter_table('carried_record', schema=None) as batch_op:
        batch_op.create_index('ix_carried_record_record', ['record_id'], unique=False)


def downgrade() -> None:
    op.drop_table('carried_record')
    op.drop_table('carry')
