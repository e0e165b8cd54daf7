"""The builder of rules: its rows and its text, what is offered while one types, the trial on records one may see."""

import re
from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.definitions import service as definitions
from app.definitions.types import Types
from app.extensions import db
from app.records import store
from app.records.lookups import DatabaseLookups
from tests.conftest import NOW, Cast

SOURCE = """\
format: 1
key: guests
label: 外宾
title: "{{ name }}"
sections:
  - key: basic
    label: 基本情况
    fields:
      - {key: name, type: text, label: 名称, required: true}
      - {key: headcount, type: integer, label: 人数}
      - {key: media, type: yesno, label: 有媒体随行}
      - {key: media_note, type: text, label: 媒体说明, visible: media}
      - {key: rank, type: choice, label: 级别, choices: [{value: a, label: 部级}, {value: b, label: 厅局级}]}
      - {key: arrive_on, type: date, label: 抵达日期}
      - {key: leave_on, type: date, label: 离开日期}
      - {key: passport, type: text, label: 护照号, sensitive: 2}
      - {key: twice, type: integer, label: 两倍, compute: headcount * 2}
      - key: visitors
        type: table
        label: 来访人员
        columns:
          - {key: person, type: text, label: 姓名}
          - {key: age, type: integer, label: 年龄}
          - {key: school, type: text, label: 学校}
checks:
  - {key: few, rule: headcount < 100, say: 人太多}
views:
  - {key: big, label: 大团, columns: [name], where: headcount > 9}
remind:
  - {at: arrive_on, before: 7 days, when: media, say: 快到了}
workflow:
  start: draft
  states:
    draft: {label: 草稿}
    review: {label: 审核, tasks: [{role: admin, when: media}]}
    done: {label: 办结}
  transitions:
    - {key: finish, label: 提交, from: draft, to: review, when: headcount > 0}
    - {key: agree, label: 同意, from: review, to: done, by: [task]}
rights:
  - {role: admin, see: all, create: true, change: true}
  - {role: staff, see: own, create: true, change: true}
  - {fields: [passport], see: [staff], others: masked}
"""


@pytest.fixture(autouse=True)
def guests(app: Flask, cast: Cast) -> None:
    """A type in force."""
    with app.app_context():
        definitions.publish(codec.load(SOURCE), actor=None, now=NOW, source=SOURCE)
        db.session.commit()


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


@pytest.fixture
def keep(app: Flask, cast: Cast) -> Callable[..., int]:
    """Keeps a record: `keep("ada", name="甲团")`."""

    def kept(who: str, **stored: object) -> int:
        with app.app_context():
            actor, types = cast.actor(who), Types()
            compiled = types.current("guests")
            made = store.save(
                db.session(),
                None,
                compiled,
                stored=stored,
                state="draft",
                actor=actor,
                now=NOW,
                why="",
                lookups=DatabaseLookups(db.session(), None, types.lists, types, NOW.tzinfo),  # type: ignore[arg-type]
            )
            db.session.commit()
            return made.id

    return kept


def build(browser: FlaskClient, **given: object) -> str:
    sent = {"at": "media_note", "name": "visible", "label": "显示条件", **given}
    answer = browser.post("/designer/guests/rule", data=sent)
    assert answer.status_code == 200
    return answer.text


def lines(subject: str, how: str, *values: str, **more: str) -> Mapping[str, object]:
    """One row as the page posts it."""
    sent = {f"r0-{name}": text for name, text in more.items()}
    return {
        "by": "lines",
        "line": "r0",
        "r0-was": subject,
        "r0-subject": subject,
        "r0-how": how,
        "r0-value": list(values),
        **sent,
    }


def rule(page: str) -> str:
    """The rule that came of it."""
    found = re.search(r'<textarea[^>]*id="dzr-rule"[^>]*>(.*?)</textarea>', page, re.S)
    assert found is not None
    return found[1].replace("&#39;", "'").replace("&gt;", ">").replace("&lt;", "<")


def type_in(browser: FlaskClient, text: str, at: str = "media_note", name: str = "visible") -> str:
    return browser.post(
        "/designer/guests/rule/typed", data={"at": at, "name": name, "rule": text, "cursor": len(text)}
    ).text


def chosen(page: str, id_: str) -> list[str]:
    """What is chosen in a select."""
    select = re.search(rf'<select[^>]*id="{re.escape(id_)}".*?</select>', page, re.S)
    assert select is not None
    return re.findall(r'<option value="([^"]*)" selected', select[0])


# ---- Rows ----


def test_every_rule_of_a_field_has_its_button(ada: FlaskClient) -> None:
    page = ada.get("/designer/guests/fields?at=media_note").text
    assert page.count("data-rule-open=") == 4
    assert 'data-rule-at="#basic"' in ada.get("/designer/guests/fields?at=%23basic").text


def test_a_rule_is_opened_as_rows(ada: FlaskClient) -> None:
    page = build(ada, by="text", rule="人数 > 10 and 级别 == '部级'")
    assert chosen(page, "dzr-r0-subject") == ["headcount"]
    assert chosen(page, "dzr-r0-how") == ["gt"]
    assert 'value="10"' in page
    assert chosen(page, "dzr-r1-value") == ["a"]
    assert "显示，如果 人数 &gt; 10，并且 级别 是 &#39;部级&#39;" in page


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (lines("headcount", "ge", "12"), "人数 >= 12"),
        (lines("headcount", "ge", "１２"), "人数 >= 12"),
        (lines("arrive_on", "lt", "2024年3月5日"), "抵达日期 < 指定日期(2024, 3, 5)"),
        (lines("leave_on", "ge", other="arrive_on", days="3"), "离开日期 >= 抵达日期 + 3"),
        (lines("arrive_on", "le", other="today", days="-7"), "抵达日期 <= 今天 - 7"),
        (lines("rank", "among", "a", "b"), "级别 in ['部级', '厅局级']"),
        (lines("media", "yes", **{"not": "1"}), "not 有媒体随行"),
        (lines("count(visitors)", "gt", "2"), "计数(来访人员) > 2"),
        (lines("sum(visitors.age)", "gt", "50.5"), "合计(来访人员.年龄) > 50.5"),
        (lines("'actor.roles'".strip("'"), "includes", "staff"), "'staff' in 当前用户.角色"),
        (lines("name", "has", "团"), "包含(名称, '团')"),
    ],
)
def test_a_row_becomes_a_rule_in_labels(ada: FlaskClient, row: Mapping[str, object], wanted: str) -> None:
    assert rule(build(ada, **row)) == wanted


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (lines("headcount", "gt", "很多"), "很多"),
        (lines("arrive_on", "gt", "2024-02-31"), "2024-02-31"),
        (lines("headcount", "gt"), "请填写比较的值"),
        (lines("arrive_on", "gt", other="today", days="几天"), "不是天数"),
    ],
)
def test_a_value_that_cannot_be_one_is_said_at_its_row_and_stays(
    ada: FlaskClient, row: Mapping[str, object], said: str
) -> None:
    page = build(ada, **row)
    fault = re.search(r'id="dzr-r0-fault">(.*?)</div>', page)
    assert fault is not None
    assert said in fault[1]
    assert re.search(r'id="dzr-use"[^>]*disabled', page)


def test_another_field_brings_its_own_comparisons_and_forgets_a_value_that_suits_it_not(ada: FlaskClient) -> None:
    page = build(ada, **{**lines("headcount", "gt", "12"), "r0-subject": "rank"})
    assert chosen(page, "dzr-r0-how") == ["is"]
    assert chosen(page, "dzr-r0-value") == []


def test_rows_and_groups_come_and_go(ada: FlaskClient) -> None:
    page = build(ada, by="lines", press="add")
    assert 'data-focus="dzr-r0-subject"' in page
    grouped = build(ada, **lines("headcount", "gt", "3"), press="group")
    assert 'value="g1.r1"' in grouped
    both = {
        "line": ["r0", "g1", "g1.r1", "g1.r2"],
        "r1-subject": "media",
        "r1-how": "yes",
        "r2-subject": "rank",
        "r2-how": "given",
    }
    page = build(ada, **{**lines("headcount", "gt", "3"), **both, "any": "and"})
    assert rule(page) == "人数 > 3 and (有媒体随行 or 级别 is defined)"
    assert rule(build(ada, **{**lines("headcount", "gt", "3"), **both, "press": "remove:g1"})) == "人数 > 3"


def many(word: str, count: int) -> str:
    return f" {word} ".join(f"人数 == {number}" for number in range(count))


def numbered(count: int) -> dict[str, object]:
    """So many rows as the page posts them."""
    sent: dict[str, object] = {"by": "lines", "any": "or", "line": [f"r{number}" for number in range(count)]}
    for number in range(count):
        sent |= {f"r{number}-subject": "headcount", f"r{number}-how": "is", f"r{number}-value": str(number)}
    return sent


def test_so_many_conditions_as_are_shown_are_kept(ada: FlaskClient) -> None:
    page = build(ada, by="text", rule=many("or", 40))
    assert page.count('name="line"') == 40
    assert rule(build(ada, **numbered(40))) == many("or", 40)


@pytest.mark.parametrize(
    "text",
    [
        many("or", 41),
        f"有媒体随行 and ({many('or', 39)})",
        " or ".join(["有媒体随行"] * 100),
        " or ".join(["有媒体随行 and 人数 > 1"] * 14),
    ],
)
def test_more_conditions_than_are_shown_stay_text(ada: FlaskClient, text: str) -> None:
    page = build(ada, by="text", rule=text)
    assert "条件多于 40 个" in page
    assert "dzr-r0-subject" not in page
    assert rule(page) == text


def test_more_conditions_than_are_shown_are_refused_and_none_is_dropped(ada: FlaskClient) -> None:
    page = build(ada, **numbered(41))
    assert "条件最多 40 个" in page
    assert rule(page) == many("or", 41)
    assert page.count('name="line"') == 41
    assert re.search(r'id="dzr-use"[^>]*disabled', page)


def test_one_condition_more_than_are_shown_is_said_when_it_is_added(ada: FlaskClient) -> None:
    for deed in ("add", "group"):
        assert "条件最多 40 个" in build(ada, **numbered(40), press=deed)


def test_what_an_input_cannot_hold_stays_text(ada: FlaskClient) -> None:
    for text in ("名称 in ['甲，乙', '丙']", "名称 == ' 甲'", "名称 in ['甲', '']"):
        page = build(ada, by="text", rule=text)
        assert "输入框里写不出来" in page
        assert rule(page) == text


def test_a_long_text_is_kept_whole(ada: FlaskClient) -> None:
    text = "团" * 250
    assert rule(build(ada, **lines("name", "has", text))) == f"包含(名称, '{text}')"


def test_days_too_many_to_be_read_are_refused(ada: FlaskClient) -> None:
    for days in ("9" * 5000, "40001", "+-1", "-"):
        assert "不是天数" in build(ada, **lines("arrive_on", "gt", other="today", days=days))
    assert "不是一个写定的值" in build(ada, by="text", rule="抵达日期 > 今天 + 40001")


def test_what_no_row_can_say_stays_text_and_says_why(ada: FlaskClient) -> None:
    page = build(ada, by="text", rule="计数(来访人员[年龄 > 60]) > 0")
    assert "不是“字段、比较、值”的写法" in page
    assert rule(page) == "计数(来访人员[年龄 > 60]) > 0"
    assert "dzr-r0-subject" not in page


def test_a_rule_of_a_column_speaks_of_its_row_first(ada: FlaskClient) -> None:
    page = build(ada, at="visitors.school", by="text", rule="年龄 < 18")
    assert chosen(page, "dzr-r0-subject") == ["age"]
    assert "同一行的列" in page


def test_a_rule_that_gives_a_value_has_no_rows(ada: FlaskClient) -> None:
    page = build(ada, at="twice", name="compute", by="text", rule="人数 * 3")
    assert "dzr-rows" not in page
    assert "用这个写法" in page


def test_where_no_rule_is_there_is_no_builder(ada: FlaskClient) -> None:
    for at, name in (("gone", "visible"), ("name", "label"), ("#gone2", "rule"), ("nothing/x", "when")):
        assert ada.post("/designer/guests/rule", data={"at": at, "name": name}).status_code == 404


@pytest.mark.parametrize(
    ("at", "name", "said"),
    [
        ("check/few", "rule", "通过，因为 人数 是 12"),
        ("view/big", "where", "列出这条记录，因为 人数 是 12"),
        ("remind/0", "when", "提醒，因为 人数 是 12"),
        ("transition/finish", "when", "可以办，因为 人数 是 12"),
        ("task/review.0", "when", "要他办，因为 人数 是 12"),
        ("#basic", "visible", "互相等待"),
    ],
)
def test_rules_of_every_part_are_built_and_say_what_their_yes_does(
    ada: FlaskClient, keep: Callable[..., int], at: str, name: str, said: str
) -> None:
    record = keep("ada", name="甲团", headcount="12")
    assert said in build(ada, at=at, name=name, by="text", rule="人数 > 3", record=record)


def test_the_tabs_of_parts_have_the_builder_too(ada: FlaskClient) -> None:
    for tab, at in (("views", "view/big"), ("checks", "check/few"), ("messages", "remind/0")):
        page = ada.get(f"/designer/guests/tab/{tab}?at={at}").text
        assert f'data-rule-at="{at}"' in page
        assert "data-rule-open=" in page


def test_states_are_picked_and_told_by_their_names(ada: FlaskClient, keep: Callable[..., int]) -> None:
    page = build(ada, **lines("state", "is", "done"), record=keep("ada", name="甲团"))
    assert rule(page) == "状态 == 'done'"
    assert "隐藏，因为 状态 是 草稿" in page
    assert "状态 是 &#39;办结&#39;" in page


# ---- Typing ----


def test_names_functions_choices_and_columns_are_offered_with_their_signature(ada: FlaskClient) -> None:
    assert 'data-put="人数"' in type_in(ada, "人")
    page = type_in(ada, "合")
    assert "合计(列表…)" in page
    assert "各项之和" in page
    assert 'data-put="&#39;部级&#39;"' in type_in(ada, "级别 == ")
    assert 'data-put="年龄"' in type_in(ada, "合计(来访人员.")
    assert 'data-put="人数"' in type_in(ada, "rs")


def test_signatures_are_told_in_english_too(ada: FlaskClient) -> None:
    ada.post("/my-language", data={"language": "en"})
    page = type_in(ada, "合")
    assert "sum(list…)" in page
    assert "The sum; what is missing is skipped" in page


def test_a_fault_is_told_with_its_place_and_what_may_be_meant(ada: FlaskClient) -> None:
    page = type_in(ada, "人素 > 10 and 有媒体随行")
    assert "<mark>人素</mark>" in page
    assert 'data-put="人数"' in page


def test_what_is_only_not_finished_is_no_fault_yet(ada: FlaskClient) -> None:
    for text in ("人数 > ", "人数 > 10 and (", "级别 == '部", "媒"):
        assert "dzr-fault" not in type_in(ada, text)


def test_a_whole_rule_is_told_in_words(ada: FlaskClient) -> None:
    assert "显示，如果 人数 &gt; 10" in type_in(ada, "人数 > 10")


@pytest.mark.parametrize(
    ("at", "name", "text"),
    [("headcount", "compute", "两倍 + 1"), ("media", "visible", "媒体说明 is defined"), ("twice", "compute", "两倍")],
)
def test_a_formula_that_waits_for_itself_is_refused_with_the_way_round(
    ada: FlaskClient, at: str, name: str, text: str
) -> None:
    assert "互相等待" in type_in(ada, text, at, name)
    assert "互相等待" in build(ada, at=at, name=name, by="text", rule=text)


def test_a_section_cannot_be_shown_by_what_stands_in_it(ada: FlaskClient) -> None:
    page = build(ada, at="#basic", **lines("name", "has", "团"))
    assert "互相等待" in page
    assert rule(page) == "包含(名称, '团')"
    assert re.search(r'id="dzr-use"[^>]*disabled', page)


def test_what_gives_no_yes_or_no_is_no_condition(ada: FlaskClient) -> None:
    assert "这里要得到“是”或“否”" in type_in(ada, "人数 + 1")


def test_a_pattern_that_another_engine_would_choke_on_is_refused_with_its_reason(ada: FlaskClient) -> None:
    page = ada.get("/designer/guests/fields?at=name").text
    found = re.search(r'id="dz-lock" value="(\d+)"', page)
    assert found is not None
    sent = {"lock": found[1], "at": "name", "label-zh": "名称", "pattern": "(a+)\\1+$"}
    answer = ada.post("/designer/guests/do/set-field", data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert re.search(r'id="p-pattern-fault"[^>]*>.*?fault.*?</div>', answer.text, re.S)


# ---- Trial ----


def test_a_rule_is_tried_on_a_record_and_says_because_of_what(ada: FlaskClient, keep: Callable[..., int]) -> None:
    record = keep("ada", name="甲团", media=False, headcount="12")
    page = build(ada, by="text", rule="有媒体随行", record=record)
    assert "甲团" in page
    assert "隐藏，因为 有媒体随行 是 否" in page
    page = build(ada, by="text", rule="有媒体随行 or 人数 > 10", record=record)
    assert "显示，因为 人数 是 12" in page


def test_a_rule_is_tried_on_example_values(ada: FlaskClient) -> None:
    assert "显示，因为 有媒体随行 是 是" in build(ada, by="text", rule="有媒体随行", record="example")


def test_a_computed_value_is_shown(ada: FlaskClient, keep: Callable[..., int]) -> None:
    record = keep("ada", name="甲团", headcount="12")
    page = build(ada, at="twice", name="compute", by="text", rule="人数 * 3", record=record)
    assert "得到 36，因为 人数 是 12" in page


def test_a_rule_of_a_column_is_tried_on_each_row(ada: FlaskClient, keep: Callable[..., int]) -> None:
    rows = [{"_id": "1", "person": "甲", "age": "12"}, {"_id": "2", "person": "乙", "age": "40"}]
    record = keep("ada", name="甲团", visitors=rows)
    page = build(ada, at="visitors.school", by="text", rule="年龄 < 18", record=record)
    assert "第 1 行：<strong>显示，因为 年龄 是 12</strong>" in page
    assert "第 2 行：<strong>隐藏，因为 年龄 是 40</strong>" in page


def test_a_field_that_the_designer_may_not_see_is_read_as_empty(ada: FlaskClient, keep: Callable[..., int]) -> None:
    record = keep("ada", name="甲团", passport="E12345678")
    page = build(ada, by="text", rule="护照号 is defined", record=record)
    assert "隐藏，因为 护照号 没有填" in page
    assert "您看不到这条记录里的“护照号”" in page
    assert "E1234" not in page


def test_a_hidden_value_cannot_be_computed_out_either(ada: FlaskClient, app: Flask, keep: Callable[..., int]) -> None:
    record = keep("ada", name="甲团", passport="E12345678")
    page = ada.get("/designer/guests/fields").text
    found = re.search(r'id="dz-lock" value="(\d+)"', page)
    assert found is not None
    source = SOURCE.replace("compute: headcount * 2", "compute: len(passport)")
    assert ada.post("/designer/guests/yaml", data={"lock": found[1], "text": source}).status_code == 302
    page = build(ada, by="text", rule="两倍 > 3", record=record)
    assert "隐藏，因为 两倍 没有填" in page


def test_records_that_the_designer_may_not_see_are_neither_listed_nor_tried(
    ada: FlaskClient, app: Flask, keep: Callable[..., int]
) -> None:
    record = keep("stan", name="乙团")
    source = SOURCE.replace("{role: admin, see: all,", "{role: admin, see: own,")
    with app.app_context():
        definitions.publish(
            codec.load(source.replace("key: guests", "key: guests\nversion: 2")), actor=None, now=NOW, source=source
        )
        db.session.commit()
    assert "乙团" not in build(ada, by="text", rule="有媒体随行")
    answer = ada.post(
        "/designer/guests/rule", data={"at": "media_note", "name": "visible", "rule": "media", "record": record}
    )
    assert answer.status_code == 404


def test_a_draft_with_a_rule_at_fault_can_still_be_tried_on(ada: FlaskClient, keep: Callable[..., int]) -> None:
    record = keep("ada", name="甲团", media=True)
    found = re.search(r'id="dz-lock" value="(\d+)"', ada.get("/designer/guests/fields").text)
    assert found is not None
    sent = {"lock": found[1], "at": "headcount", "label-zh": "人数", "visible": "没有的 > 1"}
    assert ada.post("/designer/guests/do/set-field", data=sent).status_code == 302
    assert "显示，因为 有媒体随行 是 是" in build(ada, by="text", rule="有媒体随行", record=record)


def test_records_are_found_by_their_words(ada: FlaskClient, keep: Callable[..., int]) -> None:
    keep("ada", name="柏林大学代表团")
    keep("ada", name="巴黎大学代表团")
    page = build(ada, by="text", rule="有媒体随行", find="柏林")
    assert "柏林大学代表团" in page
    assert "巴黎大学代表团" not in page
