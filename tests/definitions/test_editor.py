"""The JSON Schema that editors use: flat fields by type, one key or several, labels in short."""

from typing import Any

from app.definitions.codec import json_schema
from app.fields import FIELD_TYPES

SCHEMA = json_schema()


def variant(name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in SCHEMA["$defs"]["FieldDef"]["oneOf"] if each["title"] == name)
    return found


def test_every_field_type_has_its_keys_side_by_side() -> None:
    assert [each["title"] for each in SCHEMA["$defs"]["FieldDef"]["oneOf"]] == list(FIELD_TYPES.names())
    text = variant("text")
    assert text["properties"]["type"] == {"const": "text"}
    assert {"key", "label", "required", "max", "pattern"} <= text["properties"].keys()
    assert "options" not in text["properties"]
    assert not text["additionalProperties"]
    assert {"key", "type", "label"} <= set(text["required"])
    assert "columns" in variant("table")["required"]


def test_every_reference_leads_somewhere() -> None:
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return [*own, *(ref for each in part.values() for ref in references(each))]
        return [ref for each in part for ref in references(each)] if isinstance(part, list) else []

    assert {ref.removeprefix("#/$defs/") for ref in references(SCHEMA)} <= SCHEMA["$defs"].keys()


def test_a_label_may_be_a_text_and_keys_may_stand_alone() -> None:
    assert SCHEMA["$defs"]["Label"]["anyOf"][0]["type"] == "string"
    needed = SCHEMA["$defs"]["Check"]["properties"]["needed_for"]
    assert [each["type"] for each in needed["anyOf"]] == ["string", "array"]


def test_from_is_written_as_in_the_file() -> None:
    transition = SCHEMA["$defs"]["Transition"]["properties"]
    assert "from" in transition
    assert "from_" not in transition


def test_a_unit_is_a_short_text_or_has_its_english() -> None:
    text, mapping = SCHEMA["$defs"]["Unit"]["anyOf"]
    assert (text["type"], text["maxLength"]) == ("string", 12)
    assert mapping["properties"].keys() == {"zh", "en", "one"}
    assert variant("money")["properties"]["unit"]["anyOf"][0] == {"$ref": "#/$defs/Unit"}
