"""What changed from one saved state of a record to the next, field by field, as a reader may see it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.definitions.carrying import LEFT, Carrier
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


Versions: TypeAlias = Callable[[int], CompiledType]
"""The version with this id."""


def entries(
    revisions: Sequence[Revision], compiled: CompiledType, reader: Reader, versions: Versions | None = None
) -> list[Entry]:
    """The history of a record, oldest first; the first entry is everything that was filled in."""
    told: list[Entry] = []
    before: Mapping[str, Stored] = {}
    for revision in revisions:
        after = read_under(compiled, revision, reader.lookups, versions)
        told.append(Entry(revision, changes(compiled, before, after, reader)))
        before = after
    return told


def read_under(
    compiled: CompiledType, revision: Revision, lookups: Lookups, versions: Versions | None
) -> Mapping[str, Stored]:
    """What was saved once, as a record of this version holds it: it may have been filled in under another."""
    if versions is None or revision.version_id in (None, compiled.version_id):
        return revision.data
    return Carrier(versions(revision.version_id), compiled, lookups).carry(revision.data).stored


def changes(
    compiled: CompiledType, before: Mapping[str, Stored], after: Mapping[str, Stored], reader: Reader
) -> list[Change]:
    """What differs. A field that the reader may not see is not named; of a masked one little more is told."""
    shown = _Shown(compiled, reader, before.get(LEFT) or {}, after.get(LEFT) or {})
    return [
        change
        for key, each in compiled.fields.items()
        if reader.sights.get(key, "see") != "hidden"
        and (before.get(key) != after.get(key) or shown.has_other_texts(key))
        for change in shown.field(each, before.get(key), after.get(key))
    ]


@dataclass(frozen=True, slots=True)
class _Shown:
    compiled: CompiledType
    reader: Reader
    left_before: Mapping[str, str]
    left_after: Mapping[str, str]
    """Texts that fit into no field, by path."""

    def has_other_texts(self, key: str) -> bool:
        """Is something else left of the field, or of a cell of it?"""
        if not self.left_before and not self.left_after:
            return False
        paths = (path for path in (*self.left_before, *self.left_after) if path.partition(".")[0] == key)
        return any(self.left_before.get(path) != self.left_after.get(path) for path in paths)

    def field(self, each: CompiledField, before: Stored, after: Stored) -> Iterator[Change]:
        if not each.columns:
            texts = self.texts(each, each.key, before, after, self._left(each.key, each.key))
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
            left = self._left(*(f"{table.key}.{row.get('_id')}.{key}" for row in (before, after)))
            is_other = before.get(key) != after.get(key) or left[0] != left[1]
            if is_other and self.reader.sights.get(path, "see") != "hidden":
                texts = self.texts(column, path, before.get(key), after.get(key), left)
                yield Change(f"{table.key}[{position}].{key}", table, *texts, row=position + 1, column=column)

    def _left(self, before: str, after: str) -> tuple[str, str]:
        return self.left_before.get(before, ""), self.left_after.get(after, "")

    def texts(
        self, each: CompiledField, path: str, before: Stored, after: Stored, left: tuple[str, str]
    ) -> tuple[str, str]:
        """A value, or the text that stands where none fits."""
        reader = self.reader
        shown = (each.show(stored, reader.lookups, reader.language) for stored in (before, after))
        old, new = (text or remains for text, remains in zip(shown, left, strict=True))
        if reader.sights.get(path, "see") == "see":
            return old, new
        level = max(each.definition.sensitive, SECRET)
        return mask(old, level), mask(new, level)


def _at(rows: Sequence[Mapping[str, Stored]], position: int) -> Mapping[str, Stored]:
    return rows[position] if position < len(rows) else {}
