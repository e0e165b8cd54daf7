"""Setting days of one's own, and taking them back. Callers commit."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.audit import service as audit
from app.errors import NotFound
from app.workdays import queries
from app.workdays.calendar import OwnDay
from app.workdays.models import SpecialDay


def set_day(session: Session, own: OwnDay, *, actor: Actor, now: datetime) -> None:
    """From now on the office works on this day, or does not. What is due already stays due when it was."""
    kept = queries.own_day(session, own.day) or SpecialDay(day=own.day)
    kept.works, kept.name, kept.set_by, kept.set_at = own.works, own.name, actor.id, now
    session.add(kept)
    facts = {"works": own.works, "name": own.name}
    audit.record("workday.set", actor=actor, about=f"day:{own.day.isoformat()}", facts=facts)


def drop_day(session: Session, day: date, *, actor: Actor) -> None:
    """The day is again what was published for it, or what its weekday says."""
    kept = queries.own_day(session, day)
    if kept is None:
        raise NotFound(f"special day {day}")
    session.delete(kept)
    audit.record("workday.dropped", actor=actor, about=f"day:{day.isoformat()}", facts={"name": kept.name})
