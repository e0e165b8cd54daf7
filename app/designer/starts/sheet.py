"""From a sheet with headings: each heading a field, its type guessed from the values below it. Pure.

A guess counts only if the type's own reading takes the values; what it does not take is shown.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice, pairwise

from app.designer.starts.proposed import MOST, Proposed
from app.errors import Invalid
from app.expressions import fold
from app.fields import FIELD_TYPES, Lookups
from app.fields.raw import one_line
from app.imports import RawCell, Table
from app.word.blanks import kind_called

LOOKED_AT = 2_000
"""Rows that a guess looks at, at most."""
READ = LOOKED_AT + 100
"""Rows that are read: titles, headings and notes stand above."""
CELLS = 40_000
"""Cells that it looks at, in all columns together."""
JUDGED = 200
"""Different values of a column that types are asked about, at most; of many columns fewer."""
ALL_JUDGED = 10_000
LONGEST = 500
"""Characters of a value about which any type is asked: what is longer is words."""
SAMPLES = 3
FEW = 12
"""So many different values are choices, if they come again and again."""
_SHORT, _LONG = 20, 60
"""Characters of a choice at most; of a text that is one of several lines at least."""
_SHOWS = ("示例", "样例", "范例", "例:", "例：", "例如", "填写说明", "填表说明", "example", "e.g.")
_NUMBERINGS = {"序号", "序", "行号", "项次", "顺序号", "no", "#", "№"}
_COLUMNS = 3
"""So many numbers in a row number the columns."""
_ENOUGH = 0.9
"""Of the values, so many have to fit."""


def proposals(table: Table, lookups: Lookups) -> list[Proposed]:
    """A field for every heading; raises `Invalid` where there are too many."""
    if len(table.header) > MOST:
        raise Invalid.because("starts.too_many", count=len(table.header), most=MOST)
    width = max(1, len(table.header))
    rows = [row for row in table.rows[: min(LOOKED_AT, CELLS // width)] if not _is_sample(row)]
    most = min(JUDGED, ALL_JUDGED // width)
    return [
        _proposed(label, _Column([row[at] for row in rows if row[at] is not None], lookups, most))
        for at, label in enumerate(table.header)
    ]


class _Column:
    """What stands below a heading; each different value is judged once, and `most` of them."""

    def __init__(self, values: Sequence[RawCell], lookups: Lookups, most: int) -> None:
        self.values, self.lookups = values, lookups
        counts = Counter((type(value), value) for value in values)
        self.judged = [(value, count) for (_type, value), count in islice(counts.items(), most)]
        self._enough = _ENOUGH * sum(count for _value, count in self.judged)
        self._taken: dict[str, list[bool]] = {}

    def mostly(self, is_it: Callable[[RawCell], bool]) -> bool:
        """Is it so of nearly all?"""
        return sum(count for value, count in self.judged if _is_short(value) and is_it(value)) >= self._enough

    def fits(self, kind: str) -> bool:
        """Would a field of this type take nearly all?"""
        taken = zip(self._takes(kind), self.judged, strict=True)
        return sum(count for takes, (_value, count) in taken if takes) >= self._enough

    def odd(self, kind: str) -> list[RawCell]:
        """What a field of this type would not take."""
        return [value for takes, (value, _count) in zip(self._takes(kind), self.judged, strict=True) if not takes]

    def _takes(self, kind: str) -> list[bool]:
        if kind not in self._taken:
            self._taken[kind] = [_is_short(value) and _fits(kind, value, self.lookups) for value, _count in self.judged]
        return self._taken[kind]


def _proposed(label: str, column: _Column) -> Proposed:
    if _is_numbering(label, column.values):
        return Proposed(label=label, type="integer", is_numbering=True)
    kind = _kind(label, column)
    distinct = list(dict.fromkeys(one_line(value) for value in column.values))
    odd = [] if kind in _WORDS else [one_line(value) for value in column.odd(kind)]
    return Proposed(
        label=label,
        type=kind,
        choices=tuple(distinct) if kind == "choice" else (),
        samples=tuple(each[:_LONG] for each in distinct[:SAMPLES]),
        odd=tuple(dict.fromkeys(each[:_LONG] for each in odd))[:SAMPLES],
    )


def _kind(label: str, column: _Column) -> str:
    """What the values are, by themselves; where they leave it open, what the heading says."""
    said = kind_called(label)
    if not column.values:
        return said
    if said in _BY_HEADING and column.fits(said):
        return said
    found = next((kind for kind, is_it in _BY_VALUE if column.mostly(is_it) and column.fits(kind)), "")
    if found == "integer" and said in ("money", "percent"):
        return said
    return found or _words(said, column.values)


def _words(said: str, values: Sequence[RawCell]) -> str:
    texts = [one_line(value) for value in values]
    if any(len(text) > _LONG or "\n" in str(value) for text, value in zip(texts, values, strict=True)):
        return "paragraph"
    distinct = set(texts)
    if 1 < len(distinct) <= FEW and 2 * len(distinct) <= len(texts) and all(len(text) <= _SHORT for text in distinct):
        return "choice"
    return said if said == "paragraph" else "text"


def _is_sample(row: Sequence[RawCell]) -> bool:
    """A row that shows how to fill in the others, or that numbers the columns."""
    filled = [value for value in row if value is not None]
    first = next((fold(value).lstrip("(（【[") for value in filled if isinstance(value, str)), "")
    if first.startswith(_SHOWS):
        return True
    return len(filled) >= _COLUMNS and [one_line(value).strip("()（）") for value in filled] == [
        str(at) for at in range(1, len(filled) + 1)
    ]


def _is_numbering(label: str, values: Sequence[RawCell]) -> bool:
    """Row numbers are no field: so called, and nothing below or one after the other."""
    if fold(label).strip(".:：") not in _NUMBERINGS:
        return False
    numbers = [one_line(value) for value in values]
    if not all(number.isdecimal() and len(number) < _SHORT for number in numbers):
        return False
    return all(int(after) - int(before) == 1 for before, after in pairwise(numbers))


def _is_short(value: RawCell) -> bool:
    return not isinstance(value, str) or len(value) <= LONGEST


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


_WORDS = {"text", "paragraph", "choice"}
"""They take whatever stands there."""
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
