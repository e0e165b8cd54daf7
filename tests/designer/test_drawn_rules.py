"""Rules of figures and clauses of narratives: built, completed, checked and tried over the records they draw on."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.definitions.types import Types
from app.designer import service
from app.designer.clause_deeds import CLAUSE_DEEDS
from app.designer.editing import edit
from app.errors import Invalid
from app.extensions import db
from app.records import store
from app.records.lookups import DatabaseLookups
from tests.conftest import NOW, Cast

TALKS = """\
format: 1
key: drawn_talks
label: 讲座
title: "{{ name }}"
sections:
  - key: basic
    label: 基本情况
    fields:
      - {key: name, type: text, label: 讲座名称, required: true}
      - {key: held_on, type: date, label: 举办日期}
      - {key: people, type: integer, label: 听众人数}
      - {key: kind, type: choice, label: 讲座类别, choices: [{value: a, label: 公开}, {value: b, label: 内部}]}
      - {key: secret, type: text, label: 联系手机, sensitive: 2}
      - key: speakers
        type: table
        label: 主讲人
        reported: true
        columns:
          - {key: person, type: text, label: 姓名}
          - {key: age, type: integer, label: 年龄}
rights:
  - {role: admin, see: own, create: true, change: true}
  - {role: staff, see: own, create: true, change: true}
  - {fields: [secret], see: [staff], others: masked}
"""
YEAR = """\
format: 1
key: drawn_year
label: 年度小结
title: "{{ year }}"
sections:
  - key: numbers
    label: 数字
    fields:
      - {key: year, type: integer, label: 哪一年}
      - {key: talks, type: figure, label: 讲座场次, of: drawn_talks, where: year(held_on) == period}
      - {key: heard, type: figure, label: 听众合计, of: drawn_talks, agg: sum, value: people}
      - {key: told, type: figure, label: 主讲人次, of: drawn_talks, rows: speakers}
      - {key: empty, type: narrative, label: 还没写}
      - key: said
        type: narrative
        label: 讲座情况
        lead: "{{ year }}年，"
        parts:
          # about the talks
          - {of: drawn_talks, where: "kind == 'a'", order: [held_on, "-people"], say: "{{ name }}", joint: "， "}
          # about the speakers
          - {of: drawn_talks, rows: speakers, say: "{{ person }}；"}
rights:
  - {role: admin, see: all, create: true, change: true}
"""


@pytest.fixture(autouse=True)
def types(app: Flask, cast: Cast) -> None:
    with app.app_context():
        for source in (TALKS, YEAR):
            definitions.publish(codec.load(source), actor=None, now=NOW, source=source)
        db.session.commit()


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


@pytest.fixture
def talk(app: Flask, cast: Cast) -> Callable[..., int]:
    """Keeps a talk: `talk("ada", name="书法")`."""

    def kept(who: str, **stored: object) -> int:
        with app.app_context():
            types = Types()
            known = DatabaseLookups(db.session(), None, types.lists, types, NOW.tzinfo)  # type: ignore[arg-type]
            compiled = types.current("drawn_talks")
            made = store.save(
                db.session(), None, compiled, stored=stored, state="", actor=cast.actor(who), now=NOW, why="",
                lookups=known,
            )  # fmt: skip
            db.session.commit()
            return made.id

    return kept


def build(browser: FlaskClient, at: str, name: str, rule: str = "", **given: object) -> str:
    sent = {"at": at, "name": name, "label": "统计条件", "by": "text", "rule": rule, **given}
    answer = browser.post("/designer/drawn_year/rule", data=sent)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def type_in(browser: FlaskClient, at: str, name: str, text: str) -> str:
    sent = {"at": at, "name": name, "rule": text, "cursor": len(text)}
    return html.unescape(browser.post("/designer/drawn_year/rule/typed", data=sent).text)


def draft(app: Flask) -> RecordType:
    with app.app_context():
        return service.standing("drawn_year").definition


def form(browser: FlaskClient, at: str) -> dict[str, str]:
    """What the page of a field would post as it came."""
    page = browser.get(f"/designer/drawn_year/fields?at={at}").text
    found = re.search(r'<form class="dz-form" id="dz-form".*?</form>', page, re.S)
    assert found is not None
    sent = dict(re.findall(r'<input[^>]*?name="([^"]+)"[^>]*?value="([^"]*)"', _ticked(found[0])))
    sent |= dict(re.findall(r'<textarea[^>]*?name="([^"]+)"[^>]*>\n?(.*?)</textarea>', found[0], re.S))
    for name, offered in re.findall(r'<select[^>]*?name="([^"]+)"[^>]*>(.*?)</select>', found[0], re.S):
        values = re.findall(r'<option value="([^"]*)"( selected)?', offered)
        sent[name] = next((value for value, chosen in values if chosen), values[0][0])
    return {name: html.unescape(text) for name, text in sent.items() if name != "csrf_token"}


def _ticked(page: str) -> str:
    return re.sub(r'<input class="form-check-input"(?![^>]*checked)[^>]*>', "", page)


# ---- The builder ----


def test_a_figure_is_counted_by_rows_of_conditions_over_what_it_draws_on(ada: FlaskClient) -> None:
    page = build(ada, "talks", "where", "年份(举办日期) == 统计年度 and 讲座类别 == '公开'")
    assert "举办日期的年份" in page
    assert "计入，如果 年份(举办日期) 是 统计年度，并且 讲座类别 是 '公开'" in page
    assert "听众人数" in page
    assert "本报告的哪一年" in page
    assert "当前用户" not in page
    assert "这条规则没法" not in page


def test_a_figure_of_rows_speaks_of_their_columns_first(ada: FlaskClient) -> None:
    page = build(ada, "told", "where", "年龄 > 60")
    assert "同一行的列" in page
    assert '<option value="age" selected' in page


def test_a_clause_has_the_same_builder(ada: FlaskClient) -> None:
    page = build(ada, "said", "parts-0-where", "讲座类别 == '公开'")
    assert "写进去，如果 讲座类别 是 '公开'" in page
    assert '<option value="a" selected' in page


def test_names_of_the_other_type_are_offered_while_one_types(ada: FlaskClient) -> None:
    assert "听众人数" in type_in(ada, "heard", "value", "听")
    assert "统计年度" in type_in(ada, "talks", "where", "年份(举办日期) == 统")
    assert "'公开'" in type_in(ada, "said", "parts-0-where", "讲座类别 == ")
    assert "哪一年" in type_in(ada, "talks", "where", "听众人数 > 本报告.")


@pytest.mark.parametrize(
    ("at", "name", "rule", "said"),
    [
        ("talks", "where", "哪一年 == 2024", "哪一年"),
        ("talks", "where", "听众人数 + 1", "这里要得到“是”或“否”"),
        ("heard", "value", "讲座名称", "这里要得到数字"),
        ("talks", "by", "主讲人", "不能是表格或一行"),
        ("said", "parts-0-where", "年龄 > 3", "年龄"),
    ],
)
def test_a_rule_that_cannot_be_is_told_at_once(ada: FlaskClient, at: str, name: str, rule: str, said: str) -> None:
    page = build(ada, at, name, rule)
    assert said in page
    assert re.search(r'id="dzr-use"[^>]*disabled', page)


def test_where_nothing_is_drawn_on_there_is_no_builder(ada: FlaskClient) -> None:
    ada.post(
        "/designer/drawn_year/do/set-field", data={**form(ada, "told"), "at": "told", "lock": "0", "of": "nowhere"}
    )
    missing = [("said", "where"), ("said", "parts-2-where"), ("said", "parts-0-say"), ("told", "where"), ("year", "by")]
    for at, name in missing:
        assert ada.post("/designer/drawn_year/rule", data={"at": at, "name": name}).status_code == 404


# ---- Tried ----


def test_a_rule_is_tried_on_records_of_the_other_type_as_if_this_year_were_told(
    ada: FlaskClient, talk: Callable[..., int]
) -> None:
    record = talk("ada", name="书法讲座", people="3", held_on="2024-03-01")
    page = build(ada, "talks", "where", "年份(举办日期) == 统计年度", record=str(record))
    assert "计入，因为 举办日期 是 2024-03-01、统计年度 是 2" in page
    assert "还没有具体的报告" in page
    assert "书法讲座" in page


def test_nobody_tries_a_rule_on_what_they_may_not_see(ada: FlaskClient, talk: Callable[..., int]) -> None:
    record = talk("amy", name="别人的讲座", people="3")
    assert "别人的讲座" not in build(ada, "talks", "where")
    sent = {"at": "talks", "name": "where", "by": "text", "rule": "听众人数 > 1", "record": str(record)}
    assert ada.post("/designer/drawn_year/rule", data=sent).status_code == 404


def test_what_is_closed_there_reads_as_empty(ada: FlaskClient, talk: Callable[..., int]) -> None:
    record = talk("ada", name="讲座", secret="13800000000")
    page = build(ada, "talks", "where", "联系手机 is defined", record=str(record))
    assert "不计入" in page
    assert "您看不到这条记录里的“联系手机”" in page


# ---- Kept ----


@pytest.mark.parametrize("at", ["talks", "heard", "told", "said", "empty"])
def test_what_a_page_shows_and_posts_again_changes_nothing(ada: FlaskClient, app: Flask, at: str) -> None:
    before = draft(app)
    sent = {**form(ada, at), "at": at, "lock": "0"}
    assert ada.post("/designer/drawn_year/do/set-field", data=sent).status_code == 302
    assert draft(app).model_dump() == before.model_dump()


def test_labels_of_the_other_type_are_kept_as_keys_and_read_as_labels(ada: FlaskClient, app: Flask) -> None:
    sent = {**form(ada, "said"), "at": "said", "lock": "0"}
    sent |= {"parts-0-where": "听众人数 > 9", "parts-0-say": "{{ 讲座名称 }}、", "parts-1-say": "{{ 姓名 }}；"}
    ada.post("/designer/drawn_year/do/set-field", data=sent)
    first, second = draft(app).field("said").options.parts  # type: ignore[union-attr]
    assert (first.where, first.say, second.say) == ("people > 9", "{{ name }}、", "{{ person }}；")
    assert form(ada, "said")["parts-0-where"] == "听众人数 > 9"
    assert form(ada, "talks")["where"] == "年份(举办日期) == 统计年度"


def test_a_fault_in_a_clause_is_told_at_its_input_and_what_was_typed_stays(ada: FlaskClient) -> None:
    sent = {**form(ada, "said"), "at": "said", "lock": "0", "parts-1-where": "没有的字段 > 1"}
    ada.post("/designer/drawn_year/do/set-field", data=sent)
    page = ada.get("/designer/drawn_year/fields?at=said").text
    told = re.search(r'id="p-parts-1-where-fault">(.*?)</div>', page, re.S)
    assert told is not None
    assert "没有的字段" in told[1]
    assert form(ada, "said")["parts-1-where"] == "没有的字段 > 1"


# ---- Clauses ----


def test_clauses_come_move_and_go_with_their_comments() -> None:
    more = edit(YEAR, "add-clause", {"at": "said"})
    assert [each.rows for each in more.definition.field("said").options.parts] == [None, "speakers", "speakers"]  # type: ignore[union-attr]
    moved = edit(YEAR, "move-clause", {"at": "said", "up": "1"}).source
    assert moved.index("# about the speakers") < moved.index("{{ person }}") < moved.index("# about the talks")
    left = edit(YEAR, "remove-clause", {"at": "said", "clause": "0"}).source
    assert "# about the speakers" in left
    assert "# about the talks" not in left
    assert edit(YEAR, "move-clause", {"at": "said", "down": "1"}).definition == codec.load(YEAR)


def test_the_first_clause_begins_with_this_type_and_the_last_leaves_none() -> None:
    first = edit(YEAR, "add-clause", {"at": "empty"})
    assert first.definition.field("empty").options.parts[0].of == "drawn_year"  # type: ignore[union-attr]
    assert edit(first.source, "remove-clause", {"at": "empty", "clause": "0"}).definition == codec.load(YEAR)


@pytest.mark.parametrize("deed", sorted(CLAUSE_DEEDS))
def test_what_has_no_such_clause_is_refused(deed: str) -> None:
    wrong = [{"at": "talks", "clause": "0", "up": "0"}, {"at": "gone", "clause": "0", "up": "0"}]
    if deed != "add-clause":
        wrong += [{"at": "said", "clause": each, "up": each} for each in ("2", "", "-1", "9" * 9)]
    for given in wrong:
        with pytest.raises(Invalid):
            edit(YEAR, deed, given)
