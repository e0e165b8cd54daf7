"""按比例: how many are enough, and when it can no longer be reached."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.definitions.schema import State
from app.workflow import voting
from app.workflow.engine import OpenTask
from app.workflow.voting import Voice


def state(enough: str) -> State:
    return State.model_validate({"label": "表决", "mode": "vote", "enough": enough, "tasks": [{"role": "head"}]})


@pytest.mark.parametrize(
    ("said", "voices", "needed"),
    [
        ("60%", 5, 3),
        ("60%", 6, 4),
        ("50%", 1, 1),
        ("1%", 9, 1),
        ("100%", 7, 7),
        ("3", 5, 3),
        ("3", 2, 2),
        ("67%", 3, 3),
    ],
)
def test_a_share_is_rounded_up_and_no_more_are_needed_than_there_are(said: str, voices: int, needed: int) -> None:
    assert voting.enough(said, voices) == needed


def walk(enough: str, answers: Sequence[bool]) -> list[bool]:
    """Each answers in turn; after each, whether the record leaves."""
    tasks, said, left = [OpenTask(at, 0, person_id=at) for at in range(1, len(answers) + 1)], list[Voice](), []
    for at, agrees in enumerate(answers, 1):
        open_now = tasks[at - 1 :]
        left.append(voting.moves(voting.after(state(enough), open_now, said, tasks[at - 1], agrees=agrees)))
        said.append(Voice(at, agrees))
    return left


def test_it_goes_on_with_the_voice_that_is_enough() -> None:
    assert walk("60%", [True, False, True, True, True]) == [False, False, False, True, True]


def test_it_is_lost_with_the_voice_after_which_it_can_no_longer_be_reached() -> None:
    assert walk("3", [False, True, False, False, True])[:4] == [False, False, False, True]


def test_who_was_asked_in_is_no_voice_of_its_own_and_is_waited_for() -> None:
    asker, added = OpenTask(1, 0, person_id=1), OpenTask(2, 0, person_id=9, added="beside", unit_id=1, asked_by=1)
    other = OpenTask(3, 0, person_id=3)
    then = voting.after(state("1"), [asker, added, other], [], asker, agrees=True)
    assert (then.agreed, then.open, voting.moves(then)) == (0, 2, False)
    then = voting.after(state("1"), [added, other], [Voice(1, agrees=True)], added, agrees=True)
    assert (then.agreed, voting.moves(then)) == (1, True)


def test_of_a_unit_that_decided_twice_the_last_word_counts() -> None:
    then = voting.tally(state("1"), [OpenTask(3, 0, person_id=3)], [Voice(1, agrees=True), Voice(1, agrees=False)])
    assert (then.agreed, then.against) == (0, 1)


@given(answers=st.lists(st.booleans(), min_size=1, max_size=9), share=st.integers(1, 100))
def test_every_vote_ends_and_ends_as_soon_as_it_is_decided(answers: list[bool], share: int) -> None:
    needed = voting.enough(f"{share}%", len(answers))
    at = next(at for at, moves in enumerate(walk(f"{share}%", answers)) if moves)
    agreed, against = sum(answers[: at + 1]), at + 1 - sum(answers[: at + 1])
    assert agreed == needed or len(answers) - against < needed
    assert answers[at] is (agreed == needed)
