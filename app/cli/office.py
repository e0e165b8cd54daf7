"""What verbs stand in: the office with its database, or only the language in which they speak."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import Settings
from app.web import database, language


@contextmanager
def office() -> Iterator[Flask]:
    """The installation, with its database."""
    made = create_app()
    with made.app_context():
        yield made


@contextmanager
def office_writing() -> Iterator[Flask]:
    """The installation in a writing transaction; the verb commits."""
    with office() as made:
        database.begin_write()
        yield made


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Sentences in a language, without an installation: nothing is read from it, nothing is written to it."""
    with tempfile.TemporaryDirectory() as nowhere:
        made = Flask("app")
        made.config["SETTINGS"] = Settings(instance=Path(nowhere), language=chosen)
        language.configure(made)
        with made.app_context():
            yield
