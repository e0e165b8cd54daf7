"""The pages of lists: all of them, one list, an entry, names and columns, two people at one list."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit.queries import AuditSearch, find
from app.definitions import service
from app.definitions.relabelling import KIND
from app.definitions.schema import ChoiceList
from app.extensions import db
from app.jobs import service as jobs
from app.jobs.models import JobState
from tests.conftest import NOW, Cast

from .conftest import ROOMS, book, number


def test_all_lists_are_there_with_what_uses_them(ada: FlaskClient) -> None:
    page = ada.get("/lists").text
    assert "会议室" in page
    assert "校办通知" in page
    assert 'data-label="用它的字段" class="number">2<' in page
    assert "会议室" in ada.get("/lists?q=通知").text
    assert "没有找到这样的选项表" in ada.get("/lists?q=nothing").text


def test_an_office_without_lists_is_told_what_to_do(ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.definitions.queries.list_versions", list)
    assert "还没有选项表" in ada.get("/lists").text


def test_only_who_looks_after_lists_comes_in(login: Callable[[str], FlaskClient]) -> None:
    assert login("stan").get("/lists").status_code == 403
    assert 'href="/lists"' not in login("stan").get("/").text
    assert 'href="/lists"' in login("ada").get("/").text


def test_entries_are_found_and_filtered(ada: FlaskClient) -> None:
    assert ["一号" in ada.get("/lists/rooms").text, "三号" in ada.get("/lists/rooms").text] == [True, False]
    gone = ada.get("/lists/rooms?state=off").text
    assert ["一号" in gone, "三号" in gone, "四号" in gone, "将停用" in gone] == [False, True, True, True]
    for words in ("one", "yh", "BJ", "001"):
        found = ada.get(f"/lists/rooms?q={words}").text
        assert ['id="e-001"' in found, 'id="e-NO"' in found] == [True, False], words
    assert "没有找到这样的选项" in ada.get("/lists/rooms?q=nothing").text
    assert ada.get("/lists/nothing").status_code == 404


def test_a_long_list_has_pages(ada: FlaskClient, app: Flask) -> None:
    entries = [{"value": str(at), "label": f"第{at}间"} for at in range(3000)]
    with app.app_context():
        service.publish_list(ChoiceList.model_validate({**ROOMS, "entries": entries}), actor=None, now=NOW)
        db.session.commit()
    page = ada.get("/lists/rooms?page=60").text
    assert "第 2951–3000 条，共 3000 条" in page
    assert 'id="e-2999"' in page


def test_an_entry_is_added_at_the_end(ada: FlaskClient, app: Flask) -> None:
    sent = {"base": "1", "of": "", "label": " 五号 ", "label_en": "Five", "value": "", "c-city": "bj", "c-seats": ""}
    assert ada.post("/lists/rooms/entry", data=sent).location.startswith("/lists/rooms")
    entry = book(app).entries[-1]
    assert (entry.value, entry.label.zh, entry.label.en, entry.columns) == ("wh", "五号", "Five", {"city": "bj"})
    ada.post("/lists/rooms/entry", data={**sent, "base": "2", "label": "舞会"})
    assert book(app).entries[-1].value == "wh_2"
    with app.app_context():
        entries = find(AuditSearch(deed="list.published"), page=1).entries
        assert entries[0].about == "list:rooms"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"label": " ", "value": "x"}, "请填写名称"),
        ({"label": "五号", "value": "NO"}, "已经有值是“NO”的选项"),
        ({"label": "五" * 401, "value": "x"}, "最多 400 个字"),
        ({"label": "五号", "value": "x" * 81}, "最多 80 个字"),
        ({"label": "二号", "value": "x", "c-city": "sh"}, "“二号”重复了"),
    ],
    ids=["no name", "taken", "long name", "long value", "twin"],
)
def test_what_is_wrong_with_an_entry_is_said_and_nothing_typed_is_lost(
    ada: FlaskClient, app: Flask, sent: dict[str, str], said: str
) -> None:
    answer = ada.post("/lists/rooms/entry", data={"base": "1", "of": "", "label_en": "typed", **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="typed"' in answer.text
    assert number(app) == 1


def test_an_entry_is_called_otherwise_but_keeps_its_value(ada: FlaskClient, app: Flask) -> None:
    sent = {"base": "1", "of": "001", "value": "other", "label": "壹号", "label_en": "", "c-city": "", "c-seats": "15"}
    ada.post("/lists/rooms/entry", data=sent)
    entry = book(app).entries[0]
    assert (entry.value, entry.label.zh, entry.label.en, entry.columns) == ("001", "壹号", "", {"seats": "15"})


def test_an_entry_is_retired_on_a_day_and_brought_back(ada: FlaskClient, app: Flask) -> None:
    ada.post("/lists/rooms/entry/retire", data={"base": "1", "of": "001", "on": "2098-01-31"})
    assert str(book(app).entries[0].retired_on) == "2098-01-31"
    assert "将停用" in ada.get("/lists/rooms/entry?value=001").text
    ada.post("/lists/rooms/entry/restore", data={"base": "2", "of": "001"})
    ada.post("/lists/rooms/entry/restore", data={"base": "3", "of": "12:30"})
    assert [each.is_leaving for each in book(app).entries] == [False, False, False, True]


def test_a_day_that_is_none_is_told(ada: FlaskClient, app: Flask) -> None:
    answer = ada.post("/lists/rooms/entry/retire", data={"base": "1", "of": "001", "on": "2026-13-01"})
    assert answer.status_code == 422
    assert "“2026-13-01”不是日期" in answer.text
    assert number(app) == 1


@pytest.mark.parametrize(
    ("of", "to", "order"),
    [
        ("NO", "up", ["NO", "001", "12:30", "=4"]),
        ("001", "down", ["NO", "001", "12:30", "=4"]),
        ("001", "up", ["001", "NO", "12:30", "=4"]),
        ("=4", "1", ["=4", "001", "NO", "12:30"]),
        ("001", "99", ["NO", "12:30", "=4", "001"]),
    ],
)
def test_an_entry_is_moved(ada: FlaskClient, app: Flask, of: str, to: str, order: list[str]) -> None:
    assert ada.post("/lists/rooms/entry/move", data={"base": "1", "of": of, "to": to}).status_code == 302
    assert [each.value for each in book(app).entries] == order


def test_a_place_that_is_none_is_told(ada: FlaskClient) -> None:
    answer = ada.post("/lists/rooms/entry/move", data={"base": "1", "of": "NO", "to": "上面"})
    assert answer.status_code == 422
    assert "请写 1 到 4 的数字" in answer.text


@pytest.mark.parametrize("path", ["entry?value=none", "shipped", "file/pdf"])
def test_what_is_not_there_is_not_found(ada: FlaskClient, path: str) -> None:
    assert ada.get(f"/lists/rooms/{path}").status_code == 404
    assert ada.post("/lists/rooms/entry/burn", data={"base": "1", "of": "001"}).status_code == 404
    assert ada.post("/lists/rooms/entry", data={"base": "1", "of": "none", "label": "x"}).status_code == 404


def test_two_people_at_one_list_see_both_sides(ada: FlaskClient, app: Flask) -> None:
    ada.post("/lists/rooms/entry", data={"base": "1", "of": "NO", "label": "对方改的"})
    sent = {"base": "1", "of": "001", "label": "我改的", "label_en": "Mine"}
    answer = ada.post("/lists/rooms/entry", data=sent)
    assert answer.status_code == 409
    for said in ("对方改的", "我改的", 'name="label_en" value="Mine"', 'name="base" value="2"'):
        assert said in answer.text
    assert number(app) == 2
    ada.post("/lists/rooms/entry", data={**sent, "base": "2"})
    assert [each.label.zh for each in book(app).entries[:2]] == ["我改的", "对方改的"]


def test_the_same_deed_sent_twice_is_done_once(ada: FlaskClient, app: Flask) -> None:
    sent = {"base": "1", "of": "", "label": "五号", "value": "5"}
    assert [ada.post("/lists/rooms/entry", data=sent).status_code for _ in range(2)] == [302, 409]
    assert [each.value for each in book(app).entries].count("5") == 1


def test_columns_are_added_called_otherwise_and_retired(ada: FlaskClient, app: Flask) -> None:
    sent = {"base": "1", "name": "房间", "name_en": "", "source": "", "n-city": "所在城市", "e-city": "Town"}
    sent |= {"n-seats": "座位", "r-seats": "y", "column": "楼层"}
    assert ada.post("/lists/rooms/settings", data=sent).status_code == 302
    now = book(app)
    assert (now.label.zh, now.label.en, now.source) == ("房间", "", "")
    assert [(each.key, each.label.zh, each.retired) for each in now.columns] == [
        ("city", "所在城市", False),
        ("seats", "座位", True),
        ("lc", "楼层", False),
    ]
    page = ada.get("/lists/rooms").text
    assert ["<th>所在城市</th>" in page, "<th>座位</th>" in page, "<th>楼层</th>" in page] == [True, False, True]
    assert book(app).entries[0].columns["seats"] == "12"


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"name": ""}, "请填写名称"), ({"column": "城市"}, "有两列都叫“城市”"), ({"column": "名称"}, "有两列都叫“名称”")],
)
def test_names_that_cannot_be_are_told(ada: FlaskClient, app: Flask, sent: dict[str, str], said: str) -> None:
    answer = ada.post("/lists/rooms/settings", data={"base": "1", "name": "房间", "source": "新的来源", **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="新的来源"' in answer.text
    assert number(app) == 1


def test_entries_are_put_in_the_order_of_pinyin(ada: FlaskClient, app: Flask) -> None:
    ada.post("/lists/rooms/settings", data={"base": "1", "sort": "y"})
    assert [each.label.zh for each in book(app).entries] == ["二号", "三号", "四号", "一号"]


def test_a_new_list_begins_empty(ada: FlaskClient, app: Flask) -> None:
    answer = ada.post("/lists/new", data={"base": "0", "name": "会议类型", "source": "", "start": "table"})
    assert answer.location == "/lists/hylx/import"
    assert "这张表里还没有选项" in ada.get("/lists/hylx").text
    again = ada.post("/lists/new", data={"base": "0", "name": "会议类型", "start": "blank"})
    assert again.location == "/lists/hylx_2/entry"


def test_a_new_list_is_called_as_its_reader_calls_it(ada: FlaskClient) -> None:
    ada.post("/my-language", data={"language": "en"})
    sent = {"base": "0", "name": "会议类型", "name_en": "Kinds of meetings", "start": "blank"}
    assert "The list “Kinds of meetings” was made" in ada.post("/lists/new", data=sent, follow_redirects=True).text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": " "}, "请填写名称"),
        ({"name": "房", "key": "A-1"}, "小写字母"),
        ({"name": "房", "key": "rooms"}, "已经有键是“rooms”的选项表"),
    ],
)
def test_what_is_missing_for_a_new_list_is_said(ada: FlaskClient, sent: dict[str, str], said: str) -> None:
    answer = ada.post("/lists/new", data={"base": "0", "source": "来源甲", **sent})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="来源甲"' in answer.text


def test_versions_say_who_and_when(ada: FlaskClient) -> None:
    ada.post("/lists/rooms/entry", data={"base": "1", "of": "", "label": "五号"})
    page = ada.get("/lists/rooms/versions").text
    assert "第 2 版" in page
    assert "第 1 版" in page


def test_where_a_list_is_used_is_told(ada: FlaskClient) -> None:
    page = ada.get("/lists/rooms/uses").text
    for said in (
        "借用登记",
        "房间",
        "轮换 › ",
        "另一间",
        "entry.city == town",
        "城市",
        "/designer/lent/fields?at=room",
    ):
        assert said in page
    assert "room == &#39;NO&#39;" in page, "a rule that names a value, by its label too"
    assert 'href="/lists/rooms/entry?value=001"' in page, "a default"


def test_who_changed_a_name_sees_how_far_the_records_are(ada: FlaskClient, app: Flask, cast: Cast) -> None:
    with app.app_context():
        job = jobs.ask_also(KIND, "会议室", "rooms", user_id=cast.ada, now=NOW).id
        jobs.ask_also(KIND, "会议室", "halls", user_id=cast.eve, now=NOW)
        db.session.commit()
    assert f'href="/jobs/{job}"' in ada.get("/lists/rooms").text
    with app.app_context():
        jobs.begin(job, now=NOW)
        jobs.finish(job, JobState.DONE, {}, now=NOW)
        db.session.commit()
    assert 'href="/jobs/' not in ada.get("/lists/rooms").text
