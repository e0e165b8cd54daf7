"""A field that is retired: lists let go of it, sight stays, rules are for people."""

from typing import Any

from app.definitions import codec
from app.definitions.checks import looked
from app.definitions.retiring import Fate, fates, retire
from app.definitions.world import KnownWorld

from .test_uses import SOURCE

FLOW = """\
format: 1
key: leave
label: 请假
title: "{{ name }}"
home: []
sections:
  - key: basic
    label: 基本
    fields:
      - {key: name, type: text, label: 名称}
      - {key: boss, type: person, label: 领导}
workflow:
  start: draft
  states:
    draft: {label: 填写}
    review: {label: 审批, tasks: [{person: boss, judges: [name, boss]}]}
    done: {label: 办结}
  transitions:
    - {key: send, label: 提交, from: [draft], to: review, by: [owner]}
    - {key: agree, label: 同意, from: [review], to: done, by: [task]}
views:
  - {key: bosses, label: 领导们, columns: [boss]}
rights:
  - {role: staff, see: all, create: true, change: true}
"""


def _told(source: str, key: str) -> dict[str, Fate]:
    definition = codec.load(source)
    sight = looked(definition, world=KnownWorld({definition.key: definition}, {}, ["staff"], None))
    return {each.use.path: each.fate for each in fates(sight, codec.plain_data(definition), key)}


def _retired(source: str, key: str) -> Any:
    definition = codec.load(source)
    data = codec.plain_data(definition)
    retire(looked(definition, world=KnownWorld({definition.key: definition}, {}, ["staff"], None)), data, key)
    return codec.judged(data).made()


def test_what_becomes_of_each_place_is_told() -> None:
    told = _told(SOURCE, "size")
    listed = {"views[0].columns", "views[0].sort", "views[0].totals", "checks[0].at", "checks[1].at"}
    assert {path for path, fate in told.items() if fate is Fate.TAKEN} == {*listed, "sections[0].fields[0].suggest"}
    assert {path for path, fate in told.items() if fate is Fate.STAYS} == {"rights[1].fields"}
    assert {path for path, fate in told.items() if fate is Fate.OPEN} >= {"title", "one_per", "checks[1].rule"}


def test_lists_let_go_of_it_and_nothing_else_changes() -> None:
    made, before = _retired(SOURCE, "size"), codec.load(SOURCE)
    view = made.views[0]
    assert (view.columns, view.sort, dict(view.totals)) == (("name", "sizes"), (), {})
    assert [check.at for check in made.checks] == [None, None]
    assert made.field("name").suggest == ("name",)
    assert made.field("size").retired
    assert (made.title, made.one_per, made.rights, made.documents) == (
        before.title,
        before.one_per,
        before.rights,
        before.documents,
    )
    assert [check.rule for check in made.checks] == [check.rule for check in before.checks]


def test_a_list_keeps_its_last_column_and_a_task_its_person() -> None:
    told = _told(FLOW, "boss")
    assert told == {
        "views[0].columns": Fate.OPEN,
        "workflow.states.review.tasks[0].person": Fate.OPEN,
        "workflow.states.review.tasks[0].judges": Fate.TAKEN,
    }
    made = _retired(FLOW, "boss")
    assert made.views[0].columns == ("boss",)
    task = made.workflow.states["review"].tasks[0]
    assert (task.person, task.judges) == ("boss", ("name",))
