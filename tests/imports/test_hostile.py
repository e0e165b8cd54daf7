"""Files that would harm: refused in words, with little work, and with nothing allotted for what they claim."""

import struct
from collections.abc import Callable
from functools import partial
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from app.errors import Invalid
from app.imports import read, read_paste
from tests.effort import bounded, watched
from tests.imports.workbooks import MAIN, SHEET, changed, with_cells, workbook

ROWS = [["姓名", "国别"], ["张三", "中国"]]
HONEST = workbook(ROWS)
MOST_CALLS = 1_000_000
"""What some ten thousand cells may take."""
CORNERS = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'


def code(data: bytes, name: str = "x.xlsx") -> str:
    with pytest.raises(Invalid) as caught:
        bounded(lambda: read(data, name=name), calls=MOST_CALLS)
    return caught.value.faults[0].code


def taken_or_refused(deed: Callable[[], object]) -> bool:
    """Whether it comes to one of the two ends that there may be; any other error passes through."""
    try:
        deed()
    except Invalid as refused:
        return all(fault.code.startswith("sheet.") for fault in refused.faults)
    return True


def sheet(body: str, *, declaration: str = "") -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{declaration}<worksheet xmlns="{MAIN}">{body}</worksheet>'.encode()


@pytest.mark.parametrize(
    "cells",
    [
        CORNERS,
        CORNERS.replace('"', "'"),
        CORNERS.replace("<c r", "<c\n r"),
        CORNERS.replace("<c ", '<c s="0" '),
    ],
    ids=["plain", "apostrophes", "line breaks", "other order"],
)
def test_cells_in_opposite_corners(cells: str) -> None:
    assert code(with_cells(cells)) == "sheet.too_many_rows"


def test_cells_in_opposite_corners_under_a_prefix() -> None:
    body = CORNERS.replace("</", "</x:").replace("<c", "<x:c").replace("<row", "<x:row").replace("<v", "<x:v")
    part = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{body}</x:sheetData></x:worksheet>'.encode()
    assert code(changed(HONEST, {SHEET: part})) == "sheet.too_many_rows"


def test_cells_without_references_count_on() -> None:
    assert code(
        with_cells("<row/>" * 1000 + '<row><c r="ZZ100001"><v>1</v></c></row>' + "<row><c><v>1</v></c></row>")
    ) == ("sheet.too_many_rows")


@pytest.mark.parametrize("reference", ["ZZZZZZZZZ1", "A99999999999", "A0", "1A", "$A$1", "XFE1", "A1048577"])
def test_references_that_no_sheet_has(reference: str) -> None:
    assert code(with_cells(f'<row r="1"><c r="{reference}"><v>1</v></c></row>')) == "sheet.damaged"


def test_many_columns() -> None:
    assert code(workbook([["列"] * 501, ["x"] * 501])) == "sheet.too_many_columns"


def test_one_long_text_used_everywhere() -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * 30_000}</t></si></sst>'.encode()
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 5001))
    assert code(with_cells(cells, {"xl/sharedStrings.xml": strings})) == "sheet.unpacks_too_large"
    unusual = cells.replace("><v>0", "><f>1</f><v>0")
    assert code(with_cells(unusual, {"xl/sharedStrings.xml": strings})) == "sheet.unpacks_too_large"


def test_a_bomb_by_its_ratio() -> None:
    assert code(changed(HONEST, {"xl/media/zero.bin": bytes(30_000_000)})) == "sheet.unpacks_too_large"


def test_too_many_entries() -> None:
    assert code(changed(HONEST, {f"xl/media/{at}.png": b"" for at in range(2001)})) == "sheet.unpacks_too_large"


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "xl\\..\\x.xml", "C:/x.xml", "xl/../../x"])
def test_names_that_leave_the_package(name: str) -> None:
    assert code(changed(HONEST, {name: b"x"})) == "sheet.damaged"


def test_two_entries_of_one_name() -> None:
    assert code(changed(HONEST, {SHEET.upper(): b"<x/>"})) == "sheet.damaged"


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "docProps/app.xml", "xl/_rels/workbook.xml.rels", "xl/new.xml"]
)
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY a "b">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x PUBLIC "-//X" "http://127.0.0.1/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/p"> %p;]>',
    ],
)
def test_a_document_type_in_any_part(part: str, declaration: str) -> None:
    assert code(changed(HONEST, {part: sheet("", declaration=declaration)})) == "sheet.doctype"


def test_a_billion_laughs() -> None:
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    bomb = sheet("<sheetData>&a9;</sheetData>", declaration=f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>')
    assert code(changed(HONEST, {SHEET: bomb})) == "sheet.doctype"


@pytest.mark.parametrize(
    "part",
    [
        sheet("<sheetData>")[:-8],
        sheet("").decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        sheet("").replace(b"UTF-8", b"UTF-7"),
        sheet("<sheetData>\x00</sheetData>"),
        sheet("<sheetData>&undefined;</sheetData>"),
        b"",
        b"junk" + sheet(""),
    ],
    ids=["cut", "utf-16", "utf-7", "nul", "entity", "empty", "junk before"],
)
def test_xml_that_is_not_as_it_should_be(part: bytes) -> None:
    assert code(changed(HONEST, {SHEET: part})) == "sheet.damaged"


def test_an_external_link_is_not_followed_but_told() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://x/externalLinkPath" Target="http://127.0.0.1:9/evil.xlsx" TargetMode="External"/></Relationships>'
    )
    parts: dict[str, bytes | None] = {
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": relation.encode(),
    }
    table = read(changed(HONEST, parts), name="x.xlsx")
    assert table.rows == [["张三", "中国"]]
    assert [fault.code for fault in table.faults] == ["sheet.linked"]


def test_a_macro_is_never_looked_at() -> None:
    assert read(changed(HONEST, {"xl/vbaProject.bin": b"junk"}), name="x.xlsm").rows == [["张三", "中国"]]


@pytest.mark.parametrize("length", [4, 30, 500, 3000, -1])
def test_a_truncated_workbook(length: int) -> None:
    assert code(HONEST[:length]) == "sheet.damaged"


def test_damage_within() -> None:
    for at in range(30, len(HONEST), 97):
        flipped = HONEST[:at] + bytes([HONEST[at] ^ 0xFF]) + HONEST[at + 1 :]
        assert taken_or_refused(partial(read, flipped, name="x.xlsx"))


def test_entries_over_one_another() -> None:
    directory = HONEST.rindex(b"PK\x01\x02")
    moved = HONEST[: directory + 42] + struct.pack("<I", 0) + HONEST[directory + 46 :]
    assert code(moved) == "sheet.damaged"


def test_encrypted_and_old_files_are_told_apart() -> None:
    start = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
    assert code(start + "EncryptedPackage".encode("utf-16-le")) == "sheet.encrypted"
    assert code(start + "Workbook".encode("utf-16-le"), "x.xls") == "sheet.old_workbook"
    assert code(start + "WordDocument".encode("utf-16-le"), "x.doc") == "sheet.not_workbook"


def test_an_encrypted_entry() -> None:
    directory = HONEST.index(b"PK\x01\x02")
    assert code(HONEST[: directory + 8] + b"\x01" + HONEST[directory + 9 :]) == "sheet.encrypted"


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "x.xlsx", "sheet.empty"),
        (b"hello", "x.xlsx", "sheet.damaged"),
        (b"%PDF-1.7\n%\xe2\xe3", "x.pdf", "sheet.unknown_kind"),
        (b"%PDF-1.7\nx", "x.csv", "sheet.unknown_kind"),
        (b"x", "x.ods", "sheet.unknown_kind"),
        (b'<?xml version="1.0"?><Workbook/>', "x.xls", "sheet.unknown_kind"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9, "x.csv", "sheet.not_text"),
        (b"\x01\x02\x03abc" * 9, "x.csv", "sheet.not_text"),
        (bytes(26 * 1024 * 1024), "x.csv", "sheet.too_large"),
    ],
)
def test_what_is_no_workbook(data: bytes, name: str, expected: str) -> None:
    assert code(data, name) == expected


def test_another_kind_of_package() -> None:
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", "<x/>")
    assert code(file.getvalue()) == "sheet.not_workbook"


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "html",
    [
        "<!--" * 300_000,
        "<table><td>" * 50_000,
        "<a " * 300_000,
        "<table><tr><td " + "x " * 100_000 + ">",
        "<![foo" * 100_000,
        "</" * 300_000,
        "&#" * 300_000,
        "<table>" + "<tr><td rowspan=65535 colspan=500>" * 200,
        "<style>" * 100_000,
        "<p>" * 100_000,
    ],
    ids=["comments", "nested", "tags", "attributes", "sections", "ends", "references", "spans", "styles", "blocks"],
)
def test_html_made_to_keep_the_reader_busy(html: str) -> None:
    assert taken_or_refused(lambda: watched(lambda: read_paste("a\tb", html)))
    short = html[: len(html) // 10]
    assert taken_or_refused(lambda: bounded(lambda: read_paste("a\tb", short), calls=MOST_CALLS))


@pytest.mark.no_cover
@pytest.mark.parametrize("text", ['"' * 200_000, '"a' * 100_000, '"a\t' * 100_000, "\t" * 200_000, "\n" * 200_000])
def test_text_made_to_keep_the_reader_busy(text: str) -> None:
    assert taken_or_refused(lambda: watched(lambda: read_paste(text, None)))
    short = text[: len(text) // 10]
    assert taken_or_refused(lambda: bounded(lambda: read_paste(short, None), calls=MOST_CALLS))
