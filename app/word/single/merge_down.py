"""`{% vm %}`: the copies of this cell in a loop over rows become one cell, which tells the text up to the tag once.

Words behind the tag stand in every copy, as in docxtpl; Word shows those of the first.
"""

from app.word.marks import Mark, MarkedPart, detach
from app.word.markup import W
from app.word.naming import Bound
from app.word.plan import Either
from app.word.single.base import SingleTag, cell_of, empty_later_copies, format_of, is_first_copy

MERGE = W + "vMerge"
BEGINS, GOES_ON = b'<w:vMerge w:val="restart"/>', b'<w:vMerge w:val="continue"/>'


def _apply(part: MarkedPart, mark: Mark) -> None:
    cell, text = cell_of(part, mark), mark.element.getparent()
    last = text if mark.end is None or mark.end.getparent() is None else mark.end
    detach(mark.element)
    if cell is None:
        return
    form = format_of(cell)
    for old in form.findall(MERGE):
        form.remove(old)
    mark.make = merged_down
    form.append(mark.element)
    empty_later_copies(part, mark, cell, last=last)


def merged_down(_bound: Bound | None = None) -> Either:
    """Where the format of a cell says whether it begins a merged one."""
    return Either(is_first_copy, BEGINS, GOES_ON)


MERGE_DOWN = SingleTag(("vm", "纵向合并"), takes=False, apply=_apply)
