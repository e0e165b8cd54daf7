"""Why an expression came out as it did."""

from decimal import Decimal

import pytest

from app.expressions import Scope, bind
from tests.expressions.office import COSTS, SCOPE, VALUES

BECAUSE = {
    # source: what came out, and each reason with what it read
    "has_media": (False, [("有媒体随行", False, {"有媒体随行": "否"})]),
    "has_media and headcount > 3": (False, [("有媒体随行", False, {"有媒体随行": "否"})]),
    "headcount > 3 and level == 'bureau'": (
        True,
        [("人数 > 3", True, {"人数": "12"}), ("级别 == '厅局级'", True, {"级别": "厅局级"})],
    ),
    "has_media or headcount > 3": (True, [("人数 > 3", True, {"人数": "12"})]),
    "not has_media": (True, [("有媒体随行", False, {"有媒体随行": "否"})]),
    "media_note is defined": (False, [("媒体情况 is defined", False, {"媒体情况": ""})]),
    "count(visitors[is_head]) == 1": (True, [("计数(来访人员[「团长」]) == 1", True, {"来访人员": "…"})]),
    "actor.department == host_unit": (
        True,
        [("当前用户.部门 == 接待单位", True, {"当前用户·部门": "国际处", "接待单位": "国际处"})],
    ),
    "1 == 1": (True, []),
}


@pytest.mark.parametrize("source", BECAUSE, ids=str)
def test_the_parts_that_decided_are_named(source: str) -> None:
    yes, reasons = BECAUSE[source]
    found = bind(source, SCOPE).explain(VALUES, SCOPE)
    assert found.yes is yes
    assert [(reason.shown, reason.yes) for reason in found.reasons] == [(shown, held) for shown, held, _ in reasons]
    for reason, (_, _, readings) in zip(found.reasons, reasons, strict=True):
        read = {reading.label: reading.text for reading in reason.readings}
        assert read.keys() == readings.keys()
        assert all(expected in {"…", read[label]} for label, expected in readings.items())


def test_a_rule_of_a_row_names_its_columns() -> None:
    rule = bind("amount > headcount", SCOPE, row_scope=Scope(COSTS))
    (reason,) = rule.explain({**VALUES, "amount": Decimal(3)}, SCOPE).reasons
    assert [(reading.key, reading.label, reading.text) for reading in reason.readings] == [
        ("amount", "金额（元）", "3"),
        ("headcount", "人数", "12"),
    ]


def test_a_computed_value_names_what_it_read() -> None:
    found = bind("days(arrive_on, leave_on) + 1", SCOPE).explain(VALUES, SCOPE)
    assert found.value == 5
    assert [reading.text for reading in found.reasons[0].readings] == ["2024-03-05", "2024-03-09"]
