"""Values as the inside of a `w:t`, whatever they are."""

from typing import Any

from app.expressions.values import LISTS
from app.word.drawn import DRAWN
from app.word.sheet import Ink, Sheet
from app.word.text import words, written


def inside(value: Any, ink: Ink, out: Sheet) -> bytes:
    """A value as XML between `<w:t>` and `</w:t>`; the checks stand in the order of their price."""
    if type(value) is str:
        if value.isalnum():
            return value.encode()
        if value.isprintable() and "<" not in value and "&" not in value and ">" not in value:
            return value.encode() if value else missing(ink, out)
        return written(value, ink, out)
    return _other(value, ink, out)


def missing(ink: Ink, out: Sheet) -> bytes:
    """What is printed for nothing: nothing, or in a preview what is to stand there."""
    return written(f"〔{ink.label}〕", ink, out) if out.extras.shows_missing and ink.label else b""


def _other(value: Any, ink: Ink, out: Sheet) -> bytes:
    if value is None:
        return missing(ink, out)
    draw = DRAWN.get(type(value))
    if draw is not None:
        return draw(value, ink, out)
    if isinstance(value, LISTS) and any(type(item) in DRAWN for item in value):
        return b"".join(_other(item, ink, out) for item in value)
    return inside(str.__str__(words(value)), ink, out)
