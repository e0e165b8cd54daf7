"""CSV for Excel and WPS: UTF-8 with a byte order mark, CRLF, and no cell that a spreadsheet would run as a formula."""

import csv
import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from typing import BinaryIO

from app.exports.sheet import Cell, Column, Format, Sheet, yesno_text

FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
"""Text that a spreadsheet may take for a formula; leading apostrophes count, so that one more can be told from ours."""


def guarded(text: str) -> str:
    """The text with an apostrophe before it if it looks like a formula; the importer takes it off again."""
    return f"'{text}" if FORMULA.match(text) else text


def plain_number(value: float | Decimal) -> str:
    """All digits, never an exponent: 1E+3 is 1000."""
    exact = Decimal(str(value))
    return format(exact, "f") if exact.is_finite() else ""


def _percent(value: float | Decimal) -> str:
    return plain_number((Decimal(str(value)) * 100).normalize()) + "%"


def cell_text(value: Cell, column: Column) -> str:
    """What stands in the file for this cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return yesno_text(value)
    if isinstance(value, int | float | Decimal):
        return _percent(value) if column.kind == "percent" else plain_number(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return guarded(str(value))


class Csv(Format):
    """Comma separated values."""

    name, label, mime, extension = "csv", "CSV", "text/csv", "csv"

    def write_to(self, sheet: Sheet, file: BinaryIO) -> None:
        """Write header, rows and totals."""
        file.write(BOM_UTF8)
        text = TextIOWrapper(file, encoding="utf-8", errors="replace", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([guarded(column.label) for column in sheet.columns])
        for row in sheet.rows:
            writer.writerow(_texts(row, sheet.columns))
        if sheet.totals is not None:
            writer.writerow(_texts(sheet.totals, sheet.columns))
        text.detach()  # flushes, and leaves the file open for its owner


def _texts(row: Sequence[Cell], columns: Sequence[Column]) -> list[str]:
    return [cell_text(value, column) for value, column in zip(row, columns, strict=True)]
