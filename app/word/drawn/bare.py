"""A picture without what a camera or a program wrote into it beside it: where and when, with what, by whom."""

import re
import struct
from collections.abc import Iterator

from app.word.drawn.pixels import JPEG, PNG

_KEPT_PARTS = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""Of what is written beside a JPEG, what its colours and its size need."""
_BESIDE = frozenset({*range(0xE0, 0xF0), 0xFE})
_SCAN, _END = 0xDA, 0xD9
_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""What ends the dots of a scan; others within them are stuffed or count them."""
_SAID = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})


def bare(content: bytes) -> bytes:
    """The same dots; what is neither PNG nor JPEG, or broken, as it is."""
    try:
        if content.startswith(PNG):
            return PNG + b"".join(_chunks(content))
        if content.startswith(JPEG):
            return content[:2] + b"".join(_segments(content))
    except (struct.error, IndexError, ValueError):
        return content
    return content


def _chunks(content: bytes) -> Iterator[bytes]:
    at, kind = len(PNG), b""
    while kind != b"IEND":
        length, kind = struct.unpack_from(">L4s", content, at)
        if kind not in _SAID:
            yield content[at : at + 12 + length]
        at += 12 + length


def _segments(content: bytes) -> Iterator[bytes]:
    at = 2
    while (marker := content[at + 1]) != _END:
        if content[at] != 0xFF or marker in {0x00, 0xFF}:
            raise ValueError("no segment begins here")
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if marker == _SCAN:
            found = _MARKER.search(content, end)
            end = found.start() if found else len(content)
        kept = _KEPT_PARTS.get(marker)
        if marker not in _BESIDE or (kept and content.startswith(kept, at + 4)):
            yield content[at:end]
        at = end
    yield content[at : at + 2]
