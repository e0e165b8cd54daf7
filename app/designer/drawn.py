"""Rules that speak of other records: those of a figure, and of the clauses of a narrative. Pure.

They are called as their inputs are: `where` of a figure, `parts-2-where` of the third clause of a narrative.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.definitions.checks.sight import PERIOD, Sight
from app.definitions.schema import RecordType
from app.expressions import Scope
from app.fields import FieldDef

RULES: Mapping[str, frozenset[str]] = {
    "figure": frozenset({"where", "value", "by"}),
    "narrative": frozenset({"where"}),
}
"""The rules over other records, by the type of the field; of a narrative they are those of its clauses."""
_CLAUSE = re.compile(r"parts-(\d{1,4})-(\w+)")
_OF_REPORT = ("lead", "close")
_AROUND = ("heading", "begin", "end", "none")
"""Texts of a clause that are said once, and speak of the report."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The records of a type, or the rows of one of its tables, with the names that a rule over them may read."""

    definition: RecordType
    scope: Scope
    table: FieldDef | None = None
    row: Scope | None = None

    @property
    def words(self) -> Scope:
        """What a text about one of them may print; columns go before fields."""
        return Scope([*(self.row or ()), *self.scope])


@dataclass(frozen=True, slots=True)
class Input:
    """A rule or text of such a field by the name of its input, with what it may read."""

    name: str
    scope: Scope
    row: Scope | None = None
    is_text: bool = False


def drawn(sight: Sight, of: str, rows: str | None) -> Drawn | None:
    """What is drawn on; None where there is no such type, or no such table."""
    other = sight.type_called(of)
    if other is None:
        return None
    if not rows:
        return Drawn(other, sight.drawn_scope(other))
    table = next((each for each in other.fields() if each.key == rows and each.columns), None)
    return Drawn(other, sight.drawn_scope(other), table, sight.row_scope(table)) if table else None


def split(name: str) -> tuple[int | None, str]:
    """The number of the clause that an input is of, if it is of one, and the property."""
    found = _CLAUSE.fullmatch(name)
    return (int(found[1]), found[2]) if found else (None, name)


def is_rule(field: FieldDef, name: str) -> bool:
    """Does this property of a field speak of other records?"""
    number, own = split(name)
    if own not in RULES.get(field.type, ()):
        return False
    return number is None if field.type == "figure" else number is not None and number < len(_clauses(field))


def options_of(field: FieldDef, name: str) -> Any:
    """What says which records a rule speaks of: the options of a figure, or a clause."""
    number, _own = split(name)
    return field.options if number is None else _clauses(field)[number]


def inputs(sight: Sight, kind: str, texts: Mapping[str, str]) -> Iterator[Input]:
    """The rules and texts of a figure or narrative whose inputs have these texts."""
    if kind == "figure":
        yield from _ruled(drawn(sight, texts.get("of", ""), texts.get("rows")), "", sorted(RULES[kind]))
    if kind == "narrative":
        own = Scope([*sight.scope, PERIOD])
        yield from (Input(name, own, is_text=True) for name in _OF_REPORT)
        numbers = dict.fromkeys(found[1] for name in texts if (found := _CLAUSE.fullmatch(name)))
        for number in numbers:
            yield from _clause(sight, f"parts-{number}-", texts, own)


def _clause(sight: Sight, start: str, texts: Mapping[str, str], own: Scope) -> Iterator[Input]:
    source = drawn(sight, texts.get(f"{start}of", ""), texts.get(f"{start}rows"))
    yield from _ruled(source, start, ["where"])
    if source is not None:
        yield Input(f"{start}say", source.words, is_text=True)
    yield from (Input(f"{start}{name}", own, is_text=True) for name in _AROUND)


def _ruled(source: Drawn | None, start: str, names: list[str]) -> Iterator[Input]:
    if source is not None:
        yield from (Input(f"{start}{name}", source.scope, source.row) for name in names)


def _clauses(field: FieldDef) -> tuple[Any, ...]:
    found: tuple[Any, ...] = getattr(field.options, "parts", ())
    return found
