"""What is visible, required, computed and at fault in a record: decided here and nowhere else.

Form, submit, import, designer and reports all call `settle`. Fields are taken in the order in which they depend on
one another; a hidden field reads as missing for everything after it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any

from app.definitions.carrying import LEFT
from app.definitions.compiled import CompiledCheck, CompiledField, CompiledType
from app.errors import Fault, Invalid, Level
from app.expressions import Row, Value
from app.fields import Lookups, Stored
from app.fields.choice import entries_in

REASONS = "_reasons"
"""Where a record keeps why a warning was passed over: check key to reason."""


@dataclass(frozen=True, slots=True)
class World:
    """What a rule may know beside the record's own fields. `today` is the office's; `now` is an ISO text."""

    today: date
    now: str
    lookups: Lookups
    state: str = ""
    actor: Row = field(default_factory=dict)
    record: Row = field(default_factory=dict)
    period: Value = None

    def names(self) -> dict[str, Value]:
        """The reserved names."""
        return {
            "today": self.today,
            "now": datetime.fromisoformat(self.now) if self.now else None,
            "state": self.state,
            "actor": self.actor,
            "record": self.record,
            "period": self.period,
        }


@dataclass(slots=True)
class Settled:
    """The record as the rules see it. Paths are `media_note` and `visitors[0].name_en` (rows count from 0).

    `stored` holds what is kept: computed values filled in, hidden fields dropped. `faults` stop a submit,
    `warnings` want a reason. `hidden` and `required` name fields and single cells.
    """

    stored: dict[str, Stored]
    values: dict[str, Value]
    hidden: set[str] = field(default_factory=set)
    required: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)

    @property
    def unanswered(self) -> list[Fault]:
        """Warnings for which no reason was given."""
        reasons = self.stored.get(REASONS) or {}
        return [fault for fault in self.warnings if not reasons.get(str(fault.facts.get("check", "")))]


def settle(
    compiled: CompiledType, stored: Mapping[str, Stored], world: World, *, entering: str | None = None
) -> Settled:
    """Apply every rule to stored values. `entering` is the state that the record is about to enter."""
    return _Settling(compiled, stored, world, entering).settled()


def defaults(compiled: CompiledType, world: World) -> dict[str, Stored]:
    """What a new record starts with."""
    names = world.names()
    made: dict[str, Stored] = {}
    for each in compiled.fields.values():
        if each.default is not None:
            made[each.key] = _kept(each, each.default.value(names), world)
    return {key: stored for key, stored in made.items() if stored is not None}


def with_begun_rows(
    compiled: CompiledType,
    stored: dict[str, Stored],
    before: Mapping[str, Stored],
    world: World,
    touched: Mapping[str, Sequence[frozenset[str]]],
) -> dict[str, Stored]:
    """The values with the defaults of their columns in the empty cells of rows that were not there `before`.

    `touched` has for each row of a table the columns that somebody worked on: empty, they are meant to be.
    """
    filled = dict(stored)
    for key, table in compiled.fields.items():
        starts = {name: column for name, column in table.columns.items() if column.default is not None}
        if starts and stored.get(key):
            names = {**world.names(), **compiled.values(stored, world.lookups)}
            known = {row["_id"] for row in before.get(key) or ()}
            meant = chain(touched.get(key, ()), repeat(frozenset[str]()))
            filled[key] = [
                row if row["_id"] in known else _begun(table, row, _without(starts, columns), names, world)
                for row, columns in zip(stored[key], meant, strict=False)
            ]
    return filled


def _without(starts: Mapping[str, CompiledField], touched: frozenset[str]) -> dict[str, CompiledField]:
    return {key: each for key, each in starts.items() if key not in touched}


def _begun(
    table: CompiledField,
    row: Mapping[str, Stored],
    starts: Mapping[str, CompiledField],
    names: Mapping[str, Value],
    world: World,
) -> dict[str, Stored]:
    values = {**names, **{key: each.value(row.get(key), world.lookups) for key, each in table.columns.items()}}
    made = {
        key: _kept(each, each.default.value(values), world)
        for key, each in starts.items()
        if each.default is not None and row.get(key) is None
    }
    return {**row, **{key: kept for key, kept in made.items() if kept is not None}}


class _Settling:
    """One pass over one record."""

    def __init__(
        self, compiled: CompiledType, stored: Mapping[str, Stored], world: World, entering: str | None
    ) -> None:
        self.compiled, self.given, self.world, self.entering = compiled, stored, world, entering
        self.names = world.names()
        self.out = Settled(stored={}, values=self.names)
        self.demands: list[tuple[CompiledField, str, Stored, Mapping[str, Value]]] = []

    def settled(self) -> Settled:
        open_sections: dict[str, bool] = {}
        for key in self.compiled.order:
            each = self.compiled.fields[key]
            if each.section not in open_sections:
                rule = self.compiled.sections.get(each.section)
                open_sections[each.section] = rule is None or rule.holds(self.names)
            self._field(each, shown=open_sections[each.section])
        for demand in self.demands:  # now that every value is known, those further down the form too
            self._demand(*demand)
            self._refuse_unoffered(*demand)
        for check in self.compiled.checks:
            self._check(check)
        if reasons := self.given.get(REASONS):
            self.out.stored[REASONS] = reasons
        if left := {path: text for path, text in (self.given.get(LEFT) or {}).items() if self._still_lacks(path)}:
            self.out.stored[LEFT] = left
        self.out.faults = self._in_form_order(self.out.faults)
        return self.out

    def _still_lacks(self, path: str) -> bool:
        """Is the field or cell, of which a text is left, still empty? Of a row that is gone nothing is left."""
        key, _dot, cell = path.partition(".")
        held = self.out.stored.get(key)
        if not cell or key in self.out.hidden:
            return held in (None, "", [])
        row_id, _dot, column = cell.partition(".")
        return any(str(row.get("_id")) == row_id and row.get(column) is None for row in held or ())

    def _field(self, each: CompiledField, *, shown: bool) -> None:
        if not shown or (each.visible is not None and not each.visible.holds(self.names)):
            self.out.hidden.add(each.key)
            self.names[each.key] = None
            return
        stored = self._computed(each, self.names) if each.compute else self.given.get(each.key)
        if each.columns and stored:
            stored = self._rows(each, stored)
        self.names[each.key] = each.value(stored, self.world.lookups)
        if stored is not None:
            self.out.stored[each.key] = stored
        self.demands.append((each, each.key, stored, {}))

    def _rows(self, table: CompiledField, rows: Iterable[Mapping[str, Stored]]) -> list[Stored]:
        settled = []
        for position, row in enumerate(rows):
            kept = {key: value for key, value in row.items() if key.startswith("_")}
            values: dict[str, Value] = {**self.names}
            for key in table.column_order:
                self._cell(table.columns[key], f"{table.key}[{position}].{key}", row, values, kept)
            settled.append(kept)
        return settled

    def _cell(
        self,
        column: CompiledField,
        path: str,
        row: Mapping[str, Stored],
        values: dict[str, Value],
        kept: dict[str, Any],
    ) -> None:
        if column.visible is not None and not column.visible.holds(values):
            self.out.hidden.add(path)
            values[column.key] = None
            return
        stored = self._computed(column, values) if column.compute else row.get(column.key)
        values[column.key] = column.value(stored, self.world.lookups)
        if stored is not None:
            kept[column.key] = stored
        self.demands.append((column, path, stored, values))

    def _computed(self, each: CompiledField, values: Mapping[str, Value]) -> Stored:
        assert each.compute is not None
        return _kept(each, each.compute.value(values), self.world)

    def _demand(self, each: CompiledField, path: str, stored: Stored, row: Mapping[str, Value]) -> None:
        """Is the field required here and now, and missing?"""
        definition = each.definition
        if each.compute is not None or definition.retired:
            return
        wanted = each.required.holds({**self.names, **row}) if each.required else definition.required is True
        if wanted:
            self.out.required.add(path)
        if stored not in (None, [], ""):
            return
        if wanted:
            self._fault("record.required", path, label=definition.label)
        elif self.entering and self.entering in definition.needed_for:
            state = self.compiled.definition.state(self.entering)
            self._fault("record.needed_for", path, label=definition.label, state=state.label if state else "")

    def _refuse_unoffered(self, each: CompiledField, path: str, stored: Stored, row: Mapping[str, Value]) -> None:
        """What was chosen may not be offered any more beside what was chosen elsewhere: said, never dropped."""
        if each.where is None or stored is None or each.definition.retired:
            return
        values = {**self.names, **row}
        for entry in entries_in(stored, each.options, self.world.lookups):
            if not each.offers(entry, values):
                self._fault("record.choice_not_offered", path, label=each.definition.label, entry=entry)

    def _check(self, check: CompiledCheck) -> None:
        definition = check.definition
        if definition.needed_for and self.entering not in definition.needed_for:
            return
        if any(self.names.get(key) is None for key in check.asks):
            return
        if check.when is not None and not check.when.holds(self.names):
            return
        is_hidden = definition.at in self.out.hidden
        if check.rule.holds(self.names) or (is_hidden and definition.at in check.rule.names):
            return
        facts = {"say": definition.say, "check": definition.key}
        level = Level.WARN if definition.level == "warn" else Level.BLOCK
        place = "" if is_hidden else definition.at or ""
        fault = Fault("record.check", place=place, facts=facts, level=level)
        (self.out.warnings if level is Level.WARN else self.out.faults).append(fault)

    def _fault(self, code: str, path: str, **facts: object) -> None:
        self.out.faults.append(Fault(code, place=path, facts=facts))

    def _in_form_order(self, faults: list[Fault]) -> list[Fault]:
        place = {key: position for position, key in enumerate(self.compiled.fields)}
        return sorted(faults, key=lambda fault: place.get(fault.place.partition("[")[0], len(place)))


def _kept(each: CompiledField, value: Value, world: World) -> Stored:
    """A computed value in the stored form of its field; one that does not fit is missing."""
    try:
        return None if value is None else each.type.keep(value, each.options, world.lookups)
    except Invalid:
        return None


def cells(compiled: CompiledType, stored: Mapping[str, Stored]) -> Iterator[tuple[str, CompiledField, Stored]]:
    """Every filled field and cell with its path."""
    for key, each in compiled.fields.items():
        value = stored.get(key)
        if each.columns:
            for position, row in enumerate(value or ()):
                for name, column in each.columns.items():
                    if row.get(name) is not None:
                        yield f"{key}[{position}].{name}", column, row[name]
        elif value is not None:
            yield key, each, value
