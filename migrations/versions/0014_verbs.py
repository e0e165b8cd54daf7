"""tasks that are handed on or asked in; lines beside the flow; copies; stand-ins; phrases"""

import sqlalchemy as sa
from alembic import op
revision = '0014'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('added', sa.String(length=10), server_default='', nullable=False))
        batch_op.add_column(sa.Column('asleep', sa.Boolean(), server_default=sa.false(), nullable=False))
    # in words of their own: Alembic would make the table anew for them, without its check
    op.execute('ALTER TABLE task ADD COLUMN unit_id INTEGER REFERENCES task (id)')
    op.execute('ALTER TABLE task ADD COLUMN asked_by INTEGER REFERENCES "user" (id)')
    op.execute('ALTER TABLE step ADD COLUMN stands_for INTEGER REFERENCES "user" (id)')
    with op.batch_alter_table('step', schema=None) as batch_op:
        batch_op.add_column(sa.Column('repeats', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table('phrase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('tone', sa.String(length=4), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_phrase_user_id', 'phrase', ['user_id'])
    op.create_table('stand_in',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('absent_id', sa.Integer(), nullable=False),
    sa.Column('deputy_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('ended_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint('since <= until', name='stand_in_days'),
    sa.CheckConstraint('absent_id <> deputy_id', name='stand_in_two_people'),
    sa.ForeignKeyConstraint(['absent_id'], ['user.id']),
    sa.ForeignKeyConstraint(['deputy_id'], ['user.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_stand_in_absent_id', 'stand_in', ['absent_id'])
    op.create_index('ix_stand_in_deputy_id', 'stand_in', ['deputy_id'])
    op.create_table('side_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('verb', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(), nullable=False),
    sa.ForeignKeyConstraint(['record_id'], ['record.id']),
    sa.ForeignKeyConstraint(['task_id'], ['task.id']),
    sa.ForeignKeyConstraint(['user_id'], ['user.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_side_step_record_id', 'side_step', ['record_id'])
    op.create_table('record_copy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('record_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('read_at', sa.DateTime(), nullable=True),
    sa.Column('taken_back_at', sa.DateTime(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['user.id']),
    sa.ForeignKeyConstraint(['record_id'], ['record.id']),
    sa.ForeignKeyConstraint(['user_id'], ['user.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('ix_record_copy_record_id', 'record_copy', ['record_id'])
    op.create_index(
        'ix_record_copy_of', 'record_copy', ['user_id', 'id'], sqlite_where=sa.text('taken_back_at is null')
    )


def downgrade() -> None:
    op.drop_table('record_copy')
    op.drop_table('side_step')
    op.drop_table('phrase')
    op.drop_table('stand_in')
    with op.batch_alter_table('step', schema=None) as batch_op:
        batch_op.drop_column('stands_for')
        batch_op.drop_column('repeats')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_column('asked_by')
        batch_op.drop_column('unit_id')
        batch_op.drop_column('asleep')
        batch_op.drop_column('added')
