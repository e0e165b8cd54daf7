"""steps of drafts of record types"""

import sqlalchemy as sa
from alembic import op
revision = '0013'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('design_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('deed', sa.String(length=20), nullable=False),
    sa.Column('about', sa.String(length=90), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('undo_to', sa.Integer(), nullable=True),
    sa.Column('redo_to', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['version_id'], ['record_type_version.id'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id'),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('design_step', schema=None) as batch_op:
        batch_op.create_index('ix_design_step_version', ['version_id', 'id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('design_step', schema=None) as batch_op:
        batch_op.drop_index('ix_design_step_version')

    op.drop_table('design_step')
