"""Values as text, and that copies of them are whole."""

import copy
import pickle
from datetime import date, datetime
from decimal import Decimal

import pytest

from app.expressions import Coded, PartialDate, Value, paper_text, plain_text

MARCH = PartialDate.of(date(2024, 3, 1), "month")
YEAR = PartialDate.of(date(2024, 1, 1), "year")


@pytest.mark.parametrize(
    ("value", "plain", "paper"),
    [
        (None, "", ""),
        (True, "是", "是"),
        (False, "否", "否"),
        ("文字", "文字", "文字"),
        (Coded("us", "我方"), "我方", "我方"),
        (Decimal("12.50"), "12.50", "12.50"),
        (Decimal("1E+3"), "1000", "1000"),
        (Decimal("1E+9999"), "1E+9999", "1E+9999"),
        (date(2024, 3, 5), "2024-03-05", "2024年3月5日"),
        (datetime(2024, 3, 5, 9, 30), "2024-03-05 09:30", "2024年3月5日 09:30"),  # noqa: DTZ001
        (MARCH, "2024-03", "2024年3月"),
        (YEAR, "2024", "2024年"),
        ([Coded("us", "我方"), None, "乙"], "我方、乙", "我方、乙"),
        ([date(2024, 3, 5)], "2024-03-05", "2024年3月5日"),
        ({"a": "甲", "b": None, "c": date(2024, 3, 5)}, "甲，2024-03-05", "甲，2024年3月5日"),
        ([], "", ""),
        (12, "12", "12"),
    ],
    ids=str,
)
def test_values_read_as_text(value: Value, plain: str, paper: str) -> None:
    assert plain_text(value) == plain
    assert paper_text(value) == paper


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_a_copy_is_whole(again) -> None:  # type: ignore[no-untyped-def]
    coded = again(Coded("us", "我方", {"phone": "1"}))
    assert (coded, coded.label, coded.members) == ("us", "我方", {"phone": "1"})
    assert again(MARCH).precision == "month"


def test_arithmetic_makes_a_plain_day_of_a_partial_date() -> None:
    assert plain_text(MARCH.replace(day=2)) == "2024-03-02"
