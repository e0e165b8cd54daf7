"""How many values become one number (pure): the same function counts anew and proves a stored run."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from app.expressions import Value

Text = str | None
"""A contribution as it is stored: digits, a code, or nothing."""


def aggregate(agg: str, values: Sequence[Text]) -> Decimal | None:
    """One number from stored contributions: `count` counts all of them, the rest skip what is missing."""
    given = [value for value in values if value is not None]
    return _WAYS[agg](values, given)


def by_group(agg: str, parts: Iterable[tuple[Text, Sequence[Sequence[str]]]]) -> dict[str, tuple[str, Decimal | None]]:
    """Label and number of each group by its code; a part that belongs to two groups counts in both."""
    groups: dict[str, tuple[str, list[Text]]] = {}
    for value, belongs in parts:
        for code, label in belongs:
            groups.setdefault(code, (label, []))[1].append(value)
    return {code: (label, aggregate(agg, values)) for code, (label, values) in sorted(groups.items())}


def stored_text(value: Value) -> Text:
    """A value of a record in the form in which a contribution keeps it; empty text is nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str.__str__(value) if isinstance(value, str) else str(value)


def _count(values: Sequence[Text], _given: Sequence[str]) -> Decimal:
    return Decimal(len(values))


def _sum(_values: Sequence[Text], given: Sequence[str]) -> Decimal:
    return sum(map(Decimal, given), Decimal(0))


def _distinct(_values: Sequence[Text], given: Sequence[str]) -> Decimal:
    return Decimal(len(set(given)))


def _least(_values: Sequence[Text], given: Sequence[str]) -> Decimal | None:
    return min(map(Decimal, given), default=None)


def _most(_values: Sequence[Text], given: Sequence[str]) -> Decimal | None:
    return max(map(Decimal, given), default=None)


def _average(values: Sequence[Text], given: Sequence[str]) -> Decimal | None:
    return _sum(values, given) / len(given) if given else None


_WAYS: Mapping[str, Callable[[Sequence[Text], Sequence[str]], Decimal | None]] = {
    "count": _count,
    "sum": _sum,
    "distinct": _distinct,
    "min": _least,
    "max": _most,
    "avg": _average,
}
