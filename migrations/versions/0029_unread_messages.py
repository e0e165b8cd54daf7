"""unread messages are found among all that were read"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_notice_unread", table_name="notice")
    op.create_index("ix_notice_unread", "notice", ["user_id", "read_at"])


def downgrade() -> None:
    op.drop_index("ix_notice_unread", table_name="notice")
    op.create_index("ix_notice_unread", "notice", ["user_id", "id"], sqlite_where=sa.text("read_at is null"))
