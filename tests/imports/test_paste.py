"""What comes over the clipboard from Excel, WPS and Word."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.errors import Invalid
from app.imports import Table, read_paste

SAMPLES = Path(__file__).parent / "clipboard"


def pasted(name: str, *, known: tuple[str, ...] = ()) -> Table:
    return read_paste("not used", (SAMPLES / f"{name}.html").read_text(encoding="utf-8"), known=known)


def test_excel() -> None:
    table = pasted("excel")
    assert table.header == ("姓名", "出发日期", "经费(元)", "备注")
    assert table.rows == [
        ["张三", "2024/1/1", Decimal("12345.678"), "第一行\n第二行"],
        ["O'Neil & <Co>", "2024/12/31", None, None],
    ]


def test_wps_sheet() -> None:
    table = pasted("wps-sheet")
    assert table.header == ("序号", "团组/名称", "团组/国家/地区", "人员/姓名", "人员/身份证号")
    assert table.rows == [
        ["1", "赴德国访问团", "德国", "王芳", "110101199003070011"],
        ["2", "赴德国访问团", "德国", "李雷", "110101199003070038"],
        [Decimal(3), "赴日本参会团", "日本", "韩梅梅", None],
    ]
    assert table.faults == ()


def test_wps_writer() -> None:
    table = pasted("wps-writer", known=("日期", "活动安排"))
    assert table.header == ("日期", "活动安排")
    assert table.rows == [["5月6日", "上午：会见校长\n下午：座谈"]]


def test_word() -> None:
    table = pasted("word")
    assert table.header == ("姓名", "职务及工作单位", "费用")
    assert table.rows == [["1. John Smith", "Dean\nUniversity of Somewhere", "1,200.00"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ('"a\nb"\t"c\td"\n"say ""hi"""\te', [["a\nb", "c\td"], ['say "hi"', "e"]]),
        ('5" pipe\t"quoted" word\n"open\tx', [['5" pipe', '"quoted" word'], ['"open', "x"]]),
        ("a\t\t\n\t\tb", [["a", None, None], [None, None, "b"]]),
        ("one", [["one"]]),
        ("a\r\n\r\nb\r\n", [["a"], ["b"]]),
        ("=1+1\t'=2", [["=1+1", "'=2"]]),
    ],
    ids=["plain", "quoted", "loose quotes", "blanks", "one cell", "blank line", "formulas"],
)
def test_text(text: str, rows: list[list[str | None]]) -> None:
    table = read_paste(text, None)
    assert (table.header, table.rows) == ((), rows)


def test_html_without_a_table_gives_way_to_the_text() -> None:
    assert read_paste("a\tb", "<p>a b</p>").rows == [["a", "b"]]
    assert read_paste("a\tb", "x" * 10_000_001).rows == [["a", "b"]]


def test_a_header_is_one_only_if_something_proves_it() -> None:
    text = "姓名\t国别\n张三\t中国\n"
    assert read_paste(text, None).header == ()
    assert read_paste(text, None, known=["国别"]).header == ("姓名", "国别")
    assert read_paste(text, None, known=["电话", "职务"]).header == ()
    assert read_paste("姓名\t年龄\n张三\t25\n", None).header == ("姓名", "年龄")
    assert read_paste("", "<tr><th>甲<th>乙<tr><th>一<td>二").header == ("甲", "乙")


@pytest.mark.parametrize(
    ("html", "rows"),
    [
        ("<tr><td>a</td><td>b</td></tr>", [["a", "b"]]),
        ("<td>a<td>b", [["a", "b"]]),
        ("<table><tr><td>a<table><tr><td>x<td>y</table>b<td>c</table>", [["a\nx y\nb", "c"]]),
        ("<table><tr><td rowspan=2>a<td>b<tr><td>c</table>", [["a", "b"], ["a", "c"]]),
        ("<table><tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e</table>", [["a", None, "b"], ["c", "d", "e"]]),
        ("<table><tr><td rowspan=9 colspan=x>a<td>b</table>", [["a", "b"]]),
        ("<table><tr><td><script>alert(1)</script>a<style>b</style></table>", [["a"]]),
        ("<table><tr><td>a</table><table><tr><td>b<td>c</table>", [["b", "c"]]),
        ("<table><tr><td>中\n 文<td>a\n b<td>&nbsp;x&nbsp;</table>", [["中文", "a b", "x"]]),
        ("<table><tr><td>a<p></p><p>b</p><br><br>c</table>", [["a\nb\nc"]]),
    ],
    ids=[
        "no table",
        "no row",
        "nested",
        "rowspan",
        "colspan",
        "absurd spans",
        "scripts",
        "two tables",
        "space",
        "breaks",
    ],
)
def test_html(html: str, rows: list[list[str | None]]) -> None:
    assert read_paste("", html).rows == rows


def test_the_exact_number_stands_behind_a_rounded_one() -> None:
    cells = '<td x:num="0.125">13%<td x:num="1234.5">####<td x:num="1e999">1<td x:num="45292">1月1日<td x:num="2">'
    assert read_paste("", f"<table><tr>{cells}</table>").rows == [["13%", Decimal("1234.5"), "1", "1月1日", Decimal(2)]]


def test_places_count_from_the_first_pasted_cell() -> None:
    table = read_paste("姓名\t年龄\n\n张三\t25\n", None)
    assert table.places.of(0, 1) == "B3"


def test_nothing_pasted() -> None:
    with pytest.raises(Invalid, match=r"sheet\.empty"):
        read_paste(" \n", None)
    with pytest.raises(Invalid, match=r"sheet\.paste_too_long"):
        read_paste("x" * 10_000_001, None)
