"""Questions about amendments. Sight of the record is asked of `records.queries.get` before."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.errors import NotFound
from app.records.access import Viewer, visible
from app.records.models import Record, record_ix
from app.web.question import Question
from app.workflow.amending.course import OPEN
from app.workflow.amending.models import Amendment
from app.workflow.engine import Opened, Standing
from app.workflow.models import UNDECIDED, Task
from app.workflow.queries import MOST, as_open, mine, open_tasks, ways
from app.workflow.waiting import Asked

ALL = Asked()
IS_OPEN = Amendment.state.in_(OPEN)
_WAITS = (Task.amendment_id.is_not(None), UNDECIDED, Task.asleep.is_(False))


def get(session: Session, record_id: int, number: int) -> Amendment:
    """An amendment of a record."""
    found = session.scalars(
        sa.select(Amendment).where(Amendment.record_id == record_id, Amendment.number == number)
    ).one_or_none()
    if found is None:
        raise NotFound(f"amendment {number} of record {record_id}")
    return found


def of_record(session: Session, record_id: int) -> Sequence[Amendment]:
    """All that a record ever had, the newest first."""
    found = sa.select(Amendment).where(Amendment.record_id == record_id)
    return session.scalars(found.order_by(Amendment.number.desc())).all()


def open_of(session: Session, record_id: int) -> Amendment | None:
    """The one that is not decided yet."""
    these = (Amendment.record_id == record_id, IS_OPEN)
    return session.scalars(sa.select(Amendment).where(*these)).one_or_none()


def spoken_of(session: Session, record_id: int, *, until: datetime) -> Amendment | None:
    """The one that papers of the record speak of: the newest that was not refused or given up."""
    these = (Amendment.record_id == record_id, Amendment.created_at <= until)
    counting = Amendment.state.in_((*OPEN, "agreed"))
    return session.scalars(sa.select(Amendment).where(*these, counting).order_by(Amendment.number.desc())).first()


def last_number(session: Session, record_id: int) -> int:
    """How many a record has had."""
    return session.scalar(sa.select(sa.func.max(Amendment.number)).where(Amendment.record_id == record_id)) or 0


def tasks(session: Session, amendment_id: int) -> Sequence[Task]:
    """All that were ever asked."""
    return session.scalars(sa.select(Task).where(Task.amendment_id == amendment_id).order_by(Task.id)).all()


def standing(session: Session, amendment: Amendment, record: Record, actor: Actor) -> Standing:
    """Where an amendment stands; it is its proposer's, and the record's owner's as well."""
    asked = tuple(as_open(task) for task in open_tasks(session, record.id, amendment.id))
    owner = actor.id if actor.id in (amendment.by, record.owner_id) else amendment.by
    return Standing(amendment.state, owner, asked, record.department_id, _opened(session, amendment) if asked else None)


def waiting_for(
    session: Session, viewer: Viewer, asked: Asked = ALL, *, absent: Sequence[Actor] = (), most: int = MOST
) -> Sequence[tuple[Task, Amendment, Record]]:
    """The amendments that this person has to agree to, also for those who are `absent`; the most urgent first."""
    session.flush()  # a question asks the database alone
    if not absent and not _any(viewer.actor).rows(session):
        return []
    found = sa.select(Task, Amendment, Record).join(Amendment, Amendment.id == Task.amendment_id)
    found = found.join(Record, Record.id == Task.record_id).where(*_WAITS, mine(viewer, absent))
    if asked.type_key:
        found = found.where(Record.type_key == asked.type_key)
    if asked.before is not None:
        found = found.where(Task.due_at < asked.before)
    rows = session.execute(found.order_by(Task.due_at.is_(None), Task.due_at, Task.id).limit(most))
    return [(row[0], row[1], row[2]) for row in rows]


@lru_cache(maxsize=256)
def _any(actor: Actor) -> Question:
    """Mostly there is none: built once, for the inbox is asked for all day."""
    return Question(sa.select(Task.id).where(*_WAITS, sa.or_(*ways(actor))).limit(1))


def proposed_by(
    session: Session, viewer: Viewer, *, type_key: str = "", most: int = MOST
) -> Sequence[tuple[Amendment, Record]]:
    """This person's own that are not decided yet, of records that they still see."""
    found = sa.select(Amendment, Record).join(Record, Record.id == Amendment.record_id)
    found = found.join(record_ix, record_ix.c.record_id == Record.id).where(visible(viewer))
    own = (Amendment.by == viewer.actor.id, IS_OPEN)
    ours = (Record.type_key == type_key,) if type_key else ()
    rows = session.execute(found.where(*own, *ours).order_by(Amendment.id.desc()).limit(most))
    return [(row[0], row[1]) for row in rows]


def unseen(session: Session, amendment: Amendment, actor: Actor, absent: Sequence[Actor]) -> list[Task]:
    """Open tasks that this person may decide and nobody has opened; the proposer looking is no opening."""
    if actor.id == amendment.by:
        return []
    found = [task for task in open_tasks(session, amendment.record_id, amendment.id) if task.seen_at is None]
    return [task for task in found if any(as_open(task).is_for(each) for each in (actor, *absent))]


def _opened(session: Session, amendment: Amendment) -> Opened | None:
    """Who of those asked since it was submitted first opened it or decided."""
    found = []
    for task in tasks(session, amendment.id):
        if amendment.asked_at is None or task.created_at < amendment.asked_at:
            continue
        if task.seen_at is not None:
            found.append(Opened(task.seen_by, task.seen_at))
        elif task.done_at is not None and task.done_by not in (None, amendment.by):
            found.append(Opened(task.done_by, task.done_at))
    return min(found, key=lambda each: each.at, default=None)
