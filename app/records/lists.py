"""A list of records as somebody asks for it by an address: view, conditions, words, order; the page, its totals, all.

The page, the export and the long export read the same `RecordList`, so they hold the same rows and columns.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any, Self

import sqlalchemy as sa
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import View
from app.errors import Fault, Invalid
from app.fields.model import Label
from app.records import chips, columns, groups, queries, search, view_queries
from app.records.chips import Chip, Filters, Shown
from app.records.columns import Column, Reader
from app.records.desk import Desk
from app.records.groups import Groups
from app.records.listing import Group, Line, Page
from app.records.models import Record, record_ix, table
from app.records.paging import sortable
from app.records.posted import number
from app.records.sql import condition
from app.records.sql_dialects import position
from app.records.sql_parts import Condition
from app.records.view_queries import Kept
from app.web.language import N_, language

ALL = "all"
"""The key of the view that shows every record."""
MOST_PICKED = 500
HOW = {"sum": N_("合计"), "count": N_("个数"), "avg": N_("平均"), "min": N_("最小"), "max": N_("最大")}
_RECORD = table(Record)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `after` and `page` say where; the rest says what."""

    view: str = ""
    chips: tuple[Chip, ...] = ()
    words: str = ""
    sort: tuple[str, ...] = ()
    after: str = ""
    page: int = 1
    picked: tuple[int, ...] = ()

    @classmethod
    def read(cls, args: "MultiDict[str, str]") -> Self:
        """From an address; what makes no sense in it is left out."""
        return cls(
            view=args.get("view", ""),
            chips=chips.read(args.getlist("f")),
            words=args.get("q", "").strip()[:100],
            sort=tuple(key for key in args.get("sort", "").split(",") if key)[:3],
            after=args.get("after", "")[:2000],
            page=min(max(args.get("page", 1, type=int), 1), 100_000),
            picked=tuple(each for each in map(number, args.getlist("pick")[:MOST_PICKED]) if each is not None),
        )

    def args(self) -> dict[str, Any]:
        """Back in an address, without the place in the list."""
        packed = [text for chip in self.chips for text in chip.packed()]
        said = {"view": self.view, "f": packed, "q": self.words, "sort": ",".join(self.sort)}
        return {key: value for key, value in said.items() if value}

    def without(self, chip: Chip) -> Self:
        """The same list without a condition."""
        return replace(self, chips=tuple(each for each in self.chips if each != chip), after="", page=1)

    def adding(self, chip: Chip) -> Self:
        """The same list with one more condition, or one more value of a condition that is there."""
        packed = [text for each in (*self.chips, chip) for text in each.packed()]
        return replace(self, chips=chips.read(packed), after="", page=1)

    def sorted_by(self, *keys: str) -> Self:
        """The same list in another order."""
        return replace(self, sort=keys, after="", page=1)

    def viewed(self, view: str) -> Self:
        """The same conditions in another view; its own order counts again."""
        return replace(self, view=view, sort=(), after="", page=1)


@dataclass(frozen=True, slots=True)
class Total:
    """A total under a column."""

    how: str
    text: str
    value: Decimal | str | None


class RecordList:
    """A list of one type as this person sees it."""

    def __init__(self, compiled: CompiledType, asked: Asked, desk: Desk, *, kept: Kept | None = None) -> None:
        self.compiled, self.desk = compiled, desk
        self.views = views_of(compiled)
        if kept is not None:
            self.kept = kept
        self.saved = self.kept.view(asked.view) if asked.view.isdecimal() else None
        base = self.saved.base if self.saved else asked.view
        self.view = next((view for view in self.views if view.key == base), self.views[0])
        plain = "" if self.view is self.views[0] else self.view.key
        self.asked = replace(asked, view=str(self.saved.id) if self.saved else plain)
        self.filters = Filters(compiled, desk)
        self.faults: list[Fault] = []

    @cached_property
    def chips(self) -> list[Shown]:
        """The conditions in words."""
        return [self.filters.shown(chip) for chip in self.asked.chips]

    @cached_property
    def kept(self) -> Kept:
        """What this person keeps of this list: saved views, chosen columns."""
        return view_queries.kept(self.desk.session, self.compiled.key, user_id=self.desk.actor.id)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What is shown of each record: what this person chose, else what the view has."""
        chosen = self.columns_of(self.kept.columns.get(self.place, ()))
        return chosen or self.columns_of(self.own_columns) or self.columns_of(self.view.columns)

    @property
    def place(self) -> str:
        """The view under which chosen columns are kept."""
        return self.asked.view or ALL

    @property
    def own_columns(self) -> Sequence[str]:
        """The keys of the columns that the view has by itself."""
        return (self.saved.columns if self.saved else ()) or self.view.columns

    def columns_of(self, keys: Iterable[str]) -> tuple[Column, ...]:
        """Columns by their keys, without those that this person may not see."""
        return columns.columns_of(self.compiled, keys, self.desk, opened=self.filters.open)

    @cached_property
    def linked(self) -> str:
        """The column whose cells lead to the records: the first that names them."""
        naming = [each.key for each in self.columns if each.key != "number" and not _is_serial(each)]
        named = [key for key in naming if key == "title" or key in self.compiled.title.names]
        return next(iter((*named, *naming, *(each.key for each in self.columns))), "")

    @cached_property
    def sort(self) -> tuple[str, ...]:
        """The order in force: the one asked for, else the view's."""
        asked = tuple(key for key in self.asked.sort if self._may_sort(key))
        own, group = self.view.sort, self.view.group
        if group and group not in {key.removeprefix("-") for key in own}:
            own = (group, *own)
        return asked or tuple(key for key in own if self._may_sort(key))

    @cached_property
    def groups(self) -> Groups | None:
        """What it stands in groups of; None where its view has none, they are closed to this person or too many."""
        key = self.view.group
        if not key or not groups.is_groupable(self.compiled, key) or not self._is_open(key):
            return None
        found = Groups(self.compiled, groups.Asked(key, self.conditions, self.sort, self._wanted), self.desk)
        return None if found.all is None else found

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """What the records have to meet; a chip that makes no sense is said in `faults` and left out."""
        found: list[Condition] = []
        rule = self.compiled.filters.get(self.view.key)
        if rule is not None:
            found.append(condition(rule, self.compiled, self.desk.world(self.compiled).names()))
        for chip in self.asked.chips:
            try:
                found.append(self.filters.condition(chip))
            except Invalid as error:
                self.faults.extend(error.faults)
        if self.asked.words:
            found.append(self._has_words(self.asked.words))
        if self.asked.picked:
            found.append(record_ix.c.record_id.in_(self.asked.picked))
        return tuple(found)

    @property
    def calendar(self) -> CompiledField | None:
        """The date by which it also stands in a calendar; None without one, or where it is closed to this person."""
        each = self.compiled.fields.get(self.view.calendar or "")
        return each if each is not None and each.slot and self._is_open(each.key) else None

    def page(self) -> Page:
        """The records of this page: by key behind the last one, by number near the front."""
        if self.groups is not None:
            return self.groups.page(self.asked.page, self.asked.after)
        where = {"after": self.asked.after} if self.asked.after else {"offset": (self.asked.page - 1) * queries.PAGE}
        return queries.page(
            self.desk.session,
            self.desk.viewer,
            self.compiled,
            *self.conditions,
            sort=self.sort,
            **where,
        )

    def count(self) -> int:
        """How many there are; counting ends behind `queries.COUNT_LIMIT`."""
        return self._summary[0]

    def totals(self) -> Mapping[str, Total]:
        """What stands under the columns, over all pages."""
        return self.totals_of(self._summary[1])

    def totals_of(self, values: Mapping[str, Decimal | str | None]) -> Mapping[str, Total]:
        """The same of what was counted, of a group too."""
        return {key: _total(self.compiled, key, how, values[key]) for key, how in self._wanted.items()}

    @cached_property
    def _wanted(self) -> dict[str, str]:
        """The totals of the view that this person may see: of fields that are open in all records."""
        shown = {column.key for column in self.columns} & self.filters.open
        fields = self.compiled.fields
        return {key: how for key, how in self.view.totals.items() if key in shown and fields[key].slot}

    @cached_property
    def _summary(self) -> tuple[int, Mapping[str, Decimal | str | None]]:
        return queries.summary(self.desk.session, self.desk.viewer, self.compiled, self._wanted, *self.conditions)

    def lines(self) -> Iterator[Line]:
        """All records of the list."""
        return (line for _group, line in self.grouped_lines())

    def grouped_lines(self) -> Iterator[tuple[Group | None, Line]]:
        """The same, each with its group if it has one, for exports."""
        if self.groups is not None:
            yield from self.groups.lines()
            return
        found = queries.each(self.desk.session, self.desk.viewer, self.compiled, *self.conditions, sort=self.sort)
        yield from ((None, line) for line in found)

    def reader(self, lines: Sequence[Line] = ()) -> Reader:
        """Reads the cells of lines."""
        return Reader(self.compiled, self.columns, self.desk, lines)

    def _may_sort(self, key: str) -> bool:
        name = key.removeprefix("-")
        return sortable(self.compiled, name) and self._is_open(name)

    def _is_open(self, name: str) -> bool:
        """Does this person see it in every record?"""
        return name not in self.compiled.fields or name in self.filters.open

    def _has_words(self, words: str) -> Condition:
        """Where some fields are closed to this person, only titles are looked through: finding is seeing."""
        if not chips.hides_words(self.compiled, self.filters.open):
            return search.matches(words)
        in_title = position(sa.func.lower(_RECORD.c.title), words.lower()) > 0
        return sa.exists().where(_RECORD.c.id == record_ix.c.record_id, in_title)


def views_of(compiled: CompiledType) -> tuple[View, ...]:
    """The views of a type; the first one shows every record."""
    own = compiled.definition.views
    whole = next((view for view in own if view.key == ALL), None)
    if whole is None:
        label = Label(zh="全部", en="All")
        whole = View(key=ALL, label=label, columns=own[0].columns if own else columns.first_columns(compiled))
    return (whole, *(view for view in own if view.key != ALL))


def _is_serial(column: Column) -> bool:
    return column.each is not None and column.each.type.name == "serial"


def _total(compiled: CompiledType, key: str, how: str, value: Decimal | str | None) -> Total:
    words = str(gettext(HOW[how]))
    if value is None or isinstance(value, str):
        return Total(words, value or "", value)
    each = compiled.fields[key]
    places = each.type.places_of(each.options) if how != "count" else 0
    if how == "avg":
        places = max(places, 1)
    return Total(words, f"{value:,.{places}f}", round(value, places))


def title_of(compiled: CompiledType) -> str:
    """What the list is called."""
    return compiled.definition.label.text(language())
