"""What was answered to reminders."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.records.access import Viewer, visible
from app.records.models import Record, record_ix
from app.reminders.models import ReminderAnswer, ReminderTold

SHOWN = 50


class About(NamedTuple):
    """A record, a rule of its type, the day in the record, and of a table the row."""

    record_id: int
    rule: str
    day: date
    row: int = 0


def standing(session: Session, *, since: date) -> dict[About, ReminderAnswer]:
    """The latest answer to each reminder about a day from `since` on that was not taken back."""
    of_them = ReminderAnswer.day >= since, ReminderAnswer.taken_back_at.is_(None)
    found = session.scalars(sa.select(ReminderAnswer).where(*of_them).order_by(ReminderAnswer.id))
    return {About(each.record_id, each.rule, each.day, each.row): each for each in found}


def told(session: Session, user_id: int) -> frozenset[tuple[About, str]]:
    """Of what this person was told, with the mark of each time."""
    found = session.scalars(sa.select(ReminderTold).filter_by(user_id=user_id))
    return frozenset((About(each.record_id, each.rule, each.day, each.row), each.mark) for each in found)


def to_this(session: Session, about: About) -> ReminderAnswer | None:
    """The latest answer to one reminder that was not taken back."""
    said = sa.select(ReminderAnswer).filter_by(**about._asdict(), taken_back_at=None)
    return session.scalars(said.order_by(ReminderAnswer.id.desc()).limit(1)).one_or_none()


def latest(session: Session, viewer: Viewer) -> Sequence[tuple[ReminderAnswer, Record]]:
    """The latest answers about records that the viewer may see, each with the record."""
    wanted = sa.select(ReminderAnswer, Record).join(Record, Record.id == ReminderAnswer.record_id)
    placed = wanted.join(record_ix, record_ix.c.record_id == Record.id)
    seen = placed.where(visible(viewer), ReminderAnswer.taken_back_at.is_(None))
    rows = session.execute(seen.order_by(ReminderAnswer.id.desc()).limit(SHOWN))
    return [(answer, record) for answer, record in rows]


def get(session: Session, answer_id: int, *, viewer: Viewer) -> ReminderAnswer:
    """An answer about a record that the viewer may see; raises `NotFound`."""
    query = sa.select(ReminderAnswer).join(record_ix, record_ix.c.record_id == ReminderAnswer.record_id)
    found = session.scalars(query.where(ReminderAnswer.id == answer_id, visible(viewer))).one_or_none()
    if found is None:
        raise NotFound(f"reminder answer {answer_id}")
    return found
