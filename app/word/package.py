"""A .docx as a zip: read with limits, written again with untouched parts copied as they are."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import Fault
from app.word.faults import WordInvalid, refusal

try:  # Quicker, where somebody has installed it.
    from isal import isal_zlib as quicker  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    quicker = None

MEBIBYTE = 1 << 20
MAX_FILE = 50 * MEBIBYTE
MAX_TOTAL = 200 * MEBIBYTE
MAX_ENTRIES = 2_000
MAX_DIRECTORY = 2 * MEBIBYTE
MAX_RATIO = 200
RATIO_FROM = MEBIBYTE
PIECE = MEBIBYTE

LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s6H3L5H2L")
END = struct.Struct("<4s4H2LH")
LOCAL_MARK, CENTRAL_MARK, END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
ENCRYPTED = 0x1 | 0x40 | 0x2000
UTF8 = 0x800
VERSION = 20
EPOCH = (0, (1 << 5) | 1)
"""1 January 1980: the same content gives the same bytes, whenever it is written."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "EncryptedPackage".encode("utf-16-le")
OTHER_FILES = {b"%PDF": "word.is_pdf", b"{\\rtf": "word.is_rtf"}


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the zip, still compressed."""

    name: str
    method: int
    checksum: int
    size: int
    packed: bytes

    def verify(self) -> None:
        """Check the bytes against what the zip says about them, without holding them: pictures are never parsed."""
        size, checksum = 0, 0
        for piece in self._pieces():
            size, checksum = size + len(piece), zlib.crc32(piece, checksum)
            if size > self.size:
                break
        if size != self.size or checksum != self.checksum:
            raise refusal("word.damaged", part=self.name)

    def beginning(self) -> bytes:
        """Its first bytes, without unpacking all of it; none if it is damaged, which whoever reads it is told."""
        try:
            return next(self._pieces(100), b"")
        except WordInvalid:
            return b""

    def _pieces(self, size: int = PIECE) -> Iterator[bytes]:
        if self.method == zipfile.ZIP_STORED:
            yield self.packed
            return
        stream, rest = zlib.decompressobj(-zlib.MAX_WBITS), self.packed
        try:
            while not stream.eof:
                piece = stream.decompress(rest, size)
                rest = stream.unconsumed_tail
                if not piece and not rest:
                    break
                yield piece
        except zlib.error:
            raise refusal("word.damaged", part=self.name) from None
        if not stream.eof:
            raise refusal("word.damaged", part=self.name)

    def content(self) -> bytes:
        """The bytes, checked against what the zip says about them."""
        data = self.packed if self.method == zipfile.ZIP_STORED else self._inflated()
        if len(data) != self.size or zlib.crc32(data) != self.checksum:
            raise refusal("word.damaged", part=self.name)
        return data

    def _inflated(self) -> bytes:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            data = stream.decompress(self.packed, self.size + 1)
        except zlib.error:
            raise refusal("word.damaged", part=self.name) from None
        if not stream.eof and len(data) <= self.size:
            raise refusal("word.damaged", part=self.name)
        return data


@dataclass(slots=True)
class Package:
    """The parts of a document by name, in the order of the file."""

    parts: Mapping[str, Part]
    _contents: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def read(cls, data: bytes) -> "Package":
        """The parts of a file, or a refusal that says why it is none."""
        check_header(data)
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, struct.error, UnicodeDecodeError, NotImplementedError):
            raise refusal("word.damaged", part="") from None
        faults = [*_entry_faults(entries), *_total_faults(entries)]
        if faults:
            raise WordInvalid(faults)
        return cls({part.name: part for part in _cut(data, entries)})

    def __contains__(self, name: object) -> bool:
        return name in self.parts

    def content(self, name: str) -> bytes:
        """A part's bytes, unpacked once; a large part each time, or a hostile file would fill the memory."""
        known = self._contents.get(name)
        if known is None:
            known = self.parts[name].content()
            if len(known) <= MEBIBYTE:
                self._contents[name] = known
        return known

    def replace(self, name: str, content: bytes) -> None:
        """Put other bytes in the place of a part."""
        self.parts = {**self.parts, name: packed(name, content)}
        self._contents[name] = content

    def remove(self, name: str) -> None:
        """Leave a part out."""
        self.parts = {other: part for other, part in self.parts.items() if other != name}
        self._contents.pop(name, None)


def check_header(data: bytes) -> None:
    """Refuse by size and first bytes, before anything is parsed."""
    if not data:
        raise refusal("word.empty")
    if len(data) > MAX_FILE:
        raise refusal("word.too_large", size=len(data), limit=MAX_FILE)
    if data.startswith(OLE):
        raise refusal("word.encrypted" if LOCKED in data else "word.is_doc_97")
    for start, code in OTHER_FILES.items():
        if data.startswith(start):
            raise refusal(code)
    if not data.startswith(LOCAL_MARK):
        raise refusal("word.not_a_docx")
    _check_directory(data)


def _check_directory(data: bytes) -> None:
    at = data.rfind(END_MARK)
    if at < 0 or len(data) < at + END.size:
        raise refusal("word.damaged", part="")
    entries, size = END.unpack_from(data, at)[4:6]
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise refusal("word.too_many_parts", count=entries, limit=MAX_ENTRIES)


def _entry_faults(entries: Sequence[zipfile.ZipInfo]) -> Iterator[Fault]:
    seen: set[str] = set()
    for entry in entries:
        name = entry.orig_filename
        if not _is_safe(name):
            yield Fault("word.part_name", facts={"part": name[:200]})
        if name.lower() in seen:
            yield Fault("word.part_twice", facts={"part": name})
        seen.add(name.lower())
        if entry.flag_bits & ENCRYPTED:
            yield Fault("word.encrypted", facts={"part": name})
        elif entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            yield Fault("word.compression", facts={"part": name})
        elif entry.file_size > RATIO_FROM and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            yield Fault("word.bomb", facts={"part": name, "size": entry.file_size})


def _total_faults(entries: Sequence[zipfile.ZipInfo]) -> Iterator[Fault]:
    if len(entries) > MAX_ENTRIES:
        yield Fault("word.too_many_parts", facts={"count": len(entries), "limit": MAX_ENTRIES})
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL:
        yield Fault("word.bomb", facts={"part": "", "size": total})


def _is_safe(name: str) -> bool:
    if not name or len(name) > 250 or name.startswith("/") or "\\" in name or ":" in name:
        return False
    if any(ord(char) < 32 or char == "\x7f" for char in name):
        return False
    return not {"", ".", ".."} & set(name.removesuffix("/").split("/"))


def _cut(data: bytes, entries: Sequence[zipfile.ZipInfo]) -> Iterator[Part]:
    """The compressed bytes of each entry; entries that share bytes or disagree with their header are refused."""
    end = 0
    order = {entry.header_offset: entry for entry in entries}
    if len(order) != len(entries):
        raise refusal("word.damaged", part="")
    for start in sorted(order):
        entry = order[start]
        begin = _data_start(data, entry)
        if start < end:
            raise refusal("word.damaged", part=entry.filename)
        end = begin + entry.compress_size
        if end > len(data):
            raise refusal("word.damaged", part=entry.filename)
        if not entry.filename.endswith("/"):
            yield Part(entry.filename, entry.compress_type, entry.CRC, entry.file_size, data[begin:end])


def _data_start(data: bytes, entry: zipfile.ZipInfo) -> int:
    start = entry.header_offset
    if start < 0 or start + LOCAL.size > len(data) or data[start : start + 4] != LOCAL_MARK:
        raise refusal("word.damaged", part=entry.filename)
    header: tuple[Any, ...] = LOCAL.unpack_from(data, start)
    flags, name_length, extra_length = header[2], header[9], header[10]
    name = data[start + LOCAL.size : start + LOCAL.size + name_length]
    if name.decode("utf-8" if flags & UTF8 else "cp437", "replace") != entry.orig_filename:
        raise refusal("word.damaged", part=entry.filename)
    return int(start + LOCAL.size + name_length + extra_length)


def deflate(content: bytes) -> bytes:
    """Compressed as zips hold it: no header, level 6 of zlib, or the level of the quicker library that is worth it."""
    if quicker is not None:
        return bytes(quicker.compress(content, 1, wbits=-zlib.MAX_WBITS))
    return zlib.compress(content, 6, wbits=-zlib.MAX_WBITS)


def checksum(content: bytes) -> int:
    """The CRC-32 of zips."""
    return int((quicker or zlib).crc32(content))


def packed(name: str, content: bytes) -> Part:
    """A part made from its content."""
    return Part(name, zipfile.ZIP_DEFLATED, checksum(content), len(content), deflate(content))


@dataclass(frozen=True, slots=True)
class Envelope:
    """Everything of the file that is the same in every document; only the changing parts are asked for.

    `prefix` is the unchanging parts as they stand in the file, `directory` their entries in its list of contents.
    """

    changing: tuple[str, ...]
    prefix: bytes
    directory: bytes
    still: tuple[Part, ...]

    @classmethod
    def around(cls, package: Package, changing: Sequence[str]) -> "Envelope":
        """The package without the parts that change."""
        prefix, directory = bytearray(), bytearray()
        still = [part for name, part in package.parts.items() if name not in changing]
        for part in still:
            directory += _central(part, len(prefix))
            prefix += _local(part) + part.packed
        return cls(tuple(changing), bytes(prefix), bytes(directory), tuple(still))

    def seal(self, contents: Sequence[bytes]) -> bytes:
        """The finished file, with these contents for the changing parts."""
        pieces, entries, at = [self.prefix], [self.directory], len(self.prefix)
        for name, content in zip(self.changing, contents, strict=True):
            part = packed(name, content)
            head = _local(part)
            entries.append(_central(part, at))
            pieces += (head, part.packed)
            at += len(head) + len(part.packed)
        size = sum(map(len, entries))
        end = END.pack(END_MARK, 0, 0, self.count, self.count, size, at, 0)
        return b"".join((*pieces, *entries, end))

    def seal_with(self, contents: Mapping[str, bytes], *, stored: Mapping[str, bytes]) -> bytes:
        """The finished file where other parts change too, or are new; `stored` are added without compression."""
        waiting = dict(contents)
        parts = [packed(part.name, waiting.pop(part.name)) if part.name in waiting else part for part in self.still]
        parts += [packed(name, content) for name, content in waiting.items()]
        parts += [Part(name, zipfile.ZIP_STORED, zlib.crc32(data), len(data), data) for name, data in stored.items()]
        return Envelope.around(Package({part.name: part for part in parts}), ()).seal(())

    def sign(self) -> str:
        """A name for what is added that no part of the file has already: made from all that it holds."""
        return f"v{zlib.crc32(self.directory + ''.join(self.changing).encode()):08x}"

    @property
    def count(self) -> int:
        """How many parts the finished file has."""
        return len(self.still) + len(self.changing)

    def content(self, name: str) -> bytes:
        """The bytes of a part that does not change; none if there is no such part."""
        return next((part.content() for part in self.still if part.name == name), b"")


def _name(part: Part) -> tuple[bytes, int]:
    return part.name.encode(), 0 if part.name.isascii() else UTF8


def _local(part: Part) -> bytes:
    name, flags = _name(part)
    sizes = part.checksum, len(part.packed), part.size
    return LOCAL.pack(LOCAL_MARK, VERSION, flags, part.method, *EPOCH, *sizes, len(name), 0) + name


def _central(part: Part, at: int) -> bytes:
    name, flags = _name(part)
    sizes = part.checksum, len(part.packed), part.size
    head = CENTRAL.pack(
        CENTRAL_MARK, VERSION, VERSION, flags, part.method, *EPOCH, *sizes, len(name), 0, 0, 0, 0, 0, at
    )
    return head + name
