"""What is wrong with a template is said all at once, each with a place that a person finds."""

import pytest

from app.expressions import Kind, Name, Scope
from app.word import Template, TemplateInvalid

from . import build
from .build import SCOPE, body_xml, paragraph_xml, template

ONE_ROW = [["{0}"]]


def faults(data: bytes, scope: Scope | None = SCOPE) -> list[tuple[str, str]]:
    """Codes and places of everything that is wrong."""
    with pytest.raises(TemplateInvalid) as raised:
        Template.compile(data, scope=scope)
    return [(fault.code, fault.place) for fault in raised.value.faults]


@pytest.mark.parametrize(
    ("paragraphs", "code", "place"),
    [
        (["好", "{{ 团组名陈 }}"], "expression.unknown_name", "正文 第2段"),
        (["{{ 人数 + }}"], "expression.unfinished", "正文 第1段"),
        (["{{ 团组名称"], "word.tag_not_closed", "正文 第1段"),
        (["{{ 团组名称 }"], "word.tag_not_closed", "正文 第1段"),
        (["{{ 团组名称 和 {{ 人数 }}"], "word.tag_not_closed", "正文 第1段"),
        (["团组名称 }}"], "word.tag_not_opened", "正文 第1段"),
        (["｛｛ ｝｝"], "word.tag_empty", "正文 第1段"),
        (["{% 如果 人数 %}"], "word.unknown_block", "正文 第1段"),
        (["{% include 'x' %}"], "word.unknown_block", "正文 第1段"),
        (["{% if %}"], "word.unknown_block", "正文 第1段"),
        (["{% for v 来访人员 %}"], "word.unknown_block", "正文 第1段"),
        (["好", "{% if 人数 %}"], "word.block_not_closed", "正文 第2段"),
        (["{%p for v in 来访人员 %}", "x"], "word.block_not_closed", "正文 第1段"),
        (["{% endif %}"], "word.block_not_opened", "正文 第1段"),
        (["{% else %}"], "word.block_not_opened", "正文 第1段"),
        (["{% if 人数 %}{% else %}{% else %}{% endif %}"], "word.block_not_opened", "正文 第1段"),
        (["{% for v in 来访人员 %}{% if 人数 %}{% endfor %}"], "word.block_not_closed", "正文 第1段"),
        (["{%p if 人数 %}", "{% endif %}"], "word.block_crosses", "正文 第2段"),
        (["{% for v in 人数 %}{% endfor %}"], "word.not_a_list", "正文 第1段"),
        (["{%tr for v in 来访人员 %}"], "word.tag_outside_row", "正文 第1段"),
        (["{%tc if 人数 %}"], "word.tag_outside_cell", "正文 第1段"),
        (["{%p if 人数 %}别的字", "{%p endif %}"], "word.text_beside_tag", "正文 第1段"),
        (["{%p if 人数 %}{{ 人数 }}", "{%p endif %}"], "word.text_beside_tag", "正文 第1段"),
        (["{{p 主要工作 }}别的字"], "word.text_beside_tag", "正文 第1段"),
        (["{% if 人数 %}{{p 主要工作 }}{% endif %}"], "word.text_beside_tag", "正文 第1段"),
        (["{{ 来访人员 | 至少(5) }}"], "word.padding_outside_row", "正文 第1段"),
        (["{{ 来访人员.姓 }}"], "expression.unknown_member", "正文 第1段"),
        (["{% for v in 来访人员 %}{{ v.姓 }}{% endfor %}"], "expression.unknown_member", "正文 第1段"),
        (["{% for v in 来访人员 %}{% endfor %}{{ v.年龄 }}"], "word.name_outside_block", "正文 第1段"),
        (["{{ 团组名称 | 无此 }}"], "expression.unknown_filter", "正文 第1段"),
        (["{% if 人数 %}" * 31 + "{% endif %}" * 31], "word.too_deep", "正文 第1段"),
    ],
)
def test_each_fault_is_found_where_it_is(paragraphs: list[str], code: str, place: str) -> None:
    assert faults(template(*paragraphs)) == [(code, place)]


@pytest.mark.parametrize(
    ("rows", "code", "place"),
    [
        ([["甲", "乙"], ["{{ 团组名陈 }}", ""]], "expression.unknown_name", "正文 表1 第2行 第1列"),
        ([["甲", "{{ 来访人员.中文译名 }}{{ 费用.金额 }}"]], "word.two_tables_in_row", "正文 表1 第1行 第2列"),
        ([["{{ 来访人员.姓 }}"]], "expression.unknown_member", "正文 表1 第1行 第1列"),
        ([["{%tr for v in 来访人员 %}"], ["x"]], "word.block_not_closed", "正文 表1 第1行 第1列"),
        ([["{%tr if 人数 %}别的字"], ["{%tr endif %}"]], "word.text_beside_tag", "正文 表1 第1行 第1列"),
    ],
)
def test_faults_in_tables_name_row_and_column(rows: list[list[str]], code: str, place: str) -> None:
    assert faults(template("前", rows)) == [(code, place)]


def test_all_faults_are_told_at_once_in_order() -> None:
    data = build.with_header(
        template("{{ 无一 }}", [["甲", "{{ 无二 }} {{ 人数 "]], "{% if 人数 %}", "{{ 无三 }}"), "{{ 无四 }}"
    )
    assert faults(data) == [
        ("expression.unknown_name", "正文 第1段"),
        ("expression.unknown_name", "正文 表1 第1行 第2列"),
        ("word.tag_not_closed", "正文 表1 第1行 第2列"),
        ("word.block_not_closed", "正文 第2段"),
        ("expression.unknown_name", "正文 第3段"),
        ("expression.unknown_name", "页眉1 第1段"),
    ]


def test_a_fault_carries_the_tag_the_part_and_what_was_probably_meant() -> None:
    with pytest.raises(TemplateInvalid) as raised:
        Template.compile(template("好", "前{{ 1 + 团组名陈 }}"), scope=SCOPE)
    fault = raised.value.faults[0]
    assert fault.span == (4, 8)
    assert fault.facts["tag"] == "{{ 1 + 团组名陈 }}"
    assert (fault.facts["part"], fault.facts["paragraph"]) == (build.MAIN, 2)
    assert "团组名称" in fault.suggestions


def test_faults_in_a_nested_table_a_box_and_a_note_are_found() -> None:
    cell = f"<w:tc><w:tbl><w:tr><w:tc>{paragraph_xml('{{ 无 }}')}</w:tc></w:tr></w:tbl>{paragraph_xml('')}</w:tc>"
    inside = paragraph_xml("") + paragraph_xml("{{ 无 }}")
    box = f"<w:p><w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r></w:p>"
    assert faults(body_xml(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>{box}")) == [
        ("expression.unknown_name", "正文 表1 第1行 第1列 内表1 第1行 第1列"),
        ("expression.unknown_name", "正文 第1段 文本框 第2段"),
    ]


def test_the_second_paragraph_of_a_cell_is_counted() -> None:
    cell = f"<w:tc>{paragraph_xml('甲')}{paragraph_xml('{{ 无 }}')}</w:tc>"
    assert faults(body_xml(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"))[0][1] == "正文 表1 第1行 第1列 第2段"


def test_a_fault_in_both_copies_of_a_text_box_is_told_once() -> None:
    copies = "".join(
        f"<mc:{name}><w:txbxContent>{paragraph_xml('{{ 无 }}{% if 人数 %}')}</w:txbxContent></mc:{name}>"
        for name in ("Choice", "Fallback")
    )
    data = body_xml(f"<w:p><w:r><mc:AlternateContent>{copies}</mc:AlternateContent></w:r></w:p>")
    assert [code for code, _ in faults(data)] == ["expression.unknown_name", "word.block_not_closed"]


def test_a_block_may_not_begin_in_one_table_and_end_in_another() -> None:
    data = template([["{%tr if 人数 %}"], ["甲"]], "中", [["乙"], ["{%tr endif %}"]])
    assert faults(data) == [("word.block_crosses", "正文 表2 第2行 第1列")]


def test_a_block_may_not_cross_the_edge_of_a_repeating_row() -> None:
    data = template([["{% if 人数 %}甲", "{{ 来访人员.中文译名 }}"], ["乙{% endif %}", ""]])
    assert ("word.block_crosses", "正文 表1 第1行 第1列") in faults(data)


@pytest.mark.parametrize("tag", ["{{ ", "{% if ", "{{ a }}", "｛｛", "{#", '{{ "', "{%tr "])
def test_too_many_tags_are_refused_quickly(tag: str) -> None:
    assert faults(template(tag * 100_000)) == [("word.too_many_tags", "正文")]


def test_tags_over_many_paragraphs_are_counted_too() -> None:
    assert faults(body_xml(paragraph_xml("{{ a }}" * 50) * 60))[0][0] == "word.too_many_tags"


def test_a_stray_end_is_text_where_nothing_is_known_of_the_data() -> None:
    assert build.lines(build.filled(template("{{ a }} 和 }}"), {"a": "甲"})) == ["甲 和 }}"]


def test_a_loop_name_hides_a_field() -> None:
    scope = Scope([*SCOPE, Name("v", "别", Kind.TEXT)])
    data = template("{% for v in 来访人员 %}{{ v.年龄 }}{% endfor %}{{ v }}")
    assert build.lines(build.filled(data, {"visitors": [{"age": 3}], "v": "完"}, scope=scope)) == ["3完"]
