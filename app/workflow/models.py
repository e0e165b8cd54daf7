"""Decisions that are waited for, and the steps that were taken."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, false, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class Task(Model):
    """A decision of one role (in a department, if there is one) or one person that a record waits for.

    `outcome` is empty while it is open; then the transition's key, `closed` when the record moved without it, or what a
    verb made of it: `handed` to somebody else, `agreed`, `opinion` or `withdrawn` for those who were asked in (加签).
    `done_by` is who decided in person or handed it on: empty where a clerk recorded it (代录签批).
    `added`, `unit_id`, `asked_by` and `asleep` are explained at `engine.OpenTask`. With `amendment_id` it is about a
    proposal beside the record, and the flow does not know it.
    """

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("role is not null or person_id is not null", name="task_has_holder"),
        Index(
            "ix_task_open_role",
            *("role", "due_at", "id", "department_id", "person_id", "asleep"),
            sqlite_where=text("outcome = ''"),
        ),
        Index("ix_task_open_person", "person_id", sqlite_where=text("outcome = ''")),
        Index("ix_task_amendment_id", "amendment_id", sqlite_where=text("amendment_id is not null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    amendment_id: Mapped[int | None] = mapped_column(ForeignKey("amendment.id"))
    state: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    role: Mapped[str | None] = mapped_column(String(40))
    department_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added: Mapped[str] = mapped_column(String(10), default="", server_default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asleep: Mapped[bool] = mapped_column(default=False, server_default=false())
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


UNDECIDED = Task.outcome == literal_column("''")
"""A decision is waited for: in the very words of the indices above, which serve no parameter."""


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
    stands_for: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """委托代办: whose decision this was, where a stand-in made it."""
    repeats: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The same person had agreed in the step before and was not asked again."""
    at: Mapped[datetime] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<Step {self.id} of record {self.record_id}: {self.transition} {self.from_state} → {self.to_state}>"


class SideStep(Model):
    """A line of the course beside the flow: a verb that moved nothing (转办, 催办, 抄送, 加签), who used it, on what.

    `facts` are what the verb keeps of it: `{"people": [ids]}`, and how.
    """

    __tablename__ = "side_step"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    verb: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(40))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("task.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    comment: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<SideStep {self.id} of record {self.record_id}: {self.verb}>"


class Copy(Model):
    """抄送: somebody was given sight of a record, by whom, with which words; until it is taken back."""

    __tablename__ = "record_copy"
    __table_args__ = (Index("ix_record_copy_of", "user_id", "id", sqlite_where=text("taken_back_at is null")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    comment: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_back_at: Mapped[datetime | None] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<Copy {self.id} of record {self.record_id} to {self.user_id}>"


class StandIn(Model):
    """委托代办: while `absent` is away, `deputy` may decide what they may; both days are included."""

    __tablename__ = "stand_in"
    __table_args__ = (
        CheckConstraint("since <= until", name="stand_in_days"),
        CheckConstraint("absent_id <> deputy_id", name="stand_in_two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    absent_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    since: Mapped[date]
    until: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    """When it was ended before its time."""

    def __repr__(self) -> str:
        return f"<StandIn {self.id}: {self.deputy_id} for {self.absent_id}>"


class Phrase(Model):
    """常用语: words for opinions, somebody's own, or the office's where there is no person."""

    __tablename__ = "phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    tone: Mapped[str] = mapped_column(String(4))
    words: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<Phrase {self.id} of {self.user_id or 'all'}: {self.words}>"
