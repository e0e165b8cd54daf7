"""What an expression reads and gives: text, number, date, yes/no, list, row, and nothing (missing)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias, Union

Row: TypeAlias = Mapping[str, "Value"]
Value: TypeAlias = Union[None, bool, Decimal, str, date, Sequence["Value"], Row]


class Coded(str):
    """A stored code with the words that people see: a choice, a person, a department, a referenced record.

    It is its code (`'us'`), so it compares, sorts and counts as such; in text it prints its label.
    `members` are what the language may read behind a dot (copied fields of a reference).
    """

    __slots__ = ("label", "members")
    label: str
    members: Row

    def __new__(cls, code: str, label: str, members: Row | None = None) -> "Coded":
        self = super().__new__(cls, code)
        self.label = label
        self.members = members or {}
        return self


class PartialDate(date):
    """A date that is known to the month or the year only; it counts as its first day."""

    precision: str
    """`month` or `year`."""

    @classmethod
    def of(cls, first: date, precision: str) -> "PartialDate":
        """The month or year that begins on `first`."""
        self = cls(first.year, first.month, first.day)
        self.precision = precision
        return self


def plain_text(value: Value) -> str:
    """How a value reads on screens, in titles and file names: `2024-03-05`, `12.50`, `是`, labels joined by `、`."""
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
            return format(value, "f")
        case PartialDate():
            return value.isoformat()[: 7 if value.precision == "month" else 4]
        case date():
            return value.isoformat()
        case Mapping():
            return "，".join(text for text in map(plain_text, value.values()) if text)
        case _:
            return "、".join(text for text in map(plain_text, value) if text)


def paper_text(value: Value) -> str:
    """How a value reads on paper when no filter says otherwise: as on screens, but dates as 2024年3月5日 (GB/T 9704)."""
    match value:
        case PartialDate():
            return f"{value.year}年{value.month}月" if value.precision == "month" else f"{value.year}年"
        case date():
            return f"{value.year}年{value.month}月{value.day}日"
        case list() | tuple():
            return "、".join(text for text in map(paper_text, value) if text)
        case _:
            return plain_text(value)
