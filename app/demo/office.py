"""Furnishing the demo office: people, a year of records through the public door, their papers and reports."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from app.accounts import passwords, service
from app.accounts.models import Department
from app.config import Settings
from app.demo.people import DEPARTMENTS, INSTITUTION, PEOPLE, Person
from app.extensions import db
from app.web import database

ACCOUNTS = "demo-accounts.json"
"""In the instance: log-in names and passwords of the demo, so that every start can print them."""


def furnish(app: Flask) -> Iterator[str]:
    """Make what is missing and say what there is; lines for the terminal."""
    settings: Settings = app.config["SETTINGS"]
    kept = settings.instance / ACCOUNTS
    with app.app_context():
        if not kept.exists():
            yield "正在布置示例单位 / furnishing the demo office …"
            _people(settings, kept)
    yield from _told(kept)


def _people(settings: Settings, kept: Path) -> None:
    now = datetime.now(UTC).astimezone(settings.zone)
    given = {person.login: passwords.one_time() for person in PEOPLE}
    hashes = {login: passwords.hashed(password) for login, password in given.items()}
    database.begin_write()
    institution = service.found_institution(INSTITUTION)
    departments = {name: service.add_department(name, parent=institution, actor=None) for name in DEPARTMENTS}
    for person in PEOPLE:
        user = service.create_user(
            _written(person, departments), password_hash=hashes[person.login], actor=None, now=now
        )
        user.must_change, user.password_until = False, None
    db.session.commit()
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
