"""Values as cells: numbers and days stay what they are where they stand alone; all else is text, never a formula.

Text goes into the cell itself, so no value ever meets the table of shared strings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app.expressions.values import precision_of
from app.word.text import words

DIGITS = 15
"""Significant digits that a spreadsheet keeps of a number; longer ones are written as text."""
LONGEST = 32_767
"""Characters in one cell, of the file format."""
FIRST_DAY = date(1900, 3, 1)
"""Before it Excel counts a 29 February that never was."""
EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|\r")
_ESCAPE = re.compile("_(x[0-9A-Fa-f]{4}_)")
_LIKE_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")


@dataclass(frozen=True, slots=True)
class Look:
    """The formats of a cell: its own, and those for a day, for text like a formula, for several lines."""

    plain: int
    day: int
    formula: int
    lines: int
    is_text: bool
    is_1904: bool


def typed(value: Any, look: Look) -> tuple[str, int] | None:
    """A number or a day as a cell holds it, with its format; None if the value is text, or has to be."""
    if look.is_text or isinstance(value, bool):
        return None
    if isinstance(value, int | float | Decimal):
        return (format(Decimal(str(value)), "f"), look.plain) if _is_kept(Decimal(str(value))) else None
    if isinstance(value, datetime):  # a cell that shows a day would hide the time
        return None
    if isinstance(value, date) and precision_of(value) == "day" and value >= FIRST_DAY:
        return str(value.toordinal() - EPOCHS[look.is_1904].toordinal()), look.day
    return None


def format_of(text: str, look: Look) -> int:
    """The format for a text."""
    if _LIKE_FORMULA.match(text):
        return look.formula
    return look.lines if "\n" in text else look.plain


def text_of(values: Sequence[Any]) -> str:
    """Values as one text."""
    return _LINE_END.sub("\n", "".join(map(words, values)))


def escaped(text: str) -> str:
    """A text as XML between `<t>` and `</t>`; what only looks like Excel's own escapes stays as it is."""
    plain = _ESCAPE.sub(r"_x005F_\1", _FORBIDDEN.sub("", text))
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _is_kept(number: Decimal) -> bool:
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return False
    return len(number.normalize().as_tuple().digits) <= DIGITS
