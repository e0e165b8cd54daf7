"""What changed from one saved state of a record to the next, field by field, as a reader may see it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.definitions.compiled import CompiledField, CompiledType
from app.fields import Language, Lookups, Stored
from app.fields.masks import mask
from app.records.access import FieldSight
from app.records.models import Revision
from app.records.slots import SECRET


@dataclass(frozen=True, slots=True)
class Change:
    """A value before and after, as shown; empty where there was none. `row` counts from 1."""

    path: str
    field: CompiledField
    before: str
    after: str
    row: int | None = None
    column: CompiledField | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A saved state, and what it changed."""

    revision: Revision
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads it: what may be seen, and in which language."""

    sights: Mapping[str, FieldSight]
    lookups: Lookups
    language: Language


def entries(revisions: Sequence[Revision], compiled: CompiledType, reader: Reader) -> list[Entry]:
    """The history of a record, oldest first; the first entry is everything that was filled in."""
    told: list[Entry] = []
    before: Mapping[str, Stored] = {}
    for revision in revisions:
        told.append(Entry(revision, changes(compiled, before, revision.data, reader)))
        before = revision.data
    return told


def changes(
    compiled: CompiledType, before: Mapping[str, Stored], after: Mapping[str, Stored], reader: Reader
) -> list[Change]:
    """What differs. A field that the reader may not see is not named; of a masked one little more is told."""
    shown = _Shown(compiled, reader)
    return [
        change
        for key, each in compiled.fields.items()
        if before.get(key) != after.get(key) and reader.sights.get(key, "see") != "hidden"
        for change in shown.field(each, before.get(key), after.get(key))
    ]


def changed_keys(before: Mapping[str, Stored], after: Mapping[str, Stored]) -> frozenset[str]:
    """The fields that differ, whoever looks."""
    return frozenset(key for key in {*before, *after} if before.get(key) != after.get(key))


@dataclass(frozen=True, slots=True)
class _Shown:
    compiled: CompiledType
    reader: Reader

    def field(self, each: CompiledField, before: Stored, after: Stored) -> Iterator[Change]:
        if not each.columns:
            texts = self.texts(each, each.key, before, after)
            yield Change(each.key, each, *texts)
            return
        old, new = before or [], after or []
        for position in range(max(len(old), len(new))):
            yield from self.row(each, position, _at(old, position), _at(new, position))

    def row(
        self, table: CompiledField, position: int, before: Mapping[str, Stored], after: Mapping[str, Stored]
    ) -> Iterator[Change]:
        for key, column in table.columns.items():
            path = f"{table.key}.{key}"
            if before.get(key) != after.get(key) and self.reader.sights.get(path, "see") != "hidden":
                texts = self.texts(column, path, before.get(key), after.get(key))
                yield Change(f"{table.key}[{position}].{key}", table, *texts, row=position + 1, column=column)

    def texts(self, each: CompiledField, path: str, before: Stored, after: Stored) -> tuple[str, str]:
        reader = self.reader
        old, new = (each.show(stored, reader.lookups, reader.language) for stored in (before, after))
        if reader.sights.get(path, "see") == "see":
            return old, new
        level = max(each.definition.sensitive, SECRET)
        return mask(old, level), mask(new, level)


def _at(rows: Sequence[Mapping[str, Stored]], position: int) -> Mapping[str, Stored]:
    return rows[position] if position < len(rows) else {}
