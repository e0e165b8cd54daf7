"""The text of one document as it can stand in the common one: its styles, lists, marks and references by new names."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.word.joining.formats import free_of_theme, lay_under, part_of
from app.word.joining.numbering import renumber, used
from app.word.joining.order import insert
from app.word.joining.styles import Dress
from app.word.markup import CELL, PARAGRAPH, PARAGRAPH_FORMAT, RUN, RUN_FORMAT, TABLE, W14, W, ancestor

VAL, ID, NAME = W + "val", W + "id", W + "name"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATED: Callable[[Any], list[Any]] = etree.XPath("descendant-or-self::*[@r:*]", namespaces={"r": R})  # type: ignore[assignment]
_STYLED = {W + "pStyle", W + "rStyle", W + "tblStyle"}
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_MARK_IDS = (W + "bookmarkStart", W + "bookmarkEnd", W + "permStart", W + "permEnd", W + "ins", W + "del")
_LONGEST_NAME = 40
_PAGES = re.compile(r"\bNUMPAGES\b")


@dataclass
class Counters:
    """Numbers and names that no two things in the common document may share."""

    marks: int = 0
    drawings: int = 0
    bookmarks: set[str] = field(default_factory=set)


@dataclass
class Visit:
    """One document on its way into the common one."""

    dress: Dress
    counters: Counters
    is_first: bool
    is_one_section: bool
    take_numbers: Callable[[Iterable[str]], Mapping[str, str]]
    numbers: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def adapt(self, root: Any, relate: Callable[[str], str]) -> None:
        """Change a text: the body, a header, a note. `relate` gives new ids to what it refers to."""
        for element in _RELATED(root):
            for name, value in element.attrib.items():
                if name.startswith(f"{{{R}}}"):
                    element.set(name, relate(value))
        self._number_bookmarks(root)
        if self.is_one_section:
            _count_own_pages(root)
        if not self.is_first:
            self._dress(root)
            _forget(root)

    def number_drawings(self, root: Any) -> None:
        """Drawings are counted through; those of headers are not, so that equal headers stay equal."""
        for drawing in root.iter(_DRAWING):
            self.counters.drawings += 1
            drawing.set("id", str(self.counters.drawings))

    def _number_bookmarks(self, root: Any) -> None:
        """Bookmarks are counted through; a name that is taken gets a number."""
        for mark in root.iter(*_MARK_IDS):
            old = mark.get(ID, "")
            if old not in self.marks:
                self.counters.marks += 1
                self.marks[old] = str(self.counters.marks)
            mark.set(ID, self.marks[old])
            name = mark.get(NAME)
            if name is not None:
                mark.set(NAME, self._free(name))
        _rename_anchors(root, {old: new for old, new in self.names.items() if old != new})

    def _free(self, name: str) -> str:
        taken, new, number = self.counters.bookmarks, name, 1
        while new in taken:
            number += 1
            new = f"{name[: _LONGEST_NAME - 8]}_{number}"
        taken.add(new)
        self.names[name] = new
        return new

    def _dress(self, root: Any) -> None:
        dress = self.dress
        if dress.fonts is not None:
            free_of_theme(root, dress.fonts)
        if dress.ids:
            for element in root.iter(*_STYLED):
                element.set(VAL, dress.ids.get(element.get(VAL, ""), element.get(VAL, "")))
        if dress.table:
            for table in root.iter(TABLE):
                if table.find(f"{W}tblPr/{W}tblStyle") is None:
                    _name_style(part_of(table, W + "tblPr", first=True), W + "tblStyle", dress.table)
        if dress.paragraph:
            for paragraph in root.iter(PARAGRAPH):
                if paragraph.find(f"{PARAGRAPH_FORMAT}/{W}pStyle") is None:
                    form = part_of(paragraph, PARAGRAPH_FORMAT, first=True)
                    _name_style(form, W + "pStyle", dress.paragraph)
        if dress.numbered:
            self._say_numbers(root)
        if dress.pressed:
            self._press_tables(root)
        self.numbers.update(self.take_numbers(set(used(root)) - self.numbers.keys()))
        renumber(root, self.numbers)

    def _say_numbers(self, root: Any) -> None:
        """A number that the style brings goes on counting from document to document; one of its own does not."""
        for style in root.iter(W + "pStyle"):
            numbered = self.dress.numbered.get(style.get(VAL, ""))
            form = style.getparent()
            if numbered is None or form.tag != PARAGRAPH_FORMAT or form.find(W + "numPr") is not None:
                continue
            number = form.makeelement(W + "numPr")
            for tag, value in ((W + "ilvl", numbered.level), (W + "numId", numbered.number)):
                etree.SubElement(number, tag).set(VAL, value)
            insert(form, number)
            if numbered.indent is not None:
                lay_under(form, (numbered.indent,))

    def _press_tables(self, root: Any) -> None:
        """What a table's style says would now be hidden by the styles of paragraphs: said by the paragraphs."""
        for style in root.iter(W + "tblStyle"):
            pressed = self.dress.pressed.get(style.get(VAL, ""))
            table = ancestor(style, TABLE)
            if pressed is None or table is None:
                continue
            for paragraph in table.iterfind(f"{W}tr/{CELL}/{PARAGRAPH}"):
                self._press(paragraph, *pressed)

    def _press(self, paragraph: Any, format_: Any, run_format: Any) -> None:
        named = paragraph.find(f"{PARAGRAPH_FORMAT}/{W}pStyle")
        own, own_run = self.dress.own.get("" if named is None else named.get(VAL, ""), ((), ()))
        if len(format_):
            lay_under(part_of(paragraph, PARAGRAPH_FORMAT, first=True), _besides(format_, own))
        if len(run_format):
            for run in paragraph.iterfind(RUN):
                lay_under(part_of(run, RUN_FORMAT, first=True), _besides(run_format, own_run))


def _besides(properties: Iterable[Any], said: Iterable[Any]) -> list[Any]:
    """The properties of which nothing is said elsewhere."""
    tags = {child.tag for child in said}
    return [child for child in properties if child.tag not in tags]


def _name_style(form: Any, tag: str, style: str) -> None:
    named = form.makeelement(tag)
    named.set(VAL, style)
    form.insert(0, named)


def _rename_anchors(root: Any, names: Mapping[str, str]) -> None:
    if not names:
        return
    for link in root.iter(W + "hyperlink"):
        anchor = link.get(W + "anchor")
        if anchor in names:
            link.set(W + "anchor", names[anchor])
    pattern = re.compile(r"(?<![\w.])(" + "|".join(map(re.escape, names)) + r")(?![\w.])")
    for code in root.iter(W + "instrText"):
        code.text = pattern.sub(lambda found: names[found[1]], code.text or "")
    for simple in root.iter(W + "fldSimple"):
        simple.set(W + "instr", pattern.sub(lambda found: names[found[1]], simple.get(W + "instr", "")))


def _count_own_pages(root: Any) -> None:
    """共几页 is how many the document has, not how many all of them have."""
    for code in root.iter(W + "instrText"):
        code.text = _PAGES.sub("SECTIONPAGES", code.text or "")
    for simple in root.iter(W + "fldSimple"):
        simple.set(W + "instr", _PAGES.sub("SECTIONPAGES", simple.get(W + "instr", "")))


def _forget(root: Any) -> None:
    """What may stand in a document once only, and is of no use in the second."""
    for tag in (PARAGRAPH, W + "tr"):
        for element in root.iter(tag):
            element.attrib.pop(W14 + "paraId", None)
            element.attrib.pop(W14 + "textId", None)
    for control in root.iter(W + "sdtPr"):
        for tag in (ID, W + "dataBinding"):
            for found in control.findall(tag):
                control.remove(found)
