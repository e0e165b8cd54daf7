"""工作移交 as pages: chosen, looked at, ordered, done, printed and taken away; for whom, and for whom not."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.extensions import db
from app.imports import read
from app.records.models import Record
from tests.workflow.office import Office

Login = Callable[[str], FlaskClient]
ASKED = "/handovers/new?giver=stan&receiver=solo"


@pytest.fixture
def visit(app: Flask, cast: Office) -> int:
    """A draft of Stan's, in another department than the receiver's."""
    with app.app_context():
        found = cast.visit(host_unit={"id": cast.other, "label": "医学院"}).id
        db.session.commit()
    return found


def sent(browser: FlaskClient) -> dict[str, str]:
    """What the form of the second page sends, as it is shown."""
    return dict(
        re.findall(r'name="(_once|giver|receiver|pick)" value="([^"]*)"', browser.get(ASKED).text.split("POST")[-1])
    )


def handed(app: Flask, browser: FlaskClient, reason: str = "调到学生处") -> str:
    answer = browser.post("/handovers", data={**sent(browser), "reason": reason})
    assert answer.status_code == 302, answer.text
    app.extensions["worker"].run_waiting()
    done = browser.get(answer.location).text
    assert "移交了 1 件" in done
    found = re.search(r'href="(/handovers/\d+)"', done)
    assert found is not None
    return found[1]


def test_it_is_looked_at_ordered_and_done(app: Flask, cast: Office, visit: int, login: Login) -> None:
    ada = login("ada")
    page = ada.get(ASKED).text
    assert "办理中的记录" in page
    assert "慕尼黑大学" not in page  # who manages users need not see records
    address = handed(app, ada)
    with app.app_context():
        assert db.session.get_one(Record, visit).owner_id == cast.solo
    assert address in ada.get("/handovers").text


def test_the_list_has_titles_for_the_receiver_only_and_lines_to_sign(app: Flask, visit: int, login: Login) -> None:
    ada = login("ada")
    address = handed(app, ada)
    printed = login("solo").get(address).text
    assert "慕尼黑大学代表团" in printed
    assert "监交人" in printed
    assert "慕尼黑大学" not in ada.get(address).text
    assert login("stan").get(address).status_code == 200
    assert login("fay").get(address).status_code == 404


def test_the_workbook_says_the_same(app: Flask, visit: int, login: Login) -> None:
    ada = login("ada")
    address = handed(app, ada)
    with login("solo").get(f"{address}/file") as answer:
        table = read(answer.data, name="list.xlsx")
    cells = [str(cell) for row in table.rows for cell in row if cell]
    assert "监交人" in cells
    assert any("慕尼黑大学" in cell for cell in cells)
    with ada.get(f"{address}/file") as answer:
        hidden = read(BytesIO(answer.data).getvalue(), name="list.xlsx")
    assert not any("慕尼黑大学" in str(cell) for row in hidden.rows for cell in row)
    assert login("fay").get(f"{address}/file").status_code == 404


def test_the_message_leads_to_the_list(app: Flask, visit: int, login: Login) -> None:
    address = handed(app, login("ada"))
    solo = login("solo")
    notices = solo.get("/notices").text
    assert "Ada 把 Stan 的工作移交给您：调到学生处" in notices
    found = re.search(r'href="(/notices/\d+|/handovers/\d+)"', notices)
    assert found is not None
    assert address in (found[1], solo.get(found[1]).location)


def test_a_form_sent_twice_is_one_order(visit: int, login: Login) -> None:
    ada = login("ada")
    form = {**sent(ada), "reason": "退休"}
    assert ada.post("/handovers", data=form).location == ada.post("/handovers", data=form).location


def test_what_is_missing_is_said_at_once_and_what_was_typed_stays(visit: int, login: Login) -> None:
    ada = login("ada")
    answer = ada.post("/handovers", data={"giver": "stan", "receiver": "solo", "reason": " "})
    assert answer.status_code == 422
    assert "请填写移交原因" in answer.text
    assert "请选择要移交的内容" in answer.text
    other = ada.post("/handovers", data={"giver": "谁", "receiver": "没有", "reason": "退休"})
    assert other.status_code == 422
    assert other.text.count("没有找到") >= 2
    assert 'value="谁"' in other.text


@pytest.mark.parametrize("receiver", ["ada", "stan"])
def test_nothing_is_shown_for_two_people_who_do_not_fit(visit: int, login: Login, receiver: str) -> None:
    page = login("ada").get(f"/handovers/new?giver=stan&receiver={receiver}").text
    assert "移交所选的" not in page
    assert "不能" in page


@pytest.mark.parametrize("name", ["stan", "fay", "lee", "olga"])
def test_only_who_manages_users_may_hand_over(app: Flask, visit: int, login: Login, name: str) -> None:
    browser = login(name)
    assert browser.get("/handovers").status_code == 403
    assert browser.get(ASKED).status_code == 403
    assert browser.post("/handovers", data={"giver": "stan", "receiver": "solo"}).status_code == 403
    with app.app_context():
        stan = accounts.user_by_login("stan")
        assert stan is not None
        assert db.session.get_one(Record, visit).owner_id == stan.id


def test_the_page_of_a_person_leads_to_it_also_after_they_were_deactivated(
    app: Flask, cast: Office, login: Login
) -> None:
    ada = login("ada")
    for _active in range(2):
        assert "/handovers/new?giver=stan" in ada.get(f"/users/{cast.stan}").text
        ada.post(f"/users/{cast.stan}/deactivate")
