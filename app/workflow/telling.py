"""Who is told what when a record moves; nobody in a role is told to those who can change that."""

from collections.abc import Sequence
from typing import Any

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.notices import service as notices
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import engine, holders, nobody
from app.workflow.models import Task
from app.workflow.voting import Tally


class Telling:
    """The messages of one step; `told` are all who got one."""

    def __init__(self, compiled: CompiledType, record: Record, move: Transition, desk: Desk) -> None:
        self.compiled, self.record, self.move, self.desk = compiled, record, move, desk
        self.told: list[int] = []

    def of_tasks(self, given: Sequence[Task]) -> None:
        """Those who have to decide now; if there is nobody, those who give roles."""
        for task in given:
            ids = holders.ids_of(task, self.desk)
            if ids:
                self.tell(ids, "task_given")
                self._tell_stand_ins(task)
            else:
                nobody.tell("nobody_holds", self.record, self.desk, **nobody.missing(task))

    def of_return(self, comment: str) -> None:
        """The owner, when somebody else sent it back."""
        if self.move.tone == "back" and not engine.is_recall(self.move):
            self.tell(self._owner(), "returned", comment=comment)

    def of_vote(self, tally: Tally | None, comment: str) -> None:
        """The owner, when a vote can no longer come to as many as have to agree: how it stood."""
        if tally is not None and not tally.is_reached:
            facts = {"agreed": tally.agreed, "against": tally.against, "needed": tally.needed}
            self.tell(self._owner(), "vote_lost", comment=comment, **facts)

    def of_state(self, state: str, *, came_from: str, given: Sequence[Task]) -> None:
        """Whom the definition names for the new state, and the owner when nobody has to decide there any more."""
        if state == came_from:
            return
        facts = self._state(state)
        for notice in self.compiled.definition.notify:
            if notice.on == "state" and notice.state == state:
                self.tell(self._people(notice.to), "state", **facts)
        if not given and self.move.tone != "back":
            self.tell(self._owner(), "state", **facts)
        if engine.is_stuck(self.compiled, state, given):
            nobody.tell("stuck", self.record, self.desk, **facts)

    def tell(self, user_ids: Sequence[int], kind: str, **facts: Any) -> None:
        """A message to each of them who was not told this already, and is not who pressed, unless to decide next."""
        ids = [each for each in user_ids if each != self.desk.actor.id or kind == "task_given"]
        if kind != "task_given":
            ids = [each for each in ids if each not in self.told]
        told = {"title": self.record.title, "by": self.desk.actor.name, **facts}
        notices.tell(ids, kind, record_id=self.record.id, facts=told, now=self.desk.now)
        self.told += ids

    def _tell_stand_ins(self, task: Task) -> None:
        for deputy, absent in holders.standing_in(task, (self.record.owner_id,), self.desk).items():
            self.tell([deputy], "task_for", absent=accounts.user(absent).name)

    def _owner(self) -> list[int]:
        return [self.record.owner_id] if self.record.owner_id else []

    def _people(self, to: str) -> list[int]:
        if to == engine.OWNER:
            return self._owner()
        found = accounts.holders(to, department_id=self.record.department_id, today=self.desk.today)
        return [user.id for user in found]

    def _state(self, key: str) -> dict[str, str]:
        state = self.compiled.definition.state(key)
        return {"state": key, "label": state.label.zh if state else key, "label_en": _english(state)}


def _english(state: Any) -> str:
    return state.label.text("en") if state else ""
