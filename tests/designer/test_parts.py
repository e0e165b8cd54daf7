"""Deeds on parts: the same for every kind, comments follow, names are rewritten, what rows hold stays."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.definitions import codec
from app.definitions.losses import lost_parts
from app.definitions.schema import RecordType
from app.designer import editing, operations, parts, troubles
from app.designer.deeds import Uses
from app.designer.parts import PARTS
from app.errors import Fault, Invalid, Level

from .conftest import SOURCE

WHOLE = (
    SOURCE.replace(
        "      - key: arrive_on", "      - {key: no, type: serial, label: 编号, series: filing}\n      - key: arrive_on"
    )
    + """\
series:
  # about filing
  filing: {pattern: "{{ year }}-{{ n }}", take: approved}
checks:
  - {key: some, rule: headcount > 0, at: headcount, needed_for: [approved], say: 要有人}
workflow:
  start: draft
  states:
    draft: {label: 起草}
    review: {label: 审核, tasks: [{role: head}, {role: admin}]}
    approved: {label: 已批准}
  transitions:
    - {key: submit, label: 提交, from: [draft], to: review}
    - {key: approve, label: 批准, from: [review], to: approved, by: [task], makes: [form]}
views:
  # about all
  - {key: all, label: 全部, columns: [name, headcount], sort: [-arrive_on]}
  # about soon
  - {key: soon, label: 快来的, columns: [name]}
amendments:
  longer:
    label: 改人数
    from: [approved]
    fields: [headcount]
    tasks: [{role: head}, {role: admin}]
documents:
  - {key: form, label: 备案表, template: 来访备案表.docx, states: [approved]}
notify:
  # about tasks
  - {on: task_given, to: holder}
  # about returned
  - {on: returned, to: owner}
  # about approved
  - {on: state, state: approved, to: owner}
remind:
  - {at: arrive_on, before: 7 days, say: 快到了}
"""
)


def did(name: str, source: str = WHOLE, **given: str) -> editing.Edited:
    """The draft after a deed; what it wrote reads as it says."""
    edited = editing.edit(source, name, given)
    assert codec.load(edited.source) == edited.definition
    return edited


def refusal(name: str, **given: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        editing.edit(WHOLE, name, given)
    return [(fault.code, fault.place) for fault in caught.value.faults]


def placed(path: str) -> tuple[str, str]:
    """Where a fault at this path of the definition is told."""
    found = troubles.placed([Fault("any", path)], codec.load(WHOLE))[0]
    return found.path, found.name


def keys(definition: RecordType) -> list[str]:
    return [view.key for view in definition.views]


OWNERS = {"task": "review", "amendment_task": "longer"}
"""Of the kinds that stand within another part: whose they are."""


def test_of_each_kind_within_another_an_owner_is_known() -> None:
    assert set(OWNERS) == {kind.name for kind in PARTS if parts.OWNER in kind.home}


@pytest.mark.parametrize("kind", [each.name for each in PARTS])
def test_a_part_of_any_kind_can_be_added_and_removed(kind: str) -> None:
    added = did("add-part", part=kind, **{"in": OWNERS.get(kind, "")})
    at = added.done.focus.removeprefix(f"{kind}/")
    assert parts.find(codec.plain_data(added.definition), PARTS.get(kind), at).at == at
    assert did("remove-part", added.source, part=kind, at=at).definition == codec.load(WHOLE)


@pytest.mark.parametrize("kind", [each.name for each in PARTS])
def test_a_part_of_any_kind_can_be_copied(kind: str) -> None:
    data = codec.plain_data(codec.load(WHOLE))
    first = next(parts.every(data, PARTS.get(kind)))
    copied = did("copy-part", part=kind, at=first.at)
    made = parts.find(codec.plain_data(copied.definition), PARTS.get(kind), copied.done.focus.partition("/")[2])
    names = {"key", "label"}
    assert {name: each for name, each in made.data.items() if name not in names} == {
        name: each for name, each in first.data.items() if name not in names
    }
    assert made.at != first.at


def test_in_an_empty_type_lists_are_made_and_forgotten() -> None:
    added = did("add-part", SOURCE, part="series")
    assert list(added.definition.series) == ["series"]
    assert (
        did("remove-part", added.source, part="series", at="series").source
        == did("move-field", SOURCE, at="name", by="up").source
    )


def test_what_is_posted_with_a_new_part_is_set_at_once() -> None:
    added = did("add-part", part="document", **{"template": "来访呈批表.docx", "label-zh": "呈批表"})
    assert (added.definition.documents[-1].template, added.definition.documents[-1].label.zh) == (
        "来访呈批表.docx",
        "呈批表",
    )


def test_a_reminder_needs_a_date() -> None:
    source = SOURCE.replace("type: date", "type: text")
    with pytest.raises(Invalid) as caught:
        editing.edit(source, "add-part", {"part": "remind"})
    assert [fault.code for fault in caught.value.faults] == ["designer.no_date"]


def test_a_second_reminder_is_another_one() -> None:
    first = did("add-part", part="remind")
    second = did("add-part", first.source, part="remind")
    assert len({each.name for each in second.definition.remind}) == 3


def test_properties_of_a_view_are_set_all_at_once() -> None:
    given = {
        "label-zh": "今年", "columns-1-of": "arrive_on", "columns-0-of": "name", "columns-2-of": "",
        "sort-0-of": "arrive_on", "sort-0-way": "-", "sort-1-of": "name", "group": "headcount",
        "totals-0-of": "headcount", "totals-0-how": "avg",
    }  # fmt: skip
    view = did("set-part", part="view", at="soon", **given).definition.views[1]
    assert (view.label.zh, view.columns, view.sort) == ("今年", ("arrive_on", "name"), ("-arrive_on", "name"))
    assert (view.group, view.totals, view.where) == ("headcount", {"headcount": "avg"}, None)


def test_of_some_properties_the_others_stay() -> None:
    view = did("set-part", part="view", at="all", only="columns", **{"columns-0-of": "headcount"}).definition.views[0]
    assert (view.columns, view.sort, view.label.zh) == (("headcount",), ("-arrive_on",), "全部")


def test_ticked_names_and_a_span_are_read() -> None:
    paper = did(
        "set-part", part="document", at="form", only="states", **{"states-review": "true"}
    ).definition.documents[0]
    assert paper.states == ("review",)
    given = {"at": "0", "only": "before,after", "after-n": "3", "after-unit": "workdays"}
    remind = did("set-part", part="remind", **given).definition.remind[0]
    assert (remind.before, remind.after) == ("", "3 workdays")


def test_what_a_part_has_that_no_input_shows_stays() -> None:
    state = did("set-part", part="state", at="review", **{"label-zh": "部门审核"}).definition.state("review")
    assert state is not None
    assert (state.label.zh, len(state.tasks)) == ("部门审核", 2)


def test_what_began_empty_stays_so_until_something_is_chosen() -> None:
    added = did("add-part", part="document")
    named = did("set-part", added.source, part="document", at="document", **{"label-zh": "名单", "template": ""})
    assert (named.definition.documents[1].label.zh, named.definition.documents[1].template) == ("名单", "")
    assert refusal("set-part", part="document", at="form", **{"label-zh": "备案表", "template": ""}) == [
        ("definition.missing_key", "documents[0].template")
    ]


def test_a_new_paper_is_called_as_its_template_unless_somebody_called_it_otherwise() -> None:
    begun = did("add-part", part="document")
    at, label = begun.done.focus.partition("/")[2], begun.definition.documents[-1].label.zh
    given = {"part": "document", "at": at, "template": "公示单.docx"}
    assert did("set-part", begun.source, **given, **{"label-zh": label}).definition.documents[-1].label.zh == "公示单"
    named = did("set-part", begun.source, **given, **{"label-zh": "公示"})
    assert named.definition.documents[-1].label.zh == "公示"
    again = did("set-part", named.source, **{**given, "template": "别的.docx"}, **{"label-zh": "公示"})
    assert again.definition.documents[-1].label.zh == "公示"


def test_what_does_not_fit_is_refused_at_its_place() -> None:
    assert refusal("set-part", part="series", at="filing", pattern="{{ n }}", start="许多") == [
        ("definition.not_a_number", "series.filing.start")
    ]


@pytest.mark.parametrize(
    ("by", "order"),
    [({"by": "down"}, ["soon", "all"]), ({"by": "up"}, ["all", "soon"]), ({"before": ""}, ["soon", "all"])],
)
def test_parts_change_their_order(by: Mapping[str, str], order: list[str]) -> None:
    moved = did("move-part", part="view", at="all", **by)
    assert keys(moved.definition) == order
    assert moved.done.focus == "view/all"
    assert moved.source.index("# about all") < moved.source.index("key: all")


def test_comments_of_parts_without_a_key_follow_them() -> None:
    moved = did("move-part", part="notify", at="0", before="2")
    assert [each.on for each in moved.definition.notify] == ["returned", "task_given", "state"]
    assert moved.done.focus == "notify/1"
    for comment, what in (("tasks", "on: task_given"), ("returned", "on: returned"), ("approved", "on: state")):
        assert f"# about {comment}\n  - {{{what}" in moved.source


def test_comments_of_what_was_removed_go_with_it() -> None:
    left = did("remove-part", part="notify", at="0")
    assert "# about tasks" not in left.source
    assert "# about returned\n  - {on: returned" in left.source
    assert left.done.focus == "notify/0"


def test_another_key_is_written_wherever_it_is_named() -> None:
    definition = did("rename-part", part="state", at="approved", key="agreed").definition
    assert definition.workflow is not None
    assert list(definition.workflow.states) == ["draft", "review", "agreed"]
    assert definition.workflow.transitions[1].to == "agreed"
    assert (definition.checks[0].needed_for, definition.documents[0].states) == (("agreed",), ("agreed",))
    assert (definition.series["filing"].take, definition.notify[2].state) == ("agreed", "agreed")
    paper = did("rename-part", part="document", at="form", key="filing_form").definition
    assert paper.workflow is not None
    assert paper.workflow.transitions[1].makes == ("filing_form",)
    register = did("rename-part", part="series", at="filing", key="visits")
    field = register.definition.field("no")
    assert field is not None
    assert field.options.series == "visits"  # type: ignore[attr-defined]
    assert "# about filing\n  visits:" in register.source


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        pytest.param("rename-part", {"part": "view", "at": "all", "key": "soon"}, "designer.key_taken", id="twin"),
        pytest.param("rename-part", {"part": "notify", "at": "0", "key": "x"}, "designer.gone", id="no key"),
        pytest.param("set-part", {"part": "view", "at": "gone"}, "designer.gone", id="gone"),
        pytest.param("set-part", {"part": "notify", "at": "3"}, "designer.gone", id="number gone"),
        pytest.param("set-part", {"part": "nothing", "at": "all"}, "designer.gone", id="no such kind"),
        pytest.param("add-part", {"part": "task", "in": "nowhere"}, "designer.gone", id="no such state"),
        pytest.param("add-part", {"part": "amendment_task", "in": "nowhere"}, "designer.gone", id="no such amendment"),
        pytest.param("set-part", {"part": "view"}, "designer.incomplete", id="nothing chosen"),
    ],
)
def test_what_cannot_be_done_is_refused(name: str, given: dict[str, str], code: str) -> None:
    assert [found for found, _place in refusal(name, **given)] == [code]


HELD = Uses(parts={"series": frozenset({"filing"}), "document": frozenset({"form"}), "view": frozenset({"soon"})})


def taken(name: str, **given: str) -> str:
    """The code with which taking away is refused; empty if it is not."""
    try:
        operations.refuse_taking_away(name, codec.plain_data(codec.load(WHOLE)), given, HELD)
    except Invalid as invalid:
        return invalid.faults[0].code
    return ""


def test_a_register_with_numbers_is_not_removed() -> None:
    assert taken("remove-part", part="series", at="filing") == "designer.part_in_use"
    assert taken("remove-part", part="series", at="other") == ""


def test_papers_and_narrowed_views_may_go_but_keep_their_key() -> None:
    assert taken("remove-part", part="document", at="form") == ""
    assert taken("rename-part", part="document", at="form", key="other") == "designer.part_key_in_use"
    assert taken("rename-part", part="view", at="soon", key="other") == "designer.part_key_in_use"
    assert taken("rename-part", part="view", at="soon", key="soon") == ""


def test_what_a_new_version_takes_from_rows_is_told_or_blocks() -> None:
    used, now = codec.load(WHOLE), codec.load(SOURCE)
    held = {"series": {"filing"}, "document": {"form"}, "view": {"soon"}, "state": {"review"}}
    told = [(fault.code.removeprefix("definition.type_lost_"), fault.level) for fault in lost_parts(now, [used], held)]
    assert dict(told) == {
        "series": Level.BLOCK, "state": Level.BLOCK, "document": Level.WARN, "view": Level.WARN,
    }  # fmt: skip
    assert lost_parts(now, [used], {}) == ()
    assert lost_parts(used, [used], held) == ()


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("views[1].columns[0]", ("view/soon", "columns")),
        ("views[0].totals.headcount", ("view/all", "totals")),
        ("series.filing.pattern", ("series/filing", "pattern")),
        ("notify[2].state", ("notify/2", "state")),
        ("workflow.states.review", ("state/review", "")),
        ("workflow.states.review.tasks[1].role", ("task/review.1", "role")),
        ("workflow.transitions[0].from[0]", ("transition/submit", "from")),
        ("amendments.longer.fields[0]", ("amendment/longer", "fields")),
        ("amendments.longer.tasks[1].role", ("amendment_task/longer.1", "role")),
        ("rights", ("right/", "")),
        ("workflow.start", ("state/", "")),
        ("title", ("", "title")),
        ("sections[0].fields[1].min", ("headcount", "min")),
    ],
)
def test_faults_are_told_where_they_are_put_right(path: str, where: tuple[str, str]) -> None:
    assert placed(path) == where


def test_a_part_without_a_key_is_found_again_in_a_newer_draft() -> None:
    kind, before = PARTS.get("notify"), codec.plain_data(codec.load(WHOLE))

    def now(name: str, **given: str) -> str:
        changed = codec.plain_data(did(name, part="notify", **given).definition)
        return parts.followed(before, changed, kind, "1")

    assert now("remove-part", at="0") == "0"
    assert now("move-part", at="1", by="down") == "2"
    assert now("set-part", at="1", on="returned", to="head") == "1"
    assert now("remove-part", at="1") == "2", "nothing is there"
    assert parts.followed(before, {}, PARTS.get("view"), "soon") == "soon"


STEPS = st.tuples(
    st.sampled_from(["add-part", "move-part", "copy-part", "remove-part"]), st.integers(0, 9), st.booleans()
)


@settings(max_examples=25)
@given(st.lists(STEPS, max_size=8), st.sampled_from([each.name for each in PARTS]))
def test_any_row_of_deeds_leaves_a_file_that_reads_as_it_says(steps: list[tuple[str, int, bool]], kind: str) -> None:
    source = WHOLE
    for name, which, up in steps:
        known = list(parts.every(codec.plain_data(codec.load(source)), PARTS.get(kind)))
        if name != "add-part" and not known:
            continue
        at = known[which % len(known)].at if known else ""
        whose = {"in": OWNERS.get(kind, "")}
        source = did(name, source, part=kind, at=at, by="up" if up else "down", **whose).source


def test_how_an_amendment_is_decided_is_set_as_at_a_state() -> None:
    given = {"on_behalf": "scan", "hand_over": "never", "same_person": "once"}
    kind = did("set-part", part="amendment", at="longer", only=",".join(given), **given).definition.amendments["longer"]
    assert (kind.on_behalf, kind.hand_over, kind.same_person) == ("scan", "never", "once")
    assert (kind.fields, len(kind.tasks)) == (("headcount",), 2)


def test_whom_an_amendment_asks_is_set_as_whom_a_state_asks() -> None:
    assert [each.name for each in PARTS.get("amendment_task").shown] == [
        each.name for each in PARTS.get("task").shown if each.name != "judges"
    ]
    given = {"at": "longer.0", "only": "of,above", "of": "owner", "above": "true"}
    task = did("set-part", part="amendment_task", **given).definition.amendments["longer"].tasks[0]
    assert (task.role, task.of, task.above) == ("head", "owner", True)
    moved = did("move-part", part="amendment_task", at="longer.1", by="up").definition.amendments["longer"].tasks
    assert [each.role for each in moved] == ["admin", "head"]


def test_an_amendment_begins_where_the_flow_ends_and_not_without_one() -> None:
    made = did("add-part", part="amendment").definition.amendments
    assert [(kind.from_, kind.fields) for key, kind in made.items() if key != "longer"] == [(("approved",), ("name",))]
    with pytest.raises(Invalid) as caught:
        editing.edit(SOURCE, "add-part", {"part": "amendment"})
    assert [fault.code for fault in caught.value.faults] == ["designer.no_state"]


def test_faults_of_whom_an_amendment_asks_are_told_at_their_inputs() -> None:
    assert placed("amendments.longer.tasks[0].login") == ("amendment_task/longer.0", "login")
    assert placed("amendments.longer.hand_over") == ("amendment/longer", "hand_over")
