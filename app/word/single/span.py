"""`{% colspan … %}`: over how many columns this cell reaches."""

from dataclasses import dataclass
from typing import Any

from app.expressions.coerce import WrongKind, integer
from app.word.marks import Mark, MarkedPart, detach
from app.word.markup import GRID_SPAN
from app.word.naming import Bound
from app.word.plan import Frame, Reader
from app.word.sheet import Sheet
from app.word.single.base import SingleTag, cell_of, format_of

WIDEST = 63
"""Columns of a table, in Word."""


@dataclass(frozen=True, slots=True)
class Span:
    """A span that is computed."""

    read: Reader

    def write(self, frame: Frame, out: Sheet) -> None:
        """The element; one column where there is no sensible number."""
        out.append(b'<w:gridSpan w:val="%d"/>' % columns(self.read(frame)))


def columns(value: Any) -> int:
    """How many columns a value asks for."""
    try:
        return min(max(integer(value), 1), WIDEST)
    except WrongKind:
        return 1


def _apply(part: MarkedPart, mark: Mark) -> None:
    cell = cell_of(part, mark)
    detach(mark.element)
    if cell is None:
        return
    form = format_of(cell)
    for old in form.findall(GRID_SPAN):
        form.remove(old)
    mark.make = _made
    form.insert(0, mark.element)


def _made(bound: Bound | None) -> Span:
    return Span(bound.reader() if bound else lambda _: 1)


SPAN = SingleTag(("colspan", "跨列"), takes=True, apply=_apply)
