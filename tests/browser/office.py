"""A live office for browser tests: a shipped type, five people, a server on a port of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from flask import Flask
from playwright.sync_api import BrowserContext, Page, ViewportSize
from sqlalchemy import delete

from app import create_app
from app.accounts import passwords, queries, service, sessions
from app.accounts.current import KEY
from app.accounts.service import Grant, Person
from app.config import ROOT
from app.definitions import loading
from app.definitions.files import read_forms
from app.extensions import db
from app.records.models import Draft
from app.web import clock
from tests.browser.serving import served

PASSWORD = "seven quiet herons"
FORMS = ("roles.yaml", "lists", "types/visiting_delegation.yaml")
DESK, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)
Found = TypeVar("Found")
At = Callable[..., AbstractContextManager[Page]]
"""A page at which somebody sits."""


@dataclass(frozen=True)
class Office:
    """Where it answers, and the application behind it."""

    url: str
    app: Flask

    def sign_in(self, context: BrowserContext, login: str) -> Page:
        """A page on which this person is signed in and has no drafts."""
        with self.app.app_context():
            user = queries.user_by_login(login)
            assert user is not None
            token = sessions.begin(user, now=clock.now(), ip="127.0.0.1")
            db.session.execute(delete(Draft).where(Draft.user_id == user.id))
            db.session.commit()
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie[KEY] = token
        name = self.app.config["SESSION_COOKIE_NAME"]
        kept = client.get_cookie(name)
        assert kept is not None
        context.add_cookies([{"name": name, "value": kept.value, "url": self.url}])
        return context.new_page()

    def ask(self, question: Callable[[], Found]) -> Found:
        """Something of the database."""
        with self.app.app_context():
            return question()


@contextmanager
def open_office(instance: Path) -> Iterator[Office]:
    """Furnish an instance and serve it."""
    app = create_app({"instance": instance})
    with app.app_context():
        db.create_all()
        _furnish()
        db.session.commit()
    with served(app) as url:
        yield Office(url, app)
    with app.app_context():
        db.engine.dispose()


def _furnish() -> None:
    institution = service.found_institution("东湖大学", name_en="East Lake University")
    office = service.add_department("国际交流合作处", parent=institution, actor=None)
    college = service.add_department("国际教育学院", parent=institution, actor=None)
    forms = read_forms([ROOT / "forms" / name for name in FORMS])
    loading.load(forms, loading.planned(forms, update=False), actor=None, now=datetime.now(UTC))
    people = (
        Person("司丹", "stan", college.id, (Grant("staff", college.id),)),
        Person("艾米", "amy", college.id, (Grant("head", college.id),)),
        Person("傅兰", "fay", office.id, (Grant("foreign_affairs"),)),
        Person("李达", "lee", office.id, (Grant("leader"),)),
        Person("爱达", "ada", office.id, (Grant("admin"),)),
    )
    password_hash = passwords.hashed(PASSWORD)
    for person in people:
        user = service.create_user(person, password_hash=password_hash, actor=None, now=datetime.now(UTC))
        user.must_change, user.password_until = False, None
