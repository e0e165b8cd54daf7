"""What an evaluation carries along: the row a filter is looking at, and the work that is still allowed."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from app.expressions.faults import limit
from app.expressions.values import Row, Value

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


_NO_ROW: Row = {}


class Frame:
    """The row that a filter is looking at, and the frame around it."""

    __slots__ = ("memory", "outer", "purse", "row")

    def __init__(self, outer: "Frame | None") -> None:
        self.row: Row = _NO_ROW
        self.memory: dict[int, Value] = {}
        self.outer = outer
        self.purse: Purse = outer.purse if outer else Purse()


Run: TypeAlias = Callable[[Values, Frame | None], Value]
