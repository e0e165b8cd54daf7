"""amendments beside approved records"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023"
down_revision = "0024"
branch_labels = None
depends_on = None

OPEN = sa.text("state in ('own', 'asked')")


def upgrade() -> None:
    values = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("before", values, nullable=False),
        sa.Column("after", values, nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.CheckConstraint("state <> 'agreed' or revision is not null", name="ck_amendment_in_force"),
        sa.CheckConstraint("state in ('own', 'asked', 'agreed', 'refused', 'withdrawn')", name="ck_amendment_state"),
        sa.ForeignKeyConstraint(
            ["by"],
            ["user.id"],
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["record_type_version.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("record_id", "number", name="uq_amendment_number"),
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index("ix_amendment_open", ["record_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)

    # in words of its own: Alembic would make the table anew for it, without its check
    op.execute("ALTER TABLE task ADD COLUMN amendment_id INTEGER REFERENCES amendment (id)")
    op.create_index("ix_task_amendment_id", "task", ["amendment_id"])


def downgrade() -> None:
    op.execute("DELETE FROM record_grant WHERE why IN (SELECT 'task:' || id FROM task WHERE amendment_id IS NOT NULL)")
    op.execute("DELETE FROM side_step WHERE verb = 'amendment'")
    op.execute("DELETE FROM task WHERE amendment_id IS NOT NULL")
    with op.batch_alter_table("task", schema=None) as batch_op:
        batch_op.drop_index("ix_task_amendment_id")
        batch_op.drop_column("amendment_id")
    op.drop_table("amendment")
