"""What people answered to reminders, and of what they were told."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment

HANDLED, GONE, PUT_OFF = "handled", "gone", "put_off"


class ReminderAnswer(Model):
    """What somebody said of a reminder: it was seen to, it is not needed any more, or it is put off to `until`.

    It speaks of one rule (`rule`: its `Remind.name`) about one day in the record (`day`), of a table about that of one
    row (`row`: its `_id`, else 0): where the day in the record changes, the record is reminded of anew. The latest
    answer that was not taken back counts.
    """

    __tablename__ = "reminder_answer"
    __table_args__ = (
        sa.Index("ix_reminder_answer", "record_id", "rule", "day"),
        sa.CheckConstraint("outcome IN ('handled', 'gone', 'put_off')", name="ck_reminder_answer_outcome"),
        sa.CheckConstraint("(outcome = 'put_off') = (until IS NOT NULL)", name="ck_reminder_answer_until"),
        sa.CheckConstraint("reason <> ''", name="ck_reminder_answer_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(sa.ForeignKey("record.id"))
    rule: Mapped[str] = mapped_column(sa.String(90))
    day: Mapped[date]
    row: Mapped[int] = mapped_column(default=0, server_default=sa.text("0"))
    say: Mapped[str] = mapped_column(sa.Text)
    """What the reminder said, in Chinese."""
    outcome: Mapped[str] = mapped_column(sa.String(10))
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.Text)
    by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<ReminderAnswer {self.id} to {self.rule} of record {self.record_id}: {self.outcome}>"


class ReminderTold(Model):
    """Somebody was told of a reminder: when it came (`due`), when its day was past (`late`), and each time that it came
    back after it was put off (`back:` with the day).
    """

    __tablename__ = "reminder_told"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(
        sa.ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    rule: Mapped[str] = mapped_column(sa.String(90), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(sa.String(20), primary_key=True)

    def __repr__(self) -> str:
        return f"<ReminderTold {self.mark} of {self.rule} of record {self.record_id} to {self.user_id}>"
