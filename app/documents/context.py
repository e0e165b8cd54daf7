"""A record as what a Word template reads: values by key, reserved names, and who decided what."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import orjson

from app.definitions.compiled import CompiledType
from app.definitions.papers import paper_scope
from app.definitions.schema import Document as Paper
from app.errors import Invalid
from app.expressions import Coded, Scope, Value
from app.fields.scope import scope_names
from app.records.access import FieldSight
from app.records.desk import Desk
from app.records.models import Record

Giver: TypeAlias = Callable[[Record, CompiledType, Desk], Mapping[str, Value]]
_GIVERS: list[Giver] = []


def gives_values(giver: Giver) -> Giver:
    """Register who knows more names than the record's own: `opinions` and what belongs to them."""
    if giver not in _GIVERS:
        _GIVERS.append(giver)
    return giver


Masker: TypeAlias = Callable[[Record, CompiledType, Mapping[str, FieldSight], Desk], Mapping[str, Value]]
_MASKERS: list[Masker] = []


def masks_values(masker: Masker) -> Masker:
    """Register who gives some of these names as somebody may see them who does not see all fields."""
    if masker not in _MASKERS:
        _MASKERS.append(masker)
    return masker


def masked_of(record: Record, compiled: CompiledType, sights: Mapping[str, FieldSight], desk: Desk) -> dict[str, Value]:
    """The names that are given otherwise for a masked copy."""
    return {name: value for masker in _MASKERS for name, value in masker(record, compiled, sights, desk).items()}


def scope_of(compiled: CompiledType, paper: Paper) -> Scope:
    """The names that a paper's template may read."""
    table = compiled.fields.get(paper.each or "")
    row = Scope(scope_names(table.definition.columns)) if table else None
    return paper_scope(compiled.definition, compiled.scope, row)


def values_of(record: Record, compiled: CompiledType, desk: Desk) -> dict[str, Value]:
    """What every paper about this record may read."""
    given: dict[str, Value] = dict(desk.world(compiled, record).names())
    state = compiled.definition.state(record.state)
    given["state"] = Coded(record.state, state.label.zh) if state else record.state
    for giver in _GIVERS:
        given.update(giver(record, compiled, desk))
    given.update(compiled.values(record.data, desk.lookups))
    return given


def copies_of(values: dict[str, Value], compiled: CompiledType, paper: Paper) -> list[dict[str, Value]]:
    """The values of each file that a paper consists of: one, or one for each row with its columns on top."""
    if paper.each is None:
        return [values]
    rows = values.get(paper.each)
    if not isinstance(rows, list | tuple) or not rows:
        label = compiled.fields[paper.each].definition.label
        raise Invalid.because("document.no_rows", place=paper.each, label=label, paper=paper.label)
    return [{**values, **row} for row in rows if isinstance(row, Mapping)]


def digest(values: Mapping[str, Value], names: Iterable[str]) -> str:
    """The hash of what a paper prints: equal values, equal paper."""
    printed = {name: _plain(values.get(name)) for name in names}
    return hashlib.sha256(orjson.dumps(printed, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _plain(value: Any) -> Any:
    match value:
        case Coded():
            return [str(value), value.label]
        case None | bool() | str() | int():
            return value
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_plain(inner) for inner in value]
        case _:
            return str(value)
