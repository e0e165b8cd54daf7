"""When something is due: spans of days as definitions write them (`1 workday`, `20 days`)."""

import re
from datetime import date, datetime, timedelta

from app.workdays.calendar import Calendar

_SPAN = re.compile(r"(\d{1,3}) (workday|hour|day|week|month)s?")
_DAYS = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30}
"""A month of a reminder is thirty days: it says when to look, not what the law says."""


def after(moment: datetime, span: str, calendar: Calendar) -> datetime | None:
    """The end of the day that lies so far behind a moment; None for no span."""
    day = shifted(moment.date(), span, calendar)
    return None if day is None else moment.replace(year=day.year, month=day.month, day=day.day, hour=23, minute=59)


def counts_workdays(span: str) -> bool:
    """Does it depend on which days are worked?"""
    found = _SPAN.fullmatch(span.strip())
    return found is not None and found[2] == "workday"


def shifted(day: date, span: str, calendar: Calendar) -> date | None:
    """The day so far behind another, workdays being those of the calendar; None if the span says nothing."""
    found = _SPAN.fullmatch(span.strip())
    if found is None:
        return None
    count, unit = int(found[1]), found[2]
    if unit == "workday":
        return calendar.after(day, count)
    return day + timedelta(days=count * _DAYS[unit])
