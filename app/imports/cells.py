"""Cells as people see them: dates as dates, numbers without the noise of floating point, blanks as None."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.imports.table import RawCell

KEPT_DIGITS = 15  # what a spreadsheet keeps of a number
_LOST_TEXT = re.compile(r"\d(?:\.\d+)?E\+?(?:1[5-9]|2\d)", re.IGNORECASE)
_NUMBER_TEXT = re.compile(
    r"[-+]?[\d,.\s]*\d\s*%?|[¥￥$]\s*[\d,.]+|\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?(?:[ T]\d.*)?"
)


def cell(value: object) -> RawCell:
    """One cell from what the spreadsheet reader gives."""
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, bool):
        return value
    if isinstance(value, float | int):
        return number(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value
    if isinstance(value, time):
        return value.isoformat(timespec="minutes" if not value.second else "seconds")
    if isinstance(value, timedelta):
        return duration(value)
    return None


def number(value: float) -> Decimal | None:
    """The number as a spreadsheet shows it: at most 15 significant digits, no exponent, 12.0 is 12."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 10**KEPT_DIGITS):
        return Decimal(int(value))
    exact = Decimal(f"{value:.{KEPT_DIGITS}g}")
    return Decimal(format(exact, "f")) if exact.is_finite() else None


def moment(value: datetime) -> date | datetime:
    """A point in time to the second; midnight is a day (spreadsheets keep both as one number)."""
    rounded = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return rounded.date() if rounded.time() == time() else rounded


def duration(value: timedelta) -> str:
    """Hours and minutes, also beyond a day: 36:30."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{sign}{hours}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def has_lost_digits(value: RawCell) -> bool:
    """Whether this was a long number (an id) of which the spreadsheet kept only the first 15 digits."""
    if isinstance(value, Decimal):
        return bool(abs(value) >= 10**KEPT_DIGITS)
    return isinstance(value, str) and "+" in value and _LOST_TEXT.fullmatch(value.strip()) is not None


def is_text(value: RawCell) -> bool:
    """Whether a cell reads as words, not as a number or a date."""
    return isinstance(value, str) and len(value) <= 1000 and _NUMBER_TEXT.fullmatch(value.strip()) is None
