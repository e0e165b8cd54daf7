from decimal import Decimal

import pytest
from pydantic import ValidationError

from app.fields.report import Figure, FigureOptions, Narrative, NarrativeOptions, computed

VISITS = {"of": "visiting_delegation"}


@pytest.mark.parametrize(
    ("raw", "before", "stored"),
    [
        ({"typed": "63", "reason": "补登"}, {"value": "61"}, {"value": "61", "typed": "63", "reason": "补登"}),
        ({"typed": "", "reason": "补登"}, {"value": "61", "typed": "63", "reason": "补登"}, {"value": "61"}),
        ({"value": "999"}, {"value": "61"}, {"value": "61"}),
        ({"value": "999"}, None, None),
        (None, {"value": "61"}, {"value": "61"}),
        ({"typed": "63 人次", "reason": "x"}, None, {"typed": "63", "reason": "x"}),
    ],
    ids=str,
)
def test_only_the_typed_total_and_its_reason_are_taken(clean, raw, before, stored):
    assert clean("figure", raw, before=before, unit="人次", **VISITS) == stored


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        ({"typed": "63"}, ("field.figure_reason", ".reason")),
        ("63", ("field.figure_reason", ".reason")),
        ({"typed": "x", "reason": "y"}, ("field.not_number", "")),
        ({"typed": "6.5", "reason": "y"}, ("field.too_many_places", "")),
        ({"typed": "6", "reason": "y" * 501}, ("field.too_long", ".reason")),
    ],
    ids=lambda given: str(given)[:30],
)
def test_a_typed_total_is_refused(refused, raw, fault):
    assert refused("figure", raw, **VISITS) == [fault]


def test_what_was_typed_counts_and_both_are_shown(world):
    options = FigureOptions(of="visit")
    stored = {"value": "61", "typed": "63", "reason": "补登"}
    assert Figure().value(stored, options, world) == Decimal(63)
    assert Figure().slot_of(options) is None
    assert Figure().show(stored, options, world, "zh") == "63（系统统计 61）"
    assert Figure().show({"value": "61"}, options, world, "zh") == "61"


def test_computing_anew_keeps_what_was_typed():
    options = FigureOptions(of="visit", agg="avg", value="headcount", places=1)
    assert computed(Decimal("12.25"), options) == {"value": "12.3"}
    before = {"value": "1", "typed": "2", "reason": "x"}
    assert computed(None, options, before=before) == {"value": None, "typed": "2", "reason": "x"}
    assert Figure().value({"value": None}, options, None) is None


def test_an_aggregate_needs_a_value():
    with pytest.raises(ValidationError) as caught:
        FigureOptions(of="visit", agg="sum")
    assert caught.value.errors()[0]["type"] == "field.figure_value"


def test_a_narrative_keeps_what_reports_keep_beside_it(clean):
    before = {"text": "旧", "draft": "草稿"}
    assert clean("narrative", "新", before=before) == {"text": "新", "draft": "草稿"}
    assert clean("narrative", "", before=before) == {"draft": "草稿"}
    assert clean("narrative", {"text": "新", "draft": "伪造"}, before=before) == {"text": "新", "draft": "草稿"}


def test_a_narrative_has_a_length(clean, refused):
    assert refused("narrative", "一二三", max=2) == [("field.too_long", "")]
    assert clean("narrative", "一二三", before={"text": "一二三"}, max=2) == {"text": "一二三"}


def test_a_narrative_says_how_it_is_drafted():
    part = {"of": "visit", "order": "-arrive_on", "say": "{{ title }}。", "none": "无。"}
    options = NarrativeOptions.model_validate({"lead": "今年，", "parts": [part], "close": "共{{ n }}批。"})
    assert options.parts[0].order == ("-arrive_on",)
    assert Narrative().input_attrs(options)["maxlength"] == "5000"
