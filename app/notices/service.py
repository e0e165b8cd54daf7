"""Every change of messages. They are written in the transaction of the step that they tell of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, insert, update
from sqlalchemy.orm import Session

from app.extensions import db
from app.notices import outbox
from app.notices.models import Notice
from app.web.question import Writing

_NOTICE = cast("Table", Notice.__table__)
_COLUMNS = ("user_id", "kind", "facts", "record_id", "created_at")
_TELL = Writing(insert(_NOTICE), _COLUMNS)
_INSERT = insert(_NOTICE).returning(_NOTICE.c.id, _NOTICE.c.user_id)


def tell(user_ids: Iterable[int], kind: str, *, record_id: int | None, facts: dict[str, Any], now: datetime) -> None:
    """Tell each of them once; without a record, of something of theirs. What goes by mail is kept with it."""
    rows = [
        {"user_id": user_id, "kind": kind, "facts": facts, "record_id": record_id, "created_at": now}
        for user_id in dict.fromkeys(user_ids)
    ]
    if not outbox.takes(kind):
        _TELL.rows(db.session(), rows)
    elif rows:
        told = db.session.connection().execute(_INSERT, rows)
        outbox.put([(notice_id, user_id) for notice_id, user_id in told], kind, now=now)


def mark_read(user_id: int, *, now: datetime, record_id: int | None = None, session: Session | None = None) -> None:
    """All of a person's messages, or those about one record, are read."""
    unread = update(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    if record_id is not None:
        unread = unread.where(Notice.record_id == record_id)
    (session or db.session).execute(unread.values(read_at=now))


def settle(record_id: int, *, now: datetime) -> None:
    """Nobody has to be told any more of what is past about this record."""
    unread = update(Notice).where(Notice.record_id == record_id, Notice.read_at.is_(None))
    db.session.execute(unread.values(read_at=now))


def read_one(notice: Notice, *, now: datetime) -> None:
    """A message was opened."""
    notice.read_at = notice.read_at or now
