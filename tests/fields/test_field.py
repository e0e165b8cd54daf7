import pytest
from pydantic import ValidationError

from app.fields import FIELD_TYPES, FieldDef, FieldOptions
from app.fields.text import TextOptions


def errors_of(given):
    with pytest.raises(ValidationError) as caught:
        FieldDef.model_validate(given)
    return [(error["type"], error["loc"]) for error in caught.value.errors()]


def test_options_stand_beside_the_common_keys():
    field = FieldDef.model_validate({"key": "a", "type": "text", "label": "甲", "max": "80"})
    assert field.options == TextOptions(max=80)
    assert field.kind is FIELD_TYPES.get("text")
    assert field.model_dump(exclude_defaults=True) == {"key": "a", "type": "text", "label": "甲", "max": 80}


def test_the_faults_of_common_keys_and_options_are_told_together():
    found = errors_of({"key": "A", "type": "text", "label": "甲", "pattern": "(?=a)", "mx": 3})
    assert sorted(found) == [
        ("extra_forbidden", ("mx",)),
        ("field.bad_pattern", ("pattern",)),
        ("string_pattern_mismatch", ("key",)),
    ]


def test_the_faults_of_columns_are_told_at_their_places():
    columns = [{"key": "a", "type": "choice", "label": "甲"}, {"key": "b", "type": "txt", "label": "乙"}]
    assert errors_of({"key": "t", "type": "table", "label": "表", "columns": columns}) == [
        ("field.choices_or_list", ("columns", 0)),
        ("literal_error", ("columns", 1, "type")),
    ]


@pytest.mark.parametrize("name", ["txt", None, 3, ["text"]], ids=str)
def test_an_unknown_type_is_the_only_fault_about_options(name):
    found = errors_of({"key": "a", "type": name, "label": "甲", "nonsense": 1})
    assert [loc for _, loc in found] == [("type",)]


@pytest.mark.parametrize(
    ("written", "read"), [("true", True), ("false", False), ("has_media", "has_media"), (True, True)]
)
def test_required_is_a_word_or_an_expression(written, read):
    assert FieldDef.model_validate({"key": "a", "type": "text", "label": "甲", "required": written}).required == read


def test_only_a_table_has_columns():
    assert FieldDef.model_validate({"key": "a", "type": "text", "label": "甲"}).columns == ()
    assert FieldOptions() == FieldDef.model_validate({"key": "a", "type": "yesno", "label": "甲"}).options
