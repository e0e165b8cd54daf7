"""What a tag of one piece is, and what those in cells share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.word.marks import Mark, MarkedPart
from app.word.markup import CELL, CELL_FORMAT, PARAGRAPH, PARAGRAPH_FORMAT, ancestor
from app.word.plan import FIRST_COPY, Frame


@dataclass(frozen=True, slots=True)
class SingleTag:
    """Its words, the first of which is its name; whether an expression follows; and what it does to the tree."""

    words: tuple[str, ...]
    takes: bool
    apply: Callable[[MarkedPart, Mark], None]


def cell_of(part: MarkedPart, mark: Mark) -> Any:
    """The cell around a tag that means its cell; None, with a fault, where there is none."""
    cell = ancestor(mark.element, CELL)
    if cell is None:
        part.note(mark, "word.cell_tag_outside_cell")
    return cell


def format_of(cell: Any) -> Any:
    """The element that holds the format of a cell."""
    form = cell.find(CELL_FORMAT)
    if form is None:
        form = cell.makeelement(CELL_FORMAT)
        cell.insert(0, form)
    return form


def is_first_copy(frame: Frame) -> bool:
    """Whether what repeats around is printed for the first time."""
    return bool(frame.get(FIRST_COPY))


def only_first(part: MarkedPart, mark: Mark, elements: list[Any]) -> None:
    """These neighbours are only written in the first copy of what repeats around them."""
    if elements:
        begin = part.number(Mark("only", mark.place, mark.tag, holds=is_first_copy, is_in_loop=True))
        end = part.number(Mark("only_end", mark.place))
        elements[0].addprevious(begin)
        end.tail, elements[-1].tail = elements[-1].tail, None
        elements[-1].addnext(end)


def empty_later_copies(part: MarkedPart, mark: Mark, cell: Any, *, last: Any = None) -> None:
    """The cell's text is written once, its paragraphs always; if `last` is given, only the text up to there."""
    for paragraph in cell.iterchildren(PARAGRAPH):
        children = [child for child in paragraph if child.tag != PARAGRAPH_FORMAT]
        around = next((child for child in children if child is last or last in set(child.iter())), None)
        only_first(part, mark, children if around is None else children[: children.index(around) + 1])
        if around is not None:
            return
