"""到期: what the definitions want to be reminded of, for the records that still wait for it.

It stays until the record says another day, its condition holds no longer, or somebody answers it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from app.definitions.checks.flow import OWNER
from app.definitions.compiled import CompiledType
from app.definitions.schema import Remind
from app.fields.model import Label
from app.records import queries, sql
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
"""Shown of one reminder: those whose day came first."""
LOOKED_AT = 5_000
"""Records looked at for one reminder, where its condition cannot be asked of the database."""


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
    given = answers.standing(desk.session, since=desk.today - LOOKS_BACK)
    found = [
        each
        for compiled in desk.types.all().values()
        for at in range(len(compiled.definition.remind))
        for each in islice(_of_rule(compiled, at, desk, calendar, given), MOST)
    ]
    return sorted(found, key=lambda each: (each.on, each.record_id))


def _of_rule(
    compiled: CompiledType, at: int, desk: Desk, calendar: Calendar, given: Mapping[About, ReminderAnswer]
) -> Iterator[Due]:
    """What one rule reminds of, the earliest day first."""
    rule = compiled.definition.remind[at]
    asked = _asked(compiled, at, desk, calendar)
    if asked is None:
        return
    lines = queries.each(desk.session, desk.viewer, compiled, *asked, sort=(rule.at,))
    for line in islice(lines, LOOKED_AT):
        if _is_for(rule, line, desk) and _holds(compiled, at, line, desk):
            for due in _due(compiled, rule, line, desk, calendar):
                answer = given.get(due.about)
                if _is_open(answer, desk.today):
                    yield replace(due, before=answer)


def _asked(compiled: CompiledType, at: int, desk: Desk, calendar: Calendar) -> list[Condition] | None:
    """What the database can say of it; None where nothing can be due."""
    rule = compiled.definition.remind[at]
    slot, until = compiled.slots.get(rule.at), _shown_until(rule, desk.today, calendar)
    if slot is None or until is None:
        return None
    column = record_ix.c[slot]
    since, before = (desk.today - LOOKS_BACK).isoformat(), (until + timedelta(days=1)).isoformat()
    asked: list[Condition] = [column >= since, column < before]  # a moment of the last day is in time too
    if rule.to == OWNER:
        asked.append(record_ix.c.owner_id == desk.actor.id)
    when = compiled.reminders.get(at)
    if when is not None and not sql.refusals(when, compiled):
        asked.append(sql.condition(when, compiled, desk.world(compiled).names()))
    return asked


def _is_open(answer: ReminderAnswer | None, today: date) -> bool:
    return answer is None or (answer.outcome == PUT_OFF and answer.until is not None and answer.until <= today)


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
        yield Due(line.id, rule.name, day, line.title, label, definition.icon, rule.say, on, is_late)
