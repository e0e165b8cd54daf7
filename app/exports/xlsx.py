"""Excel workbooks by XlsxWriter: real numbers and dates, text that stays text, ready to print."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from importlib import import_module
from math import isfinite
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar

from app.exports.csv import FORMULA, plain_number
from app.exports.sheet import Cell, Column, Format, Kind, Sheet, yesno_text

if TYPE_CHECKING:
    from xlsxwriter import Workbook

NUMBER_FORMATS: dict[Kind, str] = {"money": "#,##0.00", "percent": "0.0#%", "date": "yyyy-mm-dd"}
CELL_LIMIT = 32_767  # characters in one cell, of the file format
DIGITS = 15  # significant digits that a spreadsheet keeps of a number
FIRST_DAY = date(1900, 3, 1)  # before it Excel counts a 29 February that never was
NARROWEST, WIDEST = 6, 60  # in characters; longer text wraps
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
}
_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_UNNAMEABLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def cell_string(text: str) -> str:
    """The text without what XML cannot hold, cut with a mark where the file format ends."""
    writable = _UNWRITABLE.sub("\ufffd", text)
    return writable if len(writable) <= CELL_LIMIT else writable[: CELL_LIMIT - 1] + "…"


def sheet_name(title: str) -> str:
    """The title as a name that Excel takes: 31 characters, none of []:*?/\\, no apostrophe at the ends."""
    name = _UNNAMEABLE.sub(" ", _UNWRITABLE.sub("", title)).strip().strip("'")
    while len(name.encode("utf-16-le")) > 62:
        name = name[:-1]
    return "Sheet1" if name.lower() in {"", "history"} else name


def is_kept_as_number(value: float | Decimal) -> bool:
    """Whether a spreadsheet keeps every digit; what it would round is written as text."""
    if not isinstance(value, Decimal):
        return isfinite(value) if isinstance(value, float) else abs(value) < 10**DIGITS
    if not value.is_finite() or abs(value.adjusted()) > 300:
        return False
    return len(value.as_tuple().digits) <= DIGITS or len(value.normalize().as_tuple().digits) <= DIGITS


def text_width(text: str) -> int:
    """How many columns of a terminal the longest line takes: a Chinese character takes two."""
    if "\n" in text:
        return max(map(text_width, text.split("\n")))
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


class _Writer:
    """One worksheet while it is written, top to bottom."""

    def __init__(self, book: "Workbook", sheet: Sheet) -> None:
        self.columns = sheet.columns
        self.page = book.add_worksheet(sheet_name(sheet.title))
        self.widths = [text_width(column.label) + 3 for column in sheet.columns]  # 3: the filter's arrow
        self.header = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1, "valign": "vcenter"})
        self.body = [_formats(book, column, {}) for column in sheet.columns]
        self.foot = [_formats(book, column, {"bold": True, "top": 1}) for column in sheet.columns]

    def write_header(self) -> None:
        """The labels, in bold."""
        for at, column in enumerate(self.columns):
            self.page.write_string(0, at, cell_string(column.label), self.header)

    def write_row(self, line: int, row: Sequence[Cell], formats: list[dict[str, Any]]) -> None:
        """One row below what is there."""
        for at, value in enumerate(row):
            width = self._write(line, at, value, formats[at])
            self.widths[at] = max(width, self.widths[at])

    def _write(self, line: int, at: int, value: Cell, formats: dict[str, Any]) -> int:
        if value is None or value == "":  # blank, but in the style of its row
            self.page.write_blank(line, at, None, formats["plain"])
            return 0
        if isinstance(value, bool):
            value = yesno_text(value)
        elif isinstance(value, int | float | Decimal) and is_kept_as_number(value):
            self.page.write_number(line, at, float(value), formats["value"])
            return len(str(value)) + (5 if self.columns[at].kind == "money" else 1)
        elif isinstance(value, date) and _day(value) >= FIRST_DAY:
            moment = isinstance(value, datetime)
            naive = value.replace(tzinfo=None) if isinstance(value, datetime) else value
            self.page.write_datetime(line, at, naive, formats["moment" if moment else "day"])
            return 20 if moment else 11
        text = cell_string(plain_number(value) if isinstance(value, Decimal) else str(value))
        self.page.write_string(line, at, text, formats["formula" if FORMULA.match(text) else "text"])
        return text_width(text) + 1

    def set_widths(self) -> None:
        """Columns as wide as what was written."""
        for at, column in enumerate(self.columns):
            width = column.width or min(max(self.widths[at], NARROWEST), WIDEST)
            self.page.set_column(at, at, width)

    def set_up(self, title: str, last: int) -> None:
        """Frozen header, filter over the rows, and landscape paper with the header on every page."""
        self.page.freeze_panes(1, 0)
        self.page.autofilter(0, 0, last, len(self.columns) - 1)
        self.page.set_landscape()
        self.page.set_paper(9)  # A4
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0)
        self.page.set_header("&C" + cell_string(title)[:100].replace("&", "&&"))
        self.page.set_footer("&C&P / &N")


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _formats(book: "Workbook", column: Column, style: dict[str, Any]) -> dict[str, Any]:
    """The cell formats of a column: by what a cell holds, whatever the kind of the column."""
    base = {**style, "valign": "top"}
    number = NUMBER_FORMATS.get(column.kind, "General") if column.kind != "date" else "General"
    return {
        "plain": book.add_format(base),
        "value": book.add_format({**base, "num_format": number}),
        "day": book.add_format({**base, "num_format": NUMBER_FORMATS["date"], "align": "left"}),
        "moment": book.add_format({**base, "num_format": OPTIONS["default_date_format"], "align": "left"}),
        "text": book.add_format({**base, "num_format": "@", "text_wrap": True}),
        "formula": book.add_format({**base, "num_format": "@", "text_wrap": True, "quote_prefix": True}),
    }


class Xlsx(Format):
    """An Excel workbook with one sheet."""

    name: ClassVar[str] = "xlsx"
    label: ClassVar[str] = "Excel"
    mime: ClassVar[str] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    extension: ClassVar[str] = "xlsx"

    def write_to(self, sheet: Sheet, file: BinaryIO) -> None:
        """Write the sheet; rows go to a temporary file, so memory does not grow with them."""
        xlsxwriter = import_module("xlsxwriter")  # three megabytes that a server without exports does not hold
        with xlsxwriter.Workbook(file, OPTIONS) as book:
            book.set_properties({"title": cell_string(sheet.title)[:255]})
            writer = _Writer(book, sheet)
            writer.write_header()
            last = 0
            for last, row in enumerate(sheet.rows, start=1):
                writer.write_row(last, row, writer.body)
            writer.set_up(sheet.title, last)
            if sheet.totals is not None:
                writer.write_row(last + 1, sheet.totals, writer.foot)
            writer.set_widths()
