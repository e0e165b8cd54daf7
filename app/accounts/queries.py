"""Every question about people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    join,
    literal_column,
    null,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload, selectinload

from app.accounts.actor import Actor, Assignment
from app.accounts.models import Department, LoginSession, Role, RoleAssignment, User, called
from app.config import Settings
from app.errors import NotFound
from app.extensions import db
from app.web.question import Question

_ROLES = select(Role).order_by(Role.position, Role.key)
_ACTIVE_ROLES = _ROLES.where(Role.active)
_ROLE_LABELS = Question(select(Role.key, Role.label_zh, Role.label_en).order_by(Role.position, Role.key))


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session in force, and who acts in it."""

    id: int
    seen_at: datetime
    actor: Actor


def open_session(token_hash: str, *, now: datetime, today: date, settings: Settings) -> OpenSession | None:
    """The session with this token, if it is neither ended, idle for too long, too old, nor its user barred."""
    limits = {"token_hash": token_hash, "seen": now - settings.idle, "created": now - settings.absolute}
    rows = [_Acting(*row) for row in _open_session().rows(db.session(), **limits, today=today)]
    return OpenSession(rows[0].session_id, rows[0].seen_at, _actor(rows)) if rows else None


def actor_of(user_id: int, *, today: date) -> Actor:
    """A user as actor without a session: for jobs, commands, and on behalf of somebody."""
    found = _acting(User, null(), null()).where(User.id == user_id)
    rows = [_Acting(*row) for row in db.session.execute(found, {"today": today})]
    if not rows:
        raise NotFound(f"user {user_id}")
    return _actor(rows)


class _Acting(NamedTuple):
    """What every page needs of a user, a row for each role held today; one row without a role for who holds none."""

    id: int
    name: str
    login: str
    department_id: int | None
    department: str | None
    own: str | None
    """The department and those below it: ids with commas; `reach` likewise."""
    language: str
    must_change: bool
    role: str | None
    can: Sequence[str] | None
    held_in: int | None
    reach: str | None
    session_id: int
    seen_at: datetime


@cache
def _open_session() -> Question:
    """Asked at every request."""
    source = join(LoginSession, User, User.id == LoginSession.user_id)
    return Question(
        _acting(source, LoginSession.id, LoginSession.seen_at).where(
            LoginSession.token_hash == bindparam("token_hash"),
            LoginSession.epoch == User.epoch,
            LoginSession.seen_at > bindparam("seen"),
            LoginSession.created_at > bindparam("created"),
            User.active,
        )
    )


def _acting(source: Any, *session: Any) -> Select[Any]:
    """The columns of `_Acting`; the last two come from the session."""
    home = select(Department.name).where(Department.id == User.department_id, Department.active)
    in_force_today = in_force(bindparam("today", type_=Date))
    return (
        select(
            *(User.id, User.name, User.login, User.department_id, home.scalar_subquery()),
            _in_and_below(User.department_id),
            *(User.language, User.must_change, Role.key, Role.can, RoleAssignment.department_id),
            _in_and_below(RoleAssignment.department_id),
            *session,
        )
        .select_from(source)
        .outerjoin(RoleAssignment, and_(RoleAssignment.user_id == User.id, *in_force_today))
        .outerjoin(Role, and_(Role.key == RoleAssignment.role_key, Role.active))
    )


_COMMA: Any = literal_column("','")


def _in_and_below(department_id: InstrumentedAttribute[int | None]) -> ScalarSelect[str]:
    """The ids of a department and all below it, with commas."""
    top, each = aliased(Department), aliased(Department)
    ids = select(func.aggregate_strings(cast(each.id, String), _COMMA)).select_from(top)
    return ids.join(each, each.path.startswith(top.path)).where(top.id == department_id).scalar_subquery()


def _actor(rows: Sequence[_Acting]) -> Actor:
    user, held = rows[0], [row for row in rows if row.role is not None]
    return Actor(
        id=user.id,
        name=user.name,
        login=user.login,
        department_id=user.department_id,
        department=user.department or "",
        roles=frozenset(str(row.role) for row in held),
        assignments=tuple(
            Assignment(str(row.role), row.held_in, None if row.held_in is None else _ids(row.reach)) for row in held
        ),
        departments=_ids(user.own),
        capabilities=frozenset(capability for row in held for capability in row.can or ()),
        language=user.language,
        must_change=user.must_change,
        session_id=user.session_id,
    )


def _ids(text: str | None) -> frozenset[int]:
    return frozenset(map(int, text.split(","))) if text else frozenset()


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


def active_ids() -> list[int]:
    """The ids of all active users."""
    return list(db.session.scalars(select(User.id).where(User.active).order_by(User.id)))


def held_roles(*, today: date) -> frozenset[str]:
    """The keys of the roles that some active user holds today."""
    query = select(RoleAssignment.role_key).join(RoleAssignment.user).where(User.active, *in_force(today))
    return frozenset(db.session.scalars(query.distinct()))


def divided_roles(*, today: date) -> frozenset[str]:
    """The keys of the roles that are held for several departments, each by its own people."""
    query = select(RoleAssignment.role_key).join(RoleAssignment.user).where(User.active, *in_force(today))
    held = query.group_by(RoleAssignment.role_key)
    return frozenset(db.session.scalars(held.having(func.count(RoleAssignment.department_id.distinct()) > 1)))


def roles(*, active: bool = True) -> list[Role]:
    """The roles, in the order of the role book."""
    return list(db.session.scalars(_ACTIVE_ROLES if active else _ROLES))


def role_labels(language: str) -> dict[str, str]:
    """What all roles are called, those too that are not in the book any more."""
    return {key: called(label_zh, label_en, language) for key, label_zh, label_en in _ROLE_LABELS.rows(db.session())}


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
