"""A table as a person reads it: which cell is a label, for which empty cells, and which rows only repeat."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.word.blanks import labels
from app.word.blanks.line import Line
from app.word.markup import CELL, CELL_FORMAT, GRID_SPAN, PARAGRAPH, ROW, ROW_FORMAT, TABLE, W
from app.word.places import blocks

_MERGE = f"{CELL_FORMAT}/{W}vMerge"
_SPAN = f"{CELL_FORMAT}/{GRID_SPAN}"
_BEFORE = f"{ROW_FORMAT}/{W}gridBefore"
_NUMBER = re.compile(r"\d{1,3}|[一二三四五六七八九十]{1,3}")
_NUMBERED = re.compile(r"序|号|No", re.IGNORECASE)
_WIDEST = 10_000
"""Columns that a cell may claim to reach over."""


@dataclass(slots=True, eq=False)
class Cell:
    """A cell with what stands round it; a cell merged over several rows is one, at its first row."""

    element: Any
    row: int
    start: int
    end: int
    lines: Sequence[tuple[Any, Line]]
    is_blank: bool
    text: str
    left: "Cell | None" = None
    right: "Cell | None" = None
    ceiling: "Cell | None" = None
    """The first cell above that holds something, or is cut differently."""
    last_row: int = 0

    @property
    def label(self) -> str:
        """What it says, if it is a label."""
        return labels.of_cell(self.text)

    @property
    def reach(self) -> tuple[int, int]:
        """Its columns."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Repeating:
    """The first of the equally empty rows under headings, and the further ones."""

    cells: tuple[Cell, ...]
    headings: tuple[Cell, ...]
    spare: tuple[Any, ...]
    spare_cells: tuple[Cell, ...]
    name: str


@dataclass(slots=True)
class Table:
    """The rows of cells, and the element of each row."""

    rows: list[list[Cell]] = field(default_factory=list)
    elements: list[Any] = field(default_factory=list)
    _single: list[list[Cell]] = field(default_factory=list)
    """The cells of each row that are not merged down."""
    _matrix: set[int] = field(default_factory=set)
    """The rows that are called by their first cell and by the headings."""

    @classmethod
    def of(cls, element: Any, line_of: Callable[[Any], Line]) -> "Table":
        """The grid of a table, with merged cells respected."""
        table = cls()
        above: list[Cell] = []
        for row in (block for block in blocks(element) if block.tag == ROW):
            above = table._add(row, above, line_of)
        table._single = [[cell for cell in row if cell.row == cell.last_row] for row in table.rows]
        table._matrix = {number for number, row in enumerate(table._single) if table._is_matrix(row)}
        return table

    def _add(self, row: Any, above: list[Cell], line_of: Callable[[Any], Line]) -> list[Cell]:
        """One row; returns what stands at its bottom, from left to right."""
        number, at = len(self.rows), _number(row.find(_BEFORE), 0)
        own: list[Cell] = []
        bottom: list[Cell] = []
        starts = [cell.start for cell in above]
        for element in (block for block in blocks(row) if block.tag == CELL):
            end = at + _number(element.find(_SPAN), 1)
            over = _over(above, starts, at)
            merge = element.find(_MERGE)
            if merge is not None and merge.get(W + "val") != "restart" and over is not None and over.start == at:
                cell, over.last_row = over, number
            else:
                cell = _cell(element, number, at, end, line_of)
                is_alike = over is not None and over.is_blank and over.reach == cell.reach
                cell.ceiling = over.ceiling if is_alike and over is not None else over
                own.append(cell)
            if bottom:
                _join(bottom[-1], cell)
            bottom.append(cell)
            at = end
        self.rows.append(own)
        self.elements.append(row)
        return bottom

    def cells(self) -> list[Cell]:
        """All cells, row by row."""
        return [cell for row in self.rows for cell in row]

    def label_of(self, cell: Cell) -> str:
        """What the place in a cell is called: by the cell left of it, else by the one above, in a matrix by both."""
        left, over = cell.left, cell.ceiling
        heading = over.label if over is not None and _is_over(over, cell) else ""
        if cell.row in self._matrix and cell is not self._single[cell.row][0]:
            return f"{self._single[cell.row][0].label} {heading}".strip()
        beside = left.label if left is not None else ""
        is_group = left is not None and over is not None and left.last_row > left.row and over.row >= left.row
        return heading or beside if is_group else beside or heading

    def _is_matrix(self, row: Sequence[Cell]) -> bool:
        """Whether a row begins with a label, has nothing else, and stands under headings cut in the same way."""
        if len(row) < 3 or not row[0].label or not all(cell.is_blank and cell.ceiling for cell in row[1:]):
            return False
        heads = {cell.ceiling.row for cell in row[1:] if cell.ceiling is not None}
        headings = self._single[heads.pop()] if len(heads) == 1 else []
        is_alike = [cell.reach for cell in headings] == [cell.reach for cell in row]
        return is_alike and all(cell.label for cell in headings[1:])

    def repeating(self) -> list[Repeating]:
        """Every row of headings with equally empty rows under it."""
        found, number = [], 0
        while number + 1 < len(self.rows):
            headings = self._single[number]
            last = number
            if len(headings) > 1 and all(cell.label for cell in headings):
                while last + 1 < len(self.rows) and _is_empty_under(self._single[last + 1], headings):
                    last += 1
            if last > number:
                cells = tuple(self._single[number + 1])
                spare = tuple(self.elements[number + 2 : last + 1])
                spare_cells = tuple(cell for row in self._single[number + 2 : last + 1] for cell in row)
                found.append(Repeating(cells, tuple(headings), spare, spare_cells, self._name(number)))
            number = max(last, number + 1)
        return found

    def _name(self, number: int) -> str:
        """What the table under a row of headings is called: by a cell merged down beside it, or a title over it."""
        bottom = number + 1
        for cell in (*self.rows[number], *self.rows[bottom], *filter(None, [self._single[number][0].left])):
            if cell.last_row >= bottom and cell.row != cell.last_row and cell.label:
                return cell.label
        above = self.rows[number - 1] if number else []
        return above[0].label if len(above) == 1 else ""


def _is_empty_under(row: Sequence[Cell], headings: Sequence[Cell]) -> bool:
    if [cell.reach for cell in row] != [cell.reach for cell in headings]:
        return False
    pairs = list(zip(row, headings, strict=True))
    return any(cell.is_blank for cell in row) and all(cell.is_blank or _counts(cell, over) for cell, over in pairs)


def _counts(cell: Cell, heading: Cell) -> bool:
    return _NUMBER.fullmatch(cell.text.strip()) is not None and _NUMBERED.search(heading.label) is not None


def _is_over(over: Cell, cell: Cell) -> bool:
    """Whether a cell above is about this one, not about the one at its right."""
    covers = over.start <= cell.start and cell.end <= over.end
    return covers and not (over.right is not None and over.right.is_blank and over.right.row == over.row)


def _over(above: list[Cell], starts: list[int], at: int) -> Cell | None:
    number = bisect_right(starts, at) - 1
    return above[number] if number >= 0 and at < above[number].end else None


def _join(left: Cell, right: Cell) -> None:
    if right.left is None:
        right.left = left
    if left.right is None:
        left.right = right


def _cell(element: Any, row: int, start: int, end: int, line_of: Callable[[Any], Line]) -> Cell:
    inside = list(blocks(element))
    lines = [(block, line_of(block)) for block in inside if block.tag == PARAGRAPH]
    has_table = any(block.tag == TABLE for block in inside)
    is_blank = bool(lines) and not has_table and all(line.is_empty for _, line in lines)
    text = "\n".join(line.text for _, line in lines)
    return Cell(element, row, start, end, lines, is_blank, text, last_row=row)


def _number(element: Any, otherwise: int) -> int:
    text = "" if element is None else str(element.get(W + "val", ""))
    return min(int(text), _WIDEST) if text.isascii() and text.isdigit() and len(text) < 10 else otherwise
