"""Messages: the bell, the page, what makes them read; nobody opens another's."""

import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.notices import queries
from app.notices.models import Notice
from app.web import clock
from tests.workflow.office import Office

Login = Callable[[str], FlaskClient]


def put(app: Flask, cast: Office) -> int:
    with app.app_context():
        record = cast.walk(cast.visit(), to="unit_review")
        db.session.commit()
        return record.id


def newest(app: Flask, cast: Office, name: str) -> int:
    with app.app_context():
        return queries.newest(cast.people[name])[0].id


def unread(app: Flask, cast: Office, name: str) -> int:
    with app.app_context():
        return queries.unread_count(cast.people[name])


def test_the_bell_says_what_waits(app: Flask, cast: Office, login: Login) -> None:
    put(app, cast)
    page = login("amy").get("/tasks").text
    assert "请您办理：慕尼黑大学代表团（2人）（Stan）" in page
    assert 'class="top-dot">1<' in page


def test_the_bell_counts_all_that_waits_and_tells_the_newest(app: Flask, cast: Office, login: Login) -> None:
    with app.app_context():
        told = [Notice(user_id=cast.people["amy"], kind="plain", facts={"title": f"消息{at:03}"}) for at in range(102)]
        for each in told:
            each.created_at, each.read_at = clock.now(), None
        told[101].read_at = clock.now()
        db.session.add_all(told)
        db.session.commit()
    browser = login("amy")
    page = browser.get("/").text
    assert 'class="top-dot">99+<' in page
    assert re.findall("消息[0-9]{3}", page) == [f"消息{at:03}" for at in range(100, 92, -1)]
    browser.post("/notices/read")
    assert "没有未读消息" in browser.get("/").text


def test_following_a_message_reads_it(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast)
    answer = login("amy").get(f"/notices/{newest(app, cast, 'amy')}")
    assert answer.location == f"/records/{record_id}"
    assert unread(app, cast, "amy") == 0


def test_opening_the_record_reads_it_too(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast)
    assert login("amy").get(f"/records/{record_id}").status_code == 200
    assert unread(app, cast, "amy") == 0


def test_all_or_one_are_marked_read(app: Flask, cast: Office, login: Login) -> None:
    put(app, cast)
    put(app, cast)
    browser = login("amy")
    assert browser.post(f"/notices/{newest(app, cast, 'amy')}/read").status_code == 302
    assert unread(app, cast, "amy") == 1
    assert browser.post("/notices/read").status_code == 302
    assert unread(app, cast, "amy") == 0
    assert browser.get("/notices").text.count("请您办理") == 2


def test_nobody_opens_the_messages_of_another(app: Flask, cast: Office, login: Login) -> None:
    put(app, cast)
    notice_id = newest(app, cast, "amy")
    assert login("stan").get(f"/notices/{notice_id}").status_code == 404
    assert login("stan").post(f"/notices/{notice_id}/read").status_code == 404
    assert unread(app, cast, "amy") == 1


def test_an_empty_page_says_what_it_is_for(cast: Office, login: Login) -> None:
    assert "还没有消息" in login("eve").get("/notices").text
