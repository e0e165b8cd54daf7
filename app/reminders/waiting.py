"""到期: what the definitions want to be reminded of, for the records that still wait for it.

It stays until the record says another day, its condition holds no longer, or somebody answers it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
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
from app.reminders.days import Day, days_of, row_name
from app.reminders.models import PUT_OFF, ReminderAnswer
from app.reminders.queries import About
from app.web.language import language
from app.workdays import doubt, spans
from app.workdays import queries as workdays
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
    row: int = 0
    """Of a table: the `_id` of the row."""
    row_name: str = ""
    """What people call the row, as far as this person may see it."""
    doubt: str = ""
    """What to know of the day."""
    before: ReminderAnswer | None = None
    """It was put off, and the time is up."""

    @property
    def about(self) -> About:
        """What an answer to it speaks of."""
        return About(self.record_id, self.rule, self.day, self.row)


def waiting(desk: Desk) -> list[Due]:
    """Everything that is due for this person and not answered, the most urgent first."""
    calendar = workdays.calendar(desk.session)
    given = answers.standing(desk.session, since=desk.today - LOOKS_BACK)
    found = [
        each
        for compiled in desk.types.all().values()
        for at in range(len(compiled.definition.remind))
        for each in islice(_Looking(compiled, at, desk, calendar, given).found(), MOST)
    ]
    return sorted(found, key=lambda each: (each.on, each.record_id, each.row))


@dataclass(frozen=True)
class _Looking:
    """One rule of one type, as somebody is reminded by it."""

    compiled: CompiledType
    at: int
    desk: Desk
    calendar: Calendar
    given: Mapping[About, ReminderAnswer]

    @property
    def rule(self) -> Remind:
        """What the definition says."""
        return self.compiled.definition.remind[self.at]

    @property
    def until(self) -> date | None:
        """The last day in the record for which it is shown today: `before` looks ahead, `after` looks back."""
        today = self.desk.today
        return spans.shifted(today, self.rule.before, self.calendar) if self.rule.before else today

    def found(self) -> Iterator[Due]:
        """What it reminds of; of a field of records the earliest day first."""
        rule, desk, until = self.rule, self.desk, self.until
        asked = self._asked(until) if until else None
        if until is None or asked is None:
            return
        sort = () if rule.table else (rule.at,)
        lines = queries.each(desk.session, desk.viewer, self.compiled, *asked, sort=sort)
        for line in islice(lines, LOOKED_AT):
            for day in days_of(self.compiled, self.at, line, desk) if self._is_for(line) else ():
                answer = self.given.get(About(line.id, rule.name, day.on, day.row))
                if desk.today - LOOKS_BACK <= day.on <= until and _is_open(answer, desk.today):
                    yield from self._due(line, day, answer)

    def _asked(self, until: date) -> list[Condition] | None:
        """What the database can say of it; None where nothing can be due."""
        rule, desk = self.rule, self.desk
        since, before = (desk.today - LOOKS_BACK).isoformat(), (until + timedelta(days=1)).isoformat()
        there = sql.day_within(self.compiled, rule.at, since, before)  # a moment of the last day is in time too
        if there is None:
            return None
        asked = [there]
        if rule.to == OWNER:
            asked.append(record_ix.c.owner_id == desk.actor.id)
        when = self.compiled.reminders.get(self.at)
        if when is not None and not sql.refusals(when, self.compiled):
            asked.append(sql.condition(when, self.compiled, desk.world(self.compiled).names()))
        return asked

    def _is_for(self, line: Line) -> bool:
        actor = self.desk.actor
        return line.owner_id == actor.id if self.rule.to == OWNER else actor.has(self.rule.to, line.department_id)

    def _due(self, line: Line, day: Day, before: ReminderAnswer | None) -> Iterator[Due]:
        rule, definition = self.rule, self.compiled.definition
        on = spans.shifted(day.on, rule.after, self.calendar) if rule.after else day.on
        if on is None:
            return
        yield Due(
            record_id=line.id,
            rule=rule.name,
            day=day.on,
            title=line.title,
            type_label=definition.label.text(language()),
            icon=definition.icon,
            say=rule.say,
            on=on,
            is_late=on < self.desk.today,
            row=day.row,
            row_name=row_name(self.compiled, rule, day.row, line, self.desk) if rule.table else "",
            doubt=doubt.of(on, rule.after),
            before=before,
        )


def _is_open(answer: ReminderAnswer | None, today: date) -> bool:
    return answer is None or (answer.outcome == PUT_OFF and answer.until is not None and answer.until <= today)
