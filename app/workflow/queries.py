"""Questions about tasks and steps. Sight of the record is asked of `records.queries.get` before."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.records.models import Record
from app.workflow.engine import OpenTask, Standing
from app.workflow.models import Step, Task

OPEN = Task.outcome == ""


def standing(session: Session, record: Record) -> Standing:
    """Where a record stands."""
    tasks = session.scalars(sa.select(Task).where(Task.record_id == record.id, OPEN).order_by(Task.position)).all()
    return Standing(record.state, record.owner_id, tuple(_open(task) for task in tasks))


def open_tasks(session: Session, record_id: int) -> Sequence[Task]:
    """The tasks that a record waits for."""
    return session.scalars(sa.select(Task).where(Task.record_id == record_id, OPEN).order_by(Task.position)).all()


def tasks(session: Session, record_id: int) -> Sequence[Task]:
    """All tasks that a record ever had."""
    return session.scalars(sa.select(Task).where(Task.record_id == record_id).order_by(Task.id)).all()


def steps(session: Session, record_id: int) -> Sequence[Step]:
    """The course of a record, oldest first."""
    return session.scalars(sa.select(Step).where(Step.record_id == record_id).order_by(Step.id)).all()


def waiting_for(session: Session, actor: Actor, *, most: int = 200) -> Sequence[tuple[Task, Record]]:
    """What this person has to decide, the most urgent first."""
    found = sa.select(Task, Record).join(Record, Record.id == Task.record_id).where(OPEN, _for(actor))
    rows = session.execute(found.order_by(Task.due_at.is_(None), Task.due_at, Task.id).limit(most))
    return [(task, record) for task, record in rows]


def count_waiting_for(session: Session, actor: Actor) -> int:
    """How much this person has to decide."""
    return session.scalar(sa.select(sa.func.count()).select_from(Task).where(OPEN, _for(actor))) or 0


def decided_by(session: Session, user_id: int, *, most: int = 100) -> Sequence[tuple[Task, Record]]:
    """What this person decided, the newest first."""
    found = sa.select(Task, Record).join(Record, Record.id == Task.record_id).where(Task.done_by == user_id)
    return [(task, record) for task, record in session.execute(found.order_by(Task.done_at.desc()).limit(most))]


def under_way(session: Session, user_id: int, *, most: int = 100) -> Sequence[Record]:
    """This person's own records for which somebody's decision is open."""
    waiting = sa.select(Task.record_id).where(OPEN)
    found = sa.select(Record).where(Record.owner_id == user_id, Record.id.in_(waiting))
    return session.scalars(found.order_by(Record.updated_at.desc()).limit(most)).all()


def _for(actor: Actor) -> sa.ColumnElement[bool]:
    """The tasks that an actor may decide: to the person, or to a role held where the task lies."""
    mine: list[sa.ColumnElement[bool]] = [Task.person_id == actor.id]
    for role in sorted(actor.roles):
        reach = actor.reach(role)
        of_role = Task.person_id.is_(None) & (Task.role == role)
        if reach is not None:
            of_role &= Task.department_id.is_(None) | Task.department_id.in_(sorted(reach))
        mine.append(of_role)
    return sa.or_(*mine)


def _open(task: Task) -> OpenTask:
    return OpenTask(task.id, task.position, task.role, task.department_id, task.person_id)
