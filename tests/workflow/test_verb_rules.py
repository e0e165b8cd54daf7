"""Verbs beside the flow, decided from where a record stands alone: each verb after each other, in every mode."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from app.definitions.compiled import CompiledType
from app.definitions.schema import State
from app.workflow import engine
from app.workflow.engine import OpenTask, Standing
from app.workflow.judging import walk as walks
from app.workflow.judging.walk import Approval, Ground, Question, Walk
from app.workflow.verbs import service
from app.workflow.verbs.remind import REST
from app.workflow.verbs.verb import Copied, Place
from tests.workflow.test_engine import Hand, visit

NOW = datetime(2024, 3, 5, 2, 0, tzinfo=UTC)
OWNER, ASKER, OTHER, CLERK, STRANGER = Hand(7), Hand(1, head=3), Hand(2), Hand(4, foreign_affairs=None), Hand(5)
PEOPLE = {"owner": OWNER, "asker": ASKER, "other": OTHER, "clerk": CLERK, "stranger": STRANGER}

TASK = OpenTask(1, 0, role="head", department_id=3)
HANDED = OpenTask(2, 0, role="head", department_id=3, person_id=2, unit_id=1)
BEFORE = OpenTask(2, 0, person_id=2, added="before", unit_id=1, asked_by=1)
BESIDE, AFTER = replace(BEFORE, added="beside"), replace(BEFORE, added="after")


def rested(*tasks: OpenTask) -> tuple[OpenTask, ...]:
    """The tasks, asleep where others come first."""
    asleep = engine.sleepers(tasks)
    return tuple(replace(task, asleep=task.id in asleep) for task in tasks)


def place(who: Hand, tasks: Sequence[OpenTask], flow: CompiledType | None = None, **beside: Any) -> Place:
    there = Standing("review", 7, tuple(tasks), department_id=3)
    compiled = flow or visit(tasks=[{"role": "head"}])
    return replace(Place(compiled, there, who, NOW), **beside)


def offered(here: Place) -> set[str]:
    return {chance.verb.key for chance in service.offered(here)}


STANDINGS: dict[str, tuple[tuple[OpenTask, ...], dict[str, Any]]] = {
    "nothing yet": ((TASK,), {}),
    "handed over": ((HANDED,), {}),
    "asked in before": (rested(TASK, BEFORE), {}),
    "asked in beside": (rested(TASK, BESIDE), {}),
    "asked in after": (rested(TASK, AFTER), {}),
    "asked in beside, asker agreed": (rested(BESIDE), {}),
    "asked in after, asker agreed": (rested(AFTER), {}),
    "answered or withdrawn": ((TASK,), {}),
    "handed over while asked in beside": (rested(replace(HANDED, id=3, person_id=6), BESIDE), {}),
    "reminded": ((TASK,), {"reminded_at": NOW - timedelta(minutes=5)}),
    "reminded long ago": ((TASK,), {"reminded_at": NOW - REST}),
    "copied by the owner": ((TASK,), {"copies": (Copied(9, 2, 7),)}),
    "nobody waits": ((), {}),
}
DECIDES = {"hand_over", "add_signer", "copy"}
ANSWERS = {"agree_added", "object_added", "copy"}
CHASES = {"remind", "copy"}
EXPECTED: dict[str, dict[str, set[str]]] = {
    "nothing yet": {"owner": CHASES, "asker": DECIDES},
    "handed over": {"owner": CHASES, "other": DECIDES},
    "asked in before": {"owner": CHASES, "asker": {"withdraw_signer", "remind"}, "other": ANSWERS},
    "asked in beside": {"owner": CHASES, "asker": DECIDES | {"withdraw_signer", "remind"}, "other": ANSWERS},
    "asked in after": {"owner": CHASES, "asker": DECIDES | {"withdraw_signer"}},
    "asked in beside, asker agreed": {"owner": CHASES, "asker": {"withdraw_signer", "remind"}, "other": ANSWERS},
    "asked in after, asker agreed": {"owner": CHASES, "asker": {"withdraw_signer", "remind"}, "other": ANSWERS},
    "answered or withdrawn": {"owner": CHASES, "asker": DECIDES},
    "handed over while asked in beside": {
        "owner": CHASES,
        "asker": {"withdraw_signer", "remind"},
        "other": ANSWERS,
    },
    "reminded": {"owner": {"copy"}, "asker": DECIDES, "clerk": {"copy"}},
    "reminded long ago": {"owner": CHASES, "asker": DECIDES},
    "copied by the owner": {"owner": CHASES | {"uncopy"}, "asker": DECIDES},
    "nobody waits": {"owner": {"copy"}, "clerk": {"copy"}},
}


@pytest.mark.parametrize("name", STANDINGS)
@pytest.mark.parametrize("who", PEOPLE)
def test_after_each_verb_each_person_may_do_what_the_table_says(name: str, who: str) -> None:
    tasks, beside = STANDINGS[name]
    by_person = {"clerk": CHASES, **EXPECTED[name]}
    assert offered(place(PEOPLE[who], tasks, **beside)) == by_person.get(who, set())


@pytest.mark.parametrize(("hand_over", "offers"), [("holders", True), ("anybody", True), ("never", False)])
def test_a_state_may_want_its_tasks_decided_by_whom_it_asks(hand_over: str, *, offers: bool) -> None:
    flow = visit(tasks=[{"role": "head"}], hand_over=hand_over)
    assert ("hand_over" in offered(place(ASKER, (TASK,), flow))) is offers


def test_who_was_asked_in_passes_it_on_only_where_anybody_may_decide() -> None:
    for hand_over, offers in (("holders", False), ("anybody", True)):
        flow = visit(tasks=[{"role": "head"}], hand_over=hand_over)
        assert ("hand_over" in offered(place(OTHER, rested(TASK, BESIDE), flow))) is offers


def keys(offers: Sequence[engine.Offer]) -> list[str]:
    return [offer.transition.key for offer in offers]


def may_press(who: Hand, tasks: Sequence[OpenTask]) -> list[str]:
    compiled = visit(tasks=[{"role": "head"}])
    there = Standing("review", None, tuple(tasks), department_id=3)
    return keys(engine.offered(compiled, there, who, lambda _key: True))


def test_a_verb_gives_nobody_a_button_of_the_flow_but_who_took_the_task_over() -> None:
    assert may_press(ASKER, (TASK,)) == ["agree"]
    assert (may_press(ASKER, (HANDED,)), may_press(OTHER, (HANDED,))) == ([], ["agree"])
    for added in (BEFORE, BESIDE, AFTER):
        assert may_press(OTHER, rested(TASK, added)) == []
        assert may_press(OTHER, rested(added)) == []


def test_who_asked_before_waits_and_who_asked_beside_or_after_does_not() -> None:
    assert may_press(ASKER, rested(TASK, BEFORE)) == []
    assert may_press(ASKER, rested(TASK, BESIDE)) == ["agree"]
    assert may_press(ASKER, rested(TASK, AFTER)) == ["agree"]


def test_before_and_after_together_keep_their_order() -> None:
    after = replace(AFTER, id=3, person_id=3)
    assert engine.sleepers((TASK, BEFORE, after)) == {1, 3}
    assert engine.sleepers((TASK, after)) == {3}
    assert engine.sleepers((after,)) == frozenset()


def test_no_decision_made_elsewhere_is_recorded_for_who_sleeps_or_was_asked_in() -> None:
    compiled = visit(tasks=[{"role": "head"}])
    there = Standing("review", 7, rested(TASK, BEFORE), department_id=3)
    assert engine.on_behalf(compiled, there, OWNER, lambda _key: True) == ()
    beside = Standing("review", 7, rested(TASK, BESIDE), department_id=3)
    assert [offer.task for offer in engine.on_behalf(compiled, beside, OWNER, lambda _key: True)] == [TASK]


SECOND = OpenTask(5, 1, role="head", department_id=4)
"""Another task of the same state."""


@dataclass(frozen=True)
class TwoHeads:
    """A state that asks the heads of two departments in turn, at once, or one of them."""

    compiled: CompiledType

    def state(self, key: str) -> State | None:
        return self.compiled.definition.state(key)

    def questions(self, state: str) -> tuple[Question, ...]:
        del state
        return ASKED


ASKED = (Question(0, "head", 3), Question(1, "head", 4))


def follows(mode: str, open_tasks: Sequence[OpenTask], completed: OpenTask) -> tuple[int, ...] | None:
    """What is asked next where the asker of the completed task's unit has agreed; None: it goes on."""
    waiting = [task for task in open_tasks if task.id != completed.id]
    if engine.still_decide(waiting, completed):
        return ()
    walk, ground = Walk(), TwoHeads(visit(tasks=[{"role": "head"}, {"role": "head"}], mode=mode))
    asked = [ASKED[task.position] for task in waiting]
    agreed = ASKED if mode == "all" else [ASKED[completed.position]]  # with all, who is not asked has agreed
    for at, question in enumerate(each for each in agreed if each not in asked):
        walk.agree(Approval(at, "review", question, "agree"))
    needs = walks.left_to_ask(walk, "review", cast("Ground", ground), asked)
    return None if needs is None else tuple(need.question.position for need in needs)


@pytest.mark.parametrize("mode", ["any", "all", "order"])
@pytest.mark.parametrize("added", [BEFORE, BESIDE, AFTER])
def test_nothing_moves_while_somebody_of_the_unit_decides(mode: str, added: OpenTask) -> None:
    assert follows(mode, rested(TASK, added), TASK) == ()
    assert follows(mode, rested(TASK, added), added) == ()


@pytest.mark.parametrize("added", [BESIDE, AFTER])
def test_the_last_of_a_unit_brings_what_its_asker_would_have_brought(added: OpenTask) -> None:
    assert follows("any", (added, SECOND), added) is None
    assert follows("all", (added, SECOND), added) == ()
    assert follows("all", (added,), added) is None
    assert follows("order", (added,), added) == (1,)


@pytest.mark.parametrize("added", [BEFORE, BESIDE, AFTER])
def test_where_one_is_enough_another_need_not_wait_for_who_was_asked_in(added: OpenTask) -> None:
    assert follows("any", (*rested(TASK, added), SECOND), SECOND) is None
    assert follows("all", (*rested(TASK, added), SECOND), SECOND) == ()


def test_a_task_that_was_handed_over_counts_as_the_one_it_was() -> None:
    assert follows("any", (HANDED, SECOND), HANDED) is None
    assert follows("all", (HANDED, SECOND), HANDED) == ()
    assert follows("order", (HANDED,), HANDED) == (1,)
