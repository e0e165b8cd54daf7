"""Expressions and texts: their names are there, they give what is wanted, and no field waits for itself."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from app.definitions.checks.flow import known_states
from app.definitions.checks.sight import Placed, Sight
from app.definitions.compiled import SERIES_NAMES
from app.expressions import Expression, Kind, Scope, TextPattern
from app.expressions.tree import Column, Member, walk
from app.fields import FieldDef

MOVING = frozenset({"today", "now"})
"""Names whose value is another one tomorrow."""

SENSITIVE_FROM = 2
"""From this class on a value stays within the form: it enters no title, file name, index or search."""


def check_rules(sight: Sight) -> None:
    """Sections, fields, checks, numbers, title and brief."""
    reads = _Reads(sight)
    for at, section in enumerate(sight.definition.sections):
        rule = sight.condition(section.visible, f"sections[{at}].visible")
        for each in section.fields:
            reads.add(each, rule)
    for placed in sight.placed:
        _check_field(sight, placed, reads)
    reads.refuse_circles()
    _check_checks(sight)
    _check_series(sight)
    shown_text(sight, sight.definition.title, "title")
    shown_text(sight, sight.definition.brief, "brief")


def shown_text(sight: Sight, pattern: str | None, path: str, scope: Scope | None = None) -> None:
    """A text that leaves the record: no value of class 2 or 3 may stand in it."""
    bound = sight.text(pattern, path, scope=scope)
    if bound is None:
        return
    sight.faults += [fault.at(path) for fault in bound.warnings]
    for field in sensitive_fields(sight, bound):
        sight.add("sensitive_shown", path, label=field.label)


def sensitive_fields(sight: Sight, text: TextPattern) -> Iterator[FieldDef]:
    """The fields of class 2 and 3 that a text prints, columns of tables too."""
    for tag in text.parts:
        if isinstance(tag, Expression):
            keys = {node.key for node, _ in walk(tag.tree) if isinstance(node, Member | Column)}
            for field in filter(None, (sight.fields.get(name) for name in sorted(tag.names))):
                whole = tag.kind in {Kind.ROW, Kind.ROWS}
                columns = (column for column in field.columns if whole or column.key in keys)
                yield from (each for each in (field, *columns) if each.sensitive >= SENSITIVE_FROM)


def _check_field(sight: Sight, placed: Placed, reads: "_Reads") -> None:
    field, path = placed.field, placed.path
    row = sight.row_scope(placed.table) if placed.table else None
    required = field.required if isinstance(field.required, str) else None
    sight.condition(required, f"{path}.required", row=row)
    gives = _gives(field)
    rules = (
        sight.condition(field.visible, f"{path}.visible", row=row),
        sight.bound(field.compute, f"{path}.compute", gives=gives, row=row),
        sight.bound(field.default, f"{path}.default", gives=gives, row=row),
    )
    for rule in filter(None, rules):
        reads.add(field, rule, table=placed.table)
    compute = rules[1]
    if compute and compute.names & MOVING:
        sight.warn("today_in_compute", f"{path}.compute", label=field.label)
    if field.compute and field.default:
        sight.warn("default_of_computed", f"{path}.default", label=field.label)
    if field.compute and not field.kind.is_typed:
        sight.add("cannot_compute", f"{path}.compute", label=field.label, type=field.type)


def _gives(field: FieldDef) -> tuple[Kind, ...]:
    """The kinds that a computed value or default of the field may have; text takes every single value."""
    kind = field.kind.kind_of(field.options)
    if kind is Kind.TEXT:
        return (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.YESNO)
    return (kind,) if kind is not Kind.ANY else ()


class _Reads:
    """Which field has to wait for which."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.top: dict[str, set[str]] = {key: set() for key in sight.fields}
        self.inner: dict[str, dict[str, set[str]]] = {}

    def add(self, field: FieldDef, rule: Expression | None, *, table: FieldDef | None = None) -> None:
        """`field` waits for everything that `rule` reads; a column makes its table wait."""
        if rule is None:
            return
        owner = table or field
        known = rule.names & self.top.keys()
        self.top.setdefault(owner.key, set()).update(known - ({owner.key} if owner.columns else set()))
        if table:
            waits = self.inner.setdefault(table.key, {column.key: set() for column in table.columns})
            waits.setdefault(field.key, set()).update(rule.row_names)

    def refuse_circles(self) -> None:
        """Each circle once, with the labels on the way round."""
        sight = self.sight
        self._refuse(self.top, {each.field.key: each for each in sight.placed if each.table is None})
        for key, graph in self.inner.items():
            columns = {each.field.key: each for each in sight.placed if each.table and each.table.key == key}
            self._refuse(graph, columns)

    def _refuse(self, graph: Mapping[str, set[str]], placed: Mapping[str, Placed]) -> None:
        graph = {key: set(waits) for key, waits in graph.items()}
        while circle := _circle(graph):
            first = min(circle[:-1], key=list(placed).index)
            start = circle.index(first)
            ring = [*circle[start:-1], *circle[:start], first]
            labels = " → ".join(placed[key].field.label.zh for key in ring)
            self.sight.add("circle", f"{placed[first].path}.{_rule_key(placed[first].field)}", circle=labels)
            graph[circle[1]].discard(circle[0])


def _circle(graph: Mapping[str, set[str]]) -> list[str]:
    """Keys on a way that comes back, the first one twice: each is read by the next one; empty if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _rule_key(field: FieldDef) -> str:
    return next((name for name in ("compute", "visible", "default") if getattr(field, name)), "key")


def _check_checks(sight: Sight) -> None:
    for at, check in enumerate(sight.definition.checks):
        path = f"checks[{at}]"
        sight.condition(check.rule, f"{path}.rule")
        sight.condition(check.when, f"{path}.when")
        known_states(sight, check.needed_for, f"{path}.needed_for")
        if check.at is not None:
            sight.known_field(check.at, f"{path}.at")


def _check_series(sight: Sight) -> None:
    scope = Scope([*sight.scope, *SERIES_NAMES])
    used = {getattr(each.field.options, "series", None) for each in sight.placed}
    for key, series in sight.definition.series.items():
        path = f"series.{key}"
        shown_text(sight, series.pattern, f"{path}.pattern", scope)
        pattern = sight.text(series.pattern, f"{path}.pattern", scope=scope) if not _has_faults(sight, path) else None
        if pattern and "n" not in pattern.names:
            sight.add("series_without_number", f"{path}.pattern", key=key)
        if pattern and series.restart == "year" and "year" not in pattern.names:
            sight.add("series_without_year", f"{path}.pattern", key=key)
        if series.take is not None:
            sight.known(series.take, sight.states, "unknown_state", f"{path}.take")
        if key not in used:
            sight.warn("series_unused", path, key=key)


def _has_faults(sight: Sight, path: str) -> bool:
    return any(fault.place.startswith(path) for fault in sight.faults)
