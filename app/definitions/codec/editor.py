"""The JSON Schema of record types, for editors that complete and check while one types."""

from typing import Any

from pydantic.json_schema import models_json_schema

from app.definitions.schema import RecordType
from app.fields import FIELD_TYPES, FieldDef


def json_schema() -> dict[str, Any]:
    """The schema of `forms/types/*.yaml`: a field's keys depend on its `type`."""
    kinds = list(FIELD_TYPES)
    refs, schema = models_json_schema(
        [(RecordType, "validation"), (FieldDef, "validation"), *((kind.Options, "validation") for kind in kinds)],
        by_alias=True,
    )
    defs: dict[str, Any] = schema["$defs"]
    common = _named(defs, refs[FieldDef, "validation"])
    variants = [_variant(kind.name, common, _named(defs, refs[kind.Options, "validation"])) for kind in kinds]
    defs["FieldDef"] = {"title": "Field", "oneOf": variants}
    for name in ("Label", "Unit"):
        text = {key: limit for key, limit in defs[name]["properties"]["zh"].items() if key != "title"}
        defs[name] = {"title": name, "anyOf": [text, defs[name]]}
    for name, definition in defs.items():
        defs[name] = _one_or_many(definition)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Biaowen record type",
        **_named(defs, refs[RecordType, "validation"]),
        "$defs": defs,
    }


def _named(defs: dict[str, Any], ref: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = defs[str(ref["$ref"]).rpartition("/")[2]]
    return found


def _variant(name: str, common: dict[str, Any], options: dict[str, Any]) -> dict[str, Any]:
    """A field of one type: the common keys and its options side by side."""
    properties = {key: value for key, value in common["properties"].items() if key != "options"}
    return {
        "title": name,
        "type": "object",
        "additionalProperties": False,
        "properties": {**properties, "type": {"const": name}, **options.get("properties", {})},
        "required": [*common["required"], *options.get("required", [])],
    }


def _one_or_many(schema: Any) -> Any:
    """Where several keys may stand, one may stand alone."""
    if isinstance(schema, list):
        return [_one_or_many(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _one_or_many(value) for key, value in schema.items()}
    if inner.get("type") == "array" and "pattern" in inner.get("items", {}):
        kept = {key: inner.pop(key) for key in ("default", "title", "description") if key in inner}
        return {**kept, "anyOf": [inner["items"], inner]}
    return inner
