"""What changes of a record's head and of the derived tables when it becomes a record of another version.

It is asked of many records at once: what is the same field in both versions, and says the same in all of them, hangs
nothing new on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.definitions.compiled import CompiledField, CompiledType
from app.fields import Stored
from app.records import slots

Data = Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class Touched:
    """Where something may change."""

    head: bool
    """Number and year, and the title where that is `title`."""
    title: bool
    slots: Sequence[CompiledField]
    """The fields that fill `columns`."""
    columns: Sequence[str]
    """Of `record_ix`, beside those of the head."""
    rows: bool
    words: bool

    def with_head(self) -> "Touched":
        """The same, and the head changes: rows and words hold some of it."""
        return replace(self, head=True, rows=True, words=True)


def touched(before: CompiledType, now: CompiledType, data: Iterable[tuple[Data, Data]]) -> Touched:
    """What may change of these records, each as it was and as it is to be."""
    alike = _alike(before, now)
    others = {key for was, becomes in data for key in alike if was.get(key) != becomes.get(key)}
    return _touched(before, now, frozenset(others))


def keeps_title(before: CompiledType, now: CompiledType) -> bool:
    """Are records called the same under both versions, where their values stay?"""
    names = before.title.names
    return (before.title.source, names) == (now.title.source, now.title.names) and names <= _alike(before, now)


@lru_cache(maxsize=100)
def _alike(before: CompiledType, now: CompiledType) -> frozenset[str]:
    """The fields that are the same in both."""
    old = before.fields
    return frozenset(key for key, each in now.fields.items() if key in old and _is_alike(before, old[key], now, each))


def _is_alike(before: CompiledType, old: CompiledField, now: CompiledType, new: CompiledField) -> bool:
    if (old.slot, list(old.columns)) != (new.slot, list(new.columns)) or not _says_the_same(old, new):
        return False
    if slots.row_slots(before, old) != slots.row_slots(now, new):
        return False
    return all(_says_the_same(column, new.columns[key]) for key, column in old.columns.items())


def _says_the_same(old: CompiledField, new: CompiledField) -> bool:
    was, now = old.definition, new.definition
    return old.type is new.type and (was.options, was.sensitive) == (now.options, now.sensitive)


@lru_cache(maxsize=100)
def _touched(before: CompiledType, now: CompiledType, others: frozenset[str]) -> Touched:
    alike = _alike(before, now) - others
    old, new = _others(before, alike), _others(now, alike)
    filling = [each for each in new if each.slot is not None]
    made = Touched(
        head=False,
        title=not keeps_title(before, now) or not before.title.names <= alike,
        slots=filling,
        columns=sorted({column for each in (*old, *filling) for column in slots.columns_of(each)}),
        rows=any(map(slots.has_rows_of, (*old, *new))),
        words=slots.worded(before) != slots.worded(now) or any(map(slots.has_words, (*old, *new))),
    )
    return made.with_head() if made.title or not _is_headed_alike(before, now, alike) else made


def _others(compiled: CompiledType, alike: frozenset[str]) -> list[CompiledField]:
    return [each for key, each in compiled.fields.items() if key not in alike]


def _is_headed_alike(before: CompiledType, now: CompiledType, alike: frozenset[str]) -> bool:
    """Number, year and department, by the same fields that say the same."""
    was, heads = _heading(before), _heading(now)
    return was == heads and all(key is None or key in alike for key in heads)


def _heading(compiled: CompiledType) -> tuple[str | None, ...]:
    definition = compiled.definition
    numbered = compiled.number_field
    return definition.year_of, definition.department_of, numbered.key if numbered else None
