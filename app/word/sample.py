"""Made-up values for every name, to try a template with before anybody waits for it."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.expressions import Coded, Kind, Name, Value

ROWS = 2


def samples(names: Iterable[Name]) -> dict[str, Value]:
    """A value of its kind for each name, by key."""
    return {name.key: sample(name) for name in names}


def sample(name: Name) -> Value:
    """A value that this name may have: its own label where it holds text, so that a filled page explains itself."""
    match name.kind:
        case Kind.NUMBER:
            return Decimal(12)
        case Kind.DATE:
            return date(2024, 3, 5)
        case Kind.YESNO:
            return True
        case Kind.ROWS:
            return [samples(name.members) for _ in range(ROWS)]
        case Kind.ROW:
            return samples(name.members)
        case Kind.LIST:
            one = Name(name.key, name.label, name.item, members=name.members, choices=name.choices)
            return [sample(one)] if name.item is not Kind.LIST else []
        case _:
            return _text(name)


def _text(name: Name) -> Value:
    for value, label in name.choices.items():
        return Coded(value, label, samples(name.members))
    label = name.label or name.key
    return Coded(label, label, samples(name.members)) if name.members else label
