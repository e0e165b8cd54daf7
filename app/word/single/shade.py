"""`{% cellbg … %}`: the colour behind this cell, as six hexadecimal digits."""

import re
from dataclasses import dataclass
from typing import Any

from app.word.marks import Mark, MarkedPart, detach
from app.word.markup import W
from app.word.naming import Bound
from app.word.plan import Frame, Reader
from app.word.sheet import Sheet
from app.word.single.base import SingleTag, cell_of, format_of
from app.word.text import words

_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")


@dataclass(frozen=True, slots=True)
class Shade:
    """A colour that is computed."""

    read: Reader

    def write(self, frame: Frame, out: Sheet) -> None:
        """The element; no colour where there is none."""
        xml = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour(self.read(frame))}"/>'
        out.append(xml.encode())


def colour(value: Any) -> str:
    """The colour that a value names; `auto` is none."""
    found = _COLOUR.fullmatch(words(value).strip())
    return found[1] if found else "auto"


def _apply(part: MarkedPart, mark: Mark) -> None:
    cell = cell_of(part, mark)
    detach(mark.element)
    if cell is None:
        return
    form = format_of(cell)
    for old in form.findall(W + "shd"):
        form.remove(old)
    mark.make = _made
    form.insert(0, mark.element)


def _made(bound: Bound | None) -> Shade:
    return Shade(bound.reader() if bound else lambda _: None)


SHADE = SingleTag(("cellbg", "底色"), takes=True, apply=_apply)
