"""What people and the office choose about letters, and letters that are sent again. Callers commit."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, insert, update

from app.accounts.actor import Actor
from app.accounts.addresses import usable
from app.accounts.models import User
from app.audit import service as audit
from app.config import Settings
from app.errors import Conflict
from app.extensions import db
from app.notices.kinds import KINDS
from app.notices.models import Going, MailChoice, Outgoing, Way


def set_own(actor: Actor, address: str, ways: Mapping[str, Way], *, settings: Settings) -> None:
    """A person's address and own choices; a kind that is not named follows the office. Raises `Invalid`."""
    kept = usable(address, settings, place="address")
    db.session.execute(update(User).where(User.id == actor.id).values(email=kept))
    _set(actor.id, ways)
    audit.record("mail.chosen", actor=actor, about=f"user:{actor.id}")


def set_office(ways: Mapping[str, Way], *, actor: Actor) -> None:
    """What holds for those who did not choose."""
    _set(None, ways)
    audit.record("mail.office_chose", actor=actor)


def send_again(letter: Outgoing, *, actor: Actor, now: datetime) -> None:
    """A letter that was given up waits anew, as the same letter; raises `Conflict` where it waits or was sent."""
    ended = update(Outgoing).where(Outgoing.id == letter.id, Outgoing.state.in_((Going.GIVEN_UP, Going.UNSURE)))
    anew = {"state": Going.WAITING, "attempts": 0, "look_at": now, "finished_at": None}
    if not db.session.execute(ended.values(**anew)).rowcount:  # type: ignore[attr-defined]
        raise Conflict("mail.not_stopped")
    audit.record("mail.sent_again", actor=actor)


def _set(user_id: int | None, ways: Mapping[str, Way]) -> None:
    db.session.execute(delete(MailChoice).where(MailChoice.user_id.is_(user_id)))
    rows = [{"user_id": user_id, "kind": kind, "way": way} for kind, way in ways.items() if kind in KINDS]
    if rows:
        db.session.execute(insert(MailChoice), rows)
