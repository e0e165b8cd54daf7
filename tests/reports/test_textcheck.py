"""Numbers in a text: how they are read, and what they are held against."""

from decimal import Decimal

import pytest

from app.reports.stated import numbers, read
from app.reports.textcheck import Known, marks, remarks

FIGURES = (
    Known("youth_out", "青少年出访人数", Decimal(22), "人"),
    Known("civil_groups", "民间团体来访批次", Decimal(4), "批"),
    Known("civil_people", "民间团体来访人次", Decimal(96), "人次"),
    Known("brand_events", "品牌活动场次", Decimal(6), "场"),
    Known("brand_foreigners", "品牌活动外籍人士", Decimal(167), "位"),
    Known("projects", "申报项目", Decimal(4), "个项目"),
    Known("out_groups", "出国（境）团组", Decimal(11), "个团组"),
    Known("spent", "活动支出", Decimal("52300.00"), "元"),
    Known("rate", "完成率", Decimal("87.5"), "%"),
)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("22", 22),
        ("1,200", 1200),
        ("３５", 35),
        ("两", 2),
        ("十", 10),
        ("二十一", 21),
        ("一百零五", 105),
        ("五万", 50000),
        ("3.5万", 35000),
        ("二〇二四", 2024),
    ],
)
def test_numbers_are_read_as_they_are_written(written: str, value: int) -> None:
    assert read(written) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("师生22人访问", [("22人", 22, "人", "=")]),
        ("两名专家", [("两名", 2, "名", "=")]),
        ("支出五万余元", [("五万余元", 50000, "元", ">")]),
        ("观众超过5000人", [("5000人", 5000, "人", ">")]),
        ("近100场", [("100场", 100, "场", "~")]),
        ("4个社会组织国际交流项目", [("4个社会组织国际交流项目", 4, "个项目", "=")]),
        ("来访团组10个，共35人次", [("10个", 10, "个团组", "="), ("35人次", 35, "人次", "=")]),
        ("完成率87.5%", [("87.5%", Decimal("87.5"), "%", "=")]),
    ],
)
def test_counter_words_and_flags_are_understood(text: str, found: list[tuple[str, int, str, str]]) -> None:
    assert [(each.text, each.value, each.unit, each.sense) for each in numbers(text)] == found


@pytest.mark.parametrize("text", ["2024年5月6日", "第四届足球赛", "（一）友城交流", "“三个一批”工作", "一是加强学习"])
def test_dates_ordinals_marks_and_names_state_no_number(text: str) -> None:
    assert list(numbers(text)) == []


@pytest.mark.parametrize(
    ("text", "verdict", "key"),
    [
        ("中学师生22人出访", "matches", "youth_out"),
        ("接待民间团体4批96人次", "matches", "civil_groups"),
        ("全年派出出国（境）团组10个团组", "differs", "out_groups"),
        ("支出5万余元", "matches", "spent"),
        ("支出5.23万元", "matches", "spent"),
        ("仁川10所小学", "unknown", None),
        ("品牌活动来了167人次", "unit", "brand_foreigners"),
        ("四个国际交流项目", "matches", "projects"),
    ],
)
def test_a_number_is_held_against_the_figure_it_states(text: str, verdict: str, key: str | None) -> None:
    mark = marks(text, FIGURES)[0]
    assert (mark.verdict, mark.known.key if mark.known else None) == (verdict, key)


def test_a_single_one_counts_only_where_it_matches() -> None:
    assert marks("派遣一名专家", FIGURES) == []
    assert marks("派遣一名专家", [Known("trainers", "培训专家", Decimal(1), "名")])[0].verdict == "matches"


def test_parts_behind_among_them_have_to_add_up() -> None:
    text = "共派出10个团组执行任务。其中7个团组共31人次赴国外；1个团组1人次参团；3个团组29人次赴台湾地区。"
    (remark,) = remarks(text)
    assert (remark.code, remark.facts["total"], remark.facts["sum"]) == ("sum", 10, 11)
    assert remarks(text.replace("10个", "11个")) == []


def test_one_part_may_be_less_than_the_whole() -> None:
    assert remarks("申报4个项目，其中2个项目获得资助。") == []
    assert remarks("申报4个项目，其中5个项目获得资助。")[0].code == "sum"


def test_a_list_of_names_is_counted() -> None:
    assert remarks("接待甲协会、乙中心、丙代表团等民间团体4批") == []
    assert remarks("接待甲协会、乙中心、丙代表团民间团体4批")[0].code == "list_open"
    assert remarks("接待甲协会、乙中心、丙代表团等民间团体2批")[0].code == "list_longer"
    assert remarks("在建筑工程、旅游管理、软件技术、旅游管理4个专业推进")[0].code == "list_twice"


def test_growth_is_computed_again() -> None:
    assert remarks("人数由240人增至300人，增长25%") == []
    assert remarks("人数由240人增至300人，增长35%")[0].facts["real"] == Decimal("25.0")


def test_other_years_and_careless_marks_are_noticed() -> None:
    assert [each.code for each in remarks("2023年5月，08月开展,活动", year=2024)] == [
        "other_year",
        "leading_zero",
        "half_width",
    ]


def test_several_sums_are_no_list_of_names() -> None:
    assert remarks("推荐使者10名、推介官4名、友好使者2名") == []


def test_what_one_record_adds_is_known_too() -> None:
    parts = [*FIGURES, Known("out_groups", "出国（境）团组", Decimal(7), "个团组", is_part=True)]
    assert marks("出国（境）7个团组", parts)[0].verdict == "matches"
    assert marks("出国（境）10个团组", parts)[0].verdict == "differs"
