"""What waits for somebody, page by page: the most urgent first, found by an index however much there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.records.access import Viewer
from app.records.models import Record
from app.workflow import queries
from app.workflow.models import Task

PAGE = 20
"""Records on one page."""
_URGENT = (Task.due_at.is_(None), Task.due_at, Task.id)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of it ends: when the last task is due, and which it is."""

    due: datetime | None
    task_id: int

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """As an address says it; None where it says nothing that can be read."""
        due, _sign, task_id = text.partition("~")
        try:
            return cls(datetime.fromisoformat(due) if due else None, int(task_id))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.due.isoformat() if self.due else ''}~{self.task_id}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which of it: of one type, only what was due before a moment, behind the end of another page."""

    type_key: str = ""
    before: datetime | None = None
    after: Place | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of it, each record once; `end` is where the next one begins, None on the last."""

    rows: Sequence[tuple[Task, Record]]
    end: Place | None = None


def page(session: Session, viewer: Viewer, asked: Asked, *, absent: Sequence[Actor] = ()) -> Found:
    """What this person has to decide, also for those who are `absent`."""
    arms = [_first(arm.where(*_narrowed(asked))) for arm in _arms(viewer, absent, asked.after)]
    both = sa.union(*arms).subquery()
    ids = sa.select(both.c.id).order_by(both.c.due_at.is_(None), both.c.due_at, both.c.id).limit(PAGE + 1)
    wanted = sa.select(Task, Record).join(Record, Record.id == Task.record_id).where(Task.id.in_(ids))
    found = session.execute(wanted.order_by(*_URGENT)).all()
    rows: dict[int, tuple[Task, Record]] = {}
    for task, record in found[:PAGE]:
        rows.setdefault(record.id, (task, record))
    last = found[PAGE - 1][0] if len(found) > PAGE else None
    return Found(list(rows.values()), Place(last.due_at, last.id) if last else None)


def of_record(session: Session, viewer: Viewer, record_id: int, *, absent: Sequence[Actor] = ()) -> Task | None:
    """The task that this person may decide of one record, if there is one."""
    mine = queries.mine(viewer, absent)
    found = sa.select(Task).join(Record, Record.id == Task.record_id).where(Task.record_id == record_id, mine)
    return session.scalars(found.where(queries.AWAKE).order_by(*_URGENT).limit(1)).one_or_none()


def _arms(viewer: Viewer, absent: Sequence[Actor], after: Place | None) -> Iterator[sa.Select[Any]]:
    """One question for each way in which something can wait, with a day and without: each is a stretch of an index."""
    task = sa.select(Task.id, Task.due_at).where(queries.AWAKE)
    ways = [task.where(way) for way in queries.ways(viewer.actor)]
    ways += [task.join(Record, Record.id == Task.record_id).where(way) for way in queries.stood_in(viewer, absent)]
    for way in ways:
        if after is None or after.due is not None:
            behind = () if after is None else (sa.tuple_(Task.due_at, Task.id) > sa.tuple_(after.due, after.task_id),)
            yield way.where(Task.due_at.is_not(None), *behind)
        last = 0 if after is None or after.due is not None else after.task_id
        yield way.where(Task.due_at.is_(None), Task.id > last)


def _first(arm: sa.Select[Any]) -> sa.Select[Any]:
    found = arm.order_by(Task.due_at, Task.id).limit(PAGE + 1).subquery()
    return sa.select(found.c.id, found.c.due_at)


def _narrowed(asked: Asked) -> Iterator[sa.ColumnElement[bool]]:
    if asked.type_key:
        yield sa.exists().where(Record.id == Task.record_id, Record.type_key == asked.type_key).correlate(Task)
    if asked.before is not None:
        yield Task.due_at < asked.before
