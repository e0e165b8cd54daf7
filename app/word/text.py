"""Values as the inside of a `w:t`: every character that XML allows, exactly; the others left out."""

import re
from typing import Any

from app.expressions.values import Value, paper_text

_SPECIAL = re.compile("[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_END = re.compile("\r\n|\r|\n")
LINE_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
TABULATOR = '</w:t><w:tab/><w:t xml:space="preserve">'


def words(value: Any) -> str:
    """A value as it reads on paper; plain numbers of foreign data are taken as they print."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    known: Value = value
    return paper_text(known)


def inside(value: Any) -> bytes:
    """A value as XML between `<w:t>` and `</w:t>`; the checks stand in the order of their price."""
    text = value if type(value) is str else words(value)
    if text.isalnum():
        return text.encode()
    if text.isprintable() and "<" not in text and "&" not in text and ">" not in text:
        return text.encode()
    return escaped(text).encode() if _SPECIAL.search(text) else text.encode()


def escaped(text: str) -> str:
    """Text with what XML and Word need: entities, line breaks, tabs."""
    text = _FORBIDDEN.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_END.sub(LINE_BREAK, text).replace("\t", TABULATOR)
