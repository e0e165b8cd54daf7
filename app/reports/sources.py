"""The rule of a figure or clause made ready: the type it speaks of, its expressions bound to the names of that type."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from app.definitions import queries as definitions
from app.definitions.checks.sight import PERIOD, report_name
from app.definitions.compiled import CompiledType
from app.expressions import Expression, Name, Scope, TextPattern, Value, bind, bind_text
from app.fields import Language
from app.records.desk import Desk
from app.records.models import Record


@dataclass(frozen=True, slots=True)
class Source:
    """Records of a type, or rows of one of its tables, that a report draws on.

    `reach` is what the report asks of all records, `where` what this figure or clause asks beside it.
    """

    compiled: CompiledType
    rows: str | None
    report: Name
    reach: Expression | None = None
    where: Expression | None = None

    @property
    def scope(self) -> Scope:
        """What the conditions may read beside the columns of a row."""
        return Scope([*self.compiled.scope, PERIOD, self.report])

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """All that has to hold."""
        return tuple(rule for rule in (self.reach, self.where) if rule is not None)

    @property
    def row_scope(self) -> Scope | None:
        """The columns, if rows are meant."""
        return Scope(self.compiled.fields[self.rows].name.members) if self.rows else None

    def bound(self, rule: str | None) -> Expression | None:
        """An expression over a record or row of this source."""
        return bind(rule, self.scope, row_scope=self.row_scope) if rule else None

    def text(self, pattern: str) -> TextPattern:
        """A clause about a record or row of this source; columns go before fields."""
        return bind_text(pattern, Scope([*(self.row_scope or ()), *self.scope]))

    def written(self) -> str:
        """The conditions as they are written."""
        return " and ".join(rule.source for rule in self.conditions)

    def told(self, language: Language) -> tuple[str, ...]:
        """The conditions as people of this language read them."""
        return tuple(rule.told(self.scope, language) for rule in self.conditions)


def source_of(options: Any, report: Record, *, desk: Desk) -> Source | None:
    """What the options of a report's figure or clause speak of; None where the office has no such type."""
    version = definitions.current(options.of)
    if version is None:
        return None
    drawing = desk.compiled(report)
    bare = Source(desk.types.version(version.id), options.rows, report_name(drawing.scope))
    draws_on = drawing.definition.draws_on
    reach = bind(draws_on, bare.scope) if draws_on else None
    return replace(bare, reach=reach, where=bare.bound(options.where))


def names(report: Record, *, desk: Desk) -> Mapping[str, Value]:
    """The reserved names of a condition. Nobody in particular asks, so that everybody gets the same number."""
    return {
        "period": Decimal(period_of(report.year, desk=desk)),
        "report": desk.compiled(report).values(report.data, desk.lookups),
        "today": desk.today,
        "now": desk.now.replace(second=0, microsecond=0, tzinfo=None),
        "actor": None,
    }


def period_of(year: int | None, *, desk: Desk) -> int:
    """The year that a report is about."""
    return year if year is not None else desk.today.year


def open_states(compiled: CompiledType) -> frozenset[str]:
    """Where something is under way that no figure counts yet: sent in or approved, not begun, returned or given up."""
    flow = compiled.definition.workflow
    if flow is None:
        return frozenset()
    returned = {move.to for move in flow.transitions if move.tone == "back"}
    alive = _leading_to(compiled, compiled.counting_states)
    return frozenset(alive - returned - {flow.start} - compiled.counting_states)


def _leading_to(compiled: CompiledType, wanted: frozenset[str]) -> set[str]:
    """The states from which one of these can still be reached."""
    flow = compiled.definition.workflow
    reached = set(wanted)
    while flow:
        more = {state for move in flow.transitions if move.to in reached for state in move.from_} - reached
        if not more:
            return reached
        reached |= more
    return reached
