"""What an approval is tied to: the fields that its approver judged, each with the hash of what it held (pure)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import orjson

from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.schema import Task
from app.expressions import Expression
from app.expressions.tree import Column, Member, walk
from app.fields import Stored
from app.records.access import FieldSight

Seal: TypeAlias = Mapping[str, str]
"""By path (`costs`, `visitors.name`): the hash of what stood there."""
Contents: TypeAlias = Mapping[str, str]
"""By token of a file: the hash of its bytes."""

BY_THEMSELVES = frozenset({"today", "now", "state", "period"})
"""Names that change although nobody changes anything."""
EMPTY = ""
"""The hash of nothing."""
_LENGTH = 32


def judged(
    compiled: CompiledType, task: Task | None, stored: Mapping[str, Stored], sights: Mapping[str, FieldSight]
) -> tuple[str, ...]:
    """The paths that somebody with these sights judges when deciding a task over these values.

    What a task names counts as far as it is not hidden from them. Otherwise all that they see in full, without what the
    flow fills in later: numbers, what is empty and by its definition asked for in a later state, and what is computed
    from such, from the day or from the state.
    """
    named = task.judges if task is not None else ()
    if named:
        return tuple(_paths(compiled, named, lambda path: sights.get(path, "see") != "hidden"))
    ahead = later(compiled, stored)
    found = _paths(compiled, compiled.fields, lambda path: sights.get(path, "see") == "see" and path not in ahead)
    return tuple(path for path in found if path not in ahead)


def seal(paths: Iterable[str], compiled: CompiledType, stored: Mapping[str, Stored], contents: Contents) -> Seal:
    """What stands there now."""
    return {path: _hash(_content(path, compiled, stored), contents) for path in paths}


def changed(given: Seal, compiled: CompiledType, stored: Mapping[str, Stored], contents: Contents) -> tuple[str, ...]:
    """The paths where something else stands than then."""
    now = seal(given, compiled, stored, contents)
    return tuple(path for path, was in given.items() if now[path] != was)


def tokens(stored: Stored) -> Iterator[str]:
    """Of the files in these values."""
    if isinstance(stored, Mapping):
        if isinstance(token := stored.get("file"), str):
            yield token
        for each in stored.values():
            yield from tokens(each)
    elif isinstance(stored, list):
        for each in stored:
            yield from tokens(each)


def _paths(compiled: CompiledType, keys: Iterable[str], shown: Callable[[str], bool]) -> Iterator[str]:
    """A table whose columns are all meant goes by its own path."""
    for key in keys:
        field = compiled.fields.get(key)
        if field is None or not shown(key):
            continue
        columns = [name for name in field.columns if shown(f"{key}.{name}")]
        if len(columns) == len(field.columns):
            yield key
        else:
            yield from (f"{key}.{name}" for name in columns)


def later(compiled: CompiledType, stored: Mapping[str, Stored]) -> frozenset[str]:
    """Fields and columns that the flow itself fills in, or has filled in later on."""
    asked = {check.definition.at for check in compiled.checks if check.definition.needed_for}
    found: set[str] = set()
    for key, each in compiled.fields.items():
        if each.type.name == "serial" or (_is_empty(stored.get(key)) and _comes_later(each, compiled, asked)):
            found.add(key)
        found.update(_later_columns(each, stored.get(key) or ()))
    for key in compiled.order:  # computed fields follow what they are computed from
        compute = compiled.fields[key].compute
        if compute is not None and reads(compute) & (found | BY_THEMSELVES):
            found.add(key)
    return frozenset(found)


def reads(compute: Expression) -> set[str]:
    """The names in it, and the columns that it reads of tables."""
    columns = {node.key for node, _depth in walk(compute.tree) if isinstance(node, Column | Member)}
    return {*compute.names, *(f"{name}.{key}" for name in compute.names for key in columns)}


def _comes_later(each: CompiledField, compiled: CompiledType, asked: set[str | None]) -> bool:
    rules = (each.visible, compiled.sections.get(each.section))
    return (
        bool(each.definition.needed_for) or each.key in asked or any(rule and "state" in rule.names for rule in rules)
    )


def _later_columns(table: CompiledField, rows: Sequence[Mapping[str, Stored]]) -> Iterator[str]:
    for name, column in table.columns.items():
        if column.definition.needed_for and all(_is_empty(row.get(name)) for row in rows):
            yield f"{table.key}.{name}"


def _content(path: str, compiled: CompiledType, stored: Mapping[str, Stored]) -> Stored:
    """What stands there, as people see it: rows by their place, not by what they are called inside."""
    key, _dot, column = path.partition(".")
    held, field = stored.get(key), compiled.fields.get(key)
    if column:
        return [row.get(column) for row in held or ()]
    if field is not None and field.columns:
        return [{name: value for name, value in row.items() if not name.startswith("_")} for row in held or ()]
    return held


def _hash(held: Stored, contents: Contents) -> str:
    if _is_empty(held):
        return EMPTY
    told = orjson.dumps(_by_content(held, contents), option=orjson.OPT_SORT_KEYS, default=str)
    return hashlib.sha256(told).hexdigest()[:_LENGTH]


def _by_content(held: Stored, contents: Contents) -> Stored:
    """A file is what is in it."""
    if isinstance(held, Mapping):
        if isinstance(token := held.get("file"), str):
            return {"content": contents.get(token, token), "name": held.get("name")}
        return {key: _by_content(each, contents) for key, each in held.items() if not _is_empty(each)}
    return [_by_content(each, contents) for each in held] if isinstance(held, list) else held


def _is_empty(held: Stored) -> bool:
    return held is None or held in ("", [])
