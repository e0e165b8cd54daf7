"""An amendment beside its record, as verbs know it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.errors import Conflict
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries as flow
from app.workflow.amending import asking, course, queries, service
from app.workflow.amending.models import Amendment
from app.workflow.engine import Offer, Standing
from app.workflow.models import Task
from app.workflow.press import Press
from app.workflow.subject import Subject
from app.workflow.verbs.remind import Remind


class Beside(Subject):
    """It is its proposer's, and the record's owner's as well."""

    def __init__(self, amendment: Amendment, record: Record, desk: Desk) -> None:
        super().__init__(record, desk)
        self.amendment = amendment
        self.amendment_id, self.number = amendment.id, amendment.number

    @property
    def compiled(self) -> CompiledType:
        """The record's version, with the course of the amendment in the place of its flow."""
        return course.under(self.desk.compiled(self.record), self.amendment.kind)

    @property
    def lock_version(self) -> int:
        """The amendment's own."""
        return self.amendment.lock_version

    @property
    def owners(self) -> tuple[int, ...]:
        """Who proposed it, and whose record it is."""
        both = (self.amendment.by, self.record.owner_id)
        return tuple(dict.fromkeys(each for each in both if each is not None))

    @property
    def state(self) -> str:
        """No state of the record, so that its flow and this one are told apart."""
        return asking.STATE

    @property
    def facts(self) -> Mapping[str, Any]:
        """Which one of the record's."""
        return {"amendment": self.amendment.id, "number": self.number, "kind": self.amendment.kind}

    def standing(self) -> Standing:
        """With its proposer, or with those who have to agree."""
        return queries.standing(self.desk.session, self.amendment, self.record, self.desk.actor)

    def reminded_at(self) -> datetime | None:
        """Since it was submitted last."""
        since = self.amendment.asked_at
        lines = flow.side_steps(self.desk.session, self.record.id) if since is not None else ()
        mine = (line for line in lines if line.facts.get("amendment") == self.amendment.id)
        told = (line.at for line in mine if line.verb == Remind.key and since is not None and line.at >= since)
        return max(told, default=None)

    def stood_for(self, task: Task) -> int | None:
        """As the line of the decision tells it."""
        lines = flow.side_steps(self.desk.session, self.record.id)
        return next((line.facts["for"] for line in lines if line.task_id == task.id and "for" in line.facts), None)

    def offered_on_behalf(self) -> tuple[Offer, ...]:
        """As this kind of amendment allows it."""
        return service.offered_on_behalf(self.amendment, self.record, desk=self.desk)

    def still_holds(self, move: Transition) -> bool:
        """Where the record may be amended."""
        return service.guard(self.amendment, self.record, self.desk)(move.key)

    def refuse_stale(self, press: Press) -> None:
        """What was seen is what is agreed to."""
        if press.expected not in (None, self.amendment.lock_version):
            raise Conflict("amendment.changed_meanwhile", number=self.number)

    def go_on(self, offer: Offer, press: Press) -> None:
        """With all that comes of it."""
        service.carry_out(self.amendment, self.record, offer, press, desk=self.desk)

    def keep_answer(self, task: Task, key: str, label: str, press: Press) -> bool:
        """It spares nobody a question after a return, so no values are kept with it."""
        del task, key, label, press
        return False
