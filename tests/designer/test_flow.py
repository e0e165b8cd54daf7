"""Flows as pictures: rows from the start on, every state and transition once, nothing over anything else."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.config import ROOT
from app.definitions import codec
from app.definitions.schema import State, Transition, Workflow
from app.designer import ranks
from app.designer.flow import HIGH, WIDE, Box, Picture, picture, shortened, width_of, wrapped
from app.fields.model import Label

SHIPPED = [
    path for path in sorted((ROOT / "forms" / "types").rglob("*.yaml")) if codec.load(path.read_text("utf-8")).workflow
]
NAMES = ["起草", "退回修改", "部门审核", "Awaiting the superior's approval", "已完成", "举办单位审查（保密审查）"]


def flow_of(*moves: tuple[str, str, str], start: str = "draft", also: tuple[str, ...] = ()) -> Workflow:
    """Transitions as from (with + between), to, tone."""
    known = dict.fromkeys([start, *(key for froms, to, _tone in moves for key in (*froms.split("+"), to)), *also])
    return Workflow(
        start=start,
        states={key: State(label=Label(zh=key)) for key in known},
        transitions=tuple(
            Transition(key=f"t{at}", label=Label(zh="同意"), from_=tuple(froms.split("+")), to=to, tone=tone)
            for at, (froms, to, tone) in enumerate(moves)
        ),
    )


@st.composite
def flows(draw: st.DrawFn) -> Workflow:
    """Any flow at all, with names of any length, circles, gaps, and transitions to nowhere."""
    keys = [f"s{number}" for number in range(draw(st.integers(1, 9)))]
    some = st.lists(st.sampled_from([*keys, "nowhere"]), min_size=1, max_size=4)
    label = st.sampled_from(NAMES).map(lambda zh: Label(zh=zh))
    moves = draw(
        st.lists(
            st.tuples(some, st.sampled_from([*keys, "nowhere"]), st.sampled_from(["go", "back", "stop"]), label),
            max_size=14,
        )
    )
    return Workflow(
        start=draw(st.sampled_from([*keys, "nowhere"])),
        states={key: State(label=draw(label)) for key in keys},
        transitions=tuple(
            Transition(key=f"t{at}", label=said, from_=tuple(froms), to=to, tone=tone)
            for at, (froms, to, tone, said) in enumerate(moves)
        ),
    )


def test_rows_go_from_the_start_to_the_end() -> None:
    flow = flow_of(
        ("draft+returned", "review", "go"),
        ("review", "approval", "go"),
        ("approval", "done", "go"),
        ("review+approval", "returned", "back"),
        ("draft+returned+approval", "cancelled", "stop"),
        also=("lonely",),
    )
    assert ranks.rows(ranks.ranked(flow)) == [
        ["draft", "returned"],
        ["review"],
        ["approval"],
        ["done", "cancelled"],
        ["lonely"],
    ]
    assert ranks.reached(flow) == {*flow.states} - {"lonely"}


def test_a_circle_forward_has_rows_too() -> None:
    assert ranks.rows(ranks.ranked(flow_of(("a", "b", "go"), ("b", "c", "go"), ("c", "a", "go"), start="a"))) == [
        ["a"],
        ["b"],
        ["c"],
    ]


def test_no_more_stand_beside_each_other_than_a_phone_shows() -> None:
    flow = flow_of(*(("draft", f"way_{number}", "go") for number in range(5)))
    assert [len(row) for row in ranks.rows(ranks.ranked(flow))] == [1, 2, 2, 1]


@settings(max_examples=150)
@given(flows())
def test_nothing_lies_over_anything_else(flow: Workflow) -> None:
    check(flow, picture(flow, "zh", dict.fromkeys(flow.states, "部门负责人、外事部门")))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_flows_that_are_shipped_are_drawn_whole_and_fit_a_phone(path: Path, language: str) -> None:
    flow = codec.load(path.read_text("utf-8")).workflow
    assert flow is not None
    drawn = picture(flow, language, {})
    check(flow, drawn)
    assert len(drawn.arrows) == len(flow.transitions)
    assert drawn.wide <= 460


def check(flow: Workflow, drawn: Picture) -> None:
    """Every state and every arrow that leads somewhere once, boxes and labels apart, lines through no box."""
    assert {box.key for box in drawn.boxes} == {*flow.states}
    leading = [
        at for at, move in enumerate(flow.transitions) if move.to in flow.states and {*move.from_} & {*flow.states}
    ]
    assert [arrow.at for arrow in drawn.arrows] == leading
    boxes = [(box.x, box.y, box.x + WIDE, box.y + HIGH) for box in drawn.boxes]
    pills = [(each.x - each.wide / 2, each.y - 10, each.x + each.wide / 2, each.y + 10) for each in drawn.arrows]
    for one, other in combinations([*boxes, *pills], 2):
        assert not _overlap(one, other)
    for one in (*boxes, *pills):
        assert one[0] >= 0
        assert one[1] >= 0
        assert one[2] <= drawn.wide
        assert one[3] <= drawn.high
    for line in (each.line for each in drawn.arrows):
        for box in boxes:
            assert not any(_overlap(stretch, box) for stretch in _stretches(line))


def _overlap(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Do two rectangles share more than an edge?"""
    small = 0.2
    return (
        one[0] < other[2] - small
        and other[0] < one[2] - small
        and one[1] < other[3] - small
        and other[1] < one[3] - small
    )


def _stretches(line: str) -> list[tuple[float, ...]]:
    """The stretches of a line, as thin rectangles."""
    found: list[tuple[float, ...]] = []
    for part in filter(None, line.split("M")):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", part)]
        points = list(zip(numbers[::2], numbers[1::2], strict=True))
        for (x1, y1), (x2, y2) in pairwise(points):
            found.append((min(x1, x2) - 0.25, min(y1, y2) - 0.25, max(x1, x2) + 0.25, max(y1, y2) + 0.25))
    return [(a + 0.25, b + 0.25, max(c - 0.25, a + 0.45), max(d - 0.25, b + 0.45)) for a, b, c, d in found]


def test_arrows_end_at_the_box_they_lead_to() -> None:
    drawn = picture(flow_of(("draft", "done", "go"), ("done", "draft", "back")), "zh", {})
    by_key = {box.key: box for box in drawn.boxes}
    assert _touches(drawn.arrows[0].tip, by_key["done"])
    assert _touches(drawn.arrows[1].tip, by_key["draft"])


def _touches(tip: str, box: Box) -> bool:
    x, y = (float(each) for each in re.findall(r"-?[\d.]+", tip)[:2])
    return box.x <= x <= box.x + WIDE and box.y <= y <= box.y + HIGH


def test_a_name_that_is_too_long_goes_on_two_lines_and_is_cut_off() -> None:
    assert wrapped("起草", 100) == ("起草",)
    assert wrapped("Awaiting the approval", 100) == ("Awaiting the", "approval")
    assert wrapped("举办单位审查（保密审查）与登记机关的审查", 100) == ("举办单位审查（", "保密审查）与…")
    assert width_of(shortened("Returned from above", 60)) <= 60
