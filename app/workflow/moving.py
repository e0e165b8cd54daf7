"""A record on its way through a step: it has to be fit for each state, takes numbers there, and is computed anew."""

from collections.abc import Mapping

from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.errors import Fault, Invalid
from app.fields import Stored
from app.records import service as records
from app.records.desk import Desk
from app.records.models import Record
from app.records.rules import Settled, settle
from app.workflow import engine
from app.workflow.judging.footing import Footing


class Moving(Footing):
    """The values on the way. `wants_reasons`: whoever hands in gives reasons for what the rules noticed."""

    def __init__(
        self, compiled: CompiledType, record: Record, desk: Desk, stored: Mapping[str, Stored], *, wants_reasons: bool
    ) -> None:
        super().__init__(compiled, record, desk, stored)
        self.came_from, self.wants_reasons = record.state, wants_reasons

    def come(self, state: str, move: Transition | None) -> None:
        """What goes back or ends stays as it is, faults and all."""
        if move is not None and move.tone == "go":
            self.stored = self._numbered(state, self._fit_for(state).stored)

    def by_itself(self, state: str) -> Transition | None:
        """What the system would do refuses nobody: it waits until the record is fit."""
        move = engine.by_itself(self.compiled, state, self.guard(state))
        return move if move is not None and (move.tone != "go" or self._is_fit_for(move.to)) else None

    def passes(self, state: str) -> Transition | None:
        """By which transition the state is passed, because nobody has to decide there."""
        return engine.passes(self.compiled, state, self.wanted(state), self.guard(state))

    def _is_fit_for(self, state: str) -> bool:
        try:
            self._fit_for(state)
        except Invalid:
            return False
        return True

    def _fit_for(self, state: str) -> Settled:
        """The values after every rule. Who decides is not asked for reasons: the owner gave them, or gives them."""
        settled = self._settled(self.stored, state)
        faults = list(settled.faults)
        if self.wants_reasons:
            unanswered = settled.unanswered
            faults += [Fault("record.warning_wants_reason", each.place, facts=each.facts) for each in unanswered]
        if faults:
            raise Invalid(faults)
        return settled

    def _settled(self, stored: Mapping[str, Stored], state: str) -> Settled:
        world = self.desk.world(self.compiled, self.record, state=self.came_from)
        return settle(self.compiled, stored, world, entering=state)

    def _numbered(self, state: str, stored: Mapping[str, Stored]) -> Mapping[str, Stored]:
        """The values with the numbers of this state, and what is computed from them."""
        numbered = records.numbered(self.compiled, self.record, stored, state, desk=self.desk)
        return numbered if numbered == stored else self._settled(numbered, state).stored
