"""Changes at random over records in the database: what was counted before is what comes, nothing is lost on the way,
and back is as before.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.definitions import service as definitions
from app.definitions.carrying import Carried, Carrier
from app.definitions.models import TypeVersion
from app.definitions.schema import ChoiceList, RecordType
from app.extensions import db
from app.records import derived, desks, search, store
from app.records.carrying import queries, service
from app.records.carrying.asked import Asked
from app.records.carrying.forecast import Carriers, Forecast, forecast
from app.records.desk import Desk
from app.records.models import Record
from tests.conftest import NOW, Cast
from tests.definitions.random_changes import KEY, Case, account

AT_ONCE = 20
"""Changes that share an office, one after another."""
SAMPLE = 60
RECORDS = 3
GONE = (
    *("notice", "carried_record", "carry", "job", "revision", "record_ix", "record_row", "record_text", "record"),
    *("record_type", "record_type_version"),
)
"""What one change leaves behind, in the order in which it goes."""
_MINE = {"record_type": f"key = '{KEY}'", "record_type_version": f"key = '{KEY}'"}
OTHER = {
    "key": "agreement",
    "label": "协议",
    "title": "{{ partner }}",
    "sections": [
        {
            "key": "part",
            "label": "part",
            "fields": [
                {"key": "partner", "type": "text", "label": "对方"},
                {"key": "until", "type": "date", "label": "到期"},
            ],
        }
    ],
    "rights": [{"role": "staff", "see": "all", "create": True, "change": True}],
}
"""To what fields link that link to records."""
COUNTRIES = {
    "key": "countries",
    "label": "国家",
    "entries": [{"value": "DE", "label": "德国"}, {"value": "FR", "label": "法国"}],
}


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What was told before: as numbers, and of every record what it held and would hold."""

    told: Forecast
    carriers: Carriers
    records: dict[int, tuple[dict[str, Any], Carried]]


class Road:
    """One change after another, each over a few records of its own, on the road that people take."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app = app
        self.seen: Counter[str] = Counter()
        with app.app_context():
            self.actors = {name: cast.actor(name) for name in ("ada", "stan")}

    def go(self, seed: int) -> None:
        """Publish, fill in, publish again, carry over, take back; and compare at every step."""
        case = Case(seed)
        with self.app.app_context():
            _clear()
            self._publish(case.old)
            self._fill(case)
            was = everything()
            version = self._publish(case.new)
            foreseen, asked = self._foreseen(case, version)
            carry = service.begin(version, asked, "试", "试", actor=self._desk("ada").actor, now=NOW).id
            db.session.commit()
        self.app.extensions["worker"].run_waiting()
        with self.app.app_context():
            self._compare(foreseen, carry)
        self.app.extensions["worker"].run_waiting()
        with self.app.app_context():
            assert everything() == was
        self.seen["walked"] += 1

    def _desk(self, name: str) -> Desk:
        return desks.of(self.actors[name], now=NOW)

    def _publish(self, definition: RecordType) -> TypeVersion:
        return definitions.publish(definition, actor=None, now=NOW)

    def _fill(self, case: Case) -> None:
        desk = self._desk("stan")
        kind = desk.types.current(KEY)
        for _ in range(RECORDS):
            store.save(
                desk.session,
                None,
                kind,
                stored=case.filled(kind, desk.lookups),
                state="kept",
                actor=desk.actor,
                now=desk.now,
                why="created",
                lookups=desk.lookups,
            )

    def _foreseen(self, case: Case, version: TypeVersion) -> tuple[Foreseen, Asked]:
        desk = self._desk("ada")
        wanted = {each.version_id: frozenset({"kept"}) for each in queries.groups(KEY) if each.version_id != version.id}
        now, olds = desk.types.version(version.id), {key: desk.types.version(key) for key in wanted}
        choices = {
            key: each for old in olds.values() for key, each in case.choices(Carrier(old, now, desk.lookups)).items()
        }
        asked = Asked(wanted, choices)
        carriers = Carriers(now, asked, desk, olds)
        lines = [line for line, _seen in queries.streamed(desk.session, KEY, asked, desk.viewer)]
        records = {line.id: (dict(line.data), carriers.carry(line)) for line in lines}
        return Foreseen(forecast(Carriers(now, asked, desk, olds), asked), carriers, records), asked

    def _compare(self, foreseen: Foreseen, carry: int) -> None:
        found, told, desk = queries.carry(carry), foreseen.told, self._desk("ada")
        stand = queries.standing(found)
        assert (stand.carried, stand.stayed + stand.asked, stand.asked) == (told.carried, told.stays, told.asks)
        for record_id, (before, out) in foreseen.records.items():
            record = db.session.get_one(Record, record_id)
            assert record.data == (before if out.stays else out.stored)
            for carrier in foreseen.carriers.of.values():
                account(carrier, before, out)
        assert list(derived.check(desk.session, desk.types.version, desk.lookups)) == []
        self.seen.update(carried=stand.carried, stayed=stand.stayed, asked=stand.asked)
        self.seen.update(fits=sum(each.fits for each in told.fields.values()))
        self.seen.update(misfits=sum(each.misfits for each in told.fields.values()))
        if stand.carried:
            service.begin_back(found, desk.types.current(KEY), "试", actor=desk.actor, now=NOW)
            db.session.commit()


def _clear() -> None:
    db.session.execute(sa.text("PRAGMA defer_foreign_keys = on"))
    for name in GONE:
        db.session.execute(sa.text(f"DELETE FROM {name} WHERE {_MINE.get(name, 'true')}"))
    search.rebuild_index(db.session())


def everything() -> list[Any]:
    """All that records hold and that lists, figures and searches read of them, but for how often and when they were
    saved."""
    held = sa.select(
        Record.id, Record.version_id, Record.title, Record.number, Record.year, Record.state, Record.owner_id
    )
    found: list[Any] = [
        db.session.execute(held.add_columns(Record.department_id, Record.data).order_by(Record.id)).all()
    ]
    tables = (
        db.session.execute(sa.text(f"SELECT * FROM {name}")) for name in ("record_ix", "record_row", "record_text")
    )
    return [*found, *(sorted(rows.all(), key=repr) for rows in tables)]


@pytest.fixture
def road(app: Flask, cast: Cast) -> Road:
    with app.app_context():
        definitions.publish_list(ChoiceList.model_validate(COUNTRIES), actor=None, now=NOW)
        definitions.publish(RecordType.model_validate(OTHER), actor=None, now=NOW)
        db.session.commit()
    return Road(app, cast)


def walk(road: Road, first: int, count: int) -> Counter[str]:
    for seed in range(first, first + count):
        try:
            road.go(seed)
        except Exception as error:
            raise AssertionError(f"the random change {seed} breaks") from error
    return road.seen


def test_it_comes_as_foreseen_and_goes_back_as_it_was(road: Road) -> None:
    seen = walk(road, 0, SAMPLE)
    assert seen["walked"] == SAMPLE
    assert min(seen[each] for each in ("carried", "stayed", "asked", "fits", "misfits")) > 0


@pytest.mark.nightly
@pytest.mark.parametrize("first", range(1_000, 2_000, AT_ONCE))
def test_a_thousand_changes_come_as_foreseen_and_go_back(road: Road, first: int) -> None:
    walk(road, first, AT_ONCE)
