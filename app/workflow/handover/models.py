"""A handover, and each thing that it is about."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment

WAITS, DONE, REFUSED = "", "done", "refused"
"""What came of a thing."""


class Handover(Model):
    """What somebody who manages users ordered: from whom, to whom, why. It is kept for ever.

    `mark` is that of the form, so that one sent twice is one order; `job_id` is the long work that does it.
    """

    __tablename__ = "handover"
    __table_args__ = (
        CheckConstraint("giver_id <> receiver_id", name="handover_two_people"),
        CheckConstraint("receiver_id <> by_id", name="handover_not_to_oneself"),
        CheckConstraint("reason <> ''", name="handover_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    giver_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    receiver_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    job_id: Mapped[int | None]
    ordered_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """When all of it was done or refused; empty where it was stopped."""

    def __repr__(self) -> str:
        return f"<Handover {self.id}: {self.giver_id} to {self.receiver_id}>"


class HandoverItem(Model):
    """One thing: `subject` names it (`record:7`, `task:3`, `copy:2`, `draft:new:visit`), `version` is the record's."""

    __tablename__ = "handover_item"
    __table_args__ = (
        UniqueConstraint("handover_id", "subject", name="uq_handover_item"),
        CheckConstraint("outcome in ('', 'done', 'refused')", name="handover_item_outcome"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handover_id: Mapped[int] = mapped_column(ForeignKey("handover.id"))
    kind: Mapped[str] = mapped_column(String(10))
    type_key: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id", ondelete="SET NULL"))
    version: Mapped[int | None]
    outcome: Mapped[str] = mapped_column(String(10), default=WAITS)
    why: Mapped[str] = mapped_column(String(20), default="")

    def __repr__(self) -> str:
        return f"<HandoverItem {self.subject} of {self.handover_id}: {self.outcome or 'waits'}>"
