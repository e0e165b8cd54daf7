"""Workbooks that cannot be templates: what is wrong, in which cell, and what was probably meant; all of it at once."""

import re
import zipfile
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from xlsxwriter import Workbook as Writer

from app.errors import Fault
from app.excel import ExcelInvalid, Workbook, preflight
from app.web.words import say
from app.web.words.excel import WORDS
from tests.excel.build import SCOPE, SHEET, VALUES, book, changed, fill, part_of, parts_of, replaced, sheet
from tests.word.build import template as word_file

APP = Path(__file__).parents[2] / "app"
REFERS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def faults(data: bytes, scope: Any = SCOPE) -> list[Fault]:
    with pytest.raises(ExcelInvalid) as caught:
        Workbook.compile(data, scope=scope)
    return list(caught.value.faults)


def codes(data: bytes) -> list[str]:
    with pytest.raises(ExcelInvalid) as caught:
        preflight(data)
    return [fault.code for fault in caught.value.faults]


def related(kind: str, target: str, *, mode: str = "", part: str = "xl/_rels/workbook.xml.rels") -> bytes:
    """An honest workbook with one more relationship."""
    mode = f' TargetMode="{mode}"' if mode else ""
    new = f'<Relationship Id="rIdX" Type="{REFERS}/{kind}" Target="{target}"{mode}/></Relationships>'
    return replaced(sheet(["x"]), "</Relationships>", new, part=part)


def test_an_honest_workbook_passes() -> None:
    preflight(sheet(["x", "=A1"]))


def test_every_fault_is_told_with_its_cell_and_what_was_meant() -> None:
    def build(writer: Writer) -> None:
        fill(writer.add_worksheet("汇总"), [["{{ 团组名程 }}", None], [None, "{{ 来访人员.姓名 }}"]])
        fill(writer.add_worksheet("另 表"), [["{{ 人数"], ["{% if x %}"], ["{{ }}"], ["完 }}"]])

    found = faults(book(build))
    assert [(fault.code, fault.place) for fault in found] == [
        ("expression.unknown_name", "汇总!A1"),
        ("expression.unknown_member", "汇总!B2"),
        ("excel.tag_not_closed", "'另 表'!A1"),
        ("excel.no_blocks", "'另 表'!A2"),
        ("excel.tag_empty", "'另 表'!A3"),
        ("excel.tag_not_opened", "'另 表'!A4"),
    ]
    assert found[0].suggestions[0] == "团组名称"


def test_a_row_can_follow_one_table_only() -> None:
    (fault,) = faults(sheet(["{{ 来访人员.中文译名 }}", "{{ 经费.科目 }}"]))
    assert (fault.code, fault.facts["tables"]) == ("excel.two_tables_in_row", "来访人员、经费")
    loose = Workbook.compile(sheet(["{{ a.x }}", "{{ b.y }}"]))
    with pytest.raises(ExcelInvalid):
        loose.render({"a": [{"x": "1"}], "b": [{"y": "2"}]})


def test_a_row_that_is_merged_with_others_cannot_repeat() -> None:
    def build(writer: Writer) -> None:
        page = writer.add_worksheet("汇总")
        page.merge_range("A1:A2", "{{ 来访人员.中文译名 }}")

    assert [(fault.code, fault.place) for fault in faults(book(build))] == [("excel.merged_over_rows", "汇总!A1")]


def test_tags_where_nothing_is_filled_in_are_told() -> None:
    def build(writer: Writer) -> None:
        page = writer.add_worksheet("汇总")
        page.set_header("&C{{ 团组名称 }}")
        page.insert_textbox("B5", "{{ 人数 }}")

    assert [fault.code for fault in faults(book(build))] == ["excel.tag_elsewhere"] * 2


def test_too_many_tags_are_one_fault() -> None:
    (fault,) = faults(sheet(*[["{{ 人数 }}"] * 50] * 41))
    assert (fault.code, fault.place) == ("excel.too_many_tags", "汇总")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "excel.empty"),
        (b"hello", "excel.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "excel.is_xls"),
        (b"%PDF-1.4", "excel.is_pdf"),
        (b"{\\rtf1", "excel.is_rtf"),
        (word_file("{{ x }}"), "excel.not_a_workbook"),
    ],
    ids=["empty", "text", "xls", "pdf", "rtf", "docx"],
)
def test_what_is_no_workbook_is_told_in_its_own_words(data: bytes, code: str) -> None:
    assert codes(data) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (f"{MAIN_TYPE}|application/vnd.ms-excel.sheet.macroEnabled.main+xml", "excel.macro"),
        (f"{MAIN_TYPE}|{MAIN_TYPE.replace('sheet.main', 'template.main')}", "excel.is_xltx"),
        (f"{MAIN_TYPE}|application/pdf", "excel.not_a_workbook"),
    ],
    ids=["xlsm", "xltx", "other"],
)
def test_the_kind_of_the_file_is_what_it_says(change: str, code: str) -> None:
    old, new = change.split("|")
    assert codes(replaced(sheet(["x"]), old, new, part="[Content_Types].xml")) == [code]


def test_the_strict_way_of_writing_is_told() -> None:
    data = sheet(["x"])
    strict = part_of(data, "xl/workbook.xml").replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    assert codes(changed(data, {"xl/workbook.xml": strict})) == ["excel.strict"]


@pytest.mark.parametrize(
    ("kind", "target", "mode", "code"),
    [
        ("externalLink", "externalLinks/externalLink1.xml", "", "excel.linked"),
        ("oleObject", "embeddings/o.bin", "", "excel.embedded"),
        ("vbaProject", "vbaProject.bin", "", "excel.macro"),
        ("connections", "connections.xml", "", "excel.fetches"),
        ("image", "https://example.org/x.png", "External", "excel.external"),
        ("hyperlink", "file:///etc/passwd", "External", "excel.external"),
        ("hyperlink", "javascript:alert(1)", "External", "excel.external"),
        ("image", "../../../etc/passwd", "", "excel.part_name"),
        ("image", "file:///etc/x.png", "", "excel.external"),
        ("hyperlink", "file:///etc/passwd", "", "excel.external"),
    ],
)
def test_what_is_fetched_or_run_is_refused(kind: str, target: str, mode: str, code: str) -> None:
    assert codes(related(kind, target, mode=mode)) == [code]


def test_ordinary_links_are_taken() -> None:
    preflight(related("hyperlink", "https://example.org/", mode="External"))


@pytest.mark.parametrize(
    ("formula", "function"),
    [
        ('=WEBSERVICE("http://example.org/")', "WEBSERVICE"),
        ("=IMAGE(A1)", "IMAGE"),
        ("=cmd|'/C calc'!A0", "DDE"),
        ('=RTD("x",,"y")', "RTD"),
    ],
)
def test_formulas_that_reach_out_are_refused(formula: str, function: str) -> None:
    with pytest.raises(ExcelInvalid) as caught:
        preflight(sheet(["x"], [None, formula]))
    (fault,) = caught.value.faults
    assert (fault.code, fault.place, fault.facts["function"]) == ("excel.formula_fetches", "汇总!B2", function)


def test_words_in_quotes_are_no_functions() -> None:
    preflight(sheet(['="WEBSERVICE(x)"&"a|b"']))


@pytest.mark.parametrize(
    "part", [SHEET, "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "docProps/app.xml"]
)
def test_entities_are_refused_in_every_part(part: str) -> None:
    data = sheet(["x"])
    xml = part_of(data, part).replace(b"?>", b'?><!DOCTYPE x [<!ENTITY e "e">]>', 1)
    assert codes(changed(data, {part: xml})) == ["excel.doctype"]


def test_entities_are_refused_in_parts_that_are_not_called_xml() -> None:
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "e">]><x/>'
    said = (
        '<Override PartName="/xl/drawing.bin" ContentType="application/vnd.openxmlformats-officedocument.drawing+xml"/>'
    )
    data = changed(sheet(["x"]), {"xl/drawing.bin": xml})
    assert codes(replaced(data, "</Types>", said + "</Types>", part="[Content_Types].xml")) == ["excel.doctype"]


def test_relationships_in_capital_letters_are_refused() -> None:
    assert codes(changed(sheet(["x"]), {"xl/worksheets/_rels/sheet1.xml.RELS": b"<x/>"})) == ["excel.part_name"]


def test_broken_xml_and_broken_zips_are_damaged_files() -> None:
    data = sheet(["x"])
    assert codes(changed(data, {SHEET: b"<worksheet>"})) == ["excel.bad_xml"]
    assert codes(data[:300]) == ["excel.damaged"]


def test_a_part_that_unpacks_without_end_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(sheet(["x"])).items():
            archive.writestr(name, content)
        archive.writestr("xl/media/image1.png", b"\0" * (30 << 20))
    assert codes(out.getvalue()) == ["excel.bomb"]


def test_more_rows_than_excel_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.excel.plan.LAST_ROW", 3)
    with pytest.raises(ExcelInvalid) as caught:
        Workbook.compile(sheet(["x"], ["{{ 来访人员.中文译名 }}"]), scope=SCOPE).render(VALUES)
    assert [fault.code for fault in caught.value.faults] == ["excel.too_many_rows"]


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    own = _codes("excel", *(APP / "excel").glob("*.py"))
    told = _codes("word", *(APP / "word" / name for name in ("package.py", "markup.py", "syntax.py")))
    otherwise = {"not_a_docx": "not_a_workbook", "is_doc_97": "is_xls"}
    assert own | {otherwise.get(code, code) for code in told} >= {code.removeprefix("excel.") for code in WORDS}
    assert own - {code.removeprefix("excel.") for code in WORDS} == set()
    assert {otherwise.get(code, code) for code in told} - {code.removeprefix("excel.") for code in WORDS} == set()


def _codes(area: str, *paths: Path) -> set[str]:
    return {code for path in paths for code in re.findall(rf'"{area}\.([a-z_0-9]+)"', path.read_text("utf-8"))}


def test_every_sentence_can_be_filled(context: object) -> None:
    for code, sentence in WORDS.items():
        assert all(name is None or name.isidentifier() for _, name, _, _ in Formatter().parse(sentence))
        assert say(Fault(code, facts={"tag": "{{ x }}"}), "en") != say(Fault(code, facts={"tag": "{{ x }}"}), "zh")
