"""Furnishing the demo office: people, a year of records through the public door, their papers and reports."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from app.accounts import passwords, service
from app.accounts import queries as accounts
from app.accounts.models import Department
from app.config import Settings
from app.definitions.compiled import CompiledType
from app.definitions.template_kinds import kind_of
from app.definitions.types import Types
from app.demo import walk, year
from app.demo.people import DEPARTMENTS, INSTITUTION, INSTITUTION_EN, PEOPLE, Person
from app.documents import access, files
from app.documents import queries as document_queries
from app.documents import service as documents
from app.errors import Invalid
from app.extensions import db
from app.records import queries
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.records.models import Record
from app.reports import narratives
from app.reports import service as reports
from app.web import database
from app.workflow import past

FACTS = Path(__file__).parent / "facts"
MARK = "this-is-a-demo"
"""In the instance, from the first moment: nothing in it is real."""
CLERK = "zhengyan"
"""Sees every record and writes the reports."""
FILES = {"association_2024.jsonl": CLERK, "college_2019.jsonl": "suwen"}
"""Facts of published papers, and who entered them: the department of a summary is that of its writer."""
FILINGS = "filings"
"""In the instance: the issued papers under their own names, for a look without logging in."""

ACCOUNTS = "demo-accounts.json"
"""In the instance: log-in names and passwords of the demo, so that every start can print them."""


def make_room(instance: Path) -> bool:
    """Ready the folder for a demo: what was left half furnished is thrown away. False if it holds something else."""
    mark = instance / MARK
    if not mark.exists() and instance.exists() and any(instance.iterdir()):
        return False
    if mark.exists() and not (instance / ACCOUNTS).exists():
        shutil.rmtree(instance)
    instance.mkdir(parents=True, exist_ok=True, mode=0o700)
    mark.touch()
    return True


def furnish(app: Flask) -> Iterator[str]:
    """Make what is missing and say what there is; lines for the terminal."""
    settings: Settings = app.config["SETTINGS"]
    kept = settings.instance / ACCOUNTS
    with app.app_context():
        if not kept.exists():
            yield "正在布置示例单位 / furnishing the demo office …"
            given = _people(settings)
            _facts(settings)
            _reports(settings)
            _filings(settings)
            _keep(kept, given)
    yield from _told(kept)


def _people(settings: Settings) -> dict[str, str]:
    """Departments and people; gives the passwords by log-in."""
    now = datetime.now(UTC).astimezone(settings.zone)
    given = {person.login: passwords.one_time() for person in PEOPLE}
    hashes = {login: passwords.hashed(password) for login, password in given.items()}
    database.begin_write()
    institution = service.found_institution(INSTITUTION, name_en=INSTITUTION_EN)
    departments = {
        name: service.add_department(name, parent=institution, actor=None, name_en=english)
        for name, english in DEPARTMENTS.items()
    }
    for person in PEOPLE:
        written = _written(person, departments)
        user = service.create_user(written, password_hash=hashes[person.login], actor=None, now=now)
        user.must_change, user.password_until = False, None
    db.session.commit()
    return given


def _facts(settings: Settings) -> None:
    """The year of the office, day by day; then the facts of two published papers, by the door of `records import`."""
    today = datetime.now(settings.zone).date()
    for line in year.lines(today):
        database.begin_write()
        walk.live(line, settings.zone)
        db.session.commit()
    for name, login in FILES.items():
        database.begin_write()
        desk = _desk(settings, login)
        office = past.Office(desk.session, desk.types, settings.zone, desk.actor, today)
        brought = past.bring_in(_lines_of(FACTS / name), office)
        if brought.faults:
            raise Invalid(brought.faults)
        db.session.commit()


def _reports(settings: Settings) -> None:
    """Count the figures of each report, take the drafts of what nobody wrote, and issue its papers."""
    database.begin_write()
    desk = _desk(settings)
    for compiled in desk.types.all().values():
        if reports.figures_of(compiled):
            for line in queries.each(desk.session, desk.viewer, compiled):
                _report(compiled, queries.get(desk.session, line.id, viewer=desk.viewer), desk)
    db.session.commit()


def _report(compiled: CompiledType, report: Record, desk: Desk) -> None:
    reports.compute(report, desk=desk)
    empty = [field for field in reports.narratives_of(compiled) if not report.data.get(field.key)]
    drafts = {field.key: narratives.drafted(field, report, desk=desk).text for field in empty}
    reports.write(report, {key: text for key, text in drafts.items() if text}, desk=desk)
    for paper in compiled.definition.documents:
        if access.fits_state(paper, report.state):
            documents.issue(report, compiled, paper.key, desk=desk)


def _desk(settings: Settings, login: str = CLERK) -> Desk:
    now, types = datetime.now(settings.zone), Types()
    user = accounts.user_by_login(login)
    assert user is not None
    actor = accounts.actor_of(user.id, today=now.date())
    viewer = Viewer.of(actor, types.all().values(), today=now.date())
    return Desk(db.session(), actor, now, types, DatabaseLookups(db.session(), viewer, types.lists, types))


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


def _filings(settings: Settings) -> None:
    folder = settings.instance / FILINGS
    folder.mkdir(exist_ok=True)
    for paper in document_queries.all_papers(db.session()):
        ending = kind_of(paper.filename).name
        data = files.read(settings.instance / "documents", paper.folder, paper.content, ending=ending)
        (folder / paper.filename).write_bytes(data)


def _told(kept: Path) -> Iterator[str]:
    yield "文书 / filings:"
    yield from (f"  {path}" for path in sorted((kept.parent / FILINGS).iterdir()))
    given = json.loads(kept.read_text(encoding="utf-8"))
    yield "示例账号 / demo accounts（姓名 log-in password 部门 角色）:"
    for person in PEOPLE:
        roles = "、".join((*person.roles, *person.everywhere))
        yield f"  {person.name}\t{person.login}\t{given[person.login]}\t{person.department}\t{roles}"
