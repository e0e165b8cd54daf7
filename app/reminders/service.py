"""Answering reminders, and taking an answer back. Callers commit."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.audit import service as audit
from app.errors import Conflict, Forbidden, Invalid
from app.fields import CHINESE
from app.records.desk import Desk
from app.reminders import queries
from app.reminders.models import PUT_OFF, ReminderAnswer
from app.reminders.queries import About
from app.reminders.waiting import waiting

LONGEST = timedelta(days=366)
"""How far a reminder is put off at most."""


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as somebody gives it; `until` only where it is put off."""

    outcome: str
    reason: str
    until: date | None = None


def answer(about: About, said: Said, *, desk: Desk) -> ReminderAnswer:
    """Take a reminder off the list, or put it off; raises `Conflict` where this person is not reminded of it.

    The same answer by the same person, sent twice, is one.
    """
    before = queries.to_this(desk.session, about)
    if before is not None and before.by == desk.actor.id and said == Said(before.outcome, before.reason, before.until):
        return before
    due = next((each for each in waiting(desk) if each.about == about), None)
    if due is None:
        raise Conflict("reminder.answered")
    until = _until(said, desk.today) if said.outcome == PUT_OFF else None
    given = ReminderAnswer(
        record_id=due.record_id,
        rule=due.rule,
        day=due.day,
        row=due.row,
        say=due.say.text(CHINESE),
        outcome=said.outcome,
        until=until,
        reason=said.reason,
        by=desk.actor.id,
        at=desk.now,
    )
    desk.session.add(given)
    facts = {
        "say": given.say,
        "outcome": said.outcome,
        "until": until.isoformat() if until else "",
        "reason": said.reason,
    }
    audit.record("reminder.answered", actor=desk.actor, about=f"record:{due.record_id}", facts=facts)
    return given


def take_back(given: ReminderAnswer, *, desk: Desk) -> None:
    """The reminder is on the list again. Only who answered may."""
    if given.by != desk.actor.id:
        raise Forbidden("reminder.not_yours")
    if given.taken_back_at is not None:
        return
    given.taken_back_at = desk.now
    audit.record("reminder.reopened", actor=desk.actor, about=f"record:{given.record_id}", facts={"say": given.say})


def _until(said: Said, today: date) -> date:
    if said.until is None or not today < said.until <= today + LONGEST:
        raise Invalid.because("reminder.until", place="until", today=today, last=today + LONGEST)
    return said.until
