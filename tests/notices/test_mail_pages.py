"""The pages of mail: one's own choices, the administrator's view, the trial; no page shows a password."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.audit.models import AuditEntry
from app.config import Settings
from app.extensions import db
from app.notices import queries, service
from app.notices.models import Going, Outgoing, Way
from app.web import clock
from tests.conftest import Cast, cast
from tests.notices.servers import Received, mail_server

__all__ = ["cast"]  # an office with an administrator, where the others here have one of flows
Login = Callable[[str], FlaskClient]


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    """A mail server, and an office that uses it."""
    with mail_server() as received:
        known = replace(
            app.config["SETTINGS"],
            mail_host="127.0.0.1",
            mail_port=received.port,
            mail_security="none",
            mail_user="biaowen",
            mail_password="seven herons",
            mail_from="biaowen@example.edu.cn",
            mail_domains="example.edu.cn, example.org",
            base_url="https://biaowen.example.edu.cn",
        )
        monkeypatch.setitem(app.config, "SETTINGS", known)
        yield received


def filled(page: str) -> dict[str, str]:
    """The choices of the form that ends a page, as they stand."""
    found = {}
    for name, options in re.findall(r'<select[^>]* name="(way_\w+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_ones_own_choices_are_kept_and_shown_again(app: Flask, cast: Cast, login: Login) -> None:
    browser = login("stan")
    given = {**filled(browser.get("/notices/mail").text), "way_copied": "none", "address": " Stan@EXAMPLE.org "}
    assert browser.post("/notices/mail", data=given).status_code == 302
    page = browser.get("/notices/mail").text
    assert 'value="Stan@example.org"' in page
    assert filled(page)["way_copied"] == "none"
    with app.app_context():
        assert queries.choices(cast.stan) == {"copied": Way.NONE}
        assert queries.ways([cast.stan], "task_given") == {cast.stan: Way.AT_ONCE}


def test_without_an_address_no_more_mail_comes(app: Flask, cast: Cast, login: Login, server: Received) -> None:
    browser = login("stan")
    for address in ("stan@example.org", ""):
        assert browser.post("/notices/mail", data={"address": address}).status_code == 302
    with app.app_context():
        assert queries.address(cast.stan) == ""


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("nobody", "nobody"),
        ("a@example.org\r\nBcc: b@example.org", "Bcc"),
        ("stan@elsewhere.example", "只能填这些域名的邮箱：example.edu.cn、example.org"),
    ],
)
@pytest.mark.usefixtures("server")
def test_an_address_that_cannot_be_used_is_refused_and_what_was_chosen_stays(
    app: Flask, cast: Cast, login: Login, address: str, said: str
) -> None:
    answer = login("stan").post("/notices/mail", data={"address": address, "way_copied": "none"})
    assert answer.status_code == 422
    assert said in answer.text
    assert filled(answer.text)["way_copied"] == "none"
    with app.app_context():
        assert (queries.address(cast.stan), queries.choices(cast.stan)) == ("", {})


def test_a_way_that_is_not_offered_is_refused(cast: Cast, login: Login) -> None:
    assert login("stan").post("/notices/mail", data={"way_copied": "hourly"}).status_code == 422


def test_the_page_of_messages_leads_to_the_choices(cast: Cast, login: Login) -> None:
    assert 'href="/notices/mail"' in login("stan").get("/notices").text


def test_where_mail_is_off_both_pages_say_so(cast: Cast, login: Login) -> None:
    assert "现在不发任何邮件，也不留到以后补发" in login("stan").get("/notices/mail").text
    assert "没有设服务器：不发邮件，也不留到以后补发。" in login("ada").get("/mail").text


def test_what_is_missing_is_named(
    app: Flask, cast: Cast, login: Login, server: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(clock_settings(app), mail_from="", base_url=""))
    assert "缺少 mail_from base_url" in login("ada").get("/mail").text
    answer = login("ada").post("/mail/trial", data={"address": "ada@example.org"})
    assert answer.status_code == 422
    assert "邮件没有设好，缺少：mail_from、base_url" in answer.text


def clock_settings(app: Flask) -> Settings:
    found: Settings = app.config["SETTINGS"]
    return found


def test_no_page_shows_the_password(
    app: Flask, cast: Cast, login: Login, server: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = replace(
        clock_settings(app), wecom_url="https://robot.example/?key=hidden-key", dingtalk_secret="SEC-hidden"
    )
    monkeypatch.setitem(app.config, "SETTINGS", known)
    page = login("ada").get("/mail").text
    assert "127.0.0.1" in page
    assert not re.search("seven herons|K3Y|S3CRET|robot.example", page)


def test_a_trial_is_sent_by_the_worker_and_not_by_the_request(
    app: Flask, cast: Cast, login: Login, server: Received
) -> None:
    browser = login("ada")
    answer = browser.post("/mail/trial", data={"address": "ada@example.org"})
    assert server.visits == 0
    app.extensions["worker"].run_waiting()
    ((to, letter),) = server.letters
    assert (to, letter["Subject"]) == ("ada@example.org", "表文：试发邮件")
    assert "服务器已收下发给 ada@example.org 的信" in browser.get(answer.location).text


def test_a_trial_that_fails_says_why(app: Flask, cast: Cast, login: Login, server: Received) -> None:
    server.login = "535 no"
    browser = login("ada")
    answer = browser.post("/mail/trial", data={"address": "ada@example.org"})
    app.extensions["worker"].run_waiting()
    page = browser.get(answer.location).text
    assert "试发没有成功：服务器不接受账号或密码，请检查设置 535" in page
    assert "seven herons" not in page


def stopped(app: Flask, cast: Cast, state: Going = Going.GIVEN_UP) -> int:
    with app.app_context():
        letter = Outgoing(
            channel="mail", user_id=cast.stan, mark="m1", state=state, attempts=8, look_at=clock.now(),
            why="mail.refused", detail="550 nobody here", created_at=clock.now(),
        )  # fmt: skip
        db.session.add(letter)
        db.session.commit()
        return letter.id


def test_what_was_given_up_is_shown_with_the_reason_and_can_be_sent_again(app: Flask, cast: Cast, login: Login) -> None:
    letter_id, browser = stopped(app, cast), login("ada")
    page = browser.get("/mail").text
    assert "司丹" in page
    assert "对方拒收 (550 nobody here)" in page
    assert browser.post(f"/mail/letters/{letter_id}/again").status_code == 302
    with app.app_context():
        letter = queries.letter(letter_id)
        assert (letter.state, letter.attempts, letter.mark) == ("waiting", 0, "m1")
        deeds = db.session.scalars(sa.select(AuditEntry.deed)).all()
    assert deeds.count("mail.sent_again") == 1


@pytest.mark.parametrize("state", [Going.WAITING, Going.SENDING, Going.SENT, Going.NEEDLESS])
def test_what_waits_or_was_sent_is_not_sent_again(app: Flask, cast: Cast, login: Login, state: Going) -> None:
    letter_id = stopped(app, cast, state)
    assert login("ada").post(f"/mail/letters/{letter_id}/again").status_code == 409
    with app.app_context():
        assert queries.letter(letter_id).state == state


def test_the_office_chooses_for_who_did_not(app: Flask, cast: Cast, login: Login, server: Received) -> None:
    login("stan").post("/notices/mail", data={"address": "stan@example.org"})
    browser = login("ada")
    given = {**filled(browser.get("/mail").text), "way_task_given": "none"}
    assert browser.post("/mail/ways", data=given).status_code == 302
    assert "按单位的设定（不发）" in login("stan").get("/notices/mail").text
    with app.app_context():
        service.tell([cast.stan], "task_given", record_id=1, facts={}, now=clock.now())
        assert queries.letter_counts() == {}


@pytest.mark.parametrize("name", ["stan", "amy", "olga", "eve"])
def test_only_administrators_see_and_set_mail(cast: Cast, login: Login, name: str) -> None:
    browser = login(name)
    assert browser.get("/mail").status_code == 403
    assert browser.post("/mail/trial", data={"address": "a@example.org"}).status_code == 403
    assert browser.post("/mail/ways").status_code == 403
