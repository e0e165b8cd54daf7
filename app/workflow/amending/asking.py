"""The tasks of an amendment: who is asked to agree, answered once, closed with the amendment."""

from collections.abc import Sequence

import sqlalchemy as sa

from app.definitions import schema
from app.definitions.compiled import CompiledType
from app.errors import Conflict
from app.expressions import Value
from app.records import store
from app.records.desk import Desk
from app.records.models import Record
from app.workflow import engine, stand_ins, tasks
from app.workflow.amending import course, judging, queries
from app.workflow.amending.models import Amendment
from app.workflow.asked import Asking
from app.workflow.engine import Offer
from app.workflow.models import Task

STATE = "+asked"
"""Where tasks of amendments stand: no state of any record is called so."""


def answered(
    amendment: Amendment, record: Record, compiled: CompiledType, offer: Offer, *, desk: Desk
) -> tuple[int, ...] | None:
    """Close what was pressed. Gives the positions to ask next; None: nobody any more, it moves on."""
    flow = course.under(compiled, amendment.kind)
    asked = flow.definition.state(course.ASKED)
    assert asked is not None
    wanted = [at for at, _task in _wanted(amendment, record, compiled, desk)]
    if offer.transition.key == course.SUBMIT:
        return engine.first(asked, wanted) or None
    there = queries.standing(desk.session, amendment, record, desk.actor)
    waits = engine.following(asked, offer.transition, there.tasks, offer.task, wanted)
    for task in queries.open_tasks(desk.session, amendment.id):
        mine = offer.task is not None and task.id == offer.task.id
        if mine or waits is None:
            _close(record, task, offer.transition.key if mine else tasks.CLOSED, desk, mine=mine)
    return waits


def give(
    amendment: Amendment, record: Record, compiled: CompiledType, positions: Sequence[int], *, desk: Desk
) -> list[Task]:
    """Ask these: they see the record with the amendment."""
    wanted = dict(_wanted(amendment, record, compiled, desk)) if positions else {}
    asking = Asking(course.under(compiled, amendment.kind), record, course.ASKED, desk)
    made = asking.rows([(at, wanted[at]) for at in positions if at in wanted])
    for task in made:
        task.amendment_id, task.state = amendment.id, STATE
    return stand_ins.let_see(tasks.give(desk.session, made), desk=desk)


def _wanted(
    amendment: Amendment, record: Record, compiled: CompiledType, desk: Desk
) -> Sequence[tuple[int, schema.Task]]:
    flow, values = course.under(compiled, amendment.kind), _values(amendment, record, compiled, desk)

    def holds(position: int) -> bool:
        rule = flow.task_conditions.get((course.ASKED, position))
        return rule is None or rule.holds(values)

    return engine.wanted(flow, course.ASKED, holds)


def _values(amendment: Amendment, record: Record, compiled: CompiledType, desk: Desk) -> dict[str, Value]:
    """The record as it would be."""
    settled, _met = judging.effective(record, compiled, amendment, desk=desk)
    return {**desk.world(compiled, record).names(), **compiled.values(settled.stored, desk.lookups)}


def _close(record: Record, task: Task, outcome: str, desk: Desk, *, mine: bool) -> None:
    """End a task that is open; raises `Conflict` when somebody else was first."""
    ended = {"outcome": outcome, "done_at": desk.now, "done_by": desk.actor.id if mine else None}
    still = (Task.id == task.id, Task.outcome == "")
    done = desk.session.execute(sa.update(Task).where(*still).values(**ended))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("workflow.decided_already", current=record)
    store.revoke(desk.session, record.id, why=tasks.why(task))
    if mine:
        store.grant(desk.session, record.id, [store.Grant(f"user:{desk.actor.id}", why="decided")])
