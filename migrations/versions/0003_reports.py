"""figures and what they were counted from, rows carried over"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('figure_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('field_key', sa.String(length=40), nullable=False),
    sa.Column('period', sa.Integer(), nullable=False),
    sa.Column('as_of', sa.DateTime(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=True),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('of', sa.String(length=40), nullable=False),
    sa.Column('counted_version_id', sa.Integer(), nullable=False),
    sa.Column('where', sa.Text(), nullable=False),
    sa.Column('agg', sa.String(length=10), nullable=False),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('before', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('figure_run', schema=None) as batch_op:
        batch_op.create_index('ix_figure_run_record', ['record_id', 'field_key', 'id'], unique=False)

    op.create_table('transcribed_row',
    sa.Column('record_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('user_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('row', sa.String(length=64), nullable=False),
    sa.Column('value_hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], ),
    sa.PrimaryKeyConstraint('record_id', 'user_id', 'row')
    )
    op.create_table('figure_part',
    sa.Column('run_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('n', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('value', sa.Text(), nullable=True),
    sa.Column('groups', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['figure_run.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('run_id', 'n')
    )
    with op.batch_alter_table('figure_part', schema=None) as batch_op:
        batch_op.create_index('ix_figure_part_record', ['record_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('figure_part', schema=None) as batch_op:
        batch_op.drop_index('ix_figure_part_record')

    op.drop_table('figure_part')
    op.drop_table('transcribed_row')
    with op.batch_alter_table('figure_run', schema=None) as batch_op:
        batch_op.drop_index('ix_figure_run_record')

    op.drop_table('figure_run')
