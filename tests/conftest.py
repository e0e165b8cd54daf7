"""What all tests share: an application on a temporary instance, the cast, and no network."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import create_app
from app.accounts import passwords, queries, service, sessions
from app.accounts.actor import Actor
from app.accounts.current import KEY
from app.accounts.service import Grant, Person
from app.accounts.session_views import THROTTLE
from app.audit.models import TRIGGERS
from app.definitions.schema import Role
from app.extensions import db
from app.records import search
from app.web import clock

PASSWORD = "seven quiet herons"
NOW = datetime(2024, 3, 5, 2, 0, tzinfo=UTC)
ROLES = (
    {"key": "staff", "label": {"zh": "经办人", "en": "Staff"}},
    {"key": "head", "label": {"zh": "部门负责人", "en": "Head"}},
    {"key": "admin", "label": "系统管理员", "can": ["manage_users", "manage_types", "manage_lists"]},
    {"key": "auditor", "label": "审计员", "can": ["see_audit"]},
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing leaves this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test wants to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One application for the whole run."""
    instance: Path = tmp_path_factory.mktemp("instance")
    made = create_app({"instance": instance, "TESTING": True, "WTF_CSRF_ENABLED": False})
    with made.app_context():
        db.create_all()
    return made


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application with an empty database. Enter `app.app_context()` only round what is no request."""
    yield application
    THROTTLE._failures.clear()
    with application.app_context():
        _wipe()


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    """For tests of services and queries: inside the application, without a request."""
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


@dataclass(frozen=True)
class Cast:
    """User ids: Ada administers, Stan is staff, Amy heads his department, Olga audits, Eve has no role at all."""

    ada: int
    stan: int
    amy: int
    olga: int
    eve: int
    institution: int
    office: int
    college: int
    section: int
    """Below the college."""

    def actor(self, name: str) -> Actor:
        """One of the cast, as actor; inside an application context."""
        return queries.actor_of(getattr(self, name), today=NOW.date())


@pytest.fixture
def cast(app: Flask) -> Cast:
    """An institution with an office, a college with a section, four roles, five people."""
    with app.app_context():
        service.set_roles([Role.model_validate(role) for role in ROLES])
        institution = service.found_institution("东湖大学", name_en="East Lake University")
        office = service.add_department("国际交流合作处", parent=institution, actor=None)
        college = service.add_department("国际教育学院", parent=institution, actor=None)
        section = service.add_department("留学生办公室", parent=college, actor=None)

        def person(name: str, login: str, department: int, *grants: Grant) -> int:
            return make_user(Person(name, login, department, grants)).id

        made = Cast(
            ada=person("爱达", "ada", office.id, Grant("admin")),
            stan=person("司丹", "stan", section.id, Grant("staff", section.id)),
            amy=person("艾米", "amy", college.id, Grant("head", college.id)),
            olga=person("欧佳", "olga", office.id, Grant("auditor")),
            eve=person("夏娃", "eve", office.id),
            institution=institution.id,
            office=office.id,
            college=college.id,
            section=section.id,
        )
        db.session.commit()
        return made


def make_user(person: Person) -> Any:
    """A user whose password is `PASSWORD` and need not be changed."""
    user = service.create_user(person, password_hash=hashed_password(), actor=None, now=NOW)
    user.must_change, user.password_until = False, None
    return user


@cache
def hashed_password() -> str:
    """The hash of `PASSWORD`, made once."""
    return passwords.hashed(PASSWORD)


@pytest.fixture
def login(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    """`login("stan")` is a browser in which Stan is signed in."""

    def sign_in(name: str) -> FlaskClient:
        with app.app_context():
            token = sessions.begin(queries.user(getattr(cast, name)), now=clock.now(), ip="127.0.0.1")
            db.session.commit()
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie[KEY] = token
        return browser

    return sign_in


def _wipe() -> None:
    """Empty every table, the append-only one too."""
    db.session.rollback()
    for verb in ("update", "delete"):
        db.session.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{verb}"))
    db.session.execute(text("PRAGMA defer_foreign_keys = on"))
    for table in reversed(db.metadata.sorted_tables):
        db.session.execute(table.delete())
    for trigger in TRIGGERS:
        db.session.execute(text(trigger))
    search.rebuild_index(db.session())  # words of records that are gone; ids begin anew
    db.session.commit()
