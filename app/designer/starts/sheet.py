"""From a sheet with headings: each heading a field, its type guessed from the values below it. Pure.

A guess counts only if the type's own reading takes the values; what it does not take is shown.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from app.designer.starts.proposed import MOST, Proposed
from app.errors import Invalid
from app.fields import FIELD_TYPES, Lookups
from app.fields.raw import one_line
from app.imports import RawCell, Table
from app.word.blanks import kind_called

LOOKED_AT = 2_000
"""Rows that a guess looks at."""
SAMPLES = 3
FEW = 12
"""So many different values are choices, if they come again and again."""
_SHORT, _LONG = 20, 60
"""Characters of a choice at most; of a text that is one of several lines at least."""
_ENOUGH = 0.9
"""Of the values, so many have to fit."""


def proposals(table: Table, lookups: Lookups) -> list[Proposed]:
    """A field for every heading; raises `Invalid` where there are too many."""
    if len(table.header) > MOST:
        raise Invalid.because("starts.too_many", count=len(table.header), most=MOST)
    rows = table.rows[:LOOKED_AT]
    return [_proposed(label, [row[at] for row in rows], lookups) for at, label in enumerate(table.header)]


def _proposed(label: str, column: Sequence[RawCell], lookups: Lookups) -> Proposed:
    values = [value for value in column if value is not None]
    kind = _kind(label, values, lookups)
    distinct = list(dict.fromkeys(one_line(value) for value in values))
    odd = [one_line(value) for value in values if kind != "choice" and not _fits(kind, value, lookups)]
    return Proposed(
        label=label,
        type=kind,
        choices=tuple(distinct) if kind == "choice" else (),
        samples=tuple(each[:_LONG] for each in distinct[:SAMPLES]),
        odd=tuple(dict.fromkeys(each[:_LONG] for each in odd))[:SAMPLES],
    )


def _kind(label: str, values: Sequence[RawCell], lookups: Lookups) -> str:
    """What the values are, by themselves; where they leave it open, what the heading says."""
    said = kind_called(label)
    if not values:
        return said
    if said in _BY_HEADING and _mostly(values, lambda value: _fits(said, value, lookups)):
        return said
    found = next((kind for kind, is_it in _BY_VALUE if _mostly(values, is_it) and _all_fit(kind, values, lookups)), "")
    if found == "integer" and said in ("money", "percent"):
        return said
    return found or _words(said, values)


def _words(said: str, values: Sequence[RawCell]) -> str:
    texts = [one_line(value) for value in values]
    if any(len(text) > _LONG or "\n" in str(value) for text, value in zip(texts, values, strict=True)):
        return "paragraph"
    distinct = set(texts)
    if 1 < len(distinct) <= FEW and 2 * len(distinct) <= len(texts) and all(len(text) <= _SHORT for text in distinct):
        return "choice"
    return said if said == "paragraph" else "text"


def _all_fit(kind: str, values: Iterable[RawCell], lookups: Lookups) -> bool:
    return _mostly(list(values), lambda value: _fits(kind, value, lookups))


def _mostly(values: Sequence[RawCell], is_it: Callable[[RawCell], bool]) -> bool:
    return sum(map(is_it, values)) >= _ENOUGH * len(values)


def _fits(kind: str, value: RawCell, lookups: Lookups) -> bool:
    """Would a field of this type take it?"""
    field_type = FIELD_TYPES.get(kind)
    try:
        field_type.clean(value, field_type.Options(), lookups)
    except Invalid:
        return False
    return True


def _is_day(value: RawCell) -> bool:
    return (isinstance(value, date) and not isinstance(value, datetime)) or (
        isinstance(value, str) and sum(sign in "-/.年月日" for sign in value) >= 2
    )


def _is_month(value: RawCell) -> bool:
    return isinstance(value, str) and value.strip().endswith("月")


def _is_yes_or_no(value: RawCell) -> bool:
    return isinstance(value, bool) or (isinstance(value, str) and value.strip() in _YES_NO)


def _is_text_with(sign: str) -> Callable[[RawCell], bool]:
    return lambda value: isinstance(value, str) and sign in value


def _is_long_code(value: RawCell) -> bool:
    return isinstance(value, str) and len(value.strip()) == 18 and value.strip()[:17].isdigit()


def _is_mobile(value: RawCell) -> bool:
    text = one_line(value)
    return len(text) == 11 and text.isdigit() and text[0] == "1"


def _is_whole(value: RawCell) -> bool:
    return isinstance(value, Decimal) and value == value.to_integral_value()


_YES_NO = {"是", "否", "有", "无", "√", "×", "Y", "N", "Yes", "No", "yes", "no"}
_BY_HEADING = {"id_card", "uscc", "passport", "phone", "email", "url", "date", "month", "money", "percent"}
"""What a heading says so plainly that its values only have to fit."""
_BY_VALUE: tuple[tuple[str, Callable[[RawCell], bool]], ...] = (
    ("yesno", _is_yes_or_no),
    ("date", _is_day),
    ("datetime", lambda value: isinstance(value, datetime)),
    ("month", _is_month),
    ("id_card", _is_long_code),
    ("phone", _is_mobile),
    ("email", _is_text_with("@")),
    ("url", _is_text_with("://")),
    ("integer", _is_whole),
    ("decimal", lambda value: isinstance(value, Decimal)),
)
