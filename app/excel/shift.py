"""Where rows go when rows above them repeat."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.excel.cells import letters, split

_AREA = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([1-9]\d{0,6})")


@dataclass(frozen=True, slots=True)
class Shift:
    """The rows of a sheet that repeat, with how many each became."""

    repeats: Mapping[int, int]

    def copies(self, row: int) -> int:
        """How many rows this one became."""
        return self.repeats.get(row, 1)

    def first(self, row: int) -> int:
        """Where it stands now: its first copy, if it repeats."""
        return row + sum(copies - 1 for repeated, copies in self.repeats.items() if repeated < row)

    def last(self, row: int) -> int:
        """Where its last copy stands."""
        return self.first(row) + self.copies(row) - 1

    def area(self, text: str) -> str:
        """The name of a cell or an area, after the shift; a cell that repeats becomes an area."""
        start, _, end = text.partition(":")
        first, last = _AREA.fullmatch(start), _AREA.fullmatch(end or start)
        if first is None or last is None:
            return text
        top, bottom = self.first(int(first[4])), self.last(int(last[4]))
        moved = f"{first[1]}{first[2]}{first[3]}{top}"
        if not end and top == bottom:
            return moved
        return f"{moved}:{last[1]}{last[2]}{last[3]}{bottom}"

    def cell(self, text: str) -> str:
        """The name of a cell after the shift: its first copy."""
        found = _AREA.fullmatch(text)
        return f"{found[1]}{found[2]}{found[3]}{self.first(int(found[4]))}" if found else text

    def areas(self, text: str) -> str:
        """The same of several, with blanks between them."""
        return " ".join(map(self.area, text.split()))


STILL = Shift({})
"""Nothing repeats."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area: rows and columns, counted from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @classmethod
    def read(cls, text: str) -> "Merge | None":
        """From `B5:C7`."""
        start, _, end = text.partition(":")
        first, last = split(start), split(end or start)
        return cls(*first, *last) if first and last else None

    def moved(self, shift: Shift) -> list[str]:
        """Where it is now: within a row that repeats, once in each copy; over several rows it grows with them."""
        copies = shift.copies(self.top) if self.top == self.bottom else 1
        top, bottom = shift.first(self.top), shift.last(self.bottom)
        if copies > 1:
            return [self._name(top + copy, top + copy) for copy in range(copies)]
        return [self._name(top, bottom)]

    def hides(self, row: int, column: int) -> bool:
        """Whether it covers this cell of a row, and other rows, too."""
        return self.top != self.bottom and self.top <= row <= self.bottom and self.left <= column <= self.right

    def _name(self, top: int, bottom: int) -> str:
        return f"{letters(self.left)}{top}:{letters(self.right)}{bottom}"
