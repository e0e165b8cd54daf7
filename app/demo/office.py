"""Furnishing the demo office: people, a year of records through the public door, their papers and reports."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from app.accounts import passwords, service
from app.accounts import queries as accounts
from app.accounts.models import Department
from app.config import Settings
from app.definitions.types import Types
from app.demo import year
from app.demo.people import DEPARTMENTS, INSTITUTION, PEOPLE, Person
from app.errors import Invalid
from app.extensions import db
from app.web import database
from app.workflow import past

FACTS = Path(__file__).parent / "facts"
IMPORTER = "sunjing"

ACCOUNTS = "demo-accounts.json"
"""In the instance: log-in names and passwords of the demo, so that every start can print them."""


def furnish(app: Flask) -> Iterator[str]:
    """Make what is missing and say what there is; lines for the terminal."""
    settings: Settings = app.config["SETTINGS"]
    kept = settings.instance / ACCOUNTS
    with app.app_context():
        if not kept.exists():
            yield "正在布置示例单位 / furnishing the demo office …"
            given = _people(settings)
            _facts(settings)
            _keep(kept, given)
    yield from _told(kept)


def _people(settings: Settings) -> dict[str, str]:
    """Departments and people; gives the passwords by log-in."""
    now = datetime.now(UTC).astimezone(settings.zone)
    given = {person.login: passwords.one_time() for person in PEOPLE}
    hashes = {login: passwords.hashed(password) for login, password in given.items()}
    database.begin_write()
    institution = service.found_institution(INSTITUTION)
    departments = {name: service.add_department(name, parent=institution, actor=None) for name in DEPARTMENTS}
    for person in PEOPLE:
        written = _written(person, departments)
        user = service.create_user(written, password_hash=hashes[person.login], actor=None, now=now)
        user.must_change, user.password_until = False, None
    db.session.commit()
    return given


def _facts(settings: Settings) -> None:
    """The year of the office and the facts of two published papers, by the door of `records import`."""
    today = datetime.now(settings.zone).date()
    sources = [list(enumerate(year.lines(today), start=1)), *map(_lines_of, sorted(FACTS.glob("*.jsonl")))]
    for lines in sources:
        database.begin_write()
        importer = accounts.user_by_login(IMPORTER)
        assert importer is not None
        office = past.Office(db.session(), Types(), settings.zone, accounts.actor_of(importer.id, today=today), today)
        brought = past.bring_in(lines, office)
        if brought.faults:
            raise Invalid(brought.faults)
        db.session.commit()


def _lines_of(path: Path) -> list[tuple[int, dict[str, Any]]]:
    texts = path.read_text(encoding="utf-8").splitlines()
    return [(number, json.loads(text)) for number, text in enumerate(texts, start=1) if text.strip()]


def _keep(kept: Path, given: dict[str, str]) -> None:
    """Written last: an office that was left half furnished is furnished anew."""
    handle = os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(given, file)


def _written(person: Person, departments: dict[str, Department]) -> service.Person:
    department_id = departments[person.department].id
    grants = [service.Grant(role, department_id) for role in person.roles]
    grants += [service.Grant(role) for role in person.everywhere]
    return service.Person(person.name, person.login, department_id, tuple(grants))


def _told(kept: Path) -> Iterator[str]:
    given = json.loads(kept.read_text(encoding="utf-8"))
    yield "示例账号 / demo accounts（姓名 log-in password 部门 角色）:"
    for person in PEOPLE:
        roles = "、".join((*person.roles, *person.everywhere))
        yield f"  {person.name}\t{person.login}\t{given[person.login]}\t{person.department}\t{roles}"
