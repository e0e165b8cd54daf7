"""What is known of workdays."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.workdays.calendar import Calendar, OwnDay, calendar_of
from app.workdays.models import SpecialDay


def calendar(session: Session) -> Calendar:
    """Which days the office works."""
    return calendar_of(OwnDay(*row) for row in session.execute(_OWN))


def own_days(session: Session, year: int) -> list[SpecialDay]:
    """The days of a year that the office itself set, in their order."""
    of_year = SpecialDay.day.between(date(year, 1, 1), date(year, 12, 31))
    return list(session.scalars(sa.select(SpecialDay).where(of_year).order_by(SpecialDay.day)))


def own_day(session: Session, day: date) -> SpecialDay | None:
    """What the office set for a day."""
    return session.get(SpecialDay, day)


_OWN = sa.select(SpecialDay.day, SpecialDay.works, SpecialDay.name)
