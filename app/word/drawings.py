"""Drawings and the text around them: unique numbers, however often they are printed, and lines high enough."""

import re
from dataclasses import dataclass

from app.word.marks import Mark, MarkedPart
from app.word.markup import PARAGRAPH, PARAGRAPH_FORMAT, W, ancestor
from app.word.places import Place
from app.word.plan import Frame
from app.word.sheet import Sheet

BODY = W + "body"
_DRAWS = re.compile(r"[|｜]\s*(?:image|图片|qr|二维码)(?!\w)")
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@dataclass(frozen=True, slots=True)
class DrawingNumber:
    """The number of the next drawing."""

    def write(self, frame: Frame, out: Sheet) -> None:  # noqa: ARG002 - the same whatever the values are
        """The number."""
        out.append(b"%d" % out.extras.next_drawing())


def free_lines(part: MarkedPart) -> None:
    """Lines of a fixed height, as official papers have them, would cut a picture off: its paragraph gets its own."""
    for mark in part.present():
        if mark.kind == "print" and _DRAWS.search(mark.source):
            spacing = ancestor(mark.element, PARAGRAPH).find(f"{PARAGRAPH_FORMAT}/{W}spacing")
            if spacing is not None and spacing.get(W + "lineRule") == "exact":
                del spacing.attrib[W + "lineRule"]
                spacing.attrib.pop(W + "line", None)


def number_drawings(part: MarkedPart) -> None:
    """Let the drawings of the text take their numbers when they are written; elsewhere only where something repeats."""
    words = {mark.says.word for mark in part.marks if mark.says is not None} | {mark.kind for mark in part.marks}
    if part.root.find(BODY) is None and not words & {"for", "row"}:
        return
    for drawing in part.root.iter(DRAWING):
        mark = Mark("single", Place(part.title, part.name, 0), make=lambda _: DrawingNumber())
        drawing.set("id", part.token(mark))
