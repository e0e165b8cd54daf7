"""A unit stands once: in the label, or behind the value."""

from typing import Any

import pytest

from app.definitions.compiled import CompiledField, CompiledType, compile_type
from app.definitions.schema import RecordType
from app.definitions.slots import assign_slots
from app.definitions.world import KnownWorld
from tests.forms.conftest import Office


def field(world: KnownWorld, **given: Any) -> CompiledField:
    """A field of a type that has no other."""
    made = {"key": "sum", "type": "money", "label": "金额", **given}
    sections = [{"key": "main", "label": "内容", "fields": [made]}]
    record_type = RecordType.model_validate({"key": "bill", "label": "账单", "title": "账单", "sections": sections})
    slots = assign_slots(record_type, {})
    return compile_type(record_type, lookups=Office(world), fields_of=lambda _key: (), slots=slots).fields["sum"]


@pytest.mark.parametrize("label", ["金额（元）", "金额(元)", {"zh": "金额（元）", "en": "Amount (yuan)"}])
def test_what_the_label_says_stands_behind_no_value(world: KnownWorld, label: Any) -> None:
    assert field(world, label=label).unit("zh") == field(world, label=label).unit("en") == ""


@pytest.mark.parametrize(
    ("given", "unit"),
    [
        ({}, "元"),
        ({"currency": "USD"}, "美元"),
        ({"currency": "CHF"}, "CHF"),
        ({"unit": "万元"}, "万元"),
        ({"unit": "万元", "label": "金额（元以下略）"}, "万元"),
        ({"type": "percent"}, "%"),
        ({"type": "integer", "unit": "人", "label": "人数"}, "人"),
        ({"type": "integer"}, ""),
        ({"type": "text"}, ""),
    ],
)
def test_what_the_label_does_not_say_stands_behind_the_value(world: KnownWorld, given: Any, unit: str) -> None:
    assert field(world, **given).unit("zh") == unit


@pytest.mark.parametrize(
    ("given", "unit"),
    [
        ({}, "yuan"),
        ({"currency": "CHF"}, "CHF"),
        ({"unit": {"zh": "万元", "en": "10,000 yuan"}}, "10,000 yuan"),
        ({"unit": {"zh": "万元", "en": "10,000 yuan"}, "label": {"zh": "金额（万元）", "en": "Amount"}}, "10,000 yuan"),
        ({"unit": {"zh": "万元", "en": "10,000 yuan"}, "label": "金额（万元）"}, ""),
        ({"unit": "万元", "label": {"zh": "金额（万元）", "en": "Amount"}}, ""),
        ({"type": "figure", "of": "bill", "unit": {"zh": "个团组", "en": "groups"}}, "groups"),
        ({"type": "percent"}, "%"),
    ],
)
def test_in_english_it_is_the_english_unit(world: KnownWorld, given: Any, unit: str) -> None:
    assert field(world, **given).unit("en") == unit


def test_no_shipped_field_says_its_unit_twice(compiled: dict[str, CompiledType]) -> None:
    fields = [each for known in compiled.values() for each in known.fields.values()]
    columns = [column for each in fields for column in each.columns.values()]
    both = [
        each
        for each in (*fields, *columns)
        for language, mark in (("zh", "）"), ("en", ")"))
        if (unit := each.unit(language)) and f"{unit}{mark}" in each.definition.label.text(language)
    ]
    assert both == []
