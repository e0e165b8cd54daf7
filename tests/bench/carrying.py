"""How long it takes to tell what carrying 100,000 records over would do, to do it, and to take it back.

`python -m tests.bench.carrying [records]`. What counts is the processor's time, for a machine is shared; beside it what
a person waited, and what the process's memory grew by.
"""

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from app import create_app
from app.accounts import queries as accounts
from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.definitions.types import Types
from app.extensions import db
from app.jobs.worker import Progress
from app.records import desks, search
from app.records.carrying import queries, service, work
from app.records.carrying.asked import Asked
from app.records.carrying.forecast import Carriers, Forecast, forecast
from app.web import clock, database
from tests.bench import office
from tests.bench.visits import definition

RECORDS, MADE = 100_000, 5_000
"""So many are saved one by one; the others are copies of theirs, row by row."""
GOALS = {"plan": 10.0, "carry": 60.0, "back": 60.0}
MOST_GROWTH = 40.0
"""MB that the memory may grow by."""
CHANGED = {"persons": "text", "level": "text", "amount": "integer", "contact": "person", "host": "phone"}
"""Two types whose values convert, three whose values do not, or seldom."""
Result = TypeVar("Result")


class _Steps(Progress):
    """Counts how often it is told how far the work is."""

    told = 0

    def step(self, done: int, total: int) -> None:
        self.told += 1
        super().step(done, total)


def main(count: int) -> None:
    """Make an office, measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        sys.stdout.write(f"Making an office with {count:,} records …\n")
        office.furnish(instance, count=min(count, MADE))
        app = create_app({"instance": instance})
        with app.app_context():
            _multiply(count // MADE)
            before = _memory()
            carry_id, told = _measured("plan", _planned)
            sys.stdout.write(f"  {told.carried:,} of {told.total:,} records, {_misfits(told)}\n")
            steps = _Steps(0)
            _measured("carry", lambda: work.carry_work({"carry": carry_id}, _user(), steps))
            db.session.commit()
            _begin_back(carry_id)
            _measured("back", lambda: work.back_work({"carry": carry_id}, _user(), steps))
            db.session.commit()
            grown = _memory() - before
            sys.stdout.write(f"told {steps.told} times how far it is\n")
            sys.stdout.write(f"memory grew by {grown:5.0f} MB   ≤ {MOST_GROWTH:.0f} MB {_met(grown, MOST_GROWTH)}\n")
            db.engine.dispose()


def _multiply(times: int) -> None:
    """The same records several times, with everything that is derived from them."""
    database.begin_write()
    for table, key in (
        ("record", "id"),
        ("record_ix", "record_id"),
        ("record_text", "record_id"),
        ("revision", "record_id"),
    ):
        columns = [column.name for column in db.metadata.tables[table].columns if column.name != key]
        names = ", ".join(f'"{name}"' for name in columns)
        for turn in range(1, times):
            copied = f"INSERT INTO {table} ({key}, {names}) SELECT {key} + {turn * MADE}, {names} FROM {table}"
            db.session.execute(db.text(f"{copied} WHERE {key} <= {MADE}"))
    search.rebuild_index(db.session())
    db.session.commit()


def _planned() -> tuple[int, Forecast]:
    """Another version in force, and what it would do to the records that are there."""
    database.begin_write()
    desk = desks.of_user(_user())
    data: dict[str, Any] = definition(roles=sorted(desk.actor.roles))
    for field in data["sections"][0]["fields"]:
        if field["key"] in CHANGED:
            field["type"] = CHANGED[field["key"]]
            field.pop("choices", None)
    version = definitions.publish(RecordType.model_validate(data), actor=None, now=desk.now)
    (group,) = queries.groups("bench_visit")
    asked = Asked({group.version_id: frozenset({group.state})})
    desk.types = Types()
    now, old = desk.types.version(version.id), desk.types.version(group.version_id)
    told = forecast(Carriers(now, asked, desk, {group.version_id: old}), asked)
    made = service.begin(version, asked, "measured", "measured", actor=desk.actor, now=desk.now)
    db.session.commit()
    return made.id, told


def _begin_back(carry_id: int) -> None:
    database.begin_write()
    found = queries.carry(carry_id)
    found.job_id = None  # it was not the worker who did it
    for job in db.session.execute(db.text("SELECT id FROM job")).scalars():
        db.session.execute(db.text("UPDATE job SET state = 'done' WHERE id = :id"), {"id": job})
    compiled = Types().version(found.version_id)
    service.begin_back(found, compiled, "measured", actor=desks.of_user(_user()).actor, now=clock.now())
    db.session.commit()


def _user() -> int:
    user = accounts.user_by_login(office.LOGIN)
    assert user is not None
    return int(user.id)


def _misfits(told: Forecast) -> str:
    return ", ".join(f"{path} {each.fits:,} / {each.misfits:,}" for path, each in told.fields.items())


def _measured(name: str, deed: Callable[[], Result]) -> Result:
    begun, worked = time.perf_counter(), time.process_time()
    result = deed()
    took, cpu = time.perf_counter() - begun, time.process_time() - worked
    sys.stdout.write(f"{name:<8}{cpu:7.2f} s   ≤ {GOALS[name]:.0f} s {_met(cpu, GOALS[name])}   waited {took:6.2f} s\n")
    return result


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _met(value: float, goal: float) -> str:
    return "✓" if value <= goal else "✗"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
