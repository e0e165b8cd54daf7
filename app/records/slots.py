"""What the derived tables hold for a record, computed from its stored values: for saving, rebuilding and checking."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.definitions.compiled import CompiledField, CompiledType
from app.expressions import Kind, Value
from app.fields import Lookups, Stored
from app.pinyin import sort_key
from app.records.models import SORT_KEYS, record_ix, record_row

SECRET = 2
"""From this `sensitive` on a value stays in the record: no slot, no row, no word."""

_NO_SLOTS = {column.name: None for column in record_ix.columns if column.name != "record_id"}
_NO_ROW = {column.name: None for column in record_row.columns if column.name != "record_id"}
_SEQUENTIAL = (list, tuple)


@dataclass(frozen=True, slots=True)
class Head:
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
        rows=list(_rows(compiled, head, stored, lookups)),
        words=[text for text in (head.title, head.number) if text] + list(_words(compiled, stored, lookups)),
    )


def entry_columns(compiled: CompiledType) -> set[str]:
    """The columns of `record_ix` that the values of this version may fill."""
    filled = {each.slot for each in compiled.fields.values() if each.slot is not None}
    return {*filled, *(SORT_KEYS[slot] for slot in filled if slot in SORT_KEYS)}


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


def has_rows(compiled: CompiledType) -> bool:
    """Do records of this type have anything in `record_row`?"""
    return any(is_reported(each) or is_many(each) for each in compiled.fields.values())


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
    entry: dict[str, Any] = {
        **_NO_SLOTS,
        "type_key": head.type_key,
        "state": head.state,
        "department_id": head.department_id,
        "owner_id": head.owner_id,
        "year": head.year,
        "title_key": sort_key(head.title),
    }
    for key, each in compiled.fields.items():
        if each.slot is None or stored.get(key) is None:
            continue
        held = each.type.index(stored[key], each.options, lookups)
        entry[each.slot] = held
        if each.slot in SORT_KEYS and held is not None:
            entry[SORT_KEYS[each.slot]] = sort_key(str(held))
    return entry


def _rows(
    compiled: CompiledType, head: Head, stored: Mapping[str, Stored], lookups: Lookups
) -> Iterator[dict[str, Any]]:
    common = {**_NO_ROW, "type_key": head.type_key, "year": head.year, "state": head.state}
    for key, each in compiled.fields.items():
        if stored.get(key) is None:
            continue
        if is_reported(each):
            slots = row_slots(compiled, each)
            for pos, row in enumerate(stored[key]):
                yield {**common, "field_key": key, "pos": pos, **_cells(each, slots, row, lookups)}
        elif is_many(each):
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


def _words(compiled: CompiledType, stored: Mapping[str, Stored], lookups: Lookups) -> Iterator[str]:
    for key, each in compiled.fields.items():
        value = stored.get(key)
        if value is None or each.definition.sensitive >= SECRET:
            continue
        if not each.columns:
            yield from each.type.words(value, each.options, lookups)
            continue
        for row in value:
            for name, column in each.columns.items():
                if row.get(name) is not None and column.definition.sensitive < SECRET:
                    yield from column.type.words(row[name], column.options, lookups)
