"""What an expression reads and gives: text, number, date, yes/no, list, row, and nothing (missing)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Self, TypeAlias

from app.expressions.drawn import Drawn

Row: TypeAlias = Mapping[str, "Value"]
Value: TypeAlias = bool | Decimal | str | date | Sequence["Value"] | Row | Drawn | None

LISTS: Final = (list, tuple)
"""What counts as a list; a constant, since `list | tuple` is built anew at each check."""


class Coded(str):
    """A stored code with the words that people see: a choice, a person, a department, a referenced record.

    It is its code (`'us'`), so it compares, sorts and counts as such; in text it prints its label.
    `members` are what the language may read behind a dot (copied fields of a reference).
    """

    __slots__ = ("label", "members")
    label: str
    members: Row

    def __new__(cls, code: str, label: str, members: Row | None = None) -> Self:
        self = super().__new__(cls, code)
        self.label = label
        self.members = members or {}
        return self

    def __getnewargs__(self) -> tuple[str, str, Row]:  # type: ignore[override]
        return str(self), self.label, self.members


class PictureOf(Coded):
    """A picture by the token of its file. Whoever draws it puts the picture itself in its place, `width` mm wide."""

    __slots__ = ("width",)
    width: Decimal | None

    def __new__(cls, code: str, label: str, width: Decimal | None = None) -> Self:
        self = super().__new__(cls, code, label)
        self.width = width
        return self

    def __getnewargs__(self) -> tuple[str, str, Decimal | None]:  # type: ignore[override]
        return str(self), self.label, self.width


class PartialDate(date):
    """A date that is known to the month or the year only; it counts as its first day."""

    precision: str = "day"
    """`month` or `year`; `day` only where arithmetic of `date` itself made a new one."""

    @classmethod
    def of(cls, first: date, precision: str) -> Self:
        """The month or year that begins on `first`."""
        self = cls(first.year, first.month, first.day)
        self.precision = precision
        return self

    def __reduce__(self) -> tuple[object, tuple[date, str]]:
        return type(self).of, (date(self.year, self.month, self.day), self.precision)


def precision_of(day: date) -> str:
    """How exactly a date is known: `day`, `month` or `year`."""
    return day.precision if isinstance(day, PartialDate) else "day"


def _number_text(number: Decimal) -> str:
    """All digits, except for numbers so long that nobody meant them."""
    return format(number, "f") if number.is_finite() and abs(number.adjusted()) < 200 else str(number)


def plain_text(value: Value) -> str:
    """How a value reads on screens, in titles and file names: `2024-03-05`, `12.50`, `是`, labels joined by `、`."""
    if type(value) is str:  # most are
        return value
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Coded():
            return value.label
        case str():
            return value
        case Decimal():
            return _number_text(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()[: {"year": 4, "month": 7}.get(precision_of(value), 10)]
        case Mapping():
            return "，".join(text for text in map(plain_text, value.values()) if text)
        case list() | tuple():
            return "、".join(text for text in map(plain_text, value) if text)
        case _:
            return str(value)


def paper_text(value: Value) -> str:
    """How a value reads on paper without a filter: as on screens, but dates as 2024年3月5日 (GB/T 9704)."""
    match value:
        case str() | None | bool() | Decimal():
            return plain_text(value)
        case datetime():
            return f"{value.year}年{value.month}月{value.day}日 {value:%H:%M}"
        case date():
            return cn_date(value)
        case list() | tuple():
            return "、".join(text for text in map(paper_text, value) if text)
        case Mapping():
            return "，".join(text for text in map(paper_text, value.values()) if text)
        case _:
            return plain_text(value)


def cn_date(day: date) -> str:
    """`2024年3月5日`; only as far as the date is known."""
    precision = precision_of(day)
    if precision == "day":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月" if precision == "month" else f"{day.year}年"
