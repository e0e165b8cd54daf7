"""What is refused or warned about: code, place, suggestions; and that each has its sentence."""

import importlib
import re
from pathlib import Path
from string import Formatter

import pytest

import app.expressions
from app.errors import Fault, Level
from app.expressions import ExpressionInvalid, Scope, bind, bind_text
from app.expressions.nearest import distance, nearest
from app.expressions.scope import Kind, Name
from tests.expressions.office import COSTS, SCOPE

REFUSED: dict[str, tuple[str, str, tuple[str, ...]]] = {
    # source: code, the text at its span, suggestions that must be among those given
    "": ("empty", "", ()),
    "人数合计 > 3": ("unknown_name", "人数合计", ("人数",)),
    "抵达时间 > today": ("unknown_name", "抵达时间", ("抵达日期",)),
    "来访人元": ("unknown_name", "来访人元", ("来访人员",)),
    "hedcount": ("unknown_name", "hedcount", ("headcount",)),
    "visitors.中文意名": ("unknown_member", "中文意名", ("中文译名",)),
    "visitors.nothing_like": ("unknown_member", "nothing_like", ()),
    "headcount.x": ("no_members", "headcount.x", ()),
    "arrive_on | 年月曰": ("unknown_filter", "arrive_on | 年月曰", ("年月日",)),
    "cuont(visitors)": ("unknown_function", "cuont(visitors)", ("count",)),
    "visitors()": ("unknown_function", "visitors()", ()),
    "round()": ("wrong_number_of_arguments", "round()", ()),
    "days(arrive_on)": ("wrong_number_of_arguments", "days(arrive_on)", ()),
    "1 + 'a'": ("cannot_compute", "1 + 'a'", ()),
    "'a' * 10": ("cannot_compute", "'a' * 10", ()),
    "arrive_on + leave_on": ("cannot_compute", "arrive_on + leave_on", ()),
    "-delegation_name": ("not_a_number", "delegation_name", ()),
    "days('x', today)": ("needs_date", "'x'", ()),
    "round(delegation_name)": ("needs_number", "delegation_name", ()),
    "sum(visitors)": ("needs_column", "visitors", ("visitors.中文译名",)),
    "sum(visitors.name_zh)": ("needs_number_items", "visitors.name_zh", ()),
    "count(headcount)": ("needs_list", "headcount", ()),
    "visitors | upper": ("needs_text", "visitors", ()),
    "headcount == 'a'": ("cannot_compare", "headcount == 'a'", ()),
    "visitors == costs": ("cannot_compare", "visitors == costs", ()),
    "has_media < true": ("no_order", "has_media < true", ()),
    "countries == '德国'": ("use_in", "countries == '德国'", ("'德国' in countries",)),
    "1 in headcount": ("in_needs_list", "headcount", ()),
    "1 in countries": ("cannot_compare", "1 in countries", ()),
    "arrive_on > '2024-03-05'": ("date_as_text", "arrive_on > '2024-03-05'", ("date(2024, 3, 5)",)),
    "arrive_on > '2024年3月5日'": ("date_as_text", "arrive_on > '2024年3月5日'", ("date(2024, 3, 5)",)),
    "date(2023, 2, 29)": ("no_such_date", "date(2023, 2, 29)", ()),
    "headcount | 保留(1.5)": ("places_out_of_range", "1.5", ()),
    "headcount + 1 | 大写": (
        "pipe_after_arithmetic",
        "headcount + 1 | 大写",
        ("(headcount + 1) | 大写", "headcount + (1 | 大写)"),
    ),
    "-headcount | 大写": ("pipe_after_arithmetic", "-headcount | 大写", ("(-headcount) | 大写", "-(headcount | 大写)")),
    "headcount = 3": ("other_operator", "=", ("==",)),
    "headcount <> 3": ("other_operator", "<>", ("!=",)),
    "has_media && true": ("other_operator", "&&", ("and",)),
    "has_media || true": ("other_operator", "||", ("or",)),
    "!has_media": ("other_operator", "!", ("not",)),
    "9**9": ("no_power", "**", ()),
    "has_media ? 1 : 2": ("no_question_mark", "?", ("甲 if 条件 else 乙",)),
    "headcount is empty": ("unknown_test", "empty", ("is none",)),
    "(headcount": ("bracket_not_closed", "", (")",)),
    "visitors[0": ("bracket_not_closed", "", ("]",)),
    "headcount)": ("bracket_not_opened", ")", ()),
    "headcount +": ("unfinished", "", ()),
    "* 3": ("unexpected", "*", ()),
    "headcount headcount": ("operator_missing", "headcount", ()),
    "headcount.3": ("member_expected", "3", ()),
    "headcount | '3'": ("filter_expected", "'3'", ()),
    "first(visitors)(1)": ("not_callable", "(", ()),
    "headcount @ 3": ("strange_character", "@", ()),
    "'a": ("text_not_closed", "'a", ()),
    "「人数": ("label_not_closed", "「人数", ()),
    "headcount[age > 1]": ("not_rows", "headcount", ()),
    "visitors[age + 1]": ("filter_not_yesno", "age + 1", ()),
    "visitors[1.5]": ("index_not_whole", "1.5", ()),
    "headcount[0]": ("not_a_list", "headcount", ()),
    "1" * 30: ("number_too_long", "1" * 30, ()),
    "1 " * 501: ("too_long", "1 " * 501, ()),
}


def _refused(source: str, scope: Scope = SCOPE) -> tuple[Fault, ...]:
    with pytest.raises(ExpressionInvalid) as refused:
        bind(source, scope)
    return refused.value.faults


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source[:30] or "empty")
def test_it_is_refused_with_reason_place_and_suggestion(source: str) -> None:
    code, text, suggestions = REFUSED[source]
    found = next(fault for fault in _refused(source) if fault.code == f"expression.{code}")
    assert found.level is Level.BLOCK
    assert found.span is not None
    assert source[slice(*found.span)].strip() == text.strip()
    assert [suggestion for suggestion in suggestions if suggestion not in found.suggestions] == []


def test_all_faults_are_said_at_once() -> None:
    codes = [fault.code for fault in _refused("hedcount + 1 = visitos.x && 9 ** 'a' + foo(1)")]
    assert {
        "expression.unknown_name",
        "expression.other_operator",
        "expression.no_power",
        "expression.unknown_function",
    } <= set(codes)
    assert codes.count("expression.unknown_name") == 2
    assert codes.count("expression.other_operator") == 2


def test_a_name_that_is_both_column_and_field_is_refused() -> None:
    scope = Scope((*SCOPE, Name("amount", "金额（元）", Kind.NUMBER)))
    told = _refused("costs[amount > 1]", scope)[0]
    assert (told.code, told.facts["column"], told.facts["field"]) == ("expression.shadowed", "金额（元）", "金额（元）")
    assert _refused("costs[「金额（元）」 > 1]", scope)[0].code == "expression.shadowed"
    assert bind("amount + sum(costs.amount)", scope)


def test_a_key_goes_before_a_label() -> None:
    scope = Scope((Name("a", "b", Kind.NUMBER), Name("b", "a", Kind.NUMBER), Name("c", "a / b", Kind.NUMBER)))
    assert bind("a", scope).key == "a"
    assert bind("「a」", scope).key == "b"
    assert bind("a / b", scope).names == {"a", "b"}
    assert bind("「a / b」", scope).key == "c"


def test_period_is_only_a_name_where_the_scope_has_it() -> None:
    assert _refused("year(today) == period")[0].code == "expression.unknown_name"
    report = Scope((Name("period", "年度", Kind.NUMBER),))
    assert bind("year(today) == period", report).names == {"today", "period"}


def test_a_field_may_be_labelled_like_a_reserved_label_or_a_function() -> None:
    scope = Scope(
        (Name("total", "合计", Kind.NUMBER), Name("no", "序号", Kind.TEXT), Name("day_of", "日期", Kind.DATE))
    )
    assert bind("合计 + 1", scope).names == {"total"}
    assert bind("序号", scope).key == "no"
    assert bind("日期 | 日期", scope).source == "day_of | iso_date"


WARNED = {
    "level == '司局级'": ("unknown_choice", ("厅局级",)),
    "level in ['部级', '无']": ("unknown_choice", ("部级",)),
    "'英国' in countries": ("unknown_choice", ("德国",)),
    "headcount == none": ("compared_with_none", ("is none",)),
    "media_note == ''": ("compared_with_empty", ("is none",)),
    "headcount / 0": ("division_by_zero", ()),
    "level == '部级' or '处级'": ("literal_condition", ()),
}


@pytest.mark.parametrize("source", WARNED, ids=str)
def test_it_is_taken_with_a_warning(source: str) -> None:
    code, suggestions = WARNED[source]
    warnings = bind(source, SCOPE).warnings
    assert [(warning.code, warning.level) for warning in warnings] == [(f"expression.{code}", Level.WARN)]
    assert set(suggestions) <= set(warnings[0].suggestions)


@pytest.mark.parametrize(
    "source", ["level == '部级'", "level == 'bureau'", "headcount / 2", "has_media or true"], ids=str
)
def test_what_is_right_has_no_warning(source: str) -> None:
    assert bind(source, SCOPE).warnings == ()


def test_spans_count_characters_of_the_source() -> None:
    fault = _refused("𠮷 + ｈｅａｄcount ＞ １")[0]
    assert fault.span == (0, 1)
    assert _refused("人 数 ＞ 抵答日期")[0].span == (6, 10)


# -- nearest


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("", "", 0), ("a", "", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("年龄", "年令", 1)],
    ids=str,
)
def test_the_distance_of_two_texts(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == distance(other, one) == edits


def test_what_sounds_alike_is_near() -> None:
    assert nearest("待表团", ["代表团", "待遇"])[0] == "代表团"
    assert nearest("daibiaotuan", ["代表团", "来访人员"]) == ("代表团",)
    assert nearest("zzz", ["代表团"]) == ()


# -- sentences

_CODES = re.compile(r'(?:block|warn|stop|limit)\(\s*"([a-z_]+)"|"((?:needs|not_a)_[a-z_]+)"')


def _raised() -> set[str]:
    """Every code in the package's source."""
    folder = Path(app.expressions.__file__).parent
    found = [match for path in folder.glob("*.py") for match in _CODES.findall(path.read_text("utf-8"))]
    return {f"expression.{one or other}" for one, other in found} | {
        "expression.unknown_filter",
        "expression.unknown_function",
    }


def test_every_fault_has_its_sentence_and_every_sentence_its_fault() -> None:
    words = importlib.import_module("app.web.words.expressions").WORDS
    assert set(words) == _raised()


def _facts(fault: Fault) -> set[str]:
    return {*fault.facts, *(["suggestion"] if fault.suggestions else [])}


@pytest.mark.parametrize(
    "source", [*REFUSED, *WARNED, "costs[amount > 1]", "{{ a", "{% if %}"], ids=lambda source: source[:30] or "empty"
)
def test_sentences_ask_only_for_facts_that_are_there(source: str) -> None:
    words = importlib.import_module("app.web.words.expressions").WORDS
    faults: tuple[Fault, ...] = ()
    try:
        faults = bind(source, SCOPE).warnings
        faults += bind_text(source, Scope(COSTS)).warnings
    except ExpressionInvalid as refused:
        faults = refused.faults
    for fault in faults:
        sentence = words[fault.code]
        assert {name for _, name, _, _ in Formatter().parse(sentence) if name} <= _facts(fault)
        assert not (fault.suggestions and "{suggestion}" not in sentence and sentence.endswith("。")), fault.code
