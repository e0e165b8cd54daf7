"""The compiled plan: what is done, in order, to write a part of a workbook for one record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.errors import Fault
from app.excel import values
from app.excel.cells import LAST_ROW
from app.excel.faults import ExcelInvalid
from app.excel.formulas import Tokens, filled_down, shifted
from app.excel.shift import Merge, Shift
from app.excel.values import Look
from app.word.plan import LOOP, ROW_KEY, Frame, Reader, is_rows, position


@dataclass(frozen=True, slots=True)
class Chosen:
    """A repeating row for one record: the table that it follows, its rows, how many copies there are."""

    table: str
    rows: Sequence[Any]
    copies: int


@dataclass(slots=True)
class Pen:
    """Writes a part. `home` is the sheet whose names of cells it means, `copy` counts within a row that repeats."""

    home: str
    shifts: Mapping[str, Shift]
    chosen: Mapping[int, Chosen]
    frame: Frame
    out: list[bytes] = field(default_factory=list)
    copy: int = 0
    is_repeating: bool = False

    @property
    def shift(self) -> Shift:
        """Where the rows of its own sheet went."""
        return self.shifts[self.home.lower()]


class Node(Protocol):
    """One thing to do."""

    def write(self, pen: Pen) -> None:
        """Append what this adds to the part."""


@dataclass(frozen=True, slots=True)
class Literal:
    """XML that is the same for every record."""

    xml: bytes

    def write(self, pen: Pen) -> None:
        """The XML itself."""
        pen.out.append(self.xml)


@dataclass(frozen=True, slots=True)
class RowNumber:
    """The number of a row, also within the names of its cells; `less` is 1 where rows are counted from 0."""

    row: int
    less: int = 0

    def write(self, pen: Pen) -> None:
        """Where the row is now."""
        pen.out.append(b"%d" % (pen.shift.first(self.row) + pen.copy - self.less))


@dataclass(frozen=True, slots=True)
class Areas:
    """Names of areas, with blanks between them."""

    text: str

    def write(self, pen: Pen) -> None:
        """Where they are now."""
        pen.out.append(pen.shift.areas(self.text).encode())


@dataclass(frozen=True, slots=True)
class OneCell:
    """The name of a single cell, which stays one: the selected one, the first one in sight, one with a note."""

    text: str

    def write(self, pen: Pen) -> None:
        """Where it is now."""
        pen.out.append(pen.shift.cell(self.text).encode())


@dataclass(frozen=True, slots=True)
class Break:
    """A page break behind a row."""

    row: int

    def write(self, pen: Pen) -> None:
        """Behind its last copy."""
        pen.out.append(b"%d" % pen.shift.last(self.row))


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula: of a cell, a name, a condition, a chart."""

    tokens: Tokens

    def write(self, pen: Pen) -> None:
        """It names the same cells as before, wherever they are."""
        if pen.is_repeating:
            text = filled_down(self.tokens, pen.home, pen.shifts, pen.copy)
        else:
            text = shifted(self.tokens, pen.home, pen.shifts)
        pen.out.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode())


@dataclass(frozen=True, slots=True)
class Merges:
    """All merged areas of a sheet."""

    prefix: str
    areas: tuple[Merge, ...]

    def write(self, pen: Pen) -> None:
        """Where they are now."""
        names = [name for area in self.areas for name in area.moved(pen.shift)]
        cells = "".join(f'<{self.prefix}mergeCell ref="{name}"/>' for name in names)
        tag = f"{self.prefix}mergeCells"
        pen.out.append(f'<{tag} count="{len(names)}">{cells}</{tag}>'.encode())


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one format within a cell: texts and values in turn."""

    format: str
    pieces: tuple["str | Reader", ...]

    def parts(self, frame: Frame) -> list[Any]:
        """What it says."""
        return [each if isinstance(each, str) else each(frame) for each in self.pieces]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with tags. `lone`: it holds one value and nothing else, which keeps its type."""

    prefix: str
    column: str
    row: int
    look: Look
    runs: tuple[Run, ...]
    too_long: Fault
    lone: Reader | None = None

    def write(self, pen: Pen) -> None:
        """The cell."""
        name = f"{self.column}{pen.shift.first(self.row) + pen.copy}"
        value = self.lone(pen.frame) if self.lone else None
        found = values.typed(value, self.look) if self.lone else None
        p = self.prefix
        if found is not None:
            xml = f'<{p}c r="{name}"{_style(found[1])}><{p}v>{found[0]}</{p}v></{p}c>'
        elif texts := self._texts(pen.frame):
            style = _style(values.format_of("".join(text for _, text in texts), self.look))
            xml = f'<{p}c r="{name}"{style} t="inlineStr"><{p}is>{self._inside(texts)}</{p}is></{p}c>'
        else:
            xml = f'<{p}c r="{name}"{_style(self.look.plain)}/>'
        pen.out.append(xml.encode())

    def _texts(self, frame: Frame) -> list[tuple[str, str]]:
        """What it says, format by format; nothing if that is nothing."""
        texts = [(run.format, values.text_of(run.parts(frame))) for run in self.runs]
        if sum(len(text) for _, text in texts) > values.LONGEST:
            raise ExcelInvalid([self.too_long])
        return [(form, text) for form, text in texts if text]

    def _inside(self, texts: Sequence[tuple[str, str]]) -> str:
        p = self.prefix
        said = [(form, f'<{p}t xml:space="preserve">{values.escaped(text)}</{p}t>') for form, text in texts]
        if len(said) == 1 and not said[0][0]:
            return said[0][1]
        return "".join(f"<{p}r>{form}{text}</{p}r>" for form, text in said)


@dataclass(frozen=True, slots=True)
class FirstOnly:
    """A cell that an area merged over several rows covers: in copies of its row there is nothing to see of it."""

    body: tuple[Node, ...]

    def write(self, pen: Pen) -> None:
        """The cell, in the first copy."""
        if pen.copy == 0:
            write_all(self.body, pen)


@dataclass(frozen=True, slots=True)
class Rows:
    """A row that repeats because tags of a table stand in it.

    Without a scope `tables` are guesses, and the row repeats for the one that is a list in this record.
    """

    row: int
    tables: tuple[str, ...]
    at_least: int
    body: tuple[Node, ...]
    fault: Fault

    def choose(self, frame: Frame) -> Chosen:
        """What it repeats for."""
        listed = [table for table in self.tables if is_rows(frame.get(table))]
        if len(listed) > 1:
            raise ExcelInvalid([self.fault])
        if not listed and any(frame.get(table) is not None for table in self.tables):
            return Chosen("", (), 1)
        table = (listed or self.tables)[0]
        rows = list(frame.get(table) or ())
        copies = max(len(rows), self.at_least, 1)
        if self.row + copies > LAST_ROW:
            raise ExcelInvalid.because("excel.too_many_rows", limit=LAST_ROW)
        return Chosen(table, rows, copies)

    def write(self, pen: Pen) -> None:
        """The row for each of the table's rows; once and empty if there are none."""
        chosen, outer = pen.chosen[self.row], pen.frame
        inner = {**outer, **{ROW_KEY.format(table): outer.get(table) for table in self.tables}}
        pen.is_repeating = True
        for index in range(chosen.copies):
            pen.copy = index
            pen.frame = inner
            if chosen.table:
                is_filled = index < len(chosen.rows)
                loop = position(index + 1, len(chosen.rows)) if is_filled else {}
                row = chosen.rows[index] if is_filled else {}
                pen.frame = {**inner, LOOP: loop, ROW_KEY.format(chosen.table): row}
            write_all(self.body, pen)
        pen.copy, pen.is_repeating, pen.frame = 0, False, outer


def write_all(nodes: Iterable[Node], pen: Pen) -> None:
    """All of them in order."""
    for node in nodes:
        node.write(pen)


def _style(style: int) -> str:
    return f' s="{style}"' if style else ""
