"""Counting: the records that a figure speaks of, what each contributes, and the number that comes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.definitions.compiled import CompiledField
from app.errors import Invalid
from app.expressions import Coded, Expression, Kind, Value
from app.fields import Lookups
from app.records.desk import Desk
from app.records.models import Record, record_ix, table
from app.records.slots import rows_of
from app.records.sql import Translator
from app.records.sql_parts import Many, Part
from app.reports.aggregates import Text, aggregate, by_group, stored_text
from app.reports.sources import Source, names, open_states, period_of, source_of

_RECORD = table(Record)
Place = tuple[int, int]
"""A record's id and the position of the row in its table; 0 for the record itself."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a record, as it stood in this revision, adds to a figure; `groups` are pairs of code and label."""

    record_id: int
    revision: int
    value: Text
    groups: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A figure counted once. `result` is None where there is nothing to take the least, most or average of."""

    field_key: str
    period: int
    as_of: datetime
    of: str
    counted_version_id: int
    where: str
    agg: str
    result: Decimal | None
    contributions: tuple[Contribution, ...]

    def again(self) -> Decimal | None:
        """The number, from the contributions alone."""
        return aggregate(self.agg, [each.value for each in self.contributions])

    def groups(self) -> dict[str, tuple[str, Decimal | None]]:
        """Label and number by group; they do not add up where a record belongs to several."""
        return by_group(self.agg, [(each.value, each.groups) for each in self.contributions])


def run(field: CompiledField, report: Record, *, desk: Desk) -> Run:
    """Count a figure of this report over all records, whoever asks. Nothing is stored."""
    options, period = field.options, period_of(report.year, desk=desk)
    source = source_of(options, report, desk=desk)
    if source is None:
        return Run(field.key, period, desk.now, options.of, 0, "", options.agg, None, ())
    contributions = _Count(source, options, report, desk).contributions()
    return Run(
        field_key=field.key,
        period=period,
        as_of=desk.now,
        of=source.compiled.key,
        counted_version_id=source.compiled.version_id,
        where=source.written(),
        agg=options.agg,
        result=aggregate(options.agg, [each.value for each in contributions]),
        contributions=contributions,
    )


def total(field: CompiledField, report: Record, *, desk: Desk) -> Decimal | None:
    """The number alone, as `run` would give it, added up by the database: for a look, not to be kept."""
    source = source_of(field.options, report, desk=desk)
    return _Count(source, field.options, report, desk).total() if source else None


def meeting(source: Source, report: Record, *, states: frozenset[str], desk: Desk) -> list[Place]:
    """The records, or rows, of this source that stand in one of these states, oldest first."""
    count = _Select(source, states, names(report, desk=desk))
    return [(row[0], row[1]) for row in desk.session.execute(count.query().order_by(*count.order()))]


def concerns(field: CompiledField, report: Record, record: Record, *, desk: Desk) -> bool:
    """Does this record, or a row of it, meet the conditions of a figure, whatever state it stands in?"""
    source = source_of(field.options, report, desk=desk)
    if source is None:
        return False
    select = _Select(source, frozenset({record.state}), names(report, desk=desk))
    mine = select.query().where(record_ix.c.record_id == record.id).limit(1)
    return desk.session.execute(mine).first() is not None


def under_way(field: CompiledField, report: Record, *, desk: Desk) -> list[int]:
    """The records that would count once they are closed."""
    source = source_of(field.options, report, desk=desk)
    if source is None:
        return []
    states = open_states(source.compiled)
    places = meeting(source, report, states=states, desk=desk) if states else []
    return list(dict.fromkeys(record_id for record_id, _pos in places))


class _Select:
    """One question about the records of a source."""

    def __init__(self, source: Source, states: frozenset[str], given: Mapping[str, Value]) -> None:
        self.source = source
        self.translator = Translator(source.compiled, given, rows=source.rows)
        self.wanted = [record_ix.c.type_key == source.compiled.key, record_ix.c.state.in_(sorted(states))]
        self.wanted += [self.translator.condition(rule.tree) for rule in source.conditions]

    def order(self) -> tuple[sa.ColumnElement[Any], ...]:
        return (record_ix.c.record_id, self._position())

    def query(self, *columns: sa.ColumnElement[Any], many: Many | None = None) -> sa.Select[Any]:
        """These columns behind record, position and revision; `many` gives one line for each of its items."""
        chosen = sa.select(record_ix.c.record_id, self._position(), _RECORD.c.lock_version, *columns)
        source = sa.join(record_ix, _RECORD, _RECORD.c.id == record_ix.c.record_id)
        if self.source.rows:
            row = self.translator.row
            mine = rows_of(row.c.field_key, self.source.compiled.fields[self.source.rows])
            on = sa.and_(row.c.record_id == record_ix.c.record_id, mine)
            source = source.join(row, on)
        if many is not None:
            source = source.outerjoin(many.rows, sa.and_(*many.where))
        return chosen.select_from(source).where(*self.wanted)

    def _position(self) -> sa.ColumnElement[Any]:
        return self.translator.row.c.pos if self.source.rows else sa.literal(0)


class _Count:
    """One figure of one report."""

    def __init__(self, source: Source, options: Any, report: Record, desk: Desk) -> None:
        self.source, self.options, self.desk = source, options, desk
        self.select = _Select(source, source.compiled.counting_states, names(report, desk=desk))

    def contributions(self) -> tuple[Contribution, ...]:
        """One for each record or row; where `value` is a list, one for each item."""
        valued = self.source.bound(self.options.value)
        lines = self._lines(valued) if valued else [(*line, None) for line in self._ask()]
        by = self.source.bound(self.options.by)
        groups = self._groups(by) if by else {}
        return tuple(
            Contribution(record_id, revision, stored_text(value), groups.get((record_id, pos), ()))
            for record_id, pos, revision, value in lines
        )

    def total(self) -> Decimal | None:
        """All contributions as one number."""
        valued = self.source.bound(self.options.value)
        part, many = self._translated(valued) if valued else (Part(Kind.NUMBER, sa.literal(1)), None)
        self._refuse_words(part)
        lines = self.select.query(part.sql.label("held"), many=many).subquery()
        held = sa.func.nullif(lines.c.held, "") if part.kind is Kind.TEXT else lines.c.held
        asked = {
            "count": sa.func.count(),
            "distinct": sa.func.count(held.distinct()),
            "sum": sa.func.coalesce(sa.func.sum(held), 0),
            "min": sa.func.min(held),
            "max": sa.func.max(held),
            "avg": sa.func.sum(held),
        }
        number, given = self.desk.session.execute(sa.select(asked[self.options.agg], sa.func.count(held))).one()
        if self.options.agg in ("count", "distinct") or number is None:
            return None if number is None else Decimal(number)
        scaled = Decimal(int(number)).scaleb(-part.places)
        return scaled / given if self.options.agg == "avg" else scaled

    def _refuse_words(self, part: Part) -> None:
        if self.options.agg in ("min", "max", "sum", "avg") and part.kind is not Kind.NUMBER:
            raise Invalid.because("report.not_a_number", place=self.source.compiled.key)

    def _ask(self, *columns: sa.ColumnElement[Any], many: Many | None = None) -> Sequence[Any]:
        query = self.select.query(*columns, many=many).order_by(*self.select.order(), *columns)
        return self.desk.session.execute(query).all()

    def _lines(self, valued: Expression) -> list[tuple[int, int, int, Value]]:
        part, many = self._translated(valued)
        self._refuse_words(part)
        rows = self._ask(part.sql, many=many)
        return [(row[0], row[1], row[2], part.python(row[3])) for row in rows]

    def _groups(self, by: Expression) -> dict[Place, tuple[tuple[str, str], ...]]:
        part, many = self._translated(by)
        found: dict[Place, list[tuple[str, str]]] = {}
        for record_id, pos, _revision, raw in self._ask(part.sql, many=many):
            code = stored_text(part.python(raw))
            pairs = found.setdefault((record_id, pos), [])
            if code is not None:
                pairs.append((code, _label(part.python(raw), by, self.desk.lookups)))
        return {place: tuple(dict.fromkeys(pairs)) for place, pairs in found.items()}

    def _translated(self, expression: Expression) -> tuple[Part, Many | None]:
        found = self.select.translator.single_or_many(expression.tree)
        if isinstance(found, Part):
            return found, None
        if found.item is None:
            raise self.select.translator.refused(expression.tree)
        return found.item, found


def _label(value: Value, by: Expression, lookups: Lookups) -> str:
    """What people call a group: codes by their label, departments and persons by their name."""
    if not isinstance(value, Coded):
        return stored_text(value) or ""
    code = str.__str__(value)
    if value.label != code or by.key is None:
        return value.label
    named = lookups.department(code) or lookups.person(code) if code.isdecimal() else None
    return named.label if named else value.label


def unlike(old: Run, new: Run) -> list[tuple[int, Contribution | None, Contribution | None]]:
    """The records that contribute otherwise than before, with what they did and do; for closed years a correction."""
    before, now = _by_record(old), _by_record(new)
    ids = dict.fromkeys([*before, *now])
    pairs = [(record_id, before.get(record_id), now.get(record_id)) for record_id in ids]
    return [(record_id, was, becomes) for record_id, was, becomes in pairs if _worth(was) != _worth(becomes)]


def _by_record(run: Run) -> dict[int, Contribution]:
    """All that one record contributes as one: its number is what these together make."""
    found: dict[int, list[Contribution]] = {}
    for each in run.contributions:
        found.setdefault(each.record_id, []).append(each)
    return {record_id: replace(parts[-1], value=_together(run, parts)) for record_id, parts in found.items()}


def _together(run: Run, parts: Sequence[Contribution]) -> Text:
    values = [each.value for each in parts]
    if run.agg == "distinct":
        return " / ".join(sorted({value for value in values if value is not None})) or None
    return stored_text(aggregate(run.agg, values))


def _worth(contribution: Contribution | None) -> Text:
    return "—" if contribution is None else contribution.value
