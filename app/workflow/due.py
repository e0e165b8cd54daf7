"""When something is due: spans of days as definitions write them (`1 workday`, `20 days`)."""

import re
from datetime import date, datetime, timedelta

_SPAN = re.compile(r"(\d{1,3}) (workday|day)s?")


def after(moment: datetime, span: str) -> datetime | None:
    """The end of the day that lies so far behind a moment; None for no span."""
    day = shifted(moment.date(), span)
    return None if day is None else moment.replace(year=day.year, month=day.month, day=day.day, hour=23, minute=59)


def shifted(day: date, span: str) -> date | None:
    """The day so many days, or workdays (Monday to Friday), later; None if the span says nothing."""
    found = _SPAN.fullmatch(span.strip())
    if found is None:
        return None
    count, unit = int(found[1]), found[2]
    if unit == "day":
        return day + timedelta(days=count)
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
