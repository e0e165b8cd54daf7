"""Parts beside the sheets that name their cells: drawings, tables, notes, charts, names of the workbook."""

import re
from collections.abc import Callable, Iterator
from typing import Any

from app.excel.formulas import tokens
from app.excel.markup import Marked, S, parse
from app.excel.plan import Areas, Formula, Literal, Node, OneCell, RowNumber
from app.excel.preflight import Book, targets

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_VML_ROWS = re.compile(rb"(<x:Row>\s*)(\d+)|(<x:Anchor>)([^<]*)")
_OLD_TABLE = (S + "table", S + "autoFilter", S + "sortState", S + "sortCondition")


def beside(book: Book, part: str) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """The parts that belong to a sheet and name its rows, with their plans."""
    for kind, target in targets(book.package, part):
        if kind in _WAYS and target in book.package:
            yield target, _WAYS[kind](book.package.content(target), target)
            if kind == "drawing":
                yield from charts(book, target)


def charts(book: Book, drawing: str) -> Iterator[tuple[str, tuple[Node, ...]]]:
    """The charts of a drawing: their series name cells."""
    for kind, target in targets(book.package, drawing):
        if kind == "chart" and target in book.package:
            yield target, _chart(book.package.content(target), target)


def names(book: Book, root: Any) -> tuple[Node, ...]:
    """The part of the workbook itself: names of areas, among them what is printed and repeated on every page."""
    marked: Marked[Any] = Marked(root, book.package.content(book.main))
    for name in root.iter(S + "definedName"):
        if name.text:
            name.text = marked.text(Formula(tokens(name.text)))
    return _nodes(marked)


def _drawing(content: bytes, part: str) -> tuple[Node, ...]:
    marked: Marked[Any] = Marked(parse(content, part=part), content)
    for row in marked.root.iter(_DRAWING + "row"):
        if (row.text or "").strip().isdecimal():
            row.text = marked.text(RowNumber(int(row.text) + 1, less=1))
    return _nodes(marked)


def _chart(content: bytes, part: str) -> tuple[Node, ...]:
    marked: Marked[Any] = Marked(parse(content, part=part), content)
    for formula in marked.root.iter(_CHART + "f"):
        if formula.text:
            formula.text = marked.text(Formula(tokens(formula.text)))
    return _nodes(marked)


def _table(content: bytes, part: str) -> tuple[Node, ...]:
    marked: Marked[Any] = Marked(parse(content, part=part), content)
    for element in marked.root.iter(*_OLD_TABLE):
        if element.get("ref"):
            element.set("ref", marked.text(Areas(element.get("ref"))))
    return _nodes(marked)


def _notes(content: bytes, part: str) -> tuple[Node, ...]:
    marked: Marked[Any] = Marked(parse(content, part=part), content)
    for element in marked.root.iter():
        if isinstance(element.tag, str) and element.get("ref"):
            element.set("ref", marked.text(OneCell(element.get("ref"))))
    return _nodes(marked)


def _shapes(content: bytes, part: str) -> tuple[Node, ...]:  # noqa: ARG001 - as the other ways
    """The boxes of notes: old markup that need not be well-formed."""
    nodes: list[Node] = []
    at = 0
    for found in _VML_ROWS.finditer(content):
        nodes.append(Literal(content[at : found.start()]))
        if found[2]:
            nodes += [Literal(found[1]), RowNumber(int(found[2]) + 1, less=1)]
        else:
            nodes += [Literal(found[3]), *_anchor(found[4])]
        at = found.end()
    return (*nodes, Literal(content[at:]))


def _anchor(text: bytes) -> Iterator[Node]:
    """Column, offset, row, offset of the upper left corner, then of the lower right one."""
    parts = text.split(b",")
    for number, each in enumerate(parts):
        if number:
            yield Literal(b",")
        if number in {2, 6} and each.strip().isdigit():
            yield RowNumber(int(each) + 1, less=1)
        else:
            yield Literal(each)


def _nodes(marked: Marked[Any]) -> tuple[Node, ...]:
    return tuple(Literal(piece) if isinstance(piece, bytes) else piece for piece in marked.pieces())


_WAYS: dict[str, Callable[[bytes, str], tuple[Node, ...]]] = {
    "drawing": _drawing,
    "table": _table,
    "comments": _notes,
    "threadedcomment": _notes,
    "vmldrawing": _shapes,
}
