"""Fields that nobody can fill in or see, lists without a column: told with their place, and never in the way."""

from collections.abc import Callable
from typing import Any

import pytest

from app.definitions.checks import problems
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld
from app.errors import Level

TYPE: dict[str, Any] = {
    "key": "visit",
    "label": "来访",
    "title": "{{ name }}",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "name", "type": "text", "label": "名称"},
                {"key": "passport", "type": "text", "label": "护照号", "sensitive": 2},
                {
                    "key": "people",
                    "type": "table",
                    "label": "人员",
                    "columns": [
                        {"key": "who", "type": "text", "label": "姓名"},
                        {"key": "pay", "type": "money", "label": "酬金"},
                    ],
                },
            ],
        }
    ],
    "rights": [
        {"role": "staff", "see": "own", "create": True, "change": True},
        {"role": "leader", "see": "all"},
        {"fields": ["passport", "people.pay"], "see": ["staff", "leader"]},
    ],
    "views": [{"key": "all", "label": "全部", "columns": ["name", "passport"]}],
}
WORLD = KnownWorld(roles=("staff", "leader", "finance"))


def fields(data: dict[str, Any]) -> list[dict[str, Any]]:
    return data["sections"][0]["fields"]  # type: ignore[no-any-return]


def found(edit: Callable[[dict[str, Any]], object]) -> list[tuple[str, str]]:
    data = RecordType.model_validate(TYPE).model_dump(mode="json", by_alias=True, exclude_unset=True)
    edit(data)
    faults = problems(RecordType.model_validate(data), world=WORLD)
    assert all(fault.level is Level.WARN for fault in faults)
    return [(fault.code.removeprefix("definition."), fault.place) for fault in faults]


def closed_for(*roles: str) -> Callable[[dict[str, Any]], object]:
    return lambda data: data["rights"][2].update(see=list(roles))


def test_what_somebody_fills_in_and_sees_is_not_told() -> None:
    assert found(lambda _data: None) == []


def test_a_field_whose_seers_do_not_fill_in_is_told_columns_too() -> None:
    assert found(closed_for("leader")) == [
        ("field_nobody_edits", "sections[0].fields[1].label"),
        ("field_nobody_edits", "sections[0].fields[2].columns[1].label"),
    ]


def test_a_field_whose_seers_see_no_records_is_told() -> None:
    assert [code for code, _place in found(closed_for("finance"))] == ["field_nobody_sees", "field_nobody_sees"]


def test_who_decides_sees_what_is_decided() -> None:
    def edit(data: dict[str, Any]) -> None:
        closed_for("finance")(data)
        states = {"draft": {"label": "起草"}, "review": {"label": "审核", "tasks": [{"role": "finance"}]}}
        moves = [
            {"key": "submit", "label": "提交", "from": ["draft"], "to": "review"},
            {"key": "agree", "label": "同意", "from": ["review"], "to": "draft", "by": ["task"]},
        ]
        data["workflow"] = {"start": "draft", "states": states, "transitions": moves}

    assert [code for code, _place in found(edit)] == ["field_nobody_edits", "field_nobody_edits"]


@pytest.mark.parametrize("more", [{"compute": "name"}, {"read_only": True, "default": "name"}, {"retired": True}])
def test_what_nobody_is_meant_to_fill_in_is_not_told(more: dict[str, Any]) -> None:
    def edit(data: dict[str, Any]) -> None:
        fields(data)[1].update(more)
        data["rights"][2].update(fields=["passport"], see=["leader"])

    assert found(edit) == []


def test_a_field_that_stays_empty_for_ever_is_told() -> None:
    assert found(lambda data: fields(data)[0].update(read_only=True)) == [
        ("field_stays_empty", "sections[0].fields[0].read_only")
    ]


def test_another_right_that_shows_it_is_enough() -> None:
    def edit(data: dict[str, Any]) -> None:
        closed_for("leader")(data)
        data["rights"].append({"fields": ["passport", "people"], "see": ["staff"]})

    assert found(edit) == []


@pytest.mark.parametrize("columns", [[], ["passport"]])
def test_a_list_without_a_column_left_is_told(columns: list[str]) -> None:
    def edit(data: dict[str, Any]) -> None:
        fields(data)[1].update(retired=True)
        data["views"][0].update(columns=columns)

    assert found(edit) == [("view_without_columns", "views[0].columns")]


def test_a_draft_without_any_rights_is_told_only_that() -> None:
    assert [code for code, _place in found(lambda data: data.update(rights=[]))] == ["nobody_creates"]
