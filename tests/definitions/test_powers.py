"""What a new definition gives to holders of roles over the records that are there, and what it does not."""

from typing import Any

import pytest

from app.definitions.powers import Held, Power, powers
from app.definitions.powers import gained as gained_by
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld

BASE: dict[str, Any] = {
    "key": "visit",
    "label": "来访",
    "title": "{{ name }}",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "name", "type": "text", "label": "名称"},
                {
                    "key": "guests",
                    "type": "table",
                    "label": "来访人员",
                    "columns": [{"key": "passport_no", "type": "text", "label": "护照号"}],
                },
            ],
        }
    ],
    "rights": [
        {"role": "staff", "see": "own_department", "create": True, "change": ["draft"]},
        {"role": "leader", "see": "all"},
        {"fields": ["guests.passport_no"], "see": ["staff"], "others": "masked"},
    ],
    "workflow": {
        "start": "draft",
        "states": {
            "draft": {"label": "起草"},
            "review": {"label": "审核", "tasks": [{"role": "head"}]},
            "done": {"label": "办结"},
        },
        "transitions": [
            {"key": "submit", "label": "提交", "from": "draft", "to": "review"},
            {"key": "agree", "label": "同意", "from": "review", "to": "done", "by": "task"},
        ],
    },
}


def made(**parts: Any) -> RecordType:
    return RecordType.model_validate({**BASE, **parts})


def gained(before: RecordType, now: RecordType, roles: set[str], **held: Any) -> frozenset[Power]:
    return gained_by(before, now, roles, Held(KnownWorld(), **held))


def with_rights(*more: dict[str, Any]) -> RecordType:
    return made(rights=[*BASE["rights"], *more])


def tasks_of_review(*tasks: dict[str, Any]) -> RecordType:
    flow = BASE["workflow"]
    states = {**flow["states"], "review": {"label": "审核", "tasks": list(tasks)}}
    return made(workflow={**flow, "states": states})


def with_moves(*more: dict[str, Any], **parts: Any) -> RecordType:
    flow = BASE["workflow"]
    return made(workflow={**flow, "transitions": [*flow["transitions"], *more]}, **parts)


BY_ITSELF = {
    "key": "lapse",
    "label": "逾期自动同意",
    "from": "review",
    "to": "done",
    "by": ["system"],
    "when": "1 == 1",
}


def amended(by: str, *tasks: dict[str, Any], fields: tuple[str, ...] = ("name",)) -> RecordType:
    kind = {"label": "变更", "from": ["done"], "by": [by], "fields": list(fields), "tasks": list(tasks)}
    return made(amendments={"change": kind})


@pytest.mark.parametrize(
    ("now", "roles", "power"),
    [
        (with_rights({"role": "admin", "see": "all"}), {"admin"}, ("see", "all")),
        (with_rights({"role": "admin", "see": "own_department"}), {"admin"}, ("see", "own_department")),
        (with_rights({"role": "staff", "see": "all"}), {"staff"}, ("see", "all")),
        (with_rights({"role": "admin", "change": ["done"]}), {"admin"}, ("change", "done")),
        (with_rights({"role": "admin", "change": True}), {"admin"}, ("change", "draft")),
        (
            with_rights({"fields": ["guests.passport_no"], "see": ["leader"]}),
            {"leader"},
            ("field", "guests.passport_no"),
        ),
        (made(rights=BASE["rights"][:2]), {"leader"}, ("field", "guests.passport_no")),
        (tasks_of_review({"role": "head"}, {"role": "admin"}), {"admin"}, ("decide", "review")),
        (with_moves(BY_ITSELF), {"staff"}, ("press", "review", "done")),
        (amended("head", {"role": "leader", "when": "1 == 2"}), {"head"}, ("change", "done")),
        (amended("owner", {"role": "head"}), {"staff"}, ("change", "done")),
    ],
)
def test_what_is_given_is_found(now: RecordType, roles: set[str], power: tuple[str, ...]) -> None:
    assert power in gained(made(), now, roles)


@pytest.mark.parametrize(
    ("now", "roles"),
    [
        (made(), {"staff", "leader", "head", "admin"}),
        (with_rights({"role": "admin", "see": "all"}), {"staff"}),
        (with_rights({"role": "head", "see": "own_department"}), {"head", "leader"}),
        (with_rights({"role": "admin", "see": "own"}), {"admin"}),
        (tasks_of_review({"role": "leader"}), {"leader", "head"}),
        (made(rights=BASE["rights"][1:]), {"staff", "leader"}),
    ],
    ids=["nothing changed", "to others", "another role has it", "one's own", "decides already", "taken away"],
)
def test_what_gives_nothing_new_is_not(now: RecordType, roles: set[str]) -> None:
    assert gained(made(), now, roles) == frozenset()


def test_new_states_and_new_fields_have_no_records_yet() -> None:
    flow = BASE["workflow"]
    states = {**flow["states"], "checked": {"label": "复核", "tasks": [{"role": "admin"}]}}
    section = BASE["sections"][0]
    fields = [*section["fields"], {"key": "note", "type": "text", "label": "备注"}]
    now = made(workflow={**flow, "states": states}, sections=[{**section, "fields": fields}])
    assert gained(made(), now, {"admin"}) == frozenset()


def test_a_closed_field_stays_closed_under_another_name() -> None:
    section = BASE["sections"][0]
    table = {**section["fields"][1], "key": "visitors"}
    now = made(
        sections=[{**section, "fields": [section["fields"][0], table]}],
        rights=BASE["rights"][:2],
        changes=[{"from": 1, "rename": "guests", "to": "visitors"}],
    )
    assert ("field", "visitors.passport_no") in gained(made(), now, {"leader"})


def test_sight_of_all_includes_that_of_the_department() -> None:
    assert {("see", "all"), ("see", "own_department")} <= powers(made(), {"leader"})


SECRET = "count(guests[passport_no == 'C01X00T47']) > 0"
ONE_BIT: dict[str, dict[str, Any]] = {
    "a field that shows itself": {
        "sections": [
            {
                **BASE["sections"][0],
                "fields": [
                    *BASE["sections"][0]["fields"],
                    {"key": "note", "type": "text", "label": "说明", "visible": SECRET},
                ],
            }
        ]
    },
    "a list": {"views": [{"key": "those", "label": "那些", "columns": ["name"], "where": SECRET}]},
    "a warning": {"checks": [{"key": "c", "rule": f"not ({SECRET})", "level": "warn", "at": "name", "say": "有"}]},
}


@pytest.mark.parametrize("parts", ONE_BIT.values(), ids=ONE_BIT)
def test_a_question_of_one_bit_about_what_is_closed_counts_as_sight(parts: dict[str, Any]) -> None:
    passport = ("field", "guests.passport_no")
    assert passport in gained(made(), made(**parts), {"leader"})
    assert passport not in gained(made(), made(**parts), {"staff"})


@pytest.mark.parametrize("parts", ONE_BIT.values(), ids=ONE_BIT)
def test_what_a_condition_told_before_is_known(parts: dict[str, Any]) -> None:
    assert not gained(made(**parts), made(**parts), {"leader"})
    assert not gained(made(**parts), made(**parts, label="来访团组"), {"leader"})


@pytest.mark.parametrize(("now", "roles"), [(with_moves(BY_ITSELF), {"leader"}), (amended("owner"), {"leader"})])
def test_what_helps_only_who_has_records_is_nothing_to_others(now: RecordType, roles: set[str]) -> None:
    assert not {power for power in gained(made(), now, roles) if power[0] in ("press", "change")}


@pytest.mark.parametrize(
    "now",
    [
        amended("head", {"role": "leader", "when": "1 == 2"}),
        amended("head"),
        amended("head", {"role": "leader"}, fields=("name", "guests")),
    ],
)
def test_amending_that_asks_less_or_reaches_more_is_given(now: RecordType) -> None:
    asked = amended("head", {"role": "leader"})
    assert ("change", "done") in gained(asked, now, {"head"})
    assert gained(asked, asked, {"head"}) == frozenset()
