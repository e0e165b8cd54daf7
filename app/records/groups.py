"""A list in groups: which there are, what they are called, in which order they stand, and the records of each."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeAlias

import sqlalchemy as sa
from flask_babel import gettext

from app.accounts import queries as people
from app.definitions.compiled import CompiledField, CompiledType
from app.expressions import Kind
from app.fields.choice import entries_of
from app.pinyin import sort_key
from app.records import queries
from app.records.columns import SYSTEM as SYSTEM_LABELS
from app.records.columns import state_of
from app.records.desk import Desk
from app.records.listing import Condition, Group, Head, Line, Page
from app.records.models import record_ix
from app.records.paging import pack_group, unpack_group
from app.web.language import language

MOST = 500
"""A list of more groups stands ungrouped: nobody reads so many headings."""
SYSTEM = {"state": "state", "year": "year", "owner": "owner_id", "department": "department_id"}
"""What every record has beside its fields and can be grouped by, with its column."""
YEAR, MONTH = 4, 7
"""So many letters of a day."""
Value: TypeAlias = str | int | None


def is_groupable(compiled: CompiledType, key: str) -> bool:
    """Can a list stand in groups of this?"""
    each = compiled.fields.get(key)
    return key in SYSTEM if each is None else each.slot is not None and each.type.name != "record"


def span_of(compiled: CompiledType, key: str) -> int:
    """Of a day, how much of it is grouped by: its month, or its year where only that may be known; 0 of what is none.

    The index holds the first day of a year, and nobody came in January who came "in 2019".
    """
    each = compiled.fields.get(key)
    if each is None or not str(each.slot).startswith("d"):
        return 0
    return YEAR if getattr(each.options, "precision", "day") == "year" else MONTH


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list is to stand in groups: of what, under which conditions, sorted how within each."""

    key: str
    conditions: tuple[Condition, ...]
    sort: tuple[str, ...]
    totals: Mapping[str, str]


class Groups:
    """The groups of a list, in their order; `all` is None where there are too many."""

    def __init__(self, compiled: CompiledType, asked: Asked, desk: Desk) -> None:
        self.compiled, self.asked, self.desk = compiled, asked, desk
        self._column = _column(compiled, asked.key)
        self._falls = f"-{asked.key}" in asked.sort
        self._span = span_of(compiled, asked.key)
        self._sort = tuple(key for key in asked.sort if self._span or key.removeprefix("-") != asked.key)
        self.all = self._found()

    @cached_property
    def label(self) -> str:
        """What they are groups of."""
        each = self.compiled.fields.get(self.asked.key)
        if each is None:
            return str(gettext(SYSTEM_LABELS[self.asked.key]))
        label = each.definition.label.text(language())
        spans = {YEAR: gettext("%(label)s（年份）", label=label), MONTH: gettext("%(label)s（月份）", label=label)}
        return str(spans.get(self._span, label))

    def is_told_by(self, columns: Container[str]) -> bool:
        """Does one of these columns say the group of each record?"""
        return self.asked.key in columns and not self._span

    def page(self, number: int, after: str) -> Page:
        """The records of a page, with the headings that stand on it: from `after`, else by its number."""
        at, skipped, token = self._continued(after) if after else self._at((number - 1) * queries.PAGE)
        lines: list[Line] = []
        heads: list[Head] = []
        for position, group in enumerate(self._all[at:], start=at):
            if len(lines) == queries.PAGE:
                return Page(lines, pack_group(group.value, ""), heads)
            heads.append(Head(len(lines), group, is_continued=bool(skipped or token)))
            part = self._part(group, size=queries.PAGE - len(lines), offset=skipped, after=token)
            lines += part.lines
            if part.after:
                return Page(lines, pack_group(self._all[position].value, part.after), heads)
            skipped, token = 0, ""
        return Page(lines, "", heads)

    def lines(self) -> Iterator[tuple[Group, Line]]:
        """All records, group after group, for exports."""
        for group in self._all:
            found = queries.each(
                self.desk.session,
                self.desk.viewer,
                self.compiled,
                *self.asked.conditions,
                self._within(group),
                sort=self._sort,
            )
            yield from ((group, line) for line in found)

    @property
    def _all(self) -> Sequence[Group]:
        return self.all or ()

    def _found(self) -> Sequence[Group] | None:
        asked = self.asked
        found = queries.grouped(
            self.desk.session,
            self.desk.viewer,
            self.compiled,
            self._column,
            asked.totals,
            *asked.conditions,
            most=MOST + 1,
        )
        if len(found) > MOST:
            return None
        known = _Names(self.compiled, self.desk, asked.key, [value for value, _count, _totals in found])
        made = [Group(value, known.label(value), count, totals) for value, count, totals in found]
        there = sorted((each for each in made if each.value is not None), key=known.rank, reverse=self._falls)
        return [*there, *(each for each in made if each.value is None)]

    def _within(self, group: Group) -> Condition:
        return self._column.is_(None) if group.value is None else self._column == group.value

    def _part(self, group: Group, *, size: int, offset: int, after: str) -> Page:
        return queries.page(
            self.desk.session,
            self.desk.viewer,
            self.compiled,
            *self.asked.conditions,
            self._within(group),
            sort=self._sort,
            size=size,
            offset=offset,
            after=after,
        )

    def _at(self, offset: int) -> tuple[int, int, str]:
        """The group in which the record with this number stands, and how many of it stand before."""
        for at, group in enumerate(self._all):
            if offset < group.count:
                return at, offset, ""
            offset -= group.count
        return len(self._all), 0, ""

    def _continued(self, after: str) -> tuple[int, int, str]:
        """Where another page ended; a group that is gone meanwhile ends the list."""
        value, token = unpack_group(after)
        at = next((at for at, group in enumerate(self._all) if group.value == value), len(self._all))
        return at, 0, token


class _Names:
    """What the values of groups are called, and in which order people expect them."""

    def __init__(self, compiled: CompiledType, desk: Desk, key: str, values: Sequence[Value]) -> None:
        self._compiled, self._desk, self._values = compiled, desk, values
        self._each = compiled.fields.get(key)
        self._label, self._order = self._way(key)

    def label(self, value: Value) -> str:
        """In the language of the reader."""
        return str(gettext("未填")) if value is None else self._label(value) or str(value)

    def rank(self, group: Group) -> tuple[int, Any]:
        """By the order that the values have of themselves; by their name where they have none."""
        known = self._order.get(group.value)
        if known is not None:
            return 0, (known,)
        return 1, (group.value,) if isinstance(group.value, int) else (sort_key(group.label), str(group.value))

    def _way(self, key: str) -> tuple[Callable[[Any], str], Mapping[Value, int]]:
        each, compiled = self._each, self._compiled
        if key == "state" and each is None:
            flow = compiled.definition.workflow
            return lambda value: state_of(compiled, value).text, _numbered(flow.states if flow else ())
        if key == "owner" or (each and each.type.name == "person"):
            known = people.names(int(value) for value in self._values if value is not None)
            return lambda value: known.get(int(value), ""), {}
        if key == "department" or (each and each.type.name == "department"):
            return self._departments(as_text=each is not None)
        if each is None:
            return str, {}
        return self._of_field(each)

    def _of_field(self, each: CompiledField) -> tuple[Callable[[Any], str], Mapping[Value, int]]:
        if each.type.name == "choice":
            entries = entries_of(each.options, self._desk.lookups)
            return lambda value: entries[value].text(language()) if value in entries else value, _numbered(entries)
        if each.name.kind is Kind.YESNO:
            return lambda value: str(gettext("是") if value else gettext("否")), {1: 0, 0: 1}
        if str(each.slot).startswith("d"):
            return str, _numbered(sorted(str(value) for value in self._values if value is not None))
        if each.name.kind is Kind.NUMBER and each.type.name != "year":
            places = each.type.places_of(each.options)
            return lambda value: f"{Decimal(value).scaleb(-places):,}", {}
        return str, {}

    def _departments(self, *, as_text: bool) -> tuple[Callable[[Any], str], Mapping[Value, int]]:
        known = {(str(each.id) if as_text else each.id): each for each in people.departments()}
        spoken = self._desk.language
        return lambda value: known[value].label(spoken) if value in known else "", _numbered(known)


def _column(compiled: CompiledType, key: str) -> sa.ColumnElement[Any]:
    each = compiled.fields.get(key)
    if each is None:
        return record_ix.c[SYSTEM[key]]
    column = record_ix.c[str(each.slot)]
    span = span_of(compiled, key)
    return sa.func.substr(column, 1, span) if span else column


def _numbered(values: Any) -> Mapping[Value, int]:
    return {value: at for at, value in enumerate(values)}
