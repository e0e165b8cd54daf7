"""Every question about people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Executable,
    Integer,
    and_,
    bindparam,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.actor import Actor, Assignment
from app.accounts.models import Department, LoginSession, Role, RoleAssignment, User
from app.config import Settings
from app.errors import NotFound
from app.extensions import db


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session in force, and of its user what every page needs."""

    id: int
    seen_at: datetime
    user_id: int
    name: str
    login: str
    department_id: int | None
    department: str | None
    language: str
    must_change: bool


def open_session(token_hash: str, *, now: datetime, settings: Settings) -> OpenSession | None:
    """The session with this token, if it is neither ended, idle for too long, too old, nor its user barred."""
    limits = {"token_hash": token_hash, "seen": now - settings.idle, "created": now - settings.absolute}
    row = db.session.connection().execute(_open_session(), limits).one_or_none()
    return OpenSession(*row) if row else None


@cache
def _open_session() -> Executable:
    """Asked at every request: the statement is built once."""
    return (
        select(LoginSession.id, LoginSession.seen_at, *_USER_COLUMNS)
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.token_hash == bindparam("token_hash"),
            LoginSession.epoch == User.epoch,
            LoginSession.seen_at > bindparam("seen"),
            LoginSession.created_at > bindparam("created"),
            User.active,
        )
    )


_DEPARTMENT = select(Department.name).where(Department.id == User.department_id, Department.active).scalar_subquery()
_USER_COLUMNS = (User.id, User.name, User.login, User.department_id, _DEPARTMENT, User.language, User.must_change)


def actor(session: OpenSession, *, today: date) -> Actor:
    """The actor behind an open session."""
    return _actor(session, today=today, session_id=session.id)


def actor_of(user_id: int, *, today: date) -> Actor:
    """A user as actor without a session: for jobs, commands, and on behalf of somebody."""
    row = db.session.execute(
        select(literal(0), User.created_at, *_USER_COLUMNS).where(User.id == user_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"user {user_id}")
    return _actor(OpenSession(*row), today=today)


def _actor(user: OpenSession, *, today: date, session_id: int | None = None) -> Actor:
    reach: dict[tuple[str, int | None], set[int]] = {}
    own: set[int] = set()
    capabilities: set[str] = set()
    asked = {"user_id": user.user_id, "today": today}
    for role, department_id, can, reached in db.session.connection().execute(_assignments(), asked):
        if role is None:
            own.add(reached)
            continue
        capabilities.update(can or ())
        reach.setdefault((role, department_id), set()).add(reached)
    held = tuple(
        Assignment(role, department_id, None if department_id is None else frozenset(ids))
        for (role, department_id), ids in reach.items()
    )
    return Actor(
        id=user.user_id,
        name=user.name,
        login=user.login,
        department_id=user.department_id,
        department=user.department or "",
        roles=frozenset(assignment.role for assignment in held),
        assignments=held,
        departments=frozenset(own),
        capabilities=frozenset(capabilities),
        language=user.language,
        must_change=user.must_change,
        session_id=session_id,
    )


@cache
def _assignments() -> Executable:
    """Roles held today, a row for each department reached; and the own departments, as rows without a role."""
    user_id = bindparam("user_id", type_=Integer)
    top, below = aliased(Department), aliased(Department)
    held = (
        select(RoleAssignment.role_key, RoleAssignment.department_id, Role.can, below.id)
        .join(Role, and_(Role.key == RoleAssignment.role_key, Role.active))
        .outerjoin(top, top.id == RoleAssignment.department_id)
        .outerjoin(below, below.path.startswith(top.path))
        .where(RoleAssignment.user_id == user_id, *in_force(bindparam("today", type_=Date)))
    )
    own_top, own = aliased(Department), aliased(Department)
    home = (
        select(null(), User.department_id, null(), own.id)
        .join(own_top, own_top.id == User.department_id)
        .join(own, own.path.startswith(own_top.path))
        .where(User.id == user_id)
    )
    return union_all(held, home)


def in_force(today: date | BindParameter[date]) -> tuple[ColumnElement[bool], ...]:
    """Conditions: the assignment counts on this day."""
    return (
        or_(RoleAssignment.since.is_(None), RoleAssignment.since <= today),
        or_(RoleAssignment.until.is_(None), RoleAssignment.until >= today),
    )


def any_user() -> bool:
    """Whether the product was set up."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def user(user_id: int) -> User:
    """The user with this id."""
    found = db.session.get(User, user_id)
    if found is None:
        raise NotFound(f"user {user_id}")
    return found


def user_by_login(login: str) -> User | None:
    """The user with this log-in name."""
    return db.session.scalar(select(User).where(User.login == login.strip().lower()))


def logins() -> frozenset[str]:
    """All log-in names that are taken."""
    return frozenset(db.session.scalars(select(User.login)))


def names(user_ids: Iterable[int]) -> dict[int, str]:
    """Names by id."""
    ids = set(user_ids)
    found = db.session.execute(select(User.id, User.name).where(User.id.in_(ids))) if ids else ()
    return {row.id: row.name for row in found}


@dataclass(frozen=True)
class UserSearch:
    """Whose name, pinyin or log-in name holds `words`; in and below a department; with a role."""

    words: str = ""
    role: str = ""
    within: int | None = None
    active: bool | None = None


@dataclass(frozen=True)
class UserPage:
    """A page of the list of users."""

    users: Sequence[User]
    total: int


def find_users(search: UserSearch, *, page: int = 1, size: int = 50) -> UserPage:
    """A page of the users that are looked for."""
    query = select(User)
    if search.words.strip():
        words = search.words.strip().lower()
        by_name = (column.contains(words, autoescape=True) for column in (func.lower(User.name), User.login))
        by_pinyin = User.name_key.contains(words.replace(" ", ""), autoescape=True)
        query = query.where(or_(by_pinyin, *by_name))
    if search.role:
        query = query.where(User.assignments.any(RoleAssignment.role_key == search.role))
    if search.within is not None:
        below = select(Department.id).where(Department.path.contains(f"/{search.within}/"))
        query = query.where(User.department_id.in_(below))
    if search.active is not None:
        query = query.where(User.active == search.active)
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(User.active.desc(), User.name_key, User.id).limit(size).offset((page - 1) * size)
    users = db.session.scalars(
        ordered.options(joinedload(User.department), selectinload(User.assignments).joinedload(RoleAssignment.role))
    ).all()
    return UserPage(users, total)


def holders(role: str, *, department_id: int | None = None, today: date) -> list[User]:
    """Active users who hold the role today; with a department: there or above it."""
    query = select(User).join(User.assignments).where(User.active, RoleAssignment.role_key == role, *in_force(today))
    if department_id is not None:
        above = [int(part) for part in department(department_id).path.split("/") if part]
        query = query.where(or_(RoleAssignment.department_id.is_(None), RoleAssignment.department_id.in_(above)))
    return list(db.session.scalars(query.distinct().order_by(User.name_key, User.id)))


def roles(*, active: bool = True) -> list[Role]:
    """The roles, in the order of the role book."""
    query = select(Role).order_by(Role.position, Role.key)
    return list(db.session.scalars(query.where(Role.active) if active else query))


def capable_users(capability: str, *, today: date) -> list[User]:
    """Active users with a role that gives the capability: whom to ask when something is refused."""
    keys = [role.key for role in roles() if capability in role.can]
    query = select(User).join(User.assignments).where(User.active, RoleAssignment.role_key.in_(keys), *in_force(today))
    return list(db.session.scalars(query.distinct().order_by(User.name_key, User.id)))


def department(department_id: int) -> Department:
    """The department with this id."""
    found = db.session.get(Department, department_id)
    if found is None:
        raise NotFound(f"department {department_id}")
    return found


def institution() -> Department | None:
    """The institution: the department above all."""
    return db.session.scalar(select(Department).where(Department.parent_id.is_(None)).order_by(Department.id).limit(1))


def departments(*, active: bool | None = None) -> list[Department]:
    """All departments."""
    query = select(Department).order_by(Department.sort, Department.id)
    return list(db.session.scalars(query if active is None else query.where(Department.active == active)))


def user_counts() -> dict[int, int]:
    """How many active users each department has, those below it not counted."""
    query = select(User.department_id, func.count()).where(User.active, User.department_id.is_not(None))
    return {key: count for key, count in db.session.execute(query.group_by(User.department_id)) if key is not None}


def sessions_of(user_id: int, *, now: datetime, settings: Settings) -> list[LoginSession]:
    """The open sessions of a user, latest first."""
    return list(
        db.session.scalars(
            select(LoginSession)
            .join(User, User.id == LoginSession.user_id)
            .where(
                LoginSession.user_id == user_id,
                LoginSession.epoch == User.epoch,
                LoginSession.seen_at > now - settings.idle,
                LoginSession.created_at > now - settings.absolute,
            )
            .order_by(LoginSession.seen_at.desc())
        )
    )
