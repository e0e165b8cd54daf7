"""Who may see and change what, and why.

`visible` is the one predicate of sight: page, list, count, search, export, file. Rights are those of the newest
version, whichever one a record was filled under; what it does not know is left to the record's own. Each decision has
its `Ground`, which names the right that gives it: pages ask yes or no, who administers asks why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeAlias

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.renames import heirs, today
from app.definitions.schema import Right
from app.records.models import RecordGrant, record_ix, table

FieldSight: TypeAlias = Literal["see", "masked", "hidden"]
_STRICTER: Mapping[FieldSight, int] = {"see": 0, "masked": 1, "hidden": 2}
_GRANT = table(RecordGrant)
KEPT = 256
"""Conditions of sight that are kept: every page asks for that of its reader."""


class Standing(Protocol):
    """What a decision about one record has to know of it."""

    @property
    def owner_id(self) -> int | None: ...

    @property
    def department_id(self) -> int | None: ...

    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, on which day, and the types in force: the newest published versions, whose rights hold."""

    actor: Actor
    today: date
    types: Mapping[str, CompiledType] = field(hash=False)

    @classmethod
    def of(cls, actor: Actor, types: Iterable[CompiledType], *, today: date) -> "Viewer":
        """The viewer of these types."""
        return cls(actor, today, _by_key(tuple(types)))


@lru_cache(maxsize=20)
def _by_key(types: tuple[CompiledType, ...]) -> Mapping[str, CompiledType]:
    return MappingProxyType({compiled.key: compiled for compiled in types})


class Given(Protocol):
    """Sight that was given of one record."""

    @property
    def principal(self) -> str: ...

    @property
    def why(self) -> str: ...

    @property
    def since(self) -> date | None: ...

    @property
    def until(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class Ground:
    """Why somebody may see or do something: as `owner`, by a `right` of the type, or because sight was `given`.

    `why` is the reason that was kept with a grant (`task:7`, `decided`), `principal` to whom it was given.
    """

    kind: Literal["owner", "right", "given"]
    right: Right | None = None
    why: str = ""
    principal: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """How a field is seen, and the right that shows or closes it; None: no right speaks of it."""

    how: FieldSight = "see"
    right: Right | None = None


@lru_cache(maxsize=KEPT)
def visible(viewer: Viewer, type_key: str | None = None, *, each: bool = False) -> sa.ColumnElement[bool]:
    """The records that the viewer may see, as a condition over `record_ix`; with a type, among those of that type.

    One's own always; those that a role gives sight of; those that were granted. No capability gives sight of values.
    `each`: of few records, which are named: the grants of each are looked at. Otherwise all that was ever granted to
    the viewer is gathered first: as a list of many records is quicker.
    """
    keys = (type_key,) if type_key is not None else tuple(viewer.types)
    everything: list[str] = []
    reached: dict[frozenset[int], list[str]] = {}
    for key in keys:
        reach = _reach(viewer, key)
        if reach is None:
            everything.append(key)
        elif reach:
            reached.setdefault(reach, []).append(key)
    if type_key is not None and everything:
        return sa.true()
    granted = _granted(viewer)
    is_granted = _granted_here(granted) if each else record_ix.c.record_id.in_(granted)
    ways = [record_ix.c.owner_id == viewer.actor.id, is_granted]
    if everything:
        ways.append(record_ix.c.type_key.in_(everything))
    for departments, types in reached.items():
        there = record_ix.c.department_id.in_(sorted(departments))
        ways.append(there if type_key is not None else there & record_ix.c.type_key.in_(types))
    return sa.or_(*ways)


def grounds(viewer: Viewer, type_key: str, record: Standing, given: Iterable[Given]) -> tuple[Ground, ...]:
    """Why the viewer sees this record, all of it; nothing: `visible` does not show it. `given` are its grants."""
    found = [Ground("owner")] if record.owner_id == viewer.actor.id else []
    for right, departments in _ways(viewer, type_key):
        if departments is None or record.department_id in departments:
            found.append(Ground("right", right))
    named = _Named.of(viewer)
    mine = (each for each in given if named.has(each.principal) and _lasts(each, viewer.today))
    return (*found, *(Ground("given", why=each.why, principal=each.principal) for each in mine))


def field_sight(compiled: CompiledType, viewer: Viewer, record: Standing | None) -> Mapping[str, FieldSight]:
    """How the viewer sees each field and column (`visitors.passport_no`) of a record; of a new one if it is None.

    Where several rights name a field, one that shows it is enough; else the strictest counts. A right over a table
    holds for all its columns.
    """
    return _sights(compiled, _newest(compiled, viewer), viewer.actor, record.department_id if record else None)


def field_grounds(compiled: CompiledType, viewer: Viewer, record: Standing) -> Mapping[str, Seen]:
    """The same with the right that decides: of the newest version, where that knows the field."""
    return _grounds(compiled, _newest(compiled, viewer), viewer.actor, record.department_id)


def own_sight(compiled: CompiledType, actor: Actor, record: Standing | None) -> Mapping[str, FieldSight]:
    """How a version by itself lets its fields be seen, whatever newer ones say."""
    return _sights(compiled, compiled, actor, record.department_id if record else None)


@lru_cache(maxsize=500)
def _sights(
    compiled: CompiledType, newest: CompiledType, actor: Actor, department_id: int | None
) -> Mapping[str, FieldSight]:
    """A page asks several times: what is seen follows from these four and nothing else."""
    found = _grounds(compiled, newest, actor, department_id)
    return MappingProxyType({path: each.how for path, each in found.items()})


def _grounds(
    compiled: CompiledType, newest: CompiledType, actor: Actor, department_id: int | None
) -> Mapping[str, Seen]:
    def holds(role: str) -> bool:
        return actor.has(role, department_id)

    own = seen(compiled.definition.rights, _paths(compiled), holds)
    if newest is compiled:
        return own
    now, moved = seen(newest.definition.rights, _paths(newest), holds), heirs(newest.definition)
    return {path: now.get(today(path, moved), each) for path, each in own.items()}


def _newest(compiled: CompiledType, viewer: Viewer) -> CompiledType:
    return viewer.types.get(compiled.key, compiled)


def sights(rights: Iterable[Right], paths: Iterable[str], holds: Callable[[str], bool]) -> dict[str, FieldSight]:
    """How somebody sees these fields and columns, by the roles that they hold."""
    return {path: each.how for path, each in seen(rights, paths, holds).items()}


def seen(rights: Iterable[Right], paths: Iterable[str], holds: Callable[[str], bool]) -> dict[str, Seen]:
    """The same with the right that decides."""
    open_ = dict.fromkeys(paths, Seen())
    refused: dict[str, Seen] = {}
    shown: dict[str, Seen] = {}
    for right in rights:
        sees = isinstance(right.see, tuple) and any(map(holds, right.see))
        for path in _covered(right, open_):
            if sees:
                shown.setdefault(path, Seen("see", right))
            elif _STRICTER[right.others] >= _STRICTER[refused.get(path, Seen()).how]:
                refused[path] = Seen(right.others, right)
    return {**open_, **refused, **shown}


def may_create(compiled: CompiledType, actor: Actor) -> bool:
    """May the actor begin a record of this type?"""
    return create_ground(compiled, actor) is not None


def create_ground(compiled: CompiledType, actor: Actor) -> Ground | None:
    """The right by which the actor may begin a record of this type, if there is one."""
    found = (right for right in compiled.definition.rights if right.create and _holds(actor, right))
    return next((Ground("right", right) for right in found), None)


def may_change(compiled: CompiledType, viewer: Viewer, record: Standing) -> bool:
    """May the viewer edit the values of this record in its state? Who may not see it is not asked."""
    return change_ground(compiled, viewer, record) is not None


def change_ground(compiled: CompiledType, viewer: Viewer, record: Standing) -> Ground | None:
    """The right by which the viewer may edit this record in its state, if there is one."""
    for right in ruling(compiled, viewer, record.state).definition.rights:
        changes = _holds(viewer.actor, right) and _lets_change(right, record.state)
        if changes and _reaches(viewer.actor, right, record):
            return Ground("right", right)
    return None


def ruling(compiled: CompiledType, viewer: Viewer, state: str) -> CompiledType:
    """The version whose rights hold for what is done in a state: the newest, where it knows that state."""
    newest = _newest(compiled, viewer)
    return newest if newest.definition.workflow is None or newest.definition.state(state) else compiled


def principals(actor: Actor) -> tuple[frozenset[str], frozenset[str]]:
    """What the actor is granted by: principals, and beginnings of principals (a role held everywhere)."""
    exact = {f"user:{actor.id}", *(f"role:{role}" for role in actor.roles)}
    if actor.department_id is not None:
        exact.add(f"dept:{actor.department_id}")
    beginnings = set()
    for role in actor.roles:
        reach = actor.reach(role)
        if reach is None:
            beginnings.add(f"role:{role}@")
        else:
            exact.update(f"role:{role}@{department_id}" for department_id in reach)
    return frozenset(exact), frozenset(beginnings)


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom grants mean that mean this person."""

    exact: frozenset[str]
    beginnings: frozenset[str]

    @classmethod
    def of(cls, viewer: Viewer) -> "_Named":
        return cls(*principals(viewer.actor))

    def has(self, principal: str) -> bool:
        return principal in self.exact or any(principal.startswith(start) for start in self.beginnings)

    def said(self) -> sa.ColumnElement[bool]:
        """The same of the column of principals."""
        column = _GRANT.c.principal
        named: list[sa.ColumnElement[bool]] = [column.in_(sorted(self.exact))]
        named += [(column > start) & (column < f"{start}:") for start in sorted(self.beginnings)]  # ":" follows "9"
        return sa.or_(*named)


def _granted(viewer: Viewer) -> sa.Select[Any]:
    begun = _GRANT.c.since.is_(None) | (_GRANT.c.since <= viewer.today)
    lasting = _GRANT.c.until.is_(None) | (_GRANT.c.until >= viewer.today)
    return sa.select(_GRANT.c.record_id).where(_Named.of(viewer).said(), begun, lasting)


def _granted_here(granted: sa.Select[Any]) -> sa.ColumnElement[bool]:
    return granted.where(_GRANT.c.record_id == record_ix.c.record_id).correlate(record_ix).exists()


def _lasts(given: Given, day: date) -> bool:
    return (given.since is None or given.since <= day) and (given.until is None or given.until >= day)


def _reach(viewer: Viewer, type_key: str) -> frozenset[int] | None:
    """The departments whose records the rights show; None: all records."""
    reached: set[int] = set()
    for _right, departments in _ways(viewer, type_key):
        if departments is None:
            return None
        reached |= departments
    return frozenset(reached)


def _ways(viewer: Viewer, type_key: str) -> Iterator[tuple[Right, frozenset[int] | None]]:
    """The rights that give sight of records of a type, each with the departments that it reaches; None: all."""
    compiled = viewer.types.get(type_key)
    for right in compiled.definition.rights if compiled else ():
        if _holds(viewer.actor, right) and right.see in ("all", "own_department"):
            yield right, _departments(viewer.actor, right)


def _departments(actor: Actor, right: Right) -> frozenset[int] | None:
    """A role held for a department reaches no further; one held everywhere has its own department at home."""
    reach = actor.reach(right.role) if right.role else frozenset()
    return actor.departments if reach is None and right.see == "own_department" else reach


def _holds(actor: Actor, right: Right) -> bool:
    return right.role is not None and actor.has(right.role)


def _lets_change(right: Right, state: str) -> bool:
    return right.change is True or (isinstance(right.change, tuple) and state in right.change)


def _reaches(actor: Actor, right: Right, record: Standing) -> bool:
    if record.owner_id == actor.id:
        return True
    if right.see not in ("all", "own_department"):
        return False
    departments = _departments(actor, right)
    return departments is None or record.department_id in departments


def _paths(compiled: CompiledType) -> Iterator[str]:
    for key, each in compiled.fields.items():
        yield key
        for column in each.columns:
            yield f"{key}.{column}"


def _covered(right: Right, paths: Iterable[str]) -> Iterator[str]:
    for name in right.fields:
        for path in paths:
            if path == name or path.startswith(f"{name}."):
                yield path
