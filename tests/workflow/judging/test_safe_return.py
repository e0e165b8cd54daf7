"""No path reaches the end of a flow with something changed that somebody judged and agreed to (退回后只重审变化)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from app.definitions import codec
from app.definitions.compiled import CompiledType
from app.workflow.judging import walk
from tests.workflow.judging.flows import flows_of, random_flow, shapes, shipped_flow
from tests.workflow.judging.simulated import FIELDS, Simulated, Wrong, compiled_flow, wander

EDITORS = ("staff", "foreign_affairs")
SAMPLE, ALL = 300, 5000
DEEDS = 24


def four_states(mode: str, *, starts: int) -> Iterable[CompiledType]:
    """The 218 shapes as flows; anybody with a role may edit in any state. `starts`: how many beginnings of each."""
    for shape in shapes():
        for flow in list(flows_of(shape, mode))[:starts]:
            yield compiled_flow(flow, dict.fromkeys(EDITORS, tuple(flow["states"])))


def walked(types: Iterable[CompiledType], *, walks: int = 1, deeds: int = DEEDS) -> list[Simulated]:
    return [wander(compiled, seed, deeds) for compiled in types for seed in range(walks)]


def test_four_states_can_be_joined_in_218_ways() -> None:
    assert len(shapes()) == 218


@pytest.mark.parametrize("mode", ["any", "all"])
def test_no_flow_of_four_states_ends_with_a_judged_field_changed(mode: str) -> None:
    done = walked(four_states(mode, starts=1))
    assert len(done) > 150, "shapes in which nothing leads anywhere have no flow"
    assert sum(each.ends for each in done) > 50
    assert sum(each.kept for each in done) > 50


@pytest.mark.nightly
@pytest.mark.parametrize("mode", ["any", "all"])
def test_no_flow_of_four_states_from_any_beginning_to_any_end_does(mode: str) -> None:
    done = walked(four_states(mode, starts=12), walks=5, deeds=40)
    assert sum(each.ends for each in done) > 5000


def random_flows(count: int) -> Iterable[CompiledType]:
    return (compiled_flow(*random_flow(seed)) for seed in range(count))


def test_no_random_flow_ends_with_a_judged_field_changed() -> None:
    done = walked(random_flows(SAMPLE))
    assert sum(each.ends for each in done) > 100
    assert sum(each.kept for each in done) > 200
    assert sum(each.asked_again for each in done) > 20
    assert sum(each.passed_by for each in done) > 100, "ways past whom a state asks are among them"


@pytest.mark.nightly
def test_no_random_flow_of_five_thousand_does() -> None:
    done = walked(random_flows(ALL), walks=3, deeds=40)
    assert sum(each.ends for each in done) > 5000


SHIPPED = [each for each in sorted(Path("forms/types").rglob("*.yaml")) if "\nworkflow:" in each.read_text("utf-8")]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_shipped_flow_does(path: Path) -> None:
    shipped = codec.load(path.read_text(encoding="utf-8"), name=path.name)
    done = walked((compiled_flow(*shipped_flow(shipped, seed)) for seed in range(5)), walks=4, deeds=50)
    assert sum(each.ends for each in done) > 5


@pytest.mark.parametrize(
    ("part", "broken"),
    [
        ("gap", lambda *_given, **_more: None),
        ("_stands", lambda *_given: True),
        ("_is_kept", lambda *_given: True),
        ("_has_lapsed_since", lambda *_given: False),
    ],
)
def test_the_trial_notices_when_the_engine_is_broken(monkeypatch: pytest.MonkeyPatch, part: str, broken: Any) -> None:
    monkeypatch.setattr(walk, part, broken)
    with pytest.raises(Wrong):
        walked(random_flows(40), walks=3)


def test_the_fields_of_the_trial_are_judged() -> None:
    compiled = compiled_flow(random_flow(1)[0])
    assert set(FIELDS) < set(compiled.fields)
