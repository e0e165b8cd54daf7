"""What holders of some roles may do with the records of a type, so that two definitions can be compared."""

from collections.abc import Collection, Iterator, Mapping
from typing import TypeAlias

from app.definitions.renames import heirs, today
from app.definitions.schema import RecordType, Right, State

Power: TypeAlias = tuple[str, ...]
"""A deed and what it is about: `("see", "all")`, `("change", "draft")`, `("field", "visitors.passport_no")`."""

_REACHES = ("own_department", "all")


def gained(before: RecordType, now: RecordType, roles: Collection[str]) -> frozenset[Power]:
    """What holders of these roles could do after `now` comes into force and cannot do now, with records that are there.

    Rights are those of the newest version, whichever version a record was filled under.
    """
    moved = heirs(now)
    had = {_renamed(power, moved) for power in powers(before, roles)}
    there = {
        *(("field", today(path, moved)) for path in _paths(before)),
        *((deed, state) for state in ("", *_states(before)) for deed in ("change", "decide")),
        *(("see", reach) for reach in _REACHES),
    }
    return frozenset(power for power in powers(now, roles) - had if power in there)


def powers(definition: RecordType, roles: Collection[str]) -> frozenset[Power]:
    """Everything that these roles give: sight, entering, changing, seeing closed fields, deciding."""
    return frozenset((*_of_rights(definition, roles), *_of_fields(definition, roles), *_of_flow(definition, roles)))


def _of_rights(definition: RecordType, roles: Collection[str]) -> Iterator[Power]:
    for right in definition.rights:
        if right.role in roles and not right.fields:
            if right.create:
                yield ("create",)
            if right.see in _REACHES:
                yield from (("see", reach) for reach in _REACHES[: _REACHES.index(str(right.see)) + 1])
            changed = ("", *_states(definition)) if right.change is True else right.change or ()
            yield from (("change", state) for state in changed)


def _of_fields(definition: RecordType, roles: Collection[str]) -> Iterator[Power]:
    closed = [right for right in definition.rights if right.fields]
    for path in _paths(definition):
        over = [right for right in closed if _covers(right, path)]
        if not over or any(set(right.see) & set(roles) for right in over if isinstance(right.see, tuple)):
            yield ("field", path)


def _of_flow(definition: RecordType, roles: Collection[str]) -> Iterator[Power]:
    """Who decides sees what is decided."""
    for key, state in _states(definition).items():
        yield from (("decide", key) for task in state.tasks if task.role in roles)


def _states(definition: RecordType) -> Mapping[str, State]:
    return definition.workflow.states if definition.workflow else {}


def _covers(right: Right, path: str) -> bool:
    return path in right.fields or path.partition(".")[0] in right.fields


def _paths(definition: RecordType) -> Iterator[str]:
    for each in definition.fields():
        yield each.key
        yield from (f"{each.key}.{column.key}" for column in each.columns)


def _renamed(power: Power, moved: Mapping[str, str]) -> Power:
    return ("field", today(power[1], moved)) if power[0] == "field" else power
