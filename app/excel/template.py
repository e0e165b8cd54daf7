"""A workbook as template: compiled once when it is uploaded, rendered for every record."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.errors import Fault
from app.excel import parts
from app.excel.cells import place
from app.excel.faults import ExcelInvalid
from app.excel.markup import S, parse
from app.excel.plan import Chosen, Node, Pen, Rows, write_all
from app.excel.preflight import Book, opened, targets
from app.excel.sheet import Sheet
from app.excel.shift import Shift
from app.excel.styles import Styles
from app.excel.tags import Found, Mark, find
from app.expressions import Scope, Value
from app.word.markup import serialised
from app.word.naming import Names
from app.word.package import Envelope
from app.word.plan import ROW_KEY
from app.word.preflight import drop_parts
from app.word.syntax import OPEN
from app.word.template import TemplateTag

MAX_OUTPUT = 256 << 20
_OWN = {"loop", "序号"}
_AFTER_NAMES = tuple(
    S + name
    for name in ("oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing",
                 "fileRecoveryPr", "webPublishObjects", "extLst")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """What is written into a part; `home` is the sheet whose cells it names, empty for the workbook itself."""

    part: str
    home: str
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Workbook:
    """A compiled template; it does not change and may be used by many threads at once."""

    tags: tuple[TemplateTag, ...]
    names: frozenset[str]
    """Keys of the record that the template reads."""
    bindings: Mapping[str, str]
    """What each tag says in keys; kept with the file, so that it means the same after labels have changed."""
    _envelope: Envelope
    _plans: tuple[SheetPlan, ...]
    _sheets: tuple[str, ...]

    @classmethod
    def compile(
        cls, data: bytes, *, scope: Scope | None = None, bindings: Mapping[str, str] | None = None
    ) -> "Workbook":
        """The plan of an .xlsx; raises `ExcelInvalid` with everything that is wrong.

        With a scope every name is checked and bound to its key; without one names are looked up when it is rendered.
        `bindings` are those of an earlier compilation of the same file.
        """
        return _Compiler(opened(data), Names(scope), bindings or {}).compiled()

    def render(self, values: Mapping[str, Value]) -> bytes:
        """The workbook of one record, as the bytes of an .xlsx."""
        return self.unsealed(values)()

    def unsealed(self, values: Mapping[str, Value]) -> Callable[[], bytes]:
        """What makes that workbook of its cells, which are written now; another thread may call it."""
        frame: dict[str, Any] = dict(values)
        chosen: dict[str, dict[int, Chosen]] = {name.lower(): {} for name in self._sheets}
        for plan in self._plans:
            rows = (node for node in plan.nodes if isinstance(node, Rows))
            chosen.setdefault(plan.home.lower(), {}).update({node.row: node.choose(frame) for node in rows})
        shifts = {name: Shift({row: each.copies for row, each in found.items()}) for name, found in chosen.items()}
        contents = []
        for plan in self._plans:
            pen = Pen(plan.home, shifts, chosen[plan.home.lower()], dict(frame))
            write_all(plan.nodes, pen)
            contents.append(b"".join(pen.out))
        if sum(map(len, contents)) > MAX_OUTPUT:
            raise ExcelInvalid.because("excel.output_too_large", limit=MAX_OUTPUT >> 20)
        return partial(self._envelope.seal, contents)


class _Compiler:
    """One workbook on its way to a template."""

    def __init__(self, book: Book, names: Names, bindings: Mapping[str, str]) -> None:
        self.book, self.names = book, names
        strings = book.part_of("sharedstrings")
        items = parse(book.package.content(strings), part=strings).findall(S + "si") if strings else []
        roots = {sheet.part: parse(book.package.content(sheet.part), part=sheet.part) for sheet in book.sheets}
        self.found: list[Found] = [
            find(roots[sheet.part], sheet.name, sheet.part, items, names, bindings) for sheet in book.sheets
        ]
        self.sheets = [
            Sheet(roots[each.part], book.package.content(each.part), each, names, is_1904=book.is_1904)
            for each in self.found
        ]

    def compiled(self) -> Workbook:
        """The template, or all of its faults."""
        faults = [fault for each in self.found for fault in each.faults]
        faults += [fault for sheet in self.sheets for fault in sheet.faults()]
        faults += self._strays()
        if faults:
            raise ExcelInvalid(faults)
        plans = self._plans()
        envelope = Envelope.around(self.book.package, [plan.part for plan in plans])
        marks = [(each.part, number, mark) for each in self.found for number, mark in enumerate(_marks(each))]
        tags = tuple(
            TemplateTag(mark.place, mark.tag.text, "value", mark.bound.expression) for *_, mark in marks if mark.bound
        )
        return Workbook(
            tags=tags,
            names=self._names(tags),
            bindings={f"{part}#{number}": mark.known for part, number, mark in marks if mark.known},
            _envelope=envelope,
            _plans=tuple(plans),
            _sheets=tuple(sheet.name for sheet in self.book.sheets),
        )

    def _plans(self) -> list[SheetPlan]:
        """The parts that differ from record to record; others are as they were, or changed once and for all."""
        styles, plans = self._styles(), []
        moves = any(each.repeats for each in self.found)
        for each, sheet in zip(self.found, self.sheets, strict=True):
            if moves or sheet.is_changing:
                plans.append(SheetPlan(each.part, each.sheet, sheet.plan(styles)))
            if moves:
                plans += [SheetPlan(part, each.sheet, nodes) for part, nodes in parts.beside(self.book, each.part)]
        if styles.is_changed:
            self.book.package.replace(self.book.part_of("styles"), serialised(styles.root))
        if chain := self.book.part_of("calcchain"):
            _forget(self.book, chain)
        plans.append(SheetPlan(self.book.main, "", parts.names(self.book, _recalculated(self.book.root))))
        return plans

    def _styles(self) -> Styles:
        name = self.book.part_of("styles")
        return Styles(parse(self.book.package.content(name) if name else _NO_STYLES, part=name))

    def _strays(self) -> Iterator[Fault]:
        """Tags where nothing is filled in: at the head and the foot of pages, in text boxes and charts."""
        for each, sheet in zip(self.found, self.sheets, strict=True):
            for element in sheet.root.iter(S + "headerFooter"):
                if found := OPEN.search("".join(element.itertext())):
                    yield Fault("excel.tag_elsewhere", place(each.sheet), facts={"text": found[0], "part": each.part})
            for kind, target in targets(self.book.package, each.part):
                if kind == "drawing" and target in self.book.package:
                    root = parse(self.book.package.content(target), part=target)
                    if found := OPEN.search("".join(root.itertext())):
                        yield Fault("excel.tag_elsewhere", place(each.sheet), facts={"text": found[0], "part": target})

    def _names(self, tags: tuple[TemplateTag, ...]) -> frozenset[str]:
        """What the expressions read; a row stands for its table."""
        read = {name for tag in tags for name in tag.expression.names}
        rows = {table for each in self.found for repeat in each.repeats.values() for table in repeat.tables}
        return frozenset((read | rows) - {ROW_KEY.format(table) for table in rows} - _OWN)


_NO_STYLES = f'<styleSheet xmlns="{S[1:-1]}"/>'.encode()


def _marks(found: Found) -> list[Mark]:
    return [mark for cell in found.cells for mark in cell.marks]


def _recalculated(root: Any) -> Any:
    """Let Excel compute everything when it opens the file."""
    settings = root.find(S + "calcPr")
    if settings is None:
        settings = root.makeelement(S + "calcPr")
        later = next((each for each in root if each.tag in _AFTER_NAMES), None)
        if later is None:
            root.append(settings)
        else:
            later.addprevious(settings)
    settings.set("fullCalcOnLoad", "1")
    return root


def _forget(book: Book, part: str) -> None:
    """Take a part out, and what leads to it."""
    folder, _, file = book.main.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels"
    root = parse(book.package.content(rels), part=rels)
    for relation in list(root):
        if str(relation.get("Type", "")).lower().endswith("/calcchain"):
            root.remove(relation)
    book.package.replace(rels, serialised(root))
    drop_parts(book.package, [part])
