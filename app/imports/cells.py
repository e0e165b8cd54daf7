"""Cells as people see them: dates as dates, numbers without the noise of floating point, blanks as None."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from app.imports.table import RawCell

KEPT_DIGITS = 15  # what a spreadsheet keeps of a number
_LOST_TEXT = re.compile(r"\d(?:\.\d+)?E\+?(?:1[5-9]|2\d)", re.IGNORECASE)
_NUMBER_TEXT = re.compile(
    r"[-+]?[\d,.\s]*\d\s*%?|[¥￥$]\s*[\d,.]+|\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?|月)?(?:[ T]\d.*)?"
)


def cell(value: object) -> RawCell:
    """One cell from what the spreadsheet reader gives."""
    convert = _CONVERT.get(type(value))
    return convert(value) if convert else None


def number(value: float) -> Decimal | None:
    """The number as a spreadsheet shows it: at most 15 significant digits, no exponent, 12.0 is 12."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 10**KEPT_DIGITS):
        return Decimal(int(value))
    text = f"{value:.15g}"
    if "e" not in text and "n" not in text:
        return Decimal(text)
    exact = Decimal(text)
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


def clock(value: time) -> str:
    """A time of day: 14:30."""
    return value.isoformat(timespec="minutes" if not value.second else "seconds")


def words(value: str) -> str | None:
    """Text as it is; None if there is nothing to see in it."""
    return value if value and not value.isspace() else None


def _day(value: date) -> date:
    return value


_CONVERT: dict[type, Callable[[Any], RawCell]] = {
    str: words,
    bool: bool,
    int: number,
    float: number,
    date: _day,
    datetime: moment,
    time: clock,
    timedelta: duration,
}


def has_lost_digits(value: RawCell) -> bool:
    """Whether this was a long number (an id) of which the spreadsheet kept only the first 15 digits."""
    if isinstance(value, str):
        return "E+" in value.upper()[:20] and _LOST_TEXT.fullmatch(value.strip()) is not None
    return isinstance(value, Decimal) and value.is_finite() and value.adjusted() >= KEPT_DIGITS


def is_text(value: RawCell) -> bool:
    """Whether a cell reads as words, not as a number or a date."""
    return isinstance(value, str) and len(value) <= 1000 and _NUMBER_TEXT.fullmatch(value.strip()) is None
