"""A record comes to belong to somebody else. Its values stay as they are; that it happened is kept as a revision."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.errors import Conflict
from app.records.models import Attachment, Draft, Record, Revision, record_ix, table

WHY = "handed"
"""What the revision is called in the history."""


def hand(session: Session, record: Record, owner_id: int, *, actor: Actor, now: datetime) -> None:
    """From who owns it, as it was read here; raises `Conflict` where somebody saved it since."""
    seen = (Record.id == record.id, Record.lock_version == record.lock_version, Record.owner_id == record.owner_id)
    change = {"owner_id": owner_id, "lock_version": record.lock_version + 1, "updated_at": now, "updated_by": actor.id}
    done = session.connection().execute(sa.update(table(Record)).where(*seen).values(**change))
    if done.rowcount != 1:
        raise Conflict("record.changed_meanwhile", current=record)
    entry = sa.update(record_ix).where(record_ix.c.record_id == record.id)
    session.connection().execute(entry.values(owner_id=owner_id))
    session.refresh(record)
    row = {
        "record_id": record.id,
        "number": record.lock_version,
        "version_id": record.version_id,
        "state": record.state,
        "data": record.data,
        "at": now,
        "by": actor.id,
        "why": WHY,
    }
    session.connection().execute(sa.insert(table(Revision)), row)


def hand_draft(session: Session, form: str, giver_id: int, receiver_id: int) -> bool:
    """What was typed goes over with the files that wait for it; False where the receiver typed there too, or nobody."""
    draft = session.get(Draft, (giver_id, form))
    if draft is None or session.get(Draft, (receiver_id, form)) is not None:
        return False
    names = _texts(draft.raw)
    waiting = (Attachment.by == giver_id, Attachment.record_id.is_(None))
    for attachment in session.scalars(sa.select(Attachment).where(*waiting)):
        if any(attachment.token in name for name in names):
            attachment.by = receiver_id
    mine = (Draft.user_id == giver_id, Draft.form == form)
    session.connection().execute(sa.update(table(Draft)).where(*mine).values(user_id=receiver_id))
    session.expire(draft)
    session.expunge(draft)
    return True


def _texts(raw: object) -> list[str]:
    """Every text in what was typed."""
    if isinstance(raw, str):
        return [raw]
    parts = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else ()
    return [text for part in parts for text in _texts(part)]
