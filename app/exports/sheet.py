"""What is exported: a titled table with typed columns, and what a format of it must offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import BinaryIO, ClassVar, Literal, TypeAlias

Cell: TypeAlias = bool | int | float | Decimal | date | datetime | str | None
"""What a cell holds; every other thing is written as its text."""

Kind: TypeAlias = Literal["text", "number", "money", "date", "yesno", "percent"]
"""How a column is shown. A percent cell holds the fraction: 0.125 is shown as 12.5%."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; without a `width` (in characters, a Chinese one counts 2) it is as wide as its content."""

    key: str
    label: str
    kind: Kind = "text"
    width: int | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table; `rows` may be an iterator and is read once, `totals` stands below the rows."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] | None = None


class Format:
    """A way to write a sheet. Members are stateless."""

    name: ClassVar[str]
    label: ClassVar[str]
    mime: ClassVar[str]
    extension: ClassVar[str]

    def write_to(self, sheet: Sheet, file: BinaryIO) -> None:
        """Write to an open binary file, row by row."""
        raise NotImplementedError

    def write(self, sheet: Sheet) -> bytes:
        """The whole file."""
        file = BytesIO()
        self.write_to(sheet, file)
        return file.getvalue()


def yesno_text(value: object) -> str:
    """A truth value in words."""
    return "是" if value else "否"
