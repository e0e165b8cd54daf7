"""The list of reports by year, and which ones this person may begin."""

from dataclasses import dataclass
from functools import lru_cache

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.schema import Right
from app.records import access
from app.records.desk import Desk
from app.records.listing import Line
from app.reports import queries


@dataclass(frozen=True, slots=True)
class Shown:
    """A report in the list."""

    line: Line
    compiled: CompiledType
    is_closed: bool


def types_of(desk: Desk) -> list[CompiledType]:
    """The types that draw on other records."""
    return [each for each in desk.types.all().values() if queries.is_report(each)]


def concerning(desk: Desk) -> list[CompiledType]:
    """Those that a role of this person lets them see."""
    return list(_concerning(tuple(desk.types.all().values()), desk.actor))


@lru_cache(maxsize=200)
def _concerning(types: tuple[CompiledType, ...], actor: Actor) -> tuple[CompiledType, ...]:
    """Asked at every page for the menu."""
    reports = (each for each in types if queries.is_report(each))
    return tuple(each for each in reports if any(_concerns(right, actor) for right in each.definition.rights))


def creatable(desk: Desk) -> list[CompiledType]:
    """Those that this person may begin."""
    return [each for each in types_of(desk) if access.may_create(each, desk.actor)]


def _concerns(right: Right, actor: Actor) -> bool:
    return right.role is not None and right.see != "none" and actor.has(right.role)


def by_year(desk: Desk) -> dict[int | None, list[Shown]]:
    """The reports that this person may see, newest year first."""
    found: dict[int | None, list[Shown]] = {}
    for line in queries.reports(desk.session, desk.viewer, [each.key for each in types_of(desk)]):
        compiled = desk.types.version(line.version_id)
        closed = compiled.definition.workflow is not None and line.state in compiled.counting_states
        found.setdefault(line.year, []).append(Shown(line, compiled, closed))
    return found
