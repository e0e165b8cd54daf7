"""How values of any kind meet: as a number, a date, text, a list, yes or no; equality and order."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from app.expressions.drawn import Link, Picture, QrCode
from app.expressions.faults import MAX_ITEMS, MAX_TEXT, limit
from app.expressions.values import LISTS, Coded, PartialDate, PictureOf, Value, plain_text

ARITHMETIC = Context(prec=28, rounding=ROUND_HALF_UP, Emin=-99, Emax=99, traps=[])
"""28 digits, half up, and no exceptions: what cannot be computed is not finite, and so missing."""

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ].*)?)?)?", re.ASCII | re.DOTALL)
_CLOCK = re.compile(r"(?:\d{4}-\d{1,2}-\d{1,2}[T ])?(\d{2}:\d{2})(?:[:Z+-].*)?", re.ASCII)


_SEEN = frozenset({PictureOf, Picture, QrCode, Link})
"""Whatever is drawn compares as it reads, drawn already or not."""


class WrongKind(Exception):
    """A value that this function cannot take; the call gives missing."""


def number(value: Value) -> Decimal:
    """A number as it is; numbers written as text are taken by filters, since plain data hold them so."""
    found = number_or_none(value)
    if found is None and isinstance(value, str) and len(value) <= 40 and not value.isspace():
        found = (
            finite(ARITHMETIC.create_decimal(value.strip()))
            if re.fullmatch(r"\s*-?\d+(\.\d+)?\s*", value, re.ASCII)
            else None
        )
    if found is None:
        raise WrongKind
    return found


def number_or_none(value: Any) -> Decimal | None:
    """The number, if it is one: yes/no and text are none."""
    if type(value) is Decimal:
        return value if value.is_finite() else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return finite(ARITHMETIC.create_decimal(value))
    if isinstance(value, float):
        return finite(ARITHMETIC.create_decimal(repr(value)))
    return finite(value) if isinstance(value, Decimal) else None


def finite(value: Decimal) -> Decimal | None:
    """Missing where nothing could be computed."""
    return value if value.is_finite() else None


def integer(value: Value) -> int:
    """A whole number of a sensible size."""
    found = number(value)
    if found != found.to_integral_value() or abs(found) > 10**15:
        raise WrongKind
    return int(found)


def day(value: Value) -> date:
    """A date; ISO text counts as one, as far as it goes (`2024-03` is a month)."""
    if isinstance(value, date):
        return _day_of(value)
    found = _ISO.fullmatch(value) if isinstance(value, str) and len(value) <= 40 else None
    if not found:
        raise WrongKind
    year, month, dom = (int(part) if part else None for part in found.groups())
    try:
        first = date(year or 0, month or 1, dom or 1)
    except ValueError:
        raise WrongKind from None
    return first if dom else PartialDate.of(first, "month" if month else "year")


def clock(value: Value) -> str:
    """The time of day: of a moment, or of ISO text with one; a day has none."""
    if isinstance(value, datetime):
        return value.strftime("%H:%M")
    found = _CLOCK.fullmatch(value) if isinstance(value, str) and len(value) <= 40 else None
    if not found:
        raise WrongKind
    return found[1]


def text(value: Value) -> str:
    """What a value prints; missing prints nothing."""
    return value if type(value) is str else plain_text(value)


def items(value: Value) -> Sequence[Value]:
    """The items of a list that are there; a missing list has none, a single value is a list of one."""
    if isinstance(value, LISTS):
        if len(value) > MAX_ITEMS:
            raise limit("list_too_long", MAX_ITEMS)
        return [item for item in value if item is not None]
    return () if value is None or value == "" else (value,)


def within(result: str) -> str:
    """The text, if it is not too long."""
    if len(result) > MAX_TEXT:
        raise limit("result_too_long", MAX_TEXT)
    return result


def truth(value: Value) -> bool:
    """Yes or no: missing, no, 0, empty text and empty lists are no."""
    if value is None or value is False:
        return False
    if value is True or isinstance(value, date):
        return True
    return bool(value)


def is_given(value: Value) -> bool:
    """Whether there is anything: `none` is missing, empty text, an empty list."""
    if value is None:
        return False
    return not (isinstance(value, (str, list, tuple, Mapping)) and len(value) == 0)


def equal(one: Value, other: Value) -> bool:
    """Equality within a kind; a code equals its code and its label, what is drawn its words; missing equals nothing."""
    kind, other_kind = type(one), type(other)
    if kind is other_kind and kind is not Coded and kind not in _SEEN:
        return one is not None and _same(one, other)
    if kind in _SEEN or other_kind in _SEEN:
        return equal(_read(one), _read(other))
    if one is None or other is None:
        return False
    if isinstance(one, str):
        return isinstance(other, str) and (str.__eq__(one, other) or _by_label(one, other))
    if isinstance(one, date):
        return isinstance(other, date) and _day_of(one) == _day_of(other)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    left, right = number_or_none(one), number_or_none(other)
    if left is not None:
        return left == right
    return isinstance(one, LISTS) and isinstance(other, LISTS) and _same(list(one), list(other))


def _read(value: Value) -> Value:
    """What is drawn as the words that stand for it."""
    return text(value) if type(value) in _SEEN else value


def _same(one: Value, other: Value) -> bool:
    """`==`, where even a signalling NaN of some plain data is just not equal."""
    try:
        return one == other
    except ArithmeticError:
        return False


def _by_label(one: str, other: str) -> bool:
    """One is a code, the other plain text that reads like its label."""
    if isinstance(one, Coded):
        return not isinstance(other, Coded) and one.label == other
    return isinstance(other, Coded) and other.label == one


def _alike(one: date, other: date) -> tuple[date, date]:
    """Two days, or two moments; a moment and a day meet as days."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one, other
    return _day_of(one), _day_of(other)


def _day_of(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def order(one: Value, other: Value) -> int | None:
    """-1, 0 or 1 within numbers, dates or texts (by code point, as the databases do); otherwise nothing."""
    one, other = _read(one), _read(other)
    left: Any
    right: Any
    if isinstance(one, str):
        if not isinstance(other, str):
            return None
        left, right = str(one), str(other)
    elif isinstance(one, date):
        if not isinstance(other, date):
            return None
        left, right = _alike(one, other)
    else:
        left, right = number_or_none(one), number_or_none(other)
        if left is None or right is None:
            return None
    return int(left > right) - int(left < right)


def is_in(one: Value, many: Value) -> bool | None:
    """Whether a list has the item, or a text the part; nothing where that makes no sense."""
    if one is None or many is None:
        return False
    if isinstance(many, LISTS):
        return any(equal(one, item) for item in many)
    one, many = _read(one), _read(many)
    if isinstance(many, str):
        return isinstance(one, str) and (text(one) in text(many) or str.__contains__(many, one))
    return None
