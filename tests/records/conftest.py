"""A database of its own for each test of records, with the office's people in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import app.definitions.models
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import app.accounts.models
import app.numbers.models
import app.records.models  # noqa: F401
from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.extensions import Model
from app.records import store
from app.records.models import Record
from app.web.database import ENGINE_OPTIONS, own_transactions

from .office import DEPARTMENTS, LOOKUPS, NOW, PEOPLE, STAN, compiled_visit, stored

TABLES = [
    "record_type_version",
    "department",
    "user",
    "record",
    "record_ix",
    "record_row",
    "record_text",
    "record_grant",
    "revision",
    "draft",
    "attachment",
    "submitted_key",
    "register",
    "number",
]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    """An empty database in a file, opened as the product opens it."""
    made = sa.create_engine(f"sqlite:///{tmp_path / 'test.db'}", **ENGINE_OPTIONS)
    own_transactions(made)
    Model.metadata.create_all(made, tables=[Model.metadata.tables[name] for name in TABLES])
    with made.begin() as connection:
        people(connection)
    yield made
    made.dispose()


def people(connection: sa.Connection) -> None:
    """The departments and users that foreign keys ask for, and a published version."""
    tables = Model.metadata.tables
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=on")
    for key, name in DEPARTMENTS.items():
        _insert(connection, tables["department"], id=key, name=name, parent_id=None if key == 1 else 1)
    for key, name in PEOPLE.items():
        _insert(connection, tables["user"], id=key, name=name, login=name.lower())
    for version in (1, 2):
        _insert(connection, tables["record_type_version"], id=version)


def _insert(connection: sa.Connection, table: sa.Table, **values: Any) -> None:
    """A row with what was given; other columns that must not be empty get something of their kind."""
    for column in table.columns:
        if column.name not in values and not column.nullable and column.default is None:
            values[column.name] = _something(column)
    connection.execute(sa.insert(table).values(values))


def _something(column: sa.Column[Any]) -> Any:
    kind = column.type.python_type if not isinstance(column.type, sa.JSON) else dict
    return {dict: {}, str: f"{column.name}", int: 1, bool: True}.get(kind, NOW)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session whose transaction is writing from its beginning."""
    with Session(engine, expire_on_commit=False) as made:
        made.connection(execution_options={"write": True})
        yield made


@pytest.fixture(scope="session")
def visit() -> CompiledType:
    """The type of the tests."""
    return compiled_visit()


MakeRecord = Callable[..., Record]


@pytest.fixture
def make_record(session: Session, visit: CompiledType) -> MakeRecord:
    """Saves a new visit: `make_record(actor=STAN, state="draft", name="…")`."""

    def make(*, actor: Actor = STAN, state: str = "draft", compiled: CompiledType = visit, **values: Any) -> Record:
        return store.save(
            session,
            None,
            compiled,
            stored=stored(**values),
            state=state,
            actor=actor,
            now=NOW,
            why="",
            lookups=LOOKUPS,
        )

    return make
