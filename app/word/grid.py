"""The columns of a table whose cells are repeated, merged or left out: as many, and as wide, as the rows need."""

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from app.word.markup import CELL, CELL_FORMAT, GRID_SPAN, ROW, ROW_FORMAT, W
from app.word.plan import Frame, Node, write_all
from app.word.sheet import Sheet

_GRID = re.compile(rb"<w:tblGrid(?:\s[^<>]*)?(?:/>|>.*?</w:tblGrid>)", re.DOTALL)
_COLUMN = W + "gridCol"
_WIDTH = W + "w"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `opening` is an element with the namespaces of its part."""

    body: tuple[Node, ...]
    opening: bytes

    def write(self, frame: Frame, out: Sheet) -> None:
        """The table, with its columns counted anew."""
        start = len(out)
        write_all(self.body, frame, out)
        xml = b"".join(out[start:])
        out[start:] = [_fitted(xml, self.opening)]


def opening_of(root: Any) -> bytes:
    """An element that declares what the root of a part declares."""
    names = "".join(f' xmlns{f":{prefix}" if prefix else ""}="{uri}"' for prefix, uri in root.nsmap.items())
    return f"<x{names}>".encode()


def _fitted(xml: bytes, opening: bytes) -> bytes:
    found = _GRID.search(xml)
    if found is None:
        return xml
    table = etree.fromstring(opening + xml + b"</x>")[0]
    widths = [_number(column.get(_WIDTH)) for column in table.iterfind(f"{W}tblGrid/{_COLUMN}")]
    fitted = _shortened(_lengthened(widths, _most_cells(table)), _most_columns(table))
    if fitted == widths:
        return xml
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in fitted).encode()
    return xml[: found.start()] + b"<w:tblGrid>" + columns + b"</w:tblGrid>" + xml[found.end() :]


def _most_cells(table: Any) -> int:
    return max((sum(1 for _ in row.iterfind(CELL)) for row in table.iterfind(ROW)), default=0)


def _most_columns(table: Any) -> int:
    return max((_columns(row) for row in table.iterfind(ROW)), default=0)


def _columns(row: Any) -> int:
    """The columns that a row reaches over, with those that it leaves free at its ends."""
    spans = [cell.find(f"{CELL_FORMAT}/{GRID_SPAN}") for cell in row.iterfind(CELL)]
    free = [row.find(f"{ROW_FORMAT}/{W}{name}") for name in ("gridBefore", "gridAfter")]
    reached = sum(1 if span is None else _number(span.get(W + "val")) for span in spans)
    return reached + sum(_number(each.get(W + "val")) for each in free if each is not None)


def _lengthened(widths: list[int], cells: int) -> list[int]:
    """With columns for the cells that are more; the table stays as wide as it was."""
    more, total = cells - len(widths), sum(widths)
    if more <= 0 or total <= 0:
        return widths
    old, new = total / len(widths), total / (len(widths) + more)
    return [int(width * new / old) for width in widths] + [int(new)] * more


def _shortened(widths: list[int], columns: int) -> list[int]:
    """Without the columns that no row needs; their width goes to the others."""
    if not 0 < columns < len(widths):
        return widths
    share = int(sum(widths[columns:]) / columns)
    return [width + share for width in widths[:columns]]


def _number(text: str | None) -> int:
    return int(float(text)) if text and re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) else 0
