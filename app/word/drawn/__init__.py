"""How values look that are drawn instead of written: one file for each, one line here."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from app.expressions import Formatted, Link, Picture, QrCode
from app.word.drawn.formatted import formatted
from app.word.drawn.link import link
from app.word.drawn.picture import picture
from app.word.drawn.qr import qr
from app.word.sheet import Ink, Sheet

Draw: TypeAlias = Callable[[Any, Ink, Sheet], bytes]
"""The XML of a value, between `<w:t>` and `</w:t>`."""

DRAWN: Mapping[type, Draw] = {
    Picture: picture,
    QrCode: qr,
    Link: link,
    Formatted: formatted,
}
