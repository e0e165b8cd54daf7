"""What an amendment changes: fields, and rows by their lasting numbers; what it meets, and what comes of it. Pure.

Computed values are no part of it: they follow from the others.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.definitions.compiled import CompiledField, CompiledType
from app.fields import Stored

Row: TypeAlias = Mapping[str, Stored]
Data: TypeAlias = Mapping[str, Stored]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its value before and after."""

    key: str
    before: Stored
    after: Stored


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row of a table: added (no `before`), removed (no `after`), or with other `cells`."""

    key: str
    row_id: int
    before: Row | None
    after: Row | None
    cells: tuple[str, ...] = ()


Change: TypeAlias = FieldChange | RowChange


def changes(compiled: CompiledType, before: Data, after: Data, keys: Iterable[str]) -> list[Change]:
    """What differs in these fields, in the order of the form. The order of rows alone is no difference."""
    wanted = set(keys)
    found: list[Change] = []
    for key, each in compiled.fields.items():
        if key not in wanted:
            continue
        old, new = before.get(key), after.get(key)
        if each.columns:
            found += _rows(each, old or (), new or ())
        elif _plain(old) != _plain(new):
            found.append(FieldChange(key, old, new))
    return found


def collisions(compiled: CompiledType, current: Data, made: Iterable[Change]) -> list[Change]:
    """Those of the changes that are about something which is not any more as they found it, nor as they want it."""
    return [each for each in made if _collides(compiled, current, each)]


def applied(current: Data, after: Data, made: Sequence[Change]) -> dict[str, Stored]:
    """The values with the changes made to them; `after` says in which order the rows stand."""
    values = dict(current)
    for each in made:
        if isinstance(each, FieldChange):
            values[each.key] = each.after
    for key in dict.fromkeys(each.key for each in made if isinstance(each, RowChange)):
        own = [each for each in made if isinstance(each, RowChange) and each.key == key]
        values[key] = _table(current.get(key) or (), after.get(key) or (), own)
    return {key: value for key, value in values.items() if value not in (None, [])}


def _rows(table: CompiledField, old: Sequence[Row], new: Sequence[Row]) -> Iterator[RowChange]:
    before, after = _by_id(old), _by_id(new)
    for row_id, row in after.items():
        was = before.get(row_id)
        if was is None:
            yield RowChange(table.key, row_id, None, row)
        elif cells := tuple(key for key in _typed(table) if _plain(was.get(key)) != _plain(row.get(key))):
            yield RowChange(table.key, row_id, was, row, cells)
    yield from (RowChange(table.key, row_id, row, None) for row_id, row in before.items() if row_id not in after)


def _collides(compiled: CompiledType, current: Data, change: Change) -> bool:
    if isinstance(change, FieldChange):
        return _is_other(current.get(change.key), change.before, change.after)
    table = compiled.fields[change.key]
    here = _by_id(current.get(change.key) or ()).get(change.row_id)
    before, after = change.before, change.after
    if before is None:
        return False
    if after is None:
        return here is not None and any(_plain(here.get(key)) != _plain(before.get(key)) for key in _typed(table))
    return here is None or any(_is_other(here.get(key), before.get(key), after.get(key)) for key in change.cells)


def _is_other(now: Stored, before: Stored, after: Stored) -> bool:
    return _plain(now) not in (_plain(before), _plain(after))


def _table(current: Sequence[Row], after: Sequence[Row], made: Sequence[RowChange]) -> list[dict[str, Stored]]:
    """The rows of now, changed; new ones where they were put, numbered on where somebody else took their number."""
    rows = {row_id: dict(row) for row_id, row in _by_id(current).items()}
    free = max([*rows, *_by_id(after), 0]) + 1
    placed: dict[int, int] = {}
    for change in made:
        if change.before is None and change.after is not None:
            row_id = change.row_id if change.row_id not in rows else free
            free += row_id == free
            rows[row_id] = {**change.after, "_id": row_id}
            placed[change.row_id] = row_id
        elif change.after is None:
            rows.pop(change.row_id, None)
        else:
            rows[change.row_id] = _row(rows.get(change.row_id, {}), change)
    order = [placed.get(row_id, row_id) for row_id in _by_id(after)]
    return [rows[row_id] for row_id in dict.fromkeys([*order, *rows]) if row_id in rows]


def _row(now: dict[str, Stored], change: RowChange) -> dict[str, Stored]:
    assert change.after is not None
    changed = {key: change.after.get(key) for key in change.cells}
    return {key: value for key, value in {**now, **changed}.items() if value is not None}


def _by_id(rows: Sequence[Row]) -> dict[int, Row]:
    return {int(row["_id"]): row for row in rows}


def _typed(table: CompiledField) -> tuple[str, ...]:
    return tuple(key for key, column in table.columns.items() if column.compute is None)


def _plain(value: Any) -> Any:
    """Nothing is nothing, whichever way it is kept; a link is the record, not what it said when it was kept."""
    if value in (None, "", []):
        return None
    return value["id"] if isinstance(value, Mapping) and "copy" in value else value
