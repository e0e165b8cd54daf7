"""Slots: kept across versions, given up where a field is of another kind, and never given to another field."""

from typing import Any

from app.definitions.schema import RecordType
from app.definitions.slots import assign_slots


def made(**types: str) -> RecordType:
    """A type with fields of these types."""
    fields: list[dict[str, Any]] = [{"key": key, "type": kind, "label": key} for key, kind in types.items()]
    sections = [{"key": "basic", "label": "基本", "fields": fields}]
    return RecordType.model_validate({"key": "visit", "label": "来访", "title": "来访", "sections": sections})


def test_a_field_of_another_kind_takes_another_slot_and_nobody_gets_the_one_it_had() -> None:
    first = assign_slots(made(size="text"), {})
    second = assign_slots(made(size="integer", other="text"), first)
    assert second["size"].startswith("n")
    assert second["other"] != first["size"]
    third = assign_slots(made(size="text", other="text"), second)
    assert third["size"] == first["size"]
    assert third["other"] == second["other"]


def test_a_secret_has_no_slot_any_more() -> None:
    first = assign_slots(made(size="text"), {})
    fields = [{"key": "size", "type": "text", "label": "size", "sensitive": 2}]
    sections = [{"key": "basic", "label": "基本", "fields": fields}]
    data = {"key": "visit", "label": "来访", "title": "来访", "sections": sections}
    assert "size" not in assign_slots(RecordType.model_validate(data), first)


def test_what_is_of_the_same_kind_stays() -> None:
    first = assign_slots(made(size="integer", name="text"), {})
    assert assign_slots(made(size="integer", name="email"), first, made(size="integer", name="text")) == first


def test_a_slot_has_one_scale() -> None:
    whole, exact = made(size="integer"), made(size="money")
    first = assign_slots(whole, {})
    second = assign_slots(exact, first, whole)
    assert second["size"] != first["size"]
    assert assign_slots(whole, second, exact)["size"] == first["size"]
