"""Tables out of honest files: encodings, separators, merged cells, titles, and where each cell stands."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from app.errors import Invalid, Level
from app.imports import read
from app.imports.table import column_letters
from tests.imports.workbooks import changed, with_cells, workbook

TEXT = "姓名,国别\r\n张三,中国\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_in_any_encoding_of_an_office(encoding: str) -> None:
    table = read(TEXT.encode(encoding), name="x.csv")
    assert (table.header, table.rows) == (("姓名", "国别"), [["张三", "中国"]])


@pytest.mark.parametrize(
    "text",
    [
        "姓名;国别\n张三;中国,北京\n李四;日本\n",
        "姓名\t国别\n张三\t中国,北京\n李四\t日本",
        'sep=|\n姓名|国别\n张三|"中国,北京"\n李四|日本\n',
        '姓名,国别\r张三,"中国,北京"\r李四,日本\r',
        '\n\n,姓名,国别\n,张三,"中国,北京"\n,李四,日本\n,,\n',
    ],
    ids=["semicolons", "tabs", "told", "old line ends", "blank edges"],
)
def test_a_csv_with_any_separator(text: str) -> None:
    assert read(text.encode(), name="x.csv").rows == [["张三", "中国,北京"], ["李四", "日本"]]


def test_a_quote_that_is_never_closed() -> None:
    with pytest.raises(Invalid) as caught:
        read(('a,b\n"' + "x\n" * 100_000).encode(), name="x.csv")
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [("sheet.broken_text", "2")]


@pytest.mark.parametrize("name", ["x.csv", "x.txt"])
def test_too_many_rows(name: str) -> None:
    with pytest.raises(Invalid, match=r"sheet\.too_many_rows"):
        read(b"a,b\n" * 100_200, name=name)


def test_a_page_saved_as_xls() -> None:
    page = '<html><head><meta charset="gbk"></head><table><tr><th>姓名<th>数<tr><td>张三<td>5</table></html>'
    table = read(page.encode("gb18030"), name="导出.xls")
    assert (table.header, table.rows) == (("姓名", "数"), [["张三", "5"]])


def test_titles_notes_and_blank_edges_are_passed_over() -> None:
    rows = [
        ["2024年来访人员一览表", None, None],
        ["填报单位：国际处", None, "日期：2024年5月"],
        [None, None, None],
        ["姓名", "国别", "到达日期"],
        ["张三", "中国", date(2024, 5, 6)],
        [None, None, None],
        ["李四", None, date(2024, 5, 7)],
        ["合计", None, 2],
    ]
    table = read(workbook(rows, merges=["C2:E2"], at=(1, 2)), name="x.xlsx")
    assert table.header == ("姓名", "国别", "到达日期")
    assert table.rows == [["张三", "中国", date(2024, 5, 6)], ["李四", None, date(2024, 5, 7)]]
    assert table.places.of(0, 0) == "C6"
    assert table.places.of(1, 2) == "E8"
    assert table.places.of_row(1) == "8"
    assert table.sheet == "名单"
    assert [(fault.code, fault.level) for fault in table.faults] == [("sheet.total_row", Level.WARN)]


def test_a_header_of_two_lines_is_joined() -> None:
    rows = [
        ["来访情况表", None, None, None, None],
        ["序号", "团组", None, "人员", None],
        [None, "名称", "国家", "姓名", "职务"],
        [1, "访问团", "德国", "张三", "教授"],
        [2, None, None, "李四", "讲师"],
    ]
    merges = ["A1:E1", "A2:A3", "B2:C2", "D2:E2", "B4:B5", "C4:C5"]
    table = read(workbook(rows, merges=merges), name="x.xlsx")
    assert table.header == ("序号", "团组/名称", "团组/国家", "人员/姓名", "人员/职务")
    assert table.rows == [
        [Decimal(1), "访问团", "德国", "张三", "教授"],
        [Decimal(2), "访问团", "德国", "李四", "讲师"],
    ]


def test_a_header_of_two_lines_without_merges() -> None:
    text = "序号,团组,,人员,\n,名称,国家,姓名,职务\n1,访问团,德国,张三,教授\n"
    assert read(text.encode(), name="x.csv").header == ("序号", "团组/名称", "团组/国家", "人员/姓名", "人员/职务")


def test_a_number_merged_over_rows_is_not_multiplied() -> None:
    rows = [["姓名", "经费", "日期"], ["张三", 100, date(2024, 1, 1)], ["李四", None, None]]
    table = read(workbook(rows, merges=["B2:B3", "C2:C3"]), name="x.xlsx")
    assert table.rows[1] == ["李四", None, date(2024, 1, 1)]


def test_known_labels_find_the_header_below_anything() -> None:
    text = "甲,乙,丙\n说明,文字,更多\n姓名（必填）,国 别,备注\n张三,中国,无\n"
    table = read(text.encode(), name="x.csv", known=["姓名", "国别", "护照号"])
    assert table.header == ("姓名（必填）", "国别", "备注")
    assert table.rows == [["张三", "中国", "无"]]


def test_a_column_without_a_label_is_called_by_its_letter() -> None:
    assert read("姓名,,国别\n张三,x,中国\n".encode(), name="x.csv").header == ("姓名", "", "国别")
    assert read("姓名,,国别\n张三,,中国\n".encode(), name="x.csv").header == ("姓名", "国别")


@pytest.mark.parametrize("text", ["1,2\n3,4\n", "2024-01-01,5\n2024-01-02,6\n"])
def test_without_a_header_a_file_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match=r"sheet\.no_header"):
        read(text.encode(), name="x.csv")


def test_numbers_and_dates_come_without_noise() -> None:
    rows = [["甲", "乙", "丙", "丁"], [12.0, 0.1 + 0.2, datetime(2024, 5, 6, 8, 30), date(2024, 5, 6)]]  # noqa: DTZ001
    found = read(workbook(rows), name="x.xlsx").rows[0]
    # a workbook written with one date format for all shows days only
    assert found == [Decimal(12), Decimal("0.3"), datetime(2024, 5, 6, 8, 30), date(2024, 5, 6)]  # noqa: DTZ001
    assert str(found[0]) == "12"


def test_long_numbers_that_lost_digits_are_told_once_a_column() -> None:
    rows = [
        ["姓名", "身份证号"],
        ["张三", 110101199003070011],
        ["李四", 110101199003070038],
        ["王五", "110101199003070011"],
    ]
    table = read(workbook(rows), name="x.xlsx")
    (fault,) = table.faults
    assert (fault.code, fault.place, fault.level) == ("sheet.long_number_lost", "B2", Level.WARN)
    assert fault.facts == {"column": "身份证号", "value": "110101199003070000", "count": 2}
    assert table.rows[2][1] == "110101199003070011"
    csv = read("姓名,身份证号\n张三,1.10101E+17\n".encode(), name="x.csv")
    assert [fault.code for fault in csv.faults] == ["sheet.long_number_lost"]


def test_a_failed_formula_is_blank_and_told() -> None:
    cells = (
        '<row r="1"><c r="A1" t="str"><v>甲</v></c><c r="B1" t="str"><v>乙</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>x</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    table = read(with_cells(cells), name="x.xlsx")
    assert table.rows == [["x", None]]
    assert [(fault.code, fault.place) for fault in table.faults] == [("sheet.formula_error", "B2")]


def test_blank_styled_cells_far_away_do_not_matter() -> None:
    cells = (
        '<row r="1"><c r="A1" t="str"><v>甲</v></c><c r="B1" t="str"><v>乙</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>x</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    assert read(with_cells(cells), name="x.xlsx").rows == [["x", None]]


def test_the_sheet_can_be_chosen() -> None:
    data = workbook([["姓名", "国别"], ["张三", "中国"]])
    assert read(data, name="x.xlsx", sheet="名单").sheets == ("名单",)
    with pytest.raises(Invalid) as caught:
        read(data, name="x.xlsx", sheet="名册")
    assert caught.value.faults[0].suggestions == ("名单",)


def test_nothing_in_it() -> None:
    with pytest.raises(Invalid, match=r"sheet\.empty"):
        read(workbook([]), name="x.xlsx")
    with pytest.raises(Invalid, match=r"sheet\.empty"):
        read(b"\n , \n", name="x.csv")


def test_pictures_and_other_parts_are_left_aside() -> None:
    data = changed(workbook([["姓名", "国别"], ["张三", "中国"]]), {"xl/media/image1.png": b"\x89PNG" * 100})
    assert read(data, name="x.xlsx").rows == [["张三", "中国"]]


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_called_as_in_a_spreadsheet(index: int, letters: str) -> None:
    assert column_letters(index) == letters


def test_before_the_first_column_there_is_none() -> None:
    with pytest.raises(ValueError, match="-1"):
        column_letters(-1)
