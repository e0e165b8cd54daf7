"""A form that is sent twice makes one record: by a double click, a lost answer, the button Back."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.records.models import SubmittedKey

KEPT = timedelta(days=30)
_MAX_KEY = 64


def made_before(session: Session, key: str, *, route: str, actor: Actor) -> int | None:
    """The record that this very form made already. Ask inside the writing transaction."""
    found = session.get(SubmittedKey, (actor.id, route, key[:_MAX_KEY])) if key else None
    return found.record_id if found else None


def remember(session: Session, key: str, record_id: int, *, route: str, actor: Actor, now: datetime) -> None:  # noqa: PLR0913 - what a row holds
    """This form made this record; kept or lost with the transaction that made it."""
    if key:
        row = SubmittedKey(user_id=actor.id, route=route, key=key[:_MAX_KEY], record_id=record_id, at=now)
        session.add(row)
        session.flush()


def forget(session: Session, *, now: datetime) -> int:
    """Forget forms that nobody will send again; gives how many."""
    gone = session.execute(sa.delete(SubmittedKey).where(SubmittedKey.at < now - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]
