"""One message to one person, what is to leave the house of it, and what people chose about that."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class Notice(Model):
    """A message: `kind` names the sentence (task_given, returned, state …), `facts` fill it; it leads to a record."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_unread", "user_id", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    record_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<Notice {self.id} {self.kind} to {self.user_id}>"


class Way(StrEnum):
    """How somebody is told of a kind of message by mail."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NONE = "none"


class Going(StrEnum):
    """Where a letter stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    NEEDLESS = "needless"
    """All that it tells of was read meanwhile."""
    GIVEN_UP = "given_up"
    UNSURE = "unsure"
    """The program stopped while it was sent: it may have arrived."""


class Outgoing(Model):
    """A letter to be sent: by which channel, to whom, and when it is looked at next.

    It is written in the transaction of the messages that it tells of. With a `day` it is that person's letter of the
    day; without a person it is for the group that the channel serves.
    """

    __tablename__ = "outgoing"
    __table_args__ = (
        CheckConstraint("state in ('waiting','sending','sent','needless','given_up','unsure')", name="outgoing_state"),
        Index("ix_outgoing_due", "channel", "look_at", sqlite_where=text("state in ('waiting','sending')")),
        Index("ix_outgoing_day", "channel", "user_id", "day", unique=True, sqlite_where=text("day is not null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    day: Mapped[date | None]
    mark: Mapped[str] = mapped_column(String(40), unique=True)
    """Of its Message-ID: what is sent again is the same letter."""
    state: Mapped[str] = mapped_column(String(10), default=Going.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    look_at: Mapped[datetime] = mapped_column(Moment)
    why: Mapped[str] = mapped_column(String(40), default="")
    """A code of the catalogue of sentences; `detail` is what the other side said."""
    detail: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    finished_at: Mapped[datetime | None] = mapped_column(Moment)

    def is_due(self, now: datetime) -> bool:
        """Something is to be done about it."""
        return self.state in (Going.WAITING, Going.SENDING) and self.look_at <= now

    def __repr__(self) -> str:
        return f"<Outgoing {self.id} {self.channel} {self.state}>"


class OutgoingLine(Model):
    """A message that a letter tells of."""

    __tablename__ = "outgoing_line"

    outgoing_id: Mapped[int] = mapped_column(ForeignKey("outgoing.id"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)


class MailChoice(Model):
    """How a kind of message is told by mail: a person's own choice, or without a person the office's."""

    __tablename__ = "mail_choice"
    __table_args__ = (
        CheckConstraint("way in ('at_once','daily','none')", name="mail_choice_way"),
        Index("ix_mail_choice_own", "user_id", "kind", unique=True, sqlite_where=text("user_id is not null")),
        Index("ix_mail_choice_office", "kind", unique=True, sqlite_where=text("user_id is null")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(String(40))
    way: Mapped[str] = mapped_column(String(10))
