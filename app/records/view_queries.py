"""What is kept of lists for a person: saved views, their own and shared ones, and which columns they chose."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.errors import NotFound
from app.records.models import ChosenColumns, SavedView, table
from app.web.question import Question

_VIEW, _CHOSEN, _USER = table(SavedView), table(ChosenColumns), table(User)
_SEEN = sa.and_(_VIEW.c.type_key == sa.bindparam("of"), sa.or_(_VIEW.c.user_id == sa.bindparam("user"), _VIEW.c.shared))
_VIEWS = Question(
    sa.select(*(_VIEW.c[name] for name in ("id", "name", "user_id", "base", "asked", "columns", "shared")))
    .add_columns(_VIEW.c.lock_version, _USER.c.name)
    .join_from(_VIEW, _USER, _USER.c.id == _VIEW.c.user_id)
    .where(_SEEN)
    .order_by(_VIEW.c.user_id != sa.bindparam("user"), _VIEW.c.id)
)
_MINE = (_CHOSEN.c.user_id == sa.bindparam("user"), _CHOSEN.c.type_key == sa.bindparam("of"))
_COLUMNS = Question(sa.select(_CHOSEN.c.view, _CHOSEN.c.columns).where(*_MINE))


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved view; `by` is whose it is."""

    id: int
    name: str
    user_id: int
    base: str
    asked: Mapping[str, Any]
    columns: tuple[str, ...]
    shared: bool
    lock: int
    by: str


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept of one list for one person; `columns` by the view that they were chosen for."""

    views: tuple[Saved, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def view(self, key: str) -> Saved | None:
        """The saved view with this number, if this person may use it."""
        return next((each for each in self.views if str(each.id) == key), None)


def kept(session: Session, type_key: str, *, user_id: int) -> Kept:
    """Own views in the order in which they were made, then those of others that are shared; and chosen columns."""
    views = tuple(_saved(*row) for row in _VIEWS.rows(session, of=type_key, user=user_id))
    return Kept(views, {view: tuple(columns) for view, columns in _COLUMNS.rows(session, of=type_key, user=user_id)})


def get(session: Session, view_id: int, *, type_key: str, user_id: int) -> SavedView:
    """The row of a view that this person may use."""
    query = sa.select(SavedView).where(SavedView.id == view_id, SavedView.type_key == type_key)
    found = session.scalars(query.where(sa.or_(SavedView.user_id == user_id, SavedView.shared))).one_or_none()
    if found is None:
        raise NotFound(f"view {view_id}")
    return found


def named(session: Session, type_key: str, name: str, *, user_id: int) -> SavedView | None:
    """Their own view of this name."""
    mine = (SavedView.user_id == user_id, SavedView.type_key == type_key, SavedView.name == name)
    return session.scalars(sa.select(SavedView).where(*mine)).one_or_none()


def count_own(session: Session, type_key: str, *, user_id: int) -> int:
    """How many views they have of this list."""
    mine = (SavedView.user_id == user_id, SavedView.type_key == type_key)
    return session.scalar(sa.select(sa.func.count()).select_from(SavedView).where(*mine)) or 0


def _saved(*kept: Any) -> Saved:
    view = Saved(*kept)
    return replace(view, columns=tuple(view.columns))
