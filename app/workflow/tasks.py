"""Every change of tasks: they are given with sight of the record, closed once, passed on, put to sleep and woken."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.errors import Conflict
from app.records import store
from app.records.desk import Desk
from app.records.models import Record, table
from app.web.question import Writing
from app.workflow import engine, queries
from app.workflow.amending.models import ASKED, Amendment
from app.workflow.models import Task

CLOSED = "closed"
"""The outcome of a task when the record moved without it."""
HANDED, AGREED, OPINION, WITHDRAWN = "handed", "agreed", "opinion", "withdrawn"
"""What verbs make of a task."""
_TASK = table(Task)
_END = Writing(sa.update(_TASK).where(_TASK.c.id == sa.bindparam("task")), ("outcome", "done_at", "done_by"))


def give(session: Session, tasks: Sequence[Task]) -> list[Task]:
    """Ask for decisions: who has to decide sees the record."""
    session.add_all(tasks)
    session.flush()  # grants and messages name the task
    for task in tasks:
        store.grant(session, task.record_id, [store.Grant(principal(task), why=why(task))])
    return list(tasks)


def close(record: Record, task: Task, outcome: str, *, desk: Desk, in_person: bool = True) -> None:
    """End a task that is open where its subject stands; raises `Conflict` when somebody else was first.

    Unless it is only `CLOSED`, it was decided by the actor: `in_person`, or as a clerk records it (代录签批).
    """
    is_decided = outcome != CLOSED
    still = (Task.id == task.id, Task.record_id == record.id, Task.outcome == "", _is_there(task))
    done_by = desk.actor.id if is_decided and in_person else None
    ended = {"outcome": outcome, "done_at": desk.now, "done_by": done_by, "asleep": False}
    done = desk.session.execute(sa.update(Task).where(*still).values(**ended))
    if done.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("workflow.decided_already", current=record)
    store.revoke(desk.session, record.id, why=why(task))
    if is_decided:
        store.grant(desk.session, record.id, [store.Grant(f"user:{desk.actor.id}", why="decided")])


def end(task: Task, outcome: str, *, done_by: int | None, desk: Desk) -> None:
    """It is not waited for any more."""
    ended = {"outcome": outcome, "done_at": desk.now, "done_by": done_by}
    _END.rows(desk.session, [{"task": task.id, **ended}])
    for name, value in ended.items():
        set_committed_value(task, name, value)
    store.revoke(desk.session, task.record_id, why=why(task))


def settle(session: Session, record_id: int, amendment_id: int | None = None) -> list[Task]:
    """Put to sleep whose turn it is not, in the flow or of an amendment; gives those that woke."""
    found = list(queries.open_tasks(session, record_id, amendment_id))
    asleep = engine.sleepers([queries.as_open(task) for task in found])
    woken = [task for task in found if task.asleep and task.id not in asleep]
    for task in found:
        task.asleep = task.id in asleep
    session.flush()
    return woken


def like(task: Task, *, now: datetime, person_id: int | None) -> Task:
    """The same decision, to be taken by somebody else, or once more."""
    return Task(
        record_id=task.record_id,
        amendment_id=task.amendment_id,
        state=task.state,
        position=task.position,
        role=task.role,
        department_id=task.department_id,
        person_id=person_id,
        added=task.added,
        unit_id=task.unit_id or task.id,
        asked_by=task.asked_by,
        due_at=task.due_at,
        created_at=now,
        outcome="",
        asleep=False,
    )


def _is_there(task: Task) -> sa.Exists:
    """The record, or its amendment, stands where the task was given."""
    if task.amendment_id is not None:
        return sa.exists().where(Amendment.id == task.amendment_id, Amendment.state == ASKED)
    return sa.exists().where(Record.id == task.record_id, Record.state == task.state)


def principal(task: Task) -> str:
    """Who is given sight by it."""
    if task.person_id is not None:
        return f"user:{task.person_id}"
    return f"role:{task.role}" if task.department_id is None else f"role:{task.role}@{task.department_id}"


def why(task: Task) -> str:
    """The reason of the sight that it gives."""
    return f"task:{task.id}"
