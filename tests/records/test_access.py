"""Rights: what a role lets see, begin and change, and how single fields are seen."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.records import access

from .office import ADA, AMY, EVE, STAN, TIM, actor, compiled_visit, viewer


@dataclass(frozen=True)
class Standing:
    """A record, as far as rights look at it."""

    owner_id: int | None = 2
    department_id: int | None = 3
    state: str = "draft"


def test_roles_that_may_create_do(visit: CompiledType) -> None:
    assert access.may_create(visit, STAN)
    for who in (AMY, EVE, ADA):
        assert not access.may_create(visit, who)


@pytest.mark.parametrize(
    ("who", "record", "may"),
    [
        (STAN, Standing(), True),
        (STAN, Standing(state="returned"), True),
        (STAN, Standing(state="review"), False),
        (STAN, Standing(owner_id=5, department_id=4), True),
        (STAN, Standing(owner_id=4, department_id=5), False),
        (STAN, Standing(owner_id=2, department_id=5), True),
        (TIM, Standing(), False),
        (AMY, Standing(state="review", department_id=5), True),
        (AMY, Standing(), False),
        (ADA, Standing(state="done"), True),
        (EVE, Standing(owner_id=4), False),
        (actor(4, held={"registrar": {3}}), Standing(), True),
        (actor(4, held={"registrar": {5}}), Standing(), False),
        (actor(4, "auditor"), Standing(owner_id=4), False),
    ],
)
def test_who_may_change_what(visit: CompiledType, who: Actor, record: Standing, may: bool) -> None:
    assert access.may_change(visit, who, record) is may


@pytest.mark.parametrize(
    ("who", "passport", "secret"),
    [
        (STAN, "see", "hidden"),
        (AMY, "see", "see"),
        (ADA, "masked", "hidden"),
        (EVE, "masked", "hidden"),
        (actor(4, held={"staff": {3}}), "see", "hidden"),
        (actor(4, held={"staff": {5}}), "masked", "hidden"),
    ],
)
def test_how_fields_are_seen(visit: CompiledType, who: Actor, passport: str, secret: str) -> None:
    sight = access.field_sight(visit, who, Standing())
    assert (sight["visitors.passport_no"], sight["secret"]) == (passport, secret)
    assert sight["name"] == sight["visitors"] == sight["visitors.name_zh"] == "see"


def test_one_right_that_shows_is_enough_and_else_the_strictest_counts() -> None:
    rights = [
        {"fields": ["name"], "see": ["staff"], "others": "masked"},
        {"fields": ["name"], "see": ["leader"], "others": "hidden"},
    ]
    compiled = compiled_visit(rights=rights)
    assert access.field_sight(compiled, STAN, None)["name"] == "see"
    assert access.field_sight(compiled, EVE, None)["name"] == "hidden"
    turned = compiled_visit(rights=rights[::-1])
    assert access.field_sight(turned, EVE, None)["name"] == "hidden"


def test_a_right_over_a_table_holds_for_its_columns() -> None:
    compiled = compiled_visit(rights=[{"fields": ["visitors"], "see": ["staff"], "others": "hidden"}])
    sight = access.field_sight(compiled, EVE, None)
    assert {sight[path] for path in sight if path.startswith("visitors")} == {"hidden"}


def test_capabilities_give_no_sight(visit: CompiledType) -> None:
    who = Actor(id=9, name="Aud", capabilities=frozenset({"see_audit", "manage_users", "manage_types"}))
    assert not access.may_create(visit, who)
    assert not access.may_change(visit, who, Standing())
    assert access.field_sight(visit, who, Standing())["secret"] == "hidden"


def test_who_sees_everything_is_asked_for_nothing(visit: CompiledType) -> None:
    assert isinstance(access.visible(viewer(ADA), "visit"), sa.sql.elements.True_)
    assert "record_grant" in str(access.visible(viewer(STAN), "visit"))


def test_a_type_without_rights_is_seen_by_owners_only() -> None:
    compiled = compiled_visit(rights=[])
    said = str(access.visible(viewer(ADA, compiled), "visit"))
    assert "owner_id" in said
    assert "department_id" not in said


def test_principals_are_the_person_the_department_and_the_roles() -> None:
    who = actor(4, "leader", department=5, held={"head": {3, 4}})
    assert access.principals(who) == (
        {"user:4", "dept:5", "role:leader", "role:head", "role:head@3", "role:head@4"},
        {"role:leader@"},
    )
