"""A database of its own for each test of records, with the office's people in it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

import app.numbers.models  # noqa: F401
from app.accounts.actor import Actor
from app.accounts.models import Department, User
from app.definitions.compiled import CompiledType
from app.definitions.models import TypeHead, TypeVersion
from app.extensions import Model
from app.records import store
from app.records.models import Record
from app.web.database import ENGINE_OPTIONS, own_transactions

from .office import DEPARTMENTS, LOOKUPS, NOW, PEOPLE, STAN, compiled_visit, stored


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with all tables and the people in it, to be copied."""
    path = tmp_path_factory.mktemp("records") / "template.db"
    made = sa.create_engine(f"sqlite:///{path}", **ENGINE_OPTIONS)
    Model.metadata.create_all(made)
    with Session(made) as session, session.begin():
        people(session)
    made.dispose()
    return path


@pytest.fixture
def engine(template: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database of this test's own, opened as the product opens it."""
    made = sa.create_engine(f"sqlite:///{shutil.copy(template, tmp_path / 'test.db')}", **ENGINE_OPTIONS)
    own_transactions(made)
    yield made
    made.dispose()


def people(session: Session) -> None:
    """The departments and users that foreign keys ask for, and two published versions of the type."""
    for key, name in DEPARTMENTS.items():
        path = {1: "/1/", 4: "/1/3/4/"}.get(key, f"/1/{key}/")
        session.add(Department(id=key, name=name, path=path, parent_id=int(path.split("/")[-3]) if key > 1 else None))
    home = {1: 1, 2: 3, 3: 2, 4: 5, 5: 4}
    for key, name in PEOPLE.items():
        session.add(User(id=key, name=name, login=name.lower(), department_id=home[key], created_at=NOW))
    session.add(TypeHead(key="visit"))
    for number in (1, 2):
        session.add(TypeVersion(id=number, key="visit", number=number, content={}, sha256="", status="published"))


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
