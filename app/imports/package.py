"""Before a workbook is read: its zip and its XML within limits, then only the checked parts go on to the reader.

What is handed on is a new package, so that no reader can see another file in the zip than the one that was checked.
"""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from app.errors import Fault, Invalid, Level
from app.imports.sheetxml import extent_of, sheet_names, string_sizes

ENTRY_LIMIT = 2_000
UNPACKED_LIMIT = 200 * 1024 * 1024
RATIO_LIMIT = 200  # for parts above 1 MB
TEXT_LIMIT = 200 * 1024 * 1024  # bytes of text in one sheet, each use of a shared text counted
READ = frozenset({"Types", "Relationships", "workbook", "sst", "styleSheet", "worksheet"})
_ROOT = re.compile(rb"\s*(?:<\?[^>]*\?>\s*|<!--.*?-->\s*)*<(?:[^\s<>/:]+:)?([^\s<>/:]+)", re.DOTALL)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']*)")


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that may be read, whether it draws on others, and its failed formulas by the name of the sheet."""

    data: BytesIO
    is_linked: bool
    errors: Mapping[str, Sequence[str]]

    def warnings(self, sheet: str) -> Iterator[Fault]:
        """What to warn about when this sheet is read."""
        if self.is_linked:
            yield Fault("sheet.linked", level=Level.WARN)
        for place in self.errors.get(sheet, ()):
            yield Fault("sheet.formula_error", place=place, level=Level.WARN)


def checked_package(data: bytes, room: int = UNPACKED_LIMIT) -> Package:
    """The workbook with only those parts that are read, all of them checked; raises `Invalid`.

    `room` is how many bytes it may unpack to; its directory tells that before anything is unpacked.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, room)
            names = {entry.filename for entry in entries}
            if not names >= {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} or "[Content_Types].xml" not in names:
                raise Invalid.because("sheet.not_workbook")
            safe, errors = _rebuilt(archive, entries)
    except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as problem:
        raise Invalid.because("sheet.damaged") from problem
    is_linked = any(name.startswith("xl/externalLinks/") for name in names)
    return Package(safe, is_linked, errors)


def _check_entries(entries: list[ZipInfo], room: int) -> None:
    """Names, sizes and places of the entries, by the directory alone."""
    if len(entries) > ENTRY_LIMIT or sum(entry.file_size for entry in entries) > room:
        raise Invalid.because("sheet.unpacks_too_large", limit=room // 1024 // 1024)
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise Invalid.because("sheet.damaged")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end or _is_unsafe(entry.orig_filename):
            raise Invalid.because("sheet.damaged")
        if entry.flag_bits & 0x41:
            raise Invalid.because("sheet.encrypted")
        if entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise Invalid.because("sheet.damaged")
        if entry.file_size > 1024 * 1024 and entry.file_size > RATIO_LIMIT * entry.compress_size:
            raise Invalid.because("sheet.unpacks_too_large", limit=room // 1024 // 1024)
        end = entry.header_offset + entry.compress_size + 30


def _is_unsafe(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or any(sign in name for sign in "\\:\0")


def _rebuilt(archive: ZipFile, entries: list[ZipInfo]) -> tuple[BytesIO, dict[str, list[str]]]:
    """The package of the parts that are read. Strings come first: the size of a sheet depends on them."""
    safe = BytesIO()
    sizes: list[int] = []
    errors: dict[str, list[str]] = {}
    xml = [entry for entry in entries if entry.filename.lower().endswith((".xml", ".rels"))]
    with ZipFile(safe, "w", ZIP_STORED) as package:
        for entry in sorted(xml, key=lambda entry: not entry.filename.endswith("sharedStrings.xml")):
            part = archive.read(entry)
            root = _checked_xml(part)
            if root not in READ:
                continue
            if root == "sst":
                sizes += string_sizes(part)
            elif root == "worksheet":
                errors[entry.filename] = _sheet_errors(part, sizes)
            package.writestr(entry.filename, part)
    safe.seek(0)
    names = sheet_names(archive.read("xl/workbook.xml"), archive.read("xl/_rels/workbook.xml.rels"))
    return safe, {names[part]: places for part, places in errors.items() if part in names}


def _sheet_errors(part: bytes, sizes: Sequence[int]) -> list[str]:
    """Where formulas failed in a sheet that is not too large."""
    extent = extent_of(part, sizes)
    if extent.text > TEXT_LIMIT:
        raise Invalid.because("sheet.unpacks_too_large", limit=UNPACKED_LIMIT // 1024 // 1024)
    return extent.errors


def _checked_xml(part: bytes) -> str:
    """The name of the root, if the part is well-formed UTF-8 without a document type; raises `Invalid`."""
    head = part[:2000].removeprefix(b"\xef\xbb\xbf")
    declared = _ENCODING.match(head)
    if declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}:
        raise Invalid.because("sheet.damaged")
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(part, True)  # noqa: FBT003 - the interface of expat
    except expat.ExpatError as problem:
        raise Invalid.because("sheet.damaged") from problem
    root = _ROOT.match(head)
    return root[1].decode("utf-8", "replace") if root else ""


def _refuse_doctype(*_: object) -> None:
    raise Invalid.because("sheet.doctype")
