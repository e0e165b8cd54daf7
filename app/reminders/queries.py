"""What was answered to reminders."""

from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.records.access import Viewer, visible
from app.records.models import Record, record_ix
from app.reminders.models import ReminderAnswer

About: TypeAlias = tuple[int, str, date]
"""A record, a rule of its type, and the day in the record."""
SHOWN = 50


def standing(session: Session, *, since: date) -> dict[About, ReminderAnswer]:
    """The latest answer to each reminder about a day from `since` on that was not taken back."""
    of_them = ReminderAnswer.day >= since, ReminderAnswer.taken_back_at.is_(None)
    found = session.scalars(sa.select(ReminderAnswer).where(*of_them).order_by(ReminderAnswer.id))
    return {(each.record_id, each.rule, each.day): each for each in found}


def to_this(session: Session, about: About) -> ReminderAnswer | None:
    """The latest answer to one reminder that was not taken back."""
    record_id, rule, day = about
    said = sa.select(ReminderAnswer).filter_by(record_id=record_id, rule=rule, day=day, taken_back_at=None)
    return session.scalars(said.order_by(ReminderAnswer.id.desc()).limit(1)).one_or_none()


def latest(session: Session, viewer: Viewer) -> Sequence[tuple[ReminderAnswer, str]]:
    """The latest answers about records that the viewer may see, each with the record's title."""
    wanted = sa.select(ReminderAnswer, Record.title).join(Record, Record.id == ReminderAnswer.record_id)
    placed = wanted.join(record_ix, record_ix.c.record_id == Record.id)
    seen = placed.where(visible(viewer), ReminderAnswer.taken_back_at.is_(None))
    rows = session.execute(seen.order_by(ReminderAnswer.id.desc()).limit(SHOWN))
    return [(answer, title) for answer, title in rows]


def get(session: Session, answer_id: int, *, viewer: Viewer) -> ReminderAnswer:
    """An answer about a record that the viewer may see; raises `NotFound`."""
    query = sa.select(ReminderAnswer).join(record_ix, record_ix.c.record_id == ReminderAnswer.record_id)
    found = session.scalars(query.where(ReminderAnswer.id == answer_id, visible(viewer))).one_or_none()
    if found is None:
        raise NotFound(f"reminder answer {answer_id}")
    return found
