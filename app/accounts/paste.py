"""Users pasted from a spreadsheet: 姓名, 登录名, 部门, 角色, 邮箱, a person a line; looked over first, then created."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app import pinyin
from app.accounts import queries, service
from app.accounts.actor import Actor
from app.accounts.addresses import usable
from app.accounts.models import Department, User
from app.accounts.service import Grant, Person
from app.accounts.tree import SEPARATOR, Tree
from app.errors import Fault, Invalid
from app.web import clock

MOST = 500
COLUMNS = ("name", "login", "department", "roles", "email")
HEADINGS = {"姓名", "name"}
EVERYWHERE = re.compile(r"[(（]\s*(?:全单位|全校|全院|everywhere)\s*[)）]$")
"""Behind a role: it is held in the whole institution, not in the person's department."""


@dataclass
class Row:
    """A pasted line and what became of it."""

    number: int
    name: str = ""
    login: str = ""
    department: str = ""
    roles: str = ""
    email: str = ""
    made_login: bool = False
    new_department: bool = False
    grants: list[tuple[str, bool]] = field(default_factory=list)
    """Role keys, and whether they are held everywhere."""
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What is there already."""

    logins: frozenset[str]
    departments: Mapping[str, Department]
    """By their paths in both languages."""
    closed: frozenset[str]
    roles: Mapping[str, str]
    """Role keys by key and by label in both languages."""

    @classmethod
    def now(cls) -> "Known":
        """As it stands."""
        tree = Tree(queries.departments())
        english = Tree(queries.departments(), "en")
        roles: dict[str, str] = {}
        for role in queries.roles():
            roles |= {word: role.key for word in (role.key, role.label_zh, role.label_en) if word}
        closed = frozenset(branch.path for branch in (*tree, *english) if not branch.in_force)
        return cls(queries.logins(), english.by_path() | tree.by_path(), closed, roles)


def look_over(text: str, *, known: Known, make_departments: bool) -> list[Row]:
    """The lines as rows, each with its faults; nothing is written."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if lines and _cells(lines[0])[0].lower() in HEADINGS:
        lines = lines[1:]
    if not lines:
        raise Invalid.because("user.nothing", place="text")
    if len(lines) > MOST:
        raise Invalid.because("user.rows", place="text", most=MOST)
    rows, taken = [], set(known.logins)
    for number, line in enumerate(lines, start=1):
        row = _read(number, line)
        _check_person(row, known=known, taken=taken)
        _check_department(row, known=known, make_departments=make_departments)
        _check_roles(row, known=known)
        _check_email(row)
        taken.add(row.login)
        rows.append(row)
    return rows


def create(rows: list[Row], *, password_hashes: list[str], actor: Actor, now: datetime) -> list[User]:
    """Make the departments that are missing, then the users."""
    faults = [fault for row in rows for fault in row.faults]
    if faults:
        raise Invalid(faults)
    users = []
    for row, password_hash in zip(rows, password_hashes, strict=True):
        department = _department(row.department, actor=actor)
        home = department.id if department and department.parent_id is not None else None
        person = Person(
            name=row.name,
            login=row.login,
            department_id=department.id if department else None,
            grants=tuple(Grant(role, None if everywhere else home) for role, everywhere in row.grants),
            email=row.email,
        )
        users.append(service.create_user(person, password_hash=password_hash, actor=actor, now=now))
    return users


def _cells(line: str) -> list[str]:
    return [" ".join(unicodedata.normalize("NFKC", cell).split()) for cell in line.split("\t")]


def _read(number: int, line: str) -> Row:
    cells = _cells(line)
    name, login, department, roles, email = (cells + [""] * len(COLUMNS))[: len(COLUMNS)]
    row = Row(number, name=name, login=login, department=department, roles=roles, email=email)
    row.login = row.login.lower()
    row.department = SEPARATOR.join(part.strip() for part in re.split(r"[/>\\]", row.department) if part.strip())
    if any(cells[len(COLUMNS) :]):
        row.faults.append(Fault("user.columns", place="name"))
    return row


def _check_person(row: Row, *, known: Known, taken: set[str]) -> None:
    if not row.name:
        row.faults.append(Fault("user.name", place="name"))
        return
    if not row.login:
        row.login, row.made_login = pinyin.propose_login(row.name, taken), True
        if not row.login:
            row.faults.append(Fault("user.login_none", place="login", facts={"name": row.name}))
    elif not pinyin.LOGIN.fullmatch(row.login):
        row.faults.append(Fault("user.login_form", place="login"))
    elif row.login in taken:
        code = "user.login_taken" if row.login in known.logins else "user.login_twice"
        row.faults.append(Fault(code, place="login", facts={"login": row.login}))


def _check_department(row: Row, *, known: Known, make_departments: bool) -> None:
    if not row.department:
        return
    if row.department in known.closed:
        row.faults.append(Fault("user.department_closed", place="department", facts={"department": row.department}))
    elif row.department not in known.departments:
        row.new_department = True
        if not make_departments:
            facts = {"department": row.department}
            row.faults.append(Fault("user.department_unknown", place="department", facts=facts))


def _check_roles(row: Row, *, known: Known) -> None:
    for written in re.split(r"[、,;]", row.roles):
        word = EVERYWHERE.sub("", written.strip()).strip()
        if not word:
            continue
        if word not in known.roles:
            row.faults.append(Fault("user.role_unknown", place="roles", facts={"role": word}))
        else:
            row.grants.append((known.roles[word], EVERYWHERE.search(written.strip()) is not None))


def _check_email(row: Row) -> None:
    try:
        row.email = usable(row.email, clock.settings())
    except Invalid as error:
        row.faults += error.faults


def _department(path: str, *, actor: Actor) -> Department | None:
    """The department at this path; what is missing on the way is made."""
    if not path:
        return None
    known = Known.now().departments
    if path in known:
        return known[path]
    above, _, name = path.rpartition(SEPARATOR)
    parent = _department(above, actor=actor) if above else queries.institution()
    return service.add_department(name, parent=parent, actor=actor) if parent else None
