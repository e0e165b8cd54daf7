"""Every change of saved views and of chosen columns. Who sees a list keeps what they like; sharing takes a right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.errors import Conflict, Fault, Forbidden, Invalid
from app.fields.raw import one_line
from app.records import view_queries
from app.records.desk import Desk
from app.records.models import ChosenColumns, SavedView

LONGEST = 40
"""Characters of a name."""
MOST = 30
"""Views of one person for one list."""


def may_share(compiled: CompiledType, actor: Actor) -> bool:
    """Who describes record types, and who sees all records of this one."""
    rights = compiled.definition.rights
    sees_all = (right.role for right in rights if right.see == "all" and right.role)
    return actor.can(Capability.MANAGE_TYPES) or any(actor.has(role) for role in sees_all)


def may_change(view: SavedView, compiled: CompiledType, actor: Actor) -> bool:
    """Its owner; a shared one also whoever may share."""
    return view.user_id == actor.id or (view.shared and may_share(compiled, actor))


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A list as it stands: what of the definition it narrows, how, and its columns."""

    base: str
    asked: Mapping[str, Any]
    columns: Sequence[str]


def keep(  # noqa: PLR0913 - all but the first three by name
    compiled: CompiledType,
    name: str,
    stands: Arrangement,
    *,
    shared: bool = False,
    replace: bool = False,
    desk: Desk,
) -> SavedView:
    """Keep a list under a name. The same once more changes nothing; another one of that name asks to replace it."""
    name = _name(name)
    _refuse_sharing(compiled, desk, shared=shared)
    made = view_queries.named(desk.session, compiled.key, name, user_id=desk.actor.id)
    if made is None:
        _refuse_more(compiled, desk)
        made = SavedView(user_id=desk.actor.id, type_key=compiled.key, name=name, created_at=desk.now)
        desk.session.add(made)
    elif not replace and _arrangement(made) != stands:
        raise Invalid.because("view.name_taken", place="name", name=name)
    was_shared = bool(made.shared)
    made.base, made.shared = stands.base, shared
    _arrange(made, stands, desk)
    _audit(made, desk, was_shared=was_shared)
    return made


def change(  # noqa: PLR0913 - all but the first three by name
    view: SavedView, compiled: CompiledType, name: str, *, shared: bool, lock: int | None, desk: Desk
) -> None:
    """Give it another name, share it or keep it to oneself."""
    _refuse_strangers(view, compiled, desk)
    _refuse_stale(view, lock)
    name = _name(name)
    other = view_queries.named(desk.session, compiled.key, name, user_id=view.user_id)
    if other is not None and other.id != view.id:
        raise Invalid.because("view.name_twice", place="name", name=name)
    _refuse_sharing(compiled, desk, shared=shared and not view.shared)
    was_shared = view.shared
    view.name, view.shared, view.updated_at = name, shared, desk.now
    desk.session.flush()
    _audit(view, desk, was_shared=was_shared)


def narrow(view: SavedView, compiled: CompiledType, stands: Arrangement, *, lock: int | None, desk: Desk) -> None:
    """Let it hold other conditions, another order, other columns: those of the list as it stands now."""
    _refuse_strangers(view, compiled, desk)
    _refuse_stale(view, lock)
    choose_none(compiled, str(view.id), desk=desk)
    _arrange(view, stands, desk)
    _audit(view, desk, was_shared=view.shared)


def forget(view: SavedView, compiled: CompiledType, *, desk: Desk) -> None:
    """Delete it, with the columns that anybody chose for it."""
    _refuse_strangers(view, compiled, desk)
    chosen = (ChosenColumns.type_key == compiled.key, ChosenColumns.view == str(view.id))
    desk.session.execute(sa.delete(ChosenColumns).where(*chosen))
    was_shared, view.shared = view.shared, False
    _audit(view, desk, was_shared=was_shared)
    desk.session.delete(view)
    desk.session.flush()


def choose(compiled: CompiledType, view: str, columns: Sequence[str], known: Sequence[str], *, desk: Desk) -> None:
    """The columns of a list for this person, in this order; `known` are those that may be chosen from."""
    wanted = [key for key in dict.fromkeys(columns) if key in known]
    if not wanted:
        raise Invalid.because("view.no_columns", place="column")
    kept = desk.session.get(ChosenColumns, (desk.actor.id, compiled.key, view))
    if kept is None:
        kept = ChosenColumns(user_id=desk.actor.id, type_key=compiled.key, view=view)
        desk.session.add(kept)
    kept.columns = wanted
    desk.session.flush()


def choose_none(compiled: CompiledType, view: str, *, desk: Desk) -> None:
    """Back to the columns that the view itself has."""
    kept = desk.session.get(ChosenColumns, (desk.actor.id, compiled.key, view))
    if kept is not None:
        desk.session.delete(kept)
        desk.session.flush()


def _arrangement(view: SavedView) -> Arrangement:
    return Arrangement(view.base, view.asked, view.columns)


def _arrange(view: SavedView, stands: Arrangement, desk: Desk) -> None:
    view.asked, view.columns, view.updated_at = dict(stands.asked), list(stands.columns), desk.now
    desk.session.flush()


def _name(typed: str) -> str:
    name = one_line(typed)
    if not name:
        raise Invalid.because("view.no_name", place="name")
    if len(name) > LONGEST:
        raise Invalid.because("view.name_long", place="name", given=len(name), most=LONGEST)
    return name


def _refuse_more(compiled: CompiledType, desk: Desk) -> None:
    if view_queries.count_own(desk.session, compiled.key, user_id=desk.actor.id) >= MOST:
        raise Invalid([Fault("view.too_many", "name", facts={"most": MOST})])


def _refuse_sharing(compiled: CompiledType, desk: Desk, *, shared: bool) -> None:
    if shared and not may_share(compiled, desk.actor):
        raise Forbidden("view.share", who=sharing_roles(compiled))


def sharing_roles(compiled: CompiledType) -> tuple[str, ...]:
    """The roles that see all records of the type."""
    return tuple(right.role for right in compiled.definition.rights if right.see == "all" and right.role)


def _refuse_strangers(view: SavedView, compiled: CompiledType, desk: Desk) -> None:
    if not may_change(view, compiled, desk.actor):
        raise Forbidden("view.change", who=sharing_roles(compiled))


def _refuse_stale(view: SavedView, lock: int | None) -> None:
    if lock is not None and lock != view.lock_version:
        raise Conflict("view.changed_meanwhile", current=view)


def _audit(view: SavedView, desk: Desk, *, was_shared: bool) -> None:
    """Views for oneself are nobody's business; what is given to others is."""
    if view.shared == was_shared and not view.shared:
        return
    deed = "view.shared" if view.shared else "view.unshared"
    audit.record(deed, actor=desk.actor, about=f"type:{view.type_key}", facts={"view": view.id})
