"""Rights as a matrix: every cell is what those say who decide, and what no line can say is told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from app.accounts.actor import Actor, Assignment
from app.definitions.compiled import compile_type
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld, ListLookups
from app.designer import matrix
from app.records import access
from app.records.access import Viewer, field_sight
from tests.definitions.test_powers import made

ROLES = ("staff", "head", "leader", "auditor")
PASSPORT = "guests.passport_no"


@dataclass(frozen=True)
class Filled:
    """A record of somebody's own."""

    state: str
    owner_id: int | None = 1
    department_id: int | None = None


def only(role: str) -> Actor:
    """Somebody who holds this role for the whole office, and nothing else."""
    return Actor(id=1, name="Ada", roles=frozenset({role}), assignments=(Assignment(role),))


def with_rights(*rights: dict[str, Any], **parts: Any) -> RecordType:
    return made(rights=list(rights), **parts)


CASES: list[list[dict[str, Any]]] = [
    [{"role": "staff", "see": "own_department", "create": True, "change": ["draft"]}, {"role": "leader", "see": "all"}],
    [{"role": "staff", "see": "own", "change": True}, {"role": "staff", "see": "all", "create": True}],
    [{"role": "staff", "create": True}, {"fields": [PASSPORT], "see": ["staff"], "others": "hidden"}],
    [
        {"role": "head"},
        {"fields": ["guests"], "see": ["head"], "others": "masked"},
        {"fields": [PASSPORT], "see": ["leader"], "others": "hidden"},
    ],
]


@pytest.mark.parametrize("rights", CASES)
def test_every_cell_is_what_access_decides(rights: list[dict[str, Any]]) -> None:
    definition = with_rights(*rights)
    compiled = compile_type(definition, lookups=ListLookups(KnownWorld()))
    for line in matrix.role_lines(definition, ROLES):
        actor = only(line.role)
        viewer = Viewer.of(actor, [compiled], today=date(2024, 3, 5))
        assert line.creates == access.may_create(compiled, actor)
        for state in ("draft", "review", "done"):
            assert (state in line.changes) == access.may_change(compiled, viewer, Filled(state))
    lines = matrix.field_lines(definition, ROLES)
    for role in ROLES:
        sights = field_sight(compiled, Viewer.of(only(role), [compiled], today=date(2024, 3, 5)), None)
        assert {line.path: line.sights[role] for line in lines} == {line.path: sights[line.path] for line in lines}
        assert all(how == "see" for path, how in sights.items() if path not in {line.path for line in lines})


def test_a_line_says_how_far_a_role_sees_and_where_it_decides() -> None:
    lines = {line.role: line for line in matrix.role_lines(with_rights(*CASES[0]), ROLES)}
    assert [(role, lines[role].reach) for role in ROLES] == [
        ("staff", "own_department"),
        ("head", "own"),
        ("leader", "all"),
        ("auditor", "own"),
    ]
    assert lines["head"].decides == {"review"}
    assert all(line.is_open for line in lines.values())


def test_a_register_is_changed_or_not() -> None:
    lines = matrix.role_lines(with_rights({"role": "staff", "change": True}, workflow=None), ("staff", "head"))
    assert [line.changes for line in lines] == [{""}, frozenset()]


def test_a_role_that_is_named_but_gone_has_a_line_too() -> None:
    assert [line.role for line in matrix.role_lines(with_rights({"role": "porter"}), ("staff",))] == ["staff", "porter"]


def test_what_no_line_can_say_is_told() -> None:
    """Two rights of a role are not the same as one that gives both; a table and its column close one another."""
    several, tables, plain = (with_rights(*rights) for rights in (CASES[1], CASES[3], CASES[2]))
    assert matrix.unsaid(plain) == []
    assert matrix.unsaid(several) == [*several.rights]
    assert not matrix.role_lines(several, ())[0].is_open
    assert matrix.unsaid(tables) == [tables.rights[2]]
    assert [(line.path, line.is_open) for line in matrix.field_lines(tables, ROLES)] == [
        ("guests", True),
        (PASSPORT, False),
    ]


def test_of_a_closed_field_the_line_says_what_all_others_see() -> None:
    (line,) = matrix.field_lines(with_rights(*CASES[2]), ROLES)
    assert (line.path, line.others, line.sees("staff"), line.sees("leader")) == (PASSPORT, "hidden", True, False)
