"""The rules of missing values, one line each (product design, section 4)."""

import pytest

from app.expressions import Value, bind
from tests.expressions.office import SCOPE

EMPTY: dict[str, Value] = {
    # comparing or `in` with a missing side is no, whatever the comparison
    "headcount == 1": False,
    "headcount != 1": False,
    "headcount < 1": False,
    "headcount >= 1": False,
    "delegation_name == media_note": False,
    "delegation_name != media_note": False,
    "level == '部级'": False,
    "level in ['部级']": False,
    "level not in ['部级']": False,
    "'DE' in countries": False,
    "'DE' not in countries": False,
    # and, or, not, if read missing as no
    "has_media and true": False,
    "has_media or true": True,
    "not has_media": True,
    "'a' if has_media else 'b'": "b",
    # arithmetic with missing is missing
    "headcount + 1": None,
    "1 - headcount": None,
    "-headcount": None,
    "arrive_on + 1": None,
    "leave_on - arrive_on": None,
    "delegation_name + '团'": None,
    # count counts, sum of nothing is 0, the rest of nothing is missing
    "count(visitors)": 0,
    "count(visitors[age > 1])": 0,
    "count(visitors.age)": 0,
    "sum(visitors.age)": 0,
    "avg(visitors.age)": None,
    "min(visitors.age)": None,
    "max(visitors.age)": None,
    "first(visitors)": None,
    "last(visitors.age)": None,
    "any(visitors.is_head)": False,
    "all(visitors.is_head)": True,
    "join(countries)": None,
    "unique(countries)": None,
    # functions of nothing are nothing
    "arrive_on | 年月日": None,
    "headcount | 大写": None,
    "round(headcount, 2)": None,
    "days(arrive_on, leave_on)": None,
    "len(delegation_name)": None,
    "headcount | default(0)": 0,
    "headcount is none": True,
    "headcount is defined": False,
    "host_unit.phone": None,
    "visitors.age": None,
    "visitors[0]": None,
    "actor.name": None,
    "序号": None,
    "level | 勾选": "□ 部级 □ 厅局级 □ 处级",
    "has_media | 勾选": "□ 是 □ 否",
}


@pytest.mark.parametrize("source", EMPTY, ids=str)
@pytest.mark.parametrize("absent", [{}, dict.fromkeys(name.key for name in SCOPE)], ids=["no key", "none"])
def test_of_missing_values(source: str, absent: dict[str, Value]) -> None:
    found = bind(source, SCOPE).value(absent)
    assert found == EMPTY[source]
    assert (found is None) == (EMPTY[source] is None)


ROWS: Value = [{"age": None, "is_head": None}, {"age": 3}]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("count(visitors)", 2),
        ("count(visitors.age)", 1),
        ("sum(visitors.age)", 3),
        ("avg(visitors.age)", 3),
        ("first(visitors.age)", 3),
        ("all(visitors.is_head)", False),
        ("any(visitors.is_head)", False),
        ("count(visitors[age != 3])", 0),
        ("count(visitors[not is_head])", 2),
    ],
    ids=str,
)
def test_of_missing_cells(source: str, expected: Value) -> None:
    assert bind(source, SCOPE).value({"visitors": ROWS}) == expected


def test_missing_reads_as_no() -> None:
    assert bind("has_media", SCOPE).holds({}) is False
    assert bind("headcount > 1", SCOPE).holds({}) is False


@pytest.mark.parametrize("empty", ["", [], {}], ids=str)
def test_empty_text_and_empty_lists_are_none_too(empty: Value) -> None:
    assert bind("anything is none", SCOPE).value({"anything": empty}) is True
    assert bind("anything | default('无')", SCOPE).value({"anything": empty}) == "无"
    assert bind("anything is defined", SCOPE).value({"anything": 0}) is True
