"""A narrative's draft: what its patterns say about this year's records. It is offered, never put in place of a text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from app.definitions.checks.sight import PERIOD
from app.definitions.compiled import CompiledField, CompiledType
from app.definitions.renames import heirs
from app.errors import NotFound
from app.expressions import Coded, PartialDate, Scope, Value, bind_text
from app.records import access, queries
from app.records.desk import Desk
from app.records.models import Record
from app.reports.figures import meeting
from app.reports.sources import Source, period_of, source_of

AND_OTHERS = "等"
_OPEN_ENDS = ("；", ";", "，", "、")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a draft; `record_id` is what it speaks of."""

    text: str
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What could be written; `withheld` counts the records of which the writer may not know."""

    clauses: tuple[Clause, ...]
    withheld: int = 0

    @property
    def text(self) -> str:
        """All clauses."""
        return "".join(clause.text for clause in self.clauses).strip()


@dataclass(frozen=True, slots=True)
class Subject:
    """A record or row that a clause speaks of, with what the writer may see of it."""

    record_id: int
    title: str
    values: Mapping[str, Value]


def drafted(field: CompiledField, report: Record, *, desk: Desk) -> Draft:
    """The draft of a narrative, from the figures as the report has them and the records as they are."""
    return _Writer(field, report, desk).draft()


def subjects(part: Any, report: Record, *, desk: Desk) -> tuple[list[Subject], int]:
    """The records that a part speaks of, in its order, and how many the writer may not see."""
    source = source_of(part, report, desk=desk)
    if source is None:
        return [], 0
    found: list[Subject] = []
    hidden: set[int] = set()
    for record_id, pos in meeting(source, report, states=source.compiled.counting_states, desk=desk):
        subject = _subject(source, record_id, pos, desk=desk)
        if subject is None:
            hidden.add(record_id)
        else:
            found.append(subject)
    return _ordered(found, part.order or _by_date(source.compiled)), len(hidden)


def own_values(report: Record, *, desk: Desk) -> dict[str, Value]:
    """What a text may say of the report itself: the values that the writer sees, and its year."""
    compiled = desk.compiled(report)
    sight = access.field_sight(compiled, desk.viewer, report)
    values = compiled.values(report.data, desk.lookups)
    seen = {key: value for key, value in values.items() if sight[key] == "see"}
    return {**seen, "period": Decimal(period_of(report.year, desk=desk))}


class _Writer:
    """One draft."""

    def __init__(self, field: CompiledField, report: Record, desk: Desk) -> None:
        self.options, self.report, self.desk = field.options, report, desk
        self.own = own_values(report, desk=desk)
        self.given: dict[str, Value] = {"period": self.own["period"], "report": self.own}
        self.scope = Scope([*desk.compiled(report).scope, PERIOD])
        self.withheld = 0

    def draft(self) -> Draft:
        clauses = [*self._said(self.options.lead)]
        for part in self.options.parts:
            clauses += self._part(part)
        clauses += self._said(self.options.close)
        return Draft(tuple(_closed([clause for clause in clauses if clause.text])), self.withheld)

    def _said(self, pattern: str | None) -> Iterator[Clause]:
        """A clause about the report itself."""
        if pattern:
            yield Clause(bind_text(pattern, self.scope).render(self.own))

    def _part(self, part: Any) -> Iterator[Clause]:
        yield from self._line(part.heading)
        found, hidden = subjects(part, self.report, desk=self.desk)
        self.withheld += hidden
        if not found:
            yield from self._said(part.none)
            return
        yield from self._said(part.begin)
        yield from self._clauses(part, found)
        yield from self._said(part.end)

    def _line(self, heading: str | None) -> Iterator[Clause]:
        for clause in self._said(heading):
            yield Clause(f"\n{clause.text.strip()}\n")

    def _clauses(self, part: Any, found: Sequence[Subject]) -> Iterator[Clause]:
        source = source_of(part, self.report, desk=self.desk)
        assert source is not None
        pattern = source.text(part.say)
        named = found[: part.most] if part.most else found
        for at, subject in enumerate(named):
            between = part.joint if part.joint and at < len(named) - 1 else ""
            yield Clause(pattern.render({**subject.values, **self.given}) + between, subject.record_id)
        if part.joint is not None and self._are_more(part, len(found), len(named)):
            yield Clause(AND_OTHERS)

    def _are_more(self, part: Any, found: int, named: int) -> bool:
        total = self.own.get(part.total) if part.total else None
        return found > named or (isinstance(total, Decimal) and total > named)


def _closed(clauses: list[Clause]) -> Iterator[Clause]:
    """A clause that is the last of its part ends as a sentence does."""
    for at, clause in enumerate(clauses):
        is_last = at + 1 == len(clauses) or clauses[at + 1].text.startswith("\n")
        text = clause.text
        yield replace(clause, text=f"{text[:-1]}。") if is_last and text.endswith(_OPEN_ENDS) else clause


def _subject(source: Source, record_id: int, pos: int, *, desk: Desk) -> Subject | None:
    """What may be said of a record; None if the writer may not see it."""
    try:
        record = queries.get(desk.session, record_id, viewer=desk.viewer)
    except NotFound:
        return None
    compiled = desk.compiled(record)
    sight = access.field_sight(compiled, desk.viewer, record)
    values = compiled.values(record.data, desk.lookups)
    seen = {key: value for key, value in _renamed(source.compiled, values).items() if sight.get(key, "see") == "see"}
    return Subject(record.id, record.title, {**seen, **_row(source.rows, pos, values, sight)})


def _row(rows: str | None, pos: int, values: Mapping[str, Value], sight: Mapping[str, str]) -> Mapping[str, Value]:
    """The columns of the row that is meant."""
    table = values.get(rows) if rows else None
    row = table[pos] if isinstance(table, list) and pos < len(table) else {}
    assert isinstance(row, Mapping)
    return {key: value for key, value in row.items() if sight.get(f"{rows}.{key}") == "see"}


def _renamed(compiled: CompiledType, values: Mapping[str, Value]) -> dict[str, Value]:
    """The values under the keys of today, where fields were renamed since the record was filled."""
    moved = heirs(compiled.definition)
    return {moved[key]: value for key, value in values.items() if key in moved} | dict(values)


def _by_date(compiled: CompiledType) -> tuple[str, ...]:
    year_of = compiled.definition.year_of
    return (year_of,) if year_of else ()


def _ordered(found: list[Subject], order: Sequence[str]) -> list[Subject]:
    """By the first key, then the next; who lacks it comes last."""
    for key in reversed(order):
        name, descending = key.removeprefix("-"), key.startswith("-")
        given = [each for each in found if _sortable(each.values.get(name)) is not None]
        missing = [each for each in found if _sortable(each.values.get(name)) is None]
        found = sorted(given, key=partial(_key, name), reverse=descending) + missing
    return found


def _key(name: str, subject: Subject) -> Any:
    return _sortable(subject.values.get(name))


def _sortable(value: Value) -> Any:
    if isinstance(value, Coded):
        return value.label
    if isinstance(value, list | tuple):
        return _sortable(value[0]) if value else None
    if isinstance(value, PartialDate) and value.precision == "year":
        return date(value.year, 12, 31)
    return value if isinstance(value, str | Decimal | date) and value != "" else None
