"""Steps that nobody presses, votes, and whom a task asks: what the check of a definition says."""

from typing import Any

import pytest

from app.definitions.checks import problems
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld

FIELDS = [
    {"key": "name_of", "type": "text", "label": "名称"},
    {"key": "cost", "type": "money", "label": "经费"},
    {"key": "back_on", "type": "date", "label": "返回日期"},
    {"key": "unit", "type": "department", "label": "部门"},
]


def move(key: str, start: str, to: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": key, "from": start, "to": to, **more}


def auto(key: str, start: str, to: str, **more: Any) -> dict[str, Any]:
    return move(key, start, to, **{"by": "system", "when": "cost > 0", **more})


def codes(states: dict[str, Any], *moves: dict[str, Any]) -> list[str]:
    flow = {"start": next(iter(states)), "states": states, "transitions": list(moves)}
    definition = RecordType.model_validate(
        {
            "key": "trial",
            "label": "试",
            "title": "{{ name_of }}",
            "sections": [{"key": "basic", "label": "基本", "fields": FIELDS}],
            "rights": [{"role": "staff", "see": "own", "create": True, "change": True}],
            "workflow": flow,
        }
    )
    found = problems(definition, world=KnownWorld(roles=("staff", "head")))
    return [fault.code.removeprefix("definition.") for fault in found]


def states(*keys: str, **more: dict[str, Any]) -> dict[str, Any]:
    return {key: {"label": key, **more.get(key, {})} for key in keys}


ASKED = {"tasks": [{"role": "head", "when": "cost > 5"}]}


def test_a_state_is_left_by_a_condition() -> None:
    assert codes(states("a", "b"), move("go", "a", "b"), auto("late", "a", "b", when="back_on < today")) == []


def test_a_circle_is_found_however_long() -> None:
    round_ = [auto("one", "a", "b"), auto("two", "b", "c"), auto("three", "c", "a")]
    assert codes(states("a", "b", "c"), *round_) == ["system_circle"] * 3


def test_a_circle_through_a_state_that_may_be_passed_is_found() -> None:
    moves = [move("submit", "a", "b"), move("agree", "b", "c", by="task"), auto("again", "c", "b")]
    assert codes(states("a", "b", "c", b=ASKED), *moves) == ["system_circle"]


def test_a_circle_in_which_somebody_has_to_act_is_none() -> None:
    must = {"tasks": [{"role": "head"}]}
    moves = [move("submit", "a", "b"), move("agree", "b", "c", by="task"), auto("again", "c", "b")]
    assert codes(states("a", "b", "c", b=must), *moves) == []


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"when": None}, "system_needs_when"),
        ({"by": ["system", "owner"]}, "system_alone"),
        ({"comment": "required"}, "system_says_nothing"),
    ],
)
def test_what_the_system_does_has_a_condition_and_no_words(more: dict[str, Any], code: str) -> None:
    assert codes(states("a", "b"), auto("late", "a", "b", **more)) == [code]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"mode": "vote", "tasks": [{"role": "head"}]}, ["vote_needs_enough"]),
        ({"enough": "60%", "tasks": [{"role": "head"}]}, ["enough_without_vote"]),
        ({"mode": "vote", "enough": "60%", "tasks": [{"role": "head"}]}, []),
        ({"tasks": [{"role": "head", "of": "unit", "above": True}]}, []),
        ({"tasks": [{"role": "head", "of": "owner", "above": True}]}, []),
        ({"tasks": [{"role": "head", "above": True}]}, ["above_what"]),
        ({"tasks": [{"person": "owner", "above": True}]}, ["above_what"]),
        ({"tasks": [{"login": "zhao"}]}, []),
        ({"tasks": [{"login": "zhao", "role": "head"}]}, ["task_for_whom"]),
    ],
)
def test_votes_say_how_many_and_tasks_say_whom(state: dict[str, Any], code: list[str]) -> None:
    moves = [move("submit", "a", "b"), move("yes", "b", "c", by="task"), move("no", "b", "a", by="task", tone="back")]
    assert codes(states("a", "b", "c", b=state), *moves) == code


def test_a_vote_without_a_way_against_is_told() -> None:
    vote = {"mode": "vote", "enough": "2", "tasks": [{"role": "head"}]}
    moves = [move("submit", "a", "b"), move("yes", "b", "c", by="task")]
    assert codes(states("a", "b", "c", b=vote), *moves) == ["vote_without_against"]
