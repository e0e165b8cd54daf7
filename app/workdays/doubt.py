"""A day that was counted in workdays without knowing the holidays of its year: where it is shown, it says so."""

from datetime import date

from flask_babel import gettext

from app.workdays import spans
from app.workdays.calendar import known_years


def of(day: date, span: str) -> str:
    """What to know of a day at the end of such a span; empty where it stands firm."""
    if day.year in known_years() or not spans.counts_workdays(span):
        return ""
    said = gettext("%(year)s 年的放假安排还没有录入，这一天是按周一到周五算的", year=day.year)
    return str(said)
