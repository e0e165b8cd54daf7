"""A sheet becomes a plan: its XML is cut where rows move, values stand, or cells are named."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from app.errors import Fault
from app.excel.cells import letters, place
from app.excel.formulas import moved, tokens
from app.excel.markup import CELL, FORMULA, ROW, VALUE, Marked, S, prefix_of
from app.excel.plan import Areas, Break, Cell, FirstOnly, Formula, Literal, Merges, Node, OneCell, RowNumber, Rows, Run
from app.excel.shift import Merge
from app.excel.styles import Styles
from app.excel.tags import Found, TagCell, cells_of, two_tables
from app.excel.values import Look
from app.word.naming import Names

_ONE_CELL = {"activeCell", "topLeftCell"}
_AREAS = {"ref", "sqref"}
_FORMULAS = {"formula", "formula1", "formula2", "f"}
_TALL = ("ht", "customHeight")


class End:
    """Where a node that holds others ends; taken away when the plan is put together."""

    def write(self, pen: Any) -> None:
        """Nothing."""


class Sheet:
    """One sheet on its way to a plan."""

    def __init__(self, root: Any, content: bytes, found: Found, names: Names, *, is_1904: bool) -> None:
        self.root, self.found, self.names, self.is_1904 = root, found, names, is_1904
        self.marked: Marked[Any] = Marked(root, content)
        self.prefix = prefix_of(root)
        self.cells, self.lines = list(cells_of(root)), dict(_lines(root))
        merges = (Merge.read(str(each.get("ref", ""))) for each in root.iter(S + "mergeCell"))
        self.merges = tuple(each for each in merges if each)

    def plan(self, styles: Styles) -> tuple[Node, ...]:
        """The nodes in order."""
        self._unshare_formulas()
        self._mark_formulas()
        for cell in self.found.cells:
            self._mark_tags(cell, styles)
        self._mark_rows()
        self._mark_rest()
        return tuple(self._gathered(iter(self.marked.pieces())))

    @property
    def is_changing(self) -> bool:
        """Whether it is not the same for every record: it has tags, or computes something."""
        return bool(self.found.cells) or next(self.root.iter(FORMULA), None) is not None

    def faults(self) -> Iterator[Fault]:
        """Rows that cannot repeat: a tag of theirs stands in a cell that covers other rows, too."""
        for cell in self.found.cells:
            covers = any(each.hides(cell.row, cell.column) for each in self.merges)
            repeat = self.found.repeats.get(cell.row)
            if covers and repeat and (mark := next(iter(cell.marks), None)):
                yield mark.fault("excel.merged_over_rows")

    def _unshare_formulas(self) -> None:
        """A shared formula is written once, for the first of its cells; here each cell gets its own."""
        shared: dict[str, tuple[int, int, str]] = {}
        for cell, row, column in self.cells:
            formula = cell.find(FORMULA)
            if formula is None or formula.get("t") != "shared":
                continue
            key = str(formula.get("si"))
            if formula.text:
                shared[key] = row, column, formula.text
            elif key in shared:
                first_row, first_column, text = shared[key]
                formula.text = moved(text, rows=row - first_row, columns=column - first_column)
            for name in ("t", "si", "ref"):
                formula.attrib.pop(name, None)

    def _mark_formulas(self) -> None:
        """Formulas name what they named; the values that they had in the template are not those of the record."""
        for cell in self.root.iter(CELL):
            formula = cell.find(FORMULA)
            if formula is None:
                continue
            for value in cell.findall(VALUE):
                cell.remove(value)
            cell.attrib.pop("t", None)
            if formula.text:
                formula.text = self.marked.text(Formula(tokens(formula.text)))
            if formula.get("ref"):
                formula.set("ref", self.marked.text(Areas(str(formula.get("ref")))))

    def _mark_tags(self, cell: TagCell, styles: Styles) -> None:
        style = int(cell.element.get("s", "0"))
        look = Look(
            plain=style,
            day=styles.as_date(style),
            formula=styles.as_formula(style),
            lines=styles.as_lines(style),
            is_text=styles.is_text(style),
            is_1904=self.is_1904,
        )
        name = f"{letters(cell.column)}{cell.row}"
        too_long = Fault("excel.text_too_long", place(self.found.sheet, name))
        runs = tuple(self._run(form, pieces) for form, pieces in cell.runs)
        lone = cell.lone.bound.reader() if cell.lone and cell.lone.bound else None
        node = Cell(self.prefix, letters(cell.column), cell.row, look, runs, too_long, lone)
        row = cell.element.getparent()
        if row.get("customHeight") not in {"1", "true"}:
            for attribute in _TALL:
                row.attrib.pop(attribute, None)
        row.replace(cell.element, self.marked.element(node))

    def _run(self, form: str, pieces: list[Any]) -> Run:
        said = []
        for each in pieces:
            if isinstance(each, str):
                said.append(each)
            elif each.bound is not None:
                said.append(each.bound.reader())
        return Run(form.replace("\0", self.prefix), tuple(said))

    def _mark_rows(self) -> None:
        for cell, row, column in self.cells:
            if cell.getparent() is None:
                continue  # a cell with tags, which names itself
            cell.set("r", letters(column) + self.marked.text(RowNumber(row)))
            if row in self.found.repeats and any(each.hides(row, column) for each in self.merges):
                self._put_around(cell, FirstOnly(()))
        for row, line in self.lines.items():
            row.set("r", self.marked.text(RowNumber(line)))
            if (repeat := self.found.repeats.get(line)) is not None:
                self._put_around(row, Rows(line, repeat.tables, repeat.at_least, (), two_tables(repeat, self.names)))

    def _put_around(self, element: Any, node: Node) -> None:
        element.addprevious(self.marked.element(node))
        element.addnext(self.marked.element(End()))

    def _mark_rest(self) -> None:
        """What names cells outside the rows: areas, conditions, page breaks, what is in sight."""
        for element in self.root.iter():
            if not isinstance(element.tag, str) or element.tag in {ROW, CELL, FORMULA, VALUE}:
                continue
            self._mark_names(element)
        merged = self.root.find(S + "mergeCells")
        if merged is not None:
            merged.getparent().replace(merged, self.marked.element(Merges(self.prefix, self.merges)))

    def _mark_names(self, element: Any) -> None:
        for name, value in element.attrib.items():
            if name in _AREAS:
                element.set(name, self.marked.text(Areas(value)))
            elif name in _ONE_CELL:
                element.set(name, self.marked.text(OneCell(value)))
        local = element.tag.rpartition("}")[2]
        if local == "brk" and element.getparent().tag == S + "rowBreaks":
            element.set("id", self.marked.text(Break(int(element.get("id", "0")))))
        elif local == "hyperlink" and element.get("location"):
            element.set("location", self.marked.text(Formula(tokens(element.get("location")))))
        elif local in _FORMULAS and element.text:
            element.text = self.marked.text(Formula(tokens(element.text)))
        elif local == "sqref" and element.text:
            element.text = self.marked.text(Areas(element.text))

    def _gathered(self, pieces: Iterator[Any]) -> Iterator[Node]:
        """Pieces as nodes; those between a node that holds others and its end are put into it."""
        for piece in pieces:
            if isinstance(piece, End):
                return
            if isinstance(piece, Rows | FirstOnly):
                yield replace(piece, body=tuple(self._gathered(pieces)))
            else:
                yield Literal(piece) if isinstance(piece, bytes) else piece


def _lines(root: Any) -> Iterator[tuple[Any, int]]:
    """The rows with their numbers, which the file may leave out."""
    line = 0
    for row in root.iter(ROW):
        line = int(row.get("r", line + 1))
        yield row, line
