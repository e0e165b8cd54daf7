"""Zips: what is refused before anything is parsed, and what is written."""

import io
import zipfile

import pytest

from app.word import WordInvalid, preflight
from app.word.package import Envelope, Package

from . import build
from .build import template


def codes(data: bytes) -> set[str]:
    """Why these bytes are refused."""
    with pytest.raises(WordInvalid) as raised:
        preflight(data)
    return {fault.code for fault in raised.value.faults}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "word.empty"),
        (b"\xff\xd8 a picture", "word.not_a_docx"),
        (OLE + bytes(600), "word.is_doc_97"),
        (OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "word.encrypted"),
        (b"%PDF-1.7 ...", "word.is_pdf"),
        (rb"{\rtf1 hello}", "word.is_rtf"),
        (b"<html>PK\x03\x04", "word.not_a_docx"),
        (b"PK\x05\x06" + bytes(18), "word.not_a_docx"),
        (b"PK\x03\x04 and no more", "word.damaged"),
        (template()[:-200], "word.damaged"),
        (template()[:3000], "word.damaged"),
        (b"PK\x03\x04" + bytes(51 << 20), "word.too_large"),
    ],
    ids=["empty", "picture", "doc", "locked", "pdf", "rtf", "html", "empty zip", "stub", "cut", "half", "huge"],
)
def test_what_is_no_docx_is_refused_by_what_it_is(data: bytes, code: str) -> None:
    assert codes(data) == {code}


@pytest.mark.parametrize(
    "name",
    ["../x.xml", "/etc/passwd", "word/../../x.xml", "word\\x.xml", "C:/x.xml", "a/\x07b", "word//x.xml", "x" * 300],
)
def test_names_that_leave_the_file_are_refused(name: str) -> None:
    assert codes(build.zipped([*build.parts_of(template()).items(), (name, b"x")])) == {"word.part_name"}


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["word/document.xml", "word/Document.XML"])
def test_parts_may_not_occur_twice(name: str) -> None:
    assert codes(build.zipped([*build.parts_of(template()).items(), (name, b"<x/>")])) == {"word.part_twice"}


def test_a_bomb_is_refused_unopened() -> None:
    assert codes(build.changed(template(), {"word/media/zero.bin": bytes(40 << 20)})) == {"word.bomb"}


def test_too_many_parts_are_refused() -> None:
    parts = ((f"word/{number}.bin", b"") for number in range(2100))
    assert codes(build.zipped([*build.parts_of(template()).items(), *parts])) == {"word.too_many_parts"}


def test_a_locked_entry_and_an_unusual_compression_are_refused() -> None:
    locked = bytearray(template())
    at = locked.rfind(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert codes(bytes(locked)) == {"word.encrypted"}
    assert codes(build.zipped(build.parts_of(template()).items(), method=zipfile.ZIP_BZIP2)) == {"word.compression"}


def test_a_size_that_lies_is_noticed() -> None:
    data = bytearray(template())
    at = data.rfind(b"PK\x01\x02")
    data[at + 24] ^= 1
    assert codes(bytes(data)) == {"word.damaged"}


def test_a_changed_byte_is_noticed() -> None:
    data = bytearray(build.zipped(build.parts_of(template()).items(), method=zipfile.ZIP_STORED))
    at = data.index(b"<w:body>")
    data[at + 1] = ord("v")
    assert codes(bytes(data)) == {"word.damaged"}


def test_entries_that_share_bytes_are_refused() -> None:
    data = bytearray(template())
    last, before = data.rfind(b"PK\x01\x02"), 0
    before = data.rfind(b"PK\x01\x02", 0, last)
    data[last + 42 : last + 46] = data[before + 42 : before + 46]
    assert codes(bytes(data)) == {"word.damaged"}


def test_folders_and_zips_written_as_a_stream_are_taken() -> None:
    out = io.BytesIO()

    class Stream(io.RawIOBase):
        """A file that cannot go back, so that sizes follow the data."""

        def writable(self) -> bool:
            return True

        def write(self, data: bytes) -> int:  # type: ignore[override]
            return out.write(data)

    with zipfile.ZipFile(Stream(), "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        for name, content in build.parts_of(template("{{ title }}")).items():
            archive.writestr(name, content)
        archive.writestr("word/", b"")
    document = build.filled(out.getvalue(), {"title": "甲"})
    assert build.lines(document) == ["甲"]


def test_an_envelope_writes_what_any_reader_reads() -> None:
    package = Package.read(build.changed(template(), {"word/图片.bin": b"abc"}))
    envelope = Envelope.around(package, [build.MAIN])
    sealed = envelope.seal([b"<new/>"])
    with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
        assert archive.testzip() is None
        assert archive.read(build.MAIN) == b"<new/>"
        assert archive.read("word/图片.bin") == b"abc"
        assert set(archive.namelist()) == set(package.parts)
