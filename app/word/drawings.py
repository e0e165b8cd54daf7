"""Numbers of drawings: unique in a document, however often the row or paragraph with a drawing is printed."""

from dataclasses import dataclass

from app.word.marks import Mark, MarkedPart
from app.word.markup import W
from app.word.places import Place
from app.word.plan import Frame
from app.word.sheet import Sheet

BODY = W + "body"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"


@dataclass(frozen=True, slots=True)
class DrawingNumber:
    """The number of the next drawing."""

    def write(self, frame: Frame, out: Sheet) -> None:  # noqa: ARG002 - the same whatever the values are
        """The number."""
        out.append(b"%d" % out.extras.next_drawing())


def number_drawings(part: MarkedPart) -> None:
    """Let the drawings of the text take their numbers when they are written; elsewhere only where something repeats."""
    words = {mark.says.word for mark in part.marks if mark.says is not None} | {mark.kind for mark in part.marks}
    if part.root.find(BODY) is None and not words & {"for", "row"}:
        return
    for drawing in part.root.iter(DRAWING):
        mark = Mark("single", Place(part.title, part.name, 0), make=lambda _: DrawingNumber())
        drawing.set("id", part.token(mark))
