"""Reading dates as people type them.

What is read is ISO 8601 text, shorter where less is known: 2024-03-05, 2024-03, 2024.
"""

import calendar
import re
from datetime import date, datetime, timedelta
from typing import TypeAlias

from app.errors import Invalid
from app.expressions import PartialDate
from app.fields.base import Raw
from app.fields.raw import narrow, quoted

Precision: TypeAlias = str
"""`day`, `month` or `year`."""

_LENGTHS: dict[int, Precision] = {10: "day", 7: "month", 4: "year"}
EARLIEST_YEAR, LATEST_YEAR = 1800, 2200
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_SERIALS = range(3000, 109_575)
"""Day numbers of spreadsheets from 1908 to 2199: above every year, below every 202403."""
_LONGEST = 40

_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SEP = r" ?[-./] ?"
_YMD = re.compile(
    rf"([0-9]{{4}})(?:{_SEP}|年)([0-9]{{1,2}})(?:{_SEP}|月)([0-9]{{1,2}})[日号]?|([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})"
)
_YM = re.compile(rf"([0-9]{{4}})(?:{_SEP}|年)([0-9]{{1,2}})月?|([0-9]{{4}})([0-9]{{2}})")
_Y = re.compile(r"([0-9]{4})年?")
_MD = re.compile(rf"([0-9]{{1,2}})(?:{_SEP}|月)([0-9]{{1,2}})[日号]?")
_M = re.compile(r"([0-9]{1,2})月")
_ORDER = re.compile(rf"[0-9]{{1,2}}{_SEP}[0-9]{{1,2}}{_SEP}[0-9]{{4}}")
_SHORT_YEAR = re.compile(rf"[0-9]{{2}}(?:{_SEP}|年)[0-9]{{1,2}}(?:{_SEP}|月)[0-9]{{1,2}}[日号]?|[0-9]{{6}}")
_DMY_WORDS = re.compile(r"([0-9]{1,2})[ -]?([a-z]{3,9})[., -]{0,2}([0-9]{4})")
_MDY_WORDS = re.compile(r"([a-z]{3,9})[. ]{0,2}([0-9]{1,2}),? ?([0-9]{4})")
_MY_WORDS = re.compile(r"([a-z]{3,9})[., ]{0,2}([0-9]{4})")
_TIME = r"[ t][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:z|[+-][0-9]{2}:?[0-9]{2})?"
_BEHIND = re.compile(rf" ?\(?(?:星期|周)[一二三四五六日天]\)?$|{_TIME}$")
"""A weekday or a time of day, which say nothing more about the day."""
_TIME_BEHIND = re.compile(rf"{_TIME}$")
_BETWEEN = re.compile(r" ?(?:至|到|~|–|—+|―|--| - | to ) ?")

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}
_MONTHS["sept"] = 9
_SIGNS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_NUMERALS = re.compile(r"(?<![期周])[〇零○一二三四五六七八九十廿]+")
"""Those of a weekday are no numbers."""


def read_day(raw: Raw, *, today: date) -> str | None:
    """The date that was typed, as exactly as it was typed; None for nothing. `today` gives a missing year."""
    if isinstance(raw, datetime):
        return raw.date().isoformat()
    if isinstance(raw, date):
        return iso(raw)
    if isinstance(raw, int | float):
        return _from_number(raw)
    text = narrow(raw)
    if not text:
        return None
    if _ISO.fullmatch(text):
        return _dated(raw, *map(int, text.split("-")))
    return _from_text(raw, _plain(text), today)


def read_range(raw: str, *, today: date) -> tuple[str | None, str | None]:
    """Both ends of `2024.3.5—3.12`, `2024年3月5日至12日` …; what the second end leaves out, the first one gives."""
    first, second = _ends(raw)
    start = read_day(first, today=today)
    if start is None:
        end = read_day(second, today=today)
        if end is None and raw.strip():
            raise _no_date(raw)
        return None, end
    return start, read_day(_completed(narrow(second), start), today=first_day(start))


def refuse_without_year(text: str) -> None:
    """Raise `Invalid` where only today could tell the year: what stood in another field was written in any year."""
    for part in (text, _ends(text)[0]):
        plain = _plain(narrow(part))
        if _MD.fullmatch(plain) or _M.fullmatch(plain):
            raise _no_date(text)


def has_time(text: str) -> bool:
    """Does a time of day stand behind the day, or behind an end of the range? A day leaves it out."""
    return any(_TIME_BEHIND.search(narrow(part).lower()) for part in (text, *_ends(text)))


def precision_of(stored: str) -> Precision:
    """How exactly the date is known."""
    return _LENGTHS[len(stored)]


def first_day(stored: str) -> date:
    """The first day that it may mean."""
    return date.fromisoformat(stored + "-01-01"[len(stored) - 4 :])


def last_day(stored: str) -> date:
    """The last day that it may mean."""
    first = first_day(stored)
    match precision_of(stored):
        case "year":
            return first.replace(month=12, day=31)
        case "month":
            return first.replace(day=calendar.monthrange(first.year, first.month)[1])
        case _:
            return first


def as_date(stored: str) -> date:
    """What expressions read."""
    if len(stored) == 10:
        return date.fromisoformat(stored)
    return PartialDate.of(first_day(stored), precision_of(stored))


def iso(day: date) -> str:
    """What is kept of a date."""
    if isinstance(day, PartialDate):
        return day.isoformat()[: 7 if day.precision == "month" else 4]
    return day.isoformat()


def _from_number(raw: float) -> str:
    """A spreadsheet's day number, or digits that lost their text form: 2024, 202403, 20240305."""
    whole = int(raw) if not isinstance(raw, bool) and abs(raw) < 1e9 else 0  # (infinity and NaN compare as no)
    if whole in _SERIALS:
        return (_SPREADSHEET_EPOCH + timedelta(days=whole)).isoformat()
    if whole != raw or whole <= 0:
        raise _no_date(raw)
    return _from_text(raw, str(whole), _SPREADSHEET_EPOCH)


def _plain(text: str) -> str:
    """Lower case, `.` for the Chinese stop, digits for numerals; without weekday and time."""
    text = _BEHIND.sub("", text.lower().translate({0x3002: ".", 0xB7: "."}))
    if any(unit in text for unit in "年月日号"):
        text = in_digits(text.replace(" ", ""))
    return text


def in_digits(text: str) -> str:
    """Chinese numerals as digits."""
    return _NUMERALS.sub(lambda found: _digits(found[0]), text)


def _digits(numeral: str) -> str:
    """二〇二四 is 2024, 三 is 3, 二十五 is 25."""
    numeral = numeral.replace("廿", "二十")
    if "十" not in numeral:
        return numeral.translate(_SIGNS)
    tens, _, ones = numeral.partition("十")
    return f"{tens.translate(_SIGNS) or '1'}{ones.translate(_SIGNS) or '0'}"


def _from_text(raw: Raw, text: str, today: date) -> str:
    if len(text) > _LONGEST:
        raise _no_date(raw)
    if found := _YMD.fullmatch(text):
        return _dated(raw, *(int(part) for part in found.groups() if part))
    if found := _MD.fullmatch(text):
        return _dated(raw, today.year, int(found[1]), int(found[2]))
    if (found := _YM.fullmatch(text)) and not (_SHORT_YEAR.fullmatch(text) and not _is_usual(int(text[:4]))):
        return _dated(raw, *(int(part) for part in found.groups() if part))[:7]
    if found := _Y.fullmatch(text):
        return _dated(raw, int(found[1]))[:4]
    if found := _M.fullmatch(text):
        return _dated(raw, today.year, int(found[1]))[:7]
    return _from_words(raw, text)


def _from_words(raw: Raw, text: str) -> str:
    """Months in English; else the most telling refusal."""
    if found := _DMY_WORDS.fullmatch(text):
        return _dated(raw, int(found[3]), _month(raw, found[2]), int(found[1]))
    if found := _MDY_WORDS.fullmatch(text):
        return _dated(raw, int(found[3]), _month(raw, found[1]), int(found[2]))
    if found := _MY_WORDS.fullmatch(text):
        return _dated(raw, int(found[2]), _month(raw, found[1]))[:7]
    if _ORDER.fullmatch(text):
        raise Invalid.because("field.date_order", raw=quoted(raw))
    if _SHORT_YEAR.fullmatch(text):
        raise Invalid.because("field.date_short_year", raw=quoted(raw))
    raise _no_date(raw)


def _month(raw: Raw, name: str) -> int:
    if name not in _MONTHS:
        raise _no_date(raw)
    return _MONTHS[name]


def _dated(raw: Raw, year: int, month: int = 1, day: int = 1) -> str:
    if not _is_usual(year):
        raise Invalid.because("field.date_far", raw=quoted(raw), min=EARLIEST_YEAR, max=LATEST_YEAR)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Invalid.because("field.no_such_day", raw=quoted(raw)) from None


def _is_usual(year: int) -> bool:
    return EARLIEST_YEAR <= year <= LATEST_YEAR


def _ends(raw: str) -> tuple[str, str]:
    """The two halves of a range; one half if there is no sign between."""
    text = " ".join(raw.replace("～", "~").replace("－", "-").split())
    if len(parts := _BETWEEN.split(text)) == 2:
        return parts[0], parts[1]
    dashes = text.count("-")
    if dashes == 1:
        first, _, second = text.partition("-")
        return first, second
    if dashes == 4 and text.count("/") == 1:
        first, _, second = text.partition("/")
        return first, second
    if dashes == 5:
        parts = text.split("-")
        return "-".join(parts[:3]), "-".join(parts[3:])
    return text, ""


def _completed(second: str, start: str) -> str:
    """A second end of which only the day was written."""
    found = re.fullmatch(r"([0-9]{1,2})[日号]?", second)
    return f"{start[:7]}-{found[1]}" if found and len(start) == 10 else second


def _no_date(raw: Raw) -> Invalid:
    return Invalid.because("field.not_date", raw=quoted(raw))
