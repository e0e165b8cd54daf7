"""Rights: what a role lets see, begin and change, and how single fields are seen."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.records import access
from app.records.models import RecordGrant, record_ix

from .conftest import MakeRecord
from .office import ADA, AMY, EVE, STAN, TIM, TODAY, actor, compiled_visit, department, viewer


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
    assert access.may_change(visit, viewer(who), record) is may


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
    sight = access.field_sight(visit, viewer(who, visit), Standing())
    assert (sight["visitors.passport_no"], sight["secret"]) == (passport, secret)
    assert sight["name"] == sight["visitors"] == sight["visitors.name_zh"] == "see"


def test_one_right_that_shows_is_enough_and_else_the_strictest_counts() -> None:
    rights = [
        {"fields": ["name"], "see": ["staff"], "others": "masked"},
        {"fields": ["name"], "see": ["leader"], "others": "hidden"},
    ]
    compiled = compiled_visit(rights=rights)
    assert access.field_sight(compiled, viewer(STAN, compiled), None)["name"] == "see"
    assert access.field_sight(compiled, viewer(EVE, compiled), None)["name"] == "hidden"
    turned = compiled_visit(rights=rights[::-1])
    assert access.field_sight(turned, viewer(EVE, turned), None)["name"] == "hidden"


def test_a_right_over_a_table_holds_for_its_columns() -> None:
    compiled = compiled_visit(rights=[{"fields": ["visitors"], "see": ["staff"], "others": "hidden"}])
    sight = access.field_sight(compiled, viewer(EVE, compiled), None)
    assert {sight[path] for path in sight if path.startswith("visitors")} == {"hidden"}


def test_capabilities_give_no_sight(visit: CompiledType) -> None:
    who = Actor(id=9, name="Aud", capabilities=frozenset({"see_audit", "manage_users", "manage_types"}))
    assert not access.may_create(visit, who)
    assert not access.may_change(visit, viewer(who), Standing())
    assert access.field_sight(visit, viewer(who, visit), Standing())["secret"] == "hidden"


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


def test_rights_are_those_of_the_newest_version_also_for_older_records() -> None:
    """What a new version closes is closed in every record, and what it takes away is gone: form and page agree."""
    newest = compiled_visit(
        version_id=2,
        rights=[
            {"role": "staff", "see": "own_department", "create": True, "change": ["draft"]},
            {"fields": ["city"], "see": ["leader"], "others": "hidden"},
        ],
    )
    before, staff = compiled_visit(), viewer(STAN, newest)
    assert access.field_sight(before, staff, Standing())["city"] == "hidden"
    assert access.field_sight(before, staff, Standing())["visitors.passport_no"] == "see"
    assert access.may_change(before, staff, Standing(state="draft"))
    assert not access.may_change(before, staff, Standing(state="returned"))


def test_what_the_newest_version_does_not_know_is_left_to_the_record_s_own() -> None:
    flow = {"start": "draft", "states": {"draft": {"label": "d"}}, "transitions": []}
    parts = [{"key": "basic", "label": "b", "fields": [{"key": "name", "type": "text", "label": "n"}]}]
    newest = compiled_visit(
        version_id=2, sections=parts, rights=[], workflow=flow, title="t", year_of=None, department_of=None
    )
    before, staff = compiled_visit(), viewer(EVE, newest)
    assert access.field_sight(before, staff, Standing())["secret"] == "hidden"
    assert access.may_change(before, viewer(STAN, newest), Standing(state="returned"))
    assert not access.may_change(before, viewer(STAN, newest), Standing(state="draft"))


def test_a_renamed_field_is_seen_as_it_is_under_its_new_name() -> None:
    fields = [{"key": "town", "type": "text", "label": "t"}, {"key": "name", "type": "text", "label": "n"}]
    newest = compiled_visit(
        version_id=2,
        sections=[{"key": "basic", "label": "b", "fields": fields}],
        rights=[{"fields": ["town"], "see": ["leader"], "others": "masked"}],
        changes=[{"from": 1, "rename": "city", "to": "town"}],
        title="t",
        year_of=None,
        department_of=None,
    )
    assert access.field_sight(compiled_visit(), viewer(EVE, newest), Standing())["city"] == "masked"


@dataclass(frozen=True)
class Given:
    """Sight of one record that was given."""

    principal: str
    why: str = "task:7"
    since: date | None = None
    until: date | None = None


@pytest.mark.parametrize("who", [ADA, STAN, AMY, EVE, TIM, actor(5, "leader", department=4, held={"head": {3, 4}})])
def test_reasons_and_the_predicate_agree(session: Session, make_record: MakeRecord, who: Actor) -> None:
    """Every record x every way to see it: `grounds` gives a reason exactly where `visible` lets it be seen, in lists
    of many and among the few that are named."""
    day = timedelta(days=1)
    principals = ("user:4", "user:5", "dept:4", "dept:40", "role:leader", "role:leader@3", "role:head@3", "role:he")
    every = [None, *map(Given, principals), Given("user:4", since=TODAY + day), Given("user:4", until=TODAY - day)]
    every.append(Given("user:4", since=TODAY, until=TODAY))
    for by in (STAN, AMY):
        for each in every:
            record = make_record(actor=by, host_unit=department(3 if by is STAN else 5))
            grants = [each] if each else []
            session.add_all(RecordGrant(record_id=record.id, **asdict(given)) for given in grants)
            session.flush()
            same = sa.select(sa.func.count()).where(record_ix.c.record_id == record.id)
            seen = [session.scalar(same.where(access.visible(viewer(who), each=few))) for few in (False, True)]
            assert seen == [bool(access.grounds(viewer(who), "visit", record, grants))] * 2


def test_a_reason_names_the_right_and_who_gave_it(visit: CompiledType) -> None:
    rights = visit.definition.rights
    own = access.grounds(viewer(STAN, visit), "visit", Standing(), [])
    assert own == (access.Ground("owner"), access.Ground("right", rights[0]))
    given = [Given("user:4"), Given("user:5"), Given("user:4", until=TODAY - timedelta(days=1))]
    found = access.grounds(viewer(EVE, visit), "visit", Standing(), given)
    assert found == (access.Ground("given", why="task:7", principal="user:4"),)
    review = Standing(state="review")
    assert access.change_ground(visit, viewer(AMY, visit), review) == access.Ground("right", rights[1])
    assert access.create_ground(visit, STAN) == access.Ground("right", rights[0])
    seen = access.field_grounds(visit, viewer(EVE, visit), Standing())
    assert (seen["secret"], seen["name"]) == (access.Seen("hidden", rights[5]), access.Seen("see"))
    assert access.field_grounds(visit, viewer(AMY, visit), Standing())["secret"] == access.Seen("see", rights[5])
