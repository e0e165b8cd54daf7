"""What waits for somebody, page by page: the most urgent first, found by an index however much there is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.records.access import Viewer
from app.records.models import Record
from app.web.question import Question
from app.workflow import queries
from app.workflow.engine import Added, OpenTask
from app.workflow.models import Task
from app.workflow.rows import OPEN_TASK

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


class Waits(NamedTuple):
    """A task with its record, as far as a card tells of them while it is closed."""

    id: int
    position: int
    role: str | None
    department_id: int | None
    person_id: int | None
    added: Added
    unit_id: int | None
    asked_by: int | None
    asleep: bool
    state: str
    due_at: datetime | None
    created_at: datetime
    record_id: int
    version_id: int
    record_state: str
    title: str

    def task(self) -> OpenTask:
        """The task alone."""
        return OpenTask(
            self.id,
            self.position,
            self.role,
            self.department_id,
            self.person_id,
            self.added,
            self.unit_id,
            self.asked_by,
            self.asleep,
        )


_WAITS = (
    *OPEN_TASK,
    *(Task.state, Task.due_at, Task.created_at),
    *(Task.record_id, Record.version_id, Record.state, Record.title),
)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of it, each record once; `end` is where the next one begins, None on the last."""

    rows: Sequence[Waits]
    end: Place | None = None


def page(session: Session, viewer: Viewer, asked: Asked, *, absent: Sequence[Actor] = ()) -> Found:
    """What this person has to decide, also for those who are `absent`."""
    session.flush()  # a question asks the database alone
    given: dict[str, Any] = {"type_key": asked.type_key, "before": asked.before, "most": PAGE + 1}
    given |= {"due": asked.after.due, "task_id": asked.after.task_id} if asked.after else {}
    kind = _Kind(bool(asked.type_key), asked.before is not None, asked.after is not None, _has_day(asked))
    if absent:
        found = [Waits(*row) for row in session.execute(_lines(_arms(viewer, absent), kind), given)]
    else:
        found = [Waits(*row) for row in _usual(viewer.actor, kind).rows(session, **given)]
    rows: dict[int, Waits] = {}
    for each in found[:PAGE]:
        rows.setdefault(each.record_id, each)
    last = found[PAGE - 1] if len(found) > PAGE else None
    return Found(list(rows.values()), Place(last.due_at, last.id) if last else None)


def of_record(session: Session, viewer: Viewer, record_id: int, *, absent: Sequence[Actor] = ()) -> Waits | None:
    """The task that this person may decide of one record, if there is one."""
    found = _with_records().where(Task.record_id == record_id, queries.AWAKE, queries.mine(viewer, absent))
    row = session.execute(found.order_by(*_URGENT).limit(1)).one_or_none()
    return Waits(*row) if row else None


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
    return Question(_lines([task.where(way) for way in queries.ways(actor)], kind))


def _arms(viewer: Viewer, absent: Sequence[Actor]) -> list[sa.Select[Any]]:
    """One question for each way in which something can wait, also for those who are `absent`."""
    task: Any = sa.select(Task.id, Task.due_at).where(queries.AWAKE)
    own = [task.where(way) for way in queries.ways(viewer.actor)]
    theirs = [task.join(Record, Record.id == Task.record_id).where(way) for way in queries.stood_in(viewer, absent)]
    return [*own, *theirs]


def _lines(ways: Iterable[sa.Select[Any]], kind: _Kind) -> sa.Select[Any]:
    """The most urgent of all ways; each is a stretch of an index with days, and one without."""
    firsts = [_first(part.where(*_narrowed(kind))) for way in ways for part in _parts(way, kind)]
    both = sa.union(*firsts).subquery()
    ids = sa.select(both.c.id).order_by(both.c.due_at.is_(None), both.c.due_at, both.c.id).limit(_MOST)
    return _with_records().where(Task.id.in_(ids)).order_by(*_URGENT)


def _with_records() -> sa.Select[Any]:
    waits: Any = sa.select(*_WAITS).join(Record, Record.id == Task.record_id)
    return cast("sa.Select[Any]", waits)


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
