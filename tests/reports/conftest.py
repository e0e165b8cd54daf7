"""A database with the shipped types and both papers' facts, made once and copied for each test."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.accounts import queries as accounts
from app.accounts import sessions
from app.accounts.current import KEY
from app.config import ROOT
from app.definitions.loading import load_forms
from app.extensions import db
from app.records.models import Record
from app.web import clock

from .office import FAR, NEAR, enter_facts, people

OPTIONS = {"TESTING": True, "WTF_CSRF_ENABLED": False}


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database, with both papers' facts."""
    instance = tmp_path_factory.mktemp("filled")
    made = create_app({"instance": instance, **OPTIONS})
    with made.app_context():
        db.create_all()
        load_forms(ROOT / "forms", actor=None, now=datetime(2019, 1, 2, tzinfo=UTC))
        people()
        for name in (NEAR, FAR):
            enter_facts(name)
        db.session.commit()
        db.engine.dispose()
    return instance / "biaowen.db"


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The application over that database; each test gives it a fresh copy."""
    return create_app({"instance": tmp_path_factory.mktemp("pages"), **OPTIONS})


@pytest.fixture
def database(pages: Flask, filled: Path) -> Flask:
    """The application with a database of this test's own. Enter `app_context()` only round what is no request."""
    path = pages.config["SETTINGS"].instance / "biaowen.db"
    with pages.app_context():
        db.engine.dispose()
    for old in path.parent.glob("biaowen.db*"):
        old.unlink()
    shutil.copy(filled, path)
    return pages


@pytest.fixture
def office(database: Flask) -> Iterator[Flask]:
    """Inside the application, without a request."""
    with database.app_context():
        yield database
        db.session.rollback()
        db.session.remove()


@pytest.fixture
def browse(database: Flask) -> Callable[[str], FlaskClient]:
    """`browse("ling")` is a browser in which Ling is signed in."""

    def sign_in(login: str) -> FlaskClient:
        with database.app_context():
            user = accounts.user_by_login(login)
            assert user is not None
            token = sessions.begin(user, now=clock.now(), ip="127.0.0.1")
            db.session.commit()
        browser = database.test_client()
        with browser.session_transaction() as cookie:
            cookie[KEY] = token
        return browser

    return sign_in


@pytest.fixture
def report_ids(database: Flask) -> tuple[int, int]:
    """The ids of the yearly report and of the summary."""
    with database.app_context():
        return one("annual_report", 2024).id, one("department_summary", 2019).id


def one(type_key: str, year: int) -> Record:
    """The report of a type and year."""
    return db.session.query(Record).filter_by(type_key=type_key, year=year).one()


@pytest.fixture
def yearly(office: Flask) -> Record:
    """The association's yearly report for 2024, nothing counted yet."""
    return one("annual_report", 2024)


@pytest.fixture
def summary(office: Flask) -> Record:
    """The college's summary for 2019."""
    return one("department_summary", 2019)
