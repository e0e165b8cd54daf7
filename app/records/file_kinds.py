"""What a file really is: its first bytes and its inside have to agree with its name."""

import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from struct import unpack
from typing import BinaryIO

from app.errors import Invalid

MAX_PARTS = 2_000
MAX_PIXELS = 60_000_000
_SAME = {"jpeg": "jpg", "jpe": "jpg"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
_SOF = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def kind_named(name: str) -> str:
    """The kind that a name claims by its extension; empty if it claims none."""
    return kind_written(PurePosixPath(name).suffix.removeprefix("."))


def kind_written(extension: str) -> str:
    """An extension as it is written here: `JPEG` is `jpg`."""
    extension = extension.lower()
    return _SAME.get(extension, extension)


def kind_of(path: Path, name: str) -> str:
    """The kind of the file by its extension, confirmed by its content; raises `Invalid`."""
    kind = kind_named(name)
    if kind not in _CHECKS:
        raise Invalid.because("record.file_kind", name=name, kinds=tuple(_CHECKS))
    with path.open("rb") as file:
        if not _CHECKS[kind](file):
            raise Invalid.because("record.file_not_what_it_says", name=name, kind=kind)
    return kind


def _starts(*marks: bytes) -> Callable[[BinaryIO], bool]:
    return lambda file: file.read(8).startswith(marks)


def _png(file: BinaryIO) -> bool:
    head = file.read(24)
    if len(head) < 24 or not head.startswith(b"\x89PNG\r\n\x1a\n") or head[12:16] != b"IHDR":
        return False
    _refuse_huge(*unpack(">II", head[16:24]))
    return True


def _jpg(file: BinaryIO) -> bool:
    """Walks from mark to mark until the one that holds height and width."""
    if file.read(2) != b"\xff\xd8":
        return False
    for _ in range(MAX_PARTS):
        mark = file.read(4)
        if len(mark) < 4 or mark[0] != 0xFF:
            return False
        length = unpack(">H", mark[2:])[0]
        if mark[1] in _SOF:
            height, width = unpack(">xHH", file.read(5).ljust(5, b"\0"))
            _refuse_huge(width, height)
            return True
        file.seek(max(length - 2, 0), 1)
    return False


def _refuse_huge(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise Invalid.because("record.file_pixels", width=width, height=height, most=MAX_PIXELS // 1_000_000)


def _office(kind: str) -> Callable[[BinaryIO], bool]:
    def check(file: BinaryIO) -> bool:
        parts = _parts(file)
        if any(part.lower().endswith("vbaproject.bin") for part in parts):
            raise Invalid.because("record.file_macros", kind=kind)
        return "[Content_Types].xml" in parts and _MAIN_PARTS[kind] in parts

    return check


def _ofd(file: BinaryIO) -> bool:
    return "OFD.xml" in _parts(file)


def _zip(file: BinaryIO) -> bool:
    return bool(_parts(file))


def _parts(file: BinaryIO) -> frozenset[str]:
    """The names inside a zip; nothing is unpacked. Empty if it is none."""
    if file.read(4) != b"PK\x03\x04":
        return frozenset()
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError):
        return frozenset()
    if len(names) > MAX_PARTS:
        raise Invalid.because("record.file_parts", most=MAX_PARTS)
    return frozenset(names)


def _txt(file: BinaryIO) -> bool:
    """Text that people can read: no zero bytes, no markup that a browser would run."""
    head = file.read(4096)
    return b"\0" not in head and not re.match(rb"\s*<(!doctype|html|script|svg|\?xml)", head, re.IGNORECASE)


_CHECKS: Mapping[str, Callable[[BinaryIO], bool]] = {
    "pdf": _starts(b"%PDF-"),
    "docx": _office("docx"),
    "xlsx": _office("xlsx"),
    "pptx": _office("pptx"),
    "doc": _starts(_OLE),
    "xls": _starts(_OLE),
    "ppt": _starts(_OLE),
    "wps": _starts(_OLE, b"PK\x03\x04"),
    "et": _starts(_OLE, b"PK\x03\x04"),
    "dps": _starts(_OLE, b"PK\x03\x04"),
    "ofd": _ofd,
    "jpg": _jpg,
    "png": _png,
    "txt": _txt,
    "zip": _zip,
}
"""All of them go out as downloads only, except png and jpg."""
