"""What the functions over lists and rows do; the table of functions is `functions.py`.

A missing list has no items; items that are missing are skipped, rows never are.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.expressions.coerce import ARITHMETIC, WrongKind, finite, integer, items, number_or_none, order, text, truth
from app.expressions.faults import MAX_ITEMS, MAX_TEXT, limit
from app.expressions.values import LISTS, Value, paper_text


def count(many: Value) -> Value:
    """How many rows, or how many items that are there."""
    if isinstance(many, list) and len(many) <= MAX_ITEMS:
        return Decimal(len(many) - many.count(None))
    return Decimal(len(items(many)))


def _spread(values: tuple[Value, ...]) -> Sequence[Value]:
    """`max(list)` and `max(a, b, c)` alike."""
    if len(values) == 1:
        return items(values[0])
    found = [item for value in values for item in items(value)]
    if len(found) > MAX_ITEMS:
        raise limit("list_too_long", MAX_ITEMS)
    return found


def total(*values: Value) -> Value:
    """The sum of what is there; 0 of nothing."""
    result = Decimal(0)
    for item in _spread(values):
        found = number_or_none(item)
        if found is None:
            raise WrongKind
        result = ARITHMETIC.add(result, found)
    return finite(result)


def average(*values: Value) -> Value:
    """The mean of what is there; missing of nothing."""
    found = _spread(values)
    amount = total(*values)
    return finite(ARITHMETIC.divide(amount, Decimal(len(found)))) if found and isinstance(amount, Decimal) else None


def _extreme(values: tuple[Value, ...], sign: int) -> Value:
    best: Value = None
    for item in _spread(values):
        if best is None:
            best = item
        else:
            found = order(item, best)
            if found is None:
                raise WrongKind
            best = item if found == sign else best
    return best


def smallest(*values: Value) -> Value:
    """The least number, date or text."""
    return _extreme(values, -1)


def largest(*values: Value) -> Value:
    """The greatest number, date or text."""
    return _extreme(values, 1)


def any_of(*values: Value) -> Value:
    """Whether at least one is yes."""
    return any(truth(item) for item in _spread(values))


def all_of(many: Value) -> Value:
    """Whether every one is yes, where a missing one is no; yes of nothing."""
    if isinstance(many, LISTS):
        return all(truth(item) for item in many)
    return many is None or truth(many)


def first(many: Value) -> Value:
    """The first that is there."""
    found = items(many)
    return found[0] if found else None


def last(many: Value) -> Value:
    """The last that is there."""
    found = items(many)
    return found[-1] if found else None


def unique(many: Value) -> Value:
    """Each only once, in the order of its first appearance."""
    seen: dict[object, Value] = {}
    for item in items(many):
        seen.setdefault(_identity(item), item)
    return list(seen.values())


def _identity(item: Value) -> object:
    if isinstance(item, Mapping):
        return ("row", tuple((key, text(value)) for key, value in item.items()))
    if isinstance(item, LISTS):
        return ("list", tuple(text(value) for value in item))
    if isinstance(item, Decimal) and not item.is_finite():
        return ("number", str(item))
    return (isinstance(item, bool), item)


def join(many: Value, separator: Value = "、") -> Value:
    """The printed items with a separator between them."""
    return _joined([paper_text(item) for item in items(many)], text(separator))


def _joined(parts: list[str], separator: str) -> str:
    parts = [part for part in parts if part]
    if sum(map(len, parts)) + len(separator) * len(parts) > MAX_TEXT:
        raise limit("result_too_long", MAX_TEXT)
    return separator.join(parts)


def comma(many: Value) -> Value:
    """Joined by `，`."""
    return join(many, "，")


def lines(many: Value) -> Value:
    """Joined by line breaks."""
    return join(many, "\n")


def numbered(many: Value) -> Value:
    """One line each: `1. 甲`."""
    return _joined([f"{n}. {paper_text(item)}" for n, item in enumerate(items(many), 1)], "\n")


def at_least(many: Value, least: Value) -> Value:
    """The rows, and empty ones behind them until there are this many."""
    wanted = integer(least)
    if wanted > MAX_ITEMS:
        raise limit("list_too_long", MAX_ITEMS)
    found = [] if many is None else list(many) if isinstance(many, LISTS) else [many]
    empty: list[Value] = [{}] * (wanted - len(found))
    return [*found, *empty]
