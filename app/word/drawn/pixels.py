"""How large a PNG or JPEG is, read from its first bytes; nothing of the picture itself is decoded."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
USUAL = Decimal(96)
"""Dots in an inch, where a picture does not say it."""
_INCH = Decimal("25.4")
_MOST = 65_535
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})
"""Markers of JPEG without a length."""
_LEAST_DENSITY, _MOST_DENSITY = 10, 10_000


@dataclass(frozen=True, slots=True)
class Pixels:
    """The kind of a picture, its own size in millimetres, and how many dots it has."""

    ending: str
    width: Decimal
    height: Decimal
    across: int
    down: int


def pixels_of(content: bytes) -> Pixels | None:
    """What the first bytes say; None if they are neither PNG nor JPEG, or broken."""
    try:
        if content.startswith(PNG):
            return _png(content)
        if content.startswith(JPEG):
            return _jpeg(content)
    except (struct.error, IndexError):
        return None
    return None


def _sized(ending: str, across: int, down: int, densities: tuple[Decimal, Decimal]) -> Pixels | None:
    if not (0 < across <= _MOST and 0 < down <= _MOST):
        return None
    return Pixels(ending, across * _INCH / densities[0], down * _INCH / densities[1], across, down)


def _densities(across: Decimal, down: Decimal) -> tuple[Decimal, Decimal]:
    """Dots in an inch; nonsense is as good as nothing."""
    if all(_LEAST_DENSITY <= density <= _MOST_DENSITY for density in (across, down)):
        return across, down
    return USUAL, USUAL


def _png(content: bytes) -> Pixels | None:
    if content[12:16] != b"IHDR":
        return None
    across, down = struct.unpack_from(">2L", content, 16)
    densities, at = (USUAL, USUAL), 33
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">L4s", content, at)
        if kind == b"pHYs":
            in_x, in_y, unit = struct.unpack_from(">2LB", content, at + 8)
            if unit == 1:
                densities = _densities(in_x * _INCH / 1000, in_y * _INCH / 1000)
        if kind in {b"pHYs", b"IDAT", b"IEND"}:
            break
        at += 12 + length
    return _sized("png", across, down, densities)


def _jpeg(content: bytes) -> Pixels | None:
    densities = USUAL, USUAL
    for marker, at, length in _segments(content):
        if marker == 0xE0 and content[at : at + 5] == b"JFIF\0":
            unit, in_x, in_y = struct.unpack_from(">BHH", content, at + 7)
            inch = {1: Decimal(1), 2: _INCH / 10}.get(unit)
            densities = _densities(in_x * inch, in_y * inch) if inch else densities
        elif marker in _FRAMES and length >= 5:
            down, across = struct.unpack_from(">HH", content, at + 1)
            return _sized("jpeg", across, down, densities)
    return None


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """The marker of each segment, where its content begins, and how long that is."""
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _BARE:
            at += 2
        elif marker == 0xD9:
            return
        else:
            (length,) = struct.unpack_from(">H", content, at + 2)
            yield marker, at + 4, length - 2
            at += 2 + length
