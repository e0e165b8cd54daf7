"""versions of templates that the office put on its shelf"""

import sqlalchemy as sa
from alembic import op
revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('template_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('type_key', sa.String(length=40), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('in_force_at', sa.DateTime(), nullable=True),
    sa.Column('in_force_by', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('draft', 'in_force', 'earlier')", name='ck_template_file_state'),
    sa.ForeignKeyConstraint(['in_force_by'], ['user.id'], ),
    sa.ForeignKeyConstraint(['made_by'], ['user.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('name', 'number', name='uq_template_file')
    )
    with op.batch_alter_table('template_file', schema=None) as batch_op:
        batch_op.create_index('ix_template_file_in_force', ['name'], unique=True, sqlite_where=sa.text("state = 'in_force'"), postgresql_where=sa.text("state = 'in_force'"))


def downgrade() -> None:
    op.drop_table('template_file')
