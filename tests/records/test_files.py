"""Files: what they are called, what they are, whose they are, and that nothing is lost or left behind."""

import io
import os
import struct
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType
from app.errors import Invalid, NotFound
from app.records import drafts, files
from app.records.models import Attachment
from app.web.sent import clean_name

from .conftest import MakeRecord
from .office import ADA, AMY, EVE, NOW, STAN, department, stored, viewer

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100


def _zip(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def _png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\0\0\0"


def _jpg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\0" * 12


GOOD: Mapping[str, bytes] = {
    "邀请函.pdf": PDF,
    "a.DOCX": _zip("[Content_Types].xml", "word/document.xml"),
    "a.xlsx": _zip("[Content_Types].xml", "xl/workbook.xml"),
    "a.pptx": _zip("[Content_Types].xml", "ppt/presentation.xml"),
    "a.ofd": _zip("OFD.xml", "Doc_0/Document.xml"),
    "a.zip": _zip("x/y.txt"),
    "a.doc": OLE,
    "a.wps": OLE,
    "a.et": _zip("x"),
    "a.png": _png(800, 600),
    "a.jpeg": _jpg(800, 600),
    "a.txt": "会议纪要\r\n".encode("gb18030"),
}
BAD: Mapping[str, tuple[bytes, str]] = {
    "a.exe": (b"MZ", "file_kind"),
    "a": (PDF, "file_kind"),
    "a.svg": (b"<svg/>", "file_kind"),
    "a.docm": (_zip("[Content_Types].xml", "word/document.xml"), "file_kind"),
    "a.pdf": (b"<html><script>", "file_not_what"),
    "b.pdf": (b"MZ" + PDF, "file_not_what"),
    "c.pdf": (b"", "file_empty"),
    "a.docx": (_zip("[Content_Types].xml", "xl/workbook.xml"), "file_not_what"),
    "b.docx": (_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file_macros"),
    "c.docx": (OLE, "file_not_what"),
    "d.docx": (b"PK\x03\x04broken", "file_not_what"),
    "a.zip": (_zip(*(f"{number}" for number in range(2001))), "file_parts"),
    "a.png": (_png(50_000, 50_000), "file_pixels"),
    "b.png": (PDF, "file_not_what"),
    "c.png": (b"\x89PNG\r\n\x1a\n", "file_not_what"),
    "a.jpg": (_jpg(20_000, 20_000), "file_pixels"),
    "b.jpg": (b"\xff\xd8\xff", "file_not_what"),
    "c.jpg": (b"\xff\xd8" + b"\xff\xe0\x00\x00" * 3, "file_not_what"),
    "a.txt": (b" <!DOCTYPE html>", "file_not_what"),
    "b.txt": (b"a\0b", "file_not_what"),
}


def _receive(root: Path, name: str = "邀请函.pdf", content: bytes = PDF, **more: int) -> files.Received:
    return files.receive(root, io.BytesIO(content), name, reserve=0, **more)


@pytest.mark.parametrize("name", GOOD)
def test_office_files_are_taken(tmp_path: Path, name: str) -> None:
    received = _receive(tmp_path, name, GOOD[name])
    assert (received.name, received.size) == (name, len(GOOD[name]))
    assert files.path_of(tmp_path, received.content).read_bytes() == GOOD[name]
    assert received.kind == {"jpeg": "jpg"}.get(name.lower().rsplit(".", 1)[1], name.lower().rsplit(".", 1)[1])


@pytest.mark.parametrize("name", BAD)
def test_others_are_refused_and_leave_nothing(tmp_path: Path, name: str) -> None:
    content, code = BAD[name]
    with pytest.raises(Invalid, match=code):
        _receive(tmp_path, name, content)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_file_that_is_too_large_or_a_disk_that_is_full(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="file_large"):
        _receive(tmp_path, most=10)
    with pytest.raises(Invalid, match="disk_full"):
        files.receive(tmp_path, io.BytesIO(PDF), "a.pdf", reserve=2**62)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("邀请函.pdf", "邀请函.pdf"),
        ("C:\\Users\\王\\报告 终稿.docx", "报告 终稿.docx"),
        ("../../etc/passwd", "passwd"),
        ("a\u202efdp.exe", "afdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie_ x.pdf"),
        ("a\0b.pdf", "ab.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("a.pdf. . ", "a.pdf"),
        ('a"b<c>.pdf', "a_b_c_.pdf"),
        ("\ufeff\u200b", ""),
        ("长" * 300 + ".pdf", "长" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_the_same_bytes_lie_there_once(tmp_path: Path) -> None:
    first, second = _receive(tmp_path), _receive(tmp_path, "另一个名字.pdf")
    assert first.content == second.content
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_waiting_file_is_its_senders_and_then_its_records(
    session: Session, tmp_path: Path, make_record: MakeRecord
) -> None:
    row = files.add(session, _receive(tmp_path), actor=STAN, now=NOW)
    assert files.get(session, row.token, viewer=viewer(STAN)) is row
    for who in (AMY, EVE, ADA):
        with pytest.raises(NotFound):
            files.get(session, row.token, viewer=viewer(who))
    make_record(host_unit=department(3), papers=[{"file": row.token, "name": "a", "size": 1, "kind": "pdf"}])
    for who in (AMY, ADA, STAN):
        assert files.get(session, row.token, viewer=viewer(who)) is row
    with pytest.raises(NotFound):
        files.get(session, row.token, viewer=viewer(EVE))
    with pytest.raises(NotFound):
        files.get(session, "guess", viewer=viewer(ADA))


def test_a_sender_who_may_not_see_the_record_does_not_see_its_file(
    session: Session, tmp_path: Path, make_record: MakeRecord
) -> None:
    row = files.add(session, _receive(tmp_path), actor=EVE, now=NOW)
    papers = [{"file": row.token, "name": "a", "size": 1, "kind": "pdf"}]
    make_record(actor=STAN, host_unit=department(3), papers=papers)
    with pytest.raises(NotFound):
        files.get(session, row.token, viewer=viewer(EVE))


def test_the_field_of_a_file_is_known(visit: CompiledType) -> None:
    values = stored(papers=[{"file": "t1"}])
    assert files.field_of(visit, values, "t1") == "papers"
    assert files.field_of(visit, values, "t2") is None


def test_a_copy_is_another_file_with_the_same_bytes(session: Session, tmp_path: Path) -> None:
    row = files.add(session, _receive(tmp_path), actor=STAN, now=NOW)
    again = files.copy(session, row, actor=AMY, now=NOW)
    assert (again.content, again.name, again.by) == (row.content, row.name, AMY.id)
    assert again.token != row.token


def test_what_nobody_used_is_swept_away(session: Session, tmp_path: Path, make_record: MakeRecord) -> None:
    tokens = {}
    for name, content in (("used", b"1"), ("typed", b"2"), ("left", b"3"), ("new", b"4")):
        at = NOW if name == "new" else NOW - timedelta(days=30)
        tokens[name] = files.add(session, _receive(tmp_path, "a.pdf", PDF + content), actor=STAN, now=at)
    make_record(papers=[{"file": tokens["used"].token, "name": "a.pdf", "size": 1, "kind": "pdf"}])
    drafts.keep(session, "visit", {"papers": [tokens["typed"].token]}, actor=STAN, now=NOW)
    left = files.path_of(tmp_path, tokens["left"].content)
    assert files.forget_unused(session, now=NOW) == 1
    session.commit()
    assert set(session.scalars(sa.select(Attachment.token))) == {
        tokens[name].token for name in ("used", "typed", "new")
    }
    assert files.sweep(session, tmp_path, now=NOW - timedelta(days=400)) == 0
    for path in tmp_path.rglob("*"):
        os.utime(path, (0, 0))
    assert files.sweep(session, tmp_path, now=NOW) == 1
    assert not left.exists()
    assert files.missing(session, tmp_path) == []


def test_lost_bytes_are_found(session: Session, tmp_path: Path) -> None:
    row = files.add(session, _receive(tmp_path), actor=STAN, now=NOW)
    assert files.missing(session, tmp_path) == []
    files.path_of(tmp_path, row.content).write_bytes(b"short")
    assert files.missing(session, tmp_path) == [row.token]
