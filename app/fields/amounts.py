"""Reading numbers as people type them: full-width digits, thousands separators, 万 and 亿, units before and behind."""

import re
from decimal import ROUND_HALF_UP, Decimal

from app.errors import Invalid
from app.fields.base import Raw
from app.fields.raw import narrow, quoted

_NUMBER = re.compile(r"([-+]?)([0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]*)(\.[0-9]*)?(万|亿)?")
_SCALES = {"万": 4, "亿": 8}
_UNITS = tuple(Decimal(1).scaleb(-places) for places in range(4))
_LONGEST = 60
LARGEST = Decimal(10) ** 15
"""No number reaches it, so that a scaled integer with three places fits the 64 bits of a slot."""


def read_number(raw: Raw, marks: tuple[str, ...] = ()) -> Decimal | None:
    """The number that was typed, None for nothing; `marks` (¥, 元, %, 人 …) may stand around it."""
    if isinstance(raw, bool):
        raise _no_number(raw)
    if isinstance(raw, int):
        return _bounded(Decimal(raw), raw)
    if isinstance(raw, float):
        raw = Decimal(repr(raw))
    if isinstance(raw, Decimal):
        if not raw.is_finite():
            raise _no_number(raw)
        return _bounded(raw, raw)
    text = narrow(raw)
    return _read_text(text, marks) if text else None


def rounded(number: Decimal, places: int) -> Decimal:
    """With exactly so many decimal places, half up."""
    return number.quantize(_UNITS[places], rounding=ROUND_HALF_UP)


def _read_text(text: str, marks: tuple[str, ...]) -> Decimal:
    if len(text) > _LONGEST:
        raise _no_number(text)
    found = _NUMBER.fullmatch(text) if text[-1].isdigit() else None  # 5万 is another number where 万元 is the unit
    found = found or _NUMBER.fullmatch(_without(text, marks))
    if found is None:
        raise _no_number(text)
    sign, whole, fraction, scale = found.groups(default="")
    if not whole and fraction in {"", "."}:
        raise _no_number(text)
    number = Decimal(f"{sign}{whole.replace(',', '').replace(' ', '') or '0'}{fraction}")
    return _bounded(number.scaleb(_SCALES.get(scale, 0)), text)


def _without(text: str, marks: tuple[str, ...]) -> str:
    sign = text[0] if text[0] in "+-" else ""
    text = text[len(sign) :]
    for mark in marks:
        text = text.removeprefix(mark).removesuffix(mark).strip()
    return sign + text


def _bounded(number: Decimal, raw: Raw) -> Decimal:
    if abs(number) >= LARGEST:
        raise Invalid.because("field.number_huge", raw=quoted(raw))
    return number


def _no_number(raw: Raw) -> Invalid:
    return Invalid.because("field.not_number", raw=quoted(raw))
