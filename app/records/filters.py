"""Filters that people put together by clicking: a field, how it is compared, and a value."""

from collections.abc import Callable, Mapping
from typing import Any

import sqlalchemy as sa

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Invalid
from app.expressions import Kind
from app.fields import Lookups, Raw
from app.records.models import record_ix, record_row
from app.records.paging import label_of
from app.records.slots import is_many, rows_of
from app.records.sql_dialects import position
from app.records.sql_parts import Condition, Sql

_ORDERED = ("is", "not", "from", "to", "filled", "empty")
OPERATORS: Mapping[str, tuple[str, ...]] = {
    "text": ("has", "is", "not", "starts", "filled", "empty"),
    "code": ("is", "not", "filled", "empty"),
    "many": ("is", "not", "filled", "empty"),
    "number": _ORDERED,
    "date": _ORDERED,
    "yesno": ("is", "filled", "empty"),
}
"""What can be asked of which fields, the usual one first."""


def family(each: CompiledField) -> str | None:
    """Which of `OPERATORS` go with a field; None if it cannot be filtered by."""
    if is_many(each):
        return "many"
    if each.slot is None:
        return None
    if each.slot.startswith("d"):
        return "date"
    if each.name.kind is Kind.YESNO:
        return "yesno"
    if each.slot.startswith("n"):
        return "number"
    return "text" if each.type.name not in ("choice", "person", "department", "record") else "code"


def chip(compiled: CompiledType, key: str, operator: str, raw: Raw, lookups: Lookups) -> Condition:
    """One filter as a condition; `raw` is what was typed or picked, several values mean any of them."""
    each = compiled.fields.get(key)
    kind = family(each) if each else None
    if each is None or kind is None:
        raise Invalid.because("record.not_filterable", place=key, field=label_of(compiled, key))
    if operator not in OPERATORS[kind]:
        raise Invalid.because("record.unknown_filter", place=key, field=each.definition.label, how=operator)
    if kind == "many":
        return _many(compiled.key, each, operator, _texts(raw))
    column = record_ix.c[str(each.slot)]
    if operator in ("filled", "empty"):
        return column.is_not(None) if operator == "filled" else column.is_(None)
    if operator in ("has", "starts"):
        return _part(column, operator, str(raw or ""))
    held = [_held(each, value, lookups) for value in _texts(raw)]
    return _compared(column, operator, [value for value in held if value is not None], key)


def state_in(states: list[str]) -> Condition:
    """Records in one of these states."""
    return record_ix.c.state.in_(states)


def year_is(year: int) -> Condition:
    """Records of this year."""
    return record_ix.c.year == year


def _compared(column: Sql, operator: str, held: list[Any], key: str) -> Condition:
    if not held:
        raise Invalid.because("record.filter_without_value", place=key)
    ways: Mapping[str, Callable[[], Condition]] = {
        "is": lambda: column.in_(held) if len(held) > 1 else column == held[0],
        "not": lambda: sa.or_(column.is_(None), column.not_in(held)),
        "from": lambda: column >= held[0],
        "to": lambda: column <= held[-1],
    }
    return ways[operator]()


def _part(column: Sql, operator: str, text: str) -> Condition:
    """Case does not count for people who look for something."""
    found = position(sa.func.lower(column), sa.func.lower(text))
    return found > 0 if operator == "has" else found == 1


def _many(type_key: str, each: CompiledField, operator: str, values: list[str]) -> Condition:
    """One walk over the values of the field, not a look-up for every record of the list."""
    rows = sa.select(record_row.c.record_id).where(
        record_row.c.type_key == type_key, rows_of(record_row.c.field_key, each)
    )
    if operator in ("filled", "empty"):
        found = record_ix.c.record_id.in_(rows)
        return found if operator == "filled" else sa.not_(found)
    if not values:
        raise Invalid.because("record.filter_without_value", place=each.key)
    found = record_ix.c.record_id.in_(rows.where(record_row.c.t1.in_(values)))
    return found if operator == "is" else sa.not_(found)


def _held(each: CompiledField, raw: Raw, lookups: Lookups) -> Any:
    """What the slot holds for a typed value. A retired choice may still be looked for."""
    if each.type.name == "choice":
        return raw
    stored = each.type.parse(raw, each.options, lookups) if each.type.is_typed else raw
    return None if stored is None else each.type.index(stored, each.options, lookups)


def _texts(raw: Raw) -> list[Any]:
    given = raw if isinstance(raw, list | tuple) else [raw]
    return [value for value in given if value not in (None, "")]
