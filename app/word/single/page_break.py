"""`{% pagebreak %}`: what follows begins on a new page."""

from app.word.marks import Mark, MarkedPart
from app.word.plan import Literal
from app.word.single.base import SingleTag

_BREAK = Literal(b'</w:t><w:br w:type="page"/><w:t xml:space="preserve">')


def _apply(part: MarkedPart, mark: Mark) -> None:  # noqa: ARG001 - the tree stays as it is
    mark.make = lambda _: _BREAK


PAGE_BREAK = SingleTag(("pagebreak", "分页"), takes=False, apply=_apply)
