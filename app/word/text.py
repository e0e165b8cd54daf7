"""Texts as the inside of a `w:t`: every character that XML allows, exactly; the others left out and counted."""

import re
from typing import Any

from app.expressions.values import Value, paper_text
from app.word.sheet import Ink, Sheet

_SPECIAL = re.compile("[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|\r|\n")
LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'


def words(value: Any) -> str:
    """A value as it reads on paper; plain numbers of foreign data are taken as they print."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    known: Value = value
    return paper_text(known)


def written(text: str, ink: Ink, out: Sheet) -> bytes:
    """Text with what XML and Word need: entities, line breaks, tabs; the checks stand in the order of their price."""
    if "\n" in text:
        flat = text.replace("\n", "")
        if flat.isprintable() and "<" not in flat and "&" not in flat and ">" not in flat:
            return text.replace("\n", LINE_BREAK).encode()
    if _SPECIAL.search(text) is None:
        return text.encode()
    text = allowed(text, out).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _LINE_END.sub(LINE_BREAK, text)
    return (text.replace("\t", ink.tab) if "\t" in text else text).encode()


def allowed(text: str, out: Sheet) -> str:
    """Without the characters that XML forbids, which are counted."""
    text, removed = _FORBIDDEN.subn("", text)
    out.extras.removed += removed
    return text


def lines_of(text: str) -> list[str]:
    """Its lines, as a person sees them; other separators are characters like any other."""
    return _LINE_END.split(text)
