"""An old ledger as records: which column is which field, and what is wrong with which row, each with its place."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Fault, Invalid
from app.fields import Raw
from app.fields.days import first_day, precision_of, read_day
from app.fields.raw import one_line, quoted
from app.imports import Table, match_columns
from app.imports.table import RawCell, column_letters
from app.pinyin import sort_key
from app.records import desks, past
from app.records.access import visible
from app.records.desk import Desk
from app.records.models import Record, record_ix
from app.records.past import Judged
from app.web.language import N_, in_all, language

IGNORED, NUMBER, ON = "-", "_number", "_on"
"""Besides a field, a column may be: nothing of interest; the number that the record had; the day it was entered."""
OURS = (N_("行"), N_("问题"))
"""Columns that our own list of faults has in front: sent back, they are ignored, in whichever language they were."""
NINE = time(9)
"""When on its day a past fact was entered."""
ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Target:
    """What a column may be; `aliases` are other names by which columns are recognised."""

    key: str
    label: str
    section: str = ""
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody decided: a key for each column (by its index), and the state in which the records are kept."""

    columns: Mapping[int, str]
    state: str

    @property
    def unknown(self) -> list[int]:
        """Columns about which nothing was decided."""
        return [column for column, key in self.columns.items() if not key]

    @property
    def fields(self) -> dict[str, int]:
        """The column of each field."""
        return {key: column for column, key in self.columns.items() if key and key != IGNORED}


@dataclass(slots=True)
class Row:
    """A row of the ledger: what it would make; `index` counts from 0, `line` is its number in the sheet."""

    index: int
    line: int
    judged: Judged
    number: str | None = None
    on: datetime | None = None
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    """Places in words, and what is wrong there."""
    warnings: list[tuple[str, Fault]] = field(default_factory=list)


def targets(compiled: CompiledType) -> list[Target]:
    """Everything that a column may be, in the order of the form."""
    sections = {part.key: part.label.text(language()) for part in compiled.definition.sections}
    found = [_target(each, sections.get(each.section, "")) for each in compiled.fields.values() if _is_taken(each)]
    number = compiled.number_field
    if number is not None:
        found.insert(0, Target(NUMBER, number.definition.label.text(language()), aliases=in_all(N_("编号"))))
    return [*found, Target(ON, gettext(N_("登记日期")), aliases=in_all("登记日期", N_("填表日期")))]


def proposed(table: Table, compiled: CompiledType) -> dict[int, str]:
    """The most likely key of each column; empty where none is near."""
    found = match_columns(table.header, targets(compiled)) if table.header else {}
    columns = range(len(table.places.columns))
    return {column: IGNORED if _is_ours(table, column) else found.get(column, "") for column in columns}


def column_name(table: Table, column: int) -> str:
    """What the sheet calls a column."""
    label = table.header[column] if table.header else ""
    return label or str(gettext("%(letters)s 列", letters=column_letters(table.places.columns[column])))


def plan_faults(plan: Plan, table: Table, compiled: CompiledType) -> list[Fault]:
    """Columns about which nothing was decided, two columns for one field, a state that no past fact may have."""
    faults = [Fault("past.column_unknown", str(at), facts={"column": column_name(table, at)}) for at in plan.unknown]
    first: dict[str, int] = {}
    for column, key in plan.columns.items():
        if key and key != IGNORED and first.setdefault(key, column) != column:
            facts = {"column": column_name(table, column), "other": column_name(table, first[key])}
            faults.append(Fault("past.column_twice", str(column), facts=facts))
    if not plan.fields.keys() - {ON, NUMBER}:
        faults.append(Fault("past.no_columns"))
    if plan.state not in past.states(compiled):
        faults.append(Fault("past.state", "state", facts={"state": plan.state}))
    return faults


class Ledger:
    """A table that is read as records of a type."""

    def __init__(self, table: Table, plan: Plan, compiled: CompiledType, desk: Desk) -> None:
        self.table, self.plan, self.compiled, self.desk = table, plan, compiled, desk
        self.fields = plan.fields
        self.spoken_of = frozenset(self.fields)
        self.titles: dict[str, int] = {}
        self.numbers: dict[str, int] = {}
        self.keys: dict[tuple[str, ...], int] = {}

    def rows(self, indexes: Iterable[int] | None = None) -> Iterator[Row]:
        """Every row judged, or those with these indexes; `titles` and `numbers` of the site are asked in stretches."""
        wanted = list(range(len(self.table.rows)) if indexes is None else indexes)
        for start in range(0, len(wanted), ASKED_AT_ONCE):
            some = [self._row(index) for index in wanted[start : start + ASKED_AT_ONCE]]
            titles = self._known_titles(some)
            numbers = past.taken(self.desk.session, self.compiled, {row.number for row in some if row.number})
            for row in some:
                self._compare(row, numbers, titles)
                yield row

    def cell(self, row: int, key: str) -> RawCell:
        """What the sheet says for a field."""
        column = self.fields.get(key)
        return None if column is None else self.table.rows[row][column]

    def label_at(self, fault: Fault) -> str:
        """The column at fault, before its sentence; nothing where the whole row is."""
        column = self.fields.get(key_of(fault))
        return "" if column is None else str(gettext("%(column)s：", column=column_name(self.table, column)))

    def _row(self, index: int) -> Row:
        cells = self.table.rows[index]
        on, wrong = self._on(index)
        desk = self.desk if on is None else desks.at(self.desk, on)
        raw: dict[str, Raw] = {
            key: cells[column]
            for key, column in self.fields.items()
            if key in self.compiled.fields and cells[column] is not None
        }
        judged = past.judge(self.compiled, raw, state=self.plan.state, desk=desk, spoken_of=self.spoken_of)
        number = one_line(self.cell(index, NUMBER)) or None
        row = Row(index, self.table.places.lines[index], judged, number, on)
        row.faults = [(self._place(index, fault), fault) for fault in (*wrong, *judged.faults)]
        row.warnings = [(self._place(index, fault), fault) for fault in judged.warnings]
        return row

    def _compare(self, row: Row, numbers: Collection[str], titles: Mapping[str, object]) -> None:
        """With what the site has, and with the rows above."""
        found = [replace(fault, place=NUMBER) for fault in past.number_faults(self.compiled, row.number, numbers)]
        if (above := self._above(self.numbers, row.number, row.line)) is not None:
            found.append(Fault("past.same_number", NUMBER, facts={"number": row.number, "line": above}))
        row.faults += ((self._place(row.index, fault), fault) for fault in found)
        if (above := self._above(self.keys, self._one_per(row), row.line)) is not None:
            row.faults.append((self._place(row.index, Fault("")), Fault("past.same_row", facts={"line": above})))
        if (above := self._above(self.titles, row.judged.title, row.line)) is not None:
            fault = Fault("past.same_title_row", facts={"title": row.judged.title, "line": above})
            row.warnings.append((self._place(row.index, Fault("")), fault))
        elif row.judged.title in titles:
            fault = Fault("past.same_title", facts={"title": row.judged.title})
            row.warnings.append((self._place(row.index, Fault("")), fault))

    def _above(self, seen: dict[Any, int], key: Any, line: int) -> int | None:
        first = seen.setdefault(key, line) if key else line
        return None if first == line else first

    def _one_per(self, row: Row) -> tuple[str, ...] | None:
        values = [row.judged.stored.get(key) for key in self.compiled.definition.one_per]
        return tuple(map(str, values)) if values and None not in values else None

    def _on(self, index: int) -> tuple[datetime | None, list[Fault]]:
        """When the record was entered, at the office's clock."""
        cell = self.cell(index, ON)
        if cell is None:
            return None, []
        try:
            day = read_day(cell, today=self.desk.today)
        except Invalid as error:
            return None, [replace(fault, place=ON) for fault in error.faults]
        if day is None:
            return None, []
        if precision_of(day) != "day" or first_day(day) > self.desk.today:
            return None, [Fault("past.on", place=ON, facts={"raw": quoted(cell)})]
        return datetime.combine(first_day(day), NINE, tzinfo=self.desk.now.tzinfo), []

    def _place(self, index: int, fault: Fault) -> str:
        """The cell at fault; the whole row where its field has no column."""
        column = self.fields.get(key_of(fault))
        places = self.table.places
        return places.of_row(index) if column is None else places.of(index, column)

    def _known_titles(self, rows: Sequence[Row]) -> dict[str, int]:
        keys = {sort_key(row.judged.title) for row in rows if row.judged.title}
        if not keys:
            return {}
        found = sa.select(Record.title, Record.id).join(record_ix, record_ix.c.record_id == Record.id)
        same = (record_ix.c.type_key == self.compiled.key, record_ix.c.title_key.in_(sorted(keys)))
        seen = visible(self.desk.viewer, self.compiled.key)
        return dict(self.desk.session.execute(found.where(*same, seen)).all())


def key_of(fault: Fault) -> str:
    """The field of a place: `stay.to` is of `stay`."""
    return fault.place.split(" ")[0].partition("[")[0].partition(".")[0]


def _is_taken(each: CompiledField) -> bool:
    """Can a cell of a sheet hold it?"""
    return (
        each.compute is None
        and each.type.is_typed
        and not each.columns
        and not each.definition.retired
        and not each.definition.read_only
        and not each.type.holds_files
        and each.type.name not in ("figure", "narrative")
    )


def _target(each: CompiledField, section: str) -> Target:
    definition = each.definition
    label = definition.label
    english = (label.en,) if label.en and language() != "en" else (label.zh,)
    return Target(
        each.key, label.text(language()), section, definition.required is True, (*english, *each.name.aliases)
    )


def _is_ours(table: Table, column: int) -> bool:
    return bool(table.header) and table.header[column] in in_all(*OURS)
