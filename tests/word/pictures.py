"""Pictures made in code: a red rectangle as PNG, and the head of a JPEG, which is all that the engine reads."""

import struct
import zlib

from app.expressions import Picture


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))


def png(across: int, down: int, *, dots: int = 0) -> bytes:
    """A red PNG of so many pixels, `dots` to the inch if it says so."""
    head = struct.pack(">2L5B", across, down, 8, 2, 0, 0, 0)
    density = _chunk(b"pHYs", struct.pack(">2LB", *[round(dots / 0.0254)] * 2, 1)) if dots else b""
    rows = zlib.compress((b"\0" + b"\xff\0\0" * across) * down)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + density + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def jpeg(across: int, down: int, *, dots: int = 0, unit: int = 1, marker: int = 0xC0, before: bytes = b"") -> bytes:
    """A JPEG of so many pixels, as far as its frame; `before` stands in front of it."""
    density = struct.pack(">BHHBB", unit, dots, dots, 0, 0) if dots else struct.pack(">BHHBB", 0, 1, 1, 0, 0)
    start = b"\xff\xd8\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0\1\1" + density
    frame = b"\xff" + bytes([marker]) + struct.pack(">HBHHB", 17, 8, down, across, 3) + b"\0" * 9
    return start + before + frame + b"\xff\xd9"


def picture(name: str = "照片.png", *, across: int = 96, down: int = 48) -> Picture:
    """A picture as the engine is given one."""
    return Picture(name, "png", png(across, down))
