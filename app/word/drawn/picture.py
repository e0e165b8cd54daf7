"""A picture in the line of text."""

from decimal import Decimal

from app.expressions import Picture
from app.word.drawn.pixels import Pixels, pixels_of
from app.word.sheet import RELATION, Ink, Relation, Sheet, escaped

EMU = 36_000
"""Units of a drawing in a millimetre."""
PAGE = Decimal(150), Decimal(230)
"""The widest and highest that a picture gets whose size nobody gave: what an A4 page has room for."""

_DRAWING = (
    '</w:t><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:extent cx="{cx}" cy="{cy}"/><wp:docPr id="{number}" name="{name}" descr="{name}"/>'
    '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="{name}"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    '</wp:inline></w:drawing><w:t xml:space="preserve">'
)


def picture(value: Picture, ink: Ink, out: Sheet) -> bytes:
    """The picture in the size that was asked for, else as large as it is, within what there is room for."""
    pixels = pixels_of(value.content)
    if pixels is None:
        raise ink.refusal("word.picture_unreadable", name=value.words)
    width, height = size(value, pixels, ink.room)
    file = out.extras.keep(value.content, pixels.ending)
    xml = _DRAWING.format(
        cx=int(width * EMU),
        cy=int(height * EMU),
        number=out.extras.next_drawing(),
        name=escaped("".join(char for char in value.words if char.isprintable())),
        relation=out.related(Relation(RELATION + "image", f"/{file}")),
    )
    return xml.encode()


def size(value: Picture, pixels: Pixels, room: Decimal | None) -> tuple[Decimal, Decimal]:
    """Width and height in millimetres."""
    match value.width, value.height:
        case Decimal() as width, Decimal() as height:
            return width, height
        case Decimal() as width, None:
            return width, width * pixels.height / pixels.width
        case None, Decimal() as height:
            return height * pixels.width / pixels.height, height
    widest, highest = PAGE
    shrunk = min(Decimal(1), (room or widest) / pixels.width, highest / pixels.height)
    return pixels.width * shrunk, pixels.height * shrunk
