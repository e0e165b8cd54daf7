"""fields that approvals are tied to, and approvals that counted once more"""

import sqlalchemy as sa
from alembic import op
revision = '0024'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('judged',
    sa.Column('step_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('version_id', sa.Integer(), nullable=False),
    sa.Column('seal', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['step_id'], ['step.id'], ),
    sa.ForeignKeyConstraint(['version_id'], ['record_type_version.id'], ),
    sa.PrimaryKeyConstraint('step_id')
    )
    op.create_table('kept_approval',
    sa.Column('step_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('approval_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['approval_id'], ['step.id'], ),
    sa.ForeignKeyConstraint(['step_id'], ['step.id'], ),
    sa.PrimaryKeyConstraint('step_id')
    )


def downgrade() -> None:
    op.drop_table('kept_approval')
    op.drop_table('judged')
