"""Places in blank forms: found, called by their labels, proposed for, written into."""

import re
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import Invalid
from app.expressions import Kind, Name, Scope, Value
from app.word import Template, check
from app.word.blanks import (
    Blank,
    BlankKind,
    Sureness,
    marked,
    marker,
    places,
    proposed,
    proposed_field,
    tag_for,
    tagged,
)

from .. import effort
from . import build, forms
from .canonical import canonical

MAIN = build.MAIN
LEVELS = {"ministry": "部级", "bureau": "厅局级", "division": "处级"}
SCOPE = Scope(
    [
        Name("title", "团组名称", Kind.TEXT),
        Name("country", "国籍（地区）", Kind.LIST),
        Name("headcount", "人数", Kind.NUMBER),
        Name("arrive_on", "抵达日期", Kind.DATE),
        Name("filled_on", "填表日期", Kind.DATE),
        Name("level", "接待规格", Kind.TEXT, choices=LEVELS),
        Name("sex", "性别", Kind.TEXT, choices={"m": "男", "f": "女"}),
        Name("has_media", "有媒体随行", Kind.YESNO),
        Name("purpose", "来访目的", Kind.TEXT),
        Name("contact", "联系人", Kind.TEXT),
        build.VISITORS,
    ]
)


def by_label(data: bytes) -> Mapping[str, Blank]:
    """The places by what they are called; the first of each."""
    found: dict[str, Blank] = {}
    for blank in places(data):
        found.setdefault(blank.label, blank)
    return found


def told(data: bytes) -> list[tuple[str, str]]:
    """Kind and label of every place."""
    return [(str(blank.kind), blank.label) for blank in places(data)]


# -- where they are


def test_an_approval_form_has_these_places() -> None:
    assert told(forms.APPROVAL) == [
        ("line", "编号"),
        ("date", "填表日期"),
        ("cell", "团组名称"),
        ("cell", "国籍（地区）"),
        ("cell", "人数"),
        ("date", "抵达日期"),
        ("boxes", "接待规格"),
        ("boxes", "有媒体随行"),
        ("cell", "来访目的"),
        ("cell", "中文译名"),
        ("cell", "年龄"),
        ("cell", "出生日期"),
        ("cell", "接待单位意见"),
        ("date", "接待单位意见日期"),
        ("after_colon", "领导审批意见"),
        ("after_colon", "签字"),
        ("date", "签字日期"),
        ("line", "联系人"),
        ("line", "电话"),
    ]


def test_running_text_has_places_too() -> None:
    assert told(forms.LETTER) == [
        ("line", "兹邀请"),
        ("line", "同志等"),
        ("date", ""),
        ("date", "访问日期"),
        ("brackets", "访问"),
        ("after_colon", "邀请单位（盖章）"),
        ("line", "职务"),
        ("after_colon", "传真"),
        ("after_colon", "邮箱"),
        ("boxes", "性别"),
        ("line", "人数"),
        ("line", "经费预算"),
    ]


def test_a_matrix_is_called_by_both_its_labels_and_a_list_by_its_headings() -> None:
    blanks = places(forms.COSTS)
    assert [blank.label for blank in blanks[:4]] == [
        "国际旅费 预算（元）",
        "国际旅费 决算（元）",
        "住宿费 预算（元）",
        "住宿费 决算（元）",
    ]
    group = blanks[4:7]
    assert [(each.column, each.table, each.spare_rows) for each in group] == [
        ("序号", "参团人员名单", 1),
        ("姓名", "参团人员名单", 1),
        ("职务", "参团人员名单", 1),
    ]
    assert len({each.group for each in group}) == 1


def test_rows_under_headings_are_one_group_named_by_the_cell_beside_them() -> None:
    group = [blank for blank in places(forms.APPROVAL) if blank.group]
    assert [(each.table, each.column, each.spare_rows) for each in group] == [
        ("来访人员", "中文译名", 2),
        ("来访人员", "年龄", 2),
        ("来访人员", "出生日期", 2),
    ]


def test_boxes_are_one_place_with_their_options() -> None:
    assert by_label(forms.APPROVAL)["接待规格"].options == ("部级", "厅局级", "处级")
    assert by_label(forms.LETTER)["性别"].options == ("男", "女")


def test_boxes_on_lines_of_their_own_belong_to_one_question() -> None:
    data = build.body_xml(forms.lines("接待规格：", "□ 部级", "□ 厅局级", "□ 其他：____", "备注：____"))
    assert [(blank.label, blank.options) for blank in places(data) if blank.kind is BlankKind.BOXES] == [
        ("接待规格", ("部级", "厅局级", "其他"))
    ]
    assert "备注" in by_label(data)


def test_two_questions_on_a_line_are_two_places() -> None:
    data = build.body_xml(forms.lines("列入计划：□是 □否　　其中涉密：□有 □无"))
    assert [(blank.label, blank.options) for blank in places(data)] == [
        ("列入计划", ("是", "否")),
        ("其中涉密", ("有", "无")),
    ]


def test_numbered_headings_opinions_and_units_have_room_for_text() -> None:
    data = build.body_xml(
        forms.lines("一、基本情况", "", "正文", "（二）存在问题", "", "")
        + forms.table(forms.row("开办资金", "    万元", "部门意见\n\n签字："), forms.row("三、小结\n\n四、打算\n"))
    )
    assert told(data) == [
        ("line", "基本情况"),
        ("line", "存在问题"),
        ("line", "开办资金"),
        ("cell", "部门意见"),
        ("after_colon", "签字"),
        ("cell", "小结"),
        ("cell", "打算"),
    ]
    (fund,) = (blank for blank in places(data) if blank.label == "开办资金")
    assert "{{ 资金 }}万元" in build.lines(tagged(data, {fund.id: "{{ 资金 }}"}))


@pytest.mark.parametrize(
    "text",
    [
        "出 生 年 月 日",
        "2025年3月5日",
        "本表一式两份，报外事部门。",
        "现将有关情况报告如下：",
        "各部门：",
        "□",
        "a_b@example.cn",
        "第3页",
    ],
)
def test_what_only_looks_like_a_place_is_none(text: str) -> None:
    assert places(build.body_xml(forms.lines(text))) == ()


def test_a_tag_is_no_place_and_what_it_serves_neither() -> None:
    data = build.body_xml(
        forms.lines(
            "姓名：{{ 姓名 }}", "级别：{{ 级别 | 勾选 }}□部级 □处级", "`  `{{ 团组名称 }}`  `", "{{ 甲____乙 }}"
        )
        + forms.table(forms.row("团组名称", "{{ 团组名称 }}"))
    )
    assert places(data) == ()


def test_a_place_in_a_text_box_is_found_once_and_written_into_both_copies() -> None:
    (blank,) = places(forms.BOXED)
    written = tagged(forms.BOXED, {blank.id: "{{ 密级 }}"})
    assert build.part_of(written).decode().count("密级：{{ 密级 }}") == 2


CONTROL = (
    "<w:p><w:r><w:t>联系人：</w:t></w:r>"
    '<w:sdt><w:sdtPr><w:tag w:val="{}"/><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'
    '<w:r><w:rPr><w:rStyle w:val="PlaceholderText"/><w:b/></w:rPr><w:t>单击此处输入</w:t></w:r>'
    "</w:sdtContent></w:sdt></w:p>"
)


def test_what_a_content_control_shows_while_it_is_empty_is_a_place() -> None:
    data = build.body_xml(CONTROL.format("联系人"))
    (blank,) = places(data)
    assert (blank.kind, blank.label) == (BlankKind.LINE, "联系人")
    xml = build.part_of(tagged(data, {blank.id: "{{ 联系人 }}"})).decode()
    assert '<w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{{ 联系人 }}</w:t>' in xml
    assert "showingPlcHdr" not in xml
    assert places(build.body_xml(CONTROL.format("{{ 联系人 }}"))) == ()


def test_headers_have_places() -> None:
    (blank,) = places(build.with_header(build.template("正文"), "编号：______"))
    assert (blank.label, blank.place.text.startswith("页眉1")) == ("编号", True)


def test_fields_that_word_computes_are_left_alone() -> None:
    field = '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:t>页码：____</w:t></w:r></w:p>'
    assert places(build.body_xml(field)) == ()


def test_hostile_grids_and_endless_lines_cost_little() -> None:
    wide = forms.table([forms.cell("甲", span=999_999_999), forms.cell()] * 30)
    long = forms.lines("年" * 20_000, "： " * 20_000, "＿_" * 9_000, "□" * 19_000, "（" * 19_000)
    effort.bounded(lambda: places(build.body_xml(wide + long)), calls=6_000_000)


def test_many_rows_cost_in_proportion() -> None:
    rows = [forms.row("项目", "", "金额", "") for _ in range(400)]
    assert len(effort.bounded(lambda: places(build.body_xml(forms.table(*rows))), calls=2_000_000)) == 800


def test_many_questions_one_below_the_other_cost_in_proportion() -> None:
    data = build.body_xml(forms.lines(*["□甲：□乙"] * 1_500))
    assert effort.bounded(lambda: places(data), calls=3_000_000)


# -- what they may be


def test_places_are_proposed_fields_of_the_same_name() -> None:
    blanks = places(forms.APPROVAL)
    found = proposed(blanks, SCOPE)
    best = {blank.label: found[blank.id].best for blank in blanks}
    assert {label: (tag.tag, tag.sure) for label, tag in best.items() if tag and tag.sure is Sureness.EXACT} == {
        "填表日期": ("{{ 填表日期 | 年月日 }}", Sureness.EXACT),
        "团组名称": ("{{ 团组名称 }}", Sureness.EXACT),
        "国籍（地区）": ("{{ 国籍（地区） | 顿号 }}", Sureness.EXACT),
        "人数": ("{{ 人数 }}", Sureness.EXACT),
        "抵达日期": ("{{ 抵达日期 | 年月日 }}", Sureness.EXACT),
        "接待规格": ("{{ 接待规格 | 勾选 }}", Sureness.EXACT),
        "有媒体随行": ("{{ 有媒体随行 | 勾选 }}", Sureness.EXACT),
        "来访目的": ("{{ 来访目的 }}", Sureness.EXACT),
        "中文译名": ("{{ 来访人员.中文译名 }}", Sureness.EXACT),
        "年龄": ("{{ 来访人员.年龄 }}", Sureness.EXACT),
        "出生日期": ("{{ 来访人员.出生日期 | 年月日 }}", Sureness.EXACT),
        "联系人": ("{{ 联系人 }}", Sureness.EXACT),
    }


def test_a_near_name_is_proposed_as_near_and_a_far_one_not_at_all() -> None:
    data = build.body_xml(forms.table(forms.row("来访团组名称", ""), forms.row("天气", "")))
    near, far = places(data)
    found = proposed([near, far], SCOPE)
    assert [(tag.tag, tag.sure) for tag in found[near.id].tags[:1]] == [("{{ 团组名称 }}", Sureness.NEAR)]
    assert found[far.id].tags == ()


def test_what_a_reference_copies_is_proposed_by_its_own_name() -> None:
    host = Name("host", "接待单位", Kind.TEXT, members=(Name("phone", "联系电话", Kind.TEXT),))
    (blank,) = places(build.body_xml(forms.lines("联系电话：____")))
    (tag,) = proposed([blank], Scope([host]))[blank.id].tags
    assert (tag.tag, tag.table) == ("{{ 接待单位.联系电话 }}", host)


def test_only_dates_are_proposed_for_dates() -> None:
    data = build.body_xml(forms.lines("团组名称：  年  月  日"))
    (blank,) = places(data)
    assert all(tag.name.kind is Kind.DATE for tag in proposed([blank], SCOPE)[blank.id].tags)


def test_the_number_of_a_row_is_proposed_as_that() -> None:
    blanks = places(forms.COSTS)
    number = next(blank for blank in blanks if blank.column == "序号")
    best = proposed(blanks, SCOPE)[number.id].best
    assert best is not None
    assert best.tag == "{{ 序号 }}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("出访日期：  年  月  日", ("date", "出访日期", ())),
        ("起始：    年    月", ("month", "起始日期", ())),
        ("级别：□部级 □处级", ("choice", "级别", ("部级", "处级"))),
        ("是否涉密：□是 □否", ("yesno", "是否涉密", ())),
        ("随行____人", ("integer", "随行", ())),
        ("经费____万元", ("money", "经费", ())),
        ("手机：____", ("phone", "手机", ())),
        ("出访任务：____", ("paragraph", "出访任务", ())),
        ("姓名：____", ("text", "姓名", ())),
    ],
)
def test_a_new_field_fits_the_place(text: str, expected: tuple[str, str, tuple[str, ...]]) -> None:
    (blank,) = places(build.body_xml(forms.lines(text)))
    field = proposed_field(blank)
    assert (field.type, field.label, field.choices) == expected


def test_a_chosen_field_is_written_as_its_place_wants_it() -> None:
    blanks = by_label(forms.APPROVAL)
    arrive, level, age = SCOPE.by_key("arrive_on"), SCOPE.by_key("level"), build.VISITORS.members[1]
    assert arrive is not None
    assert level is not None
    assert tag_for(blanks["填表日期"], arrive, SCOPE) == "{{ 抵达日期 | 年月日 }}"
    assert tag_for(blanks["团组名称"], level, SCOPE) == "{{ 接待规格 }}"
    assert tag_for(blanks["年龄"], age, SCOPE, table=build.VISITORS) == "{{ 来访人员.年龄 }}"


# -- writing into them


def all_tagged(data: bytes) -> bytes:
    """Every place with the best tag, or with a name of its own."""
    blanks = places(data)
    found = proposed(blanks, SCOPE)
    tags = {blank.id: best.tag for blank in blanks if (best := found[blank.id].best)}
    return tagged(data, tags)


def test_a_form_is_filled_in_where_its_places_were() -> None:
    written = all_tagged(forms.APPROVAL)
    template = Template.compile(written, scope=SCOPE)
    people: list[Value] = [{"name_zh": "甲", "age": Decimal(30)}, {"name_zh": "乙", "age": Decimal(40)}]
    values: dict[str, Value] = {"title": "某国友好代表团", "level": "bureau", "has_media": True, "visitors": people}
    grid = build.grid(template.render(values))
    assert grid[0] == ["团组名称", "某国友好代表团"]
    assert grid[2][2:] == ["接待规格", "□部级 ☑厅局级 □处级"]
    assert grid[3] == ["有媒体随行", "☑是 □否"]
    assert [line[1:3] for line in grid[5:8]] == [["中文译名", "年龄"], ["甲", "30"], ["乙", "40"]]
    assert grid[8][0].startswith("接待单位意见")


def test_boxes_behind_their_words_are_ticked_each() -> None:
    written = tagged(forms.LETTER, {by_label(forms.LETTER)["性别"].id: "{{ 性别 | 勾选 }}"})
    text = "\n".join(build.lines(Template.compile(written, scope=SCOPE).render({"sex": "f"})))
    assert "性别：男□　女☑" in text


def test_a_tag_takes_the_format_of_its_place() -> None:
    blanks = by_label(forms.APPROVAL)
    written = tagged(forms.APPROVAL, {blanks["团组名称"].id: "{{ 团组名称 }}", blanks["编号"].id: "{{ 编号 }}"})
    xml = build.part_of(written).decode()
    assert '<w:rPr><w:rFonts w:eastAsia="仿宋"/></w:rPr><w:t xml:space="preserve">{{ 团组名称 }}' in xml
    assert '<w:rPr><w:u w:val="single"/></w:rPr><w:t xml:space="preserve">{{ 编号 }}' in xml


def test_the_empty_rows_of_a_list_go_with_the_tag_of_a_table_only() -> None:
    name = by_label(forms.APPROVAL)["中文译名"].id
    count = build.part_of(forms.APPROVAL).count(b"<w:tr>")
    assert build.part_of(tagged(forms.APPROVAL, {name: "{{ 来访人员.中文译名 }}"})).count(b"<w:tr>") == count - 2
    assert build.part_of(tagged(forms.APPROVAL, {name: "{{ 团长 }}"})).count(b"<w:tr>") == count
    assert build.part_of(marked(forms.APPROVAL, [name])).count(b"<w:tr>") == count


def test_nothing_else_changes() -> None:
    blank = by_label(forms.APPROVAL)["团组名称"]
    written = tagged(forms.APPROVAL, {blank.id: "{{ 团组名称 }}"})
    before, after = build.parts_of(forms.APPROVAL), build.parts_of(written)
    assert {name for name in before if before[name] != after[name]} == {MAIN}
    undone = build.replaced(written, "{{ 团组名称 }}", "")
    assert canonical(undone, MAIN) == canonical(forms.APPROVAL, MAIN)


def test_an_unknown_place_and_what_is_no_tag_are_refused_together() -> None:
    known = places(forms.LETTER)[0].id
    with pytest.raises(Invalid) as refused:
        tagged(forms.LETTER, {"b0": "{{ 甲 }}", known: "{{ 甲"})
    assert {fault.code for fault in refused.value.faults} == {"word.no_such_place", "word.not_a_tag"}
    with pytest.raises(Invalid):
        marked(forms.LETTER, ["b0"])


@pytest.mark.parametrize("text", ["", "甲", "{{ }}", "{{ 甲 }} {{ 乙", "{% if 甲 %}", "{# 甲 #}", "{{ 甲 }}\0", "}}"])
def test_only_tags_are_written(text: str) -> None:
    with pytest.raises(Invalid):
        tagged(forms.LETTER, {places(forms.LETTER)[0].id: text})


@pytest.mark.parametrize("form", forms.FORMS.values(), ids=forms.FORMS)
def test_every_place_has_its_marker_once(form: bytes) -> None:
    ids = [blank.id for blank in places(form)]
    text = build.part_of(marked(form, ids)).decode()
    once = 2 if form is forms.BOXED else 1
    assert {known: text.count(marker(known)) for known in ids} == dict.fromkeys(ids, once)


# -- whatever a form is made of

WORDS = st.sampled_from(["姓名", "抵达日期", "人数", "甲", "：", "，", "（盖章）", "1.", "", "{{ 已有 }}", "是否"])
GAPS = st.sampled_from(
    [
        "____",
        "  年  月  日",
        "年　月　日",
        "□是 □否",
        "男□ 女□",
        "（    ）",
        "      ",
        "　　　",
        "`    `",
        "：",
        "\t",
        "__年__月",
    ]
)
TEXTS = st.lists(st.one_of(WORDS, GAPS), max_size=6).map("".join)
CELLS = st.one_of(st.just(""), WORDS, TEXTS)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=4)
DOCUMENTS = st.tuples(st.lists(TEXTS, max_size=4), TABLES).map(
    lambda made: build.body_xml(forms.lines(*made[0]) + forms.table(*(forms.row(*each) for each in made[1])))
)


@forms.MODEST
@given(data=DOCUMENTS)
def test_what_was_written_is_no_place_any_more_and_prints(data: bytes) -> None:
    blanks = places(data)
    assert len({blank.id for blank in blanks}) == len(blanks)
    tags = {blank.id: f"{{{{ 值{number} }}}}" for number, blank in enumerate(blanks)}
    written = tagged(data, tags)
    assert not {blank.id for blank in places(written)} & set(tags)
    assert not check(written).blocking
    text = build.part_of(Template.compile(written).render({f"值{n}": f"〖{n}〗" for n in range(len(blanks))})).decode()
    assert [int(number) for number in re.findall("〖(\\d+)〗", text)] == list(range(len(blanks)))


@forms.MODEST
@given(data=DOCUMENTS, chosen=st.data())
def test_one_place_after_the_other_is_as_good_as_all_at_once(data: bytes, chosen: st.DataObject) -> None:
    blanks = [blank for blank in places(data) if not blank.group]
    if blanks:
        one = chosen.draw(st.sampled_from(blanks))
        written = tagged(data, {one.id: "{{ 甲 }}"})
        assert one.id not in {blank.id for blank in places(written)}
        assert build.part_of(marked(data, [one.id])).decode().count(marker(one.id)) == 1
