"""Decisions that are waited for, and the steps that were taken."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class Task(Model):
    """A decision of one role (in a department, if there is one) or one person that a record waits for.

    `outcome` is empty while it is open; then the transition's key, or `closed` when the record moved without it.
    `done_by` is who decided in person: empty where a clerk recorded it (代录签批).
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("role is not null or person_id is not null", name="task_has_holder"),
        Index("ix_task_open_role", "role", "department_id", sqlite_where=text("outcome = ''")),
        Index("ix_task_open_person", "person_id", sqlite_where=text("outcome = ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    state: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    role: Mapped[str | None] = mapped_column(String(40))
    department_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    outcome: Mapped[str] = mapped_column(String(40), default="")
    due_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    """When somebody who may decide it first opened the record; the owner does not count."""
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    done_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    def __repr__(self) -> str:
        return f"<Task {self.id} of record {self.record_id}: {self.role or self.person_id} {self.outcome or 'open'}>"


class Step(Model):
    """One line of a record's course: who pressed what, from where to where, with which words.

    `on_behalf` is set for ever when a clerk recorded what was decided elsewhere (代录签批):
    `{"signer": name, "on": day, "by_way_of": paper|oa|dingtalk|phone, "scan": token of the attachment or null}`.
    A state that was passed because nobody had to decide has a line without a person.
    """

    __tablename__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    transition: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(80))
    from_state: Mapped[str] = mapped_column(String(40))
    to_state: Mapped[str] = mapped_column(String(40))
    comment: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    revision: Mapped[int] = mapped_column(default=0)
    on_behalf: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<Step {self.id} of record {self.record_id}: {self.transition} {self.from_state} → {self.to_state}>"
