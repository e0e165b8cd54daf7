"""Workbooks as templates: values keep their types, one row repeats for a table, everything around it moves along."""

import csv
import subprocess
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from lxml import etree
from xlsxwriter import Workbook as Writer

from app.excel import ExcelInvalid, Workbook
from app.expressions import Coded, PartialDate
from tests.excel.build import (
    PEOPLE,
    SCOPE,
    SHEET,
    VALUES,
    S,
    attributes,
    book,
    cell,
    changed,
    fill,
    filled,
    formulas,
    grid,
    number_format,
    part_of,
    parts_of,
    replaced,
    sheet,
    text_of,
)

ROW = ("{{ 序号 }}", "{{ 来访人员.中文译名 }}", "{{ 来访人员.年龄 }}", "{{ 来访人员.费用 }}")


def test_values_stand_in_their_cells() -> None:
    data = filled(sheet(["团组", "{{ 团组名称 }}"], ["到达", "{{ 到达日期 }}"], ["人数", "{{ headcount }}"]))
    assert grid(data) == [["团组", "慕尼黑大学代表团"], ["到达", date(2024, 4, 1)], ["人数", 3.0]]


def test_a_value_beside_words_is_text() -> None:
    data = filled(sheet(["共 {{ 人数 }} 人，{{ 到达日期 }}到达"]))
    assert grid(data) == [["共 3 人，2024年4月1日到达"]]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (True, "是"),
        (Decimal("12.50"), 12.5),
        (Decimal("-0.001"), -0.001),
        (Decimal("1234567890123456789"), "1234567890123456789"),
        (7, 7.0),
        (2.5, 2.5),
        (Coded("us", "我方"), "我方"),
        (PartialDate.of(date(2024, 3, 1), "month"), "2024年3月"),
        (date(1899, 1, 1), "1899年1月1日"),
        (datetime(2024, 3, 5, 14, 30), "2024年3月5日 14:30"),  # noqa: DTZ001 - the clock of the office
        (["甲", "乙"], "甲、乙"),
        ("第一行\r\n第二行", "第一行\n第二行"),
    ],
    ids=str,
)
def test_every_value_has_its_cell(value: Any, shown: Any) -> None:
    assert (grid(filled(sheet(["x", "{{ 值 }}", "y"]), {"值": value}, scope=None))[0][1]) == shown


def test_a_day_gets_a_date_format_only_where_there_is_none() -> None:
    def build(writer: Writer) -> None:
        page = writer.add_worksheet()
        page.write(0, 0, "{{ 到达日期 }}")
        page.write(0, 1, "{{ 到达日期 }}", writer.add_format({"num_format": "yyyy/mm/dd", "bold": True}))
        page.write(0, 2, "{{ 到达日期 }}", writer.add_format({"num_format": "@"}))
        page.write(0, 3, "{{ 到达日期 }}", writer.add_format({"bold": True}))

    data = filled(book(build))
    day = 'yyyy"年"m"月"d"日"'
    assert [number_format(data, name) for name in ("A1", "B1", "D1")] == [day, "yyyy/mm/dd", day]
    assert text_of(data, "C1") == "2024年4月1日"
    fonts = etree.fromstring(part_of(data, "xl/styles.xml")).find(S + "cellXfs")
    assert fonts[int(cell(data, "D1").get("s"))].get("fontId") != "0"


def test_days_are_counted_from_1904_where_the_workbook_does() -> None:
    data = replaced(sheet(["{{ 到达日期 }}"]), "<workbookPr ", '<workbookPr date1904="1" ', part="xl/workbook.xml")
    assert cell(filled(data), "A1").findtext(S + "v") == str((date(2024, 4, 1) - date(1904, 1, 1)).days)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "＝SUM(A1)", '=cmd|"/C calc"!A0', "\t=1", " =1"])
def test_text_never_becomes_a_formula(text: str) -> None:
    data = filled(sheet(["{{ 值 }}", "{{ 值 }}人"]), {"值": text}, scope=None)
    assert formulas(data) == {}
    assert cell(data, "A1").get("t") == "inlineStr"
    formats = etree.fromstring(part_of(data, "xl/styles.xml")).find(S + "cellXfs")
    assert formats[int(cell(data, "A1").get("s"))].get("quotePrefix") == "1"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<b>&amp;\"'", "<b>&amp;\"'"),
        ("a\x00\x0bb", "ab"),
        ("_x000D_", "_x000D_"),
        (" 空 ", " 空 "),
        ("\ud800中", "中"),
    ],
)
def test_every_character_that_a_cell_can_hold_arrives(text: str, kept: str) -> None:
    assert grid(filled(sheet(["x", "{{ 值 }}"]), {"值": text}, scope=None)) == [["x", kept]]


def test_what_is_too_long_for_a_cell_is_refused_not_cut() -> None:
    with pytest.raises(ExcelInvalid) as caught:
        filled(sheet(["{{ 值 }}"]), {"值": "长" * 32_768}, scope=None)
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [("excel.text_too_long", "汇总!A1")]


def test_a_row_repeats_for_a_table() -> None:
    data = filled(sheet(["名单"], ["号", "姓名", "年龄", "费用"], ROW, ["完"]))
    assert grid(data)[2:] == [
        [1.0, "穆勒", 41.0, 100.5],
        [2.0, "施密特", 38.0, 99.5],
        [3.0, "韦伯", 29.0, 200.0],
        ["完", "", "", ""],
    ]
    assert attributes(data, "row", "r") == ["1", "2", "3", "4", "5", "6"]


@pytest.mark.parametrize("scope", [SCOPE, None], ids=["bound", "loose"])
def test_with_and_without_a_scope_a_row_repeats(scope: Any) -> None:
    row = ["{{ 序号 }}", "{{ visitors.name_zh }}", "{{ title }}"]
    data = filled(sheet(row, ["下面"]), scope=scope)
    assert [line[1] for line in grid(data)] == ["穆勒", "施密特", "韦伯", ""]
    assert grid(data)[2] == [3.0, "韦伯", "慕尼黑大学代表团"]


def test_without_rows_the_row_stays_once_and_empty() -> None:
    data = filled(sheet(ROW, ["合计", None, None, "=SUM(D1:D1)"]), {**VALUES, "visitors": []})
    assert not any(grid(data)[0])
    assert attributes(data, "row", "r") == ["1", "2"]
    assert formulas(data) == {"D2": "SUM(D1:D1)"}


def test_rows_can_be_asked_for() -> None:
    data = filled(sheet(["{{ 来访人员 | 至少(5) }}{{ 序号 }}", "{{ 来访人员.中文译名 }}"], ["完"]))
    assert grid(data)[3:] == [["", ""], ["", ""], ["完", ""]]


def test_columns_as_a_whole_make_no_row_repeat() -> None:
    assert grid(filled(sheet(["{{ sum(来访人员.费用) }}", "{{ count(来访人员) }}"]))) == [[400.0, 3.0]]


def test_formulas_below_cover_the_new_rows() -> None:
    rows = (
        ["表头", None, None, None],
        ROW,
        ["合计", None, "=AVERAGE(C2:C2)", "=SUM(D2)"],
        ["复核", None, "=C3/$D$3", "=IF(D3>0,SUM(D1:D2)+'汇总'!D3,\"D2:D2\")"],
        ["人均", None, "=ROUND(D3/COUNTA(B2:B2),2)", "=D2"],
    )
    assert formulas(filled(sheet(*rows))) == {
        "C5": "AVERAGE(C2:C4)",
        "D5": "SUM(D2:D4)",
        "C6": "C5/$D$5",
        "D6": "IF(D5>0,SUM(D1:D4)+'汇总'!D5,\"D2:D2\")",
        "C7": "ROUND(D5/COUNTA(B2:B4),2)",
        "D7": "D2",
    }


def test_formulas_of_the_row_are_filled_down() -> None:
    row = [*ROW, "=C2*D2", "=E1+D2", "=D2/D$3", "=$B$1&B2"]
    data = filled(sheet(["单价"], row, ["合计", None, None, "=SUM(D2:D2)"]))
    found = formulas(data)
    assert [found[f"E{line}"] for line in (2, 3, 4)] == ["C2*D2", "C3*D3", "C4*D4"]
    assert [found[f"F{line}"] for line in (2, 3, 4)] == ["E1+D2", "E2+D3", "E3+D4"]
    assert [found[f"G{line}"] for line in (2, 3, 4)] == ["D2/D$5", "D3/D$5", "D4/D$5"]
    assert found["H4"] == "$B$1&B4"


def test_formulas_of_other_sheets_and_names_follow() -> None:
    def build(writer: Writer) -> None:
        fill(writer.add_worksheet("名 单"), [ROW, ["合计", None, None, "=SUM(D1:D1)"]])
        fill(writer.add_worksheet("总表"), [["='名 单'!D2", "=SUM('名 单'!D1:D2)", "=D2"]])
        writer.define_name("总额", "='名 单'!$D$2")
        writer.worksheets()[0].print_area("A1:D2")
        writer.worksheets()[0].repeat_rows(0)

    data = filled(book(build))
    assert formulas(data, "xl/worksheets/sheet2.xml") == {
        "A1": "'名 单'!D4",
        "B1": "SUM('名 单'!D1:D4)",
        "C1": "D2",
    }
    root = etree.fromstring(part_of(data, "xl/workbook.xml"))
    names = {each.get("name"): each.text for each in root.iter(S + "definedName")}
    assert names["总额"] == "'名 单'!$D$4"
    assert names["_xlnm.Print_Area"] == "'名 单'!$A$1:$D$4"


def test_two_tables_repeat_each_in_its_row() -> None:
    values = {**VALUES, "costs": [{"item": "住宿", "amount": Decimal(10)}, {"item": "餐费", "amount": Decimal(5)}]}
    rows = (
        ["{{ 来访人员.中文译名 }}", "{{ 来访人员.费用 }}"],
        ["小计", "=SUM(B1:B1)"],
        ["{{ 经费.科目 }}", "{{ 经费.金额 }}"],
        ["小计", "=SUM(B3:B3)+B2"],
    )
    data = filled(sheet(*rows), values)
    assert [line[0] for line in grid(data)] == ["穆勒", "施密特", "韦伯", "小计", "住宿", "餐费", "小计"]
    assert formulas(data) == {"B4": "SUM(B1:B3)", "B7": "SUM(B5:B6)+B4"}


def test_shared_formulas_are_taken_apart() -> None:
    shared = '<c r="{}" s="0"><f t="shared" {}si="0">{}</f><v>0</v></c>'
    data = sheet(ROW, [1, 2], [3, 4])
    xml = part_of(data, SHEET).decode()
    row = xml[xml.index('<row r="2"') : xml.index("</sheetData>")]
    first = shared.format("C2", 'ref="C2:C3" ', "A2+$B2")
    second = shared.format("C3", "", "")
    new = row.replace('<row r="3"', "\0").replace("</row>", f"{first}</row>", 1).replace("\0", '<row r="3"')
    new = new[: new.rindex("</row>")] + second + "</row>"
    assert formulas(filled(changed(data, {SHEET: xml.replace(row, new).encode()}))) == {"C4": "A4+$B4", "C5": "A5+$B5"}


def test_merged_cells_move_repeat_and_grow() -> None:
    def build(writer: Writer) -> None:
        page = writer.add_worksheet("汇总")
        fill(page, [["标题"], ["人员", None, "{{ 来访人员.中文译名 }}", None], [None], ["备注"]])
        page.merge_range("A1:D1", "标题")
        page.merge_range("A2:A3", "人员")
        page.merge_range("C2:D2", "{{ 来访人员.中文译名 }}")
        page.merge_range("A4:B5", "备注")

    data = filled(book(build))
    assert sorted(attributes(data, "mergeCell", "ref")) == ["A1:D1", "A2:A5", "A6:B7", "C2:D2", "C3:D3", "C4:D4"]
    assert attributes(data, "mergeCells", "count") == ["6"]
    assert [line[0] for line in grid(data)] == ["标题", "人员", "", "", "", "备注"]


def test_everything_that_names_cells_moves_along() -> None:
    def build(writer: Writer) -> None:
        page = writer.add_worksheet("汇总")
        fill(page, [["号", "姓名", "年龄", "费用"], ROW, ["合计"], ["备注"]])
        page.autofilter("A1:D2")
        page.conditional_format("D2", {"type": "cell", "criteria": ">", "value": "$D$3"})
        page.data_validation("C2", {"validate": "list", "source": "=$A$4:$A$5"})
        page.data_validation("B4", {"validate": "any", "input_title": "提示"})
        page.write_url("A4", "https://a.example/")
        page.write_url("B4", "internal:'汇总'!A3")
        page.set_h_pagebreaks([3])
        page.set_selection("B4")
        page.freeze_panes(2, 0, 3, 0)
        page.ignore_errors({"number_stored_as_text": "D2 D4"})

    data = filled(book(build))
    assert attributes(data, "dimension", "ref") == ["A1:D6"]
    assert attributes(data, "autoFilter", "ref") == ["A1:D4"]
    assert attributes(data, "conditionalFormatting", "sqref") == ["D2:D4"]
    assert attributes(data, "dataValidation", "sqref") == ["C2:C4", "B6"]
    assert attributes(data, "hyperlink", "ref") == ["A6", "B6"]
    assert attributes(data, "hyperlink", "location") == ["None", "'汇总'!A5"]
    assert attributes(data, "brk", "id") == ["5"]
    assert attributes(data, "ignoredError", "sqref") == ["D2:D4 D6"]
    root = etree.fromstring(part_of(data, SHEET))
    assert root.find(f".//{S}cfRule/{S}formula").text == "$D$5"
    assert root.find(f".//{S}dataValidation/{S}formula1").text == "$A$6:$A$7"
    assert {each.get("sqref") for each in root.iter(S + "selection")} == {"B6"}


def test_pictures_notes_tables_and_charts_move_along() -> None:
    def build(writer: Writer) -> None:
        page = writer.add_worksheet("汇总")
        fill(page, [["号", "姓名", "年龄", "费用"], ROW, ["合计"], ["备注"]])
        page.write_comment("A4", "说明")
        page.insert_textbox("B5", "盖章处")
        chart = writer.add_chart({"type": "column"})
        chart.add_series({"categories": "=汇总!$B$2:$B$2", "values": "=汇总!$D$2:$D$2"})
        page.insert_chart("F4", chart)
        other = writer.add_worksheet("表")
        other.add_table("A1:B2", {"columns": [{"header": "姓名"}, {"header": "费用"}]})
        fill(other, [[], ["{{ 来访人员.中文译名 }}", "{{ 来访人员.费用 }}"]])

    data = filled(book(build))
    assert attributes(data, "comment", "ref", "xl/comments1.xml") == ["A6"]
    vml = part_of(data, "xl/drawings/vmlDrawing1.vml").decode()
    assert "<x:Row>5</x:Row>" in vml
    before = etree.fromstring(part_of(book(build), "xl/drawings/drawing1.xml"))
    after = etree.fromstring(part_of(data, "xl/drawings/drawing1.xml"))
    rows = [[int(each.text) for each in root.iter("{*}row")] for root in (before, after)]
    assert rows[1] == [row + 2 for row in rows[0]]
    assert attributes(data, "table", "ref", "xl/tables/table1.xml") == ["A1:B4"]
    assert attributes(data, "autoFilter", "ref", "xl/tables/table1.xml") == ["A1:B4"]
    series = [each.text for each in etree.fromstring(part_of(data, "xl/charts/chart1.xml")).iter("{*}f")]
    assert series == ["汇总!$B$2:$B$4", "汇总!$D$2:$D$4"]


def test_heights_and_formats_of_rows_are_kept() -> None:
    def build(writer: Writer) -> None:
        page = writer.add_worksheet("汇总")
        page.set_row(0, 39, writer.add_format({"bold": True}))
        page.set_row(1, 33)
        fill(page, [["x"], ROW, ["y"]])
        page.set_column(1, 1, 22)

    data = filled(book(build))
    assert attributes(data, "row", "ht") == ["39", "33", "33", "33", "None"]
    assert part_of(data, SHEET).count(b"<col ") == part_of(book(build), SHEET).count(b"<col ") == 1


def test_formats_within_a_cell_are_kept() -> None:
    def build(writer: Writer) -> None:
        bold, red = writer.add_format({"bold": True}), writer.add_format({"font_color": "#FF0000"})
        page = writer.add_worksheet()
        page.write_rich_string(0, 0, bold, "团组：", red, "{{ 团组", "名称 }}", bold, "。")

    data = filled(book(build))
    runs = list(cell(data, "A1").iter(S + "r"))
    assert [run.findtext(S + "t") for run in runs] == ["团组：", "慕尼黑大学代表团", "。"]
    assert [run.find(f"{S}rPr/{S}b") is not None for run in runs] == [True, False, True]
    assert runs[1].find(f"{S}rPr/{S}color").get("rgb") == "FFFF0000"


def test_lines_within_a_value_are_shown() -> None:
    data = filled(sheet(["{{ 值 }}"]), {"值": "一\n二"}, scope=None)
    formats = etree.fromstring(part_of(data, "xl/styles.xml")).find(S + "cellXfs")
    assert formats[int(cell(data, "A1").get("s"))].find(S + "alignment").get("wrapText") == "1"


def test_what_needs_no_change_is_copied_byte_by_byte() -> None:
    def build(writer: Writer) -> None:
        fill(writer.add_worksheet("填"), [["{{ 团组名称 }}"]])
        fill(writer.add_worksheet("不动"), [["说明", 1, 2.5]])

    before, after = parts_of(book(build)), parts_of(filled(book(build)))
    assert set(before) == set(after)
    assert {name for name in before if before[name] != after[name]} == {SHEET, "xl/workbook.xml", "xl/styles.xml"}


def test_excel_computes_everything_when_it_opens_the_file() -> None:
    data = sheet(["{{ 人数 }}", "=A1*2"])
    chain = '<calcChain xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><c r="B1" i="1"/></calcChain>'
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    relation = (
        '<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" '
        'Target="calcChain.xml"/></Relationships>'
    )
    data = replaced(data, "</Relationships>", relation, part="xl/_rels/workbook.xml.rels")
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'
    data = replaced(data, "</Types>", override, part="[Content_Types].xml")
    made = filled(changed(data, {"xl/calcChain.xml": chain.encode()}))
    assert "xl/calcChain.xml" not in parts_of(made)
    assert b"calcChain" not in part_of(made, "[Content_Types].xml") + part_of(made, "xl/_rels/workbook.xml.rels")
    assert b'fullCalcOnLoad="1"' in part_of(made, "xl/workbook.xml")
    assert cell(made, "B1").find(S + "v") is None


def test_a_sheet_written_with_prefixes_and_without_names_of_cells_is_understood() -> None:
    xml = (
        f'<x:worksheet xmlns:x="{S[1:-1]}"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>'
        "{{ 来访人员.中文译名 }}</x:t></x:is></x:c><x:c><x:f>A1</x:f></x:c></x:row>"
        '<x:row><x:c t="inlineStr"><x:is><x:t>完</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )
    data = filled(changed(sheet(["x"]), {SHEET: xml.encode()}))
    assert [line[0] for line in grid(data)] == ["穆勒", "施密特", "韦伯", "完"]
    assert formulas(data) == {"B1": "A1", "B2": "A2", "B3": "A3"}


def test_the_same_content_gives_the_same_bytes() -> None:
    template = Workbook.compile(sheet(ROW), scope=SCOPE)
    assert template.render(VALUES) == template.render(VALUES)


def test_a_template_says_what_it_reads() -> None:
    template = Workbook.compile(sheet([*ROW, "{{ 团组名称 }}"], ["{{ sum(经费.金额) }}"]), scope=SCOPE)
    assert template.names == {"visitors", "title", "costs"}
    assert [(tag.place.text, tag.text) for tag in template.tags][-1] == ("汇总!A2", "{{ sum(经费.金额) }}")
    assert sorted(template.bindings.values()) == ["loop.index", "sum(costs.amount)", "title"] + [
        f"visitors.{key}" for key in ("age", "fee", "name_zh")
    ]


def test_what_tags_meant_is_kept_when_labels_change() -> None:
    data = sheet(["{{ 团组名称 }}"])
    bindings = Workbook.compile(data, scope=SCOPE).bindings
    assert grid(Workbook.compile(data, bindings=bindings).render(VALUES)) == [["慕尼黑大学代表团"]]


def test_many_rows_are_quick_enough_to_test() -> None:
    people = [{**PEOPLE[0], "name_zh": f"第{number}人"} for number in range(2_000)]
    data = filled(sheet(ROW, ["合计", None, None, "=SUM(D1:D1)"]), {**VALUES, "visitors": people})
    assert len(grid(data)) == 2_001
    assert formulas(data) == {"D2001": "SUM(D1:D2000)"}


@pytest.mark.libreoffice
def test_libreoffice_opens_it_and_computes_the_totals(tmp_path: Path) -> None:
    program = which("soffice")
    assert program, "LibreOffice is not installed"
    path = tmp_path / "made.xlsx"
    rows = (["名单"], ROW, ["合计", None, "=MAX(C2:C2)", "=SUM(D2)"])
    path.write_bytes(filled(sheet(*rows)))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    lines = list(csv.reader(path.with_suffix(".csv").read_text(encoding="utf-8").splitlines()))
    assert lines[-1][2:] == ["41", "400"]


def test_the_result_is_a_zip_without_surprises() -> None:
    with zipfile.ZipFile(BytesIO(filled(sheet(["{{ 团组名称 }}"])))) as archive:
        assert archive.testzip() is None
