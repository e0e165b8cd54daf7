"""What the functions and filters over numbers, dates and texts do; the table of them is `functions.py`.

Each takes evaluated values and gives one. `WrongKind` means that the call gives missing.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from app.expressions.coerce import (
    ARITHMETIC,
    WrongKind,
    clock,
    day,
    equal,
    integer,
    is_given,
    items,
    number,
    number_or_none,
    text,
    within,
)
from app.expressions.faults import MAX_TEXT, limit
from app.expressions.numerals import capital, chinese_date, cn_number
from app.expressions.values import LISTS, Coded, PartialDate, Value, cn_date, precision_of

# -- numbers


def rounded(value: Value, places: Value = Decimal(0)) -> Value:
    """Half up, to this many places; whole tens and hundreds with negative places."""
    return _quantized(number(value), places, ROUND_HALF_UP)


def _quantized(value: Decimal, places: Value, how: str) -> Decimal:
    wanted = integer(places)
    if not -20 <= wanted <= 20:
        raise WrongKind
    found = value.quantize(Decimal(1).scaleb(-wanted), rounding=how, context=ARITHMETIC)
    if not found.is_finite():
        raise WrongKind
    if wanted < 0:
        found = found.quantize(Decimal(1), context=ARITHMETIC)
    return found or abs(found)  # no minus before a zero


def floor(value: Value) -> Value:
    """The whole number below."""
    return _quantized(number(value), Decimal(0), ROUND_FLOOR)


def ceil(value: Value) -> Value:
    """The whole number above."""
    return _quantized(number(value), Decimal(0), ROUND_CEILING)


def absolute(value: Value) -> Value:
    """Without its sign."""
    return abs(number(value))


def fixed(value: Value, places: Value = Decimal(2)) -> Value:
    """Text with exactly this many places."""
    return format(_quantized(number(value), places, ROUND_HALF_UP), "f")


def thousands(value: Value, places: Value = Decimal(2)) -> Value:
    """Text with commas: 12,345.60."""
    return format(_quantized(number(value), places, ROUND_HALF_UP), ",f")


def ten_thousand(value: Value, places: Value = Decimal(2)) -> Value:
    """In units of 万, as text; the unit stands in the form itself."""
    return fixed(ARITHMETIC.divide(number(value), Decimal(10_000)), places)


def percent(value: Value, places: Value = Decimal(1)) -> Value:
    """0.123 as 12.3%."""
    return f"{fixed(ARITHMETIC.multiply(number(value), Decimal(100)), places)}%"


def capital_text(value: Value) -> Value:
    """An amount in capital characters."""
    return capital(number(value))


def cn_number_text(value: Value) -> Value:
    """A number in Chinese characters."""
    return cn_number(number(value))


# -- dates


def date_of(year: Value, month: Value, dom: Value) -> Value:
    """A date, if there is such a day."""
    try:
        return date(integer(year), integer(month), integer(dom))
    except (ValueError, OverflowError):
        return None


def days(start: Value, end: Value) -> Value:
    """Days from start to end; the same day is 0."""
    return Decimal(day(end).toordinal() - day(start).toordinal())


def months(start: Value, end: Value) -> Value:
    """Whole months from start to end."""
    one, other = day(start), day(end)
    between = (other.year - one.year) * 12 + other.month - one.month
    if between > 0 and other.day < one.day:
        between -= 1
    elif between < 0 and other.day > one.day:
        between += 1
    return Decimal(between)


def years(start: Value, end: Value) -> Value:
    """Whole years from start to end, as ages are counted."""
    found = int(months(start, end) or 0)  # type: ignore[arg-type]
    return Decimal(found // 12 if found >= 0 else -(-found // 12))


def part(name: str) -> Callable[[Value], Value]:
    """Year, month or day as a number; missing where the date is not known so exactly."""
    depth = ("year", "month", "day").index(name)

    def read(value: Value) -> Value:
        moment = day(value)
        known = ("year", "month", "day").index(precision_of(moment))
        return Decimal(getattr(moment, name)) if depth <= known else None

    return read


def shifted(moment: date, by: Decimal) -> date | None:
    """The date some whole days later; missing outside the calendar."""
    if by != by.to_integral_value() or abs(by) > 4_000_000:
        return None
    try:
        return date.fromordinal(moment.toordinal() + int(by))
    except (ValueError, OverflowError):
        return None


def add_days(value: Value, by: Value) -> Value:
    """The date some days later."""
    return shifted(day(value), number(by))


def add_months(value: Value, by: Value) -> Value:
    """The same day some months later, or the last day of that month."""
    moment = day(value)
    index = moment.year * 12 + moment.month - 1 + integer(by)
    if not 12 <= index < 120_000 - 1:
        return None
    year, month = index // 12, index % 12 + 1
    last_day = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return date(year, month, min(moment.day, last_day.day))


def cn_date_text(value: Value) -> Value:
    """2024年3月5日."""
    return cn_date(day(value))


def month_day(value: Value) -> Value:
    """3月5日; 3月 of a month, nothing of a year."""
    moment = day(value)
    return {"year": "", "month": f"{moment.month}月"}.get(precision_of(moment), f"{moment.month}月{moment.day}日")


def year_month(value: Value) -> Value:
    """2024年3月."""
    moment = day(value)
    return cn_date(PartialDate.of(moment, "year" if precision_of(moment) == "year" else "month"))


def year_only(value: Value) -> Value:
    """2024年; of a plain year number too."""
    found = number_or_none(value)
    return f"{integer(found)}年" if found is not None else f"{day(value).year}年"


def iso_date(value: Value) -> Value:
    """2024-03-05."""
    return text(day(value))


def clock_text(value: Value) -> Value:
    """14:30."""
    return clock(value)


def chinese_date_text(value: Value) -> Value:
    """二〇二四年三月五日."""
    return chinese_date(day(value))


# -- text


def length(value: Value) -> Value:
    """Characters of a text; items of a list."""
    return Decimal(len(items(value))) if isinstance(value, LISTS) else Decimal(len(text(value)))


def contains(value: Value, wanted: Value) -> Value:
    """Whether the printed text has this part; of a list, whether it has this item."""
    if isinstance(value, LISTS):
        return any(equal(item, wanted) for item in value)
    return text(wanted) in text(value)


def starts(value: Value, wanted: Value) -> Value:
    """Whether the printed text begins so."""
    return text(value).startswith(text(wanted))


def ends(value: Value, wanted: Value) -> Value:
    """Whether the printed text ends so."""
    return text(value).endswith(text(wanted))


def upper(value: Value) -> Value:
    """In capital letters."""
    return within(text(value).upper())


def lower(value: Value) -> Value:
    """In small letters."""
    return within(text(value).lower())


def trim(value: Value) -> Value:
    """Without white space at both ends."""
    return text(value).strip()


def replace(value: Value, old: Value, new: Value) -> Value:
    """With every `old` replaced; how long it would get is known before it is made."""
    source, wanted, other = text(value), text(old), text(new)
    if not wanted:
        return source
    if len(source) + source.count(wanted) * (len(other) - len(wanted)) > MAX_TEXT:
        raise limit("result_too_long", MAX_TEXT)
    return source.replace(wanted, other)


def default(value: Value, instead: Value = "") -> Value:
    """The value, or what stands in for nothing."""
    return value if is_given(value) else instead


def label(value: Value) -> Value:
    """The words that people see for a code."""
    return [text(item) for item in value] if isinstance(value, LISTS) else text(value)


def code(value: Value) -> Value:
    """The stored code itself."""
    return str(value) if isinstance(value, str) else value


def tick(value: Value, only: Value = None, *, choices: tuple[tuple[str, str], ...] = ()) -> Value:
    """Every choice with ☑ or □ before it; with `only`, just the box of that one choice."""
    if isinstance(value, bool):
        value, choices = text(value), choices or YES_NO
    chosen = value if isinstance(value, LISTS) else () if value is None else (value,)
    known: list[Value] = [Coded(key, words) for key, words in choices]
    if only is not None:
        wanted = next((option for option in known if equal(option, only)), only)
        return "☑" if any(equal(item, wanted) for item in chosen) else "□"
    strangers = [item for item in chosen if not any(equal(item, option) for option in known)]
    boxes = [(any(equal(option, item) for item in chosen), text(option)) for option in (*known, *strangers)]
    return within(" ".join(f"{'☑' if yes else '□'} {words}" for yes, words in boxes))


YES_NO = (("是", "是"), ("否", "否"))
"""The choices of a yes/no value, as `tick` shows them."""
