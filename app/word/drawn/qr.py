"""A text as a QR code."""

import io
from functools import lru_cache
from importlib import import_module
from typing import Any

from app.expressions import Picture, QrCode
from app.word.drawn.picture import picture
from app.word.sheet import Ink, Sheet

_SCALE = 8
"""Pixels of a dot: sharp on paper at every size that people print."""
_QUIET = 2
"""Empty dots around; four are the standard's, but white paper is around it too."""


def qr(value: QrCode, ink: Ink, out: Sheet) -> bytes:
    """The code as a picture that is as wide as it is high."""
    try:
        content = _png(value.words)
    except _segno().DataOverflowError:
        raise ink.refusal("word.qr_too_long", length=len(value.words)) from None
    return picture(Picture(value.words[:60], "png", content, value.side, value.side), ink, out)


@lru_cache(maxsize=256)
def _png(text: str) -> bytes:
    found = io.BytesIO()
    _segno().make_qr(text, error="m", encoding="utf-8").save(found, kind="png", scale=_SCALE, border=_QUIET)
    return found.getvalue()


def _segno() -> Any:
    return import_module("segno")  # more than a megabyte, which a server whose papers have no codes does not hold
