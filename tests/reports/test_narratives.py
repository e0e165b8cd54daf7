"""Drafts: which clauses are written, in which order, what is named; and a draft beside a text that somebody changed."""

import pytest

from app.fields.report import NarrativePart
from app.records.models import Record
from app.reports import narratives, service
from app.reports.difference import compared, sentences, with_unit

from .office import desk_of, enter

DRAFT = "（一）来访\n5月甲团来访，参加22人；\n11月乙团来访，参加25人。\n（二）活动\n举办活动6场。"


def drafted(report: Record, key: str, login: str = "ling") -> narratives.Draft:
    desk = desk_of(login)
    return narratives.drafted(service.narrative(desk.compiled(report), key), report, desk=desk)


@pytest.fixture
def counted(yearly: Record) -> Record:
    service.compute(yearly, desk=desk_of("ling"))
    return yearly


def test_clauses_stand_in_the_order_of_their_dates(counted: Record) -> None:
    text = drafted(counted, "act_work").text
    assert text.index("5月行知中学") < text.index("11月灵岩郡") < text.index("秋令营")


def test_a_list_names_a_few_and_says_that_there_are_more(counted: Record) -> None:
    text = drafted(counted, "act_work").text
    assert "接待德国北威州德中教育文化协会、韩国文化交流中心、日本静冈县青年友好代表团等民间团体4批96人次" in text
    assert "推荐国际传播使者10名、旅游推介官4名、诗画浙江友好使者2名" in text


def test_the_four_parts_have_their_headings_and_end_as_sentences(counted: Record) -> None:
    lines = drafted(counted, "act_work").text.split("\n")
    assert [line[:3] for line in lines[::2]] == ["（一）", "（二）", "（三）", "（四）"]
    assert all(line.endswith("。") for line in lines[1::2])


def test_a_part_without_records_says_what_it_says_then(counted: Record) -> None:
    assert drafted(counted, "donations_note").text == "无。"
    assert drafted(counted, "change_exec").text == "2024年5月6日办理证书换领。"


def test_what_the_writer_may_not_see_is_not_written_but_counted(counted: Record) -> None:
    values = {"honour": "别处人选", "count": "99", "recommended_on": "2024", "unit": "综合处"}
    enter("recommendation", values, desk=desk_of("ling"))
    assert "别处人选99名" in drafted(counted, "act_work").text
    draft = drafted(counted, "act_work", login="yun")
    assert "别处人选" not in draft.text
    assert draft.withheld >= 1


def test_a_row_of_a_table_is_a_subject_too(counted: Record) -> None:
    part = NarrativePart(of="institution", rows="registrations", say="{{ kind }}")
    found, hidden = narratives.subjects(part, counted, desk=desk_of("ling"))
    assert [(str(each.values["kind"]), each.title) for each in found] == [("renewal", "湖州市人民对外友好协会秘书处")]
    assert hidden == 0


def test_descending_order_puts_what_is_missing_last(counted: Record) -> None:
    part = NarrativePart(of="recommendation", order="-count", say="{{ honour }}")
    found, _hidden = narratives.subjects(part, counted, desk=desk_of("ling"))
    assert [int(str(each.values["count"])) for each in found] == [10, 4, 2]


def test_sentences_are_cut_at_their_ends() -> None:
    assert sentences("一、标题\n甲来访；乙来访。\n\n丙") == ["一、标题", "甲来访；", "乙来访。", "丙"]


def test_a_draft_beside_its_own_text_has_nothing_new() -> None:
    assert compared(DRAFT, DRAFT).open == 0
    assert compared(DRAFT, DRAFT.replace("；", "。")).open == 0


def test_a_changed_number_and_an_own_sentence_are_told() -> None:
    text = "（一）来访\n5月甲团来访，参加20人；\n11月乙团来访，参加25人。\n这是我自己写的体会。"
    found = compared(DRAFT, text)
    assert [unit.verdict for unit in found.units] == ["same", "changed", "same", "new", "new"]
    assert found.own == ("这是我自己写的体会。",)


def test_a_sentence_is_put_in_place_of_its_old_form() -> None:
    text = "（一）来访\n5月甲团来访，参加20人；\n11月乙团来访，参加25人。"
    assert with_unit(DRAFT, text, 1) == text.replace("20人", "22人")


def test_a_new_sentence_stands_behind_its_neighbour() -> None:
    text = "（一）来访\n5月甲团来访，参加22人；\n我的体会。"
    assert with_unit(DRAFT, text, 2) == "（一）来访\n5月甲团来访，参加22人；11月乙团来访，参加25人。\n我的体会。"
    assert with_unit(DRAFT, "", 0) == "（一）来访"


def test_taking_all_sentences_one_by_one_gives_the_draft() -> None:
    text = ""
    for number in range(len(compared(DRAFT, text).units)):
        text = with_unit(DRAFT, text, number)
    assert sentences(text) == sentences(DRAFT)
