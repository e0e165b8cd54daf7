"""What an import gives: a header, rows of cells, and where in the file each cell stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from app.errors import Fault, Invalid

RawCell: TypeAlias = str | Decimal | date | datetime | bool | None
"""A cell as the file has it: None where it is blank."""

ROW_LIMIT = 100_000
COLUMN_LIMIT = 500
SHEET_COLUMNS = 16_384
"""So many columns a sheet of any spreadsheet has."""
CELL_LIMIT = 5_000_000
FILE_LIMIT = 25 * 1024 * 1024  # bytes of a file as it is sent
PASTE_LIMIT = 10_000_000  # characters


def column_letters(index: int) -> str:
    """The name that spreadsheets give to column `index`, counted from 0: A, B … Z, AA; raises `ValueError` below 0."""
    if index < 0:
        raise ValueError(f"no column {index}")
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Span:
    """Merged cells: from a top left cell to a bottom right one, both included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """Cells as they stand in a sheet; `top` and `left` say which cell of the sheet the first one is."""

    rows: list[list[RawCell]]
    merges: list[Span] = field(default_factory=list)
    top: int = 0
    left: int = 0
    header_rows: int = 0
    """How many rows the source itself marks as header (`<th>`)."""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    faults: list[Fault] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """How many cells there are, blank ones too."""
        return sum(map(len, self.rows))


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows and columns of a table stand in its sheet."""

    lines: Sequence[int]
    """The number of each row, as the spreadsheet shows it."""
    columns: Sequence[int]
    """The index of each column, counted from 0."""

    def of(self, row: int, column: int) -> str:
        """The place of a cell, as spreadsheets name it: `C12`."""
        return f"{column_letters(self.columns[column])}{self.lines[row]}"

    def of_row(self, row: int) -> str:
        """The place of a whole row: `12`."""
        return str(self.lines[row])


@dataclass(frozen=True, slots=True)
class Table:
    """A table as found: `header` is empty if what was pasted has none; `faults` are warnings."""

    header: tuple[str, ...]
    rows: list[list[RawCell]]
    places: Places
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()


def check_size(rows: int, columns: int) -> None:
    """Refuse what is larger than an import may be."""
    if rows > ROW_LIMIT:
        raise Invalid.because("sheet.too_many_rows", count=rows, limit=ROW_LIMIT)
    if columns > COLUMN_LIMIT:
        raise Invalid.because("sheet.too_many_columns", count=columns, limit=COLUMN_LIMIT)
