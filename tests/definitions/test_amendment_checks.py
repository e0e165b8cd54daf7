"""Sense of amendments in a definition: each thing that is refused, at its place."""

from typing import Any

import pytest

from app.definitions import codec
from app.definitions.checks import problems
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld
from app.fields.model import Label

from .conftest import VISIT

GOOD: dict[str, Any] = {
    "label": Label(zh="人数变更"),
    "from": ["approved"],
    "fields": ["headcount"],
    "tasks": [{"role": "head"}],
}


def amended(**changes: Any) -> RecordType:
    """The example with an amendment."""
    plain = codec.load(VISIT, name="visit.yaml")
    told = plain.model_dump(by_alias=True, exclude_unset=True)
    return RecordType.model_validate({**told, "amendments": {"people": {**GOOD, **changes}}})


def found(definition: RecordType, world: KnownWorld) -> list[tuple[str, str]]:
    """Code and place of each fault of amendments."""
    return [(each.code, each.place) for each in problems(definition, world=world) if "amendments" in each.place]


def test_an_amendment_that_names_what_there_is_makes_sense(world: KnownWorld) -> None:
    assert found(amended(), world) == []


@pytest.mark.parametrize(
    ("changes", "code", "place"),
    [
        ({"from": []}, "definition.amendment_without_from", ".from"),
        ({"fields": []}, "definition.amendment_without_fields", ".fields"),
        ({"tasks": []}, "definition.amendment_without_tasks", ""),
        ({"from": ["reviewed_never"]}, "definition.unknown_state", ".from[0]"),
        ({"by": ["headd"]}, "definition.unknown_role", ".by[0]"),
        ({"fields": ["headcout"]}, "definition.unknown_field", ".fields[0]"),
        ({"fields": ["stay_days"]}, "definition.field_not_amended", ".fields[0]"),
        ({"tasks": [{"role": "headd"}]}, "definition.unknown_role", ".tasks[0].role"),
        ({"tasks": [{"role": "head", "judges": ["headcount"]}]}, "definition.amendment_judges", ".tasks[0].judges"),
        ({"makes": ["bagde"]}, "definition.unknown_document", ".makes[0]"),
    ],
)
def test_what_an_amendment_names_wrongly_is_refused_at_its_place(
    world: KnownWorld, changes: dict[str, Any], code: str, place: str
) -> None:
    assert (code, f"amendments.people{place}") in found(amended(**changes), world)


def test_a_register_whose_records_nobody_approves_has_no_amendments(world: KnownWorld) -> None:
    register = amended().model_copy(update={"workflow": None})
    assert ("definition.amendment_without_flow", "amendments.people") in found(register, world)
