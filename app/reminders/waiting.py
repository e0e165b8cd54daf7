"""到期: what the definitions want to be reminded of, for the records that still wait for it.

It stays until the record says another day, its condition holds no longer, or somebody answers it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from app.definitions.checks.flow import OWNER
from app.definitions.compiled import CompiledType
from app.definitions.schema import Remind
from app.fields.model import Label
from app.records import queries
from app.records.desk import Desk
from app.records.listing import Condition, Line
from app.records.models import record_ix
from app.reminders import queries as answers
from app.reminders.models import PUT_OFF, ReminderAnswer
from app.reminders.queries import About
from app.web.language import language
from app.workdays import queries as workdays
from app.workdays import spans
from app.workdays.calendar import Calendar

LOOKS_BACK = timedelta(days=730)
"""Nobody is reminded of what is longer past."""
MOST = 300
"""Records looked at for one reminder."""


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to see to: of which record, what, and by which day."""

    record_id: int
    rule: str
    day: date
    """The day in the record; `on` is shifted from it."""
    title: str
    type_label: str
    icon: str
    say: Label
    on: date
    is_late: bool
    before: ReminderAnswer | None = None
    """It was put off, and the time is up."""

    @property
    def about(self) -> About:
        """What an answer to it speaks of."""
        return self.record_id, self.rule, self.day


def waiting(desk: Desk) -> list[Due]:
    """Everything that is due for this person and not answered, the most urgent first."""
    calendar = workdays.calendar(desk.session)
    found = [each for compiled in desk.types.all().values() for each in _of_type(compiled, desk, calendar)]
    given = answers.standing(desk.session, {each.record_id for each in found})
    open_ones = [replace(each, before=given.get(each.about)) for each in found]
    left = (each for each in open_ones if _is_open(each.before, desk.today))
    return sorted(left, key=lambda each: (each.on, each.record_id))


def name_of(rule: Remind) -> str:
    """What answers call a rule: its field and how far it looks."""
    return f"{rule.at} -{rule.before}" if rule.before else f"{rule.at} +{rule.after}"


def _is_open(answer: ReminderAnswer | None, today: date) -> bool:
    return answer is None or (answer.outcome == PUT_OFF and answer.until is not None and answer.until <= today)


def _of_type(compiled: CompiledType, desk: Desk, calendar: Calendar) -> Iterator[Due]:
    for at, rule in enumerate(compiled.definition.remind):
        slot = compiled.slots.get(rule.at)
        until = _shown_until(rule, desk.today, calendar)
        if slot is None or until is None:
            continue
        column = record_ix.c[slot]
        since: Condition = column >= (desk.today - LOOKS_BACK).isoformat()
        before: Condition = column < (until + timedelta(days=1)).isoformat()  # a moment of that day is in time too
        lines = queries.each(desk.session, desk.viewer, compiled, since, before)
        for line in islice(lines, MOST):
            if _is_for(rule, line, desk) and _holds(compiled, at, line, desk):
                yield from _due(compiled, rule, line, desk, calendar)


def _shown_until(rule: Remind, today: date, calendar: Calendar) -> date | None:
    """The last day in the field for which the reminder is shown today: `before` looks ahead, `after` looks back."""
    return spans.shifted(today, rule.before, calendar) if rule.before else today


def _is_for(rule: Remind, line: Line, desk: Desk) -> bool:
    if rule.to == OWNER:
        return line.owner_id == desk.actor.id
    return desk.actor.has(rule.to, line.department_id)


def _holds(compiled: CompiledType, at: int, line: Line, desk: Desk) -> bool:
    rule = compiled.reminders.get(at)
    if rule is None:
        return True
    names = desk.world(compiled, state=line.state).names()
    return rule.holds({**names, **compiled.values(line.data, desk.lookups)})


def _due(compiled: CompiledType, rule: Remind, line: Line, desk: Desk, calendar: Calendar) -> Iterator[Due]:
    day = compiled.fields[rule.at].value(line.data.get(rule.at), desk.lookups)
    if not isinstance(day, date):
        return
    if isinstance(day, datetime):
        day = day.date()
    on = spans.shifted(day, rule.after, calendar) if rule.after else day
    if on is not None:
        definition = compiled.definition
        label, is_late = definition.label.text(language()), on < desk.today
        yield Due(line.id, name_of(rule), day, line.title, label, definition.icon, rule.say, on, is_late)
