"""What versions in use hold is kept, retired or renamed: whatever lay between them and the new one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.definitions.losses import losses
from app.definitions.schema import RecordType
from app.errors import Fault


def made(*fields: object, version: int = 1, changes: Iterable[tuple[str, str]] = ()) -> RecordType:
    """A definition of text fields by key; a tuple is a table with its columns, a dict a field of its own."""
    return RecordType.model_validate(
        {
            "key": "note",
            "label": "便笺",
            "version": version,
            "title": "x",
            "sections": [{"key": "basic", "label": "基本", "fields": [_field(each) for each in fields]}],
            "changes": [{"from": 1, "rename": old, "to": new} for old, new in changes],
        }
    )


def _field(given: object) -> dict[str, object]:
    match given:
        case dict():
            return given
        case (str(table), *columns):
            return {
                "key": table,
                "type": "table",
                "label": f"表 {table}",
                "columns": [_field(each) for each in columns],
            }
        case _:
            return {"key": str(given), "type": "text", "label": f"字段 {given}"}


def told(faults: Iterable[Fault]) -> list[tuple[str, str, str, object, tuple[str, ...]]]:
    return [
        (
            fault.code.removeprefix("definition.type_lost_"),
            fault.place,
            str(fault.facts["key"]),
            fault.facts["versions"],
            fault.suggestions,
        )
        for fault in faults
    ]


def test_the_same_fields_lose_nothing() -> None:
    assert losses(made("a", ("t", "x"), version=2), [made("a", ("t", "x"))]) == ()


def test_what_an_earlier_version_holds_is_missed_although_the_newest_has_it_no_more() -> None:
    used = [made("a", "b", version=1), made("a", version=3)]
    assert told(losses(made("a", version=4), used)) == [("fields", "sections[0].fields", "b", (1,), ())]


def test_every_version_that_holds_it_is_named() -> None:
    used = [made("b", version=1), made("b", version=2)]
    assert told(losses(made("a", version=3), used))[0][3] == (1, 2)


def test_a_lost_column_is_missed_where_its_table_stands() -> None:
    assert told(losses(made("a", ("t", "y"), version=2), [made("a", ("t", "x", "y"))])) == [
        ("columns", "sections[0].fields[1].columns", "t.x", (1,), ())
    ]


def test_of_a_lost_table_the_columns_are_not_told_again() -> None:
    assert [line[2] for line in told(losses(made("a", version=2), [made("a", ("t", "x", "y"))]))] == ["t"]


def test_where_its_section_is_gone_too_the_place_is_the_sections() -> None:
    old = made("a").model_copy(update={"sections": (made("b").sections[0].model_copy(update={"key": "other"}),)})
    assert told(losses(made("a", version=2), [old]))[0][1] == "sections"


def test_notes_hold_nothing_and_may_go() -> None:
    note = {"key": "n", "type": "note", "label": "说明"}
    assert losses(made("a", version=2), [made("a", note)]) == ()


def test_retired_is_not_lost() -> None:
    retired = {"key": "b", "type": "text", "label": "b", "retired": True}
    assert losses(made("a", retired, version=2), [made("a", "b")]) == ()


@pytest.mark.parametrize("changes", [[("a", "b"), ("b", "c")], [("b", "c"), ("a", "b")]], ids=["in order", "reversed"])
def test_renames_are_followed_link_by_link(changes: list[tuple[str, str]]) -> None:
    used = [made("a", version=1), made("b", version=2)]
    assert losses(made("c", version=3, changes=changes), used) == ()


def test_columns_move_with_their_table() -> None:
    assert losses(made(("s", "x"), version=2, changes=[("t", "s")]), [made(("t", "x"))]) == ()
    lost = told(losses(made(("s", "y"), version=2, changes=[("t", "s")]), [made(("t", "x"))]))
    assert lost == [("columns", "sections[0].fields[0].columns", "t.x", (1,), ())]


def test_a_link_that_is_left_out_is_suggested() -> None:
    used = [made("a", version=1), made("b", version=2, changes=[("a", "b")])]
    assert told(losses(made("c", version=3, changes=[("b", "c")]), used)) == [
        ("fields", "sections[0].fields", "a", (1,), ("{from: 1, rename: a, to: b}",))
    ]


def test_renames_in_a_circle_lead_nowhere() -> None:
    assert [line[2] for line in told(losses(made("c", changes=[("a", "b"), ("b", "a")]), [made("a")]))] == ["a"]


def test_a_new_field_that_is_alike_is_suggested() -> None:
    people = {"key": "people", "type": "text", "label": "字段 headcount"}
    assert told(losses(made(people, version=2), [made("headcount")]))[0][4] == (
        "{from: 1, rename: headcount, to: people}",
    )


# What happens to definitions over the years: each field goes by its identity, whatever its key.


@dataclass
class _History:
    """A definition as it is edited: tables and plain fields by identity, with their columns and their keys of today."""

    columns: dict[int, set[int]] = field(default_factory=dict)
    keys: dict[int, str] = field(default_factory=dict)
    changes: list[tuple[str, str]] = field(default_factory=list)
    meant: dict[str, int] = field(default_factory=dict)
    """Which identity a key ever stood for."""
    ids: "count[int]" = field(default_factory=count)

    def edit(self, deed: str, which: int) -> None:
        order = sorted(self.columns)
        one = order[which % len(order)] if order else None
        match deed, one:
            case "add", _:
                self._call(new := next(self.ids))
                self.columns[new] = {next(self.ids) for _ in range(which % 3)}
            case "rename", int(one):
                former = self.keys[one]
                self._call(one)
                self.changes.append((former, self.keys[one]))
            case "drop", int(one):
                del self.columns[one]
            case "drop column", int(one) if len(self.columns[one]) > 1:
                self.columns[one].pop()

    def _call(self, one: int) -> None:
        key = f"f{next(self.ids)}"
        self.keys[one], self.meant[key] = key, one

    def held(self) -> set[int]:
        return {*self.columns, *(column for inner in self.columns.values() for column in inner)}

    def definition(self, version: int, changes: Iterable[tuple[str, str]]) -> RecordType:
        fields: list[object] = [
            (self.keys[one], *(f"c{column}" for column in sorted(inner))) if inner else self.keys[one]
            for one, inner in sorted(self.columns.items())
        ]
        return made(*fields, version=version, changes=changes)

    def identity(self, path: str) -> int:
        key, _dot, column = path.partition(".")
        return int(column.removeprefix("c")) if column else self.meant[key]


DEEDS = st.sampled_from(["add", "add", "rename", "rename", "drop", "drop column", "use"])


@given(st.lists(st.tuples(DEEDS, st.integers(0, 9)), max_size=30), st.randoms(use_true_random=False))
def test_exactly_what_is_in_use_and_gone_is_refused(deeds: list[tuple[str, int]], chance: Random) -> None:
    history, used, held, table_of = _History(), [], set[int](), dict[int, int]()
    for version, (deed, which) in enumerate(deeds, 1):
        history.edit(deed, which)
        table_of |= {column: one for one, inner in history.columns.items() for column in inner}
        if deed == "use":
            used.append(history.definition(version, history.changes))
            held |= history.held()
    changes = chance.sample(history.changes, len(history.changes))
    refused = losses(history.definition(len(deeds) + 1, changes), used)
    gone = held - history.held()
    without_columns_of_lost_tables = {one for one in gone if table_of.get(one) not in gone}
    assert {history.identity(str(fault.facts["key"])) for fault in refused} == without_columns_of_lost_tables
