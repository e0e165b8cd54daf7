"""Moments, cascading choices, pictures and signatures in a form and on the page of a record."""

import copy
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import ValidationError
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.definitions import service as definitions
from app.definitions.schema import ChoiceList, RecordType
from app.errors import Invalid
from app.extensions import db
from app.records.models import Record, record_ix
from tests.conftest import NOW, Cast
from tests.records.event_office import CITIES, EVENT, png, publish, send, sent

Login = Callable[[str], FlaskClient]
NEW, PREVIEW = "/types/event/new", "/types/event/preview"


@pytest.fixture
def stan(app: Flask, cast: Cast, login: Login) -> FlaskClient:
    with app.app_context():
        publish()
    return login("stan")


@pytest.fixture
def amy(stan: FlaskClient, login: Login) -> FlaskClient:
    """The head of the department, in another browser."""
    return login("amy")


def the_record(app: Flask) -> Record:
    with app.app_context():
        found = db.session.scalars(select(Record)).one()
        db.session.expunge_all()
        return found


def state(browser: FlaskClient, **data: str) -> dict[str, Any]:
    answer = browser.post(PREVIEW, data=data)
    told = re.search(r'data-state="([^"]*)"', answer.text)
    assert told is not None
    found: dict[str, Any] = orjson.loads(unescape(told[1]))
    return found


def offers(told: dict[str, Any], name: str) -> list[str]:
    return [each["label"] for each in told["offers"]["sets"][told["offers"]["of"][name]]]


def kept(browser: FlaskClient, press: str = "", **values: Any) -> str:
    """The address of a record that was kept."""
    answer = browser.post(NEW, data={"name": "开幕式", "_press": press, **values})
    assert answer.status_code == 302, answer.text
    return str(re.findall(r"/records/\d+", answer.location)[0])


def changed(browser: FlaskClient, address: str, lock: int, press: str = "", **values: Any) -> TestResponse:
    typed = {"name": "开幕式", "_lock": str(lock), "_press": press}
    return browser.post(f"{address}/edit", data={**typed, **values})


# Moments


def test_moments_are_typed_as_people_write_them(app: Flask, stan: FlaskClient) -> None:
    kept(stan, begins="2024年3月5日下午2时30分", doors="下午2点")
    record = the_record(app)
    assert (record.data["begins"], record.data["doors"], record.year) == ("2024-03-05 14:30", "14:00", 2024)
    page = stan.get(f"/records/{record.id}").text
    assert "2024-03-05 14:30" in page
    assert 'value="2024-03-05 14:30"' in stan.get(f"/records/{record.id}/edit").text


def test_whose_clock_it_is_stands_beside(stan: FlaskClient) -> None:
    assert "北京时间" in stan.get(NEW).text
    stan.post("/my-language", data={"language": "en"})
    assert "Beijing time" in stan.get(NEW).text


def test_two_moments_of_a_day_are_compared_by_their_time(stan: FlaskClient) -> None:
    asked = {"name": "开幕式", "begins": "2024-03-05 14:30", "_touched": "ends begins", "_tried": "1"}
    told = state(stan, **asked, ends="2024-03-05 14:00")
    assert told["faults"]["ends"] == ["结束不能早于开始"]
    assert "ends" not in state(stan, **asked, ends="2024-03-05 15:00")["faults"]


def test_what_was_typed_is_shown_back_plainly(stan: FlaskClient) -> None:
    told = state(stan, doors="下午两点半", begins="2024.3.5 9点", _touched="doors begins")
    assert told["echo"] == {"doors": ["下午两点半", "14:30"], "begins": ["2024.3.5 9点", "2024-03-05 09:00"]}


def test_records_are_found_by_the_day_of_a_moment(stan: FlaskClient) -> None:
    kept(stan, begins="2024-03-05 23:30")
    for asked, there in (("is.2024-03-05", True), ("to.2024-03-05", True), ("from.2024-03-06", False)):
        page = stan.get("/types/event", query_string={"f": f"begins.{asked}"}).text
        assert ("开幕式" in page) is there, asked


# Cascading choices


def test_nothing_is_offered_before_the_first_choice(stan: FlaskClient) -> None:
    told = state(stan)
    assert offers(told, "city") == []
    assert offers(told, "visited") == []
    assert "湖州市" not in stan.get(NEW).text


def test_the_server_says_what_goes_with_the_first_choice(stan: FlaskClient) -> None:
    told = state(stan, province="33")
    assert offers(told, "city") == offers(told, "visited") == ["杭州市", "湖州市"]
    assert offers(state(stan, province="江苏省"), "city") == ["南京市"]
    stan.post("/my-language", data={"language": "en"})
    assert offers(state(stan, province="33"), "city") == ["Hangzhou", "Huzhou"]


def test_each_row_has_its_own_offers(stan: FlaskClient) -> None:
    rows = {"stops.0.area": "33", "stops.1.area": "32", "stops.2.area": "", "stops.3.area": "33"}
    told = state(stan, **rows)
    assert [offers(told, f"stops.{row}.town") for row in range(4)] == [
        ["杭州市", "湖州市"],
        ["南京市"],
        [],
        ["杭州市", "湖州市"],
    ]
    assert len(told["offers"]["sets"]) == 3


def test_a_saved_form_offers_without_being_asked(stan: FlaskClient) -> None:
    address = kept(stan, province="33", city="3305")
    page = stan.get(f"{address}/edit").text
    assert '<option value="3305" selected>湖州市</option>' in page
    assert "杭州市" in page
    assert "南京市" not in page


def test_what_does_not_fit_any_more_is_said_and_kept(app: Flask, stan: FlaskClient) -> None:
    address = kept(stan, province="32", city="3305", **{"stops.0.area": "32", "stops.0.town": "湖州市"})
    record = the_record(app)
    assert (record.data["city"], record.data["stops"][0]["town"]) == ("3305", "3305")
    told = state(stan, province="32", city="3305", _touched="city")
    assert told["faults"]["city"] == ["“湖州市”与前面填的内容不再对应，请重新选择城市"]
    answer = changed(stan, address, 1, "submit", province="32", city="3305")
    assert answer.status_code == 422
    assert '<option value="3305" selected>湖州市</option>' in answer.text
    assert changed(stan, address, 1, "submit", province="33", city="3305", stops="").status_code == 302


def test_one_that_was_typed_in_a_row_is_judged_too(stan: FlaskClient) -> None:
    told = state(stan, **{"stops.0.area": "33", "stops.0.town": "南京市", "_touched": "stops.0.town"})
    assert told["faults"]["stops.0.town"] == ["“南京市”与前面填的内容不再对应，请重新选择停留城市"]


def test_a_list_that_depends_on_others_is_not_given_away_whole(stan: FlaskClient) -> None:
    assert stan.get("/types/event/offers?kind=choices&of=city").get_json() == {"options": [], "whole": False}


def with_city(**options: Any) -> RecordType:
    """The type with another field for the city."""
    given = copy.deepcopy(EVENT)
    (city,) = (each for each in given["sections"][0]["fields"] if each["key"] == "city")
    city.update(options)
    return RecordType.model_validate(given)


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("entry.provinz == province", "expression.unknown_member"),
        ("entry.province == provinz", "expression.unknown_name"),
        ("entry.province", "definition.wrong_kind_yesno"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(app: Flask, stan: FlaskClient, where: str, code: str) -> None:
    with app.app_context(), pytest.raises(Invalid) as caught:
        definitions.publish(with_city(where=where), actor=None, now=NOW)
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [(code, "sections[0].fields[5].where")]
    assert stan


@pytest.mark.parametrize(
    "options", [{"list": None, "choices": [{"value": "a", "label": "甲"}]}, {"style": "radio"}, {"style": "checkboxes"}]
)
def test_what_depends_on_others_is_a_dropdown_over_a_list(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        with_city(**options)


def test_labels_may_be_written_in_the_rule(app: Flask, stan: FlaskClient) -> None:
    with app.app_context():
        definitions.publish(with_city(where="选项.province == 省份"), actor=None, now=NOW)
        db.session.commit()
    assert offers(state(stan, province="32"), "city") == ["南京市"]


def test_a_list_that_lost_its_column_stops_nothing(app: Flask, stan: FlaskClient) -> None:
    bare = [{"value": each["value"], "label": each["label"]} for each in CITIES["entries"]]
    with app.app_context():
        definitions.publish_list(ChoiceList.model_validate({**CITIES, "entries": bare}), actor=None, now=NOW)
        db.session.commit()
    assert offers(state(stan, province="33"), "city") == []


# Rows begin with their defaults


def test_a_row_that_is_begun_gets_its_defaults(app: Flask, stan: FlaskClient) -> None:
    told = state(stan, **{"stops.0.area": "33", "stops.0.nights": "", "stops.0.asked_by": "", "stops.1.area": ""})
    assert told["echo"]["stops.0.nights"] == ["", "2"]
    assert told["echo"]["stops.0.asked_by"][:2] == ["", "司丹"]
    assert told["outputs"]["stops.0.source"] == "网上"
    assert not any(name.startswith("stops.1.") for name in (*told["echo"], *told["outputs"]))
    kept(stan, **{"stops.0.area": "33", "stops.0.nights": "3"})
    (row,) = the_record(app).data["stops"]
    assert (row["nights"], row["asked_by"]["label"], row["source"]) == (3, "司丹", "网上")


def test_a_default_that_was_cleared_stays_cleared(app: Flask, stan: FlaskClient) -> None:
    address = kept(stan, **{"stops.0.area": "33"})
    row = {"stops.0._id": "1", "stops.0.area": "33", "stops.0.nights": "", "stops.0.source": "别处"}
    assert changed(stan, address, 1, **row).status_code == 302
    (held,) = the_record(app).data["stops"]
    assert "nights" not in held
    assert held["source"] == "网上"


EMPTIED = {"stops.0.area": "", "stops.1.area": "33", "stops.1.nights": "", "_touched": "stops.1.nights"}


def test_a_default_that_was_cleared_before_saving_stays_cleared(app: Flask, stan: FlaskClient) -> None:
    assert "stops.1.nights" not in state(stan, **EMPTIED)["echo"]
    kept(stan, **EMPTIED)
    (row,) = the_record(app).data["stops"]
    assert "nights" not in row
    assert (row["asked_by"]["label"], row["source"]) == ("司丹", "网上")


@pytest.mark.parametrize("more", [{"_touched": "stops"}, {"_tried": "1"}], ids=["pasted", "tried"])
def test_a_default_shows_in_rows_that_were_pasted_or_tried(stan: FlaskClient, more: dict[str, str]) -> None:
    told = state(stan, **{"stops.0.area": "33", "stops.0.nights": "", **more})
    assert told["echo"]["stops.0.nights"] == ["", "2"]


def test_a_page_and_a_draft_remember_which_cells_were_cleared(stan: FlaskClient) -> None:
    remembered = 'name="_touched" value="stops.1.nights"'
    refused = stan.post("/types/event/new", data={**EMPTIED, "_press": "submit"})
    assert refused.status_code == 422
    assert remembered in refused.text
    assert stan.post("/types/event/draft", data=EMPTIED).status_code == 200
    assert remembered in stan.get("/types/event/new").text


# Text with headings, lists and bold

REPORT = "# 总体\r\n来了 **65** 人 <b>不是标签</b>\r\n- 德国\r\n- 法国\r\n1. 签约\r\n1. 参观"


def test_the_preview_says_how_a_text_looks(stan: FlaskClient) -> None:
    assert state(stan, story=REPORT)["rich"]["story"][:3] == [
        ["heading", 1, 0, [["总体", False]]],
        ["text", 0, 0, [["来了 ", False], ["65", True], [" 人 <b>不是标签</b>", False]]],
        ["bullet", 0, 0, [["德国", False]]],
    ]


def test_the_page_shows_our_own_marks_only(app: Flask, stan: FlaskClient) -> None:
    address = kept(stan, story=REPORT)
    assert the_record(app).data["story"].startswith("# 总体\n来了 **65** 人")
    page = stan.get(address).text
    assert "<h3>总体</h3>" in page
    assert "<p>来了 <strong>65</strong> 人 &lt;b&gt;不是标签&lt;/b&gt;</p>" in page
    assert "<ul><li>德国</li><li>法国</li></ul>" in page
    assert "<ol><li>签约</li><li>参观</li></ol>" in page
    assert "# 总体\n来了 **65** 人" in stan.get(f"{address}/edit").text


# What a linked record said


def all_records(app: Flask) -> list[Record]:
    with app.app_context():
        found = list(db.session.scalars(select(Record).order_by(Record.id)))
        db.session.expunge_all()
        return found


def test_a_reference_follows_until_it_is_handed_in_and_then_stays(app: Flask, stan: FlaskClient) -> None:
    first = kept(stan)
    second = kept(stan, after=first.rpartition("/")[2])
    assert all_records(app)[1].data["after"]["revision"] == 1
    assert changed(stan, first, 1, name="首届开幕式").status_code == 302
    answer = stan.post(f"{second}/press/submit")
    assert answer.status_code == 302
    held = all_records(app)[1].data["after"]
    assert (held["label"], held["copy"]["name"], held["revision"]) == ("首届开幕式", "首届开幕式", 2)
    assert "提交后改了" not in stan.get(second).text
    assert changed(stan, first, 2, name="第一届开幕式", doors="9:00").status_code == 302
    assert all_records(app)[1].data["after"] == held
    page = stan.get(second).text
    assert "提交后改了 2 处" in page
    assert "<del>首届开幕式</del> → 第一届开幕式" in page
    stan.post("/my-language", data={"language": "en"})
    assert "2 changes since it was handed in" in stan.get(second).text


def test_references_in_rows_remember_too(app: Flask, stan: FlaskClient) -> None:
    first = kept(stan)
    second = kept(stan, "submit", **{"stops.0.area": "33", "stops.0.seen": first.rpartition("/")[2]})
    (row,) = all_records(app)[1].data["stops"]
    assert (row["seen"]["label"], row["seen"]["revision"], row["area"]) == ("开幕式", 1, "33")
    assert changed(stan, first, 1, name="首届开幕式").status_code == 302
    assert "<del>开幕式</del> → 首届开幕式" in stan.get(second).text


def test_what_changed_is_told_to_those_who_see_the_linked_record(app: Flask, stan: FlaskClient, cast: Cast) -> None:
    first = kept(stan)
    second = kept(stan, "submit", after=first.rpartition("/")[2])
    assert changed(stan, first, 1, doors="9:00").status_code == 302
    with app.app_context():
        linked, own = db.session.scalars(select(Record).order_by(Record.id)).all()
        db.session.execute(
            update(record_ix)
            .where(record_ix.c.record_id == linked.id)
            .values(department_id=cast.office, owner_id=cast.eve)
        )
        db.session.commit()
        assert own.data["after"]["label"] == "开幕式"
    page = stan.get(second).text
    assert "开幕式" in page
    assert "提交后改了" not in page


# Pictures


def test_a_picture_is_seen_in_the_form_and_in_the_record(app: Flask, stan: FlaskClient) -> None:
    token = sent(stan, "photo")
    waiting = stan.get(f"/pictures/{token}", buffered=True)
    assert (waiting.status_code, waiting.mimetype, waiting.data) == (200, "image/png", png())
    assert waiting.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "attachment" not in waiting.headers["Content-Disposition"]
    address = kept(stan, photo=token)
    assert the_record(app).data["photo"][0]["name"] == "合影.png"
    own = f"{address}/pictures/{token}"
    assert own in stan.get(address).text
    assert own in stan.get(f"{address}/edit").text
    assert stan.get(own, buffered=True).mimetype == "image/png"
    assert stan.get(f"/pictures/{token}").status_code == 404


def test_a_picture_that_waits_is_for_whoever_sent_it(stan: FlaskClient, amy: FlaskClient) -> None:
    token = sent(stan, "photo")
    assert amy.get(f"/pictures/{token}").status_code == 404


def test_a_picture_of_a_record_is_for_those_who_see_it(stan: FlaskClient, login: Login) -> None:
    token = sent(stan, "photo")
    address = kept(stan, photo=token)
    assert login("eve").get(f"{address}/pictures/{token}").status_code == 404


@pytest.mark.parametrize(
    ("name", "content"), [("图.png", b"GIF89a"), ("图.svg", b"<svg/>"), ("图.jpg", png()), ("文.pdf", b"%PDF-1.7")]
)
def test_what_is_no_picture_is_refused(stan: FlaskClient, name: str, content: bytes) -> None:
    assert send(stan, "photo", content, name).status_code == 422


def test_a_picture_of_too_many_points_is_refused(stan: FlaskClient) -> None:
    huge = png()[:16] + (20_000).to_bytes(4, "big") * 2 + png()[24:]
    answer = send(stan, "photo", huge)
    assert answer.status_code == 422
    assert "20000" in "".join(answer.get_json()["said"])


def test_several_pictures(app: Flask, stan: FlaskClient) -> None:
    tokens = [sent(stan, "shots") for _ in range(2)]
    kept(stan, shots=tokens)
    assert [each["file"] for each in the_record(app).data["shots"]] == tokens


# Signatures


def test_a_signature_says_who_and_when(app: Flask, stan: FlaskClient) -> None:
    address = kept(stan, signed=sent(stan, "signed"))
    (held,) = the_record(app).data["signed"]
    assert held["by"]["label"] == "司丹"
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", held["at"])
    assert f"司丹 {held['at']}" in stan.get(address).text


def test_a_large_picture_is_no_signature(stan: FlaskClient) -> None:
    assert send(stan, "signed", png() + b"\0" * 1024 * 1024).status_code == 422


def test_a_signature_of_another_record_signs_nothing(app: Flask, stan: FlaskClient) -> None:
    token = sent(stan, "photo")
    first = kept(stan, photo=token)
    answer = stan.post(NEW, data={"name": "闭幕式", "signed": token, "_press": "submit"})
    assert answer.status_code == 422
    assert "签名要由本人在这里手写或上传，请重新签名" in answer.text
    assert first


def test_nobody_takes_back_what_somebody_else_signed(app: Flask, stan: FlaskClient, amy: FlaskClient) -> None:
    token = sent(stan, "signed")
    address = kept(stan, signed=token)
    page = amy.get(f"{address}/edit").text
    assert f"{address}/pictures/{token}" in page
    assert "data-sign-open" not in page
    assert changed(amy, address, 1, signed=sent(amy, "signed")).status_code == 302
    assert the_record(app).data["signed"][0]["file"] == token
    assert changed(amy, address, 2, signed="").status_code == 302
    assert the_record(app).data["signed"][0]["file"] == token


def test_one_may_sign_again_until_it_is_handed_in(app: Flask, stan: FlaskClient) -> None:
    address = kept(stan, signed=sent(stan, "signed"))
    again = sent(stan, "signed")
    assert changed(stan, address, 1, "submit", signed=again).status_code == 302
    record = the_record(app)
    assert (record.state, record.data["signed"][0]["file"]) == ("review", again)
    assert changed(stan, address, record.lock_version, signed="").status_code == 302
    assert the_record(app).data["signed"][0]["file"] == again


def test_what_was_sent_back_is_signed_again(app: Flask, stan: FlaskClient, amy: FlaskClient) -> None:
    address = kept(stan, "submit", signed=sent(stan, "signed"))
    assert amy.post(f"{address}/press/back", data={"comment": "请改"}).status_code == 302
    record = the_record(app)
    assert record.state == "returned"
    again = sent(stan, "signed")
    assert changed(stan, address, record.lock_version, signed=again).status_code == 302
    assert the_record(app).data["signed"][0]["file"] == again
