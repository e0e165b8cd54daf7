"""The database behind the requests: how transactions open, when they end, and which types our columns share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
from flask import Flask
from sqlalchemy import DateTime, Dialect, Engine, TypeDecorator, event
from sqlalchemy.orm import Session

from app.extensions import db

PRAGMAS = (
    "journal_mode=wal",
    "synchronous=full",
    "busy_timeout=30000",
    "foreign_keys=on",
    "cache_size=-4096",  # 4 MB for each thread; the system keeps the rest of the file
    "temp_store=memory",
)
WRITE = {"write": True}
"""Execution options of a transaction that is going to write: it begins with BEGIN IMMEDIATE."""


class Moment(TypeDecorator[datetime]):
    """A point in time: aware and UTC in Python, without zone in the database."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        del dialect
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        return value.replace(tzinfo=UTC) if value else None

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], datetime | None] | None:
        """SQLite gives the text: a list reads a hundred of them, so they become UTC at once."""
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _from_text(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(f"{kept}+00:00") if kept else None


def dumps(value: Any) -> str:
    """JSON as we store it: Chinese as it is written, never as escapes."""
    return orjson.dumps(value).decode()


ENGINE_OPTIONS: dict[str, Any] = {
    "json_serializer": dumps,
    "json_deserializer": orjson.loads,
    "hide_parameters": True,
}


def configure(app: Flask) -> None:
    """Attach the database: our transactions on SQLite, and an end of every request's transaction."""
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {**ENGINE_OPTIONS, **app.config.get("SQLALCHEMY_ENGINE_OPTIONS", {})}
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            own_transactions(db.engine)


def own_transactions(engine: Engine) -> None:
    """SQLite's driver begins too late and never IMMEDIATE: we begin ourselves."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        if connection.get_execution_options().get("write"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # may have to wait, and fail
        else:
            connection.connection.execute("BEGIN")  # takes no lock; every page does it


def begin_write() -> None:
    """Begin the request's writing transaction. What was read before is forgotten, so that it is read again."""
    db.session.rollback()
    db.session.connection(execution_options=WRITE)


@contextmanager
def alone() -> Iterator[Session]:
    """A short writing transaction of its own, beside a request that only reads; ends committed or not at all."""
    with Session(db.engine) as session, session.begin():
        session.connection(execution_options=WRITE)
        yield session
