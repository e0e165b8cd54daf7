"""What the pages about examples show."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.accounts import queries as accounts
from app.definitions import lookups
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.designer.examples import queries, service
from app.designer.examples.service import Run
from app.designer.examples.telling import Line, Telling, given_lines
from app.designer.service import Standing
from app.errors import Fault, Invalid
from app.records.desk import Desk

ACCEPT = "accept"
"""Under this name pages that publish send the marks of what is accepted."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An example with what would come of it, in words; `lines` are empty where that is as before."""

    run: Run
    lines: list[Line] = field(default_factory=list)


def ready(definition: RecordType, desk: Desk) -> CompiledType:
    """A draft made ready; raises `Invalid` where its rules cannot be bound."""
    return compile_type(definition, lookups=desk.lookups, fields_of=desk.types.fields_of)


def runs(standing: Standing, desk: Desk) -> tuple[list[Shown], list[Fault]]:
    """Every example by the draft; none, and what is in the way, where its rules cannot be bound."""
    if not queries.count(standing.key):
        return [], []
    try:
        compiled = ready(standing.definition, desk)
    except Invalid as invalid:
        return [], list(invalid.faults)
    telling = telling_of(standing)
    found = service.run_all(standing.key, compiled, desk=desk)
    return [Shown(each, telling.lines(each.changes)) for each in found], []


def telling_of(standing: Standing) -> Telling:
    """Words of the draft first, then of what is in force."""
    return Telling(standing.definition, lookups.definition(standing.live) if standing.live else None)


def opened(standing: Standing, example_id: int, desk: Desk) -> dict[str, Any]:
    """One example: what goes in, what is expected, what would come otherwise."""
    row, telling = queries.get(standing.key, example_id), telling_of(standing)
    example = queries.content(row)
    facts: dict[str, Any] = {"row": row, "example": example, "given": given_lines(example.given, telling, desk.lookups)}
    facts["shown_labels"] = [telling.field(path) for path in example.expected.shown]
    try:
        run = service.run(row, ready(standing.definition, desk), desk=desk)
        facts["lines"] = telling.lines(run.changes)
    except Invalid as invalid:
        facts["faults"] = list(invalid.faults)
    return {**facts, "telling": telling, "who": accounts.names([row.kept_by]).get(row.kept_by, "")}


def names(paths: Iterable[str], compiled: CompiledType) -> list[str]:
    """Fields and columns as people call them."""
    telling = Telling(compiled.definition)
    return [telling.field(path) for path in paths]


def keepers(shown: Iterable[Shown]) -> Mapping[int, str]:
    """Who kept them."""
    return accounts.names(each.run.row.kept_by for each in shown)


def is_red(fault: Fault) -> bool:
    """Is it one of an example that nobody accepted?"""
    return fault.code == "example.red"
