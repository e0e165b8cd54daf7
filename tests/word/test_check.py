"""What the check says of broken templates, and that it says nothing of good ones."""

import io
import re
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.errors import Fault, Level
from app.web.words.word import WORDS
from app.word import Checked, Template, check, hints, plan
from app.word.annotate import annotated
from app.word.sample import samples

from . import build
from .broken import DOUBTS, INLINE, STRUCTURE, Broken
from .build import SCOPE, body_xml, paragraph_xml, template
from .test_oracle import TEMPLATES

SURFACES = {
    "body": ("正文 第2段", lambda text: template("前", text)),
    "cell": ("正文 表2 第3行 第2列", lambda text: template([["x"]], "中", [["a", "b"], ["c", "d"], ["e", text]])),
    "header": ("页眉1 第1段", lambda text: build.with_header(template("正文"), text)),
    "runs": ("正文 第1段", lambda text: build.in_runs("", *text)),
    "box": (
        "正文 第1段 文本框 第1段",
        lambda text: body_xml(
            f"<w:p><w:r><w:pict><w:txbxContent>{paragraph_xml(_escaped(text))}</w:txbxContent></w:pict></w:r></w:p>"
        ),
    ),
}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def only(checked: Checked) -> Fault:
    """The one thing that is said."""
    (fault,) = checked.faults
    return fault


def about(fault: Fault, data: bytes) -> str:
    """The words of the paragraph that a fault points at."""
    part, number = str(fault.facts["part"]), int(str(fault.facts["paragraph"]))
    paragraph = list(etree.fromstring(build.part_of(data, part)).iter(build.W + "p"))[number - 1]
    start, length = (int(str(fault.facts[name])) for name in ("character", "length"))
    return build.text_of(paragraph)[start - 1 : start - 1 + length]


# -- what is wrong


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", [*INLINE, *DOUBTS])
def test_each_fault_has_its_code_its_place_and_what_was_meant(text: str, surface: str) -> None:
    code, meant, words = {**INLINE, **DOUBTS}[text]
    place, make = SURFACES[surface]
    data = make(text)
    fault = next(fault for fault in check(data, scope=SCOPE).faults if fault.code == code)
    assert fault.place == place
    assert (fault.suggestions or ("",))[0] == meant
    assert fault.level is (Level.WARN if text in DOUBTS else Level.BLOCK)
    assert not words or about(fault, data) == words


@pytest.mark.parametrize("text", [text for text in (*INLINE, *DOUBTS) if text.count("{%") < 60])
def test_nothing_else_is_said(text: str) -> None:
    only(check(template(text), scope=SCOPE))


@pytest.mark.parametrize("name", STRUCTURE)
def test_faults_of_structure_are_found_where_they_are(name: str) -> None:
    broken: Broken = STRUCTURE[name]
    fault = only(check(broken.data, scope=SCOPE))
    assert (fault.code, fault.place, (fault.suggestions or ("",))[0]) == (broken.code, broken.place, broken.meant)


def test_a_template_is_usable_unless_something_stops_it() -> None:
    assert check(template("{{ 团组名称 }}{ 人数 }"), scope=SCOPE).template is not None
    assert check(template("{{ 团组名陈 }}"), scope=SCOPE).template is None


def test_every_kind_of_fault_in_a_template_has_its_broken_one() -> None:
    marker = next(index for index, code in enumerate(WORDS) if code == "word.too_many_tags")
    inside = set(list(WORDS)[marker:])
    shown = {code for code, _, _ in (*INLINE.values(), *DOUBTS.values())} | {one.code for one in STRUCTURE.values()}
    elsewhere = {"word.more_faults", "word.output_too_large", "word.cannot_render", "word.joined_too_large"}
    elsewhere |= {"word.picture_unreadable", "word.qr_too_long"}  # said of values
    assert inside - shown - elsewhere == set()
    assert len(shown) >= 30


def test_everything_is_said_at_once_in_the_order_of_the_document() -> None:
    data = build.with_header(
        template("{ 团组名称 } {{ 无一 }}", [["甲", "{{ 无二 }} {{ 人数 "]], "{% if 人数 %}", "{{ 序号 }}"),
        "{{ 无四 }}",
    )
    assert [(fault.code, fault.place) for fault in check(data, scope=SCOPE).faults] == [
        ("word.looks_like_tag", "正文 第1段"),
        ("expression.unknown_name", "正文 第1段"),
        ("expression.unknown_name", "正文 表1 第1行 第2列"),
        ("word.tag_not_closed", "正文 表1 第1行 第2列"),
        ("word.block_not_closed", "正文 第2段"),
        ("word.number_outside_row", "正文 第3段"),
        ("expression.unknown_name", "页眉1 第1段"),
    ]


def test_of_very_many_faults_the_first_are_told() -> None:
    faults = check(body_xml(paragraph_xml("{{ 无 }}") * 300), scope=SCOPE).faults
    assert [fault.code for fault in faults] == [*["expression.unknown_name"] * 100, "word.more_faults"]


def test_a_file_that_cannot_be_opened_is_said_to_be_that() -> None:
    checked = check(b"%PDF-1.7")
    assert (only(checked).code, checked.is_opened) == ("word.is_pdf", False)


def test_what_prints_endlessly_is_found_by_trying(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "MAX_PIECES", 10)
    loops = "{% for a in 来访人员 %}" * 3 + "{{ a.年龄 }}x" + "{% endfor %}" * 3
    assert only(check(template(loops), scope=SCOPE)).code == "word.output_too_large"


# -- what is right

GOOD = [
    template("{{ 团组名称 }}、{{ 到达日期 | 年月日 }}、{{ 人数 | 默认(0) }}"),
    template("｛｛团组名称｝｝ 与 ｛％ if 有媒体随行 ％｝有｛％ endif ％｝"),
    template([["序号", "姓名"], ["{{ 序号 }}", "{{ 来访人员.中文译名 }}{{ 来访人员 | 至少(3) }}"]]),
    template("{%p for v in 来访人员 %}", "{{ loop.index }} {{ v.中文译名 }}", "{%p endfor %}"),
    template("【备注】《协议》（一）〔2024〕3号 {1} {注} [2] <见附件> ((1))"),
    template("{_{ 原样 }_}", "{# 说明 #}", "{{p 主要工作 }}"),
    template([["{%tr if 有媒体随行 %}"], ["媒体"], ["{%tr endif %}"], ["甲"]]),
    template("{% set 总数 = count(来访人员) %}{{ 总数 }}"),
    body_xml("<w:p><w:r><w:instrText>PAGE \\* MERGEFORMAT</w:instrText></w:r></w:p>"),
    build.with_header(template(), "{{ 团组名称 }}"),
]


@pytest.mark.parametrize("data", GOOD)
def test_nothing_is_said_of_a_good_template(data: bytes) -> None:
    assert check(data, scope=SCOPE).faults == ()


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_is_said_of_docxtpls_templates(name: str) -> None:
    assert check(TEMPLATES[name]).faults == ()


# -- a template that passes renders

PIECES = st.sampled_from(
    [
        *INLINE, *DOUBTS, "{{ 团组名称 }}", "{{ 人数 * 2 }}", "{% if 人数 %}", "{% elif 有媒体随行 %}", "{% else %}",
        "{% endif %}", "{% for v in 来访人员 %}", "{{ v.年龄 }}", "{% endfor %}", "{%p if 人数 %}", "{%p endif %}",
        "{{ 来访人员.年龄 }}", "{{ 费用.金额 }}", "{{ 来访人员 | 至少(3) }}", "{{p 主要工作 }}", "{% set v = 人数 %}",
        "{%tr for v in 来访人员 %}", "{%tr endfor %}", "{%tc if 人数 %}", "{%tc endif %}", "文", "{# x #}",
        "{%- if 人数 -%}",
    ]
)  # fmt: skip
GOOD_PIECES = st.sampled_from(
    [
        "{{ 团组名称 }}", "{{ 人数 * 2 }}", "{% if 人数 %}甲{% elif 有媒体随行 %}乙{% else %}丙{% endif %}", "文",
        "{{ 序号 }}",
        "{% for v in 来访人员 %}{{ v.年龄 }}{% endfor %}", "{{ 来访人员.年龄 }}", "{{ 来访人员 | 至少(3) }}", "{# x #}",
        "{%p if 人数 %}", "{%p endif %}", "{{p 主要工作 }}", "{% set x = 人数 %}{{ x }}", "{{ 到达日期 | 年月日 }}",
        "{%tr if 人数 %}", "{%tr endif %}", "{%r if 人数 %}乙{%r endif %}",
    ]
)  # fmt: skip
PARAGRAPHS = st.lists(st.one_of(GOOD_PIECES, PIECES), min_size=1, max_size=3).map("".join)
CELLS = st.lists(st.lists(PARAGRAPHS, min_size=2, max_size=2), min_size=1, max_size=4)
BODIES = st.lists(st.one_of(GOOD_PIECES, PARAGRAPHS, CELLS), min_size=1, max_size=4)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
FILLED: dict[str, st.SearchStrategy[Any]] = {
    "title": TEXTS,
    "work": TEXTS,
    "headcount": st.integers(0, 3),
    "has_media": st.booleans(),
    "visitors": st.lists(st.fixed_dictionaries({}, optional={"name_zh": TEXTS, "age": st.integers(0, 99)}), max_size=3),
}


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(BODIES, st.fixed_dictionaries({}, optional=FILLED))
def test_a_template_that_passes_renders_and_one_that_does_not_is_refused(
    body: list[Any], values: dict[str, Any]
) -> None:
    data = template(*body)
    checked = check(data, scope=SCOPE)
    if checked.template is None:
        assert checked.blocking
        return
    document = checked.template.render(values)
    Document(io.BytesIO(document))
    assert check(document).is_opened
    assert Template.compile(data, scope=SCOPE).render(values) == document


def test_samples_fill_every_kind() -> None:
    assert set(samples(SCOPE)) == {name.key for name in SCOPE}


# -- comments in a copy


def commented(data: bytes) -> tuple[Any, list[str]]:
    """The copy as Word opens it, and what its comments say."""
    remarks = [(fault, f"{fault.place} {fault.code}") for fault in check(data, scope=SCOPE).faults]
    copy = Document(io.BytesIO(annotated(data, remarks)))
    return copy, [comment.text for comment in copy.comments]


def test_each_fault_is_a_comment_beside_its_words() -> None:
    data = build.in_runs("甲", "{{ 团组", "名陈 }}", "乙")
    copy, comments = commented(data)
    assert comments == ["正文 第1段 expression.unknown_name"]
    xml = copy.element.xml
    between = xml[xml.index("commentRangeStart") : xml.index("commentRangeEnd")]
    assert re.findall(r"<w:t[^>]*>([^<]*)", between) == ["{{ 团组", "名陈 }}"]


def test_faults_in_headers_and_boxes_are_comments_beside_the_text() -> None:
    inside = paragraph_xml("{{ 无二 }}")
    box = body_xml(
        f"{paragraph_xml('甲')}<w:p><w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r></w:p>"
    )
    copy, comments = commented(build.with_header(box, "{{ 无一 }}"))
    assert comments == ["正文 第2段 文本框 第1段 expression.unknown_name", "页眉1 第1段 expression.unknown_name"]
    assert "commentRangeStart" not in copy.sections[0].header.paragraphs[0]._p.xml
    holder = copy.paragraphs[1]._p.xml
    assert holder.index("commentRangeStart") < holder.index("w:txbxContent") < holder.index("commentRangeEnd")


def test_comments_that_were_there_stay() -> None:
    data = template("{{ 团组名陈 }}")
    copy, _ = commented(data)
    twice, comments = commented(build.saved(copy))
    assert len(comments) == 2
    assert len(set(re.findall(r'commentReference w:id="(\d+)"', twice.element.xml))) == 2


def test_comments_go_into_no_part_that_only_sounds_like_them() -> None:
    data = build.related(template("{{ 团组名陈 }}"), "comments", "styles.xml", mode="Internal")
    copy, comments = commented(data)
    assert len(comments) == 1
    assert build.part_of(build.saved(copy), "word/styles.xml").count(b"expression.unknown_name") == 0


def test_columns_are_meant_where_no_field_is_near() -> None:
    assert hints.names("来访人员.出生日", (), SCOPE)[0] == "来访人员.出生日期"
    assert hints.names("来访人员.出生日", ("到达日期",), SCOPE) == ("到达日期",)


@pytest.mark.parametrize("text", [*INLINE, *DOUBTS])
def test_a_copy_with_comments_says_the_same_again(text: str) -> None:
    data = template("前", [[text]])
    before = [(fault.code, fault.place) for fault in check(data, scope=SCOPE).faults]
    copy, comments = commented(data)
    after = check(build.saved(copy), scope=SCOPE).faults
    assert [(fault.code, fault.place) for fault in after if fault.code != "word.tag_in_comment"] == before
    assert len(comments) == len(before)
