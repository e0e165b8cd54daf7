"""Every change to users, their roles and passwords, and to departments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from app import pinyin
from app.accounts import leaving, passwords, queries, sessions
from app.accounts.actor import Actor
from app.accounts.addresses import usable
from app.accounts.models import Department, Role, RoleAssignment, User
from app.accounts.tree import Tree
from app.audit import service as audit
from app.errors import Fault, Invalid, NotFound
from app.extensions import db
from app.web import clock

MANAGE_USERS = "manage_users"
"""The capability that must never be lost by everybody."""
ONE_TIME = timedelta(hours=72)
"""How long a one-time password may be used."""


class Words(Protocol):
    """A label in two languages."""

    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...


class BookedRole(Protocol):
    """A role as the role book has it."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> Words: ...
    @property
    def help(self) -> Words | None: ...
    @property
    def can(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Grant:
    """A role to be held: in a department and below, or everywhere; from and until days, both included."""

    role: str
    department_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Person:
    """What is written of a user."""

    name: str
    login: str
    department_id: int | None = None
    grants: tuple[Grant, ...] = ()
    language: str = ""
    email: str = ""


def set_roles(roles: Iterable[BookedRole], *, actor: Actor | None = None) -> None:
    """Make the roles those of the book; one that left the book gives nothing any more but keeps its holders."""
    known = {role.key: role for role in queries.roles(active=False)}
    for role in known.values():
        role.active = False
    for position, booked in enumerate(roles):
        role = known.get(booked.key) or Role(key=booked.key)
        role.label_zh, role.label_en = booked.label.zh, booked.label.en
        role.help_zh, role.help_en = (booked.help.zh, booked.help.en) if booked.help else ("", "")
        role.can, role.position, role.active = list(booked.can), position, True
        db.session.add(role)
    if db.session.new or db.session.dirty:
        audit.record("roles.loaded", actor=actor)


def create_user(person: Person, *, password_hash: str, actor: Actor | None, now: datetime) -> User:
    """A new user, with a one-time password."""
    login = _checked(person, taken=queries.logins())
    user = User(login=login, created_at=now, password_hash=password_hash, must_change=True)
    user.password_until = now + ONE_TIME
    _write(user, person)
    db.session.add(user)
    db.session.flush()
    _note("user.created", user, actor, roles=[grant.role for grant in person.grants])
    return user


def change_user(user: User, person: Person, *, actor: Actor, today: date) -> None:
    """Change what is written of a user. Nobody changes the roles of their own; the last manager stays one."""
    user.login = _checked(person, taken=queries.logins() - {user.login})
    before = _grants(user)
    if actor.id == user.id and before != set(person.grants):
        raise Invalid.because("user.own_role")
    _write(user, person)
    db.session.flush()
    _keep_a_manager(user, today)
    _note("user.changed", user, actor, roles=sorted({grant.role for grant in person.grants}))


def deactivate(user: User, *, actor: Actor, today: date) -> None:
    """Nobody can work under this name any more; what was done under it stays."""
    user.active = False
    sessions.end_all(user)
    db.session.flush()
    _keep_a_manager(user, today)
    leaving.left(user, actor=actor)
    _note("user.deactivated", user, actor)


def reactivate(user: User, *, actor: Actor) -> None:
    """The user may work again."""
    user.active = True
    _note("user.reactivated", user, actor)


def unlock(user: User, *, actor: Actor) -> None:
    """End the lock that wrong passwords brought."""
    user.failures, user.locked_until = 0, None
    _note("user.unlocked", user, actor)


def reset_password(user: User, *, password_hash: str, actor: Actor | None, now: datetime) -> None:
    """Give a one-time password; all sessions of the user end."""
    user.password_hash, user.must_change, user.password_until = password_hash, True, now + ONE_TIME
    user.failures, user.locked_until = 0, None
    sessions.end_all(user)
    _note("password.reset", user, actor)


def check_new_password(user: User, password: str) -> None:
    """Raise `Invalid` when the user may not take this password."""
    institution = queries.institution()
    near = (user.login, user.name, *([institution.name, institution.name_en] if institution else []))
    faults = passwords.faults(password, near=(*near, *pinyin.name_key(user.name).split()), place="new")
    if faults:
        raise Invalid(faults)


def change_password(user: User, *, password_hash: str, actor: Actor) -> None:
    """The user's own new password; all sessions end, the view begins a fresh one."""
    user.password_hash, user.must_change, user.password_until = password_hash, False, None
    sessions.end_all(user)
    _note("password.changed", user, actor)


def set_language(user: User, language: str) -> None:
    """The language of this user's screens."""
    user.language = language if language in {"zh", "en"} else ""


def add_department(name: str, *, parent: Department, actor: Actor | None, name_en: str = "") -> Department:
    """A new department below another."""
    department = Department(parent_id=parent.id, name_en=name_en.strip(), sort=_next_sort(parent.id))
    department.name = _free_name(name, parent.id)
    db.session.add(department)
    db.session.flush()
    department.path = f"{parent.path}{department.id}/"
    audit.record("department.created", actor=actor, about=f"department:{department.id}")
    return department


def rename_department(department: Department, *, name: str, name_en: str, actor: Actor) -> None:
    """Other words for the same department."""
    department.name = _free_name(name, department.parent_id, besides=department.id)
    department.name_en = name_en.strip()
    audit.record("department.renamed", actor=actor, about=f"department:{department.id}")


def move_department(department: Department, *, parent: Department, actor: Actor) -> None:
    """Put a department, with all below it, under another."""
    if department.parent_id is None:
        raise Invalid.because("department.institution", place="parent")
    if parent.path.startswith(department.path):
        raise Invalid.because("department.circle", place="parent")
    if department.parent_id == parent.id:
        return
    _free_name(department.name, parent.id, besides=department.id)
    old, new = department.path, f"{parent.path}{department.id}/"
    for below in queries.departments():
        if below.path.startswith(old):
            below.path = new + below.path[len(old) :]
    department.parent_id, department.sort = parent.id, _next_sort(parent.id)
    facts = {"to": parent.id}
    audit.record("department.moved", actor=actor, about=f"department:{department.id}", facts=facts)


def close_department(department: Department, *, actor: Actor) -> None:
    """Not offered any more; only when nobody active is left in it or below."""
    if department.parent_id is None:
        raise Invalid.because("department.institution")
    counts = queries.user_counts()
    below = [other.id for other in queries.departments() if other.path.startswith(department.path)]
    left = sum(counts.get(department_id, 0) for department_id in below)
    if left:
        raise Invalid.because("department.in_use", name=department.called, count=left)
    department.active = False
    audit.record("department.closed", actor=actor, about=f"department:{department.id}")


def reopen_department(department: Department, *, actor: Actor) -> None:
    """Offered again."""
    department.active = True
    audit.record("department.reopened", actor=actor, about=f"department:{department.id}")


def found_institution(name: str, *, name_en: str = "") -> Department:
    """The department above all: the institution itself."""
    institution = Department(name=_named(name), name_en=name_en.strip())
    db.session.add(institution)
    db.session.flush()
    institution.path = f"/{institution.id}/"
    return institution


def _checked(person: Person, *, taken: frozenset[str]) -> str:
    login = person.login.strip().lower()
    faults: list[Fault] = []
    if not person.name.strip():
        faults.append(Fault("user.name", place="name"))
    if not pinyin.LOGIN.fullmatch(login):
        faults.append(Fault("user.login_form", place="login"))
    elif login in taken:
        faults.append(Fault("user.login_taken", place="login", facts={"login": login}))
    faults += [
        Fault("assignment.order", place="grants", facts={"since": grant.since})
        for grant in person.grants
        if grant.since and grant.until and grant.until < grant.since
    ]
    try:
        usable(person.email, clock.settings())
    except Invalid as error:
        faults += error.faults
    if faults:
        raise Invalid(faults)
    return login


def _write(user: User, person: Person) -> None:
    user.name, user.name_key = person.name.strip(), pinyin.name_key(person.name)
    if person.department_id is not None:
        queries.department(person.department_id)
    user.department_id, user.email = person.department_id, usable(person.email, clock.settings())
    known = {role.key for role in queries.roles(active=False)}
    unknown = next((grant.role for grant in person.grants if grant.role not in known), None)
    if unknown is not None:
        raise NotFound(f"role {unknown}")
    user.assignments = [
        RoleAssignment(role_key=grant.role, department_id=grant.department_id, since=grant.since, until=grant.until)
        for grant in dict.fromkeys(person.grants)
    ]


def _grants(user: User) -> set[Grant]:
    return {Grant(held.role_key, held.department_id, held.since, held.until) for held in user.assignments}


def _keep_a_manager(user: User, today: date) -> None:
    if not queries.capable_users(MANAGE_USERS, today=today):
        raise Invalid.because("user.last_admin", name=user.name)


def _note(deed: str, user: User, actor: Actor | None, **facts: object) -> None:
    audit.record(deed, actor=actor, about=f"user:{user.id}", facts=facts)


def _named(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid.because("department.name", place="name")
    if "/" in name or "／" in name:
        raise Invalid.because("department.slash", place="name")
    return name


def _free_name(name: str, parent_id: int | None, *, besides: int | None = None) -> str:
    name = _named(name)
    sisters = [other for other in queries.departments() if other.parent_id == parent_id and other.id != besides]
    if any(sister.name == name for sister in sisters):
        raise Invalid.because("department.name_taken", place="name", name=name)
    return name


def _next_sort(parent_id: int) -> int:
    return 1 + max((other.sort for other in queries.departments() if other.parent_id == parent_id), default=0)


def tree() -> Tree:
    """The departments as they stand."""
    return Tree(queries.departments())
