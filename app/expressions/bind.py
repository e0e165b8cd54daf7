"""Written names into names of a scope, labels into keys, choice labels into choice values; kinds checked on the way."""

import re
from collections.abc import Iterable
from decimal import Decimal

from app.expressions.calls import CallChecks
from app.expressions.faults import Faults
from app.expressions.kinds import ANY, NUMBER, ORDERED, TEXT, YESNO, Shape, either, sum_kind
from app.expressions.library import date_of
from app.expressions.scope import RESERVED, ROW_NUMBER, Kind, Name, Scope
from app.expressions.tree import (
    Arith,
    Call,
    Choose,
    Column,
    Compare,
    Field,
    Filter,
    Index,
    Is,
    ListOf,
    Literal,
    Logic,
    Loose,
    Member,
    Negative,
    Node,
    Not,
    Raw,
    walk,
)

Bound = tuple[Node, Shape]

_ISO = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?", re.ASCII)
_YES_NO = {"是": True, "否": False, "yes": True, "no": False, "true": True, "false": False}
_LITERAL_WORDS = {"是": True, "否": False}


class Binder(CallChecks):
    """One walk over one parsed tree; `faults` gathers, nothing is raised.

    `free` is for sources without a scope: every name is taken, of unknown kind.
    """

    def __init__(self, faults: Faults, scope: Scope, row_scope: Scope | None, *, free: bool = False) -> None:
        super().__init__(faults, free=free)
        self.scope = scope
        self.rows: list[Scope | None] = [row_scope] if row_scope else []
        self.names: set[str] = set()
        self.row_names: set[str] = set()
        self.row_scope = row_scope

    def bind(self, node: Node) -> Bound:
        """The bound node and what is known of it."""
        match node:
            case Literal():
                return node, _literal_shape(node)
            case Raw():
                return self.name(node)
            case Member():
                return self.member(node, *self.bind(node.of))
            case Index():
                return self.bracket(node)
            case Call():
                return self.call(node)
            case Compare():
                return self.compare(node)
            case Arith():
                return self.arith(node)
            case _:
                return self.simple(node)

    def simple(self, node: Node) -> Bound:
        """Nodes that ask little of their parts."""
        match node:
            case Logic(op=op, parts=parts):
                return Logic(op, tuple(self.condition(part) for part in parts), span=node.span), YESNO
            case Not(of=of):
                return Not(self.condition(of), span=node.span), YESNO
            case Is(of=of, given=given):
                return Is(self.bind(of)[0], given, span=node.span), YESNO
            case Negative(of=of):
                bound, shape = self.bind(of)
                self.needs_kind(of, shape, {Kind.NUMBER}, "not_a_number")
                return Negative(bound, span=node.span), NUMBER
            case ListOf(items=items):
                bounds = [self.bind(item) for item in items]
                return ListOf(tuple(bound for bound, _ in bounds), span=node.span), _list_shape(s for _, s in bounds)
            case Choose(then=then, when=when, otherwise=otherwise):
                condition = self.condition(when)
                yes, no = self.bind(then), self.bind(otherwise)
                shape = no[1] if _is_none(then) else yes[1] if _is_none(otherwise) else either(yes[1], no[1])
                return Choose(yes[0], condition, no[0], span=node.span), shape
        raise AssertionError(f"the parser makes no {type(node).__name__}")

    def condition(self, node: Node) -> Node:
        """A part that is read as yes or no; a written text or number there is nearly always a mistake."""
        bound, _ = self.bind(node)
        if isinstance(node, Literal) and not isinstance(node.value, bool):
            self.faults.warn("literal_condition", node.span)
        return bound

    # -- names

    def name(self, node: Raw) -> Bound:
        """A column of the rows around, or a name of the record, or a reserved one: keys before labels."""
        if self.free:
            return self.free_name(node)
        ways = ("by_label", "by_key") if node.quoted else ("by_key", "by_label")
        for way in ways:
            found = [
                (up, name)
                for up, rows in enumerate(reversed(self.rows))
                if rows and (name := getattr(rows, way)(node.text))
            ]
            top = getattr(self.scope, way)(node.text)
            if found and top:
                self.faults.block("shadowed", node.span, column=found[0][1].label, field=top.label)
            if found:
                return self.column(node, *found[0])
            if top:
                return self.field(node, top)
        return self.reserved(node)

    def column(self, node: Raw, up: int, name: Name) -> Bound:
        if self.row_scope is not None and up == len(self.rows) - 1:
            self.row_names.add(name.key)
        return Column(name.key, up, span=node.span), Shape.of(name)

    def field(self, node: Raw, name: Name) -> Bound:
        self.names.add(name.key)
        return Field(name.key, span=node.span), Shape.of(name)

    def reserved(self, node: Raw) -> Bound:
        if node.text == ROW_NUMBER:
            self.names.add("loop")
            return Member(Field("loop", span=node.span), "index", span=node.span), NUMBER
        name = RESERVED.by_key(node.text) or RESERVED.by_label(node.text)
        if name:
            return self.field(node, name)
        if node.text in _LITERAL_WORDS and not node.quoted:
            return Literal(_LITERAL_WORDS[node.text], span=node.span), YESNO
        if self.rows and self.rows[-1] is None:
            return Loose(node.text, span=node.span), ANY
        self.unknown(node)
        return Literal(None, span=node.span), ANY

    def unknown(self, node: Raw) -> None:
        """The fault for a name that is nowhere, with what is near to it."""
        near = [name for rows in self.rows if rows for name in rows]
        candidates = [text for name in (*near, *self.scope, *RESERVED) for text in (name.label, name.key)]
        self.faults.block(
            "unknown_name", node.span, *self.faults.near(node.text, filter(None, candidates)), name=node.text
        )

    def free_name(self, node: Raw) -> Bound:
        if node.text in _LITERAL_WORDS and not node.quoted:
            return Literal(_LITERAL_WORDS[node.text], span=node.span), YESNO
        if self.rows:
            self.names.add(node.text)
            return Loose(node.text, span=node.span), ANY
        return self.field(node, Name(node.text, "", Kind.ANY))

    # -- behind a dot, and brackets

    def member(self, node: Member, of: Node, shape: Shape) -> Bound:
        """`of.key`: only of what is known to have members, or is wholly unknown."""
        quoted = node.key.startswith("「")
        written = node.key.strip("「」") if quoted else node.key
        members = Scope(shape.members)
        found = (not quoted and members.by_key(written)) or members.by_label(written) or members.by_key(written)
        if found:
            inner = Shape.of(found)
            plain = shape.kind in {Kind.ROWS, Kind.LIST}
            return Member(of, found.key, span=node.span), inner.many() if plain else inner
        unknown = shape.kind is Kind.ANY or (shape.kind is Kind.LIST and shape.item is Kind.ANY)
        if not shape.members and unknown:
            return Member(of, written, span=node.span), ANY
        span = (node.span[1] - len(node.key), node.span[1])
        if not shape.members:
            self.faults.block("no_members", node.span, name=self.faults.excerpt(node.of.span))
        else:
            candidates = [text for name in shape.members for text in (name.label, name.key) if text]
            near = self.faults.near(written, candidates) or tuple(name.label or name.key for name in shape.members[:3])
            self.faults.block("unknown_member", span, *near, name=written, of=self.faults.excerpt(node.of.span))
        return Member(of, written, span=node.span), ANY

    def bracket(self, node: Index) -> Bound:
        """`of[…]`: a whole number is an index, a text a member, anything else a filter of rows."""
        of, shape = self.bind(node.of)
        position = node.position
        if isinstance(position, Literal) and isinstance(position.value, str):
            return self.member(Member(node.of, position.value, span=node.span), of, shape)
        if _is_number(position) or (shape.kind is Kind.LIST and not shape.members):
            return self.index(node, of, shape)
        if shape.kind is Kind.ANY:
            return self.filter(node, of, shape, None)
        if not shape.members or shape.kind not in {Kind.ROWS, Kind.LIST}:
            self.faults.block("not_rows", node.of.span)
            return Index(of, position, span=node.span), ANY
        return self.filter(node, of, shape, Scope(shape.members))

    def index(self, node: Index, of: Node, shape: Shape) -> Bound:
        position, found = self.bind(node.position)
        self.needs_kind(node.position, found, {Kind.NUMBER}, "not_a_number")
        if shape.kind not in {Kind.LIST, Kind.ROWS, Kind.ANY}:
            self.faults.block("not_a_list", node.of.span)
        literal = [part.value for part, _ in walk(position) if isinstance(part, Literal)]
        if any(isinstance(value, Decimal) and value != value.to_integral_value() for value in literal):
            self.faults.block("index_not_whole", node.position.span)
        return Index(of, position, span=node.span), shape.one()

    def filter(self, node: Index, of: Node, shape: Shape, columns: Scope | None) -> Bound:
        self.rows.append(columns)
        where, found = self.bind(node.position)
        self.rows.pop()
        if found.kind is Kind.NUMBER and not self.free:
            self.faults.block("filter_not_yesno", node.position.span)
        return Filter(of, where, span=node.span), shape

    # -- operators

    def arith(self, node: Arith) -> Bound:
        first, shape = self.bind(node.parts[0])
        parts, kind, left = [first], shape.kind, node.parts[0]
        for op, part in zip(node.ops, node.parts[1:], strict=True):
            bound, right = self.bind(part)
            parts.append(bound)
            span = (node.parts[0].span[0], part.span[1])
            found = None if op == "**" else sum_kind(op, kind, right.kind)
            if found is None and op != "**":
                facts = {"left": self.faults.excerpt(left.span), "right": self.faults.excerpt(part.span)}
                self.faults.block("cannot_compute", span, op=op, **facts)
            if op in {"/", "//", "%"} and isinstance(part, Literal) and part.value == 0:
                self.faults.warn("division_by_zero", span)
            kind, left = found or Kind.ANY, part
        return Arith(node.ops, tuple(parts), span=node.span), Shape(kind)

    def compare(self, node: Compare) -> Bound:
        (left, one), (right, other) = self.bind(node.left), self.bind(node.right)
        left, one = self.choice(left, one, other)
        right, other = self.choice(right, other, one)
        if _is_none(left) or _is_none(right):
            self.faults.warn("compared_with_none", node.span, "is none", "is defined")
        elif any(isinstance(side, Literal) and side.value == "" for side in (left, right)):
            self.faults.warn("compared_with_empty", node.span, "is none", "is defined")
        if node.op in {"in", "not in"}:
            self.check_in(node, one, other)
        else:
            self.check_compared(node, one, other)
        return Compare(node.op, left, right, span=node.span), YESNO

    def check_compared(self, node: Compare, one: Shape, other: Shape) -> None:
        kinds = {one.kind, other.kind} - {Kind.ANY}
        facts = {"left": self.faults.excerpt(node.left.span), "right": self.faults.excerpt(node.right.span)}
        if Kind.LIST in kinds and len(kinds) == 2 and kinds & {Kind.TEXT, Kind.NUMBER, Kind.DATE}:
            item, many = ("right", "left") if one.kind is Kind.LIST else ("left", "right")
            self.faults.block("use_in", node.span, f"{facts[item]} in {facts[many]}", **facts)
        elif kinds == {Kind.DATE, Kind.TEXT} and (written := _written_date(node.left, node.right)):
            self.faults.block("date_as_text", node.span, written, **facts)
        elif kinds & {Kind.ROW, Kind.ROWS} or len(kinds) == 2:
            self.faults.block("cannot_compare", node.span, **facts)
        elif node.op not in {"==", "!="} and kinds - ORDERED:
            self.faults.block("no_order", node.span, **facts)

    def check_in(self, node: Compare, one: Shape, other: Shape) -> None:
        facts = {"left": self.faults.excerpt(node.left.span), "right": self.faults.excerpt(node.right.span)}
        if other.kind not in {Kind.LIST, Kind.TEXT, Kind.ANY}:
            self.faults.block("in_needs_list", node.right.span, **facts)
            return
        wanted = other.item if other.kind is Kind.LIST else other.kind
        if one.kind in {Kind.ROW, Kind.ROWS, Kind.LIST} or (
            Kind.ANY not in {wanted, one.kind} and wanted is not one.kind
        ):
            self.faults.block("cannot_compare", node.span, **facts)

    def choice(self, node: Node, shape: Shape, other: Shape) -> Bound:
        """A written text beside a choice becomes the choice's value; beside a yes/no, yes or no."""
        if isinstance(node, ListOf):
            items = [self.choice(item, TEXT if _is_text(item) else shape.one(), other) for item in node.items]
            return ListOf(tuple(item for item, _ in items), span=node.span), shape
        if not isinstance(node, Literal) or not isinstance(node.value, str):
            return node, shape
        if other.kind is Kind.YESNO and node.value in _YES_NO:
            return Literal(_YES_NO[node.value], span=node.span), YESNO
        if not other.choices or node.value in other.choices:
            return node, shape
        folded = Scope(Name(value, label, Kind.TEXT) for value, label in other.choices.items())
        found = folded.by_label(node.value)
        if found:
            return Literal(found.key, span=node.span), shape
        if node.value:
            near = self.faults.near(node.value, [*other.choices.values(), *other.choices])
            self.faults.warn(
                "unknown_choice", node.span, *(near or tuple(other.choices.values())[:3]), value=node.value
            )
        return node, shape

    def needs_kind(self, node: Node, shape: Shape, kinds: set[Kind], what: str) -> None:
        """A fault unless the part is, or may turn out to be, of one of these kinds."""
        if shape.kind is not Kind.ANY and shape.kind not in kinds:
            self.faults.block(what, node.span)


def _literal_shape(node: Literal) -> Shape:
    match node.value:
        case bool():
            return YESNO
        case Decimal():
            return NUMBER
        case str():
            return TEXT
    return ANY


def _list_shape(shapes: Iterable[Shape]) -> Shape:
    kinds = {shape.kind for shape in shapes}
    return Shape(Kind.LIST, kinds.pop() if len(kinds) == 1 else Kind.ANY)


def _is_none(node: Node) -> bool:
    return isinstance(node, Literal) and node.value is None


def _is_text(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, str)


def _is_number(node: Node) -> bool:
    """A written number, signed or not."""
    while isinstance(node, Negative):
        node = node.of
    return isinstance(node, Literal) and isinstance(node.value, Decimal)


def _written_date(*nodes: Node) -> str:
    """`date(2024, 3, 5)` where one side is a text that reads like that date."""
    for node in nodes:
        found = (
            _ISO.fullmatch(node.value.strip()) if isinstance(node, Literal) and isinstance(node.value, str) else None
        )
        if found and date_of(*(Decimal(part) for part in found.groups())):
            return "date({}, {}, {})".format(*(int(part) for part in found.groups()))
    return ""
