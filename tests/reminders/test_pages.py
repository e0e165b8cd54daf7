"""到期 as a page: what is due is answered where it stands; refusals keep what was typed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.web import clock
from tests.reminders.test_waiting import reminding
from tests.workflow.office import Office

Login = Callable[[str], FlaskClient]


@pytest.fixture
def late(app: Flask, cast: Office) -> dict[str, str]:
    """A visit of thirty days ago that nobody finished: what its form sends."""
    with app.app_context():
        day = clock.today() - timedelta(days=30)
        reminding(cast, after="20 days")
        record_id = cast.visit(arrive_on=day.isoformat()).id
        db.session.commit()
    return {"id": str(record_id), "rule": "arrive_on +20 days", "day": day.isoformat()}


def send(browser: FlaskClient, late: dict[str, str], **more: str) -> tuple[int, str]:
    about = {"rule": late["rule"], "day": late["day"]}
    answer = browser.post(f"/due/{late['id']}", data={**about, "outcome": "handled", "reason": "已登记", **more})
    return answer.status_code, answer.text


def test_it_is_answered_listed_and_taken_back(login: Login, late: dict[str, str]) -> None:
    browser = login("stan")
    assert "慕尼黑大学代表团" in browser.get("/due").text
    assert send(browser, late)[0] == 302
    page = browser.get("/due").text
    assert "没有到期的事项" in page
    assert "最近处理的" in page
    assert "已登记" in page
    assert browser.post("/due/answers/1/take-back").status_code == 302
    assert "没有到期的事项" not in browser.get("/due").text


def test_home_shows_what_is_left(login: Login, late: dict[str, str]) -> None:
    browser = login("stan")
    assert "请办结" in browser.get("/").text
    send(browser, late)
    assert "请办结" not in browser.get("/").text


def test_a_day_too_far_is_refused_and_the_reason_stays(login: Login, late: dict[str, str]) -> None:
    status, page = send(login("stan"), late, outcome="put_off", until="2999-01-01", reason="等材料")
    assert status == 422
    assert 'value="等材料"' in page
    assert "不晚于" in page


def test_a_reason_is_asked_for(login: Login, late: dict[str, str]) -> None:
    status, page = send(login("stan"), late, reason=" ")
    assert status == 422
    assert "请写明理由" in page


@pytest.mark.parametrize("day", ["", "someday"])
def test_an_address_made_up_is_not_found_or_refused(login: Login, late: dict[str, str], day: str) -> None:
    assert send(login("stan"), {**late, "day": day})[0] == 404


def test_who_is_not_reminded_changes_nothing(login: Login, late: dict[str, str]) -> None:
    assert send(login("amy"), late)[0] == 409
    assert "慕尼黑大学代表团" in login("stan").get("/due").text


def test_an_answer_of_others_is_not_taken_back(login: Login, late: dict[str, str]) -> None:
    send(login("stan"), late)
    assert login("amy").post("/due/answers/1/take-back").status_code == 403
    assert login("stan").post("/due/answers/99/take-back").status_code == 404
