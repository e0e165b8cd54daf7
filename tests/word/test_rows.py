"""Rows that repeat by themselves, as forms have them: several tables in one, labels merged over them, totals."""

from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from . import build
from .build import SCOPE, W, body_xml, filled, grid, paragraph_xml, template

PEOPLE = [{"name_zh": "张三", "age": Decimal(40)}, {"name_zh": "李四", "age": Decimal(50)}, {"name_zh": "王五"}]
COSTS = [{"item": "住宿", "amount": Decimal(5)}, {"item": "伙食", "amount": Decimal(7)}]
VALUES: dict[str, Any] = {"visitors": PEOPLE, "costs": COSTS, "title": "甲"}


def cell(text: str, *, merge: str = "") -> str:
    """A cell; `merge` is restart or continue."""
    form = f'<w:tcPr><w:vMerge w:val="{merge}"/></w:tcPr>' if merge else ""
    return f"<w:tc>{form}{paragraph_xml(text)}</w:tc>"


def table(*rows: str) -> bytes:
    """A document with one table."""
    return body_xml(f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>")


def merges(data: bytes, column: int = 0) -> list[str | None]:
    """What the cells of a column say of being merged."""
    found = []
    for row in next(etree.fromstring(build.part_of(data)).iter(W + "tbl")).iterchildren(W + "tr"):
        merge = list(row.iterchildren(W + "tc"))[column].find(f"{W}tcPr/{W}vMerge")
        found.append(None if merge is None else merge.get(W + "val"))
    return found


def test_two_tables_of_the_record_share_one_of_word_with_a_total_below_each() -> None:
    data = template(
        [
            ["姓名", "年龄"],
            ["{{ 来访人员.中文译名 }}", "{{ 来访人员.年龄 }}"],
            ["共{{ count(来访人员) }}人", ""],
            ["{{ 费用.科目 }}", "{{ 费用.金额 }}"],
            ["合计", "{{ sum(费用.金额) }}"],
        ]
    )
    assert grid(filled(data, VALUES, scope=SCOPE)) == [
        ["姓名", "年龄"], ["张三", "40"], ["李四", "50"], ["王五", ""], ["共3人", ""],
        ["住宿", "5"], ["伙食", "7"], ["合计", "12"],
    ]  # fmt: skip


def test_a_label_that_begins_above_goes_on_over_the_rows() -> None:
    data = table(
        cell("来访人员", merge="restart") + cell("姓名"),
        cell("", merge="continue") + cell("{{ 来访人员.中文译名 }}"),
        cell("费用") + cell("{{ sum(费用.金额) }}"),
    )
    document = filled(data, VALUES, scope=SCOPE)
    assert merges(document) == ["restart", "continue", "continue", "continue", None]
    assert grid(document) == [["来访人员", "姓名"], ["", "张三"], ["", "李四"], ["", "王五"], ["费用", "12"]]


def test_a_label_that_begins_in_the_row_is_merged_over_its_copies() -> None:
    data = table(
        cell("来访人员（{{ 团组名称 }}）", merge="restart") + cell("{{ 来访人员.中文译名 }}"),
        cell("", merge="continue") + cell("共{{ count(来访人员) }}人"),
    )
    document = filled(data, VALUES, scope=SCOPE)
    assert merges(document) == ["restart", "continue", "continue", "continue"]
    assert grid(document) == [["来访人员（甲）", "张三"], ["", "李四"], ["", "王五"], ["", "共3人"]]


def test_labels_of_two_tables_are_merged_each_over_its_own_rows() -> None:
    data = table(
        cell("人员", merge="restart") + cell("{{ 来访人员.中文译名 }}"),
        cell("费用", merge="restart") + cell("{{ 费用.科目 }}"),
    )
    document = filled(data, VALUES, scope=SCOPE)
    assert merges(document) == ["restart", "continue", "continue", "restart", "continue"]
    assert [row[0] for row in grid(document)] == ["人员", "", "", "费用", ""]


def test_a_merged_cell_with_a_column_of_the_table_stays_as_it_is() -> None:
    data = table(
        cell("{{ 来访人员.中文译名 }}", merge="restart") + cell("{{ 来访人员.年龄 }}"),
        cell("", merge="continue") + cell("完"),
    )
    document = filled(data, VALUES, scope=SCOPE)
    assert merges(document) == ["restart", "restart", "restart", "continue"]


@pytest.mark.parametrize("people", [None, [], PEOPLE[:1]], ids=["missing", "none", "one"])
def test_a_merged_label_over_one_row_is_said_once(people: object) -> None:
    data = table(
        cell("人员", merge="restart") + cell("{{ 来访人员.中文译名 }}"), cell("", merge="continue") + cell("完")
    )
    document = filled(data, {"visitors": people}, scope=SCOPE)
    assert merges(document) == ["restart", "continue"]
    assert [row[0] for row in grid(document)] == ["人员", ""]


def test_empty_rows_that_pad_a_table_are_under_its_label_too() -> None:
    data = table(cell("人员", merge="restart") + cell("{{ 来访人员.中文译名 }}{{ 来访人员 | 至少(5) }}"))
    document = filled(data, VALUES, scope=SCOPE)
    assert merges(document) == ["restart", *["continue"] * 4]
    assert [row[0] for row in grid(document)] == ["人员", "", "", "", ""]


def test_rows_of_a_table_in_a_table_repeat_inside_their_cell() -> None:
    rows = [("{{ 序号 }}", "{{ 来访人员.中文译名 }}"), ("合计", "{{ count(来访人员) }}")]
    inner = "".join(f"<w:tr>{cell(one)}{cell(other)}</w:tr>" for one, other in rows)
    nested = f"<w:tbl>{inner}</w:tbl>"
    data = table(
        f"<w:tc>{paragraph_xml('{{ 团组名称 }}')}{nested}{paragraph_xml('')}</w:tc>" + cell("{{ sum(费用.金额) }}")
    )
    document = filled(data, VALUES, scope=SCOPE)
    assert grid(document, 1) == [["1", "张三"], ["2", "李四"], ["3", "王五"], ["合计", "3"]]
    outer = next(etree.fromstring(build.part_of(document)).iter(W + "tbl"))
    assert len(list(outer.iterchildren(W + "tr"))) == 1


def test_what_comes_with_a_row_of_word_comes_with_each_copy() -> None:
    form = '<w:trPr><w:cantSplit/><w:trHeight w:val="567"/></w:trPr>'
    data = body_xml(f"<w:tbl><w:tr>{form}{cell('{{ 来访人员.中文译名 }}')}</w:tr></w:tbl>")
    content = build.part_of(filled(data, VALUES, scope=SCOPE))
    assert content.count(b"<w:cantSplit/>") == content.count(b'<w:trHeight w:val="567"/>') == 3


def test_without_a_scope_labels_are_merged_over_the_rows_too() -> None:
    data = table(cell("人员", merge="restart") + cell("{{ 人员.姓名 }}"))
    document = filled(data, {"人员": [{"姓名": "甲"}, {"姓名": "乙"}]})
    assert merges(document) == ["restart", "continue"]
    assert grid(document) == [["人员", "甲"], ["", "乙"]]
    alone = filled(data, {"人员": {"姓名": "甲"}})
    assert (merges(alone), grid(alone)) == (["restart"], [["人员", "甲"]])
