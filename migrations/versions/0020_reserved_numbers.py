"""numbers reserved for paper"""

import sqlalchemy as sa
from alembic import op
revision = '0020'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('number', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reserved_for', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('used_for', sa.Text(), nullable=False, server_default=''))
        batch_op.create_check_constraint('ck_number_used_was_reserved', "used_for = '' OR reserved_for <> ''")


def downgrade() -> None:
    with op.batch_alter_table('number', schema=None) as batch_op:
        batch_op.drop_constraint('ck_number_used_was_reserved', type_='check')
        batch_op.drop_column('used_for')
        batch_op.drop_column('reserved_for')
