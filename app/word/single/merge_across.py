"""`{% hm %}`: the copies of this cell in a loop over cells become one cell that is as wide as all of them."""

from dataclasses import dataclass
from decimal import Decimal

from app.word.marks import Mark, MarkedPart, detach
from app.word.markup import GRID_SPAN, W
from app.word.plan import LOOP, Frame
from app.word.sheet import Sheet
from app.word.single.base import SingleTag, cell_of, format_of, only_first


@dataclass(frozen=True, slots=True)
class LoopSpan:
    """A span over all passes of the loop, each as wide as the cell was."""

    each: int

    def write(self, frame: Frame, out: Sheet) -> None:
        """The element."""
        length = (frame.get(LOOP) or {}).get("length", Decimal(1))
        out.append(b'<w:gridSpan w:val="%d"/>' % (self.each * int(length)))


def _apply(part: MarkedPart, mark: Mark) -> None:
    cell = cell_of(part, mark)
    detach(mark.element)
    if cell is None:
        return
    form = format_of(cell)
    old = form.find(GRID_SPAN)
    each = 1 if old is None else int(old.get(W + "val", "1"))
    mark.make = lambda _: LoopSpan(each)
    if old is None:
        form.append(mark.element)
    else:
        form.replace(old, mark.element)
    only_first(part, mark, [cell])


MERGE_ACROSS = SingleTag(("hm", "横向合并"), takes=False, apply=_apply)
