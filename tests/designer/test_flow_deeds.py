"""Deeds on flows: begun by a pattern, grown, taken apart; whatever is done, the file reads as it says."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given as sampled
from hypothesis import settings
from hypothesis import strategies as st

from app.definitions import codec
from app.definitions.checks import problems
from app.definitions.schema import RecordType, Workflow
from app.definitions.world import KnownWorld
from app.designer import editing, operations, starting
from app.designer.deeds import Uses
from app.designer.flow_deeds import FLOW_DEEDS, SEATS, mentions
from app.designer.parts import PARTS
from app.designer.right_deeds import RIGHT_DEEDS
from app.errors import Fault, Invalid, Level
from app.fields import FIELD_TYPES

from .conftest import SOURCE

ROLES = ("staff", "head", "leader", "finance")
WITH_FLOW = editing.edit(
    SOURCE, "begin-flow", {"pattern": "two", "first": "head", "second": "leader", "closes": "true"}
).source
SHIPPED = {key: path.read_text("utf-8") for key, path in starting.shipped().items()}


def done(name: str, source: str = WITH_FLOW, **given: str) -> tuple[RecordType, str]:
    """The definition after a deed, and what is to be looked at."""
    edited = editing.edit(source, name, given)
    assert codec.load(edited.source) == edited.definition
    return edited.definition, edited.done.focus


def flow_of(definition: RecordType) -> Workflow:
    assert definition.workflow is not None
    return definition.workflow


def wrong(definition: RecordType) -> list[Fault]:
    world = KnownWorld(roles=ROLES)
    return [fault for fault in problems(definition, world=world) if fault.level is Level.BLOCK]


def refusal(name: str, source: str = WITH_FLOW, **given: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        editing.edit(source, name, given)
    return [fault.code for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("pattern", "states"),
    [
        ("one", ["draft", "returned", "review_1", "done"]),
        ("two", ["draft", "returned", "review_1", "review_2", "done"]),
        ("countersign", ["draft", "returned", "review_1", "done"]),
    ],
)
def test_a_flow_of_any_pattern_can_be_published_as_it_is(pattern: str, states: list[str]) -> None:
    definition, focus = done("begin-flow", SOURCE, pattern=pattern, first="head", second="leader", third="finance")
    assert list(flow_of(definition).states) == states
    assert wrong(definition) == []
    assert focus == "state/draft"


def test_who_countersigns_decides_beside_the_others() -> None:
    definition, _focus = done("begin-flow", SOURCE, pattern="countersign", first="head", second="leader")
    state = flow_of(definition).states["review_1"]
    assert ([task.role for task in state.tasks], state.mode) == (["head", "leader"], "all")


def test_what_was_handed_in_is_closed_where_that_was_asked_for() -> None:
    closed, _focus = done("begin-flow", SOURCE, pattern="one", first="head", closes="true")
    left, _focus = done("begin-flow", SOURCE, pattern="one", first="head")
    assert (closed.rights[0].change, left.rights[0].change) == (("draft", "returned"), True)


def test_a_head_decides_in_the_department_of_the_record() -> None:
    source = SOURCE.replace('title: "{{ name }}"\n', 'department_of: unit\ntitle: "{{ name }}"\n').replace(
        "      # about headcount\n", "      - {key: unit, type: department, label: 部门}\n      # about headcount\n"
    )
    given = {"pattern": "two", "first": "head", "first-of": "true", "second": "leader"}
    definition, _focus = done("begin-flow", source, **given)
    states = flow_of(definition).states
    assert (states["review_1"].tasks[0].of, states["review_2"].tasks[0].of) == ("unit", None)


def test_a_pattern_asks_who_decides_and_a_flow_is_begun_once() -> None:
    assert refusal("begin-flow", SOURCE, pattern="two", first="head") == ["designer.who_decides"]
    assert refusal("begin-flow", pattern="one", first="head") == ["designer.has_flow"]


def test_a_flow_is_dropped_with_everything_that_names_its_states() -> None:
    definition, _focus = done("drop-flow")
    assert definition.workflow is None
    assert definition.rights[0].change is True
    assert wrong(definition) == []
    assert refusal("drop-flow", SOURCE) == ["designer.no_flow"]


def test_a_new_state_stands_behind_another_one_and_is_led_to() -> None:
    definition, focus = done("add-state", after="review_1")
    flow = flow_of(definition)
    assert list(flow.states) == ["draft", "returned", "review_1", "state", "review_2", "done"]
    assert (flow.transitions[-1].from_, flow.transitions[-1].to, flow.transitions[-1].by) == (
        ("review_1",),
        "state",
        ("task",),
    )
    assert focus == "state/state"


def test_a_step_is_put_into_the_middle_of_a_transition() -> None:
    definition, _focus = done("add-state", into="agree_1", role="finance")
    flow = flow_of(definition)
    agree = next(move for move in flow.transitions if move.key == "agree_1")
    assert (agree.to, flow.transitions[-1].from_, flow.transitions[-1].to) == ("state", ("state",), "review_2")
    assert [task.role for task in flow.states["state"].tasks] == ["finance"]
    assert wrong(definition) == []


def test_a_state_that_stands_alone_is_told_to_be_unreachable() -> None:
    definition, _focus = done("add-state")
    assert [fault.code for fault in wrong(definition)] == ["definition.unreachable_state"]


def test_another_state_begins() -> None:
    assert flow_of(done("set-start", at="returned")[0]).start == "returned"


def test_a_state_goes_with_all_that_is_about_it_alone() -> None:
    definition, focus = done("remove-state", at="returned")
    flow = flow_of(definition)
    assert "returned" not in flow.states
    assert [move.key for move in flow.transitions] == ["submit", "recall", "agree_1", "agree_2"]
    assert definition.rights[0].change == ("draft",)
    assert wrong(definition) == []
    assert focus == "state/draft"


def test_the_start_stays() -> None:
    assert refusal("remove-state", at="draft") == ["designer.state_is_start"]


def test_a_state_stays_where_something_would_mean_more_without_it() -> None:
    """A paper of one state could be made in any, a number would be taken at once."""
    papers = WITH_FLOW + "documents:\n  - {key: sheet, label: 单, template: sheet.docx, states: [done]}\n"
    numbers = WITH_FLOW + 'series:\n  visit: {pattern: "{{ n }}", take: done}\n'
    assert refusal("remove-state", papers, at="done") == ["designer.state_needed"]
    assert refusal("remove-state", numbers, at="done") == ["designer.state_needed"]


@pytest.mark.parametrize("from_", ["[done, returned]", "[returned]"])
def test_a_state_goes_out_of_amendments_unless_it_is_their_only_one(from_: str) -> None:
    kind = f"  people: {{label: 改人数, from: {from_}, fields: [headcount], tasks: [{{role: head}}]}}\n"
    source = WITH_FLOW + "amendments:\n" + kind
    told = [(each.what, each.effect) for each in mentions(codec.plain_data(codec.load(source)), "returned")]
    if from_ == "[returned]":
        assert ("amendment", "stands") in told
        assert refusal("remove-state", source, at="returned") == ["designer.state_needed"]
        return
    assert ("amendment", "goes") in told
    definition, _focus = done("remove-state", source, at="returned")
    assert definition.amendments["people"].from_ == ("done",)
    assert done("drop-flow", source)[0].amendments == {}


def test_what_goes_with_a_state_is_told_before() -> None:
    source = WITH_FLOW.replace("{key: headcount,", "{key: headcount, visible: state == 'returned',")
    told = mentions(codec.plain_data(codec.load(source)), "returned")
    assert [(each.what, each.name, each.effect) for each in told] == [
        ("transition", "提交", "goes"),
        ("transition", "退回", "goes"),
        ("right", "staff", "goes"),
        ("rule", "人数", "stays"),
    ]


def gate(name: str, uses: Uses, source: str = WITH_FLOW, **given: str) -> list[tuple[str, Mapping[str, Any]]]:
    """What the gate says to a deed before it is done."""
    try:
        operations.refuse_taking_away(name, codec.plain_data(codec.load(source)), given, uses)
    except Invalid as invalid:
        return [(fault.code, fault.facts) for fault in invalid.faults]
    return []


def test_a_state_in_which_records_stand_is_neither_removed_nor_called_otherwise() -> None:
    uses = Uses(states={"review_1": 3})
    held = [("designer.state_in_use", {"key": "review_1", "count": 3})]
    assert gate("remove-state", uses, at="review_1") == held
    assert gate("remove-part", uses, part="state", at="review_1") == held
    assert gate("rename-part", uses, part="state", at="review_1", key="checking") == held
    assert gate("rename-part", uses, part="state", at="review_2", key="checking") == []
    assert gate("remove-state", uses, at="review_2") == []
    assert gate("drop-flow", uses) == [("designer.flow_in_use", {"count": 3})]


def test_a_state_that_rules_name_keeps_its_key() -> None:
    source = WITH_FLOW.replace("{key: headcount,", "{key: headcount, visible: state == 'returned',")
    assert [code for code, _facts in gate("rename-part", Uses(), source, part="state", at="returned", key="back")] == [
        "designer.state_in_rules"
    ]


def test_a_state_is_called_otherwise_wherever_it_is_named() -> None:
    definition, _focus = done("rename-part", part="state", at="returned", key="sent_back")
    assert definition.rights[0].change == ("draft", "sent_back")
    assert wrong(definition) == []


def test_comments_follow_what_they_stand_at() -> None:
    source = WITH_FLOW.replace("    - {key: recall,", "    # about recall\n    - {key: recall,")
    assert "# about recall" in source
    assert "    # about recall\n    - {key: recall," in editing.edit(source, "remove-state", {"at": "returned"}).source


# ---- Rights ----


def rights_of(name: str, source: str = WITH_FLOW, **given: str) -> list[dict[str, Any]]:
    definition, _focus = done(name, source, **given)
    return [codec.plain_data(right) for right in definition.rights]


def test_a_line_of_the_matrix_is_written_as_one_right() -> None:
    given = {"role": "staff", "see": "own_department", "create": "true", "change-draft": "true"}
    assert rights_of("set-role", **given) == [
        {"role": "staff", "see": "own_department", "create": True, "change": ["draft"]}
    ]
    assert rights_of("set-role", role="leader", see="all")[1:] == [{"role": "leader", "see": "all"}]


def test_a_right_in_every_state_stays_written_that_way() -> None:
    source = WITH_FLOW.replace("change: [draft, returned]", "change: true")
    every = {f"change-{state}": "true" for state in flow_of(codec.load(source)).states}
    given = {"role": "staff", "see": "all", "create": "true"}
    assert rights_of("set-role", source, **given, **every) == [
        {"role": "staff", "see": "all", "create": True, "change": True}
    ]
    del every["change-done"]
    (right,) = rights_of("set-role", source, **given, **every)
    assert right["change"] == ["draft", "returned", "review_1", "review_2"]


def test_two_rights_of_a_role_are_not_written_as_one() -> None:
    source = WITH_FLOW.replace("rights:\n", "rights:\n  - {role: staff, see: own}\n")
    assert refusal("set-role", source, role="staff", see="all") == ["designer.several_rights"]


def test_a_field_is_closed_opened_and_shown_to_others() -> None:
    closed = editing.edit(WITH_FLOW, "close-field", {"path": "visitors.age"}).source
    assert codec.load(closed).rights[-1].see == ("staff",)
    shown = editing.edit(closed, "set-sight", {"path": "visitors.age", "sees-head": "true", "others": "hidden"}).source
    last = codec.load(shown).rights[-1]
    assert (last.see, last.others, last.fields) == (("head",), "hidden", ("visitors.age",))
    assert codec.load(editing.edit(shown, "open-field", {"path": "visitors.age"}).source) == codec.load(WITH_FLOW)
    assert refusal("close-field", closed, path="visitors.age") == ["designer.closed_already"]


def test_a_field_that_is_closed_with_others_gets_a_right_of_its_own() -> None:
    source = WITH_FLOW.replace("rights:\n", "rights:\n  - {see: [head], fields: [name, headcount]}\n")
    rights = rights_of("set-sight", source, path="name", **{"sees-leader": "true"})
    assert rights[:2] == [{"see": ["head"], "fields": ["headcount"]}, {"see": ["leader"], "fields": ["name"]}]


def test_a_field_that_its_table_closes_is_left_to_the_file() -> None:
    source = WITH_FLOW.replace("rights:\n", "rights:\n  - {see: [head], fields: [visitors]}\n")
    assert refusal("set-sight", source, path="visitors.age") == ["designer.several_rights"]


# ---- Any row of deeds ----

DEEDS = (*FLOW_DEEDS, *RIGHT_DEEDS, "add-part", "copy-part", "move-part", "rename-part", "remove-part", "set-part")


@settings(max_examples=60)
@sampled(st.data())
def test_any_row_of_deeds_leaves_a_draft_that_the_codec_reads(data: st.DataObject) -> None:
    source = SHIPPED[data.draw(st.sampled_from(sorted(SHIPPED)))]
    for _number in range(data.draw(st.integers(1, 5))):
        definition = codec.load(source)
        name, given = data.draw(st.sampled_from(DEEDS)), data.draw(posts(definition))
        try:
            edited = editing.edit_definition(definition, source, name, given)
        except Invalid:
            continue
        source = edited.source
        assert codec.load(source) == edited.definition


@st.composite
def posts(draw: st.DrawFn, definition: RecordType) -> dict[str, str]:
    """Something to post: names that are there, now and then one that is not."""
    states = [*(definition.workflow.states if definition.workflow else ()), "nowhere"]
    moves = [*(move.key for move in (definition.workflow.transitions if definition.workflow else ())), "nothing"]
    roles, fields = [*ROLES, ""], [each.key for each in definition.fields() if each.type in FIELD_TYPES]
    part = draw(st.sampled_from(["state", "transition", "task"]))
    state, move, role = draw(st.sampled_from(states)), draw(st.sampled_from(moves)), draw(st.sampled_from(roles))
    at = {"state": state, "transition": move, "task": f"{state}.0"}[part]
    given = {
        "pattern": draw(st.sampled_from(["one", "two", "countersign", "none"])),
        "part": part,
        "at": at if draw(st.booleans()) else state,
        "in": state,
        "from": state,
        "to": draw(st.sampled_from(states)),
        "by": draw(st.sampled_from(["up", "down"])),
        "key": draw(st.sampled_from(["fresh", *states])),
        "path": draw(st.sampled_from(fields)),
        "role": role,
        "see": draw(st.sampled_from(["all", "own", "own_department"])),
        "others": draw(st.sampled_from(["masked", "hidden"])),
        "label-zh": "新的名称",
        **{seat: draw(st.sampled_from(roles)) for seat in SEATS},
        **dict.fromkeys(draw(st.sets(st.sampled_from(["closes", "create", f"change-{state}", "sees-head"]))), "true"),
    }
    if draw(st.booleans()):
        given["after"] = state
    if draw(st.booleans()):
        given["into"] = move
    return given


def test_every_kind_of_part_of_a_flow_is_known() -> None:
    assert {"state", "transition", "task", "right"} <= {*PARTS.names()}
