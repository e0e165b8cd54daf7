"""What a template's tags become: values, rows, blocks, narratives, in every part and over every cut."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.expressions import Coded, Scope
from app.word import Template, TemplateInvalid, plan

from . import build
from .build import SCOPE, W, body_xml, filled, grid, in_runs, lines, paragraph_xml, template

PEOPLE = [
    {"name_zh": "张三", "age": Decimal(40), "born_on": date(1984, 3, 5)},
    {"name_zh": "李四", "age": Decimal(50), "born_on": None},
]


# -- values


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("{{ 团组名称 }}", "考察团"),
        ("{{title}}", "考察团"),
        ("{{ 团 组 名 称 }}", "考察团"),
        ("｛｛团组名称｝｝", "考察团"),
        ("{｛团组名称}｝", "考察团"),
        ("{{　团组名称　}}", "考察团"),
        ("{{ 出访国家/地区 }}", "法国"),
        ("{{ 联系人（电话） }}", "王五（123）"),
        ("{{ 联系人(电话) }}", "王五（123）"),
        ("{{ 到达日期 }}", "2024年3月5日"),
        ("{{ 人数 }}", "12"),
        ("{{ 有媒体随行 }}", "是"),
        ("{{ 人数 * 2 + 1 }}", "25"),
        ("{{ '大团' if 人数＞10 else '小团' }}", "大团"),
        ("{{ “大团” if 人数＞10 else “小团” }}", "大团"),
        ("{{ ‘}}’ if 人数 else '' }}", "}}"),
        ("{{ count(来访人员) }}", "2"),
        ("{{ 来访人员.中文译名 }}", "张三、李四"),
        ("{# 说明 #}", ""),
        ("{% if 人数 > 3 %}多{% elif 人数 > 1 %}中{% else %}少{% endif %}", "多"),
        ("｛％ if 人数 ＜ 3 ％｝少｛％ else ％｝多｛％ endif ％｝", "多"),
        (
            "{% for v in 来访人员 %}{{ loop.index }}{{ v.中文译名 }}{% if not loop.last %}；{% endif %}{% endfor %}",
            "1张三；2李四",
        ),
        ("{% for v in 来访人员[年龄 > 99] %}x{% else %}无{% endfor %}", "无"),
        ("{% set 双倍 = 人数 * 2 %}{{ 双倍 }}", "24"),
        ("{_{ 原样 }_}", "{{ 原样 }}"),
    ],
)
def test_a_tag_prints_what_it_means(tag: str, printed: str) -> None:
    values = {
        "title": "考察团",
        "country": "法国",
        "contact": "王五（123）",
        "arrive_on": date(2024, 3, 5),
        "headcount": Decimal(12),
        "has_media": True,
        "visitors": PEOPLE,
    }
    assert lines(filled(template(f"前{tag}后"), values, scope=SCOPE)) == [f"前{printed}后"]


def test_a_missing_value_prints_nothing() -> None:
    assert lines(filled(template("前{{ 团组名称 }}后"), {}, scope=SCOPE)) == ["前后"]


def test_a_choice_prints_its_label() -> None:
    assert lines(filled(template("{{ title }}"), {"title": Coded("us", "我方")}, scope=SCOPE)) == ["我方"]


def test_a_value_keeps_the_format_of_its_tag() -> None:
    document = filled(in_runs("甲", "{{ title }}", "乙"), {"title": "丙"}, scope=SCOPE)
    runs = list(etree.fromstring(build.part_of(document)).iter(W + "r"))
    assert [(build.text_of(run.getparent()), build.bold(run)) for run in runs] == [
        ("甲丙乙", False), ("甲丙乙", True), ("甲丙乙", False)
    ]  # fmt: skip


def test_line_breaks_and_tabs_become_words_own() -> None:
    document = filled(template("{{ title }}"), {"title": "一\r\n二\t三\r四"}, scope=SCOPE)
    assert lines(document) == ["一\n二\t三\n四"]
    assert b"<w:br/>" in build.part_of(document)


def test_a_value_is_never_read_as_a_tag_or_as_xml() -> None:
    value = "</w:t></w:r><w:p/>{{ headcount }}{% if %}<?bw 0?>&amp;"
    assert lines(filled(template("{{ title }}"), {"title": value}, scope=SCOPE)) == [value]


ALLOWED = st.text(
    st.characters(
        min_codepoint=32, exclude_categories=("Cs",), exclude_characters="\ufffe\uffff", include_characters="\n\t"
    )
)


def test_two_thousand_random_values_are_printed_exactly() -> None:
    keys = [f"v{number}" for number in range(20)]
    compiled = Template.compile(body_xml("".join(paragraph_xml(f"{{{{ {key} }}}}") for key in keys)))

    @settings(max_examples=100, deadline=None, database=None)
    @given(st.lists(ALLOWED, min_size=20, max_size=20))
    def exact(values: list[str]) -> None:
        assert lines(compiled.render(dict(zip(keys, values, strict=True)))) == values

    exact()


def test_characters_that_xml_forbids_are_left_out() -> None:
    value = "a\x00b\x0bc\x0cd\x1fe\ud800f\ufffeg\uffffh"
    assert lines(filled(template("{{ title }}"), {"title": value}, scope=SCOPE)) == ["abcdefgh"]


# -- cuts

LINE = "关于{{ 团组名称 }}的请示，共{{人数 + 1}}人{% if 有媒体随行 %}（有媒体）{% endif %}。"


@settings(max_examples=150, deadline=None, database=None)
@given(st.sets(st.integers(1, len(LINE) - 1), max_size=20))
def test_a_tag_may_be_cut_into_any_runs(cuts: set[int]) -> None:
    places = [0, *sorted(cuts), len(LINE)]
    runs = [LINE[a:b] for a, b in pairwise(places)]
    values = {"title": "考察团", "headcount": Decimal(3), "has_media": True}
    compiled = Template.compile(body_xml(paragraph_xml(*runs)), scope=SCOPE)
    assert lines(compiled.render(values)) == ["关于考察团的请示，共4人（有媒体）。"]


@pytest.mark.parametrize(
    "between",
    [
        '<w:proofErr w:type="spellStart"/>',
        '<w:bookmarkStart w:id="1" w:name="x"/><w:bookmarkEnd w:id="1"/>',
        '<w:del w:id="3" w:author="a"><w:r><w:delText>旧</w:delText></w:r></w:del>',
        "<w:r><w:rPr><w:b/></w:rPr></w:r>",
    ],
)
def test_what_word_puts_between_runs_is_no_part_of_a_tag(between: str) -> None:
    xml = f"<w:p>{build.run_xml('前{{团组')}{between}{build.run_xml('名称}}后')}</w:p>"
    assert lines(filled(body_xml(xml), {"title": "甲"}, scope=SCOPE)) == ["前甲后"]


@pytest.mark.parametrize("wrapper", ["ins", "hyperlink", "smartTag", "sdt"])
def test_a_tag_may_run_through_insertions_links_and_controls(wrapper: str) -> None:
    inner = build.run_xml("团组名")
    inside = (
        f"<w:sdt><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        if wrapper == "sdt"
        else f"<w:{wrapper}>{inner}</w:{wrapper}>"
    )
    xml = f"<w:p>{build.run_xml('{{')}{inside}{build.run_xml('称}}')}</w:p>"
    assert lines(filled(body_xml(xml), {"title": "甲"}, scope=SCOPE)) == ["甲"]


def test_a_line_break_inside_a_tag_is_a_blank() -> None:
    xml = "<w:p><w:r><w:t>{{ 团组</w:t><w:br/><w:t>名称 }}</w:t></w:r></w:p>"
    assert lines(filled(body_xml(xml), {"title": "甲"}, scope=SCOPE)) == ["甲"]


# -- rows


def test_the_row_with_a_tables_tag_repeats_and_counts() -> None:
    data = template(
        [
            ["序号", "姓名", "团组"],
            ["{{ 序号 }}", "{{ 来访人员.中文译名 }}", "{{ 团组名称 }}"],
            ["合计", "{{ count(来访人员) }}", ""],
        ]
    )
    document = filled(data, {"visitors": PEOPLE, "title": "甲"}, scope=SCOPE)
    assert grid(document) == [["序号", "姓名", "团组"], ["1", "张三", "甲"], ["2", "李四", "甲"], ["合计", "2", ""]]


def test_columns_may_be_calculated_and_asked() -> None:
    data = template(
        [["{{ 来访人员.年龄 * 2 }}", "{{ 来访人员.出生日期 | 年月日 }}", "{% if 来访人员.年龄 > 45 %}长{% endif %}"]]
    )
    assert grid(filled(data, {"visitors": PEOPLE}, scope=SCOPE)) == [["80", "1984年3月5日", ""], ["100", "", "长"]]


@pytest.mark.parametrize("rows", [None, []])
def test_without_rows_the_row_stays_once_and_empty(rows: object) -> None:
    data = template([["{{ 序号 }}", "{{ 来访人员.中文译名 }}", "{{ 团组名称 }}"]])
    assert grid(filled(data, {"visitors": rows, "title": "甲"}, scope=SCOPE)) == [["", "", "甲"]]


def test_rows_can_be_padded() -> None:
    data = template([["{{ 序号 }}", "{{ 来访人员.中文译名 }}{{ 来访人员 | 至少(4) }}"]])
    assert grid(filled(data, {"visitors": PEOPLE}, scope=SCOPE)) == [["1", "张三"], ["2", "李四"], ["", ""], ["", ""]]
    assert len(grid(filled(data, {"visitors": PEOPLE * 3}, scope=SCOPE))) == 6


def test_a_sum_does_not_make_its_row_repeat() -> None:
    data = template([["{{ 费用.科目 }}", "{{ 费用.金额 }}"], ["合计", "{{ sum(费用.金额) }}"]])
    costs = [{"item": "住宿", "amount": Decimal(5)}, {"item": "伙食", "amount": Decimal(7)}]
    assert grid(filled(data, {"costs": costs}, scope=SCOPE)) == [["住宿", "5"], ["伙食", "7"], ["合计", "12"]]


def test_the_innermost_row_repeats() -> None:
    document = build.blank()
    outer = document.add_table(1, 1).cell(0, 0)
    outer.text = "{{ 团组名称 }}"
    inner = outer.add_table(1, 1)
    inner.cell(0, 0).text = "{{ 来访人员.中文译名 }}"
    outer.add_paragraph("完")
    made = filled(build.saved(document), {"visitors": PEOPLE, "title": "甲"}, scope=SCOPE)
    assert grid(made, 1) == [["张三"], ["李四"]]
    assert lines(made) == ["甲", "张三", "李四", "", "完"]


def test_without_a_scope_rows_repeat_if_the_value_is_a_list() -> None:
    data = template([["{{ 序号 }}", "{{ 人员.姓名 }}", "{{ 人员.日期 | 年月日 }}"]])
    rows = [{"姓名": "张三", "日期": date(2024, 3, 5)}, {"姓名": "李四", "日期": None}]
    assert grid(filled(data, {"人员": rows})) == [["1", "张三", "2024年3月5日"], ["2", "李四", ""]]
    assert grid(filled(data, {"人员": rows[0]})) == [["", "张三", "2024年3月5日"]]
    assert grid(filled(data, {})) == [["", "", ""]]


def test_without_a_scope_two_lists_in_a_row_are_found_when_it_is_rendered() -> None:
    compiled = Template.compile(template([["{{ a.x }}", "{{ b.x }}"]]))
    with pytest.raises(TemplateInvalid) as raised:
        compiled.render({"a": [{"x": "1"}], "b": [{"x": "2"}]})
    assert [fault.code for fault in raised.value.faults] == ["word.two_tables_in_row"]


# -- blocks


def test_row_loops_take_their_own_rows() -> None:
    data = template([["头"], ["{%tr for v in 来访人员 %}"], ["{{ v.中文译名 }}"], ["{%tr endfor %}"], ["尾"]])
    assert grid(filled(data, {"visitors": PEOPLE}, scope=SCOPE)) == [["头"], ["张三"], ["李四"], ["尾"]]


def test_a_row_loop_in_one_row_means_that_row() -> None:
    data = template([["{%tr for v in 来访人员 %}{{ v.中文译名 }}", "{{ 序号 }}{%tr endfor %}"], ["尾", ""]])
    assert grid(filled(data, {"visitors": PEOPLE}, scope=SCOPE)) == [["张三", "1"], ["李四", "2"], ["尾", ""]]


def test_cell_loops_repeat_cells() -> None:
    data = template([["{%tc for v in 来访人员 %}", "{{ v.中文译名 }}", "{%tc endfor %}", "尾"]])
    assert grid(filled(data, {"visitors": PEOPLE}, scope=SCOPE)) == [["张三", "李四", "尾"]]


def test_paragraph_blocks_leave_no_empty_paragraph() -> None:
    data = template("头", "{%p if 有媒体随行 %}", "媒体", "{%p else %}", "无", "{%p endif %}", "尾")
    assert lines(filled(data, {"has_media": True}, scope=SCOPE)) == ["头", "媒体", "尾"]
    assert lines(filled(data, {"has_media": False}, scope=SCOPE)) == ["头", "无", "尾"]


def test_a_table_without_rows_falls_away() -> None:
    data = template("前", [["{%tr for v in 来访人员 %}"], ["{{ v.中文译名 }}"], ["{%tr endfor %}"]], "后")
    assert lines(filled(data, {"visitors": []}, scope=SCOPE)) == ["前", "后"]
    assert b"<w:tbl>" not in build.part_of(filled(data, {"visitors": []}, scope=SCOPE))
    assert lines(filled(data, {"visitors": PEOPLE}, scope=SCOPE)) == ["前", "张三", "李四", "后"]


def test_run_blocks_stand_between_runs() -> None:
    data = in_runs("甲{%r if 有媒体随行 %}乙", "丙", "{%r endif %}丁")
    assert lines(filled(data, {"has_media": True}, scope=SCOPE)) == ["甲乙丙丁"]
    assert lines(filled(data, {}, scope=SCOPE)) == ["甲丁"]


def test_a_block_may_span_paragraphs() -> None:
    data = template("甲{% if 有媒体随行 %}乙", "丙{% endif %}丁")
    assert lines(filled(data, {"has_media": True}, scope=SCOPE)) == ["甲乙", "丙丁"]
    assert lines(filled(data, {}, scope=SCOPE)) == ["甲丁"]


def test_minus_signs_join_lines() -> None:
    data = template("甲", "{%- if 有媒体随行 %}乙{% else %}丙{% endif -%}", "丁")
    assert lines(filled(data, {}, scope=SCOPE)) == ["甲丙丁"]


def test_loops_may_stand_in_loops() -> None:
    data = template("{% for v in 来访人员 %}{% for w in 来访人员 %}{{ v.年龄 }}-{{ w.年龄 }} {% endfor %}{% endfor %}")
    assert lines(filled(data, {"visitors": PEOPLE}, scope=SCOPE)) == ["40-40 40-50 50-40 50-50 "]


def test_a_name_set_in_a_loop_ends_with_it() -> None:
    data = template("{% set x = 人数 %}{% for v in 来访人员 %}{% set x = v.年龄 %}{{ x }} {% endfor %}{{ x }}")
    assert lines(filled(data, {"visitors": PEOPLE, "headcount": Decimal(1)}, scope=SCOPE)) == ["40 50 1"]


def test_a_cell_whose_paragraphs_all_fall_away_keeps_an_empty_one() -> None:
    document = build.blank()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "{%p if 有媒体随行 %}"
    cell.add_paragraph("媒体")
    cell.add_paragraph("{%p endif %}")
    data = build.saved(document)
    assert grid(filled(data, {}, scope=SCOPE)) == [[""]]
    assert grid(filled(data, {"has_media": True}, scope=SCOPE)) == [["媒体"]]


# -- narratives


def test_a_narrative_becomes_paragraphs_with_heading_styles() -> None:
    document = filled(
        template("{{p 主要工作 }}"), {"work": "一、总体情况\n正文。\n\n（一）会谈\n1.议题\n2024年的事。"}, scope=SCOPE
    )
    styles = [paragraph.style.name for paragraph in Document(io.BytesIO(document)).paragraphs]
    assert lines(document) == ["一、总体情况", "正文。", "（一）会谈", "1.议题", "2024年的事。"]
    assert styles == ["Heading 1", "Normal", "Heading 2", "Heading 3", "Normal"]


def test_without_heading_styles_levels_get_the_fonts_of_the_standard() -> None:
    data = build.replaced(template("{{p 主要工作 }}"), "heading ", "other ", part="word/styles.xml")
    document = filled(data, {"work": "一、情况\n（一）会谈\n正文"}, scope=SCOPE)
    fonts = [font.get(W + "eastAsia") for font in etree.fromstring(build.part_of(document)).iter(W + "rFonts")]
    assert fonts == ["黑体", "楷体"]


def test_two_narratives_in_a_paragraph_follow_one_another() -> None:
    assert lines(filled(template("{{p work }}{{p title }}"), {"work": "甲\n乙", "title": "丙"})) == ["甲", "乙", "丙"]


def test_no_narrative_leaves_one_empty_paragraph() -> None:
    assert lines(filled(template("{{p 主要工作 }}", "尾"), {}, scope=SCOPE)) == ["", "尾"]


def test_a_narrative_keeps_the_format_of_its_paragraph() -> None:
    run = "<w:r><w:rPr><w:b/></w:rPr><w:t>{{p 主要工作 }}</w:t></w:r>"
    xml = f'<w:p><w:pPr><w:ind w:firstLineChars="200"/></w:pPr>{run}</w:p>'
    document = filled(body_xml(xml), {"work": "　　甲\n乙"}, scope=SCOPE)
    assert lines(document) == ["甲", "乙"]
    content = build.part_of(document).decode()
    assert content.count("firstLineChars") == 2
    assert content.count("<w:b/>") == 2
    assert "ns0" not in content


# -- parts


def test_headers_and_footers_are_filled() -> None:
    data = build.with_header(template("{{ title }}"), "页眉{{ 团组名称 }}")
    document = filled(data, {"title": "甲"}, scope=SCOPE)
    assert lines(document, "word/header1.xml") == ["页眉甲"]


@pytest.mark.parametrize("kind", ["footnotes", "endnotes"])
def test_notes_are_filled(kind: str) -> None:
    document = filled(with_notes(kind, "注{{ 团组名称 }}"), {"title": "甲"}, scope=SCOPE)
    assert lines(document, f"word/{kind}.xml") == ["注甲"]


def with_notes(kind: str, text: str) -> bytes:
    one = kind[:-1]
    names = f'xmlns:w="{W[1:-1]}"'
    xml = f'<w:{kind} {names}><w:{one} w:id="2">{paragraph_xml(text)}</w:{one}></w:{kind}>'
    data = build.related(template("正文"), kind, f"{kind}.xml", mode="Internal")
    wml = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    override = f'<Override PartName="/word/{kind}.xml" ContentType="{wml}.{kind}+xml"/>'
    data = build.replaced(data, "</Types>", override + "</Types>", part="[Content_Types].xml")
    return build.changed(data, {f"word/{kind}.xml": xml.encode()})


BOX = (
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing>'
    "</mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)


def test_both_copies_of_a_text_box_are_filled_and_count_once() -> None:
    data = body_xml(BOX.format(paragraph_xml("框{{ 团组", "名称 }}")))
    compiled = Template.compile(data, scope=SCOPE)
    assert [tag.place.text for tag in compiled.tags] == ["正文 第1段 文本框 第1段"]
    assert lines(compiled.render({"title": "甲"})) == ["框甲框甲", "框甲", "框甲"]


def test_block_content_controls_are_no_level_of_their_own() -> None:
    data = body_xml(
        f"{paragraph_xml('甲')}<w:sdt><w:sdtContent>{paragraph_xml('{{ 团组名称 }}')}</w:sdtContent></w:sdt>"
    )
    compiled = Template.compile(data, scope=SCOPE)
    assert compiled.tags[0].place.text == "正文 第2段"
    assert lines(compiled.render({"title": "乙"})) == ["甲", "乙"]


# -- the face


def test_a_template_says_what_it_reads_and_where() -> None:
    data = build.with_header(
        template(
            "{{ 团组名称 }}",
            [["头", ""], ["{{ 来访人员.中文译名 }}", "{{ 序号 }}"]],
            "{% for v in 费用 %}{{ v.金额 }}{% endfor %}",
        ),
        "{{ 人数 }}",
    )
    compiled = Template.compile(data, scope=SCOPE)
    assert compiled.names == {"title", "visitors", "costs", "headcount"}
    assert [(tag.place.text, tag.kind, tag.text) for tag in compiled.tags] == [
        ("正文 第1段", "value", "{{ 团组名称 }}"),
        ("正文 表1 第2行 第1列", "value", "{{ 来访人员.中文译名 }}"),
        ("正文 表1 第2行 第2列", "value", "{{ 序号 }}"),
        ("正文 第2段", "for", "{% for v in 费用 %}"),
        ("正文 第2段", "value", "{{ v.金额 }}"),
        ("页眉1 第1段", "value", "{{ 人数 }}"),
    ]


def test_a_template_means_the_same_after_labels_have_changed() -> None:
    data = template(
        "{{ 团组名称 + '@visitors' }}",
        [["{{ 来访人员.年龄 * 2 }}{{ 来访人员 | 至少(3) }}", "{{ 序号 }}"]],
        "{% for v in 来访人员 %}{{ v.年龄 }}{% endfor %}",
    )
    first = Template.compile(data, scope=SCOPE)
    renamed = Scope([replace(name, label=f"新{name.label}", members=()) for name in SCOPE if name.key != "visitors"])
    members = tuple(replace(name, label=f"新{name.label}") for name in build.VISITORS.members)
    renamed = Scope([*renamed, replace(build.VISITORS, label="别的", members=members)])
    with pytest.raises(TemplateInvalid):
        Template.compile(data, scope=renamed)
    later = Template.compile(data, scope=renamed, bindings=first.bindings)
    values = {"title": "甲", "visitors": PEOPLE}
    assert later.render(values) == first.render(values)
    assert later.bindings == first.bindings
    assert grid(later.render(values)) == [["80", "1"], ["100", "2"], ["", ""]]


def test_the_same_values_give_the_same_bytes_and_untouched_parts_are_copied() -> None:
    data = template("{{ 团组名称 }}")
    compiled = Template.compile(data, scope=SCOPE)
    once, again = compiled.render({"title": "甲"}), compiled.render({"title": "甲"})
    assert once == again
    before, after = build.parts_of(data), build.parts_of(once)
    assert set(before) == set(after)
    assert {name for name, content in after.items() if content != before[name]} == {build.MAIN}
    assert zipfile.ZipFile(io.BytesIO(once)).namelist()[0] == "[Content_Types].xml"


def test_a_document_without_tags_comes_back_as_it_is() -> None:
    data = template("没有标签")
    assert build.parts_of(filled(data, {}, scope=SCOPE)) == build.parts_of(data)


def test_repeated_paragraphs_lose_their_ids() -> None:
    xml = '<w:p w14:paraId="00000001"><w:r><w:t>{% for v in 来访人员 %}{{ v.年龄 }}{% endfor %}</w:t></w:r></w:p>'
    xml = xml.replace("<w:p ", '<w:p xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" ')
    assert b"paraId" not in build.part_of(filled(body_xml(xml), {"visitors": PEOPLE}, scope=SCOPE))


def test_endless_output_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MAX_PIECES", 1_000)
    deep = "{% for a in l %}" * 3 + "{{ a }}" + "{% endfor %}" * 3
    with pytest.raises(TemplateInvalid) as raised:
        Template.compile(template(deep)).render({"l": ["x"] * 20})
    assert [fault.code for fault in raised.value.faults] == ["word.output_too_large"]
