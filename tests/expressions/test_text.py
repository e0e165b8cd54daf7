"""Texts with tags: titles, file names, number patterns."""

import pytest

from app.expressions import ExpressionInvalid, Scope, bind_text
from app.expressions.scope import Kind, Name
from tests.expressions.office import SCOPE, VALUES

NUMBERS = Scope((Name("year", "年", Kind.NUMBER), Name("n", "号", Kind.NUMBER)))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("", ""),
        ("无标签", "无标签"),
        ("{{ delegation_name }}（{{ headcount }}人）", "德国青年代表团（12人）"),
        ("{{团组名称}}", "德国青年代表团"),
        ("｛｛团组名称｝｝", "德国青年代表团"),
        ("{{ arrive_on }}", "2024-03-05"),
        ("{{ since }}", "1999-10"),
        ("{{ arrive_on | 月日 }}{{ countries | 顿号 }}", "3月5日德国、法国"),
        ("{{ countries }}/{{ level }}/{{ has_media }}", "德国、法国/厅局级/否"),
        ("[{{ media_note }}]", "[]"),
        ("{{ media_note | default('}}') }}", "}}"),
        ("{ {{ headcount }} }", "{ 12 }"),
        ("{{ visitors[is_head].name_zh }}", "安娜"),
    ],
    ids=str,
)
def test_a_text_is_filled(source: str, text: str) -> None:
    assert bind_text(source, SCOPE).render(VALUES) == text


def test_a_number_pattern() -> None:
    pattern = bind_text("外来备〔{{ year }}〕{{ n }}号", NUMBERS)
    assert pattern.names == {"year", "n"}
    assert pattern.render({"year": 2024, "n": 3}) == "外来备〔2024〕3号"  # type: ignore[dict-item]


def test_the_stored_form_has_keys_and_the_shown_form_labels() -> None:
    pattern = bind_text("｛｛抵达日期｜月日｝｝，{{出访国家/地区}}", SCOPE)
    assert pattern.source == "{{ arrive_on | month_day }}，{{ countries }}"
    assert pattern.shown(SCOPE) == "{{ 抵达日期 | 月日 }}，{{ 「出访国家/地区」 }}"
    assert bind_text(pattern.source, SCOPE) == pattern


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("{{ headcount", [("tag_not_closed", "{{ headcount")]),
        ("a{{ x }}{{ y }}", [("unknown_name", "x"), ("unknown_name", "y")]),
        ("{% if headcount %}a{% endif %}", [("no_blocks", "{%")]),
        ("{# 说明 #}", [("no_blocks", "{#")]),
        ("{{ }}", [("empty", " ")]),
    ],
    ids=str,
)
def test_faults_are_placed_in_the_whole_text(source: str, found: list[tuple[str, str]]) -> None:
    with pytest.raises(ExpressionInvalid) as refused:
        bind_text(source, SCOPE)
    faults = refused.value.faults
    assert [(fault.code, source[slice(*fault.span)] if fault.span else "") for fault in faults] == [
        (f"expression.{code}", text) for code, text in found
    ]


def test_warnings_are_placed_in_the_whole_text() -> None:
    source = "级别：{{ '高' if level == '省级' else '低' }}"
    (warning,) = bind_text(source, SCOPE).warnings
    assert source[slice(*warning.span or ())] == "'省级'"
