"""All the places of a document where an office would write: proposals, found by how forms are made."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from typing import Any

from app.word.blanks import labels
from app.word.blanks.blank import Blank, BlankKind
from app.word.blanks.line import BOX_SIGN, NOTHING, OTHER_SIGN, TAG_SIGN, Line
from app.word.blanks.patterns import Option, Spot, spots_of
from app.word.blanks.table import Cell, Repeating, Table
from app.word.markup import BREAK, FALLBACK, MC, PARAGRAPH, TAB, TABLE, TEXT, ancestor, parse
from app.word.package import Package
from app.word.parts import text_parts
from app.word.places import Place
from app.word.places import places as paragraphs_of
from app.word.preflight import passed

MAX_BLANKS = 2_000
"""Places of one file; a form has some dozens."""
MAX_CHARACTERS = 300_000
"""Of one part; what is longer is no form."""
_AROUND = 12
_SHORT = 20
_LONGEST_CAPTION = 12
"""Characters of a label at the end of a line of running text; a longer one is a sentence."""
_NEAR = 6
"""Lines above a place in which its label is looked for."""
_MOST_OPTIONS = 30
_SPACE = re.escape(NOTHING)
_FIRST_WORDS = re.compile(rf"[{_SPACE}]*[（(【〔\[]?([^{_SPACE}，。；：、:（）()【】〔〕□]{{1,12}})")
_COUNTS = {"人": "人数", "天": "天数", "次": "次数"}


@dataclass(frozen=True, slots=True)
class Found:
    """A blank with its place in the XML: the characters of a line that are to be replaced."""

    blank: Blank
    paragraph: Any
    line: Line
    start: int
    end: int
    boxes: tuple[Option, ...] = ()
    """Boxes that each want a tag of their own, since their words stand before them."""
    spare: tuple[Any, ...] = ()
    """Rows that a tag of a table makes superfluous."""
    copies: tuple[Any, ...] = ()
    """The same paragraph once more, for old Word."""


@dataclass(slots=True)
class FoundPart:
    """A part with its places."""

    name: str
    root: Any
    found: list[Found]


def places(data: bytes) -> tuple[Blank, ...]:
    """Every place of a .docx where somebody would write, in order; raises `WordInvalid` for what cannot be opened."""
    return tuple(found.blank for part in found_in(passed(data)) for found in part.found)


def found_in(package: Package) -> list[FoundPart]:
    """The places of every part that people write in."""
    parts, left = [], MAX_BLANKS
    for name, title in text_parts(package):
        root = parse(package.content(name), part=name)
        found = _Finder(root, name, title).run()[:left]
        parts.append(FoundPart(name, root, found))
        left -= len(found)
    taken: set[str] = set()
    for part in parts:
        part.found = [_with_own_id(found, taken) for found in part.found]
    return parts


def _with_own_id(found: Found, taken: set[str]) -> Found:
    known, number = found.blank.id, 1
    while known in taken:
        number += 1
        known = f"{found.blank.id}-{number}"
    taken.add(known)
    return replace(found, blank=replace(found.blank, id=known))


@dataclass(slots=True)
class _Finder:
    """One pass over a part: tables first, since their cells say what a place in them is called."""

    root: Any
    name: str
    title: str
    places: dict[Any, Place] = field(default_factory=dict)
    lines: dict[Any, Line] = field(default_factory=dict)
    found: dict[Any, list[Spot]] = field(default_factory=dict)
    left: int = MAX_CHARACTERS
    cells: dict[Any, tuple[Table, Cell]] = field(default_factory=dict)
    """The cell of every paragraph that stands in one."""
    whole: list[Found] = field(default_factory=list)
    called: set[Cell] = field(default_factory=set)
    """Labels of empty cells: a colon at their end leads there."""
    copies: dict[Any, tuple[Any, ...]] = field(default_factory=dict)

    def run(self) -> list[Found]:
        """The places, in document order."""
        named = paragraphs_of(self.root, part=self.name, title=self.title)
        self.places = {paragraph: place for paragraph, place in named if not place.is_copy}
        self.copies = _copies(self.root)
        for element in self.root.iter(TABLE):
            if ancestor(element, FALLBACK) is None:
                self.table(Table.of(element, self.line))
        inside = {found.paragraph for found in self.whole}
        lines = (found for paragraph in self.places if paragraph not in inside for found in self.inline(paragraph))
        inline = islice(lines, MAX_BLANKS)
        return sorted([*self.whole, *inline], key=lambda found: (found.blank.place.paragraph, found.start))

    def line(self, paragraph: Any) -> Line:
        """The characters of a paragraph, read once; of an endless part only the beginning is read."""
        if paragraph not in self.lines:
            length = sum(len(text.text or "") for text in paragraph.iter(TEXT))
            self.left -= length
            is_read = self.left >= 0 or not length
            self.lines[paragraph] = Line.of(paragraph) if is_read else Line((), OTHER_SIGN)
        return self.lines[paragraph]

    def spots(self, paragraph: Any) -> list[Spot]:
        """The places on a line, looked for once."""
        if paragraph not in self.found:
            self.found[paragraph] = spots_of(self.line(paragraph))
        return self.found[paragraph]

    # -- cells

    def table(self, table: Table) -> None:
        """The empty cells of a table, and which cells are labels of them."""
        grouped: set[Cell] = set()
        for repeating in table.repeating():
            grouped.update(repeating.cells, repeating.headings, repeating.spare_cells)
            self.group(repeating)
        self.called |= grouped
        for cell in table.cells():
            self.cells.update(dict.fromkeys((paragraph for paragraph, _ in cell.lines), (table, cell)))
            if cell.is_blank and cell not in grouped and (label := table.label_of(cell)):
                self.called.update(each for each in (cell.left, cell.ceiling) if each and each.label in label)
                self.cell(cell, label)
        for cell in table.cells():
            for number, label in [] if cell.is_blank or cell in self.called else _rooms(cell):
                self.cell(cell, label, number=number)

    def cell(self, cell: Cell, label: str, *, number: int = 0) -> None:
        """An empty cell, or an empty paragraph in it."""
        paragraph, line = cell.lines[number]
        if place := self.places.get(paragraph):
            blank = Blank(_id(place, BlankKind.CELL, ""), BlankKind.CELL, place, label, label, "", line.text)
            self.whole.append(Found(blank, paragraph, line, 0, len(line.text), copies=self.copies_of(paragraph)))

    def group(self, repeating: Repeating) -> None:
        """The cells of a row that looks as if it repeated."""
        start = len(self.whole)
        for cell, heading in zip(repeating.cells, repeating.headings, strict=True):
            self.cell(cell, heading.label)
        made = self.whole[start:]
        name = repeating.name or self.words_before_table(repeating.cells[0])
        for number, found in enumerate(made, start):
            facts = replace(
                found.blank,
                group=f"g{made[0].blank.id}",
                table=name,
                column=found.blank.label,
                spare_rows=len(repeating.spare),
            )
            self.whole[number] = replace(found, blank=facts, spare=repeating.spare)

    def words_before_table(self, cell: Cell) -> str:
        """A short line directly above the table, without numbering."""
        table = ancestor(cell.element, TABLE)
        before = None if table is None else table.getprevious()
        if before is None or before.tag != PARAGRAPH or self.spots(before):
            return ""
        words = self.line(before).words
        return labels.said(words) if len(words) <= _SHORT else ""

    # -- lines

    def inline(self, paragraph: Any) -> Iterator[Found]:
        """The places on a line of text."""
        table, cell = self.cells.get(paragraph, (None, None))
        if cell is not None and cell.is_blank:
            return
        line = self.line(paragraph)
        before = ""
        for spot in self.spots(paragraph) or self.whole_line(paragraph, line, table, cell):
            if spot.is_last and (cell in self.called or not self.is_open_end(paragraph)):
                continue
            if spot.is_last and cell is None and len(spot.label) > _LONGEST_CAPTION:
                continue
            if spot.kind is BlankKind.BOXES and self.is_continued(paragraph, spot):
                continue
            label = self.called_by(spot, paragraph, table, cell) or before
            before = label if spot.kind is BlankKind.DATE else ""
            yield self.on_line(paragraph, line, spot, label)

    def whole_line(self, paragraph: Any, line: Line, table: Table | None, cell: Cell | None) -> Iterator[Spot]:
        """An empty line under a numbered heading; the room before a unit that stands alone in its cell."""
        if table is not None and cell is not None:
            if (unit := labels.UNIT.fullmatch(cell.text)) and len(cell.lines) == 1 and (label := table.label_of(cell)):
                yield Spot(BlankKind.LINE, 0, unit.end(1), label)
        elif line.is_empty and (before := paragraph.getprevious()) is not None and before.tag == PARAGRAPH:
            words = self.line(before).text
            label = labels.of_cell(words) if labels.is_numbered(words) else ""
            if label and not self.goes_on(paragraph):
                yield Spot(BlankKind.LINE, 0, len(line.text), label)

    def goes_on(self, paragraph: Any) -> bool:
        """Whether the text that a heading stands over follows after an empty line."""
        following = (self.line(each).words for each in islice(paragraph.itersiblings(PARAGRAPH), _NEAR))
        return len(next(filter(None, following), "")) > labels.LONGEST

    def on_line(self, paragraph: Any, line: Line, spot: Spot, label: str) -> Found:
        """The blank of a spot."""
        place = self.places[paragraph]
        more = self.options_below(paragraph) if spot.kind is BlankKind.BOXES and not spot.is_behind else ()
        before, after = line.text[: spot.start], line.text[spot.end :]
        blank = Blank(
            id=_id(place, spot.kind, before),
            kind=spot.kind,
            place=place,
            label=label,
            before=_shown(before)[-_AROUND:].lstrip(),
            after=_shown(after)[:_AROUND].rstrip(),
            text=line.text[spot.start : spot.end],
            options=(*(option.words for option in spot.options), *more),
        )
        boxes = spot.options if spot.is_behind else ()
        return Found(blank, paragraph, line, spot.start, spot.end, boxes, copies=self.copies_of(paragraph))

    def copies_of(self, paragraph: Any) -> tuple[Any, ...]:
        """The same paragraph for old Word, if it is the same."""
        return tuple(each for each in self.copies.get(paragraph, ()) if _says(each) == _says(paragraph))

    def called_by(self, spot: Spot, paragraph: Any, table: Table | None, cell: Cell | None) -> str:
        """What a place on a line is called: by the line, by the lines above it, by the cell, by what follows."""
        text = self.line(paragraph).text
        behind = _behind(text[spot.end :])
        leads = text[: spot.start].strip(NOTHING + TAG_SIGN)
        label = spot.label
        if not label and spot.kind is BlankKind.LINE and text[spot.end : spot.end + 1] in {"（", "("}:
            label = behind
        if not label and not leads:
            label = self.label_above(paragraph, table, cell)
        if spot.kind is BlankKind.BOXES:
            return label or (spot.options[0].words if len(spot.options) == 1 else "")
        return labels.of_day(label or behind) if spot.kind is BlankKind.DATE else label or behind

    def label_above(self, paragraph: Any, table: Table | None, cell: Cell | None) -> str:
        """What the lines above say, or the cell beside."""
        if table is None or cell is None:
            before = paragraph.getprevious()
            words = self.line(before).words if before is not None and before.tag == PARAGRAPH else ""
            return labels.bare(words) if 0 < len(words) <= _SHORT and not words.endswith(("。", "；")) else ""
        if len(cell.lines) > 1:
            above = islice(paragraph.itersiblings(PARAGRAPH, preceding=True), _NEAR)
            known = (labels.bare(words) for each in above if 0 < len(words := self.line(each).words) <= _SHORT)
            if label := next(filter(None, known), ""):
                return label
        return table.label_of(cell)

    def is_open_end(self, paragraph: Any) -> bool:
        """Whether nothing that follows is what the colon leads to: a table, a list, boxes."""
        following = paragraph.getnext()
        if following is None or following.tag == TABLE:
            return following is None
        if following.tag != PARAGRAPH:
            return True
        words = self.line(following).text.lstrip(NOTHING)
        return not words.startswith((BOX_SIGN, "1", "（一", "(一", "一、", TAG_SIGN))

    def is_continued(self, paragraph: Any, spot: Spot) -> bool:
        """Whether a line of boxes belongs to the question above it, or has its tag there."""
        before = paragraph.getprevious()
        text = self.line(paragraph).text
        if before is None or before.tag != PARAGRAPH or text.lstrip(NOTHING)[:1] != BOX_SIGN or spot.label:
            return False
        line = self.line(before)
        return bool(line.ticks) or line.text.lstrip(NOTHING)[:1] == BOX_SIGN

    def options_below(self, paragraph: Any) -> tuple[str, ...]:
        """The options on the lines that follow and begin with a box."""
        found: list[str] = []
        if self.line(paragraph).text.lstrip(NOTHING)[:1] != BOX_SIGN:
            return ()
        for following in islice(paragraph.itersiblings(PARAGRAPH), _MOST_OPTIONS):
            line = self.line(following)
            if line.text.lstrip(NOTHING)[:1] != BOX_SIGN:
                break
            found += (option.words for spot in self.spots(following) for option in spot.options)
        return tuple(found)


def _says(paragraph: Any) -> list[tuple[str, str]]:
    """What a paragraph is made of, as far as places on it go."""
    return [(element.tag, element.text or "") for element in paragraph.iter(TEXT, TAB, BREAK)]


def _rooms(cell: Cell) -> Iterator[tuple[int, str]]:
    """Empty lines in a cell that belong to the words above them: its only words, an opinion, a numbered heading."""
    lines = [line for _, line in cell.lines]
    is_label = bool(cell.label) and len(lines) > 2 and all(line.is_empty for line in lines[1:])
    for number, (line, following) in enumerate(pairwise(lines), 1):
        label = labels.of_cell(line.text)
        is_first = number == 1 and (is_label or labels.wants_text(label))
        has_room = following.is_empty and not line.is_empty and (is_first or labels.is_numbered(line.text))
        if label and has_room and not any(spot.is_last for spot in spots_of(line)):
            yield number, label


def _behind(text: str) -> str:
    """What the words behind a place call it: `____（签字）`."""
    words = _FIRST_WORDS.match(_shown(text[: _SHORT * 2]))
    label = labels.named(labels.said(words[1])) if words else ""
    return _COUNTS.get(label, label)


def _shown(text: str) -> str:
    return text.replace(TAG_SIGN, "").replace(OTHER_SIGN, "")


def _id(place: Place, kind: BlankKind, before: str) -> str:
    """A name made from where it is, so that it lasts while other places are written into."""
    where = f"{place.part}|{place.text}|{kind}|{before}"
    return "b" + hashlib.sha256(where.encode("utf-8", "replace")).hexdigest()[:8]


def _copies(root: Any) -> dict[Any, tuple[Any, ...]]:
    """Paragraphs of text boxes with their twins for old Word, where both have the same number of them."""
    found: dict[Any, tuple[Any, ...]] = {}
    for both in root.iter(MC + "AlternateContent"):
        choices, fallbacks = both.findall(MC + "Choice"), both.findall(FALLBACK)
        if len(choices) == 1 and len(fallbacks) == 1:
            new, old = ([*each[0].iter(PARAGRAPH)] for each in (choices, fallbacks))
            if len(new) == len(old):
                found.update({one: (other,) for one, other in zip(new, old, strict=True)})
    return found
