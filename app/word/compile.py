"""A marked part becomes a plan: the XML is cut at the marks, blocks are matched, expressions bound."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.errors import Fault, Level
from app.expressions import ExpressionInvalid, Kind, Scope
from app.word import hints
from app.word.faults import WordInvalid
from app.word.grid import Grid, opening_of
from app.word.inks import ink_of
from app.word.marks import TARGET, Mark, MarkedPart
from app.word.markup import parse, serialised
from app.word.naming import Bound, Names
from app.word.narrative import LEVELS
from app.word.plan import (
    LOOP,
    ROW_KEY,
    Assign,
    Branches,
    Cells,
    Filled,
    Lines,
    Literal,
    Loop,
    Node,
    Reader,
    Rowed,
    Rows,
)
from app.word.prepare import at_mark, prepare, two_tables
from app.word.tags import Finder

MAX_DEPTH = 30
MAX_FAULTS = 100
"""Of one part: with more nobody reads on, and each costs time."""
MAX_LOOPS = 5
"""Loops in loops: each multiplies the work."""
_LEVEL_PIECES = 4 * (LEVELS + 1)
"""Per level of a narrative: XML, the mark of its text, XML, the mark of its end."""
_CLOSES = {"endif": "if", "endfor": "for"} | {f"{kind}_end": kind for kind in ("row", "fill", "table", "only", "grid")}
_REPEATS = {"for", "row"}
_TEXT_END, _TEXT_START = b"</w:t>", re.compile(rb"<w:t(?: [^>]*)?>")


@dataclass(slots=True)
class Block:
    """A block that is still open: what it has so far, and the branches before."""

    kind: str
    mark: Mark | None
    names: Names
    nodes: list[Node] = field(default_factory=list)
    branches: list[tuple[Reader, tuple[Node, ...]]] = field(default_factory=list)
    condition: Reader | None = None
    bound: Bound | None = None
    body: tuple[Node, ...] | None = None

    def take(self) -> tuple[Node, ...]:
        """What was gathered; gathering begins anew."""
        taken = tuple(self.nodes)
        self.nodes = []
        return taken


@dataclass(slots=True)
class PartPlan:
    """A part ready to be written, with what was learned on the way."""

    name: str
    nodes: tuple[Node, ...]
    marks: list[Mark]
    bound: dict[int, Bound]
    faults: list[Fault]


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for all parts: the names, what tags meant when they were first bound, and the heading styles."""

    scope: Scope | None
    bindings: Mapping[str, str]
    styles: Callable[[], Mapping[int, str]]


def compiled(content: bytes, find: Finder, *, part: str, title: str, setting: Setting) -> PartPlan:
    """The plan of one part, without nodes where it has no tags; its faults are gathered, not raised."""
    found = MarkedPart.of(content, part=part, title=title)
    find(found, is_strict=setting.scope is not None)
    if not found.is_changed or any(fault.code == "word.too_many_tags" for fault in found.faults):
        return PartPlan(part, (), [], {}, found.faults)
    for number, mark in enumerate(found.marks):
        mark.known = setting.bindings.get(f"{part}#{number}", "")
    names = Names(setting.scope)
    prepare(found, names, styles=setting.styles)
    return _Compiler(found, names).run()


class _Compiler:
    """One pass over the cut XML of a part with a stack of open blocks."""

    def __init__(self, part: MarkedPart, names: Names) -> None:
        self.part, self.faults = part, part.faults
        self.stack = [Block("part", None, names)]
        self.bound: dict[int, Bound] = {}
        self.lines: Lines | None = None
        self.opening = opening_of(part.root)
        self.crossed: list[str] = []
        """Kinds of the blocks that were told to cross a row: their ends are no further fault."""

    @property
    def top(self) -> Block:
        return self.stack[-1]

    def run(self) -> PartPlan:
        """The whole part."""
        pieces = _joined(self.part, _cut(self.part))
        at = 0
        while at < len(pieces):
            if pieces[at]:
                self.top.nodes.append(Literal(pieces[at]))
            if at + 1 < len(pieces):
                number = int(pieces[at + 1])
                at += self.mark(number, self.part.marks[number], pieces, at + 2)
            at += 2
        self.close_open_blocks()
        if len(self.faults) >= MAX_FAULTS and self.part.marks:
            self.faults.append(self.part.marks[-1].fault("word.more_faults", count=MAX_FAULTS))
        return PartPlan(self.part.name, self.top.take(), self.part.marks, self.bound, self.faults)

    def mark(self, number: int, mark: Mark, pieces: list[bytes], at: int) -> int:
        """Do what a mark says; returns how many of the pieces from `at` on it took with it."""
        if mark.kind == "lines":
            return self.narrative(number, mark, pieces[at : at + _LEVEL_PIECES])
        if mark.make is not None:
            self.make(number, mark, mark.make)
        elif mark.kind == "print":
            if bound := self.bind(number, mark):
                self.top.nodes.append(bound.printed(ink_of(mark, bound.expression)))
        elif mark.kind in _CLOSES.values():
            self.open(mark.kind, mark, self.top.names.with_rows(mark.tables) if mark.kind == "row" else self.top.names)
        elif mark.kind in _CLOSES:
            self.close(mark.kind, mark)
        elif mark.kind == "block" and mark.says is not None:
            self.block(number, mark, mark.says.word)
        return 0

    def make(self, number: int, mark: Mark, make: Callable[[Bound | None], Node]) -> None:
        """A node that somebody else knows how to make."""
        bound = self.bind_again(mark) if mark.is_derived else self.bind(number, mark)
        if bound is not None or not mark.source:
            self.top.nodes.append(make(bound))

    def bind(self, number: int, mark: Mark) -> Bound | None:
        """The expression of a mark; None if it is none, which is noted."""
        if not mark.source or len(self.faults) >= MAX_FAULTS:
            return None
        try:
            bound = self.top.names.bound(mark.source)
        except ExpressionInvalid as invalid:
            if not mark.place.is_copy:
                self.faults.extend(self.told(mark, fault) for fault in invalid.faults)
            return None
        if not mark.place.is_copy:
            self.faults.extend(self.doubts(mark, bound))
        self.bound[number] = bound
        mark.known = bound.source()
        return bound

    def bind_again(self, mark: Mark) -> Bound | None:
        """The expression of a mark that repeats what another one says."""
        try:
            return self.top.names.bound(mark.source)
        except ExpressionInvalid:
            return None

    def told(self, mark: Mark, fault: Fault) -> Fault:
        """An expression's fault; a name that only a block of the template knows, or a column, is said to be that."""
        fault = at_mark(mark, fault)
        if fault.code != "expression.unknown_name":
            return fault
        name = str(fault.facts["name"])
        if any(other.says is not None and other.says.name == name for other in self.part.marks):
            return replace(fault, code="word.name_outside_block", suggestions=())
        near = tuple(map(str, fault.suggestions))
        return replace(fault, suggestions=hints.names(name, near, self.top.names.scope or ()))

    def doubts(self, mark: Mark, bound: Bound) -> Iterator[Fault]:
        """What can be printed, but was hardly meant."""
        yield from (at_mark(mark, fault) for fault in bound.expression.warnings)
        if self.top.names.scope is None or mark.known:
            return
        if not self.is_repeated() and LOOP in bound.expression.names:
            yield replace(mark.fault("word.number_outside_row"), level=Level.WARN)
        if mark.says is None and bound.expression.kind is Kind.ROWS:
            name = self.top.names.label(bound.expression.key or "")
            columns = (f"{{{{ {name}.{column.label or column.key} }}}}" for column in bound.expression.members[:1])
            yield replace(mark.fault("word.whole_table", *columns), level=Level.WARN)

    def is_repeated(self) -> bool:
        """Whether a loop or a repeating row is open."""
        return any(block.kind in _REPEATS for block in self.stack)

    def narrative(self, number: int, mark: Mark, following: list[bytes]) -> int:
        """`{{p … }}`: the pieces that follow are the paragraphs of its levels, each cut at its text."""
        inks = (ink_of(self.part.marks[int(line)]) for line in following[1::4])
        levels = tuple(zip(following[0::4], following[2::4], inks, strict=True))
        if bound := self.bind(number, mark):
            self.top.nodes.append(Lines(bound.reader(), levels, drops_indent=bool(mark.at_least)))
        return len(following)

    def block(self, number: int, mark: Mark, word: str) -> None:
        """A `{% … %}`."""
        if word in _CLOSES:
            self.close(word, mark)
        elif word in {"elif", "else"}:
            self.branch(number, mark, word)
        elif word == "set":
            self.assign(number, mark)
        else:
            self.begin(number, mark, word)

    def begin(self, number: int, mark: Mark, word: str) -> None:
        """`if` or `for`."""
        bound = self.bind(number, mark)
        names = self.top.names
        if word == "for" and mark.says is not None:
            if bound is not None and bound.expression.kind not in {Kind.ROWS, Kind.LIST, Kind.ANY}:
                tables = hints.tables(names.scope, mark.source) if names.scope else ()
                self.faults.append(mark.fault("word.not_a_list", *tables, text=mark.source))
            names = names.with_local(mark.says.name, of=bound.expression if bound else None, is_item=True)
            if sum(block.kind == "for" for block in self.stack) == MAX_LOOPS:
                self.faults.append(mark.fault("word.too_deep", limit=MAX_LOOPS))
        self.open(word, mark, names)
        self.top.bound = bound
        self.top.condition = bound.condition() if bound and word == "if" else None

    def assign(self, number: int, mark: Mark) -> None:
        """`set`."""
        bound = self.bind(number, mark)
        if mark.says is None:
            return
        name = mark.says.name
        expression = bound.expression if bound else None
        self.top.names = self.top.names.with_local(name, of=expression, is_item=False)
        if bound:
            self.top.nodes.append(Assign(name, bound.reader()))

    def open(self, kind: str, mark: Mark, names: Names) -> None:
        """Begin a block."""
        if mark.is_in_loop and not self.is_repeated():
            self.note(mark, "word.merge_outside_loop")
        self.stack.append(Block(kind, mark, names))
        if len(self.stack) == MAX_DEPTH + 1:
            self.faults.append(mark.fault("word.too_deep", limit=MAX_DEPTH))

    def branch(self, number: int, mark: Mark, word: str) -> None:
        """`elif` or `else`."""
        top = self.top
        if top.kind not in {"if", "for"} or top.body is not None or (word == "elif" and top.kind == "for"):
            self.faults.append(mark.fault("word.block_not_opened", word=word))
            return
        self.check_context(top, mark)
        if top.condition is not None:
            top.branches.append((top.condition, top.take()))
            top.condition = None
        if word == "elif":
            bound = self.bind(number, mark)
            top.condition = bound.condition() if bound else None
        else:
            top.body = top.take()

    def close(self, word: str, mark: Mark) -> None:
        """The end of a block, if it is the innermost one."""
        kind = _CLOSES[word]
        if self.top.kind != kind:
            self.mismatch(kind, word, mark)
        if self.top.kind != kind:
            return
        self.check_context(self.top, mark)
        block = self.stack.pop()
        if (node := _node(block, self.opening)) is not None:
            self.top.nodes.append(node)

    def mismatch(self, kind: str, word: str, mark: Mark) -> None:
        """An end that belongs to no block, or to one outside the innermost: that one crosses it."""
        if all(block.kind != kind for block in self.stack):
            if kind in self.crossed:
                self.crossed.remove(kind)
                return
            meant = (hints.end_of(self.top.kind, mark.unit),) if self.top.kind in {"if", "for"} else ()
            self.note(mark, "word.block_not_opened", *meant, word=word)
            return
        while self.top.kind != kind:
            block = self.stack.pop()
            self.top.nodes += block.nodes
            if block.kind in {"if", "for"} and block.mark is not None:
                self.cut_off(block.kind, block.mark, is_closed_outside=not word.startswith("end"))

    def cut_off(self, kind: str, mark: Mark, *, is_closed_outside: bool) -> None:
        """A block that the end of another one leaves open; one that crosses a row may be closed after it."""
        if is_closed_outside:
            self.crossed.append(kind)
            self.note(mark, "word.block_crosses", word=kind)
        else:
            self.note(mark, "word.block_not_closed", hints.end_of(kind, mark.unit), word=kind)

    def check_context(self, block: Block, mark: Mark) -> None:
        """Both ends must stand in the same surroundings, or what is left out would tear the XML apart."""
        if block.mark is not None and block.kind in {"if", "for"} and block.mark.context != mark.context:
            source, unit = mark.tag.source if mark.tag else "", block.mark.unit
            meant = (hints.with_unit(source, unit),) if unit != mark.unit and source else ()
            self.note(mark, "word.block_crosses", *meant, word=block.kind, begin=block.mark.place.text)

    def note(self, mark: Mark, code: str, *suggestions: str, **facts: object) -> None:
        """A fault, unless it is in the twin of a text box."""
        if not mark.place.is_copy:
            self.faults.append(mark.fault(code, *suggestions, **facts))

    def close_open_blocks(self) -> None:
        """What is still open at the end was never closed."""
        while len(self.stack) > 1:
            block = self.stack.pop()
            self.top.nodes += block.nodes
            if block.mark is not None and block.kind in {"if", "for"}:
                end = hints.end_of(block.kind, block.mark.unit)
                self.note(block.mark, "word.block_not_closed", end, word=block.kind)


def _node(block: Block, opening: bytes) -> Node | None:
    """The node of a closed block; None if its expression is at fault."""
    nodes, mark = block.take(), block.mark
    if block.kind == "fill":
        return Filled(nodes)
    if block.kind == "table":
        return Rowed(nodes)
    if block.kind == "grid":
        return Grid(nodes, opening)
    if block.kind == "only" and mark is not None and mark.holds is not None:
        return Branches(((mark.holds, nodes),), ())
    if block.kind == "row" and mark is not None:
        cells = Cells.of(nodes, ROW_KEY.format(mark.tables[0])) if len(mark.tables) == 1 else None
        return Rows(mark.tables, nodes, mark.at_least, two_tables(mark, block.names), cells)
    if block.kind == "for" and mark is not None and mark.says is not None and block.bound is not None:
        body, otherwise = (nodes, ()) if block.body is None else (block.body, nodes)
        return Loop(mark.says.name, block.bound.reader(), body, otherwise, Cells.of(body, mark.says.name))
    if block.kind == "if":
        if block.condition is not None:
            return Branches((*block.branches, (block.condition, nodes)), ())
        return Branches(tuple(block.branches), nodes)
    return None


def _cut(part: MarkedPart) -> list[bytes]:
    """The XML, and between its pieces the numbers of the marks."""
    mark = rb"<\?" + TARGET.encode()
    if not part.has_tokens:
        return re.split(mark + rb" (\d+)\?>", serialised(part.root))
    return re.split(rb"(?:" + mark + b" |" + part.sign.encode() + rb")(\d+)(?:\?>|;)", serialised(part.root))


def _joined(part: MarkedPart, pieces: list[bytes]) -> list[bytes]:
    """Jinja's minus signs: the text before, or behind, joins the tag across whatever XML is between."""
    marks = [(at, part.marks[int(pieces[at])]) for at in range(1, len(pieces), 2)]
    if not any(mark.tag and (mark.tag.joins_before or mark.tag.joins_after) for _, mark in marks):
        return pieces
    for at, mark in marks:
        if mark.tag and mark.tag.joins_before and _TEXT_END in pieces[at - 1]:
            pieces[at - 1] = pieces[at - 1][: pieces[at - 1].rindex(_TEXT_END)]
        if mark.tag and mark.tag.joins_after and (start := _TEXT_START.search(pieces[at + 1])):
            pieces[at + 1] = pieces[at + 1][start.end() :]
    try:
        parse(b"".join(pieces[::2]), part=part.name)
    except WordInvalid:
        joining = next(mark for _, mark in marks if mark.tag and (mark.tag.joins_before or mark.tag.joins_after))
        part.faults.append(joining.fault("word.join"))
    return pieces
