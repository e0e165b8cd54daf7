"""Columns while somebody chooses them: all there are in an order, and which of them are chosen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Picks:
    """All keys in their order; those in `marked` are chosen."""

    order: tuple[str, ...]
    marked: frozenset[str]

    @classmethod
    def of(cls, known: Sequence[str], chosen: Iterable[str], *, order: Iterable[str] = ()) -> Self:
        """What is chosen comes first, unless an order says otherwise; what is not known is left out."""
        marked = [key for key in dict.fromkeys(chosen) if key in known]
        ordered = [key for key in dict.fromkeys((*order, *marked, *known)) if key in known]
        return cls(tuple(ordered), frozenset(marked))

    @property
    def chosen(self) -> tuple[str, ...]:
        """The chosen ones in their order."""
        return tuple(key for key in self.order if key in self.marked)

    def moved(self, move: str) -> Self:
        """One key a place up or down: `up:name`."""
        way, _, key = move.partition(":")
        if key not in self.order:
            return self
        order = list(self.order)
        at = order.index(key)
        to = min(max(at + (-1 if way == "up" else 1), 0), len(order) - 1)
        order.insert(to, order.pop(at))
        return replace(self, order=tuple(order))
