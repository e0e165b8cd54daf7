"""tasks of amendments are few among all: the index knows only them"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_task_amendment_id", "task")
    op.create_index(
        "ix_task_amendment_id", "task", ["amendment_id"], sqlite_where=sa.text("amendment_id is not null")
    )


def downgrade() -> None:
    op.drop_index("ix_task_amendment_id", "task")
    op.create_index("ix_task_amendment_id", "task", ["amendment_id"])
