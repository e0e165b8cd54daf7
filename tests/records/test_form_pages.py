"""Filling in a form: shown, kept, pressed, changed by two, drafted; and everything that is refused on the way."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.records.models import Draft, Record
from tests.conftest import Cast
from tests.records.form_office import TRIP, publish

Login = Callable[[str], FlaskClient]
NEW, DRAFT, PREVIEW = "/types/trip/new", "/types/trip/draft", "/types/trip/preview"
GOOD = {
    "name": "慕尼黑大学",
    "headcount": "2",
    "arrive_on": "2026.5.6",
    "leave_on": "20260510",
    "proof": "来函",
}


@pytest.fixture
def stan(app: Flask, cast: Cast, login: Login) -> FlaskClient:
    """Stan's browser, in an office with the types."""
    with app.app_context():
        publish()
    return login("stan")


def records(app: Flask) -> list[Record]:
    with app.app_context():
        return list(db.session.scalars(select(Record).order_by(Record.id)))


def draft_of(app: Flask) -> Mapping[str, Any] | None:
    with app.app_context():
        found = db.session.scalar(select(Draft))
        return found.raw if found else None


def made(browser: FlaskClient, press: str = "", **values: str) -> int:
    """A record made by the form, its id."""
    answer = browser.post(NEW, data={**GOOD, "_press": press, **values})
    assert answer.status_code == 302, answer.text
    return int(re.findall(r"/records/(\d+)", answer.location)[0])


def state(browser: FlaskClient, **data: str) -> dict[str, Any]:
    """What a preview tells the page."""
    answer = browser.post(PREVIEW, data=data)
    assert answer.status_code == 200
    told = re.search(r'data-state="([^"]*)"', answer.text)
    assert told is not None
    found: dict[str, Any] = orjson.loads(unescape(told[1]))
    return found


def faults(answer: TestResponse) -> list[str]:
    """The summary on top."""
    top = answer.text.partition("data-faults>")[2].partition("</ul>")[0]
    return [unescape(text) for text in re.findall(r'<a href="#[^"]*">([^<]*)</a>', top)]


# Works


def test_an_empty_form_shows_every_widget(stan: FlaskClient) -> None:
    page = stan.get(NEW).text
    assert "新建团组" in page
    for name in ("name", "headcount", "countries", "home", "kind", "radio", "goals", "unit", "host", "before"):
        assert f'name="{name}"' in page
    for name in ("span.from", "span.to", "visitors.__i__.name", "visitors.0.guide", "papers", "secret", "inner"):
        assert f'name="{name}"' in page
    assert 'name="number"' not in page
    assert 'name="old"' not in page
    assert 'name="fixed"' not in page
    assert "照旧" in page
    assert "涉密内容不要填" in page
    assert "“审核”前填好" in page
    assert 'value="留学生办公室"' in page
    assert re.search(r'data-path="media_note"[^>]* hidden', page)


def test_the_form_speaks_english(stan: FlaskClient) -> None:
    assert stan.post("/my-language", data={"language": "en"}).status_code == 302
    assert "Trip" in stan.get(NEW).text


def test_a_record_is_kept_although_something_is_missing(app: Flask, stan: FlaskClient) -> None:
    answer = stan.post(NEW, data={"name": "里昂", "_press": ""})
    (record,) = records(app)
    assert answer.location == f"/records/{record.id}/edit"
    assert (record.state, record.data["name"]) == ("draft", "里昂")
    assert 'value="里昂"' in stan.get(answer.location).text


def test_what_cannot_be_read_is_kept_as_a_draft_of_the_record(app: Flask, stan: FlaskClient) -> None:
    rows = {"visitors.0.name": "安娜", "visitors.0.passport": "!", "visitors.1.name": "卡尔"}
    answer = stan.post(NEW, data={"name": "里昂", "headcount": "两个", **rows})
    (record,) = records(app)
    assert [row["name"] for row in record.data["visitors"]] == ["安娜", "卡尔"]
    assert "headcount" not in record.data
    page = stan.get(answer.location).text
    assert 'value="两个"' in page
    assert 'value="!"' in page
    assert "“两个”不是数字" in page
    assert "标红的内容还存不进去" in page
    assert stan.post(answer.location, data={**GOOD, "_lock": "1", "visitors.0.name": "安娜"}).status_code == 302
    assert draft_of(app) is None


def test_submit_keeps_and_moves_in_one_step(app: Flask, stan: FlaskClient) -> None:
    made(stan, "submit")
    (record,) = records(app)
    assert (record.state, record.data["number"], record.data["days"]) == ("review", "团1号", 5)
    assert record.data["arrive_on"] == "2026-05-06"


def test_a_register_has_one_button(app: Flask, stan: FlaskClient) -> None:
    page = stan.get("/types/city/new").text
    assert "保存" in page
    assert "暂存</button>" not in page
    answer = stan.post("/types/city/new", data={"name": "岛田", "since": "1987"})
    (record,) = records(app)
    assert answer.location == f"/records/{record.id}"


def test_a_record_is_copied_without_its_number_and_papers(app: Flask, stan: FlaskClient) -> None:
    record_id = made(stan, "submit", phone="13800138000")
    page = stan.get(f"{NEW}?copy={record_id}").text
    assert 'value="慕尼黑大学"' in page
    assert 'value="13800138000"' in page
    assert "团1号" not in page


def test_the_same_form_twice_is_one_record(app: Flask, stan: FlaskClient) -> None:
    first = stan.post(NEW, data={**GOOD, "_token": "abc", "_press": "submit"})
    again = stan.post(NEW, data={**GOOD, "_token": "abc", "_press": "submit"})
    (record,) = records(app)
    assert first.location == again.location == f"/records/{record.id}"
    assert stan.post(NEW, data={**GOOD, "_token": "abd"}).status_code == 302
    assert len(records(app)) == 2


def test_the_same_form_with_something_new_in_it_loses_nothing(app: Flask, stan: FlaskClient) -> None:
    stan.post(NEW, data={**GOOD, "_token": "abc"})
    answer = stan.post(NEW, data={**GOOD, "_token": "abc", "phone": "13800138000"})
    assert len(records(app)) == 1
    assert 'value="13800138000"' in stan.get(answer.location).text


def test_clearing_is_a_change_and_what_was_not_shown_stays(app: Flask, stan: FlaskClient) -> None:
    record_id = made(stan, phone="13800138000", **{"countries": "DE", "visitors.0.name": "安娜"})
    data = {**GOOD, "_lock": "1", "phone": "", "countries": "", "visitors": ""}
    assert stan.post(f"/records/{record_id}/edit", data=data).status_code == 302
    (record,) = records(app)
    assert not {"phone", "countries", "visitors"} & record.data.keys()
    assert record.data["fixed"] == "照旧" if "fixed" in record.data else True
    assert stan.post(f"/records/{record_id}/edit", data={"_lock": "2", "phone": "110120"}).status_code == 302
    assert records(app)[0].data["name"] == "慕尼黑大学"


# What the page is told while one types


def test_a_preview_says_what_follows(stan: FlaskClient) -> None:
    told = state(stan, **GOOD, media="是", _touched="arrive_on leave_on")
    assert "media_note" not in told["hidden"]
    assert {"media_note", "name"} <= set(told["required"])
    assert told["outputs"]["days"] == "5"
    assert told["echo"] == {"arrive_on": ["2026.5.6", "2026-05-06"], "leave_on": ["20260510", "2026-05-10"]}
    assert told["faults"] == {}
    assert told["parts"]["basic"]["faults"] == 0
    assert "media_note" in state(stan, **GOOD)["hidden"]


def test_a_preview_tells_faults_of_what_was_touched(stan: FlaskClient) -> None:
    data = {**GOOD, "headcount": "两个", "phone": "12", "leave_on": "2026-05-01"}
    assert list(state(stan, **data, _touched="headcount")["faults"]) == ["headcount"]
    told = state(stan, **{**data, "name": "", "proof": "", "_tried": "1"})["faults"]
    assert set(told) == {"name", "headcount", "leave_on", "phone", "proof"}


def test_rows_are_told_by_where_they_stand(stan: FlaskClient) -> None:
    rows = {
        "visitors.0.name": "",
        "visitors.1.name": "安娜",
        "visitors.1.fee": "1,200",
        "visitors.1.is_head": "是",
        "visitors.1.nationality": "日本",
        "visitors.2.name": "卡尔",
        "visitors.2.passport": "!",
        "visitors.2.guide": "司丹",
    }
    told = state(stan, **GOOD, **rows, _touched="visitors")
    assert told["outputs"]["visitors.1.double"] == "2,400.00"
    assert "visitors.1.why" in told["required"]
    assert "visitors.2.why" in told["hidden"]
    assert set(told["faults"]) == {"visitors.1.why", "visitors.2.passport"}
    assert told["echo"]["visitors.1.fee"] == ["1,200", "1200.00"]
    assert told["echo"]["visitors.2.guide"][:2] == ["司丹", "司丹"]


def test_one_bad_cell_does_not_hide_the_others_from_sums(stan: FlaskClient) -> None:
    told = state(stan, **GOOD, **{"visitors.0.fee": "5", "visitors.1.fee": "x"}, _touched="visitors")
    assert told["outputs"]["visitors.0.double"] == "10.00"
    assert list(told["faults"]) == ["visitors.1.fee"]


def test_a_warning_wants_a_reason(app: Flask, stan: FlaskClient) -> None:
    long = {**GOOD, "leave_on": "2026-08-01", "_press": "submit"}
    told = state(stan, **long)["warnings"]
    assert [(each["check"], each["at"]) for each in told] == [("long", "leave_on")]
    answer = stan.post(NEW, data=long)
    assert answer.status_code == 422
    assert 'href="#reason-long"' in answer.text
    assert stan.post(NEW, data={**long, "_reason.long": "长期讲学"}).status_code == 302
    assert records(app)[0].data["_reasons"] == {"long": "长期讲学"}


def test_the_panel_says_what_is_missing_and_what_papers_come(stan: FlaskClient) -> None:
    page = stan.post(PREVIEW, data={}).text
    assert "还缺" in page
    assert 'href="#f-proof"' in page


# Drafts


def test_a_draft_keeps_everything_as_it_was_typed(app: Flask, stan: FlaskClient) -> None:
    data = {"name": "半", "headcount": "两个", "visitors.0.passport": "!", "_reason.long": "因为"}
    assert "saved" in stan.post(DRAFT, data=data).get_json()
    page = stan.get(NEW).text
    assert 'value="两个"' in page
    assert 'value="!"' in page
    assert "已接上您" in page
    assert stan.post("/types/trip/draft/discard").location == NEW
    assert draft_of(app) is None
    assert "已接上您" not in stan.get(NEW).text


def test_a_draft_is_gone_when_it_was_saved(app: Flask, stan: FlaskClient) -> None:
    stan.post(DRAFT, data={"name": "半"})
    made(stan)
    assert draft_of(app) is None


def test_a_draft_belongs_to_who_typed_it(app: Flask, stan: FlaskClient, login: Login) -> None:
    record_id = made(stan)
    stan.post(DRAFT, data={"_record": str(record_id), "_lock": "1", "name": "只有司丹知道"})
    assert "只有司丹知道" in stan.get(f"/records/{record_id}/edit").text
    assert "只有司丹知道" not in login("amy").get(f"/records/{record_id}/edit").text


def test_a_draft_of_an_older_version_says_so(app: Flask, stan: FlaskClient, login: Login) -> None:
    record_id = made(stan)
    stan.post(DRAFT, data={"_record": str(record_id), "_lock": "1", **GOOD, "name": "我的"})
    assert login("amy").post(f"/records/{record_id}/edit", data={"_lock": "1", "phone": "110120"}).status_code == 302
    page = stan.get(f"/records/{record_id}/edit").text
    assert "艾米修改过这条记录" in page
    assert 'name="_lock" value="1"' in page


# Two people


def test_two_editors_choose_field_by_field(app: Flask, stan: FlaskClient, login: Login) -> None:
    record_id = made(stan, phone="13800138000")
    edit = f"/records/{record_id}/edit"
    other = {**GOOD, "_lock": "1", "name": "慕尼黑工大", "headcount": "3", "phone": "13800138000"}
    assert login("amy").post(edit, data=other).status_code == 302
    mine = {**GOOD, "_lock": "1", "headcount": "4", "phone": "13900139000", "_press": "submit"}
    answer = stan.post(edit, data=mine)
    assert answer.status_code == 409
    assert "艾米" in answer.text
    assert re.findall(r'name="_pick\.(\w+)" value="(\w+)" checked', answer.text) == [
        ("name", "theirs"),
        ("headcount", "mine"),
        ("phone", "mine"),
    ]
    assert records(app)[0].lock_version == 2
    sent = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', answer.text))
    picks = {"_pick.name": "theirs", "_pick.headcount": "theirs", "_pick.phone": "mine"}
    assert stan.post(edit, data={**sent, **picks, "_press": "submit"}).status_code == 302
    (record,) = records(app)
    assert (record.data["name"], record.data["headcount"], record.data["phone"]) == ("慕尼黑工大", 3, "13900139000")
    assert record.state == "review"


def test_with_what_was_chosen_back_to_the_form(app: Flask, stan: FlaskClient, login: Login) -> None:
    record_id = made(stan)
    edit = f"/records/{record_id}/edit"
    login("amy").post(edit, data={**GOOD, "_lock": "1", "name": "别的"})
    answer = stan.post(edit, data={**GOOD, "_lock": "2", "headcount": "9", "_pick.name": "theirs", "_press": "_review"})
    assert answer.status_code == 200
    assert 'value="别的"' in answer.text
    assert 'value="9"' in answer.text
    assert 'name="_lock" value="2"' in answer.text
    assert records(app)[0].lock_version == 2


def test_a_form_that_names_no_version_does_not_overwrite(stan: FlaskClient) -> None:
    record_id = made(stan)
    assert stan.post(f"/records/{record_id}/edit", data=GOOD).status_code == 409


# Rights of fields


def test_masked_and_hidden_fields_are_not_sent(app: Flask, stan: FlaskClient, login: Login) -> None:
    rows = {"visitors.0.name": "安娜", "visitors.0.passport": "C01X00T47"}
    record_id = made(stan, secret="ABCDEFGH12", inner="只给经办人", **rows)
    page = login("amy").get(f"/records/{record_id}/edit").text
    assert "ABCDEFGH12" not in page
    assert "C01X00T47" not in page
    assert "只给经办人" not in page
    assert 'name="secret"' not in page
    assert 'name="visitors.0.name"' not in page
    assert "安娜" in page
    assert "由经办人填写" in page
    data = {"_lock": "1", **GOOD, "secret": "X", "inner": "Y", "visitors.0.name": "Z"}
    assert login("amy").post(f"/records/{record_id}/edit", data=data).status_code == 302
    kept = records(app)[0].data
    assert (kept["secret"], kept["inner"], kept["visitors"][0]["name"]) == ("ABCDEFGH12", "只给经办人", "安娜")


def test_a_retired_field_is_shown_on_old_records_only(app: Flask, stan: FlaskClient) -> None:
    record_id = made(stan)
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        record.data = {**record.data, "old": "从前的"}
        db.session.commit()
    page = stan.get(f"/records/{record_id}/edit").text
    assert "从前的" in page
    assert "已停用" in page
    assert 'name="old"' not in page


# Refusals


def test_faults_are_told_on_top_and_beside_and_nothing_is_cleared(app: Flask, stan: FlaskClient) -> None:
    rows = {"visitors.0.name": "安娜", "visitors.0.passport": "!"}
    data = {**GOOD, "name": "", "headcount": "两个", "leave_on": "2026-5-1", **rows, "_press": "submit"}
    answer = stan.post(NEW, data=data)
    assert answer.status_code == 422
    assert faults(answer) == [
        "请填写“名称”",
        "人数：“两个”不是数字，请只写数字，例如 1200 或 1.5万",
        "离开不能早于抵达",
        "来访人员第 1 行 · 护照：“!”不像护照号，护照号是 5 到 12 位字母和数字，请对照证件核对",
    ]
    assert 'value="两个"' in answer.text
    assert 'value="2026-5-1"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert 'href="#visitors-0-passport"' in answer.text
    assert records(app) == []


def test_a_state_asks_for_what_it_needs(stan: FlaskClient) -> None:
    answer = stan.post(NEW, data={**GOOD, "proof": "", "_press": "submit"})
    assert (answer.status_code, faults(answer)) == (422, ["进入“审核”之前，请先填写“凭证”"])


def test_too_many_rows_are_refused(app: Flask, stan: FlaskClient) -> None:
    rows = {f"visitors.{at}.name": f"第{at}人" for at in range(4)}
    answer = stan.post(NEW, data={**GOOD, **rows, "_press": "submit"})
    assert answer.status_code == 422
    assert "表格最多 3 行，现在有 4 行" in answer.text
    assert 'value="第3人"' in answer.text
    assert records(app) == []


def test_a_register_refuses_what_is_wrong(app: Flask, stan: FlaskClient) -> None:
    answer = stan.post("/types/city/new", data={"name": "", "since": "1987"})
    assert answer.status_code == 422
    assert 'value="1987"' in answer.text
    assert records(app) == []


def test_there_is_one_of_some_things_only(app: Flask, stan: FlaskClient) -> None:
    stan.post("/types/city/new", data={"name": "岛田"})
    answer = stan.post("/types/city/new", data={"name": "岛田", "since": "1990"})
    assert answer.status_code == 422
    assert 'value="1990"' in answer.text
    assert len(records(app)) == 1


def test_a_transition_that_is_not_offered_keeps_nothing(app: Flask, stan: FlaskClient) -> None:
    assert stan.post(NEW, data={**GOOD, "_press": "agree"}).status_code in {403, 409}
    assert stan.post(NEW, data={**GOOD, "_press": "nonsense"}).status_code == 404
    answer = stan.post(NEW, data={**GOOD, "_press": "drop"})
    assert answer.status_code == 422
    assert records(app) == []


@pytest.mark.parametrize("path", ["new", "preview", "draft", "draft/discard", "files"])
def test_an_unknown_type_is_not_found(stan: FlaskClient, path: str) -> None:
    assert stan.post(f"/types/nothing/{path}").status_code == 404


def test_an_unknown_type_has_no_form_and_no_offers(stan: FlaskClient) -> None:
    assert stan.get("/types/nothing/new").status_code == 404
    assert stan.get("/types/nothing/offers?kind=met&of=name").status_code == 404


def test_who_may_not_create_is_told_so(app: Flask, stan: FlaskClient, login: Login) -> None:
    for browser in (login("eve"), login("olga")):
        assert browser.get(NEW).status_code == 403
        assert browser.post(NEW, data=GOOD).status_code == 403
        assert browser.post(PREVIEW, data=GOOD).status_code == 403
        assert browser.post(DRAFT, data=GOOD).status_code == 403
    assert records(app) == []


def test_who_may_not_see_finds_nothing_and_who_may_not_change_is_told(
    app: Flask, stan: FlaskClient, login: Login
) -> None:
    record_id = made(stan)
    edit = f"/records/{record_id}/edit"
    about = {**GOOD, "_lock": "1", "_record": str(record_id)}
    for who, status in (("eve", 404), ("olga", 403)):
        browser = login(who)
        assert browser.get(edit).status_code == status
        assert browser.post(edit, data=about).status_code == status
        assert browser.post(PREVIEW, data=about).status_code == status
        assert browser.post(DRAFT, data=about).status_code == status


def test_a_submitted_record_is_not_changed_by_its_owner(stan: FlaskClient, login: Login) -> None:
    record_id = made(stan, "submit")
    assert stan.get(f"/records/{record_id}/edit").status_code == 403
    page = login("amy").get(f"/records/{record_id}/edit")
    assert page.status_code == 200
    assert "暂存</button>" not in page.text


def test_a_record_that_is_under_way_takes_no_faults(app: Flask, stan: FlaskClient, login: Login) -> None:
    record_id = made(stan, "submit")
    data = {**GOOD, "_lock": str(records(app)[0].lock_version), "name": ""}
    answer = login("amy").post(f"/records/{record_id}/edit", data=data)
    assert (answer.status_code, faults(answer)) == (422, ["请填写“名称”"])


def test_a_stranger_is_asked_to_sign_in_where_the_page_is(app: Flask, stan: FlaskClient) -> None:
    browser, asked = app.test_client(), {"HX-Request": "true"}
    assert browser.post(PREVIEW, data=GOOD, headers=asked).headers["X-Renew"] == "session"
    assert browser.post(DRAFT, data=GOOD, headers={**asked, "Accept": "application/json"}).status_code == 401


@pytest.mark.parametrize(
    "data",
    [
        {"visitors": "x", "visitors.0": "y", "visitors.0.name.z": "w"},
        {"visitors.-1.name": "x", "visitors.999999999999.name": "y", "visitors.²": "z"},
        {"name.x": "1", "name.from": "2", "name": "3", "_lock": "x", "_record": "²"},
        {"span": "2026.5.6-5.9", "span.from": "x", "unit": "999999999", "before": "1"},
        {"papers": "../../etc/passwd", "countries": "DE", "goals": "zz", "_touched": "x" * 5000},
        {"number": "团9号", "days": "99", "old": "x", "fixed": "y", "state": "done", "_reasons": "x"},
    ],
)
def test_whatever_is_sent_is_answered(stan: FlaskClient, data: dict[str, str]) -> None:
    assert stan.post(PREVIEW, data=data).status_code == 200
    assert stan.post(DRAFT, data=data).status_code == 200
    assert stan.get(NEW).status_code == 200
    assert stan.post(NEW, data={**data, "_press": "submit"}).status_code == 422


# Offers and files


def offered(browser: FlaskClient, query: str) -> list[str]:
    return [each["label"] for each in browser.get(f"/types/trip/offers?{query}").get_json()["options"]]


def test_offers(stan: FlaskClient, login: Login) -> None:
    record_id = made(stan, "submit")
    assert offered(stan, "kind=choices&of=countries")[:2] == ["德国", "日本"]
    assert "国际教育学院" in offered(stan, "kind=department")
    assert offered(stan, "kind=person&q=sidan") == ["司丹"]
    assert offered(stan, "kind=record&of=trip&q=") == ["慕尼黑大学（2人）"]
    assert offered(stan, "kind=met&of=name&q=慕") == ["慕尼黑大学"]
    assert offered(login("eve"), "kind=met&of=name&q=慕") == []
    assert offered(login("eve"), "kind=record&of=trip&q=") == []
    assert record_id
    for query in ("kind=x", "kind=choices&of=name", "kind=choices&of=zz", "kind=met&of=zz", "kind=record&of=zz"):
        assert stan.get(f"/types/trip/offers?{query}").status_code == 404


def sent(browser: FlaskClient, name: str, content: bytes, of: str = "papers") -> TestResponse:
    """As a browser sends it; the test client would leave files open."""
    head = f'--x\r\nContent-Disposition: form-data; name="of"\r\n\r\n{of}\r\n--x\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return browser.post(
        "/types/trip/files",
        data=head.encode() + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers={"Accept": "application/json"},
    )


def test_a_file_goes_up_and_belongs_to_the_record(app: Flask, stan: FlaskClient) -> None:
    answer = sent(stan, "说明.txt", "你好".encode())
    token = answer.get_json()["file"]
    record_id = made(stan, papers=token)
    (record,) = records(app)
    assert record.data["papers"][0]["name"] == "说明.txt"
    assert "说明.txt" in stan.get(f"/records/{record_id}/edit").text


def test_a_file_of_somebody_else_is_not_taken(app: Flask, stan: FlaskClient, login: Login) -> None:
    token = sent(login("amy"), "说明.txt", b"x").get_json()["file"]
    made(stan, papers=token)
    assert "papers" not in records(app)[0].data


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("程序.exe", b"MZ", 422, "不能上传"),
        ("图.png", b"x", 422, "图.png"),
        ("大.txt", b"x" * (1024 * 1024 + 1), 422, "最多 1 MB"),
        ("空.txt", b"", 422, "空文件"),
        ("假.pdf", b"no pdf", 422, "不是 pdf 文件"),
        ("巨.txt", b"x" * (60 * 1024 * 1024), 413, "文件太大"),
    ],
)
def test_files_that_are_refused(stan: FlaskClient, name: str, content: bytes, status: int, words: str) -> None:
    answer = sent(stan, name, content)
    assert answer.status_code == status
    told = answer.get_json()
    assert words in told["error"] + "".join(told["said"])


def test_files_go_into_fields_for_files(stan: FlaskClient, login: Login) -> None:
    assert sent(stan, "说明.txt", b"x", "name").status_code == 404
    assert sent(stan, "说明.txt", b"x", "visitors.scan").status_code == 200
    assert stan.post("/types/trip/files", data={"of": "papers"}).status_code == 422
    assert sent(login("eve"), "说明.txt", b"x").status_code == 403


def test_every_field_of_the_type_was_meant_to_be_drawn() -> None:
    drawn = {each["type"] for section in TRIP["sections"] for each in section["fields"]}
    assert len(drawn) > 14
