"""Rights as a matrix (pure): what each role may do, and who sees the fields that are closed to some.

It asks those that decide: `definitions.powers` and `records.access`. What a line cannot say stays as it is and is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.definitions.powers import powers
from app.definitions.schema import RecordType, Right
from app.records.access import FieldSight, sights

REACHES = ("own", "own_department", "all")
"""What may be seen, from little to much."""


@dataclass(frozen=True, slots=True)
class RoleLine:
    """What holders of a role may do. `is_open`: nothing stands in the way of changing it here."""

    role: str
    reach: str
    creates: bool
    changes: frozenset[str]
    """The states; of a register `""`."""
    decides: frozenset[str]
    is_open: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """How holders of each role see a field that is closed to some, and what is there for all others."""

    path: str
    sights: Mapping[str, FieldSight]
    others: FieldSight
    is_open: bool

    def sees(self, role: str) -> bool:
        """Does it show itself to holders of this role?"""
        return self.sights[role] == "see"


def role_lines(definition: RecordType, roles: Iterable[str]) -> list[RoleLine]:
    """A line for each of these roles, and for each that rights name beside them."""
    known = list(roles)
    named = [right.role for right in definition.rights if right.role is not None]
    return [_role_line(definition, role) for role in dict.fromkeys([*known, *named])]


def field_lines(definition: RecordType, roles: Iterable[str]) -> list[FieldLine]:
    """A line for each field and column that some right closes."""
    closed = [path for path in paths(definition) if _over(definition, path)]
    by_role = {role: _sights(definition, closed, role) for role in roles}
    nobody = _sights(definition, closed, "")
    return [
        FieldLine(path, {role: seen[path] for role, seen in by_role.items()}, nobody[path], _is_plain(definition, path))
        for path in closed
    ]


def paths(definition: RecordType) -> Iterator[str]:
    """Every field and column."""
    for each in definition.fields():
        yield each.key
        yield from (f"{each.key}.{column.key}" for column in each.columns)


def unsaid(definition: RecordType) -> list[Right]:
    """Rights that no line says alone: they are changed in the file."""
    lines = {line.role: line.is_open for line in role_lines(definition, ())}
    return [right for right in definition.rights if not _is_said(definition, right, lines)]


def _role_line(definition: RecordType, role: str) -> RoleLine:
    given = powers(definition, {role})
    reached = [reach for reach in REACHES if ("see", reach) in given]
    own = [right for right in definition.rights if right.role == role]
    return RoleLine(
        role,
        reached[-1] if reached else REACHES[0],
        ("create",) in given,
        frozenset(about for deed, *rest in given if deed == "change" for about in rest),
        frozenset(about for deed, *rest in given if deed == "decide" for about in rest),
        len(own) <= 1 and not any(right.fields or isinstance(right.see, tuple) for right in own),
    )


def _sights(definition: RecordType, closed: Iterable[str], role: str) -> dict[str, FieldSight]:
    return sights(definition.rights, closed, lambda each: each == role)


def _over(definition: RecordType, path: str) -> list[Right]:
    names = {path, path.partition(".")[0]}
    return [right for right in definition.rights if names & set(right.fields)]


def _is_plain(definition: RecordType, path: str) -> bool:
    """Is it closed by one right that names it?"""
    over = _over(definition, path)
    return len(over) == 1 and path in over[0].fields and over[0].role is None and isinstance(over[0].see, tuple)


def _is_said(definition: RecordType, right: Right, lines: Mapping[str, bool]) -> bool:
    if not right.fields:
        return right.role is not None and lines[right.role]
    known = set(paths(definition))
    return all(path in known and _is_plain(definition, path) for path in right.fields)
