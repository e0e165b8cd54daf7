"""An office to measure: the shipped definitions, the type of the measurement, one person, ten thousand records."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.accounts import passwords, queries, setup
from app.accounts.setup import Beginning
from app.cli import start
from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.definitions.types import Types
from app.extensions import db
from app.records import store
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.web import clock, database
from tests.bench.visits import ROWS, definition, rows

LOGIN, PASSWORD = "bench", "seven quiet herons"
CHUNK = 500


def furnish(instance: Path, *, papers: Sequence[Mapping[str, Any]] = (), count: int = ROWS) -> None:
    """Make the instance: so many records of a type with these papers."""
    app = create_app({"instance": instance})
    start.prepare(app)
    with app.app_context():
        database.begin_write()
        user_id = _begin(papers)
        db.session.commit()
        _load(app, user_id, count)
        db.engine.dispose()


def _begin(papers: Sequence[Mapping[str, Any]]) -> int:
    """Somebody who keeps the register that is measured."""
    now = datetime.now(UTC)
    beginning = Beginning("东湖大学", "国际交流合作处", "测量员", LOGIN, PASSWORD)
    user = setup.perform(beginning, password_hash=passwords.hashed(PASSWORD), now=now)
    roles = sorted(queries.actor_of(user.id, today=now.date()).roles)
    definitions.publish(RecordType.model_validate(definition(roles=roles, papers=papers)), actor=None, now=now)
    return user.id


def _load(app: Flask, user_id: int, count: int) -> None:
    values = list(rows(count))
    for begin in range(0, len(values), CHUNK):
        with app.app_context():
            database.begin_write()
            _save(_desk(user_id), values[begin : begin + CHUNK])
            db.session.commit()


def _desk(user_id: int) -> Desk:
    now, types, session = clock.now().astimezone(clock.zone()), Types(), db.session()
    actor = queries.actor_of(user_id, today=now.date())
    viewer = Viewer.of(actor, types.all().values(), today=now.date())
    return Desk(session, actor, now, types, DatabaseLookups(session, viewer, types.lists, types))


def _save(desk: Desk, values: list[dict[str, object]]) -> None:
    compiled = desk.types.current("bench_visit")
    for stored in values:
        store.save(
            desk.session,
            None,
            compiled,
            stored=stored,
            state=compiled.start,
            actor=desk.actor,
            now=desk.now,
            why="created",
            lookups=desk.lookups,
        )
