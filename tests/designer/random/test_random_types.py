"""Whatever type somebody makes in the designer, and whatever is typed into it: it may be refused, it never breaks."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.definitions.compiled import compile_type
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld, ListLookups
from app.extensions import db
from app.fields import FIELD_TYPES
from app.records import form
from app.records.rules import World, settle
from tests.designer.random import source
from tests.designer.random.road import Road
from tests.designer.random.types import ROLES, Drawing, sensible
from tests.designer.random.values import Known, typed
from tests.workflow.office import VISIT, Office

AT_ONCE = 20
"""Types that share an office."""
ALONE = 130
"""Types that need no office."""
WORLD = KnownWorld(
    types={"visit": RecordType.model_validate(VISIT), "happening": source.known()},
    lists={"kinds": source.entries()},
    roles=ROLES,
)


def walk(road: Road, first: int, count: int) -> Road:
    for seed in range(first, first + count):
        try:
            road.go(seed)
        except Exception as error:
            raise AssertionError(f"the random type {seed} breaks") from error
    return road


@pytest.fixture
def road(app: Flask, cast: Office, shelf: Path, login: Callable[[str], FlaskClient]) -> Road:
    with app.app_context():
        source.furnish(cast)
        db.session.commit()
    return Road(app, cast, login, shelf)


def test_random_types_are_filled_in_submitted_listed_exported_and_printed(road: Road) -> None:
    seen = walk(road, 1, AT_ONCE).seen
    assert seen["submitted"] > 0
    assert seen["created"] > 0
    assert seen["issued"] > 0
    assert seen["counted"] > 0


def test_random_types_are_written_read_and_settled_the_same_twice() -> None:
    for seed in range(ALONE):
        definition = sensible(Drawing(seed).definition(), WORLD)
        assert codec.load(codec.dump(definition)) == definition, seed
        ready = compile_type(definition, lookups=ListLookups(WORLD), fields_of=lambda _key: ())
        world = World(date(2024, 3, 5), "2024-03-05 10:00", ListLookups(WORLD), state=ready.start)
        pairs = typed(definition, Random(seed), known=Known(("1",), ("2",)))
        once = form.judge(ready, form.nested(pairs), world).settled
        again = settle(ready, once.stored, world)
        assert (again.stored, again.hidden, again.required) == (once.stored, once.hidden, once.required), seed


def test_every_option_of_every_type_of_field_is_drawn() -> None:
    drawn: dict[str, set[str]] = {}
    for seed in range(ALONE):
        for section in Drawing(seed).definition()["sections"]:
            for each in section["fields"]:
                for one in (each, *each.get("columns", ())):
                    drawn.setdefault(one["type"], set()).update(one)
    for kind in FIELD_TYPES:
        options = {each.alias or name for name, each in kind.Options.model_fields.items()}
        assert options <= drawn[kind.name], kind.name


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(1_001, 6_001, AT_ONCE))
def test_five_thousand_random_types(road: Road, first: int) -> None:
    walk(road, first, AT_ONCE)
