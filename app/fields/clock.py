"""Reading times of day, and days with a time, as people type them.

What is read is ISO 8601 text to the minute, as the clock of the office shows it: 14:30, 2024-03-05 14:30.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from app.errors import Invalid
from app.fields.base import Raw
from app.fields.days import in_digits, read_day
from app.fields.raw import narrow, quoted

_LONGEST = 60
_SIGNS = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?"
_WORDS = (
    r"(?P<hours>[0-9]{1,2})[点點时時](?:钟|整|(?P<half>半)|(?P<quarters>[13])刻"
    r"|(?P<minutes>[0-9]{1,2})分?(?:[0-9]{1,2}秒)?)?"
)
_BEFORE = r"(?:(?P<part>凌晨|清晨|早晨|早上|上午|中午|下午|傍晚|晚上|夜里|晚) ?)?"
_BEHIND = r"(?: ?(?P<english>[ap])\.?m\.?)?"
_TIME = re.compile(rf"{_BEFORE}(?:{_SIGNS}|{_WORDS}){_BEHIND}")
_BARE_HOUR = re.compile(r"(?P<hour>[0-9]{1,2}) ?(?P<english>[ap])\.?m\.?")
_DIGITS = re.compile(r"([0-9]{1,2})([0-9]{2})")
_MOMENT = re.compile(rf"(?P<day>.+?)[ t,]*(?P<time>{_TIME.pattern})")
_ZONED = re.compile(r".*:[0-9]{2}(?:\.[0-9]+)?(?:z|[+-][0-9]{2}:?[0-9]{2})")
_UNITS = "点點时時日号"
_NOON = 12
_MORNING = ("凌晨", "清晨", "早晨", "早上", "上午")
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no zone
_MOST_DAYS = 109_575
"""The last day number of a spreadsheet that is a usual year."""


def read_time(raw: Raw) -> str | None:
    """The time of day that was typed, None for nothing; seconds are left out."""
    if isinstance(raw, datetime):
        return _written(raw)[11:]
    if isinstance(raw, time):
        return raw.isoformat("minutes")
    if (days := _days_in(raw)) is not None and 0 <= days < 1:
        return _written(_from_days(days))[11:]
    text = _plain(raw)
    if not text:
        return None
    found = _TIME.fullmatch(text) or _BARE_HOUR.fullmatch(text)
    if found is not None:
        return _timed(raw, *_hour_and_minute(found))
    if digits := _DIGITS.fullmatch(text):
        return _timed(raw, int(digits[1]), int(digits[2]))
    raise Invalid.because("field.not_time", raw=quoted(raw))


def read_moment(raw: Raw, *, today: date) -> str | None:
    """The day and time that were typed, None for nothing; `today` gives a missing year.

    A day of a spreadsheet is its midnight, for a cell holds both as one number.
    """
    if isinstance(raw, datetime):
        return _written(raw)
    if isinstance(raw, date):
        return f"{_whole_day(raw, today)} 00:00"
    if (days := _days_in(raw)) is not None and 1 <= days < _MOST_DAYS:
        return _written(_from_days(days))
    text = _plain(raw)
    if not text:
        return None
    if _ZONED.fullmatch(text):
        raise Invalid.because("field.moment_zone", raw=quoted(raw))
    found = _MOMENT.fullmatch(text)
    if found is None:
        return _without_time(raw, text, today)
    return f"{_whole_day(found['day'], today)} {read_time(found['time'])}"


def refuse_bare_digits(text: str) -> None:
    """Raise `Invalid` where only who types it knows that it is a time: 1430 may be any number."""
    if _DIGITS.fullmatch(_plain(text)):
        raise Invalid.because("field.not_time", raw=quoted(text))


def day_in(text: str) -> str:
    """Of a day with its time the day; else the whole text."""
    found = _MOMENT.fullmatch(_plain(text))
    return found["day"] if found else text


def as_moment(stored: str) -> datetime:
    """What expressions read: the clock of the office, without a zone."""
    return datetime.fromisoformat(stored)


def _plain(raw: Raw) -> str:
    """Lower case, digits for numerals; empty for nothing."""
    text = narrow(raw).lower()
    if len(text) > _LONGEST:
        raise Invalid.because("field.not_time", raw=quoted(raw))
    return in_digits(text.replace("两", "二")) if any(unit in text for unit in _UNITS) else text


def _hour_and_minute(found: re.Match[str]) -> tuple[int, int]:
    parts = {key: each for key, each in found.groupdict().items() if each}
    hour = int(parts.get("hour") or parts["hours"])
    minute = int(parts.get("minute") or parts.get("minutes") or 0)
    if "half" in parts:
        minute = 30
    elif "quarters" in parts:
        minute = 15 * int(parts["quarters"])
    return _in_day(hour, parts), minute


def _in_day(hour: int, parts: dict[str, str]) -> int:
    """The hour of 24: 下午2点 is 14, 晚上12点 the end of the day, 中午1点 is 13."""
    part, english = parts.get("part", ""), parts.get("english", "")
    if hour > _NOON or not (part or english):
        return hour
    if part in _MORNING or english == "a":
        return 0 if hour == _NOON and part != "上午" else hour
    if part == "中午":
        return hour + _NOON if hour < 3 else hour
    if part in ("晚上", "晚", "夜里") and hour == _NOON:
        return 24
    return hour if hour == _NOON else hour + _NOON


def _timed(raw: Raw, hour: int, minute: int) -> str:
    if hour == 24 and minute == 0:
        raise Invalid.because("field.time_end_of_day", raw=quoted(raw))
    if hour > 23 or minute > 59:
        raise Invalid.because("field.no_such_time", raw=quoted(raw))
    return f"{hour:02}:{minute:02}"


def _without_time(raw: Raw, text: str, today: date) -> str:
    """Only a day was typed, or nothing that is one: raises what says so best."""
    _whole_day(text, today)
    raise Invalid.because("field.needs_time", raw=quoted(raw))


def _whole_day(raw: Raw, today: date) -> str:
    day = read_day(raw, today=today)
    if day is None or len(day) < 10:
        raise Invalid.because("field.needs_day", raw=quoted(raw))
    return day


def _written(moment: datetime) -> str:
    if moment.tzinfo is not None:
        raise Invalid.because("field.moment_zone", raw=quoted(str(moment)))
    return moment.isoformat(" ", "minutes")


def _days_in(raw: Raw) -> Decimal | None:
    """The number of a spreadsheet's cell, if it is one."""
    found = Decimal(repr(raw)) if isinstance(raw, float) else raw
    return found if isinstance(found, Decimal) and found.is_finite() else None


def _from_days(days: Decimal) -> datetime:
    """What a spreadsheet's number means, to the nearest minute."""
    return _EPOCH + timedelta(minutes=round(days * 1440))
