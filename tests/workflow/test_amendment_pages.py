"""Amendments as pages: typed, kept, submitted, seen side by side, pressed; what is withheld stays withheld."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.records.models import Record
from app.records.posted import hidden_pairs
from tests.workflow.amended import approve, press, propose, publish_amended, rows
from tests.workflow.office import Office

Login = Callable[[str], FlaskClient]


@pytest.fixture
def visit(app: Flask, cast: Office) -> int:
    """An approved visit of Stan's."""
    with app.app_context():
        publish_amended()
        found = approve(cast).id
        db.session.commit()
    return found


def token(page: str) -> dict[str, str]:
    """What the form says beside what is typed."""
    return dict(re.findall(r'name="(_token|_lock)" value="([^"]*)"', page))


def typed(app: Flask, record_id: int, **values: Any) -> list[tuple[str, str]]:
    """The visitors as the form shows them, with these over them."""
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        return hidden_pairs({"visitors": rows(record), "headcount": "2", **values})


def sent(browser: FlaskClient, url: str, pairs: list[tuple[str, str]], **more: str) -> Any:
    shown = browser.get(url).text
    given: dict[str, list[str]] = {name: [text] for name, text in {**token(shown), **more}.items()}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    return browser.post(url, data=given)


def buttons(page: str) -> set[str]:
    return set(re.findall(r'data-press="([a-z_]+)"', page))


def test_the_whole_way(app: Flask, visit: int, login: Login) -> None:
    stan, amy = login("stan"), login("amy")
    assert f"/records/{visit}/amend/people" in stan.get(f"/records/{visit}").text
    url = f"/records/{visit}/amend/people"
    form = stan.get(url).text
    assert 'name="visitors.0.passport_no"' in form
    assert 'name="name_of"' not in form
    answer = sent(stan, url, typed(app, visit, headcount="3"), _why="增加一人", _press="submit")
    assert answer.status_code == 302, answer.text
    page = stan.get(answer.location).text
    assert "<del>2</del>" in page
    assert "<ins>3</ins>" in page
    assert "增加一人" in amy.get("/tasks").text
    seen = amy.get(answer.location).text
    assert buttons(seen) == {"agree", "send_back", "refuse"}
    done = amy.post(f"{answer.location}/press/agree", data={"_lock": "2"})
    assert done.status_code == 302
    assert "等 Lee、Solo 审批" in stan.get(answer.location).text
    assert login("lee").post(f"{answer.location}/press/agree").status_code == 302
    with app.app_context():
        assert db.session.get_one(Record, visit).data["headcount"] == 3
    tab = stan.get(f"/records/{visit}?tab=amendments").text
    assert "已生效" in tab
    assert "变更" in stan.get(f"/records/{visit}?tab=history").text


def test_a_verb_and_what_was_decided_elsewhere_have_pages_of_the_amendment(
    app: Flask, cast: Office, visit: int, login: Login
) -> None:
    with app.app_context():
        press(cast, propose(cast, db.session.get_one(Record, visit), headcount="3"), "stan", "submit")
        db.session.commit()
    amy, stan, url = login("amy"), login("stan"), f"/records/{visit}/amendments/1"
    assert f"{url}/verbs/hand_over" in amy.get(url).text
    assert f"{url}/verbs/hand_over" in amy.get("/tasks").text
    form = amy.get(f"{url}/verbs/hand_over").text
    assert "人员变更（第 1 次）" in form
    sent = {**dict(re.findall(r'name="(_lock|_once|_task)" value="([^"]*)"', form)), "comment": "我出差"}
    assert amy.post(f"{url}/verbs/hand_over", data={**sent, "people": "Oto"}).status_code == 422
    assert amy.post(f"{url}/verbs/hand_over", data={**sent, "people": "Solo"}).location == url
    assert amy.post(f"{url}/verbs/hand_over", data={**sent, "people": "Solo"}).location == url
    form = stan.get(f"{url}/behalf").text
    (decision,) = re.findall(r'name="decision"[^>]*value="(\d+:agree)"', form)
    wrong = stan.post(f"{url}/behalf", data={"decision": decision, "by_way_of": "paper"})
    assert (wrong.status_code, "请" in wrong.text) == (422, True)
    right = {"decision": decision, "by_way_of": "paper", "signer": "张校长", "on": "2024-03-04"}
    right |= re.findall(r'name="(_once)" value="([^"]+)"', form)
    assert stan.post(f"{url}/behalf", data=right).location == url
    assert stan.post(f"{url}/behalf", data=right).location == url
    late = stan.post(f"{url}/behalf", data={**right, "_once": ""})
    assert (late.status_code, "没有办成" in late.text, "张校长" in late.text) == (409, True, True)
    course = stan.get(f"/records/{visit}?tab=flow").text
    for words in ("转给 Solo 办理", "人员变更（第 1 次）", "张校长 于 2024-03-04 以纸质签批，由 Stan 代录"):
        assert words in course, words


def test_nothing_typed_is_lost_where_it_is_refused(app: Flask, visit: int, login: Login) -> None:
    stan = login("stan")
    answer = sent(stan, f"/records/{visit}/amend/people", typed(app, visit, headcount="3"), _press="submit")
    assert answer.status_code == 422
    assert "请填写变更事由" in answer.text
    assert re.search(r'name="headcount"[^>]*value="3"', answer.text)


def test_sent_twice_it_counts_once(app: Flask, visit: int, login: Login) -> None:
    stan, url = login("stan"), f"/records/{visit}/amend/people"
    pairs = dict(typed(app, visit, headcount="3"))
    data = {**token(stan.get(url).text), **pairs, "_why": "增加一人"}
    assert [stan.post(url, data=data).status_code for _ in range(2)] == [302, 302]


def test_a_record_changed_meanwhile_is_told_and_the_form_stays(app: Flask, visit: int, login: Login) -> None:
    stan, url = login("stan"), f"/records/{visit}/amend/people"
    data = {**token(stan.get(url).text), **dict(typed(app, visit, headcount="3")), "_why": "增加一人", "_lock": "1"}
    answer = stan.post(url, data=data)
    assert answer.status_code == 409
    assert "增加一人" in answer.text


def test_what_is_masked_in_the_record_is_masked_on_both_sides(
    app: Flask, cast: Office, visit: int, login: Login
) -> None:
    with app.app_context():
        record = db.session.get_one(Record, visit)
        first, second = rows(record)
        made = propose(cast, record, visitors=[{**first, "passport_no": "C98765432"}, second])
        press(cast, made, "stan", "submit")
        db.session.commit()
    for address in (f"/records/{visit}/amendments/1", "/tasks"):
        page = login("amy").get(address).text
        assert "护照号" in page
        assert "C98765432" not in page
        assert "C01X00T47" not in page
    assert "C98765432" in login("stan").get(f"/records/{visit}/amendments/1").text


@pytest.mark.parametrize("path", ["amend/people", "amendments/1", "amendments/1/edit", "amendments/1/press/agree"])
def test_who_does_not_see_the_record_sees_nothing_of_it(
    app: Flask, cast: Office, visit: int, login: Login, path: str
) -> None:
    with app.app_context():
        propose(cast, db.session.get_one(Record, visit), headcount="3")
        db.session.commit()
    eve = login("eve")
    assert eve.get(f"/records/{visit}/{path}").status_code == 404
    assert eve.post(f"/records/{visit}/{path}").status_code in {404, 405}


@pytest.mark.parametrize(("name", "transition", "status"), [("lee", "agree", 403), ("stan", "submit", 409)])
def test_a_direct_post_gets_what_the_buttons_offer(  # noqa: PLR0917 - who presses what, where
    app: Flask, cast: Office, visit: int, login: Login, name: str, transition: str, status: int
) -> None:
    with app.app_context():
        made = propose(cast, db.session.get_one(Record, visit), headcount="3")
        press(cast, made, "stan", "submit")
        db.session.commit()
    browser, url = login(name), f"/records/{visit}/amendments/1"
    assert transition not in buttons(browser.get(url).text)
    assert browser.post(f"{url}/press/{transition}").status_code == status
    with app.app_context():
        assert db.session.get_one(Record, visit).data["headcount"] == 2
