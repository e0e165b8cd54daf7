"""what was signed: a signature stands beside these values and no others"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

UNKNOWN = '{"": "gone"}'
"""The seal of what nobody knows any more: the name is printed."""
# what an approval was tied to is what was signed, unless an amendment has been written into it since
KNOWN = """
UPDATE signed_with SET seal = judged.seal FROM judged, step
WHERE judged.step_id = signed_with.step_id AND step.id = signed_with.step_id AND NOT EXISTS (
    SELECT 1 FROM revision
    WHERE revision.record_id = step.record_id AND revision.why = 'amended' AND revision.number > step.revision)
"""
VERSION = """
UPDATE signed_with SET version_id = coalesce(
    (SELECT judged.version_id FROM judged WHERE judged.step_id = signed_with.step_id),
    (SELECT record.version_id FROM step JOIN record ON record.id = step.record_id WHERE step.id = signed_with.step_id))
"""


def upgrade() -> None:
    with op.batch_alter_table("signed_with", schema=None) as batch_op:
        batch_op.add_column(sa.Column("seal", sa.JSON(), nullable=False, server_default=UNKNOWN))
        batch_op.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
    op.execute(KNOWN)
    op.execute(VERSION)
    with op.batch_alter_table("signed_with", schema=None) as batch_op:
        batch_op.alter_column("seal", existing_type=sa.JSON(), server_default=None)
        batch_op.alter_column("version_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key("fk_signed_with_version", "record_type_version", ["version_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("signed_with", schema=None) as batch_op:
        batch_op.drop_constraint("fk_signed_with_version", type_="foreignkey")
        batch_op.drop_column("version_id")
        batch_op.drop_column("seal")
