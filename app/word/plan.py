"""The compiled plan: what is done, in order, to write a part for one record."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, Protocol, TypeAlias

from app.errors import Fault
from app.expressions import Coded, ExpressionInvalid, Formatted
from app.word.drawn.formatted import line_of
from app.word.faults import TemplateInvalid
from app.word.narrative import level_of
from app.word.printing import inside
from app.word.sheet import Ink, Sheet
from app.word.text import lines_of, words

Frame: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[Frame], Any]
MAX_PIECES = 1_000_000
ROW_KEY = "@{}"
"""Under this key stands the current row of a table, beside the table itself."""
LOOP = "loop"
FIRST_COPY = "@first"
"""Under this key stands whether what repeats is printed for the first time; `loop.first` is missing in empty rows."""
_ROW_START = re.compile(rb"<w:tr[ >]")


class Node(Protocol):
    """One thing to do."""

    def write(self, frame: Frame, out: Sheet) -> None:
        """Append what this adds to the part."""


@dataclass(frozen=True, slots=True)
class Literal:
    """XML that is the same for every record."""

    xml: bytes

    def write(self, frame: Frame, out: Sheet) -> None:  # noqa: ARG002
        """The XML itself."""
        out.append(self.xml)


@dataclass(frozen=True, slots=True)
class Print:
    """A value."""

    read: Reader
    ink: Ink

    def write(self, frame: Frame, out: Sheet) -> None:
        """The value as text; what cannot be computed is told with its place."""
        try:
            value = self.read(frame)
        except ExpressionInvalid as refused:
            raise TemplateInvalid(map(self.ink.placed, refused.faults)) from refused
        out.append(inside(value, self.ink, out))


@dataclass(frozen=True, slots=True)
class PrintKey:
    """The value of one name: the most frequent tag, without a detour over an expression."""

    key: str
    ink: Ink

    def write(self, frame: Frame, out: Sheet) -> None:
        """The value as text."""
        out.append(inside(frame.get(self.key), self.ink, out))


@dataclass(frozen=True, slots=True)
class PrintMember:
    """`row.column`, the most frequent tag of loops."""

    key: str
    member: str
    ink: Ink

    def write(self, frame: Frame, out: Sheet) -> None:
        """The value as text."""
        row = frame.get(self.key)
        value = row.get(self.member) if type(row) is dict else member_of(row, self.member)
        out.append(inside(value, self.ink, out))


@dataclass(frozen=True, slots=True)
class Cells:
    """The body of a loop that only prints columns of its row: written without a frame of its own."""

    columns: tuple[tuple[bytes, str, Ink], ...]
    end: bytes

    @classmethod
    def of(cls, body: Iterable[Node], key: str) -> "Cells | None":
        """The body in this form, if it has it."""
        columns, xml = [], b""
        for node in body:
            if isinstance(node, Literal):
                xml += node.xml
            elif isinstance(node, PrintMember) and node.key == key:
                columns.append((xml, node.member, node.ink))
                xml = b""
            else:
                return None
        return cls(tuple(columns), xml)

    def write_row(self, row: Any, out: Sheet) -> None:
        """One row."""
        read = row.get if isinstance(row, dict) else partial(member_of, row)
        for xml, member, ink in self.columns:
            out += (xml, inside(read(member), ink, out))
        out.append(self.end)


@dataclass(frozen=True, slots=True)
class Assign:
    """`{% set name = … %}`."""

    name: str
    read: Reader

    def write(self, frame: Frame, out: Sheet) -> None:  # noqa: ARG002
        """Nothing is written; what follows can read the name."""
        frame[self.name] = self.read(frame)


@dataclass(frozen=True, slots=True)
class Branches:
    """`if`, `elif`, `else`: the first branch that holds."""

    branches: tuple[tuple[Reader, tuple[Node, ...]], ...]
    otherwise: tuple[Node, ...]

    def write(self, frame: Frame, out: Sheet) -> None:
        """The branch."""
        for holds, nodes in self.branches:
            if holds(frame):
                return write_all(nodes, frame, out)
        return write_all(self.otherwise, frame, out)


@dataclass(frozen=True, slots=True)
class Loop:
    """`for name in items`, with `loop` inside."""

    name: str
    items: Reader
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    cells: Cells | None = None

    def write(self, frame: Frame, out: Sheet) -> None:
        """The body for each item."""
        items = each(self.items(frame))
        if not items:
            return write_all(self.otherwise, frame, out)
        check_pieces(out)
        if self.cells is not None:
            for item in items:
                self.cells.write_row(item, out)
            return None
        for index, item in enumerate(items, 1):
            out.append(b"")  # passes that write nothing count too
            loop = position(index, len(items))
            inner = {**frame, self.name: item, LOOP: loop, FIRST_COPY: index == 1}
            write_all(self.body, inner, out)
        return None


@dataclass(frozen=True, slots=True)
class Either:
    """One piece of XML where something holds, another where it does not."""

    holds: Reader
    yes: bytes
    no: bytes

    def write(self, frame: Frame, out: Sheet) -> None:
        """The piece."""
        out.append(self.yes if self.holds(frame) else self.no)


@dataclass(frozen=True, slots=True)
class Rows:
    """A table row that repeats because tags of a table stand in it.

    Without a scope `tables` are guesses, and the row repeats for the one that is a list in this record.
    """

    tables: tuple[str, ...]
    body: tuple[Node, ...]
    at_least: int
    fault: Fault
    cells: Cells | None = None

    def write(self, frame: Frame, out: Sheet) -> None:
        """The row for each of the table's rows; once and empty if there are none."""
        check_pieces(out)
        inner = {**frame, **{ROW_KEY.format(table): frame.get(table) for table in self.tables}, FIRST_COPY: True}
        listed = [table for table in self.tables if is_rows(frame.get(table))]
        if len(listed) > 1:
            raise TemplateInvalid([self.fault])
        if not listed and any(frame.get(table) is not None for table in self.tables):
            return write_all(self.body, inner, out)
        table = (listed or self.tables)[0]
        return self._repeat(list(frame.get(table) or ()), ROW_KEY.format(table), inner, out)

    def _repeat(self, items: list[Any], key: str, frame: Frame, out: Sheet) -> None:
        for index in range(max(len(items), self.at_least, 1)):
            is_filled = index < len(items)
            row = items[index] if is_filled else {}
            if self.cells is not None:
                self.cells.write_row(row, out)
            else:
                loop = position(index + 1, len(items)) if is_filled else {}
                write_all(self.body, {**frame, LOOP: loop, FIRST_COPY: index == 0, key: row}, out)


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell or box whose paragraphs may all fall away: Word calls a cell without a last paragraph damaged."""

    body: tuple[Node, ...]

    def write(self, frame: Frame, out: Sheet) -> None:
        """The body, and an empty paragraph if it does not end with one."""
        start = len(out)
        write_all(self.body, frame, out)
        end = b"".join(out[start:]).rstrip()
        if not end.endswith((b"</w:p>", b"<w:p/>")):
            out.append(b"<w:p/>")


@dataclass(frozen=True, slots=True)
class Rowed:
    """A table whose rows may all fall away: then it falls away with them, since Word knows no table without rows."""

    body: tuple[Node, ...]

    def write(self, frame: Frame, out: Sheet) -> None:
        """The table, if it has a row."""
        start = len(out)
        write_all(self.body, frame, out)
        if not _ROW_START.search(b"".join(out[start:])):
            del out[start:]


@dataclass(frozen=True, slots=True)
class Lines:
    """`{{p … }}`: a narrative as paragraphs; `levels` are the XML around a plain line and around headings 1 to 3.

    Of a text with headings of its own these are the levels; of any other, lines that look like headings.
    """

    read: Reader
    levels: tuple[tuple[bytes, bytes, Ink], ...]
    drops_indent: bool

    def write(self, frame: Frame, out: Sheet) -> None:
        """A paragraph for each line that is not blank; an empty one for no line."""
        value = self.read(frame)
        if isinstance(value, Formatted) and value.lines:
            for formed in value.lines:
                before, after, ink = self.levels[formed.level]
                out += (before, line_of(formed, ink, out), after)
            return
        lines = [line for line in lines_of(words(value)) if line.strip()]
        for line in lines or [""]:
            before, after, ink = self.levels[level_of(line)]
            out += (before, inside(line.strip() if self.drops_indent else line.rstrip(), ink, out), after)


def position(index: int, count: int) -> dict[str, Any]:
    """What `loop` says in the pass with this number."""
    return {"index": Decimal(index), "first": index == 1, "last": index == count, "length": Decimal(count)}


def write_all(nodes: Iterable[Node], frame: Frame, out: Sheet) -> None:
    """All of them in order."""
    for node in nodes:
        node.write(frame, out)


def each(value: Any) -> Sequence[Any]:
    """What a loop goes through."""
    if isinstance(value, list | tuple):
        return value
    return tuple(value) if isinstance(value, Iterable) else ()


def is_rows(value: Any) -> bool:
    """Whether a value is a table: a list of rows, or one without any."""
    return isinstance(value, list | tuple) and all(isinstance(item, Mapping) for item in value[:1])


def member_of(value: Any, member: str) -> Any:
    """`value.member`, as the expression language reads it."""
    if isinstance(value, Mapping):
        return value.get(member)
    if isinstance(value, Coded):
        return value.members.get(member)
    if isinstance(value, list | tuple):
        return [member_of(item, member) for item in value]
    return None


def check_pieces(out: Sheet) -> None:
    """Loops in loops end somewhere."""
    if len(out) > MAX_PIECES:
        raise TemplateInvalid.because("word.output_too_large", limit=MAX_PIECES)
