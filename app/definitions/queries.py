"""Every question to the tables of definitions."""

from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import select

from app.definitions.models import USERS_OF_VERSIONS, ListHead, ListVersion, TypeHead, TypeVersion
from app.errors import NotFound
from app.extensions import db
from app.web.question import Question

Mark: TypeAlias = tuple[str, str, int, str]
"""Type or list, key, version id and content hash: small, for what is kept by hash."""
TYPE, LIST = "type", "list"


def _newest(what: str, versions: Any, heads: Any) -> "sa.Select[Any]":
    chosen = select(sa.literal(what), versions.c.key, versions.c.id, versions.c.sha256)
    return chosen.join(heads, heads.c.current_id == versions.c.id)


_MARKS = Question(
    sa.union_all(
        _newest(TYPE, TypeVersion.__table__, TypeHead.__table__).where(TypeHead.__table__.c.retired.is_(False)),
        _newest(LIST, ListVersion.__table__, ListHead.__table__),
    )
)
"""Asked at every request."""


def _points_here(table: str, column: str) -> sa.ColumnElement[bool]:
    user = sa.table(table, sa.column(column))
    return sa.exists().where(user.c[column] == TypeVersion.id)


def _is_typed_into() -> sa.ColumnElement[bool]:
    """Somebody has begun a new form: what is typed there belongs to the version in force."""
    draft = sa.table("draft", sa.column("type_key"), sa.column("record_id"))
    begun = sa.exists().where(draft.c.type_key == TypeVersion.key, draft.c.record_id.is_(None))
    return sa.and_(sa.exists().where(TypeHead.current_id == TypeVersion.id), begun)


_IS_USED = sa.or_(*(_points_here(table, column) for table, column in USERS_OF_VERSIONS), _is_typed_into())


def head(key: str) -> TypeHead | None:
    """The type with this key."""
    return db.session.get(TypeHead, key)


def version(version_id: int) -> TypeVersion:
    """The version with this id; raises `NotFound`."""
    found = db.session.get(TypeVersion, version_id)
    if found is None:
        raise NotFound(str(version_id))
    return found


def current(key: str) -> TypeVersion | None:
    """The version under which new records of a type are filled."""
    return db.session.scalar(_current_versions().where(TypeHead.key == key))


def current_versions(*, retired: bool = False) -> list[TypeVersion]:
    """The newest published version of every type, by key; of retired types only if asked."""
    chosen = _current_versions().order_by(TypeVersion.key)
    return list(db.session.scalars(chosen if retired else chosen.where(TypeHead.retired.is_(False))))


def current_marks(*, retired: bool = False) -> dict[str, tuple[int, str]]:
    """The ids and content hashes of the same versions by type: small, for what is kept by hash."""
    chosen = select(TypeVersion.key, TypeVersion.id, TypeVersion.sha256)
    chosen = chosen.join(TypeHead, TypeHead.current_id == TypeVersion.id).order_by(TypeVersion.key)
    rows = db.session.execute(chosen if retired else chosen.where(TypeHead.retired.is_(False))).all()
    return {key: (version_id, sha256) for key, version_id, sha256 in rows}


def current_ids() -> dict[str, int]:
    """The ids of the newest published versions by type."""
    chosen = select(TypeVersion.key, TypeVersion.id).join(TypeHead, TypeHead.current_id == TypeVersion.id)
    return dict(db.session.execute(chosen).all())


def marks() -> tuple[Mark, ...]:
    """What is in force now: the newest versions of the types in use and of the choice lists."""
    return tuple(_MARKS.rows(db.session()))


def versions(key: str) -> list[TypeVersion]:
    """The published versions of a type, newest first."""
    chosen = select(TypeVersion).where(TypeVersion.key == key, TypeVersion.number.is_not(None))
    return list(db.session.scalars(chosen.order_by(TypeVersion.number.desc())))


def draft(key: str) -> TypeVersion | None:
    """The draft of a type."""
    return db.session.scalar(select(TypeVersion).where(TypeVersion.key == key, TypeVersion.number.is_(None)))


def drafts() -> list[TypeVersion]:
    """Every draft, of types in force and of new ones."""
    found = select(TypeVersion).where(TypeVersion.number.is_(None)).order_by(TypeVersion.key)
    return list(db.session.scalars(found))


def last_number(key: str) -> int:
    """The number of the newest version of a type; 0 if it has none."""
    return db.session.scalar(select(sa.func.max(TypeVersion.number)).where(TypeVersion.key == key)) or 0


def is_used(version_id: int) -> bool:
    """Was anything filled, typed, issued or counted under this version?"""
    return bool(db.session.scalar(select(sa.exists().where(TypeVersion.id == version_id, _IS_USED))))


def used_marks(key: str) -> list[tuple[int, str]]:
    """The ids and content hashes of the versions under which something was filled, typed, issued or counted."""
    chosen = select(TypeVersion.id, TypeVersion.sha256).where(TypeVersion.key == key, _IS_USED)
    return [(version_id, sha256) for version_id, sha256 in db.session.execute(chosen.order_by(TypeVersion.id)).all()]


def has_records(key: str) -> bool:
    """Is anything filled in of a type?"""
    record = sa.table("record", sa.column("type_key"))
    return bool(db.session.scalar(select(sa.exists().where(record.c.type_key == key))))


def records_by_version(key: str) -> list[tuple[int, int]]:
    """How many records stand under which version number of a type, oldest first."""
    record = sa.table("record", sa.column("version_id"))
    counted = select(TypeVersion.number, sa.func.count()).join(record, record.c.version_id == TypeVersion.id)
    grouped = counted.where(TypeVersion.key == key).group_by(TypeVersion.number).order_by(TypeVersion.number)
    return [(number, count) for number, count in db.session.execute(grouped).all() if number is not None]


def held_parts(key: str) -> dict[str, frozenset[str]]:
    """What rows hold of a type by key: papers that were made, states that records stand in, views that
    people narrowed for themselves; and all registers that have begun."""
    record = _table("record", "id", "type_key", "state")
    saved = _table("saved_view", "type_key", "base")
    document, register = _table("document", "record_id", "key"), _table("register", "series", "last")
    of_type = record.c.type_key == key
    asked = {
        "document": select(document.c.key).join(record, record.c.id == document.c.record_id).where(of_type),
        "state": select(record.c.state).where(of_type),
        "view": select(saved.c.base).where(saved.c.type_key == key),
        "series": select(register.c.series).where(register.c.last > 0),
    }
    return {kind: frozenset(db.session.scalars(chosen.distinct())) for kind, chosen in asked.items()}


def records_by_state(key: str) -> dict[str, int]:
    """How many records of a type stand in which state, under any version."""
    line = sa.table("record_ix", sa.column("type_key"), sa.column("state"))
    counted = select(line.c.state, sa.func.count()).where(line.c.type_key == key).group_by(line.c.state)
    return {state: count for state, count in db.session.execute(counted).all() if state}


def list_version(key: str) -> ListVersion | None:
    """The newest version of a choice list."""
    return db.session.scalar(_current_lists().where(ListHead.key == key))


def list_versions() -> list[ListVersion]:
    """The newest version of every choice list, by key."""
    return list(db.session.scalars(_current_lists().order_by(ListVersion.key)))


def list_labels() -> list[tuple[str, Any]]:
    """The keys of the choice lists, and what they are called as it is kept."""
    chosen = select(ListVersion.key, ListVersion.content["label"])
    chosen = chosen.join(ListHead, ListHead.current_id == ListVersion.id).order_by(ListVersion.key)
    return [(key, label) for key, label in db.session.execute(chosen).all()]


def list_content(version_id: int) -> ListVersion:
    """The version of a choice list with this id; raises `NotFound`."""
    found = db.session.get(ListVersion, version_id)
    if found is None:
        raise NotFound(str(version_id))
    return found


def list_history(key: str) -> list[ListVersion]:
    """Every version of a choice list, newest first."""
    chosen = select(ListVersion).where(ListVersion.key == key).order_by(ListVersion.number.desc())
    return list(db.session.scalars(chosen))


def list_number(key: str) -> int:
    """The number of the newest version of a choice list; 0 if it has none."""
    return db.session.scalar(select(sa.func.max(ListVersion.number)).where(ListVersion.key == key)) or 0


def _table(name: str, *columns: str) -> sa.TableClause:
    """A table of those who stand above us: we know its name only."""
    return sa.table(name, *(sa.column(each) for each in columns))


def _current_versions() -> sa.Select[TypeVersion]:
    return select(TypeVersion).join(TypeHead, TypeHead.current_id == TypeVersion.id)


def _current_lists() -> sa.Select[ListVersion]:
    return select(ListVersion).join(ListHead, ListHead.current_id == ListVersion.id)
