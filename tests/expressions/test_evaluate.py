"""What expressions give."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest

from app.expressions import Coded, Kind, Name, PartialDate, Scope, Value, bind
from tests.expressions.office import COSTS, SCOPE, VALUES

GIVES: dict[str, Value] = {
    # names
    "headcount": Decimal(12),
    "人数": Decimal(12),
    "people": Decimal(12),
    "「人数」 + 1": Decimal(13),
    "人 数": Decimal(12),
    "出访国家/地区[0]": "DE",
    "「出访国家/地区」[1]": "FR",
    "联系人（电话）": "王（8001）",
    "联系人(电话)": "王（8001）",
    "1号附件": "名单",
    "面积㎡ * 2": Decimal("177.0"),
    "面积m2": Decimal("88.5"),
    "团长-职务": "主席",
    "state == 'approved'": True,
    "actor.department": "7",
    "actor.部门 == '国际处'": True,
    "'staff' in actor.roles": True,
    "序号": Decimal(2),
    "loop.last": True,
    "host_unit.phone": "0572-1",
    "接待单位.电话": "0572-1",
    "now": "2024-12-01 09:30",
    # numbers
    "1 + 2 * 3": Decimal(7),
    "(1 + 2) * 3": Decimal(9),
    "10 - 2 - 3": Decimal(5),
    "0.1 + 0.2": Decimal("0.3"),
    "1 / 3": Decimal("0.3333333333333333333333333333"),
    "2 / 3": Decimal("0.6666666666666666666666666667"),
    "7 // 2": Decimal(3),
    "-7 // 2": Decimal(-4),
    "7 // -2": Decimal(-4),
    "7 % 3": Decimal(1),
    "-7 % 3": Decimal(2),
    "7 % -3": Decimal(-2),
    "-headcount": Decimal(-12),
    "--2": Decimal(2),
    "+2": Decimal(2),
    "1 / 0": None,
    "1 // 0": None,
    "1 % 0": None,
    "９＋１": Decimal(10),
    "2 × 3 ÷ 4": Decimal("1.5"),
    # dates
    "leave_on - arrive_on": Decimal(4),
    "days(arrive_on, leave_on) + 1": Decimal(5),
    "arrive_on + 30": date(2024, 4, 4),
    "1 + arrive_on": date(2024, 3, 6),
    "arrive_on - 5": date(2024, 2, 29),
    "arrive_on + 0.5": None,
    "arrive_on + 99999999": None,
    "since + 1": date(1999, 10, 2),
    "date(2024, 1, 31) < arrive_on": True,
    "date(2024, headcount + 1, 1)": None,
    "since < arrive_on": True,
    "year(arrive_on) == year(today)": True,
    # text
    "delegation_name + '一行'": "德国青年代表团一行",
    "级别 + '以上'": "厅局级以上",
    "'it\\'s' + \"\\n\"": "it's\n",
    "‘a’ + “b”": "ab",
    # comparing
    "headcount == 12.0": True,
    "headcount != 12": False,
    "headcount >= 12 and headcount < 13": True,
    "1 < headcount < 12": False,
    "人数＞＝１２": True,
    "headcount ≥ 12": True,
    "leave_on >= arrive_on": True,
    "level == 'bureau'": True,
    "level == '厅局级'": True,
    "level != '部级'": True,
    "level in ['部级', 'bureau']": True,
    "level not in ('部级', '处级')": True,
    "'德国' in countries": True,
    "'日本' in countries": False,
    "'JP' not in countries": True,
    "'青年' in delegation_name": True,
    "has_media == '是'": False,
    "has_media == false": True,
    "has_media == 否": True,
    # logic
    "not has_media": True,
    "not not has_media": False,
    "has_media or headcount > 3": True,
    "headcount and delegation_name": True,
    "'多' if headcount > 10 else '少'": "多",
    "'多' if has_media": None,
    "1 if has_media else 2 if headcount > 99 else 3": Decimal(3),
    "media_note is none": True,
    "media_note is defined": False,
    "headcount is not none": True,
    "level is not defined": False,
    # tables
    "count(visitors)": Decimal(3),
    "visitors.age": [Decimal(30), None, Decimal(61)],
    "来访人员.年龄": [Decimal(30), None, Decimal(61)],
    "visitors.languages": ["德语", "英语", "法语", None],
    "count(visitors.languages)": Decimal(3),
    "count(visitors.age)": Decimal(2),
    "sum(costs[payer == 'us'].amount)": Decimal("1409.50"),
    "合计(经费[承担方 == '我方'].金额（元）)": Decimal("1409.50"),
    "sum(costs.amount) / headcount": Decimal("784.1250000000000000000000000"),
    "count(visitors[is_head]) == 1": True,
    "count(visitors[age > headcount])": Decimal(2),
    "visitors[0].name_zh": "安娜",
    "visitors[-1].中文译名": "卡尔",
    "visitors[7].name_zh": None,
    "visitors['中文译名']": ["安娜", "皮埃尔", "卡尔"],
    "first(visitors[age > 40]).name_zh": "卡尔",
    "first(visitors[age > 99]).name_zh": None,
    "visitors[age == max(visitors.age)].name_zh": ["卡尔"],
    "costs[amount > avg(costs.amount)].item": ["机票"],
    "count(visitors[count(costs[amount > age]) > 1])": Decimal(2),
    "join(unique(visitors.nationality))": "德国、法国",
    "visitors.age | max": Decimal(61),
    "count([1, 2, none])": Decimal(2),
    "max(1, 3, 2)": Decimal(3),
    "visitors[nationality == '德国'].name_zh | 顿号": "安娜、卡尔",
}


@pytest.mark.parametrize("source", GIVES, ids=str)
def test_an_expression_gives_its_value(source: str) -> None:
    expression = bind(source, SCOPE)
    found = expression.value(VALUES)
    assert found == GIVES[source]
    assert type(found) is type(GIVES[source]) or isinstance(found, str | date)


def test_a_single_name_has_its_key() -> None:
    assert bind("人数", SCOPE).key == "headcount"
    assert bind("人数 + 1", SCOPE).key is None


def test_names_are_what_is_read_at_the_top() -> None:
    expression = bind("count(visitors[age > headcount]) + days(today, leave_on) + 序号", SCOPE)
    assert expression.names == {"visitors", "headcount", "today", "leave_on", "loop"}


@pytest.mark.parametrize(
    ("source", "kind", "item"),
    [
        ("headcount + 1", Kind.NUMBER, Kind.ANY),
        ("arrive_on + 1", Kind.DATE, Kind.ANY),
        ("leave_on - arrive_on", Kind.NUMBER, Kind.ANY),
        ("visitors.age", Kind.LIST, Kind.NUMBER),
        ("visitors[is_head]", Kind.ROWS, Kind.ANY),
        ("visitors[0]", Kind.ROW, Kind.ANY),
        ("countries[0]", Kind.TEXT, Kind.ANY),
        ("headcount > 1", Kind.YESNO, Kind.ANY),
        ("arrive_on | 年月日", Kind.TEXT, Kind.ANY),
        ("max(visitors.born)", Kind.DATE, Kind.ANY),
        ("anything + 1", Kind.ANY, Kind.ANY),
        ("headcount if has_media", Kind.NUMBER, Kind.ANY),
        ("headcount if has_media else '无'", Kind.ANY, Kind.ANY),
    ],
    ids=str,
)
def test_the_kind_is_known_before_it_runs(source: str, kind: Kind, item: Kind) -> None:
    expression = bind(source, SCOPE)
    assert (expression.kind, expression.item) == (kind, item)


def test_rows_tell_their_columns_and_choices_their_labels() -> None:
    assert [name.key for name in bind("costs[payer == 'us']", SCOPE).members] == ["item", "amount", "payer"]
    assert bind("first(costs.payer)", SCOPE).choices == {"us": "我方", "them": "外方"}


def test_a_row_scope_reads_columns_first() -> None:
    rule = bind("金额（元） > 人数 and count(costs[amount > 0]) > 1", SCOPE, row_scope=Scope(COSTS))
    assert rule.names == {"headcount", "costs"}
    assert rule.row_names == {"amount"}
    assert rule.value({**VALUES, "amount": Decimal(13)}) is True
    assert rule.value({**VALUES, "amount": Decimal(3)}) is False
    assert bind(rule.source, SCOPE, row_scope=Scope(COSTS)) == rule
    assert rule.shown(SCOPE) == "「金额（元）」 > 人数 and 计数(经费[「金额（元）」 > 0]) > 1"


def test_the_column_of_the_outer_row_is_read_inside_a_filter() -> None:
    rule = bind("count(costs[item == name_zh])", SCOPE, row_scope=Scope((Name("name_zh", "中文译名", Kind.TEXT),)))
    assert rule.value({**VALUES, "name_zh": "机票"}) == 1


WRONG_KINDS: dict[str, Value] = {
    "anything + 1": None,
    "anything * 2": None,
    "-anything": None,
    "anything < 3": None,
    "anything == 3": False,
    "anything in [3]": False,
    "sum(anything)": None,
    "anything | 年月日": None,
    "anything | 大写": None,
    "anything.x": None,
    "anything[0]": None,
    "year(anything)": None,
    "round(anything)": None,
}


@pytest.mark.parametrize("source", WRONG_KINDS, ids=str)
def test_a_wrong_kind_at_run_time_is_missing_and_no_error(source: str) -> None:
    assert bind(source, SCOPE).value({"anything": "文字"}) == WRONG_KINDS[source]


def test_a_code_equals_its_code_and_its_label_at_run_time() -> None:
    same = bind("anything == media_note", SCOPE)
    code = Coded("us", "我方")
    for other, expected in (("us", True), ("我方", True), (Coded("us", "别的"), True), (Coded("x", "我方"), False)):
        assert same.value({"anything": code, "media_note": other}) is expected
        assert same.value({"anything": other, "media_note": code}) is expected


def test_yes_is_not_one() -> None:
    same = bind("anything == 1", SCOPE)
    assert same.value({"anything": True}) is False
    assert same.value({"anything": 1}) is True
    assert same.value({"anything": 1.0}) is True
    assert bind("anything + 1", SCOPE).value({"anything": True}) is None


def test_values_from_plain_data_are_numbers_too() -> None:
    assert bind("anything + 1", SCOPE).value({"anything": 2}) == 3
    assert bind("anything + 0.2", SCOPE).value({"anything": 0.1}) == Decimal("0.3")
    assert bind("anything + 1", SCOPE).value({"anything": float("nan")}) is None


def test_a_moment_compares_as_its_day() -> None:
    values: Mapping[str, Value] = {"anything": datetime(2024, 3, 5, 9, 30), "arrive_on": date(2024, 3, 5)}  # noqa: DTZ001
    assert bind("anything == arrive_on", SCOPE).value(values) is True
    assert bind("anything < arrive_on", SCOPE).value(values) is False


def test_a_partial_date_counts_as_its_first_day() -> None:
    values: Mapping[str, Value] = {"since": PartialDate.of(date(2024, 1, 1), "year"), "arrive_on": date(2024, 1, 1)}
    assert bind("since == arrive_on", SCOPE).value(values) is True
    assert bind("arrive_on - since", SCOPE).value(values) == 0
    assert bind("month(since)", SCOPE).value(values) is None
