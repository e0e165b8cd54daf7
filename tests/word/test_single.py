"""Tags of one piece: spans, colours, cells that merge, page breaks; and that tables have the columns they need."""

from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from app.word import Template, TemplateInvalid

from . import build
from .build import SCOPE, W, filled, grid, lines, template

PEOPLE = [{"name_zh": "张三", "age": Decimal(40)}, {"name_zh": "李四", "age": Decimal(50)}, {"name_zh": "王五"}]
VALUES = {"visitors": PEOPLE, "title": "甲", "headcount": Decimal(2), "country": "#FFEE00"}


def cells(data: bytes, number: int = 0) -> list[list[Any]]:
    """The cells of a table, row by row."""
    table = list(etree.fromstring(build.part_of(data)).iter(W + "tbl"))[number]
    return [list(row.iterchildren(W + "tc")) for row in table.iterchildren(W + "tr")]


def said(cell: Any, name: str, attribute: str = "val") -> str | None:
    """What the format of a cell says."""
    element = cell.find(f"{W}tcPr/{W}{name}")
    return None if element is None else element.get(W + attribute)


def widths(data: bytes, number: int = 0) -> list[int]:
    """The columns of a table."""
    table = list(etree.fromstring(build.part_of(data)).iter(W + "tbl"))[number]
    return [int(column.get(W + "w")) for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]


# -- cells


@pytest.mark.parametrize(
    ("tag", "span"),
    [
        ("{% colspan 3 %}", "3"),
        ("{% colspan 人数 %}", "2"),
        ("{% colspan count(来访人员) + 1 %}", "4"),
        ("{% 跨列 人数 %}", "2"),
        ("{% colspan 0 %}", "1"),
        ("{% colspan 团组名称 %}", "1"),
        ("{% colspan 1000 %}", "63"),
    ],
)
def test_a_cell_reaches_over_columns(tag: str, span: str) -> None:
    ((cell,),) = cells(filled(template([[f"{tag}字"]]), VALUES, scope=SCOPE))
    assert said(cell, "gridSpan") == span
    assert build.text_of(cell) == "字"


@pytest.mark.parametrize(
    ("tag", "fill"),
    [
        ("{% cellbg '8888FF' %}", "8888FF"),
        ("{% cellbg 出访国家/地区 %}", "FFEE00"),
        ("｛％ 底色 ‘ff0000’ if 人数＞1 else ‘00ff00’ ％｝", "ff0000"),
        ("{% cellbg 团组名称 %}", "auto"),
        ("{% cellbg 联系人（电话） %}", "auto"),
        ("{% cellbg 'red\" w:val=\"x' %}", "auto"),
    ],
)
def test_a_cell_has_a_colour(tag: str, fill: str) -> None:
    ((cell,),) = cells(filled(template([[f"字{tag}"]]), VALUES, scope=SCOPE))
    assert said(cell, "shd", "fill") == fill
    assert build.text_of(cell) == "字"


def test_each_row_has_its_own_colour() -> None:
    data = template([["{% cellbg 'FF0000' if 来访人员.年龄 > 45 else '00FF00' %}{{ 来访人员.中文译名 }}"]])
    rows = cells(filled(data, VALUES, scope=SCOPE))
    assert [(build.text_of(row[0]), said(row[0], "shd", "fill")) for row in rows] == [
        ("张三", "00FF00"), ("李四", "FF0000"), ("王五", "00FF00")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rows",
    [
        [["{%tr for p in 来访人员 %}", ""], ["{% vm %}{{ 团组名称 }}", "{{ p.中文译名 }}"], ["{%tr endfor %}", ""]],
        [["{% 纵向合并 %}{{ 团组名称 }}", "{{ 来访人员.中文译名 }}"]],
    ],
    ids=["loop", "row"],
)
def test_copies_of_a_cell_become_one_and_tell_their_text_once(rows: list[list[str]]) -> None:
    document = filled(template(rows), VALUES, scope=SCOPE)
    assert [said(row[0], "vMerge") for row in cells(document)] == ["restart", "continue", "continue"]
    assert grid(document) == [["甲", "张三"], ["", "李四"], ["", "王五"]]


def test_a_merged_cell_without_rows_is_one_cell() -> None:
    document = filled(template([["{% vm %}{{ 团组名称 }}", "{{ 来访人员.中文译名 }}"]]), {"title": "甲"}, scope=SCOPE)
    assert [said(row[0], "vMerge") for row in cells(document)] == ["restart"]


def test_copies_of_a_cell_become_one_wide_cell() -> None:
    data = template(
        [
            ["{%tc for p in 来访人员 %}", "{% hm %}名单", "{%tc endfor %}"],
            ["{%tc for p in 来访人员 %}", "{{ p.中文译名 }}", "{%tc endfor %}"],
        ]
    )
    document = filled(data, VALUES, scope=SCOPE)
    assert [[said(cell, "gridSpan") for cell in row] for row in cells(document)] == [["3"], [None] * 3]
    assert grid(document) == [["名单"], ["张三", "李四", "王五"]]


# -- columns


def test_a_table_gets_as_many_columns_as_its_rows_have_and_keeps_its_width() -> None:
    data = template([["头", "{%tc for p in 来访人员 %}", "{{ p.中文译名 }}", "{%tc endfor %}"]])
    total = sum(widths(data))
    more = widths(filled(data, {"visitors": PEOPLE * 2}, scope=SCOPE))
    fewer = widths(filled(data, {"visitors": PEOPLE[:1]}, scope=SCOPE))
    assert (len(more), len(fewer)) == (7, 2)
    assert all(abs(sum(each) - total) <= 7 for each in (more, fewer))


def test_a_cell_that_is_a_comment_takes_its_column_with_it() -> None:
    data = template([["甲", "{#tc 说明 #}", "乙"], ["丙", "{#tc 说明 #}", "丁"]])
    document = filled(data, {}, scope=SCOPE)
    assert grid(document) == [["甲", "乙"], ["丙", "丁"]]
    assert len(widths(document)) == 2


def test_columns_that_a_row_leaves_free_are_kept() -> None:
    data = template([["{%tc if 人数 %}", "甲", "{%tc endif %}", "乙", "丙"]])
    data = build.replaced(data, "<w:tr>", '<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>')
    assert len(widths(filled(data, {"headcount": Decimal(1)}, scope=SCOPE))) == 5


def test_the_columns_of_other_tables_stay_as_they_are() -> None:
    data = template([["甲", "乙", "丙"]], [["{%tc if 人数 %}", "甲", "{%tc endif %}"]])
    before = widths(data)
    assert widths(filled(data, {"headcount": Decimal(1)}, scope=SCOPE)) == before


# -- pages


@pytest.mark.parametrize("tag", ["{% pagebreak %}", "{% 分页 %}", "{%p pagebreak %}", "｛％　分页　％｝"])
def test_a_new_page_begins(tag: str) -> None:
    document = filled(template(f"甲{tag}乙"), {}, scope=SCOPE)
    (page,) = etree.fromstring(build.part_of(document)).iter(W + "br")
    assert page.get(W + "type") == "page"
    assert lines(document) == ["甲\n乙"]


def test_words_own_page_breaks_repeat_with_what_is_around_them() -> None:
    data = build.body_xml(
        '<w:p><w:r><w:t>{% for p in 来访人员 %}{{ p.中文译名 }}{% if not loop.last %}</w:t><w:br w:type="page"/>'
        "<w:t>{% endif %}{% endfor %}</w:t></w:r></w:p>"
    )
    document = filled(data, VALUES, scope=SCOPE)
    assert build.part_of(document).count(b'<w:br w:type="page"/>') == 2
    assert lines(document) == ["张三\n李四\n王五"]


# -- refusals


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (template("{% vm %}"), "word.cell_tag_outside_cell", "正文 第1段"),
        (template("{% cellbg 'FF0000' %}"), "word.cell_tag_outside_cell", "正文 第1段"),
        (template([["甲"], ["{% vm %}"]]), "word.merge_outside_loop", "正文 表1 第2行 第1列"),
        (template([["{% hm %}"]]), "word.merge_outside_loop", "正文 表1 第1行 第1列"),
        (template([["{% cellbg %}"]]), "word.unknown_block", "正文 表1 第1行 第1列"),
        (template([["{% vm 1 %}"]]), "word.unknown_block", "正文 表1 第1行 第1列"),
        (template([["{% cellbg 颜色 %}"]]), "expression.unknown_name", "正文 表1 第1行 第1列"),
    ],
)
def test_each_fault_is_found_where_it_is(data: bytes, code: str, place: str) -> None:
    with pytest.raises(TemplateInvalid) as raised:
        Template.compile(data, scope=SCOPE)
    assert [(fault.code, fault.place) for fault in raised.value.faults] == [(code, place)]


def test_single_tags_are_listed_with_what_they_read() -> None:
    compiled = Template.compile(template([["{% cellbg 出访国家/地区 %}{% colspan 人数 %}"]]), scope=SCOPE)
    assert [(tag.kind, tag.text) for tag in compiled.tags] == [
        ("cellbg", "{% cellbg 出访国家/地区 %}"), ("colspan", "{% colspan 人数 %}")
    ]  # fmt: skip
    assert compiled.names == {"country", "headcount"}
