from datetime import date
from decimal import Decimal

import pytest

from app.expressions import Coded
from app.fields.reference import Record, RecordOptions, _frozen, _thawed

WANG = {"id": 7, "label": "王敏"}


@pytest.mark.parametrize(
    "raw", ["7", 7, 7.0, " 王敏 ", {"id": 7}, {"id": "7", "label": "x"}, Coded("7", "王敏"), ["7"]], ids=str
)
def test_a_person_is_found(clean, raw):
    assert clean("person", raw) == WANG


@pytest.mark.parametrize(
    ("type_name", "options", "code"),
    [
        ("person", {}, "field.person_unknown"),
        ("department", {}, "field.department_unknown"),
        ("record", {"of": "agreement"}, "field.record_unknown"),
    ],
)
@pytest.mark.parametrize("raw", ["999", "无此", {"id": 999, "label": "x"}], ids=str)
def test_what_is_unknown_is_refused(refused, type_name, options, code, raw):
    assert refused(type_name, raw, **options) == [(code, "")]


def test_a_record_is_looked_for_in_its_type_only(refused):
    assert refused("record", "12", of="partner") == [("field.record_unknown", "")]


@pytest.mark.parametrize("raw", ["7", {"id": 7, "label": "王敏"}, "王敏"], ids=str)
def test_who_has_left_may_stay(clean, world, raw):
    world.people = {}
    assert clean("person", raw, before=WANG) == WANG
    assert world.asked == 0


def test_who_has_left_may_not_come_back(refused, world):
    world.people.pop("7")
    assert refused("person", "7", before={"id": 8, "label": "李雷"}) == [("field.person_unknown", "")]


def test_a_name_stays_as_it_was_on_that_day(clean):
    held = {"id": 7, "label": "王小敏"}
    assert clean("person", "7", before=held) == held


def test_a_copy_stays_as_it_was_when_it_was_taken(clean):
    held = {"id": 12, "label": "合作协议", "copy": {"partner": "旧名"}}
    assert clean("record", "12", before=held, of="agreement", copy=["partner"]) == held


def test_copied_values_are_members_of_their_kind(clean, world):
    options = RecordOptions.model_validate({"of": "agreement", "copy": ["partner", "until", "missing"]})
    stored = clean("record", "12", of="agreement", copy=["partner", "until", "missing"])
    value = Record().value(stored, options, world)
    assert value == "12"
    assert value.members == {"partner": "慕尼黑大学", "until": date(2026, 12, 31), "missing": None}


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "文",
        Decimal("12.50"),
        date(2024, 3, 5),
        [Decimal(1), "a"],
        [{"name": "王敏", "age": Decimal(3)}],
        Coded("us", "我方"),
    ],
    ids=str,
)
def test_a_copied_value_comes_back(value):
    assert _thawed(_frozen(value)) == value


def test_a_copied_code_keeps_its_label():
    assert _thawed(_frozen(Coded("us", "我方"))).label == "我方"
