"""The database's tables through the years. Imported by the command line only: a running server needs no Alembic."""

import flask_migrate
from flask import Flask
from flask_migrate import Migrate
from sqlalchemy import inspect

from app.config import ROOT
from app.extensions import db

DIRECTORY = ROOT / "migrations"
_MIGRATE = Migrate(directory=str(DIRECTORY), render_as_batch=True)


def attach(app: Flask) -> None:
    """Give the application its migration commands."""
    _MIGRATE.init_app(app, db)


def upgrade(app: Flask) -> None:
    """Bring the tables to this version; does nothing when they are."""
    attach(app)
    with app.app_context():
        flask_migrate.upgrade(directory=str(DIRECTORY))


def is_empty() -> bool:
    """Whether the database has no tables yet; inside an application context."""
    return not inspect(db.engine).get_table_names()
