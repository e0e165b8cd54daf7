"""answers to reminders of rows; what people were told of what is due; what waits is found by its day; addresses of users"""

import sqlalchemy as sa
from alembic import op
revision = '0027'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('reminder_answer', sa.Column('row', sa.Integer(), server_default=sa.text('0'), nullable=False))
    op.create_table('reminder_told',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=90), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('mark', sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id'], ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], ),
    sa.PrimaryKeyConstraint('user_id', 'record_id', 'rule', 'day', 'row', 'mark')
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_open_role')
        batch_op.create_index('ix_task_open_role', ['role', 'due_at', 'id', 'department_id', 'person_id', 'asleep'], unique=False, sqlite_where=sa.text("outcome = ''"))
    op.add_column('user', sa.Column('email', sa.String(length=254), server_default='', nullable=False))
    op.execute("UPDATE user SET email = coalesce((SELECT address FROM mail_address WHERE user_id = user.id), '')")
    op.drop_table('mail_address')


def downgrade() -> None:
    op.create_table('mail_address',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], ),
    sa.PrimaryKeyConstraint('user_id')
    )
    op.execute("INSERT INTO mail_address (user_id, address) SELECT id, email FROM user WHERE email <> ''")
    with op.batch_alter_table('user', schema=None) as batch_op:
        batch_op.drop_column('email')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_open_role')
        batch_op.create_index('ix_task_open_role', ['role', 'department_id'], unique=False, sqlite_where=sa.text("outcome = ''"))

    op.drop_table('reminder_told')
    with op.batch_alter_table('reminder_answer', schema=None) as batch_op:
        batch_op.drop_column('row')
