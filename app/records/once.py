"""A form that is sent twice makes one record: by a double click, a lost answer, the button Back."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.records.models import SubmittedKey, table
from app.web.question import Question, Writing

KEPT = timedelta(days=30)
_MAX_KEY = 64
_SENT = table(SubmittedKey)
_MADE = Question(
    sa.select(_SENT.c.record_id).where(
        _SENT.c.user_id == sa.bindparam("user"),
        _SENT.c.route == sa.bindparam("asked"),
        _SENT.c.key == sa.bindparam("sent"),
    )
)
_INSERT = Writing(sa.insert(_SENT), _SENT.c.keys())


def made_before(session: Session, key: str, *, route: str, actor: Actor) -> int | None:
    """The record that this very form made already. Ask inside the writing transaction."""
    if not key:
        return None
    found = _MADE.rows(session, user=actor.id, asked=route, sent=key[:_MAX_KEY])
    return found[0][0] if found else None


def remember(session: Session, key: str, record_id: int, *, route: str, actor: Actor, now: datetime) -> None:  # noqa: PLR0913 - what a row holds
    """This form made this record; kept or lost with the transaction that made it."""
    if key:
        row = {"user_id": actor.id, "route": route, "key": key[:_MAX_KEY], "record_id": record_id, "at": now}
        _INSERT.rows(session, [row])


def forget(session: Session, *, now: datetime) -> int:
    """Forget forms that nobody will send again; gives how many."""
    gone = session.execute(sa.delete(SubmittedKey).where(SubmittedKey.at < now - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]
