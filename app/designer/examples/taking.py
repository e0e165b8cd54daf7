"""A record, or what was typed into a preview, as what goes into an example.

Who describes a type may not read its records for that: what an example keeps, everybody who designs may read. So it
keeps what this person sees, and nothing of class 2 or 3: there the example of the field's type stands instead.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.definitions.compiled import CompiledField, CompiledType
from app.designer import preview
from app.designer.examples.running import is_held, who_is
from app.designer.examples.schema import Given
from app.errors import NotFound
from app.fields import Raw, Stored
from app.fields.reference import RecordOptions
from app.fields.table import ROW_ID
from app.records import form, queries, showing
from app.records.access import FieldSight
from app.records.desk import Desk
from app.records.models import Record
from app.records.slots import SECRET


@dataclass(slots=True)
class Taken:
    """What is kept; paths of what is `replaced` by examples, and of what is `left` out: files, what is counted."""

    given: Given
    replaced: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def of_record(record: Record, desk: Desk) -> Taken:
    """A record that this person may see, under the newest version of its type."""
    compiled = desk.compiled(record)
    taking = _Taking(compiled, showing.sights_of(record, compiled, desk), desk)
    given = Given(
        typed=dict(taking.typed(record.data)),
        held=dict(taking.held(record.data)),
        at=desk.now,
        who=who_is(desk.actor),
        number=record.number or "",
    )
    return Taken(given, sorted(taking.replaced), sorted(taking.left))


def of_preview(compiled: CompiledType, raw: Mapping[str, Raw], desk: Desk) -> Taken:
    """What was typed into a preview: it is no record, and is kept as it would be kept there."""
    cleaned = form.clean(compiled, raw, desk.lookups)
    taking = _Taking(compiled, {}, desk)
    typed = {**{key: raw[key] for key in _at_fault(cleaned.faults) if key in raw}, **dict(taking.typed(cleaned.stored))}
    given = Given(typed=typed, held=dict(taking.held(cleaned.stored)), at=desk.now, who=who_is(desk.actor))
    return Taken(given, sorted(taking.replaced), sorted(taking.left))


def _at_fault(faults: list[Any]) -> set[str]:
    """Fields whose text could not be read: an example may be one of something wrong."""
    return {fault.place.partition("[")[0].partition(".")[0] for fault in faults}


class _Taking:
    """One look at one record; `replaced` and `left` are found on the way."""

    def __init__(self, compiled: CompiledType, sights: Mapping[str, FieldSight], desk: Desk) -> None:
        self.compiled, self.sights, self.desk = compiled, sights, desk
        self.replaced: set[str] = set()
        self.left: set[str] = set()

    def typed(self, data: Mapping[str, Stored]) -> Iterator[tuple[str, Raw]]:
        """What inputs show, by key; sensitive values are replaced."""
        for key, each in self.compiled.fields.items():
            if data.get(key) in (None, [], ""):
                continue
            if each.columns:
                rows = [dict(self._cells(each, row)) for row in data[key] if self._sight(key) == "see"]
                if rows:
                    yield key, rows
            elif (raw := self._raw(each, key, data[key])) is not None:
                yield key, raw

    def held(self, data: Mapping[str, Stored]) -> Iterator[tuple[str, Stored]]:
        """What nobody types, as it is kept, by key."""
        for key, each in self.compiled.fields.items():
            if each.columns:
                rows = [dict(self._held_cells(each, row)) for row in data.get(key) or () if self._sight(key) == "see"]
                if any(len(row) > 1 for row in rows):
                    yield key, rows
            elif (stored := self._held(each, key, data.get(key))) is not None:
                yield key, stored

    def _cells(self, table: CompiledField, row: Mapping[str, Stored]) -> Iterator[tuple[str, Raw]]:
        yield ROW_ID, row[ROW_ID]
        for key, column in table.columns.items():
            raw = self._raw(column, f"{table.key}.{key}", row[key]) if row.get(key) is not None else None
            if raw is not None:
                yield key, raw

    def _held_cells(self, table: CompiledField, row: Mapping[str, Stored]) -> Iterator[tuple[str, Stored]]:
        yield ROW_ID, row[ROW_ID]
        for key, column in table.columns.items():
            stored = self._held(column, f"{table.key}.{key}", row.get(key))
            if stored is not None:
                yield key, stored

    def _raw(self, each: CompiledField, path: str, stored: Stored) -> Raw:
        if each.compute is not None or is_held(each):
            return None
        if each.type.holds_files or each.type.name in ("figure", "narrative"):
            self.left.add(path)
            return None
        if self._is_closed(each, path):
            self.replaced.add(path)
            return preview.example(each, 0, desk=self.desk)
        return each.type.text(stored, each.options, self.desk.lookups)

    def _held(self, each: CompiledField, path: str, stored: Stored) -> Stored:
        if stored is None or each.compute is not None or not is_held(each) or each.type.holds_files:
            return None
        if self._is_closed(each, path):
            self.left.add(path)
            return None
        return _alone(stored) if self._copies_are_closed(each, stored) else stored

    def _copies_are_closed(self, each: CompiledField, stored: Stored) -> bool:
        """Copied values are those of another record: they are kept only where this person sees all of them there."""
        if not isinstance(each.options, RecordOptions) or not stored.get("copy"):
            return False
        try:
            other = queries.get(self.desk.session, stored["id"], viewer=self.desk.viewer)
        except NotFound:
            return True
        compiled = self.desk.compiled(other)
        sights = showing.sights_of(other, compiled, self.desk)
        fields = [compiled.fields.get(key) for key in stored["copy"]]
        return any(known is None or sights.get(known.key) != "see" or _is_secret(known, sights) for known in fields)

    def _is_closed(self, each: CompiledField, path: str) -> bool:
        return each.definition.sensitive >= SECRET or self._sight(path) != "see"

    def _sight(self, path: str) -> FieldSight:
        return self.sights.get(path, "see")


def _is_secret(each: CompiledField, sights: Mapping[str, FieldSight]) -> bool:
    columns = ((f"{each.key}.{key}", column) for key, column in each.columns.items())
    return each.definition.sensitive >= SECRET or any(
        column.definition.sensitive >= SECRET or sights.get(path) != "see" for path, column in columns
    )


def _alone(stored: Mapping[str, Any]) -> Stored:
    return {"id": stored["id"], "label": stored["label"]}
