"""Tags in the cells of a sheet: where they are, what they mean there, which row they make repeat."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.errors import Fault
from app.excel.cells import letters, place, split
from app.excel.markup import CELL, INLINE, ROW, RUN, RUN_FORMAT, TEXT, VALUE, S
from app.expressions import ExpressionInvalid
from app.word import hints
from app.word.naming import Bound, Names
from app.word.places import Place
from app.word.syntax import Flaw, Tag, scan

MAX_TAGS = 2_000
_PADS = re.compile(r"[|｜]\s*(?:至少|at_least)")
_HINTS = {"word.tag_not_opened": hints.opened, "word.tag_not_closed": hints.closed}


@dataclass(slots=True)
class Mark:
    """A tag in a cell. `known` is its expression in keys; a mark without `bound` prints nothing."""

    tag: Tag
    place: Place
    known: str = ""
    bound: Bound | None = None

    @property
    def source(self) -> str:
        """The expression in it."""
        return self.known or self.tag.source

    def fault(self, code: str, **facts: object) -> Fault:
        """Something wrong here."""
        return Fault(code, self.place.text, facts={"tag": self.tag.text, **facts, **self.place.facts()})


@dataclass(slots=True)
class TagCell:
    """A cell with tags: its runs, each with its format as XML, texts and tags in turn."""

    element: Any
    row: int
    column: int
    runs: list[tuple[str, list[str | Mark]]]

    @property
    def marks(self) -> list[Mark]:
        """Its tags."""
        return [each for _, pieces in self.runs for each in pieces if isinstance(each, Mark)]

    @property
    def lone(self) -> Mark | None:
        """Its tag, if it holds nothing else."""
        pieces = [each for _, run in self.runs for each in run if isinstance(each, Mark) or each.strip()]
        return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], Mark) else None


@dataclass(slots=True)
class Repeat:
    """A row that repeats: for these tables, at least so often; the first tag that says so."""

    mark: Mark
    tables: tuple[str, ...] = ()
    at_least: int = 0


@dataclass(slots=True)
class Found:
    """What was found in a sheet."""

    sheet: str
    part: str
    cells: list[TagCell] = field(default_factory=list)
    repeats: dict[int, Repeat] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def cells_of(root: Any) -> Iterator[tuple[Any, int, int]]:
    """Every cell with its row and column, which the file may leave out: then it is the next one."""
    line = 0
    for row in root.iter(ROW):
        line = int(row.get("r", line + 1))
        column = 0
        for cell in row.iterchildren(CELL):
            named = split(str(cell.get("r", "")))
            column = named[1] if named else column + 1
            yield cell, line, column


def find(root: Any, sheet: str, part: str, strings: list[Any], names: Names, known: Mapping[str, str]) -> Found:  # noqa: PLR0913, PLR0917 - what a sheet is read with
    """The tags of a sheet, bound to what they mean."""
    found = Found(sheet, part)
    for cell, row, column in cells_of(root):
        runs = _runs(cell, strings)
        text = "".join(said for _, said in runs)
        if "{" in text or "｛" in text or "}}" in text or "｝｝" in text:
            _read(found, TagCell(cell, row, column, []), runs, text)
        if sum(len(each.marks) for each in found.cells) > MAX_TAGS:
            found.faults = [Fault("excel.too_many_tags", place(sheet), facts={"limit": MAX_TAGS})]
            return found
    for number, mark in enumerate(mark for cell in found.cells for mark in cell.marks):
        mark.known = known.get(f"{part}#{number}", "")
    for each in found.cells:
        for mark in each.marks:
            _note_repeat(found, each.row, mark, names)
    for each in found.cells:
        repeat = found.repeats.get(each.row)
        here = names.with_rows(repeat.tables) if repeat else names
        for mark in each.marks:
            _bind(found, mark, here)
    return found


def text_of(cell: Any, strings: list[Any]) -> Any:
    """The element that holds the text of a cell, perhaps with other cells; None if it holds no text of its own."""
    kind = cell.get("t")
    if kind == "s":
        value = cell.findtext(VALUE) or ""
        return strings[int(value)] if value.isdecimal() and int(value) < len(strings) else None
    return cell.find(INLINE) if kind == "inlineStr" else None


def _runs(cell: Any, strings: list[Any]) -> list[tuple[str, str]]:
    """The texts of a cell, each with its format; none if it holds no text of its own."""
    item = text_of(cell, strings)
    if item is None:
        return []
    runs = item.findall(RUN)
    if not runs:
        return [("", item.findtext(TEXT) or "")]
    return [(_format(run.find(RUN_FORMAT)), run.findtext(TEXT) or "") for run in runs]


def _format(properties: Any) -> str:
    """A run's format as XML without declarations of names; a prefix is put in when it is written."""
    if properties is None:
        return ""
    told = []
    for each in properties:
        attributes = "".join(f' {name}="{_quoted(value)}"' for name, value in each.attrib.items())
        told.append(f"<\0{each.tag.removeprefix(S)}{attributes}/>")
    return f"<\0rPr>{''.join(told)}</\0rPr>"


def _quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _read(found: Found, cell: TagCell, runs: list[tuple[str, str]], text: str) -> None:
    where = place(found.sheet, f"{letters(cell.column)}{cell.row}")
    spans: list[tuple[int, int, Mark | None]] = []
    for number, one in enumerate(scan(text)):
        here = Place(where, found.part, cell.row * 100_000 + cell.column * 10 + number)
        if isinstance(one, Flaw):
            code = one.code.replace("word.", "excel.", 1)
            meant = _HINTS[one.code](one.text) if one.code in _HINTS else ()
            found.faults.append(Fault(code, where, (one.start, one.end), {"text": one.text, **here.facts()}, meant))
        else:
            spans.append((one.start, one.end, _mark(found, one, here)))
    cell.runs = list(_pieces(runs, spans))
    if spans:
        found.cells.append(cell)


def _mark(found: Found, tag: Tag, where: Place) -> Mark | None:
    mark = Mark(tag, where)
    if tag.mark == "#":
        return None
    if tag.mark == "%":
        found.faults.append(mark.fault("excel.no_blocks"))
        return None
    if not tag.source:
        found.faults.append(mark.fault("excel.tag_empty"))
        return None
    return mark


def _pieces(
    runs: list[tuple[str, str]], spans: list[tuple[int, int, Mark | None]]
) -> Iterator[tuple[str, list[str | Mark]]]:
    """The runs without what their tags say; a tag belongs to the run in which it begins."""
    start = 0
    for form, text in runs:
        end, at = start + len(text), start
        pieces: list[str | Mark] = []
        for begin, stop, mark in spans:
            if begin >= end or stop <= start:
                continue
            if begin >= start:
                pieces.append(text[at - start : begin - start])
                pieces += [mark] if mark else []
            at = max(at, min(stop, end))
        yield form, [each for each in (*pieces, text[at - start :]) if each]
        start = end


def _note_repeat(found: Found, row: int, mark: Mark, names: Names) -> None:
    tables, at_least = _tables(mark, names)
    if tables:
        repeat = found.repeats.setdefault(row, Repeat(mark))
        repeat.tables = tuple(dict.fromkeys((*repeat.tables, *tables)))
        repeat.at_least = max(repeat.at_least, at_least)
        if len(repeat.tables) > 1 and names.scope is not None:
            found.faults.append(two_tables(repeat, names))


def _tables(mark: Mark, names: Names) -> tuple[tuple[str, ...], int]:
    """The tables whose single row a tag means, and how many rows it asks for."""
    try:
        if _PADS.search(mark.source) and (padding := names.padding(mark.source)):
            mark.known, mark.tag = padding[2], _silent(mark.tag)
            return (padding[0],), padding[1]
        return names.tables_of(mark.source), 0
    except ExpressionInvalid:
        return (), 0


def _silent(tag: Tag) -> Tag:
    """A tag that asks for rows and prints nothing."""
    return Tag(tag.start, tag.end, "", tag.unit, tag.source, tag.text)


def two_tables(repeat: Repeat, names: Names) -> Fault:
    """A row can follow one table only."""
    return repeat.mark.fault("excel.two_tables_in_row", tables="、".join(map(names.label, repeat.tables)))


def _bind(found: Found, mark: Mark, names: Names) -> None:
    if not mark.tag.mark:
        return
    try:
        mark.bound = names.bound(mark.source)
    except ExpressionInvalid as invalid:
        for fault in invalid.faults:
            facts = {**fault.facts, "tag": mark.tag.text, **mark.place.facts()}
            found.faults.append(Fault(fault.code, mark.place.text, fault.span, facts, fault.suggestions, fault.level))
        return
    mark.known = mark.bound.source()
