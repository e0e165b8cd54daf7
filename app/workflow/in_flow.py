"""A record in its flow, as verbs know it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from app.definitions.compiled import CompiledType
from app.definitions.schema import Transition
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import queries, service, tasks
from app.workflow.engine import Offer, Standing
from app.workflow.judging import sealing
from app.workflow.models import Step, Task
from app.workflow.press import Press
from app.workflow.step import refuse_stale
from app.workflow.subject import Subject
from app.workflow.verbs.remind import Remind


class InFlow(Subject):
    """`there`: where it stands, if that was asked already."""

    def __init__(self, record: Record, desk: Desk, there: Standing | None = None) -> None:
        super().__init__(record, desk)
        self._there = there

    @property
    def compiled(self) -> CompiledType:
        """The version under which it was filled."""
        return self.desk.compiled(self.record)

    @property
    def lock_version(self) -> int:
        """The record's own."""
        return self.record.lock_version

    @property
    def owners(self) -> tuple[int, ...]:
        """Who began it, or took it over."""
        return (self.record.owner_id,) if self.record.owner_id is not None else ()

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.record.state

    @property
    def facts(self) -> Mapping[str, Any]:
        """Its line is in its own course."""
        return {}

    def standing(self) -> Standing:
        """Its state and what it waits for there."""
        return self._there or queries.standing(self.desk.session, self.record)

    def reminded_at(self) -> datetime | None:
        """In the state in which it stands."""
        return queries.last_side_steps(self.desk.session, [self.record], Remind.key).get(self.record.id)

    def stood_for(self, task: Task) -> int | None:
        """As its steps tell it."""
        told = sa.select(Step.stands_for).where(Step.task_id == task.id, Step.stands_for.is_not(None))
        return self.desk.session.scalar(told)

    def offered_on_behalf(self) -> tuple[Offer, ...]:
        """As the state allows it."""
        return service.offered_on_behalf(self.record, desk=self.desk, standing=self._there)

    def still_holds(self, move: Transition) -> bool:
        """By its values."""
        return service.still_holds(self.record, move, desk=self.desk)

    def refuse_stale(self, press: Press) -> None:
        """A decision of somebody else beside it changes nothing of what was seen."""
        refuse_stale(self.record, press, self.desk)

    def go_on(self, offer: Offer, press: Press) -> None:
        """With all that comes of a step."""
        self.record = service.carry_out(self.record, offer, press, desk=self.desk).record

    def keep_answer(self, task: Task, key: str, label: str, press: Press) -> bool:
        """Among the steps; an agreement with what was judged."""
        step = Step(
            record_id=self.record.id,
            transition=f"+{key}",
            label=label,
            from_state=self.record.state,
            to_state=self.record.state,
            comment=press.comment,
            user_id=self.desk.actor.id,
            task_id=task.id,
            revision=self.record.lock_version,
            at=self.desk.now,
        )
        self.desk.session.add(step)
        self.desk.session.flush()
        if task.outcome == tasks.AGREED:
            sealing.keep_answer(step, self.record, self.desk)
        return True
