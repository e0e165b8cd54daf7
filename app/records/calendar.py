"""A month of a list: on which days its records stand, what runs on over several days, and what found no room."""

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice
from typing import Self

import sqlalchemy as sa
from flask_babel import format_date, gettext

from app.definitions.compiled import CompiledField
from app.fields import Stored
from app.fields.days import first_day, last_day
from app.records import queries
from app.records.columns import Reader
from app.records.listing import Condition, Line
from app.records.lists import RecordList
from app.records.models import record_ix
from app.workdays import queries as workdays
from app.workdays.calendar import Calendar

FEW = 4
"""So many records of a day are shown; the others unfold."""
MOST = 1_000
"""Records of one page; of more only these are shown, and the page says so."""
LOOK_BACK = timedelta(days=400)
"""A span is found by its first day: one that began longer before the month is not on it."""
FIRST_YEAR, LAST_YEAR = 1900, 2200
_DAY = timedelta(days=1)
_WEEK = calendar.Calendar(firstweekday=0)
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Month:
    """A month in weeks that begin on Monday; the first and the last one are whole."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str, today: date) -> Self:
        """From an address, `2024-03`; what makes no sense is the month of today."""
        found = _MONTH.fullmatch(text)
        year, number = (int(found[1]), int(found[2])) if found else (0, 0)
        is_one = FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12
        return cls(year, number) if is_one else cls(today.year, today.month)

    @property
    def key(self) -> str:
        """As an address has it."""
        return f"{self.year}-{self.number:02}"

    @property
    def label(self) -> str:
        """In words."""
        return str(format_date(date(self.year, self.number, 1), gettext("yyyy 年 M 月")))

    @property
    def weeks(self) -> list[list[date]]:
        """Its days, and those around them that fill the weeks."""
        return _WEEK.monthdatescalendar(self.year, self.number)

    def shifted(self, by: int) -> "Month":
        """Another month, so many later."""
        year, number = divmod(self.year * 12 + self.number - 1 + by, 12)
        return Month(year, number + 1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A record on its days, both ends included; `about` is its date where only the month or year is known."""

    id: int
    title: str
    colour: str
    first: date
    last: date
    about: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a day shows of an entry: does it begin or end there?"""

    entry: Entry
    begins: bool
    ends: bool


@dataclass(slots=True)
class Day:
    """A day with its entries, each in the lane that it keeps over the week; None is an empty lane."""

    day: date
    inside: bool
    """Of the month, not only of its first or last week."""
    is_today: bool
    works: bool
    special: bool
    """Worked or not otherwise than its weekday says."""
    shown: list[Piece | None] = field(default_factory=list)
    more: list[Piece] = field(default_factory=list)

    @property
    def label(self) -> str:
        """In words."""
        return str(format_date(self.day, gettext("M 月 d 日 EEEE")))

    @property
    def is_news(self) -> bool:
        """Does anything begin here, for a list that says each record once?"""
        return any(each.begins for each in (*self.shown, *self.more) if each)


@dataclass(frozen=True, slots=True)
class Board:
    """A month with its records: how many have no date and stand nowhere, and whether all of them are here."""

    month: Month
    weeks: Sequence[Sequence[Day]]
    undated: int
    is_whole: bool

    @property
    def is_empty(self) -> bool:
        """Does nothing stand on the days of the month?"""
        return not any(day.inside and any((*day.shown, *day.more)) for week in self.weeks for day in week)


def drawn(shown: RecordList, each: CompiledField, month: Month) -> Board:
    """The records of the list that stand on the days of a month by a date field."""
    weeks = month.weeks
    lines = list(islice(_lines(shown, each, weeks[0][0], weeks[-1][-1]), MOST + 1))
    entries = _entries(shown, each, lines[:MOST])
    days = workdays.calendar(shown.desk.session)
    made = [_week(week, entries, month, days, shown.desk.today) for week in weeks]
    nowhere = record_ix.c[str(each.slot)].is_(None)
    undated = queries.count(shown.desk.session, shown.desk.viewer, shown.compiled, *shown.conditions, nowhere)
    return Board(month, made, undated, len(lines) <= MOST)


def _lines(shown: RecordList, each: CompiledField, first: date, last: date) -> Iterable[Line]:
    """By the slot alone, in the order of days."""
    desk = shown.desk
    within = _within(each, first, last)
    return queries.each(desk.session, desk.viewer, shown.compiled, *shown.conditions, within, sort=(each.key,))


def _within(each: CompiledField, first: date, last: date) -> Condition:
    column = record_ix.c[str(each.slot)]
    begins = first - LOOK_BACK if each.type.name == "date_range" else first
    return sa.and_(column >= begins.isoformat(), column < (last + _DAY).isoformat())


def _entries(shown: RecordList, each: CompiledField, lines: Sequence[Line]) -> list[Entry]:
    reader = Reader(shown.compiled, (), shown.desk, lines)
    made = []
    for line in lines:
        stored = reader.stored(line, each.key)
        if stored:
            title = line.title or str(gettext("（未命名）"))
            made.append(Entry(line.id, title, reader.state(line).colour, *_span(stored)))
    return sorted(made, key=lambda entry: (entry.first, entry.first - entry.last, entry.title))


def _span(stored: Stored) -> tuple[date, date, str]:
    """Both ends; what is known to the month only stands on its first day, and says so."""
    if isinstance(stored, Mapping):
        return first_day(stored["from"]), max(last_day(stored["to"]), first_day(stored["from"])), ""
    day = str(stored)[:10]
    return first_day(day), first_day(day), day if len(day) < 10 else ""


def _week(week: Sequence[date], entries: Iterable[Entry], month: Month, calendar: Calendar, today: date) -> list[Day]:
    days = {
        day: Day(day, day.month == month.number, day == today, calendar.works(day), day in calendar.special)
        for day in week
    }
    busy: list[date] = []
    for entry in entries:
        start, end = max(entry.first, week[0]), min(entry.last, week[-1])
        if start <= end:
            lane = _lane(busy, start, end)
            for at in range((end - start).days + 1):
                _put(days[start + at * _DAY], entry, lane)
    return list(days.values())


def _lane(busy: list[date], start: date, end: date) -> int:
    """The first lane that is free from this day on, taken up to its last one."""
    lane = next((at for at, until in enumerate(busy) if until < start), len(busy))
    busy[lane : lane + 1] = [end]
    return lane


def _put(day: Day, entry: Entry, lane: int) -> None:
    first_shown = day.inside and day.day.day == 1
    piece = Piece(entry, day.day == entry.first or first_shown, day.day == entry.last)
    if lane >= FEW:
        day.more.append(piece)
        return
    day.shown += [None] * (lane - len(day.shown))
    day.shown.append(piece)
