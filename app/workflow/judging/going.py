"""From a press to where the record waits: what asks nobody, or was agreed to, is passed; gaps are gone back to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.definitions.schema import Transition
from app.workflow import engine
from app.workflow.judging import walk as walks
from app.workflow.judging.walk import Approval, Ground, Need, Walk

AGAIN = "+again"
"""The line of a course by which a record goes back to be agreed to again; no definition has such a key."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line of the course. `move` None: back to a gap. `kept`: the approval that counted instead of a new one."""

    move: Transition | None
    before: str
    after: str
    kept: Approval | None = None


class Moving(Ground, Protocol):
    """What the values say on the way; they may change by it: numbers are taken, what is computed follows."""

    def come(self, state: str, move: Transition | None) -> None:
        """The record comes into a state; raises `Invalid` where it is not fit for it."""

    def by_itself(self, state: str) -> Transition | None:
        """What the system does there."""

    def passes(self, state: str) -> Transition | None:
        """By which transition a state is passed in which nobody has to decide."""


class Going:
    """One way through the flow; afterwards `lines` are what happened, `state` is where it waits, `needs` for whom."""

    def __init__(self, walk: Walk, ground: Moving) -> None:
        self.walk, self.ground = walk, ground
        self.lines: list[Line] = []
        self.needs: list[Need] = []
        self.state = ""

    def go(self, state: str, move: Transition, *, past: bool) -> "Going":
        """What comes of pressing this in a state. `past`: by a role or the system, past whom the state asks."""
        if move.tone == "go":
            self._onward(state, move, past=past)
            return self
        if move.tone == "back":
            self.walk.go_back(state, move.to)
        else:
            self.walk.stop()
        self._come(state, move, move.to)
        return self

    def _onward(self, state: str, move: Transition, kept: Approval | None = None, *, past: bool = False) -> None:
        back = walks.gap(self.walk, move.to, self.ground, passed=state if past else None)
        if back is None:
            self.walk.leave(state, move.key, past=past)
            self.walk.enter(move.to)
            self._come(state, move, move.to, kept)
            return
        self.lines.append(Line(move, state, state, kept))
        self.walk.go_round(state)
        self._come(state, None, back)

    def _come(self, before: str, move: Transition | None, state: str, kept: Approval | None = None) -> None:
        self.lines.append(Line(move, before, state, kept))
        self.state = state
        self.ground.come(state, move)
        if (itself := self.ground.by_itself(state)) is not None and self._is_new(itself.to):
            self._keep(state, walks.kept(self.walk, state, self.ground))
            self.go(state, itself, past=True)
        elif (passed := self.ground.passes(state)) is not None and self._is_new(passed.to):
            self._onward(state, passed)
        else:
            self._ask(state)

    def _ask(self, state: str) -> None:
        """Whom the state asks; where all of it was agreed before and still counts, it is passed."""
        kept = walks.kept(self.walk, state, self.ground)
        self.needs = walks.open_on_entry(self.walk, state, self.ground)
        if self.needs or not kept:
            self._keep(state, kept)
            return
        move = walks.passage(state, kept, self.ground)
        if move is None or not self._is_new(move.to):
            self.needs = [Need(each, whole=True) for each in self.ground.questions(state)]
            return
        self._keep(state, kept[:-1])
        self.walk.keep(kept[-1].id)
        self._onward(state, move, kept[-1])

    def _keep(self, state: str, kept: Sequence[Approval]) -> None:
        for each in kept:
            self.walk.keep(each.id)
            self.lines.append(Line(self._move_of(each), state, state, each))

    def _move_of(self, approval: Approval) -> Transition | None:
        onward = self.ground.onward(approval.state)
        return next((move for move in onward if move.key == approval.transition), None)

    def _is_new(self, state: str) -> bool:
        """Nothing goes round in one press, nor back twice to the same state, nor on for ever."""
        been = [line.after for line in self.lines]
        gone_back = [line.after for line in self.lines if line.move is None and line.kept is None]
        is_first_time = len(set(gone_back)) == len(gone_back)
        return state not in been and is_first_time and len(been) <= engine.MAX_PASSED
