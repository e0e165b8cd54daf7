"""A bound tree into nested closures: made once, run thousands of times; nothing of the source is ever code.

Each closure takes the values and the frame of the rows around (none outside filters) and gives a value.
Work inside filters is paid from a purse, so the time of an evaluation has a bound that depends on nothing else.
"""

from collections.abc import Callable
from functools import partial

from app.expressions.coerce import WrongKind, is_given, truth
from app.expressions.frames import Frame, Run, Values
from app.expressions.functions import FUNCTIONS
from app.expressions.lookups import filtered, looked_up, read_column, read_index, read_loose, read_member, row_number
from app.expressions.operators import arith, choose, compare, logic, negative
from app.expressions.scope import ROW_NUMBER
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
    Lookup,
    Loose,
    Member,
    Negative,
    Node,
    Not,
    children,
    walk,
)
from app.expressions.values import Value


def compiled(node: Node) -> Callable[[Values], Value]:
    """What evaluates the tree."""
    if isinstance(node, Field) and node.key != ROW_NUMBER:
        key = node.key
        return lambda values: values.get(key)
    run = _Compiler().run(node)
    return lambda values: run(values, None)


_SMALL = (Literal, Column, Compare, Logic, Not, Is, Negative)
"""Nodes whose result is small, or is the row's own and so read once for each row."""


class _Compiler:
    """One walk; `depth` counts the filters around, since work is only counted inside them."""

    def __init__(self) -> None:
        self.depth = 0

    def run(self, node: Node) -> Run:
        """The closure of a node."""
        made = self._run(node)
        if not self.depth or isinstance(node, _SMALL):
            return made
        if isinstance(node, Call | Member | Filter | Arith) and not _reads_row(node, 0):
            made = _remembered(made, node)
        return _charged(made)

    def _run(self, node: Node) -> Run:
        match node:
            case Literal(value=value):
                return lambda _values, _frame: value
            case Field(key=key) | Column(key=key) | Loose(key=key):
                return self.name(node, key)
            case Member(of=of, key=key):
                return read_member(self.run(of), key)
            case Index(of=of, position=position):
                return read_index(self.run(of), self.run(position))
            case Filter():
                return self.filter(node)
            case Arith(ops=ops, parts=parts):
                return arith(ops, [self.run(part) for part in parts])
            case Negative(of=of):
                return negative(self.run(of))
            case Compare(op=op, left=left, right=right):
                return compare(op, self.run(left), self.run(right), right)
            case Call():
                return self.call(node)
            case _:
                return self.choice(node)

    def choice(self, node: Node) -> Run:
        """Yes or no, one or the other, lists, and look-ups of plain data."""
        match node:
            case Logic(op=op, parts=parts):
                return logic(op, tuple(self.run(part) for part in parts))
            case Not(of=of):
                inner = self.run(of)
                return lambda values, frame: not truth(inner(values, frame))
            case Is(of=of, given=given):
                inner = self.run(of)
                return lambda values, frame: is_given(inner(values, frame)) is given
            case Choose(then=then, when=when, otherwise=otherwise):
                return choose(self.run(then), self.run(when), self.run(otherwise))
            case ListOf(items=items):
                runs = tuple(self.run(item) for item in items)
                return lambda values, frame: [run(values, frame) for run in runs]
            case Lookup(text=words, inner=inner_node):
                return looked_up(words, self.run(inner_node) if inner_node else None)
        raise AssertionError(f"{type(node).__name__} is not bound")

    def name(self, node: Node, key: str) -> Run:
        if isinstance(node, Loose):
            return read_loose(key)
        if key == ROW_NUMBER:
            return row_number
        if isinstance(node, Field) or (isinstance(node, Column) and node.up >= self.depth):
            return lambda values, _frame: values.get(key)
        up = node.up if isinstance(node, Column) else 0
        return read_column(key, up)

    def filter(self, node: Filter) -> Run:
        of = self.run(node.of)
        self.depth += 1
        where = self.run(node.where)
        self.depth -= 1
        return filtered(of, where, sum(1 for _ in walk(node.where)))

    def call(self, node: Call) -> Run:
        function = FUNCTIONS[node.name]
        run: Callable[..., Value] = function.run
        if function.wants_choices:
            run = partial(run, choices=node.choices)
        args = tuple(self.run(arg) for arg in node.args)
        if len(args) == 1:
            return _call_one(run, args[0], skip=function.missing_gives_missing)
        return _call_many(run, args, skip=function.missing_gives_missing)


# -- calls


def _call_one(call: Callable[..., Value], arg: Run, *, skip: bool) -> Run:
    def run(values: Values, frame: Frame | None) -> Value:
        value = arg(values, frame)
        if value is None and skip:
            return None
        try:
            return call(value)
        except WrongKind:
            return None

    return run


def _call_many(call: Callable[..., Value], args: tuple[Run, ...], *, skip: bool) -> Run:
    def run(values: Values, frame: Frame | None) -> Value:
        found = [arg(values, frame) for arg in args]
        if found[0] is None and skip:
            return None
        try:
            return call(*found)
        except WrongKind:
            return None

    return run


def _reads_row(node: Node, up: int) -> bool:
    """Whether a part changes from row to row of the filter that is `up` filters out."""
    if isinstance(node, Column):
        return node.up == up
    if isinstance(node, Filter):
        return _reads_row(node.of, up) or _reads_row(node.where, up + 1)
    return isinstance(node, Loose) or any(_reads_row(child, up) for child in children(node))


def _remembered(run: Run, node: Node) -> Run:
    """Computes what is the same for all rows only once per filtering: `costs[amount > avg(costs.amount)]`."""
    place = id(node)

    def remembering(values: Values, frame: Frame | None) -> Value:
        if frame is None:
            return run(values, frame)
        if place not in frame.memory:
            frame.memory[place] = run(values, frame)
        return frame.memory[place]

    return remembering


def _charged(run: Run) -> Run:
    """Pays, inside a filter, for the size of a result, since whatever reads it works that much."""

    def paying(values: Values, frame: Frame | None) -> Value:
        result = run(values, frame)
        if frame:
            size = len(result) if isinstance(result, list) else len(result) // 64 if isinstance(result, str) else 0
            frame.purse.pay(size)
        return result

    return paying
