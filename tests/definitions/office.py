"""An office with an empty database, for tests that publish."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

import app.documents.models
import app.numbers.models
import app.records.models
import app.reports.models  # noqa: F401 - versions are used by these: their tables have to be there
from app import create_app
from app.accounts.actor import Actor
from app.extensions import Model, db
from app.web.database import begin_write

NOW = datetime(2024, 3, 5, 9, 30, tzinfo=UTC)
ADA = Actor(id=1, name="Ada")


@contextmanager
def office(folder: Path) -> Iterator[Flask]:
    """An application over a new database, in a writing transaction."""
    made = create_app({"instance": folder, "secret_key": "x" * 32})
    with made.app_context():
        Model.metadata.create_all(db.engine)
        begin_write()
        yield made
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
