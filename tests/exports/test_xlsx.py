"""What a spreadsheet program finds in an exported workbook."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from app.exports import FORMATS, Column, Sheet
from app.exports.xlsx import cell_string, is_kept_as_number, sheet_name, text_width

COLUMNS = (
    Column("name", "姓名"),
    Column("cost", "经费", "money"),
    Column("on", "日期", "date"),
    Column("share", "占比", "percent"),
    Column("paid", "已付", "yesno"),
)
ROW = ("张三", Decimal("1234.5"), date(2024, 2, 29), 0.125, True)


def parts(sheet: Sheet) -> dict[str, str]:
    with ZipFile(BytesIO(FORMATS.get("xlsx").write(sheet))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def cells(sheet: Sheet) -> list[list[object]]:
    book = CalamineWorkbook.from_filelike(BytesIO(FORMATS.get("xlsx").write(sheet)))
    return book.get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_values_are_real_numbers_and_dates() -> None:
    assert cells(Sheet("t", COLUMNS, [ROW])) == [
        ["姓名", "经费", "日期", "占比", "已付"],
        ["张三", 1234.5, date(2024, 2, 29), 0.125, "是"],
    ]


def test_the_header_is_frozen_filtered_and_repeated_on_paper() -> None:
    xml = parts(Sheet("出访 & 来访", COLUMNS, [ROW, ROW]))
    page = xml["xl/worksheets/sheet1.xml"]
    assert 'ySplit="1"' in page
    assert '<autoFilter ref="A1:E3"/>' in page
    assert 'orientation="landscape"' in page
    assert 'fitToHeight="0"' in page
    assert "出访 &amp;&amp; 来访" in page
    assert "$1:$1" in xml["xl/workbook.xml"]
    assert "<dc:title>出访 &amp; 来访</dc:title>" in xml["docProps/core.xml"]
    assert "#,##0.00" in xml["xl/styles.xml"]


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+86 138", "@SUM(A1)", "-2", "http://x.example", "1234"]
)
def test_text_stays_text(text: str) -> None:
    sheet = Sheet("t", (Column("a", "甲"),), [(text,)])
    xml = parts(sheet)
    assert cells(sheet)[1] == [text]
    assert "<f>" not in xml["xl/worksheets/sheet1.xml"]
    assert "hyperlink" not in xml["xl/worksheets/sheet1.xml"]
    assert ("quotePrefix" in xml["xl/styles.xml"]) is (text[0] in "=+@-")


def test_totals_stand_below_the_rows_and_outside_the_filter() -> None:
    sheet = Sheet("t", COLUMNS[:2], iter([("甲", 1), ("乙", 2)]), totals=("合计", 3))
    assert cells(sheet)[-1] == ["合计", 3]
    assert (
        '<autoFilter ref="A1:B3"/>'
        in parts(Sheet("t", COLUMNS[:2], [("甲", 1), ("乙", 2)], totals=("合计", 3)))["xl/worksheets/sheet1.xml"]
    )


def test_an_empty_table_is_a_header() -> None:
    assert cells(Sheet("t", COLUMNS, [])) == [["姓名", "经费", "日期", "占比", "已付"]]


def test_a_column_is_as_wide_as_its_content() -> None:
    page = parts(Sheet("t", (Column("a", "甲"), Column("b", "乙", width=33)), [("外" * 10, "x"), ("外" * 500, "y")]))
    widths = [float(width) for width in re.findall(r'<col [^>]*width="([\d.]+)"', page["xl/worksheets/sheet1.xml"])]
    assert [round(width) for width in widths] == [61, 34]
    assert text_width("ab外事\n外") == 6


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (999_999_999_999_999, True),
        (1_000_000_000_000_000, False),
        (Decimal("0.1"), True),
        (Decimal("123456789012345678"), False),
        (Decimal("100000000000000000000"), True),
        (Decimal("NaN"), False),
        (float("inf"), False),
        (0.1 + 0.2, True),
    ],
)
def test_a_number_that_would_lose_digits_is_text(value: Decimal, kept: bool) -> None:
    assert is_kept_as_number(value) is kept


def test_what_excel_has_no_date_for_is_text() -> None:
    rows = [(date(1899, 12, 31),), (datetime(2024, 1, 1, 8, 30, tzinfo=UTC),)]
    assert cells(Sheet("t", (Column("a", "日", "date"),), rows))[1:] == [["1899-12-31"], [datetime(2024, 1, 1, 8, 30)]]  # noqa: DTZ001


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("出访[2024]:a/b", "出访 2024  a b"),
        ("'x'", "x"),
        ("", "Sheet1"),
        ("History", "Sheet1"),
        ("名" * 40, "名" * 31),
        ("😀" * 20, "😀" * 15),
    ],
)
def test_any_title_names_a_sheet(title: str, name: str) -> None:
    assert sheet_name(title) == name
    assert FORMATS.get("xlsx").write(Sheet(title, COLUMNS, []))


def test_text_too_long_for_a_cell_is_cut_with_a_mark() -> None:
    assert len(cell_string("字" * 40_000)) == 32_767
    assert cell_string("字" * 40_000).endswith("字…")
    assert cell_string("a\ud800\uffff") == "a\ufffd\ufffd"
