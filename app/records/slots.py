"""What the derived tables hold for a record, computed from its stored values: for saving, rebuilding and checking."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import RecordType
from app.expressions import Kind, Value
from app.fields import FieldDef, Lookups, Stored
from app.pinyin import sort_key
from app.records.models import SORT_KEYS, record_ix, record_row

SECRET = 2
"""From this `sensitive` on a value stays in the record: no slot, no row, no word."""

_NO_SLOTS = {column.name: None for column in record_ix.columns if column.name != "record_id"}
_NO_ROW = {column.name: None for column in record_row.columns if column.name != "record_id"}
_SEQUENTIAL = (list, tuple)


class Head(NamedTuple):
    """What every record has beside its values."""

    type_key: str
    state: str
    title: str
    number: str | None
    owner_id: int | None
    department_id: int | None
    year: int | None


@dataclass(frozen=True, slots=True)
class Derived:
    """The rows of the derived tables, without the record's id, and the words it is found by."""

    entry: Mapping[str, Any]
    rows: Sequence[Mapping[str, Any]]
    words: Sequence[str]


def derive(compiled: CompiledType, head: Head, stored: Mapping[str, Stored], lookups: Lookups) -> Derived:
    """Everything that is derived from a record."""
    return Derived(
        entry=_entry(compiled, head, stored, lookups),
        rows=rows(compiled, head, stored, lookups),
        words=words(compiled, head, stored, lookups),
    )


def columns_of(each: CompiledField) -> tuple[str, ...]:
    """The columns of `record_ix` that a field fills."""
    return () if each.slot is None else (each.slot, *((SORT_KEYS[each.slot],) if each.slot in SORT_KEYS else ()))


def row_slots(compiled: CompiledType, table: CompiledField) -> dict[str, str]:
    """Which slot of `record_row` holds which column, as it was given when the type was published."""
    given = ((key, compiled.slots.get(f"{table.key}.{key}")) for key in table.columns)
    return {key: slot for key, slot in given if slot}


def is_reported(each: CompiledField) -> bool:
    """A table whose rows are kept for figures."""
    return bool(each.columns) and bool(getattr(each.options, "reported", False))


def is_many(each: CompiledField) -> bool:
    """A choice (person, department …) of several values, each of which gets a row."""
    has_codes = each.name.kind is Kind.LIST and bool(each.type.slot) and each.type.slot_of(each.options) is None
    return has_codes and each.definition.sensitive < SECRET


def rows_of(field_key: Any, each: CompiledField) -> Any:
    """Which rows of `record_row` are those of a field: they stand under the key that it had when they were kept."""
    return field_key.in_((each.key, *each.name.aliases)) if each.name.aliases else field_key == each.key


def has_rows_of(each: CompiledField) -> bool:
    """Does `record_row` hold anything of this field?"""
    return is_reported(each) or is_many(each)


def has_words(each: CompiledField) -> bool:
    """Are records found by what this field says?"""
    return _is_said(each.definition)


def lists_in_words(definition: RecordType) -> frozenset[str]:
    """The shared choice lists by whose names records are found."""
    said = [each for top in definition.fields() if _is_said(top) for each in (top, *top.columns) if _is_said(each)]
    return frozenset(key for each in said if (key := getattr(each.options, "list", None)))


def worded(compiled: CompiledType) -> list[str]:
    """The keys of the fields that records are found by, in the order of their words."""
    return [key for key, _each in _parts(compiled).words]


def has_rows(compiled: CompiledType) -> bool:
    """Do records of this type have anything in `record_row`?"""
    return bool(_parts(compiled).rows)


def year_in(value: Value) -> int | None:
    """The year of a date, of the first of a range, or of a number that is one."""
    if isinstance(value, date):
        return value.year
    if isinstance(value, Decimal):
        return int(value)
    return year_in(value[0]) if isinstance(value, _SEQUENTIAL) and value else None


def id_in(value: Value) -> int | None:
    """The id of a person or department."""
    return int(value) if isinstance(value, str) and value.isdecimal() else None


def _entry(compiled: CompiledType, head: Head, stored: Mapping[str, Stored], lookups: Lookups) -> dict[str, Any]:
    return {
        **_NO_SLOTS,
        "type_key": head.type_key,
        "state": head.state,
        "department_id": head.department_id,
        "owner_id": head.owner_id,
        "year": head.year,
        "title_key": sort_key(head.title),
        **filled(_parts(compiled).slots, stored, lookups),
    }


def filled(fields: Iterable[CompiledField], stored: Mapping[str, Stored], lookups: Lookups) -> dict[str, Any]:
    """What these fields put into the columns of `record_ix`."""
    made: dict[str, Any] = {}
    for each in fields:
        value = stored.get(each.key)
        if each.slot is None or value is None:
            continue
        made[each.slot] = held = each.type.index(value, each.options, lookups)
        if each.slot in SORT_KEYS and held is not None:
            made[SORT_KEYS[each.slot]] = sort_key(str(held))
    return made


def rows(compiled: CompiledType, head: Head, stored: Mapping[str, Stored], lookups: Lookups) -> list[dict[str, Any]]:
    """The rows of `record_row`."""
    with_rows = _parts(compiled).rows
    return list(_rows(compiled, with_rows, head, stored, lookups)) if with_rows else []


def _rows(
    compiled: CompiledType,
    with_rows: Iterable[CompiledField],
    head: Head,
    stored: Mapping[str, Stored],
    lookups: Lookups,
) -> Iterator[dict[str, Any]]:
    common = {**_NO_ROW, "type_key": head.type_key, "year": head.year, "state": head.state}
    for each in with_rows:
        key = each.key
        if stored.get(key) is None:
            continue
        if is_reported(each):
            slots = row_slots(compiled, each)
            for pos, row in enumerate(stored[key]):
                yield {**common, "field_key": key, "pos": pos, **_cells(each, slots, row, lookups)}
        else:
            value = each.value(stored[key], lookups)
            for pos, item in enumerate(value if isinstance(value, _SEQUENTIAL) else ()):
                yield {
                    **common,
                    "field_key": key,
                    "pos": pos,
                    "t1": str.__str__(item) if isinstance(item, str) else None,
                }


def _cells(
    table: CompiledField, slots: Mapping[str, str], row: Mapping[str, Stored], lookups: Lookups
) -> dict[str, Any]:
    return {
        slot: table.columns[key].type.index(row[key], table.columns[key].options, lookups)
        for key, slot in slots.items()
        if row.get(key) is not None
    }


def words(compiled: CompiledType, head: Head, stored: Mapping[str, Stored], lookups: Lookups) -> list[str]:
    """What full-text search finds the record by."""
    found = [text for text in (head.title, head.number) if text]
    for key, each in _parts(compiled).words:
        value = stored.get(key)
        if value is None:
            continue
        if not each.columns:
            found += each.type.words(value, each.definition.options, lookups)
            continue
        for row in value:
            for name, column in each.columns.items():
                if row.get(name) is not None and has_words(column):
                    found += column.type.words(row[name], column.options, lookups)
    return found


def _is_said(field: FieldDef) -> bool:
    return field.sensitive < SECRET


@dataclass(frozen=True, slots=True)
class _Parts:
    """Which fields of a type derived tables hold anything of."""

    slots: Sequence[CompiledField]
    rows: Sequence[CompiledField]
    words: Sequence[tuple[str, CompiledField]]


@lru_cache(maxsize=200)
def _parts(compiled: CompiledType) -> _Parts:
    fields = compiled.fields.values()
    return _Parts(
        slots=[each for each in fields if each.slot is not None],
        rows=[each for each in fields if has_rows_of(each)],
        words=[(each.key, each) for each in fields if has_words(each)],
    )
