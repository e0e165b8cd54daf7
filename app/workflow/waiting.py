"""What waits for somebody, page by page: the most urgent first, found by an index however much there is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.records.access import Viewer
from app.records.models import Record
from app.web.question import Question
from app.workflow import queries
from app.workflow.models import Task

PAGE = 20
"""Records on one page."""
_ENDLESS = 1 << 63
"""Greater than any number that the database keeps."""
_MOST = sa.bindparam("most", type_=sa.Integer())
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
            found = cls(datetime.fromisoformat(due).astimezone(UTC) if due else None, int(task_id))
        except (ValueError, OverflowError):  # a day that is none in our zone, too
            return None
        return found if 0 <= found.task_id < _ENDLESS else None

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
    session.flush()  # a question asks the database alone
    given: dict[str, Any] = {"type_key": asked.type_key, "before": asked.before, "most": PAGE + 1}
    given |= {"due": asked.after.due, "task_id": asked.after.task_id} if asked.after else {}
    kind = _Kind(bool(asked.type_key), asked.before is not None, asked.after is not None, _has_day(asked))
    if absent:
        ids = list(session.scalars(_ids(_arms(viewer, absent), kind), given))
    else:
        ids = [row[0] for row in _usual(viewer.actor, kind).rows(session, **given)]
    wanted = sa.select(Task, Record).join(Record, Record.id == Task.record_id).where(Task.id.in_(ids[:PAGE]))
    found = {task.id: (task, record) for task, record in session.execute(wanted)}
    rows: dict[int, tuple[Task, Record]] = {}
    for task_id in ids[:PAGE]:
        task, record = found[task_id]
        rows.setdefault(record.id, (task, record))
    last = found[ids[PAGE - 1]][0] if len(ids) > PAGE else None
    return Found(list(rows.values()), Place(last.due_at, last.id) if last else None)


def of_record(session: Session, viewer: Viewer, record_id: int, *, absent: Sequence[Actor] = ()) -> Task | None:
    """The task that this person may decide of one record, if there is one."""
    mine = queries.mine(viewer, absent)
    found = sa.select(Task).join(Record, Record.id == Task.record_id).where(Task.record_id == record_id, mine)
    return session.scalars(found.where(queries.AWAKE).order_by(*_URGENT).limit(1)).one_or_none()


class _Kind(NamedTuple):
    """What a question asks: narrowed to a type, to what was due before, behind a place, and whether that had a day."""

    of_type: bool
    is_late: bool
    is_behind: bool
    has_day: bool


def _has_day(asked: Asked) -> bool:
    return asked.after is not None and asked.after.due is not None


@lru_cache(maxsize=256)
def _usual(actor: Actor, kind: _Kind) -> Question:
    """Of nobody but the actor: built once, for the inbox is asked for all day."""
    task: Any = sa.select(Task.id, Task.due_at).where(queries.AWAKE)
    return Question(_ids([task.where(way) for way in queries.ways(actor)], kind))


def _arms(viewer: Viewer, absent: Sequence[Actor]) -> list[sa.Select[Any]]:
    """One question for each way in which something can wait, also for those who are `absent`."""
    task: Any = sa.select(Task.id, Task.due_at).where(queries.AWAKE)
    own = [task.where(way) for way in queries.ways(viewer.actor)]
    theirs = [task.join(Record, Record.id == Task.record_id).where(way) for way in queries.stood_in(viewer, absent)]
    return [*own, *theirs]


def _ids(ways: Iterable[sa.Select[Any]], kind: _Kind) -> sa.Select[Any]:
    """The most urgent of all ways; each is a stretch of an index with days, and one without."""
    firsts = [_first(part.where(*_narrowed(kind))) for way in ways for part in _parts(way, kind)]
    both = sa.union(*firsts).subquery()
    return sa.select(both.c.id).order_by(both.c.due_at.is_(None), both.c.due_at, both.c.id).limit(_MOST)


def _parts(way: sa.Select[Any], kind: _Kind) -> Iterator[sa.Select[Any]]:
    due, task_id = sa.bindparam("due", type_=Task.due_at.type), sa.bindparam("task_id", type_=sa.Integer())
    if not kind.is_behind:
        yield way.where(Task.due_at.is_not(None))
        yield way.where(Task.due_at.is_(None))
    elif kind.has_day:
        yield way.where(Task.due_at.is_not(None), sa.tuple_(Task.due_at, Task.id) > sa.tuple_(due, task_id))
        yield way.where(Task.due_at.is_(None))
    else:
        yield way.where(Task.due_at.is_(None), Task.id > task_id)


def _first(arm: sa.Select[Any]) -> sa.Select[Any]:
    found = arm.order_by(Task.due_at, Task.id).limit(_MOST).subquery()
    return sa.select(found.c.id, found.c.due_at)


def _narrowed(kind: _Kind) -> Iterator[sa.ColumnElement[bool]]:
    if kind.of_type:
        of_type = Record.type_key == sa.bindparam("type_key", type_=sa.String())
        yield sa.exists().where(Record.id == Task.record_id, of_type).correlate(Task)
    if kind.is_late:
        yield Task.due_at < sa.bindparam("before", type_=Task.due_at.type)
