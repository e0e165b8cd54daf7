"""A rule as rows of conditions, and rows as a rule: all of them or any of them, each perhaps denied, in groups. Pure.

Rows are written as a tree and printed by the language's own printer; a rule is read as the tree that it was bound to.
What no rows can say stays a text, with the part that is in the way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from app.designer.subjects import Subject, Subjects
from app.errors import Fault
from app.expressions import Kind
from app.expressions.library import date_of
from app.expressions.printer import canonical
from app.expressions.tree import Arith, Call, Compare, Is, ListOf, Literal, Logic, Negative, Node, Not

MOST_ROWS = 40
"""So many conditions are shown as rows; a group counts as one more."""
MOST_DAYS = 40_000
"""So far a row can be from another day."""


@dataclass(frozen=True, slots=True)
class Other:
    """Not a fixed value but another subject, days later or earlier where it is a date."""

    subject: str
    days: int = 0


Value: TypeAlias = str | Decimal | date | Other


@dataclass(frozen=True, slots=True)
class Row:
    """One condition: what, how compared, with which values."""

    subject: str
    how: str
    values: tuple[Value, ...] = ()
    denied: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Several conditions that count as one."""

    rows: tuple[Row, ...]
    any: bool = True
    denied: bool = False


Part: TypeAlias = Row | Group


@dataclass(frozen=True, slots=True)
class Conditions:
    """All parts have to hold, or any of them."""

    parts: tuple[Part, ...] = ()
    any: bool = False

    @property
    def size(self) -> int:
        """How many conditions and groups it has."""
        return sum(1 + len(part.rows) if isinstance(part, Group) else 1 for part in self.parts)

    def tidied(self) -> "Conditions":
        """The same, said in the shortest way: the form in which an expression is read."""
        parts = [part for part in map(_tidied, self.parts) if part is not None]
        if len(parts) == 1 and isinstance(parts[0], Group) and not parts[0].denied:
            return Conditions(parts[0].rows, parts[0].any)
        return Conditions(tuple(parts), self.any and len(parts) > 1)


SIGNS: Mapping[str, str] = {"is": "==", "not": "!=", "ge": ">=", "le": "<=", "gt": ">", "lt": "<"}
"""Comparisons with one value, which may be another subject."""
LISTED: Mapping[str, str] = {"among": "in", "none_of": "not in"}
"""Comparisons with several values."""
HELD: Mapping[str, str] = {"includes": "in", "excludes": "not in"}
"""Comparisons of several with one value."""
PARTS: Mapping[str, str] = {"has": "contains", "starts": "starts", "ends": "ends"}
"""Comparisons with a part of a text."""
ALONE = ("given", "missing", "yes", "no")
"""Comparisons with nothing."""
_HOWS = {sign: how for how, sign in SIGNS.items()}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_MEETING = frozenset({Kind.TEXT, Kind.NUMBER, Kind.DATE})
"""Kinds of which two subjects may be compared."""


def expression_of(conditions: Conditions, known: Subjects) -> str:
    """The rule that says this, with keys; nothing for no conditions."""
    tidy = conditions.tidied()
    return canonical(_all_of(tidy, known)) if tidy.parts else ""


def conditions_of(tree: Node, known: Subjects) -> Conditions | tuple[str, Node]:
    """The rows that say what a bound tree says; else why not: the code of a sentence, and the part in the way."""
    try:
        found = _conditions(tree, known)
    except _Unshown as unshown_:
        return unshown_.code, unshown_.node
    return found if found.size <= MOST_ROWS else ("designer.rule_many_rows", tree)


def meets(one: Subject, other: Subject) -> bool:
    """Can the two be compared with each other?"""
    return one.kind is other.kind and one.kind in _MEETING and one.key != other.key


class _Unshown(Exception):
    """A part that no row can say."""

    def __init__(self, code: str, node: Node) -> None:
        super().__init__(code)
        self.code, self.node = code, node


# -- writing


def _tidied(part: Part) -> Part | None:
    if isinstance(part, Row) or len(part.rows) > 1:
        return part
    return replace(part.rows[0], denied=part.rows[0].denied is not part.denied) if part.rows else None


def _all_of(whole: Conditions, known: Subjects) -> Node:
    nodes = tuple(_written(part, known) for part in whole.parts)
    return nodes[0] if len(nodes) == 1 else Logic("or" if whole.any else "and", nodes)


def _written(part: Part, known: Subjects) -> Node:
    node = _row(part, known) if isinstance(part, Row) else _all_of(Conditions(part.rows, part.any), known)
    return Not(node) if part.denied else node


def _row(row: Row, known: Subjects) -> Node:
    node, values = known[row.subject].node, [_value(each, known) for each in row.values]
    match row.how:
        case "yes":
            return node
        case "no":
            return Compare("==", node, Literal(value=False))
        case "given" | "missing":
            return Is(node, row.how == "given")
        case "among" | "none_of":
            return Compare(LISTED[row.how], node, ListOf(tuple(values)))
        case "includes" | "excludes":
            return Compare(HELD[row.how], values[0], node)
        case "has" | "starts" | "ends":
            return Call(PARTS[row.how], (node, values[0]))
    return Compare(SIGNS[row.how], node, values[0])


def _value(value: Value, known: Subjects) -> Node:
    match value:
        case Other(subject=key, days=days):
            node = known[key].node
            return Arith(("-" if days < 0 else "+",), (node, Literal(Decimal(abs(days))))) if days else node
        case date():
            return Call("date", tuple(Literal(Decimal(each)) for each in (value.year, value.month, value.day)))
        case Decimal():
            return Negative(Literal(-value)) if value < 0 else Literal(value)
    return Literal(value)


# -- reading


def _conditions(tree: Node, known: Subjects) -> Conditions:
    if isinstance(tree, Logic):
        return Conditions(tuple(_part(each, known) for each in tree.parts), tree.op == "or")
    return Conditions((_part(tree, known),)).tidied()


def _part(node: Node, known: Subjects) -> Part:
    of, denied = (node.of, True) if isinstance(node, Not) else (node, False)
    if isinstance(of, Logic):
        rows = tuple(_read(each, known) for each in of.parts)
        return Group(rows, any=of.op == "or", denied=denied)
    return _read(node, known)


def _read(node: Node, known: Subjects) -> Row:
    match node:
        case Not(of=of) if not isinstance(of, Not):
            return replace(_read(of, known), denied=True)
        case Logic() | Not():
            raise _Unshown("designer.rule_too_deep", node)
        case Is(of=of, given=given):
            return _checked(Row(_subject(of, known, node).key, "given" if given else "missing"), node, known)
        case Compare():
            return _checked(_compared(node, known), node, known)
        case Call(name=name, args=(of, Literal(value=str() as text))) if name in PARTS.values():
            how = next(how for how, function in PARTS.items() if function == name)
            return _checked(Row(_subject(of, known, node).key, how, (text,)), node, known)
    found = _subject(node, known, node)
    return _checked(Row(found.key, "yes"), node, known)


def _checked(row: Row, node: Node, known: Subjects) -> Row:
    """The row, if its comparison is one that is offered."""
    if row.how not in known[row.subject].comparisons:
        raise _Unshown("designer.rule_no_row", node)
    return row


def _subject(node: Node, known: Subjects, around: Node) -> Subject:
    found = known.of(node)
    if found is None:
        raise _Unshown("designer.rule_no_row", around)
    return found


def _compared(node: Compare, known: Subjects) -> Row:
    if node.op in ("in", "not in"):
        return _membership(node, known)
    left, right, op = node.left, node.right, node.op
    if known.of(left) is None:
        left, right, op = right, left, _MIRRORED[op]
    subject = _subject(left, known, node)
    if subject.kind is Kind.YESNO:
        return _answered(subject, op, right, node)
    return Row(subject.key, _HOWS[op], (_read_value(right, subject, known, node),))


def _answered(subject: Subject, op: str, right: Node, node: Node) -> Row:
    """`== true` is yes; `!= true` is no, for nothing is neither."""
    if op not in ("==", "!=") or not isinstance(right, Literal) or not isinstance(right.value, bool):
        raise _Unshown("designer.rule_no_row", node)
    return Row(subject.key, "yes" if right.value is (op == "==") else "no")


def _membership(node: Compare, known: Subjects) -> Row:
    subject = known.of(node.left)
    if subject is not None and isinstance(node.right, ListOf) and node.right.items:
        values = tuple(_read_value(each, subject, known, node) for each in node.right.items)
        if not any(isinstance(each, Other) for each in values):
            return Row(subject.key, "among" if node.op == "in" else "none_of", values)
    holder = _subject(node.right, known, node)
    if holder.kind is not Kind.LIST or not isinstance(node.left, Literal) or not isinstance(node.left.value, str):
        raise _Unshown("designer.rule_no_row", node)
    return Row(holder.key, "includes" if node.op == "in" else "excludes", (node.left.value,))


def _read_value(node: Node, subject: Subject, known: Subjects, around: Node) -> Value:
    """A written value of the subject's kind, or another subject."""
    fixed = _fixed(node)
    if fixed is not None and _kind_of(fixed) is subject.kind:
        return fixed
    other = _other(node, known)
    if other is None or not meets(subject, known[other.subject]):
        raise _Unshown("designer.rule_no_value", around)
    return other


def _fixed(node: Node) -> str | Decimal | date | None:
    match node:
        case Literal(value=str() | Decimal() as value):
            return value
        case Negative(of=Literal(value=Decimal() as number)) if number:
            return -number
        case Call(name="date", args=(Literal(value=Decimal()), Literal(value=Decimal()), Literal(value=Decimal()))):
            found = date_of(*(arg.value for arg in node.args))  # type: ignore[attr-defined]
            return found if isinstance(found, date) else None
    return None


def _kind_of(value: str | Decimal | date) -> Kind:
    return Kind.TEXT if isinstance(value, str) else Kind.NUMBER if isinstance(value, Decimal) else Kind.DATE


def _other(node: Node, known: Subjects) -> Other | None:
    match node:
        case Arith(ops=("+" | "-" as op,), parts=(of, Literal(value=Decimal() as days))):
            found = known.of(of)
            if found is None or found.kind is not Kind.DATE or not days or days > MOST_DAYS or days % 1:
                return None
            return Other(found.key, int(days if op == "+" else -days))
    found = known.of(node)
    return Other(found.key) if found else None


def unshown(code: str, text: str) -> Fault:
    """Why a rule stays a text."""
    return Fault(code, facts={"text": text, "most": MOST_ROWS})
