"""Values that a Word file draws instead of writing: pictures, QR codes, links.

Nothing is drawn here: an expression carries what is to be seen, and how large; the Word engine knows how it looks.
In every text they read as their words.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal

_SIZE = re.compile(r"\s*(\d{1,4}(?:\.\d{1,3})?)\s*(mm|cm|in|pt|毫米|厘米|英寸|磅)?\s*", re.ASCII)
_MILLIMETRES = {
    "mm": Decimal(1),
    "毫米": Decimal(1),
    "cm": Decimal(10),
    "厘米": Decimal(10),
    "in": Decimal("25.4"),
    "英寸": Decimal("25.4"),
    "pt": Decimal("25.4") / 72,
    "磅": Decimal("25.4") / 72,
}
LARGEST = 1_000
"""Millimetres: nothing on paper is wider or higher."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What all of them have: the words that stand for it where nothing can be drawn."""

    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Picture(Drawn):
    """An image as its bytes, `kind` png or jpeg; a signature is one. Sizes are millimetres, none is its own size."""

    kind: str
    content: bytes = field(repr=False)
    width: Decimal | None = None
    height: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QrCode(Drawn):
    """A text as a square of dots."""

    side: Decimal


@dataclass(frozen=True, slots=True)
class Link(Drawn):
    """Words that lead to an address."""

    address: str


def millimetres(size: object) -> Decimal | None:
    """`6cm`, `60 毫米`, or a plain number of millimetres; None if that is no size."""
    found = _SIZE.fullmatch(unicodedata.normalize("NFKC", str(size)).lower())
    if found is None:
        return None
    value = Decimal(found[1]) * _MILLIMETRES[found[2] or "mm"]
    return value if 0 < value <= LARGEST else None
