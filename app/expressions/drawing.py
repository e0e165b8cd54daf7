"""What the filters over pictures, QR codes and links do."""

import re
from dataclasses import replace
from decimal import Decimal

from app.expressions.coerce import text
from app.expressions.drawn import Link, Picture, QrCode, millimetres
from app.expressions.values import LISTS, Value

QR_SIDE = Decimal(25)
_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+")
_BARE = re.compile(r"www\.\S+", re.IGNORECASE)


def image(value: Value, width: Value = None, height: Value = None) -> Value:
    """The picture in this size, one given side keeping its proportions; what is no picture prints as it is."""
    if isinstance(value, LISTS):
        return [image(item, width, height) for item in value]
    if not isinstance(value, Picture) or (width is None and height is None):
        return value
    return replace(value, width=_size(width), height=_size(height))


def qr(value: Value, size: Value = None) -> Value:
    """The text as a QR code; of nothing there is none."""
    words = text(value)
    return QrCode(words, _size(size) or QR_SIDE) if words else None


def link(value: Value, words: Value = None) -> Value:
    """An address to click, shown as these words or as itself; mail addresses and `www.` are understood."""
    address = text(value).strip()
    shown = text(words) or address
    if _MAIL.fullmatch(address):
        address = f"mailto:{address}"
    elif _BARE.fullmatch(address):
        address = f"http://{address}"
    return Link(shown, address) if address else None


def _size(value: Value) -> Decimal | None:
    return None if value is None else millimetres(text(value))
