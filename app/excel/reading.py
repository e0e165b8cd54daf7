"""What a workbook says, without its looks: a line for each row, its cells side by side."""

from itertools import groupby
from typing import Any

from app.excel.markup import TEXT, VALUE, S, parse
from app.excel.preflight import Book, opened
from app.excel.tags import cells_of, text_of


def lines(data: bytes) -> tuple[str, ...]:
    """The rows of all sheets in which something stands; numbers as they are kept, dates as days are counted."""
    book = opened(data)
    strings = _strings(book)
    return tuple(line for sheet in book.sheets for line in _lines(book, sheet.part, strings))


def _lines(book: Book, part: str, strings: list[Any]) -> list[str]:
    cells = cells_of(parse(book.package.content(part), part=part))
    rows = ([_said(cell, strings) for cell, _row, _column in row] for _number, row in groupby(cells, lambda at: at[1]))
    return ["\t".join(row) for row in rows if any(row)]


def _said(cell: Any, strings: list[Any]) -> str:
    holder = text_of(cell, strings)
    if holder is None:
        return cell.findtext(VALUE) or ""
    return "".join(each.text or "" for each in holder.iter(TEXT))


def _strings(book: Book) -> list[Any]:
    part = book.part_of("sharedstrings")
    return parse(book.package.content(part), part=part).findall(S + "si") if part else []
