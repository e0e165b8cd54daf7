"""Text with bold in it, line by line; headings and items as plain lines where no paragraphs can be made."""

import re
from functools import lru_cache

from app.expressions import Formatted, FormedLine
from app.word.sheet import Ink, Sheet
from app.word.text import LINE_BREAK, written

_BEFORE_BOLD = re.compile(rb"<w:rPr(?: [^>]*)?>(?:<w:rStyle [^>]*/>)?(?:<w:rFonts [^>]*/>)?")
_BOLD = b"<w:b/><w:bCs/>"
_TEXT = b'<w:t xml:space="preserve">'


def formatted(value: Formatted, ink: Ink, out: Sheet) -> bytes:
    """All lines, with line breaks between them."""
    return LINE_BREAK.encode().join(line_of(line, ink, out) for line in value.lines)


def line_of(line: FormedLine, ink: Ink, out: Sheet) -> bytes:
    """One line between `<w:t>` and `</w:t>`: bold words stand in runs of their own."""
    drawn = written(line.sign, ink, out)
    for stretch in line.stretches:
        words = written(stretch.text, ink, out)
        if stretch.bold:
            words = b"</w:t></w:r><w:r>" + _bold(ink.form) + _TEXT + words + b"</w:t></w:r><w:r>" + ink.form + _TEXT
        drawn += words
    return drawn


@lru_cache(maxsize=256)
def _bold(form: bytes) -> bytes:
    """The same format, bold."""
    found = _BEFORE_BOLD.match(form)
    if found is None:
        return b"<w:rPr>" + _BOLD + b"</w:rPr>"
    return form if b"<w:b/>" in form else form[: found.end()] + _BOLD + form[found.end() :]
