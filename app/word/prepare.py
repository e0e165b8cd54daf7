"""The last changes to a marked tree before it becomes a plan: repeating rows, narratives, cells that may run empty."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from app.errors import Fault
from app.expressions import ExpressionInvalid
from app.word.boxes import prepare_boxes
from app.word.controls import free_controls
from app.word.drawings import free_lines, number_drawings
from app.word.marks import Mark, MarkedPart, characters, detach
from app.word.markup import BOX, CELL, CELL_FORMAT, NOTES, PARAGRAPH, ROW, RUN, TABLE, W14, W, ancestor
from app.word.naming import Names
from app.word.narrative import LEVELS, has_first_line_indent, paragraph_of, section_of
from app.word.single import SINGLE_TAGS
from app.word.single.base import empty_later_copies
from app.word.single.merge_down import MERGE, merged_down
from app.word.tags import note_lost

_NEEDS_PARAGRAPH = {CELL, BOX, W + "hdr", W + "ftr", *NOTES}
MAX_PADDING = 500
_PADS = re.compile(r"[|｜]\s*(?:至少|at_least)")
_IDS = (W14 + "paraId", W14 + "textId")


def prepare(part: MarkedPart, names: Names, *, styles: Callable[[], Mapping[int, str]]) -> None:
    """Everything that marks need around them; faults go to the part."""
    for mark in part.present():
        if mark.says is not None and mark.says.name:
            names = names.with_local(mark.says.name, of=None, is_item=False) if names.scope is None else names
    prepare_boxes(part, names)
    free_controls(part)
    _repeat_rows(part, names)
    number_drawings(part)
    free_lines(part)
    _apply_single_tags(part)
    _unfold_narratives(part, styles, is_strict=names.scope is not None)
    _keep_paragraphs(part)
    _watch_tables(part)
    _watch_grids(part)
    _drop_repeated_ids(part)
    for mark in part.present():
        mark.context = _context(mark.element)


def _repeat_rows(part: MarkedPart, names: Names) -> None:
    rows: dict[Any, Mark] = {}
    own: set[Any] = set()
    for mark in part.present():
        row = ancestor(mark.element, ROW)
        tables, at_least = _tables(part, mark, names, is_in_row=row is not None)
        if row is not None and tables:
            own.add(ancestor(mark.element, CELL))
            known = rows.setdefault(row, Mark("row", mark.place, mark.tag))
            known.tables = tuple(dict.fromkeys((*known.tables, *tables)))
            known.at_least = max(known.at_least, at_least)
    for row, mark in rows.items():
        if len(mark.tables) > 1 and names.scope is not None and not mark.place.is_copy:
            part.faults.append(two_tables(mark, names))
        for cell in row.iterchildren(CELL):
            if cell not in own:
                _stretch_label(part, mark, cell)
        row.addprevious(part.number(mark))
        row.addnext(part.number(Mark("row_end", mark.place)))


def _stretch_label(part: MarkedPart, mark: Mark, cell: Any) -> None:
    """A label merged over the rows that repeat begins in the first copy and goes on in the others."""
    merge = cell.find(f"{CELL_FORMAT}/{MERGE}")
    if merge is not None and merge.get(W + "val") == "restart":
        merge.getparent().replace(merge, part.number(Mark("single", mark.place, make=merged_down)))
        empty_later_copies(part, mark, cell)


def _tables(part: MarkedPart, mark: Mark, names: Names, *, is_in_row: bool) -> tuple[tuple[str, ...], int]:
    """The tables whose row this mark means, and how many rows it asks for."""
    is_loop = mark.says is not None and mark.says.word == "for"
    if is_loop or not mark.source or mark.kind == "comment":
        return (), 0
    try:
        if mark.kind == "print" and _PADS.search(mark.source) and (padding := names.padding(mark.source)):
            if not is_in_row:
                part.faults.append(mark.fault("word.padding_outside_row"))
            elif padding[1] > MAX_PADDING:
                part.faults.append(mark.fault("word.padding_too_long", limit=MAX_PADDING))
            mark.kind, mark.known = "comment", padding[2]
            return (padding[0],), padding[1]
        return (names.tables_of(mark.source) if is_in_row else ()), 0
    except ExpressionInvalid:
        return (names.tables_of(mark.source) if is_in_row and names.scope is not None else ()), 0


def two_tables(mark: Mark, names: Names) -> Fault:
    """A row can follow one table only."""
    return mark.fault("word.two_tables_in_row", tables="、".join(map(names.label, mark.tables)))


def at_mark(mark: Mark, fault: Fault) -> Fault:
    """An expression's fault, found at a mark."""
    facts = {**fault.facts, "tag": mark.text, **mark.facts()}
    begin = mark.text.rfind(mark.source) if mark.source and not mark.known else -1
    if begin >= 0 and fault.span and mark.tag:
        facts |= characters(mark.tag.start + begin + fault.span[0], fault.span[1] - fault.span[0])
    return Fault(fault.code, mark.place.text, fault.span, facts, fault.suggestions, fault.level)


def _apply_single_tags(part: MarkedPart) -> None:
    waiting = [mark for mark in part.present() if mark.kind == "single" and mark.says is not None]
    for tag in SINGLE_TAGS:
        for mark in waiting:
            if mark.says is not None and mark.says.word == tag.words[0]:
                tag.apply(part, mark)


def _unfold_narratives(part: MarkedPart, styles: Callable[[], Mapping[int, str]], *, is_strict: bool) -> None:
    paragraphs: dict[Any, list[Mark]] = {}
    for mark in part.present():
        if mark.kind == "lines":
            paragraphs.setdefault(ancestor(mark.element, PARAGRAPH), []).append(mark)
    for paragraph, marks in paragraphs.items():
        for mark in marks:
            _unfold(part, paragraph, mark, styles())
        if is_strict:
            note_lost(part, paragraph, marks[0])
        if (section := section_of(paragraph)) is not None:
            paragraph.addprevious(section)
        paragraph.getparent().remove(paragraph)


def _unfold(part: MarkedPart, paragraph: Any, mark: Mark, styles: Mapping[int, str]) -> None:
    """Before the tag's paragraph one paragraph per level, from which the plan takes what it needs."""
    mark.at_least = int(has_first_line_indent(paragraph))
    run = ancestor(mark.element, RUN)
    detach(mark.element)
    paragraph.addprevious(mark.element)
    for level in range(LEVELS + 1):
        line = part.number(Mark("line", mark.place, mark.tag))
        paragraph.addprevious(paragraph_of(paragraph, run, line, level=level, styles=styles))
        paragraph.addprevious(part.number(Mark("level" if level < LEVELS else "lines_end", mark.place)))


def _keep_paragraphs(part: MarkedPart) -> None:
    """Mark the cells whose last paragraph is in a block."""
    parents = {mark.element.getparent(): mark for mark in part.present() if mark.unit == "p"}
    for parent, mark in parents.items():
        if parent.tag in _NEEDS_PARAGRAPH and parent[-1].tag != PARAGRAPH:
            first = next((child for child in parent if child.tag != W + "tcPr"), None)
            parent.append(part.number(Mark("fill_end", mark.place)))
            if first is not None:
                first.addprevious(part.number(Mark("fill", mark.place)))


def _watch_tables(part: MarkedPart) -> None:
    """Mark the tables all of whose rows stand in blocks."""
    tables = {mark.element.getparent(): mark for mark in part.present() if mark.unit == "tr" and mark.kind == "block"}
    for table, mark in tables.items():
        if table.tag == TABLE and _may_lose_its_rows(part, table):
            table.addprevious(part.number(Mark("table", mark.place)))
            table.addnext(part.number(Mark("table_end", mark.place)))


def _watch_grids(part: MarkedPart) -> None:
    """Mark the tables whose rows may not have as many cells as they have now."""
    tables = {}
    for mark in part.marks:
        word = mark.says.word if mark.says else ""
        element = mark.element
        if (mark.unit == "tc" or word in {"hm", "colspan"}) and element is not None:
            tables[ancestor(element, TABLE)] = mark
    for table, mark in tables.items():
        if table is not None:
            table.addprevious(part.number(Mark("grid", mark.place)))
            table.addnext(part.number(Mark("grid_end", mark.place)))


def _may_lose_its_rows(part: MarkedPart, table: Any) -> bool:
    """Whether every row stands in a block; blocks that do not end in the table are another fault's business."""
    depth = 0
    for child in table:
        if child.tag is etree.ProcessingInstruction:
            says = part.marks[int(child.text)].says
            depth += {"if": 1, "for": 1, "endif": -1, "endfor": -1}.get(says.word if says else "", 0)
        if depth < 0 or (depth == 0 and child.tag == ROW):
            return False
    return depth == 0


def _drop_repeated_ids(part: MarkedPart) -> None:
    """Paragraph ids may not occur twice, and in what repeats they would."""
    if not any(mark.kind == "row" or (mark.says and mark.says.word == "for") for mark in part.marks):
        return
    for element in part.root.iter(PARAGRAPH, ROW):
        for name in _IDS:
            element.attrib.pop(name, None)


def _context(mark: Any) -> tuple[object, ...]:
    around = list(mark.iterancestors())
    holder = next((element for element in around if element.tag in {TABLE, BOX}), None)
    return (*(element.tag for element in around), holder)
