"""letters that leave the house, addresses, and what people chose about them"""

import sqlalchemy as sa
from alembic import op
revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('outgoing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('mark', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('look_at', sa.DateTime(), nullable=False),
    sa.Column('why', sa.String(length=40), nullable=False),
    sa.Column('detail', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(), nullable=False),
    sa.Column('finished_at', sa.DateTime(), nullable=True),
    sa.CheckConstraint(
        "state in ('waiting','sending','sent','needless','given_up','unsure')", name='outgoing_state'
    ),
    sa.ForeignKeyConstraint(['user_id'], ['user.id']),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('mark')
    )
    op.create_index('ix_outgoing_user_id', 'outgoing', ['user_id'])
    op.create_index(
        'ix_outgoing_due', 'outgoing', ['channel', 'look_at'],
        sqlite_where=sa.text("state in ('waiting','sending')"),
    )
    op.create_index(
        'ix_outgoing_day', 'outgoing', ['channel', 'user_id', 'day'],
        unique=True, sqlite_where=sa.text('day is not null'),
    )
    op.create_table('outgoing_line',
    sa.Column('outgoing_id', sa.Integer(), nullable=False),
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id']),
    sa.ForeignKeyConstraint(['outgoing_id'], ['outgoing.id']),
    sa.PrimaryKeyConstraint('outgoing_id', 'notice_id')
    )
    op.create_table('mail_address',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id']),
    sa.PrimaryKeyConstraint('user_id')
    )
    op.create_table('mail_choice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('way', sa.String(length=10), nullable=False),
    sa.CheckConstraint("way in ('at_once','daily','none')", name='mail_choice_way'),
    sa.ForeignKeyConstraint(['user_id'], ['user.id']),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(
        'ix_mail_choice_own', 'mail_choice', ['user_id', 'kind'],
        unique=True, sqlite_where=sa.text('user_id is not null'),
    )
    op.create_index(
        'ix_mail_choice_office', 'mail_choice', ['kind'], unique=True, sqlite_where=sa.text('user_id is null')
    )


def downgrade() -> None:
    op.drop_table('mail_choice')
    op.drop_table('mail_address')
    op.drop_table('outgoing_line')
    op.drop_table('outgoing')
