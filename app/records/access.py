"""Who may see and change what. `visible` is the one predicate of sight: page, list, count, search, export, file."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, Protocol, TypeAlias

import sqlalchemy as sa

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.schema import Right
from app.records.models import RecordGrant, record_ix, table

FieldSight: TypeAlias = Literal["see", "masked", "hidden"]
_STRICTER: Mapping[FieldSight, int] = {"see": 0, "masked": 1, "hidden": 2}
_GRANT = table(RecordGrant)


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
    """Who looks, on which day, and the rights in force by type: those of the newest published versions."""

    actor: Actor
    today: date
    rights: Mapping[str, tuple[Right, ...]]

    @classmethod
    def of(cls, actor: Actor, types: Iterable[CompiledType], *, today: date) -> "Viewer":
        """The viewer of these types."""
        return cls(actor, today, _rights(tuple(types)))


@lru_cache(maxsize=20)
def _rights(types: tuple[CompiledType, ...]) -> Mapping[str, tuple[Right, ...]]:
    return MappingProxyType({compiled.key: compiled.definition.rights for compiled in types})


def visible(viewer: Viewer, type_key: str | None = None) -> sa.ColumnElement[bool]:
    """The records that the viewer may see, as a condition over `record_ix`; with a type, among those of that type.

    One's own always; those that a role gives sight of; those that were granted. No capability gives sight of values.
    """
    keys = (type_key,) if type_key is not None else tuple(viewer.rights)
    everything: list[str] = []
    reached: dict[frozenset[int], list[str]] = {}
    for key in keys:
        reach = _reach(viewer.actor, viewer.rights.get(key, ()))
        if reach is None:
            everything.append(key)
        elif reach:
            reached.setdefault(reach, []).append(key)
    if type_key is not None and everything:
        return sa.true()
    ways = [record_ix.c.owner_id == viewer.actor.id, record_ix.c.record_id.in_(_granted(viewer))]
    if everything:
        ways.append(record_ix.c.type_key.in_(everything))
    for departments, types in reached.items():
        there = record_ix.c.department_id.in_(sorted(departments))
        ways.append(there if type_key is not None else there & record_ix.c.type_key.in_(types))
    return sa.or_(*ways)


def field_sight(compiled: CompiledType, actor: Actor, record: Standing | None) -> Mapping[str, FieldSight]:
    """How the actor sees each field and column (`visitors.passport_no`) of a record; of a new one if it is None.

    Where several rights name a field, one that shows it is enough; else the strictest counts. A right over a table
    holds for all its columns.
    """
    return _sights(compiled, actor, record.department_id if record else None)


@lru_cache(maxsize=500)
def _sights(compiled: CompiledType, actor: Actor, department_id: int | None) -> Mapping[str, FieldSight]:
    """A page asks several times: what is seen follows from these three and nothing else."""
    rights = compiled.definition.rights
    return MappingProxyType(sights(rights, _paths(compiled), lambda role: actor.has(role, department_id)))


def sights(rights: Iterable[Right], paths: Iterable[str], holds: Callable[[str], bool]) -> dict[str, FieldSight]:
    """How somebody sees these fields and columns, by the roles that they hold."""
    seen: dict[str, FieldSight] = dict.fromkeys(paths, "see")
    refused: dict[str, FieldSight] = {}
    shown: set[str] = set()
    for right in rights:
        sees = isinstance(right.see, tuple) and any(map(holds, right.see))
        for path in _covered(right, seen):
            if sees:
                shown.add(path)
            elif _STRICTER[right.others] >= _STRICTER[refused.get(path, "see")]:
                refused[path] = right.others
    return {**seen, **{path: how for path, how in refused.items() if path not in shown}}


def may_create(compiled: CompiledType, actor: Actor) -> bool:
    """May the actor begin a record of this type?"""
    return any(right.create and _holds(actor, right) for right in compiled.definition.rights)


def may_change(compiled: CompiledType, actor: Actor, record: Standing) -> bool:
    """May the actor edit the values of this record in its state? Who may not see it is not asked."""
    return any(
        _holds(actor, right) and _lets_change(right, record.state) and _reaches(actor, right, record)
        for right in compiled.definition.rights
    )


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


def _granted(viewer: Viewer) -> sa.Select[Any]:
    exact, beginnings = principals(viewer.actor)
    principal = _GRANT.c.principal
    named: list[sa.ColumnElement[bool]] = [principal.in_(sorted(exact))]
    named += [(principal > start) & (principal < f"{start}:") for start in sorted(beginnings)]  # ":" follows "9"
    begun = _GRANT.c.since.is_(None) | (_GRANT.c.since <= viewer.today)
    lasting = _GRANT.c.until.is_(None) | (_GRANT.c.until >= viewer.today)
    return sa.select(_GRANT.c.record_id).where(sa.or_(*named), begun, lasting)


def _reach(actor: Actor, rights: Iterable[Right]) -> frozenset[int] | None:
    """The departments whose records these rights show; None: all records."""
    reached: set[int] = set()
    for right in rights:
        if not _holds(actor, right) or right.see not in ("all", "own_department"):
            continue
        departments = _departments(actor, right)
        if departments is None:
            return None
        reached |= departments
    return frozenset(reached)


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


def _covered(right: Right, sights: Mapping[str, FieldSight]) -> Iterator[str]:
    for field in right.fields:
        for path in sights:
            if path == field or path.startswith(f"{field}."):
                yield path
