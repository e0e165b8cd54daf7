"""A bound tree into nested closures: made once, run thousands of times; nothing of the source is ever code.

Each closure takes the values and the frame of the rows around (none outside filters) and gives a value.
Work inside filters is paid from a purse, so the time of an evaluation has a bound that depends on nothing else.
"""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TypeAlias

from app.expressions.coerce import (
    ARITHMETIC,
    WrongKind,
    equal,
    finite,
    is_given,
    is_in,
    number_or_none,
    order,
    text,
    truth,
    within,
)
from app.expressions.faults import MAX_ITEMS, limit
from app.expressions.functions import FUNCTIONS
from app.expressions.library import shifted
from app.expressions.scope import ROW_NUMBER, fold
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
from app.expressions.values import Coded, Row, Value

Values: TypeAlias = Mapping[str, Value]

MAX_WORK = 2_000_000
"""Steps that all filters of one evaluation may take together: one per node and row, and per item and 64 characters."""


class Purse:
    """What is left of the work that one evaluation may do."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_WORK

    def pay(self, steps: int) -> None:
        """Spends; stops the evaluation when nothing is left."""
        self.left -= steps
        if self.left < 0:
            raise limit("too_much_work", MAX_WORK)


class Frame:
    """The row that a filter is looking at, and the frame around it."""

    __slots__ = ("memory", "outer", "purse", "row")

    def __init__(self, outer: "Frame | None") -> None:
        self.row: Row = {}
        self.memory: dict[int, Value] = {}
        self.outer = outer
        self.purse: Purse = outer.purse if outer else Purse()


Run: TypeAlias = Callable[[Values, Frame | None], Value]


def compiled(node: Node) -> Callable[[Values], Value]:
    """What evaluates the tree."""
    if isinstance(node, Field) and node.key != ROW_NUMBER:
        key = node.key
        return lambda values: values.get(key)
    run = _Compiler().run(node)
    return lambda values: run(values, None)


class _Compiler:
    """One walk; `depth` counts the filters around, since work is only counted inside them."""

    def __init__(self) -> None:
        self.depth = 0

    def run(self, node: Node) -> Run:
        """The closure of a node."""
        made = self._run(node)
        if not self.depth or isinstance(node, Literal | Column):
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
                return _member(self.run(of), key)
            case Index(of=of, position=position):
                return _index(self.run(of), self.run(position))
            case Filter():
                return self.filter(node)
            case Arith(ops=ops, parts=parts):
                return _arith(ops, [self.run(part) for part in parts])
            case Negative(of=of):
                return _negative(self.run(of))
            case Compare(op=op, left=left, right=right):
                return _compare(op, self.run(left), self.run(right), right)
            case Call():
                return self.call(node)
            case _:
                return self.choice(node)

    def choice(self, node: Node) -> Run:
        """Yes or no, one or the other, lists, and look-ups of plain data."""
        match node:
            case Logic(op=op, parts=parts):
                return _logic(op, tuple(self.run(part) for part in parts))
            case Not(of=of):
                inner = self.run(of)
                return lambda values, frame: not truth(inner(values, frame))
            case Is(of=of, given=given):
                inner = self.run(of)
                return lambda values, frame: is_given(inner(values, frame)) is given
            case Choose(then=then, when=when, otherwise=otherwise):
                return _choose(self.run(then), self.run(when), self.run(otherwise))
            case ListOf(items=items):
                runs = tuple(self.run(item) for item in items)
                return lambda values, frame: [run(values, frame) for run in runs]
            case Lookup(text=words, inner=inner_node):
                return _lookup(words, self.run(inner_node) if inner_node else None)
        raise AssertionError(f"{type(node).__name__} is not bound")

    def name(self, node: Node, key: str) -> Run:
        if isinstance(node, Loose):
            return _loose(key)
        if key == ROW_NUMBER:
            return row_number
        if isinstance(node, Field) or (isinstance(node, Column) and node.up >= self.depth):
            return lambda values, _frame: values.get(key)
        up = node.up if isinstance(node, Column) else 0
        return _column(key, up)

    def filter(self, node: Filter) -> Run:
        of = self.run(node.of)
        self.depth += 1
        where = self.run(node.where)
        self.depth -= 1
        return _filter(of, where, sum(1 for _ in walk(node.where)))

    def call(self, node: Call) -> Run:
        function = FUNCTIONS[node.name]
        run: Callable[..., Value] = function.run
        if function.wants_choices:
            run = partial(run, choices=node.choices)
        args = tuple(self.run(arg) for arg in node.args)
        if len(args) == 1:
            return _call_one(run, args[0], skip=function.missing_gives_missing)
        return _call_many(run, args, skip=function.missing_gives_missing)


# -- names and what hangs on them


def _column(key: str, up: int) -> Run:
    def run(_values: Values, frame: Frame | None) -> Value:
        for _ in range(up):
            frame = frame.outer if frame else None
        return frame.row.get(key) if frame else None

    return run


def _loose(key: str) -> Run:
    def run(values: Values, frame: Frame | None) -> Value:
        while frame:
            if key in frame.row:
                return frame.row[key]
            frame = frame.outer
        return values.get(key)

    return run


def member_of(value: Value, key: str) -> Value:
    """One value of a row or reference; of a list the list of all, lists of lists as one."""
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, Coded):
        return value.members.get(key)
    if not isinstance(value, list | tuple):
        return None
    found: list[Value] = []
    for item in value:
        inner = member_of(item, key) if isinstance(item, Mapping | Coded) else None
        if isinstance(inner, list | tuple):
            found.extend(inner)
        else:
            found.append(inner)
    if len(found) > MAX_ITEMS:
        raise limit("list_too_long", MAX_ITEMS)
    return found


def _member(of: Run, key: str) -> Run:
    def run(values: Values, frame: Frame | None) -> Value:
        value = of(values, frame)
        return value.get(key) if type(value) is dict else member_of(value, key)

    return run


def item_of(value: Value, position: Value) -> Value:
    """The item at a whole position of a list; of a row the value under a text."""
    if isinstance(value, Mapping):
        return value.get(position) if isinstance(position, str) else None
    place = number_or_none(position)
    if not isinstance(value, list | tuple) or place is None or place != place.to_integral_value():
        return None
    return value[int(place)] if -len(value) <= place < len(value) else None


def _index(of: Run, position: Run) -> Run:
    return lambda values, frame: item_of(of(values, frame), position(values, frame))


def _filter(of: Run, where: Run, size: int) -> Run:
    def run(values: Values, frame: Frame | None) -> Value:
        rows = of(values, frame)
        if isinstance(rows, Mapping):
            rows = [rows]
        if not isinstance(rows, list | tuple):
            return None
        if len(rows) > MAX_ITEMS:
            raise limit("list_too_long", MAX_ITEMS)
        inner = Frame(frame)
        inner.purse.pay(len(rows) * size)
        kept: list[Value] = []
        for row in rows:
            if isinstance(row, Mapping | Coded):
                inner.row = row.members if isinstance(row, Coded) else row
                if truth(where(values, inner)):
                    kept.append(row)
        return kept

    return run


def _lookup(words: str, inner: Run | None) -> Run:
    """Plain data: the text as a key, as it stands or folded; then its value; then the path between its dots."""
    wanted = fold(words)

    def run(values: Values, frame: Frame | None) -> Value:
        if words in values:
            return values[words]
        found = inner(values, frame) if inner else _path(values, words)
        if found is None and not words.isidentifier():
            found = _by_folded_key(values, wanted)
        return found

    return run


def _path(values: Values, words: str) -> Value:
    value: Value = values
    for step in words.split("."):
        if isinstance(value, Mapping):
            value = value[step] if step in value else _by_folded_key(value, fold(step))
        else:
            value = member_of(value, step.strip())
    return value


def _by_folded_key(values: Values, wanted: str) -> Value:
    return next((value for key, value in values.items() if fold(key) == wanted), None)


def row_number(values: Values, _frame: Frame | None) -> Value:
    """`序号` of plain data: what the data say, else the position in the loop."""
    return values[ROW_NUMBER] if ROW_NUMBER in values else member_of(values.get("loop"), "index")


# -- operators


def _logic(op: str, parts: tuple[Run, ...]) -> Run:
    if op == "and":

        def both(values: Values, frame: Frame | None) -> Value:
            for part in parts:
                if not truth(part(values, frame)):
                    return False
            return True

        return both

    def one(values: Values, frame: Frame | None) -> Value:
        for part in parts:
            if truth(part(values, frame)):
                return True
        return False

    return one


def _choose(then: Run, when: Run, otherwise: Run) -> Run:
    return lambda values, frame: then(values, frame) if truth(when(values, frame)) else otherwise(values, frame)


def _negative(of: Run) -> Run:
    def run(values: Values, frame: Frame | None) -> Value:
        value = number_or_none(of(values, frame))
        return None if value is None else finite(ARITHMETIC.minus(value))

    return run


def _arith(ops: tuple[str, ...], parts: list[Run]) -> Run:
    first, steps = parts[0], tuple((_OPERATIONS[op], part) for op, part in zip(ops, parts[1:], strict=True))

    def run(values: Values, frame: Frame | None) -> Value:
        result = first(values, frame)
        for operation, part in steps:
            if result is None:
                return None
            result = operation(result, part(values, frame))
        return result

    return run


def _plus(left: Value, right: Value) -> Value:
    if type(left) is Decimal and type(right) is Decimal:
        return finite(ARITHMETIC.add(left, right))
    if isinstance(left, str) and isinstance(right, str):
        return within(text(left) + text(right))
    if isinstance(right, date) and not isinstance(left, date):
        left, right = right, left
    one, other = number_or_none(left), number_or_none(right)
    if isinstance(left, date) and other is not None:
        return shifted(left, other)
    return None if one is None or other is None else finite(ARITHMETIC.add(one, other))


def _minus(left: Value, right: Value) -> Value:
    if isinstance(left, date):
        if isinstance(right, date):
            return Decimal(left.toordinal() - right.toordinal())
        other = number_or_none(right)
        return None if other is None else shifted(left, -other)
    return _numeric(ARITHMETIC.subtract, left, right)


def _numeric(operation: Callable[[Decimal, Decimal], Decimal], left: Value, right: Value) -> Value:
    one, other = number_or_none(left), number_or_none(right)
    return None if one is None or other is None else finite(operation(one, other))


def _floor_divide(one: Decimal, other: Decimal) -> Decimal:
    quotient, rest = ARITHMETIC.divmod(one, other)
    return ARITHMETIC.subtract(quotient, Decimal(1)) if rest and (rest < 0) != (other < 0) else quotient


def _modulo(one: Decimal, other: Decimal) -> Decimal:
    rest = ARITHMETIC.remainder(one, other)
    return ARITHMETIC.add(rest, other) if rest and (rest < 0) != (other < 0) else rest


_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": _plus,
    "-": _minus,
    "*": partial(_numeric, ARITHMETIC.multiply),
    "/": partial(_numeric, ARITHMETIC.divide),
    "//": partial(_numeric, _floor_divide),
    "%": partial(_numeric, _modulo),
}


def _compare(op: str, left: Run, right: Run, right_node: Node) -> Run:
    if op == "==":
        return _equals(left, right, right_node)
    if op == "!=":

        def differs(values: Values, frame: Frame | None) -> Value:
            one, other = left(values, frame), right(values, frame)
            return one is not None and other is not None and not equal(one, other)

        return differs
    return _membership(op, left, right) if op.endswith("in") else _order(_ORDERS[op], left, right)


def _equals(left: Run, right: Run, right_node: Node) -> Run:
    if isinstance(right_node, Literal) and right_node.value is not None:
        constant, kind = right_node.value, type(right_node.value)

        def same(values: Values, frame: Frame | None) -> Value:
            one = left(values, frame)
            return one == constant if type(one) is kind else equal(one, constant)

        return same
    return lambda values, frame: equal(left(values, frame), right(values, frame))


def _membership(op: str, left: Run, right: Run) -> Run:
    wanted = op == "in"

    def run(values: Values, frame: Frame | None) -> Value:
        one, many = left(values, frame), right(values, frame)
        if one is None or many is None:
            return False
        found = is_in(one, many)
        return found if found is None else found is wanted

    return run


_ORDERS: dict[str, frozenset[int]] = {
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": frozenset({1}),
    ">=": frozenset({1, 0}),
}


def _order(wanted: frozenset[int], left: Run, right: Run) -> Run:
    def run(values: Values, frame: Frame | None) -> Value:
        one, other = left(values, frame), right(values, frame)
        if one is None or other is None:
            return False
        found = order(one, other)
        return None if found is None else found in wanted

    return run


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
