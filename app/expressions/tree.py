"""The nodes of a bound expression; value, SQL and explanation are three walks over them.

Nodes are frozen and compare by meaning: `span` (characters from, to in the source) does not count.
After binding no `Raw` is left, choice literals are choice values, and functions have their English names.
Chains of one precedence are one flat node (`Arith`, `Logic`), so that a sum of a hundred terms is not deep.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from app.expressions.faults import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """Base of all nodes."""

    span: Span = field(default=(0, 0), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A number, text, yes/no, or nothing (`none`) that is written in the expression."""

    value: Decimal | str | bool | None


@dataclass(frozen=True, slots=True)
class Raw(Node):
    """A written name before binding; `quoted` when it stood in 「」."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Field(Node):
    """A name of the record, or a reserved one (`today`, `state`, `actor`, …), by key."""

    key: str


@dataclass(frozen=True, slots=True)
class Column(Node):
    """A column of a row: of the innermost filter's rows when `up` is 0, of the next one out when it is 1.

    Where `up` equals the number of filters around, it is the row that the whole expression is bound for (`row_scope`).
    """

    key: str
    up: int


@dataclass(frozen=True, slots=True)
class Loose(Node):
    """A name inside the filter of rows whose columns are unknown: column if the row has it, else the record's."""

    key: str


@dataclass(frozen=True, slots=True)
class Member(Node):
    """`of.key`: one value of a row or reference; of rows or a list the list of all of them."""

    of: Node
    key: str


@dataclass(frozen=True, slots=True)
class Index(Node):
    """`of[position]`, counted from 0, from the end when negative; missing when there is none."""

    of: Node
    position: Node


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`of[where]`: the rows for which `where` holds; `where` reads columns as `Column(key, 0)`."""

    of: Node
    where: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`not of`; missing reads as no."""

    of: Node


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """`-of`."""

    of: Node


@dataclass(frozen=True, slots=True)
class Arith(Node):
    """`parts[0] ops[0] parts[1] ops[1] parts[2] …`, from left to right; ops are `+ -` or `* / // %`, never mixed."""

    ops: tuple[str, ...]
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`left op right`, op of `== != < <= > >= in not in`; a missing side gives no, whatever the op."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """All of (`and`) or any of (`or`) the parts; gives yes or no."""

    op: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choose(Node):
    """`then if when else otherwise`; a left out `otherwise` is `Literal(None)`."""

    then: Node
    when: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Is(Node):
    """`of is defined` (given) or `of is none`; empty text and empty lists count as nothing."""

    of: Node
    given: bool


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b, c]`."""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function or filter by its English name; what stood before a pipe is its first argument.

    `choices` are all choices (value, label) of the first argument, for functions that show every one of them.
    """

    name: str
    args: tuple[Node, ...]
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Named(Node):
    """`name=value` in a call, before binding: it then stands in its place among the others."""

    name: str
    value: Node


@dataclass(frozen=True, slots=True)
class Lookup(Node):
    """Without a scope: the whole text as one key of the data; else `inner`, if it is an expression; else a path."""

    text: str
    inner: Node | None = None


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under this one, in the order in which they are written."""
    match node:
        case Member(of=of) | Not(of=of) | Negative(of=of) | Is(of=of):
            return (of,)
        case Index(of=of, position=under) | Filter(of=of, where=under):
            return (of, under)
        case Arith(parts=parts) | Logic(parts=parts) | ListOf(items=parts) | Call(args=parts):
            return parts
        case Compare(left=left, right=right):
            return (left, right)
        case Choose(then=then, when=when, otherwise=otherwise):
            return (then, when, otherwise)
        case Lookup(inner=inner) if inner is not None:
            return (inner,)
        case Named(value=value):
            return (value,)
        case _:
            return ()


def walk(node: Node) -> Iterator[tuple[Node, int]]:
    """Every node with its depth, without recursion."""
    waiting = [(node, 1)]
    while waiting:
        found, depth = waiting.pop()
        yield found, depth
        waiting.extend((child, depth + 1) for child in reversed(children(found)))
