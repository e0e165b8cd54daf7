"""What operators do at run time, as closures over the closures of their parts; a wrong kind gives missing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from app.expressions.coerce import ARITHMETIC, equal, finite, is_in, number_or_none, order, text, truth, within
from app.expressions.frames import Frame, Run, Values
from app.expressions.library import shifted
from app.expressions.tree import Literal, Node
from app.expressions.values import Value


def logic(op: str, parts: tuple[Run, ...]) -> Run:
    """`and`, `or`: yes or no, stopping at the first part that decides; halved, so that long chains are not deep."""
    if len(parts) == 1:
        part = parts[0]
        return lambda values, frame: truth(part(values, frame))
    left, right = logic(op, parts[: len(parts) // 2]), logic(op, parts[len(parts) // 2 :])
    if op == "and":
        return lambda values, frame: left(values, frame) and right(values, frame)
    return lambda values, frame: left(values, frame) or right(values, frame)


def choose(then: Run, when: Run, otherwise: Run) -> Run:
    """`then if when else otherwise`."""
    return lambda values, frame: then(values, frame) if truth(when(values, frame)) else otherwise(values, frame)


def negative(of: Run) -> Run:
    """`-of`."""

    def run(values: Values, frame: Frame | None) -> Value:
        value = number_or_none(of(values, frame))
        return None if value is None else finite(ARITHMETIC.minus(value))

    return run


def arith(ops: tuple[str, ...], parts: list[Run]) -> Run:
    """A chain of `+ -` or `* / // %`; a missing part makes it missing."""
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
    return ARITHMETIC.subtract(quotient, Decimal(1)) if _other_sign(rest, other) else quotient


def _modulo(one: Decimal, other: Decimal) -> Decimal:
    rest = ARITHMETIC.remainder(one, other)
    return ARITHMETIC.add(rest, other) if _other_sign(rest, other) else rest


def _other_sign(rest: Decimal, divisor: Decimal) -> bool:
    """Whether the rest of a division lies on the other side of zero, where flooring has to correct it."""
    return rest.is_finite() and bool(rest) and rest.is_signed() != divisor.is_signed()


_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": _plus,
    "-": _minus,
    "*": partial(_numeric, ARITHMETIC.multiply),
    "/": partial(_numeric, ARITHMETIC.divide),
    "//": partial(_numeric, _floor_divide),
    "%": partial(_numeric, _modulo),
}


def compare(op: str, left: Run, right: Run, right_node: Node) -> Run:
    """A comparison or `in`; a missing side gives no."""
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
        constant = right_node.value
        return lambda values, frame: equal(left(values, frame), constant)
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
