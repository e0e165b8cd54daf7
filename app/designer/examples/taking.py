"""A record, or what was typed into a preview, as what goes into an example.

Who describes a type may not read its records for that: what an example keeps, everybody who designs may read. So it
keeps what this person sees, and nothing of class 2 or 3: there the example of the field's type stands instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.definitions.compiled import CompiledField, CompiledType
from app.designer import preview
from app.designer.examples.running import is_held, kinds, who_is
from app.designer.examples.schema import Given
from app.fields import Raw, Stored
from app.fields.table import ROW_ID
from app.records import form, withheld
from app.records.desk import Desk
from app.records.models import Record
from app.records.sights import secret


@dataclass(slots=True)
class Taken:
    """What is kept; paths of what is `replaced` by examples, and of what is `left` out: files, what is counted."""

    given: Given
    replaced: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def of_record(record: Record, desk: Desk) -> Taken:
    """A record that this person may see, under the newest version of its type."""
    compiled = desk.types.current(record.type_key)
    seen = withheld.seen(record, compiled, desk)
    taking = _Taking(compiled, seen.withheld, desk)
    given = Given(
        typed=dict(taking.typed(seen.stored)),
        held=dict(taking.held(seen.stored)),
        kinds=kinds(compiled),
        at=desk.now,
        who=who_is(desk.actor),
        number=record.number or "",
    )
    return Taken(given, sorted(taking.replaced), sorted(taking.left))


def of_preview(compiled: CompiledType, raw: Mapping[str, Raw], desk: Desk) -> Taken:
    """What was typed into a preview: it is no record, and is kept as it would be kept there."""
    cleaned = form.clean(compiled, raw, desk.lookups)
    shut = secret(compiled, desk.types.all().get(compiled.key, compiled))
    stored, gone = withheld.without(compiled, cleaned.stored, shut, desk)
    taking = _Taking(compiled, gone, desk)
    faulty = {key: raw[key] for key in _at_fault(cleaned.faults) if key in raw}
    given = Given(
        typed={**faulty, **dict(taking.typed(stored))},
        held=dict(taking.held(stored)),
        kinds=kinds(compiled),
        at=desk.now,
        who=who_is(desk.actor),
    )
    return Taken(given, sorted(taking.replaced), sorted(taking.left))


def _at_fault(faults: list[Any]) -> set[str]:
    """Fields whose text could not be read: an example may be one of something wrong."""
    return {fault.place.partition("[")[0].partition(".")[0] for fault in faults}


class _Taking:
    """One look at one record; `replaced` and `left` are found on the way."""

    def __init__(self, compiled: CompiledType, withheld: frozenset[str], desk: Desk) -> None:
        self.compiled, self.withheld, self.desk = compiled, withheld, desk
        self.replaced: set[str] = set()
        self.left: set[str] = set()

    def typed(self, data: Mapping[str, Stored]) -> Iterator[tuple[str, Raw]]:
        """What inputs show, by key; sensitive values are replaced."""
        for key, each in self.compiled.fields.items():
            if each.columns:
                rows = [dict(self._cells(each, row)) for row in data.get(key) or ()]
                if rows:
                    yield key, rows
            elif (raw := self._raw(each, key, data.get(key))) is not None:
                yield key, raw

    def held(self, data: Mapping[str, Stored]) -> Iterator[tuple[str, Stored]]:
        """What nobody types, as it is kept, by key."""
        for key, each in self.compiled.fields.items():
            if each.columns:
                rows = [dict(self._held_cells(each, row)) for row in data.get(key) or ()]
                if any(len(row) > 1 for row in rows):
                    yield key, rows
            elif (stored := self._held(each, key, data.get(key))) is not None:
                yield key, stored

    def _cells(self, table: CompiledField, row: Mapping[str, Stored]) -> Iterator[tuple[str, Raw]]:
        yield ROW_ID, row[ROW_ID]
        for key, column in table.columns.items():
            raw = self._raw(column, f"{table.key}.{key}", row.get(key))
            if raw is not None:
                yield key, raw

    def _held_cells(self, table: CompiledField, row: Mapping[str, Stored]) -> Iterator[tuple[str, Stored]]:
        yield ROW_ID, row[ROW_ID]
        for key, column in table.columns.items():
            stored = self._held(column, f"{table.key}.{key}", row.get(key))
            if stored is not None:
                yield key, stored

    def _raw(self, each: CompiledField, path: str, stored: Stored) -> Raw:
        is_gone = stored is None and path in self.withheld
        if each.compute is not None or is_held(each) or (stored in (None, "", []) and not is_gone):
            return None
        if each.type.holds_files or each.type.name in ("figure", "narrative"):
            self.left.add(path)
            return None
        if is_gone:
            self.replaced.add(path)
            return preview.example(each, 0, desk=self.desk)
        return each.type.text(stored, each.options, self.desk.lookups)

    def _held(self, each: CompiledField, path: str, stored: Stored) -> Stored:
        if each.compute is not None or not is_held(each) or each.type.holds_files:
            return None
        if stored is None and path in self.withheld:
            self.left.add(path)
        return stored
