"""按比例: how many of those who are asked have agreed, how many have to, and whether that can still be reached (pure).

Each unit (`engine`) is one voice. It is heard when nobody of it is open any more; what it said last counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.definitions.schema import State
from app.workflow.engine import OpenTask

VOTE = "vote"


@dataclass(frozen=True, slots=True)
class Voice:
    """What was said in a vote: by which unit, and for or against."""

    unit: int
    agrees: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """How a vote stands. `needed` is never more than there are voices."""

    agreed: int
    against: int
    open: int
    needed: int

    @property
    def is_reached(self) -> bool:
        """Enough have agreed."""
        return self.agreed >= self.needed

    @property
    def is_lost(self) -> bool:
        """Even if all who are left agree, it is not enough."""
        return self.agreed + self.open < self.needed


def enough(said: str, voices: int) -> int:
    """How many of so many voices have to agree: a share is rounded up; at least one, at most all."""
    number = int(said.rstrip("%") or 100)
    wanted = -(-voices * number // 100) if said.endswith("%") or not said else number
    return max(1, min(wanted, voices))


def tally(state: State, open_tasks: Iterable[OpenTask], voices: Iterable[Voice]) -> Tally:
    """How the vote in a state stands."""
    waiting = {task.unit for task in open_tasks}
    heard = {voice.unit: voice.agrees for voice in voices}
    said = [agrees for unit, agrees in heard.items() if unit not in waiting]
    count = len(waiting) + len(said)
    return Tally(sum(said), len(said) - sum(said), len(waiting), enough(state.enough, count))


def after(
    state: State, open_tasks: Sequence[OpenTask], voices: Sequence[Voice], completed: OpenTask, *, agrees: bool
) -> Tally:
    """How it stands when this task is answered so."""
    left = [task for task in open_tasks if task.id != completed.id]
    return tally(state, left, [*voices, Voice(completed.unit, agrees)])


def moves(then: Tally) -> bool:
    """Does the record leave the state: enough have agreed, it can no longer be reached, or nobody is left to ask?"""
    return then.is_reached or then.is_lost or not then.open
