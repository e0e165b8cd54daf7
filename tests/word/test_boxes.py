"""勾选: lists of boxes, and boxes that the form has already, whatever they are made of."""

from typing import Any

import pytest
from lxml import etree

from app.expressions import Coded, Kind, Name, Scope
from app.word import Template

from . import build
from .build import SCOPE, W, body_xml, filled, paragraph_xml, run_xml, template

W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
LEVELS = {"minister": "部级", "bureau": "厅局级", "bureau2": "厅局级（副职）", "division": "处级"}
WITH_CHOICES = Scope(
    [
        *SCOPE,
        Name("level", "级别", Kind.TEXT, choices=LEVELS),
        Name("forms", "形式", Kind.LIST, item=Kind.TEXT, choices={"talk": "会谈", "tour": "参观", "sign": "签约"}),
    ]
)
VALUES: dict[str, Any] = {
    "level": Coded("bureau", "厅局级"),
    "forms": [Coded("tour", "参观"), Coded("sign", "签约")],
    "has_media": True,
    "visitors": [{"name_zh": "张三", "age": 40}, {"name_zh": "李四", "age": 20}],
}


def seen(data: bytes) -> list[str]:
    """What each paragraph shows; symbols as their codes."""
    root = etree.fromstring(build.part_of(data))
    return ["".join(_shown(node) for node in paragraph.iter()) for paragraph in root.iter(W + "p")]


def _shown(node: Any) -> str:
    if node.tag == W + "sym":
        return f"[{node.get(W + 'char')}]"
    return (node.text or "") if node.tag == W + "t" else ""


def symbol(code: str, font: str = "Wingdings 2") -> str:
    """A symbol as Word inserts it."""
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


def control(
    title: str = "", *, content: str = "☐", font: str = "MS Gothic", codes: tuple[str, str] = ("2612", "2610")
) -> str:
    """A check box of Word."""
    alias = f'<w:alias w:val="{title}"/>' if title else ""
    names = f'xmlns:w14="{W14[1:-1]}"'
    ticked, empty = (f'w14:val="{code}" w14:font="{font}"' for code in codes)
    states = f'<w14:checked w14:val="0"/><w14:checkedState {ticked}/><w14:uncheckedState {empty}/>'
    return (
        f"<w:sdt><w:sdtPr>{alias}<w14:checkbox {names}>{states}</w14:checkbox></w:sdtPr>"
        f"<w:sdtContent>{run_xml(content)}</w:sdtContent></w:sdt>"
    )


def states(data: bytes) -> list[str | None]:
    """What the check boxes say of themselves."""
    return [element.get(W14 + "val") for element in etree.fromstring(build.part_of(data)).iter(W14 + "checked")]


def made(*blocks: str, values: dict[str, Any] | None = None) -> bytes:
    return filled(body_xml("".join(blocks)), VALUES if values is None else values, scope=WITH_CHOICES)


# -- lists


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("{{ 级别 | 勾选 }}", "□ 部级 ☑ 厅局级 □ 厅局级（副职） □ 处级"),
        ("{{ level | tick }}", "□ 部级 ☑ 厅局级 □ 厅局级（副职） □ 处级"),
        ("｛｛ 级别 ｜ 勾选 ｝｝", "□ 部级 ☑ 厅局级 □ 厅局级（副职） □ 处级"),
        ("{{ 级别 | 勾选('厅局级') }}厅局级", "☑厅局级"),
        ("{{ 级别 | 勾选('处级') }}处级", "□处级"),
        ("{{ 形式 | 勾选 }}", "□ 会谈 ☑ 参观 ☑ 签约"),
        ("{{ 有媒体随行 | 勾选 }}", "☑ 是 □ 否"),
    ],
)
def test_a_choice_prints_as_a_list_of_boxes(tag: str, printed: str) -> None:
    assert seen(made(paragraph_xml(tag))) == [printed]


def test_in_a_symbol_font_the_boxes_are_symbols() -> None:
    form = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    data = made(f"<w:p><w:r>{form}<w:t>{{{{ 有媒体随行 | 勾选 }}}}</w:t></w:r></w:p>")
    assert seen(data) == ["[F0FE] 是 [F0A8] 否"]


# -- boxes of the form


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("级别{{ 级别 | 勾选 }}：□部级　□ 厅局级　□处级", "级别：□部级　☑ 厅局级　□处级"),
        ("{{ 级别 | 勾选 }}☐部级☐厅局级（副职）☐厅局级", "☐部级☐厅局级（副职）☑厅局级"),
        ("{{ 级别 | 勾选 }}☑部级 ■厅局级", "□部级 ■厅局级"),
        ("{{ 级别 | 勾选 }}□部级 □厅局级 □其他：____", "□部级 ☑厅局级 □其他：____"),
        ("{{ 形式 | 勾选 }}□会谈、□参观、□签约", "□会谈、☑参观、☑签约"),
        ("媒体{{ 有媒体随行 | 勾选 }}□是 □否", "媒体☑是 □否"),
        ("媒体{{ 有媒体随行 | 勾选 }}□有 □无", "媒体☑有 □无"),
        ("{{ 有媒体随行 | 勾选 }}○是 ○否", "●是 ○否"),
        ("{{ 级别 | 勾选 }}□部级 □厅局级{{ 形式 | 勾选 }}□会谈 □参观", "□部级 ☑厅局级□会谈 ☑参观"),
        ("{{ 级别 | 勾选('厅局级') }} □ 厅局级以上", " ☑ 厅局级以上"),
        ("{{ 级别 | 勾选('处级') }}□ □部级", "□ □部级"),
        ("□ 厅局级 {{ 级别 | 勾选 }} □ 部级 □ 厅局级", "□ 厅局级  □ 部级 ☑ 厅局级"),
        ("{{ 级别 | 勾选 }}（在□内打√）", "□ 部级 ☑ 厅局级 □ 厅局级（副职） □ 处级（在□内打√）"),
    ],
)
def test_boxes_behind_a_tag_are_ticked_by_their_words(text: str, printed: str) -> None:
    assert seen(made(paragraph_xml(text))) == [printed]


def test_boxes_in_runs_of_their_own_keep_their_format() -> None:
    document = filled(build.in_runs("{{ 级别 | 勾选 }}", "□", "部级 ", "□", "厅局级"), VALUES, scope=WITH_CHOICES)
    assert seen(document) == ["□部级 ☑厅局级"]
    runs = list(etree.fromstring(build.part_of(document)).iter(W + "r"))
    assert [build.bold(run) for run in runs if "☑" in _words(run)] == [True]


def _words(run: Any) -> str:
    return "".join(text.text or "" for text in run.iter(W + "t"))


def test_boxes_in_the_next_paragraphs_belong_to_the_tag() -> None:
    blocks = [paragraph_xml(text) for text in ("形式：{{ 形式 | 勾选 }}", "□会谈", "　□参观", "无框", "□签约")]
    assert seen(made(*blocks)) == ["形式：", "□会谈", "　☑参观", "无框", "□签约"]


def test_boxes_in_a_cell_belong_to_the_tag_in_it() -> None:
    document = filled(
        template([["级别", "{{ 级别 | 勾选 }}□部级 □厅局级"], ["□厅局级", ""]]), VALUES, scope=WITH_CHOICES
    )
    assert build.grid(document) == [["级别", "□部级 ☑厅局级"], ["□厅局级", ""]]


@pytest.mark.parametrize(
    ("boxes", "printed"),
    [
        ((symbol("00A3"), symbol("00A3")), "[00A3]部级 [0052]厅局级"),
        ((symbol("F0A3"), symbol("F0A3")), "[F0A3]部级 [F052]厅局级"),
        ((symbol("F0A8", "Wingdings"), symbol("F06F", "Wingdings")), "[F0A8]部级 [F0FE]厅局级"),
        ((symbol("F0FE", "Wingdings"), symbol("F0FE", "Wingdings")), "[F0A8]部级 [F0FE]厅局级"),
    ],
)
def test_symbols_of_wingdings_fonts_are_boxes(boxes: tuple[str, str], printed: str) -> None:
    first, second = boxes
    paragraph = f"{run_xml('{{ 级别 | 勾选 }}')}{first}{run_xml('部级 ')}{second}{run_xml('厅局级')}"
    assert seen(made(f"<w:p>{paragraph}</w:p>")) == [printed]


def test_characters_of_wingdings_fonts_are_boxes() -> None:
    form = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
    box = f"<w:r>{form}<w:t>\uf0a8</w:t></w:r>"
    paragraph = f"{run_xml('{{ 级别 | 勾选 }}')}{box}{run_xml('部级 ')}{box}{run_xml('厅局级')}"
    assert seen(made(f"<w:p>{paragraph}</w:p>")) == ["\uf0a8部级 \uf0fe厅局级"]


def test_other_symbols_are_none() -> None:
    paragraph = f"{run_xml('{{ 级别 | 勾选 }}')}{symbol('F0E0', 'Wingdings')}{run_xml('部级')}"
    assert seen(made(f"<w:p>{paragraph}</w:p>")) == ["□ 部级 ☑ 厅局级 □ 厅局级（副职） □ 处级[F0E0]部级"]


# -- check boxes of Word


@pytest.mark.parametrize(
    ("title", "shown", "state"),
    [
        ("{{ 有媒体随行 }}", "☒", "1"),
        ("{{ 有媒体随行 | 勾选 }}", "☒", "1"),
        ("{{ not 有媒体随行 }}", "☐", "0"),
        ("{{ 级别 | 勾选('厅局级') }}", "☒", "1"),
        ("{{ 级别 | 勾选('处级') }}", "☐", "0"),
        ("｛｛ 级别 == ‘处级’ ｝｝", "☐", "0"),
        ("{{ 人数 }}", "☐", "0"),
    ],
)
def test_a_check_box_is_named_by_its_tag(title: str, shown: str, state: str) -> None:
    document = made(f"<w:p>{run_xml('甲')}{control(title)}{run_xml('乙')}</w:p>")
    assert seen(document) == [f"甲{shown}乙"]
    assert states(document) == [state]
    assert "{{" not in build.part_of(document).decode()


def test_a_check_box_may_hold_its_tag() -> None:
    document = made(f"<w:p>{control(content='{{ 有媒体随行 }}')}</w:p>")
    assert (seen(document), states(document)) == (["☒"], ["1"])


def test_check_boxes_are_ticked_by_the_words_behind_them() -> None:
    document = made(
        f"<w:p>{run_xml('{{ 级别 | 勾选 }}')}{control()}{run_xml('部级 ')}{control()}{run_xml('厅局级')}</w:p>"
    )
    assert (seen(document), states(document)) == (["☐部级 ☒厅局级"], ["0", "1"])


def test_a_check_box_shows_the_signs_that_it_was_given() -> None:
    document = made(f"<w:p>{control('{{ 有媒体随行 }}', font='Wingdings 2', codes=('0052', '00A3'))}</w:p>")
    assert seen(document) == ["[F052]"]
    assert states(document) == ["1"]


def test_boxes_repeat_with_their_row() -> None:
    data = template([["{{ 来访人员.中文译名 }}", "{{ (来访人员.年龄 > 30) | 勾选 }}□是 □否"]])
    document = filled(data, VALUES, scope=WITH_CHOICES)
    assert build.grid(document) == [["张三", "☑是 □否"], ["李四", "□是 ☑否"]]


def test_a_tag_of_boxes_is_listed_once() -> None:
    compiled = Template.compile(template("{{ 级别 | 勾选 }}□部级 □厅局级 □处级"), scope=WITH_CHOICES)
    assert [(tag.text, tag.kind) for tag in compiled.tags] == [("{{ 级别 | 勾选 }}", "value")]


def test_without_a_scope_the_words_behind_the_boxes_are_compared() -> None:
    document = filled(template("{{ 级别 | 勾选 }}□部级，□厅局级；□处级"), {"级别": "厅局级"})
    assert seen(document) == ["□部级，☑厅局级；□处级"]


def test_nothing_chosen_leaves_the_boxes_empty() -> None:
    assert seen(made(paragraph_xml("{{ 级别 | 勾选 }}□部级 □厅局级"), values={})) == ["□部级 □厅局级"]
