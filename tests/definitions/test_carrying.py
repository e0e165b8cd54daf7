"""From one version to the next: values by the types' own conversions, and what becomes of those that do not fit."""

from typing import Any

import pytest

from app.definitions.carrying import LEFT, Carrier, Choice, movable
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.errors import Invalid
from app.fields import FIELD_TYPES
from tests.fields.conftest import World

FLOW = {
    "start": "draft",
    "states": {"draft": {"label": "起草"}, "review": {"label": "审核"}, "done": {"label": "办结"}},
    "transitions": [
        {"key": "submit", "label": "提交", "from": "draft", "to": "review"},
        {"key": "pass", "label": "同意", "from": "review", "to": "done"},
    ],
}


def made(*fields: dict[str, Any], **more: Any) -> CompiledType:
    """A type with these fields."""
    named = [{"label": each["key"], **each} for each in fields]
    sections = [{"key": "basic", "label": "基本", "fields": named}]
    data = {"key": "visit", "label": "来访", "title": "来访", "sections": sections, **more}
    return compile_type(RecordType.model_validate(data), lookups=World())


def carrier(old: dict[str, Any], new: dict[str, Any], choice: Choice | None = None, **more: Any) -> Carrier:
    """From one field to another."""
    path = new["key"]
    return Carrier(made(old), made(new, **more), World(), {path: choice} if choice else None)


TEXT = {"key": "n", "type": "text"}
NUMBER = {"key": "n", "type": "integer"}
TABLE = {"key": "rows", "type": "table"}


def columns(kind: str) -> dict[str, Any]:
    return {**TABLE, "columns": [{"key": "age", "type": kind, "label": "年龄"}]}


def test_what_did_not_change_stays_as_it_is() -> None:
    stored = {"n": "三", "_reasons": {"check": "x"}, "unknown": 1}
    same = carrier(TEXT, {**TEXT, "label": "人数", "required": True, "help": "填"}).carry(stored)
    assert (same.stored, same.fits, same.misfits) == (stored, set(), [])


def test_a_value_converts_by_its_new_type() -> None:
    out = carrier(TEXT, NUMBER).carry({"n": "１２"})
    assert (out.stored, out.fits) == ({"n": 12}, {"n"})


def test_a_renamed_field_takes_its_value_along() -> None:
    changes = [{"from": 1, "rename": "n", "to": "count"}]
    out = carrier(TEXT, {"key": "count", "type": "integer"}, changes=changes).carry({"n": "12", LEFT: {"n": "x"}})
    assert out.stored == {"count": 12, LEFT: {"count": "x"}}


def test_what_does_not_fit_stays_as_text() -> None:
    out = carrier(TEXT, NUMBER).carry({"n": "三五人"})
    assert out.stored == {LEFT: {"n": "三五人"}}
    assert [(each.path, each.text, each.way) for each in out.misfits] == [("n", "三五人", "left")]


def test_a_text_that_was_left_is_taken_up_where_it_fits_again() -> None:
    assert carrier(NUMBER, TEXT).carry({LEFT: {"n": "三五人"}}).stored == {"n": "三五人"}


@pytest.mark.parametrize(
    ("choice", "stored", "stays", "asks"),
    [
        (Choice("empty"), {}, False, False),
        (Choice("map", {"三五人": "4"}), {"n": 4}, False, False),
        (Choice("map", {"三五人": "四"}), {LEFT: {"n": "三五人"}}, False, False),
        (Choice("map", {"别的": "4"}), {LEFT: {"n": "三五人"}}, False, False),
        (Choice("rule", rule="9 if n == '三五人' else 1"), {"n": 9}, False, False),
        (Choice("rule", rule="n"), {LEFT: {"n": "三五人"}}, False, False),
        (Choice("stay"), {}, True, False),
        (Choice("ask"), {}, True, True),
    ],
)
def test_each_choice(choice: Choice, stored: dict[str, Any], stays: bool, asks: bool) -> None:
    out = carrier(TEXT, NUMBER, choice).carry({"n": "三五人"})
    assert (out.stored, out.stays, out.asks) == (stored, stays, asks)
    assert carrier(TEXT, NUMBER, choice).carry({"n": "5"}).stored == {"n": 5}


def test_a_rule_that_cannot_be_read_is_refused_with_its_place() -> None:
    with pytest.raises(Invalid) as refused:
        carrier(TEXT, NUMBER, Choice("rule", rule="没有 + 1")).refuse_rules()
    assert {fault.place for fault in refused.value.faults} == {"n"}


def test_cells_convert_each_for_itself() -> None:
    rows = [{"_id": 4, "age": "38"}, {"_id": 7, "age": "不详"}, {"_id": 9}]
    old, new = columns("text"), columns("integer")
    out = carrier(old, new).carry({"rows": rows})
    assert out.stored == {"rows": [{"_id": 4, "age": 38}, {"_id": 7}, {"_id": 9}], LEFT: {"rows.7.age": "不详"}}
    assert [(each.path, each.row) for each in out.misfits] == [("rows.age", 1)]
    assert carrier(new, old).carry(out.stored).stored == {"rows": rows}
    ruled = Carrier(made(old), made(new), World(), {"rows.age": Choice("rule", rule="1 if age == '不详'")})
    assert ruled.carry({"rows": rows}).stored["rows"][1] == {"_id": 7, "age": 1}


def test_a_table_does_not_become_a_text_for_its_words_do_not_say_all() -> None:
    out = carrier(columns("text"), {"key": "rows", "type": "text"}).carry({"rows": [{"_id": 1, "age": "3"}]})
    assert out.stays
    assert [each.way for each in out.misfits] == ["stay"]


@pytest.mark.parametrize(
    ("before", "now", "value", "kept"),
    [
        ({"type": "money"}, {"type": "money", "places": 3}, "1.50", "1.500"),
        ({"type": "money", "places": 3}, {"type": "money"}, "1.505", None),
        ({"type": "integer"}, {"type": "integer", "max": 3}, 5, 5),
        ({"type": "choice", "list": "countries"}, {"type": "choice", "list": "countries", "many": True}, "DE", ["DE"]),
        ({"type": "choice", "list": "countries", "many": True}, {"type": "choice", "list": "countries"}, ["YU"], "YU"),
        (
            {"type": "choice", "list": "countries", "many": True},
            {"type": "choice", "list": "countries"},
            ["DE", "FR"],
            None,
        ),
        ({"type": "choice", "list": "countries"}, {"type": "choice", "list": "else"}, "DE", None),
        ({"type": "record", "of": "a"}, {"type": "record", "of": "b"}, {"id": 3, "label": "x"}, None),
        ({"type": "text"}, {"type": "person"}, "7", None),
        ({"type": "text"}, {"type": "person"}, "王敏", {"id": 7, "label": "王敏"}),
    ],
)
def test_other_options_of_a_type(before: dict[str, Any], now: dict[str, Any], value: Any, kept: Any) -> None:
    out = carrier({"key": "n", **before}, {"key": "n", **now}).carry({"n": value})
    assert out.stored.get("n") == kept
    assert bool(out.misfits) == (kept is None)


def examples() -> list[tuple[dict[str, Any], Any]]:
    """A field of every type with a value."""
    return [
        ({"key": "n", "type": kind.name, **(each.options or {})}, each.stored)
        for kind in FIELD_TYPES
        if kind.holds_value and kind.name not in ("figure", "narrative")
        for each in kind.examples[:1]
    ]


def test_every_type_becomes_every_other_or_says_why_not() -> None:
    """What is kept can be shown; what is not kept is told and left, or the record stays."""
    for old, value in examples():
        for new, _value in examples():
            series = {"series": {"n": {"pattern": "{{ n }}"}, "visit_filing": {"pattern": "{{ n }}"}}}
            turn = Carrier(made(old, **series), made(new, **series), World())
            out = turn.carry({"n": value})
            shown = turn.now.fields["n"].show(out.stored.get("n"), World(), "zh")
            assert shown or (out.misfits and (out.stays or out.stored[LEFT]["n"])), (old, new)


def test_flows_that_are_under_way_end_as_they_began() -> None:
    before = made(TEXT, workflow=FLOW)
    renamed = {**FLOW, "states": {**FLOW["states"], "draft": {"label": "拟稿", "colour": "blue"}}}  # type: ignore[dict-item]
    assert movable(before, made(TEXT, workflow=renamed)) == {"draft", "review", "done"}
    other = {**FLOW, "transitions": FLOW["transitions"][:1]}  # type: ignore[index]
    assert movable(before, made(TEXT, workflow=other)) == {"done"}
    assert movable(made(TEXT), made(NUMBER)) == {"kept"}
    assert movable(made(TEXT), before) == movable(before, made(TEXT)) == frozenset()


def test_computed_fields_that_are_new_are_named() -> None:
    turn = Carrier(made(TEXT), made(TEXT, {"key": "twice", "type": "text", "compute": "n"}), World())
    assert turn.fresh == {"twice"}


@pytest.mark.parametrize(
    ("old", "new", "stored", "cut"),
    [
        ("date", "month", "2024-03-05", ("2024-03-05", "2024-03")),
        ("date", "year", "2024-03-05", ("2024-03-05", "2024")),
        ("datetime", "date", "2024-03-05 14:30", ("2024-03-05 14:30", "2024-03-05")),
        ("text", "date", "2024年3月5日", None),
        ("month", "date_range", "2024-03", None),
    ],
)
def test_a_value_that_loses_a_part_says_so(old: str, new: str, stored: str, cut: tuple[str, str] | None) -> None:
    out = carrier({"key": "n", "type": old}, {"key": "n", "type": new}).carry({"n": stored})
    assert [(each.path, each.text, each.became) for each in out.cuts] == ([("n", *cut)] if cut else [])


def test_a_cell_and_a_text_that_was_left_say_so_too() -> None:
    out = carrier(columns("date"), columns("month")).carry({"rows": [{"_id": 1, "age": "2024-03-05"}]})
    assert [(each.path, each.became) for each in out.cuts] == [("rows.age", "2024-03")]
    left = carrier(TEXT, {"key": "n", "type": "year"}).carry({LEFT: {"n": "2024-03-05"}})
    assert (left.stored, [each.became for each in left.cuts]) == ({"n": 2024}, ["2024"])


def test_a_number_becomes_no_time_of_day() -> None:
    out = carrier(NUMBER, {"key": "n", "type": "time"}).carry({"n": 1200})
    assert (out.stored, [each.text for each in out.misfits]) == ({LEFT: {"n": "1200"}}, ["1200"])
