"""The table of functions and filters, and what each gives."""

from datetime import date
from decimal import Decimal

import pytest

from app.expressions import FUNCTIONS, Function, PartialDate, Scope, Value, bind, parse_free
from app.expressions.scope import Kind, Name
from app.expressions.tokens import KEYWORDS
from tests.expressions.office import SCOPE, VALUES, VISITORS

EXAMPLES = Scope(
    (*SCOPE, Name("cost", "费用", Kind.NUMBER), Name("growth", "增长", Kind.NUMBER), Name("payer", "付款方", Kind.TEXT))
)


@pytest.mark.parametrize("function", FUNCTIONS.entries, ids=lambda function: function.name)
def test_every_entry_is_complete_and_its_example_binds(function: Function) -> None:
    assert function.name.isascii()
    assert function.name.isidentifier()
    assert not function.zh.isascii()
    assert function.help_zh
    assert function.help_en
    assert not {function.name, function.zh} & set(KEYWORDS)
    expression = bind(function.example, EXAMPLES)
    assert f"{function.name}" in expression.source
    assert function.zh in expression.shown(EXAMPLES)


@pytest.mark.parametrize("function", FUNCTIONS.entries, ids=lambda function: function.name)
def test_all_names_and_both_ways_of_writing_are_one(function: Function) -> None:
    args = ", x" * (function.least - 1)
    anything = Scope((Name("x", "某", Kind.ANY),))
    trees = {
        bind(source, anything).tree
        for name in (function.name, function.zh, *function.also)
        for source in (f"{name}(x{args})", f"x | {name}({args.lstrip(', ')})" if args else f"x | {name}")
    }
    assert len(trees) == 1


GIVES: dict[str, Value] = {
    "arrive_on | 年月日": "2024年3月5日",
    "arrive_on | cn_date": "2024年3月5日",
    "arrive_on | 月日": "3月5日",
    "arrive_on | 年月": "2024年3月",
    "arrive_on | 年": "2024年",
    "arrive_on | 日期": "2024-03-05",
    "arrive_on | 中文日期": "二〇二四年三月五日",
    "since | 年月日": "1999年10月",
    "since | 月日": "10月",
    "since | 日期": "1999-10",
    "since | 中文日期": "一九九九年十月",
    "month(since)": Decimal(10),
    "day(since)": None,
    "day(arrive_on)": Decimal(5),
    "months(arrive_on, today)": Decimal(8),
    "months(today, arrive_on)": Decimal(-8),
    "years(since, arrive_on)": Decimal(24),
    "add_months(date(2024, 1, 31), 1)": date(2024, 2, 29),
    "add_months(date(2024, 12, 31), -1)": date(2024, 11, 30),
    "add_months(arrive_on, 999999)": None,
    "add_days(arrive_on, -5)": date(2024, 2, 29),
    "round(2.5)": Decimal(3),
    "round(-2.5)": Decimal(-3),
    "round(2.345, 2)": Decimal("2.35"),
    "四舍五入(2.345, 2)": Decimal("2.35"),
    "floor(-2.1)": Decimal(-3),
    "ceil(2.1)": Decimal(3),
    "ceil(-0.5)": Decimal(0),
    "abs(-3)": Decimal(3),
    "12345.6 | 千分位": "12,345.60",
    "(-12345.6) | 千分位(0)": "-12,346",
    "123456 | 万元": "12.35",
    "123456 | 万元(1)": "12.3",
    "0.1234 | 百分比": "12.3%",
    "0.1234 | 百分比(2)": "12.34%",
    "1.5 | 保留(3)": "1.500",
    "1.005 | fixed": "1.01",
    "1409.5 | 大写": "壹仟肆佰零玖元伍角",
    "12 | 中文数字": "十二",
    "countries | 顿号": "德国、法国",
    "countries | 逗号": "德国，法国",
    "countries | 换行": "德国\n法国",
    "countries | 序号": "1. 德国\n2. 法国",
    "join(countries, '；')": "德国；法国",
    "countries | first": "DE",
    "countries | label": ["德国", "法国"],
    "level | label": "厅局级",
    "level | code": "bureau",
    "level | 勾选": "□ 部级 ☑ 厅局级 □ 处级",
    "level | 勾选('厅局级')": "☑",
    "level | 勾选('部级')": "□",
    "countries | tick": "☑ 德国 ☑ 法国 □ 日本",
    "has_media | 勾选": "□ 是 ☑ 否",
    "has_media | 勾选('否')": "☑",
    "count(visitors | 至少(5))": Decimal(5),
    "count(visitors | 至少(1))": Decimal(3),
    "(visitors | 至少(4))[3].name_zh": None,
    "media_note | 默认('无')": "无",
    "delegation_name | default('无')": "德国青年代表团",
    "len(delegation_name)": Decimal(7),
    "countries | length": Decimal(2),
    "contains(delegation_name, '青年')": True,
    "contains(host_unit, '国际')": True,
    "starts(delegation_name, '德国')": True,
    "ends(delegation_name, '德国')": False,
    "upper('ab')": "AB",
    "lower('AB')": "ab",
    "trim(' a ')": "a",
    "replace('abab', 'b', 'c')": "acac",
    "replace('abab', '', 'c')": "abab",
    "avg(visitors.age)": Decimal("45.5"),
    "min(arrive_on, leave_on)": date(2024, 3, 5),
    "any(visitors.is_head)": True,
    "all(visitors.is_head)": False,
    "unique(visitors.nationality)": ["DE", "FR"],
    "last(visitors).age": Decimal(61),
}


@pytest.mark.parametrize("source", GIVES, ids=str)
def test_a_function_gives_its_value(source: str) -> None:
    found = bind(source, SCOPE).value(VALUES)
    assert found == GIVES[source]
    assert (found is None) == (GIVES[source] is None)


def test_iso_text_of_plain_data_is_a_date_for_date_filters() -> None:
    assert parse_free("d | 年月日").value({"d": "2024-03-05"}) == "2024年3月5日"
    assert parse_free("d | 年月日").value({"d": "2024-03"}) == "2024年3月"
    assert parse_free("d | 年月日").value({"d": "2024-02-30"}) is None
    assert parse_free("n | 大写").value({"n": "12.5"}) == "壹拾贰元伍角"


def test_a_column_that_holds_a_many_choice_ticks_all_choices() -> None:
    scope = Scope((Name("rows", "行", Kind.ROWS, members=VISITORS),))
    assert bind("rows[0].nationality | 勾选", scope).value({"rows": [{"nationality": "FR"}]}) == "□ 德国 ☑ 法国 □ 日本"


def test_a_value_outside_the_choices_is_shown_too() -> None:
    assert bind("level | 勾选", SCOPE).value({"level": "old"}) == "□ 部级 □ 厅局级 □ 处级 ☑ old"


def test_a_partial_year_prints_its_year() -> None:
    year = PartialDate.of(date(2024, 1, 1), "year")
    assert parse_free("d | 年月日").value({"d": year}) == "2024年"
    assert parse_free("d | 月日").value({"d": year}) == ""
