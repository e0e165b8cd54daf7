"""What an expression gives for a record, SQL gives for its rows."""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType
from app.errors import Invalid
from app.expressions import Coded, Value, bind
from app.records import sql, store
from app.records.models import Record, record_ix
from app.web.database import ENGINE_OPTIONS

from .office import LOOKUPS, NOW, STAN, TODAY, department

NAMES: dict[str, Value] = {
    "today": TODAY,
    "now": "2026-11-21 09:30",
    "actor": {"name": Coded("2", "Stan"), "department": Coded("3", "商学院"), "roles": ["staff"]},
    "period": Decimal(2026),
}
CITIES = ("Stan", "湖州", "杭州", "Zürich", "A市", "a", "%", None, None)
DAYS = ("2026-05-06", "2026-02-28", "2025-12-31", "2024-02-29", None)


def _row(chance: random.Random) -> dict[str, Any]:
    def some(*values: Any) -> Any:
        return chance.choice(values)

    person = {
        "name_zh": some("张三", "李四", None),
        "nationality": some("DE", "FR", None),
        "age": some(0, 30, 65, None),
        "fee": some("0.10", "12.00", None),
        "born": some(*DAYS),
        "is_head": some(True, False, None),
    }
    return {key: value for key, value in person.items() if value is not None}


def _visit(chance: random.Random) -> dict[str, Any]:
    def some(*values: Any) -> Any:
        return chance.choice(values)

    values = {
        "name": some("德国代表团", "代表", "团", "A市团", None),
        "headcount": some(0, 1, 3, 12, -4, None),
        "countries": some(["DE"], ["FR", "DE"], ["JP"], None),
        "kind": some("gov", "civil", None),
        "host_unit": some(department(3), department(5), None),
        "arrive_on": some("2026", "2026-05", *DAYS),
        "leave_on": some(*DAYS),
        "has_media": some(True, False, None),
        "cost": some("0.00", "12.50", "3.00", "100000.10", None),
        "rate": some("0.125", "12.500", "3.000", None),
        "city": some(*CITIES),
        "visitors": some(None, [_row(chance)], [_row(chance) for _ in range(3)]),
    }
    return {key: value for key, value in values.items() if value is not None}


@pytest.fixture(scope="module")
def records(template: Path, tmp_path_factory: pytest.TempPathFactory, visit: CompiledType) -> Iterator[Session]:
    """Visits with gaps everywhere."""
    path = tmp_path_factory.mktemp("sql") / "sql.db"
    path.write_bytes(template.read_bytes())
    engine = sa.create_engine(f"sqlite:///{path}", **ENGINE_OPTIONS)
    chance = random.Random(7)
    with Session(engine) as session:
        for number in range(36):
            store.save(
                session,
                None,
                visit,
                stored=_visit(chance),
                state=("draft", "review", "done")[number % 3],
                actor=STAN,
                now=NOW,
                why="",
                lookups=LOOKUPS,
            )
        session.commit()
        yield session
    engine.dispose()


def _values(record: Record, visit: CompiledType) -> dict[str, Value]:
    return {**NAMES, **visit.values(record.data, LOOKUPS), "state": record.state}


def _holding(records: Session, visit: CompiledType, source: str) -> set[int]:
    found = sql.condition(bind(source, visit.scope), visit, NAMES)
    return set(records.scalars(sa.select(record_ix.c.record_id).where(found)))


def _agrees(records: Session, visit: CompiledType, source: str) -> int:
    expression = bind(source, visit.scope)
    expected = {record.id for record in records.scalars(sa.select(Record)) if expression.holds(_values(record, visit))}
    assert _holding(records, visit, source) == expected, source
    return len(expected)


@pytest.mark.parametrize(
    "source",
    [
        "kind == 'gov'",
        "kind == '官方'",
        "kind != '民间'",
        "not kind == 'gov'",
        "kind in ['gov', 'civil']",
        "kind not in ['gov']",
        "state in ['draft', 'done']",
        "'DE' in countries",
        "'德国' in countries",
        "'DE' not in countries",
        "contains(countries, 'FR')",
        "host_unit == actor.department",
        "host_unit != actor.department",
        "year(arrive_on) == year(today)",
        "leave_on - arrive_on > 30",
        "days(arrive_on, leave_on) + 1 <= 1",
        "leave_on + 300 > today",
        "add_days(today, -200) < leave_on",
        "month(leave_on) == 5 or day(leave_on) == 29",
        "cost > rate",
        "cost == headcount",
        "cost + headcount * 2 - rate >= 12.5",
        "-headcount > 0",
        "abs(headcount) == 4",
        "headcount == 3.0",
        "rate == 0.1250",
        "cost < 0.0001",
        "has_media",
        "not has_media",
        "has_media == false",
        "has_media != (headcount > 1)",
        "name + city == 'A市团A市'",
        "'代表' in name",
        "city in name",
        "city not in name",
        "starts(name, city)",
        "ends(name, '团')",
        "ends('德国代表团', name)",
        "city == '%'",
        "contains(city, '%')",
        "city < 'a'",
        "len(name) == 2",
        "name is none",
        "city is defined and name is not none",
        "headcount | default(7) == 7",
        "default(city, '无') == '无'",
        "(headcount if has_media else 1) == 1",
        "(headcount if has_media) == 3",
        "has_media if kind == 'gov' else headcount",
        "visitors",
        "count(visitors) == 3",
        "count(visitors) == count(visitors.age)",
        "count(visitors[age > 20 and is_head]) >= 1",
        "count(visitors[nationality == '德国']) == 1",
        "count(visitors[fee > cost]) > 0",
        "sum(visitors.fee) > 12",
        "sum(visitors[is_head].fee) == 0.1",
        "sum(headcount, cost, 1) > 10",
        "min(visitors.age) == 0",
        "max(visitors.born) > leave_on",
        "any(visitors.is_head)",
        "all(visitors.is_head)",
        "any(visitors.age)",
        "count(unique(visitors.nationality)) == 2",
        "30 in visitors.age",
        "'FR' in visitors.nationality",
        "count(countries) > 1",
        "countries is none",
        "true",
        "headcount == none",
        "actor.name == 'Stan'",
        "city == actor.name",
        "name != actor.name",
        "'staff' in actor.roles and state == 'draft'",
    ],
)
def test_conditions_agree(records: Session, visit: CompiledType, source: str) -> None:
    _agrees(records, visit, source)


NUMBERS = st.sampled_from(
    [
        *("headcount", "cost", "rate", "0", "1", "3", "12.5", "0.125", "year(leave_on)", "days(leave_on, today)"),
        *("count(visitors)", "count(visitors[is_head])", "sum(visitors.fee)", "count(countries)", "max(visitors.age)"),
    ]
)
DATES = st.sampled_from(["leave_on", "arrive_on", "today", "date(2026,5,6)", "leave_on+3", "max(visitors.born)"])
TEXTS = st.sampled_from(["name", "city", "'代表'", "'a'", "''", "name+city", "state"])
ORDERS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
NUMBER = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-"), inner).map(lambda parts: f"({' '.join(parts)})"),
        inner.map(lambda part: f"(-{part})"),
        inner.map(lambda part: f"default({part}, 2)"),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]} if has_media else {parts[1]})"),
        st.tuples(inner, inner).map(lambda parts: f"sum({parts[0]}, {parts[1]})"),
    ),
    max_leaves=4,
)
ASKED = st.one_of(
    *(st.tuples(kind, ORDERS, kind).map(" ".join) for kind in (NUMBER, DATES, TEXTS)),
    st.sampled_from(
        ["has_media", "'DE' in countries", "kind == 'gov'", "any(visitors.is_head)", "all(visitors.is_head)"]
    ),
    st.tuples(TEXTS, st.sampled_from(["in", "not in"]), TEXTS).map(" ".join),
    st.tuples(st.one_of(NUMBER, DATES, TEXTS), st.sampled_from(["is defined", "is none"])).map(
        lambda parts: f"({parts[0]}) {parts[1]}"
    ),
)
CONDITIONS = st.recursive(
    ASKED,
    lambda inner: st.one_of(
        inner.map(lambda part: f"not ({part})"),
        st.tuples(inner, st.sampled_from(["and", "or", "==", "!="]), inner).map(
            lambda parts: f"(({parts[0]}) {parts[1]} ({parts[2]}))"
        ),
    ),
    max_leaves=4,
)
SLOW = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SLOW
@given(source=CONDITIONS)
def test_any_condition_agrees(records: Session, visit: CompiledType, source: str) -> None:
    _agrees(records, visit, source)


@settings(SLOW, max_examples=60)
@given(source=st.one_of(NUMBER, DATES))
def test_any_value_agrees(records: Session, visit: CompiledType, source: str) -> None:
    expression = bind(source, visit.scope)
    part = sql.value(expression, visit, NAMES)
    rows = records.execute(sa.select(record_ix.c.record_id, part.sql))
    found = {row[0]: part.python(row[1]) for row in rows}
    for record in records.scalars(sa.select(Record)):
        expected = expression.value(_values(record, visit))
        assert found[record.id] == (date(*expected.timetuple()[:3]) if isinstance(expected, date) else expected), source


def test_rows_agree(records: Session, visit: CompiledType) -> None:
    table = visit.fields["visitors"]
    row_scope = type(visit.scope)(table.name.members)
    expression = bind("age > 20 and headcount > 0 and nationality == '德国'", visit.scope, row_scope=row_scope)
    translator = sql.Translator(visit, NAMES, rows="visitors")
    rows = translator.row
    asked = sa.select(rows.c.record_id, rows.c.pos).join(record_ix, record_ix.c.record_id == rows.c.record_id)
    found = {tuple(row) for row in records.execute(asked.where(translator.condition(expression.tree)))}
    expected = {
        (record.id, position)
        for record in records.scalars(sa.select(Record))
        for position, row in enumerate(record.data.get("visitors") or ())
        if expression.holds(
            {
                **_values(record, visit),
                **{key: each.value(row.get(key), LOOKUPS) for key, each in table.columns.items()},
            }
        )
    }
    assert found == expected
    assert expected


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("note == 'x'", "sql.no_slot"),
        ("secret == 'x'", "sql.no_slot"),
        ("visitors.passport_no == none", "sql.no_slot"),
        ("headcount / 2 > 1", "sql.untranslatable"),
        ("headcount // 2 > 1", "sql.untranslatable"),
        ("avg(visitors.age) > 1", "sql.untranslatable"),
        ("upper(city) == 'A'", "sql.untranslatable"),
        ("host_unit == '外事办'", "sql.untranslatable"),
        ("contains(kind, '官')", "sql.untranslatable"),
        ("month(arrive_on) == 5", "sql.partial_date"),
        ("visitors[0].age > 1", "sql.untranslatable"),
        ("record.number == 'x'", "sql.untranslatable"),
        ("cost + 0.0000001 > 1", "sql.untranslatable"),
    ],
)
def test_what_sql_cannot_say_is_refused_when_it_is_written(visit: CompiledType, source: str, code: str) -> None:
    faults = sql.refusals(bind(source, visit.scope), visit)
    assert [fault.code for fault in faults] == [code]
    with pytest.raises(Invalid, match=code):
        sql.condition(bind(source, visit.scope), visit, NAMES)


def test_what_sql_can_say_is_not_refused(visit: CompiledType) -> None:
    for source in ("year(arrive_on) == 2026", "cost * 2", "host_unit == actor.department", "name + city"):
        assert sql.refusals(bind(source, visit.scope), visit) == []


def test_nothing_typed_reaches_the_text_of_a_statement(visit: CompiledType) -> None:
    source = "city == '\"; drop table record; --' or name in ['x', '%']"
    statement = str(sql.condition(bind(source, visit.scope), visit, NAMES))
    assert "drop" not in statement
    assert "%" not in statement
