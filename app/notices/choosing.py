"""What people and the office choose about letters, and letters that are sent again. Callers commit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update

from app.accounts.actor import Actor
from app.audit import service as audit
from app.config import Settings
from app.errors import Conflict, Invalid
from app.extensions import db
from app.fields.contact import Email
from app.notices.kinds import KINDS
from app.notices.models import Going, MailAddress, MailChoice, Outgoing, Way


def set_own(actor: Actor, address: str, ways: Mapping[str, Way], *, settings: Settings) -> None:
    """A person's address and own choices; a kind that is not named follows the office. Raises `Invalid`."""
    kept = usable(address, settings)
    db.session.execute(delete(MailAddress).where(MailAddress.user_id == actor.id))
    if kept:
        db.session.execute(insert(MailAddress).values(user_id=actor.id, address=kept))
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


def usable(address: str, settings: Settings) -> str:
    """The address as it is kept; empty where there is none. Raises `Invalid`."""
    nobody: Any = None  # the form of an address asks nothing of the world
    try:
        kept = str(Email().parse(address, None, nobody) or "")
    except Invalid as error:
        raise Invalid(replace(fault, place="address") for fault in error.faults) from None
    domains = [each.strip().lower() for each in settings.mail_domains.split(",") if each.strip()]
    if not kept.isascii():
        raise Invalid.because("mail.address", place="address")
    if kept and domains and kept.rpartition("@")[2] not in domains:
        raise Invalid.because("mail.domain", place="address", domains=domains)
    return kept


def _set(user_id: int | None, ways: Mapping[str, Way]) -> None:
    db.session.execute(delete(MailChoice).where(MailChoice.user_id.is_(user_id)))
    rows = [{"user_id": user_id, "kind": kind, "way": way} for kind, way in ways.items() if kind in KINDS]
    if rows:
        db.session.execute(insert(MailChoice), rows)
