"""Filters by clicking, and what was met before."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType
from app.errors import Invalid
from app.records import filters, queries, suggest

from .conftest import MakeRecord
from .office import ADA, AMY, EVE, LOOKUPS, STAN, department, viewer

ROWS: list[dict[str, Any]] = [
    {"city": "湖州", "headcount": 3, "countries": ["DE"], "kind": "gov", "has_media": True, "cost": "12.50"},
    {"city": "杭州", "headcount": 12, "countries": ["FR", "DE"], "kind": "civil", "has_media": False},
    {"city": "HuBei", "headcount": None, "kind": None, "arrive_on": None, "host_unit": department(5)},
]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (("city", "has", "州"), [0, 1]),
        (("city", "has", "HUB"), [2]),
        (("city", "starts", "湖"), [0]),
        (("city", "starts", "州"), []),
        (("city", "has", "%"), []),
        (("city", "is", "湖州"), [0]),
        (("city", "is", ["湖州", "杭州"]), [0, 1]),
        (("city", "not", "湖州"), [1, 2]),
        (("headcount", "is", "３"), [0]),
        (("headcount", "from", "4"), [1]),
        (("headcount", "to", "4"), [0]),
        (("headcount", "empty", ""), [2]),
        (("headcount", "filled", ""), [0, 1]),
        (("cost", "is", "12.5元"), [0]),
        (("kind", "is", "gov"), [0]),
        (("kind", "not", "gov"), [1, 2]),
        (("kind", "is", ["gov", "civil"]), [0, 1]),
        (("countries", "is", "DE"), [0, 1]),
        (("countries", "is", ["FR"]), [1]),
        (("countries", "not", "FR"), [0, 2]),
        (("countries", "empty", None), [2]),
        (("countries", "filled", None), [0, 1]),
        (("has_media", "is", "是"), [0]),
        (("has_media", "is", "否"), [1]),
        (("arrive_on", "from", "2026.5.6"), [0, 1]),
        (("arrive_on", "to", "2026-05-05"), []),
        (("host_unit", "is", "医学院"), [2]),
    ],
)
def test_what_a_filter_finds(
    session: Session, visit: CompiledType, make_record: MakeRecord, asked: tuple[str, str, Any], found: list[int]
) -> None:
    ids = [make_record(**row).id for row in ROWS]
    chip = filters.chip(visit, *asked, LOOKUPS)
    page = queries.page(session, viewer(ADA), visit, chip)
    assert sorted(line.id for line in page.lines) == [ids[each] for each in found]
    assert queries.count(session, viewer(ADA), visit, chip) == len(found)


@pytest.mark.parametrize(
    ("key", "operator", "raw", "code"),
    [
        ("note", "has", "x", "not_filterable"),
        ("secret", "is", "x", "not_filterable"),
        ("nonsense", "is", "x", "not_filterable"),
        ("visitors", "is", "x", "not_filterable"),
        ("city", "from", "x", "unknown_filter"),
        ("kind", "has", "x", "unknown_filter"),
        ("city", "is", "", "filter_without_value"),
        ("countries", "is", [], "filter_without_value"),
        ("headcount", "is", "viele", "not_number"),
        ("arrive_on", "from", "13月", "no_such_day|not_date"),
    ],
)
def test_what_a_filter_cannot_ask(visit: CompiledType, key: str, operator: str, raw: Any, code: str) -> None:
    with pytest.raises(Invalid, match=code):
        filters.chip(visit, key, operator, raw, LOOKUPS)


def test_state_and_year(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    make_record(state="draft")
    done = make_record(state="done", arrive_on="2024-01-01")
    for condition in (filters.state_in(["done"]), filters.year_is(2024)):
        assert [line.id for line in queries.page(session, viewer(ADA), visit, condition).lines] == [done.id]


def _met(session: Session, visit: CompiledType, typed: str, path: str = "city", who: Any = ADA) -> list[str]:
    return suggest.met_before(session, viewer(who), visit, path, typed)


def test_what_was_entered_before_is_offered(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    for city in ("湖州", "杭州", "湖北武汉", "湖州", "Hamburg"):
        make_record(city=city)
    assert _met(session, visit, "") == ["Hamburg", "湖州", "湖北武汉", "杭州"]
    assert _met(session, visit, "湖") == ["湖州", "湖北武汉"]
    assert _met(session, visit, "州") == ["湖州", "杭州"]
    assert _met(session, visit, "h") == ["Hamburg", "湖州", "湖北武汉", "杭州"]
    assert _met(session, visit, "hb") == ["湖北武汉"]
    assert _met(session, visit, "湖州") == []
    assert _met(session, visit, "上海") == []


def test_columns_are_met_again_too(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    make_record(visitors=[{"name_zh": "张三"}, {"name_zh": "张三丰"}, {"name_zh": "李四"}])
    assert sorted(_met(session, visit, "zs", "visitors.name_zh")) == ["张三", "张三丰"]


def test_nothing_is_offered_from_what_one_may_not_see(
    session: Session, visit: CompiledType, make_record: MakeRecord
) -> None:
    make_record(host_unit=department(3), city="湖州", visitors=[{"name_zh": "张三", "passport_no": "E12345678"}])
    assert _met(session, visit, "湖", who=STAN) == ["湖州"]
    assert _met(session, visit, "湖", who=EVE) == []
    assert _met(session, visit, "张", "visitors.name_zh", who=EVE) == []
    for path in ("secret", "visitors.passport_no", "kind", "host_unit", "visitors.nationality", "nonsense", "a.b"):
        assert _met(session, visit, "", path, who=AMY) == []


def test_ten_at_most(session: Session, visit: CompiledType, make_record: MakeRecord) -> None:
    for number in range(12):
        make_record(city=f"城{number}")
    assert len(_met(session, visit, "城")) == 10
