"""Changes at random over records in the database: what was counted before is what comes, and back is as before."""

import random
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import queries as accounts
from app.definitions import service as definitions
from app.definitions.carrying import Choice
from app.definitions.schema import RecordType
from app.definitions.types import Types
from app.extensions import db
from app.records import derived, desks, store
from app.records.carrying import queries, service
from app.records.carrying.asked import Asked
from app.records.carrying.forecast import Carriers, forecast
from app.records.models import Record
from tests.conftest import NOW, Cast

CASES = 20
VALUES: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "text": ({}, ("12", "三五人", "2024-03-05", "是", "甲")),
    "paragraph": ({}, ("12\n13", "2024年3月5日", "乙")),
    "integer": ({}, (3, 2024)),
    "money": ({}, ("12.00", "3.50")),
    "date": ({}, ("2024-03-05", "2023-12-31")),
    "yesno": ({}, (True, False)),
    "choice": ({"choices": [{"value": "a", "label": "甲"}, {"value": "b", "label": "是"}]}, ("a", "b")),
}
WAYS = ("left", "map", "empty", "stay", "ask")


def field(key: str, kind: str) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": key, **VALUES[kind][0]}


def definition(kinds: dict[str, str], *, version: int) -> RecordType:
    sections = [{"key": "part", "label": "part", "fields": [field(*each) for each in kinds.items()]}]
    rights = [{"role": "staff", "see": "all", "create": True, "change": True}]
    data = {"key": "any", "label": "任意", "version": version, "title": "任意", "sections": sections, "rights": rights}
    return RecordType.model_validate(data)


def publish(kinds: dict[str, str], *, version: int) -> Any:
    return definitions.publish(definition(kinds, version=version), actor=None, now=NOW)


def everything() -> list[Any]:
    """All that records hold and that lists read of them, but for how often and when they were saved."""
    held = sa.select(Record.id, Record.version_id, Record.title, Record.year, Record.owner_id, Record.data)
    slots = db.session.execute(sa.text("SELECT * FROM record_ix ORDER BY record_id")).all()
    return [db.session.execute(held.order_by(Record.id)).all(), slots]


@pytest.mark.parametrize("seed", range(CASES))
def test_it_comes_as_foreseen_and_goes_back_as_it_was(app: Flask, cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    before = {f"f{at}": chance.choice(list(VALUES)) for at in range(4)}
    after = {key: chance.choice((kind, *VALUES)) for key, kind in before.items()}
    choices = {key: Choice(chance.choice(WAYS), {"甲": "5", "三五人": "4"}) for key in after}  # type: ignore[arg-type]
    with app.app_context():
        actor = accounts.actor_of(cast.ada, today=NOW.date())
        publish(before, version=1)
        _fill(cast, before, chance)
        was = everything()
        version = publish(after, version=2)
        desk = desks.of(actor, now=NOW)
        olds = {each.version_id: desk.types.version(each.version_id) for each in queries.groups("any")}
        asked = Asked({key: frozenset({"kept"}) for key in olds if key != version.id}, choices)
        told = forecast(Carriers(desk.types.version(version.id), asked, desk, olds), asked)
        carry = service.begin(version, asked, "试", "试", actor=actor, now=NOW).id
        db.session.commit()
    app.extensions["worker"].run_waiting()
    with app.app_context():
        stand = queries.standing(queries.carry(carry))
        assert (stand.carried, stand.stayed + stand.asked, stand.asked) == (told.carried, told.stays, told.asks)
        desk = desks.of(desks.SYSTEM)
        assert list(derived.check(desk.session, desk.types.version, desk.lookups)) == []
        if stand.carried:
            service.begin_back(queries.carry(carry), Types().current("any"), "试", actor=actor, now=NOW)
            db.session.commit()
    app.extensions["worker"].run_waiting()
    with app.app_context():
        assert everything() == was


def _fill(cast: Cast, kinds: dict[str, str], chance: random.Random) -> None:
    desk = desks.of(accounts.actor_of(cast.stan, today=NOW.date()), now=NOW)
    for _ in range(6):
        stored = {key: chance.choice((*VALUES[kind][1], None)) for key, kind in kinds.items()}
        store.save(
            desk.session,
            None,
            desk.types.current("any"),
            stored={key: value for key, value in stored.items() if value is not None},
            state="kept",
            actor=desk.actor,
            now=desk.now,
            why="created",
            lookups=desk.lookups,
        )
