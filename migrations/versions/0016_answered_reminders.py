"""what was answered to reminders"""

import sqlalchemy as sa
from alembic import op
revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reminder_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=90), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('say', sa.Text(), nullable=False),
    sa.Column('outcome', sa.String(length=10), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('by', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.Column('taken_back_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint("(outcome = 'put_off') = (until IS NOT NULL)", name='ck_reminder_answer_until'),
    sa.CheckConstraint("outcome IN ('handled', 'gone', 'put_off')", name='ck_reminder_answer_outcome'),
    sa.CheckConstraint("reason <> ''", name='ck_reminder_answer_reason'),
    sa.ForeignKeyConstraint(['by'], ['user.id'], ),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('reminder_answer', schema=None) as batch_op:
        batch_op.create_index('ix_reminder_answer', ['record_id', 'rule', 'day'], unique=False)


def downgrade() -> None:
    op.drop_table('reminder_answer')
