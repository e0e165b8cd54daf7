"""Words that lead to an address."""

import re

from app.expressions import Link
from app.word.sheet import RELATION, Ink, Relation, Sheet
from app.word.text import written

_SAFE = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"\\^`{|}\x00-\x20\x7f]+", re.IGNORECASE)
"""What may be opened by a click: nothing that runs, and no file of the reader's machine."""
_OPEN = '</w:t></w:r><w:hyperlink r:id="%s" w:history="1" xmlns:r="%s"><w:r>'


def link(value: Link, ink: Ink, out: Sheet) -> bytes:
    """The words as a link; as they are where the address cannot be one, or where a link is already."""
    words = written(value.words, ink, out)
    if ink.is_in_link or b"</w:r>" in words or not _SAFE.fullmatch(value.address):
        return words
    relation = out.related(Relation(RELATION + "hyperlink", value.address, is_external=True))
    opening = (_OPEN % (relation, RELATION.rstrip("/"))).encode()
    text = b'<w:t xml:space="preserve">'
    after = b"</w:t></w:r></w:hyperlink><w:r>" + ink.form + text
    return opening + (ink.linked or ink.form) + text + words + after
