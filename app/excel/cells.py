"""Names of cells: B5, $B$5, B5:D9; and of places in a workbook, as Excel itself writes them: 汇总!B5."""

import re

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})")
_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384


def split(name: str) -> tuple[int, int] | None:
    """Row and column of a cell, counted from 1; None if it is no name of a cell."""
    found = _CELL.fullmatch(name)
    if found is None:
        return None
    row, column = int(found[2]), number(found[1])
    return (row, column) if row <= LAST_ROW and column <= LAST_COLUMN else None


def number(letters: str) -> int:
    """The number of a column: AA is 27."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column


def letters(column: int) -> str:
    """The letters of a column."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def place(sheet: str, cell: str = "") -> str:
    """Where something stands, in Excel's own way."""
    name = sheet if _PLAIN_NAME.fullmatch(sheet) else "'{}'".format(sheet.replace("'", "''"))
    return f"{name}!{cell}" if cell else name
