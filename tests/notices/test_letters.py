"""Letters: kept with the messages, sent once, tried again with growing pauses, given up; only a title in them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import queries as people
from app.config import Settings
from app.extensions import db
from app.jobs.worker import Worker
from app.notices import outbox, queries, sending, service
from app.notices.channels import open_ones
from app.notices.channels.base import Letter
from app.notices.channels.smtp import message_of
from app.notices.models import Going, MailChoice, Outgoing
from app.web import clock
from tests.conftest import NOW
from tests.notices.servers import Received, mail_server, robot
from tests.workflow.office import Office

FACTS = {"title": "慕尼黑大学代表团", "by": "司丹", "comment": "请补护照号 E12345678"}


@pytest.fixture
def server() -> Iterator[Received]:
    """A mail server that takes everything."""
    with mail_server() as received:
        yield received


@pytest.fixture
def settings(app: Flask, server: Received, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An office with that server."""
    made: Settings = replace(
        app.config["SETTINGS"],
        mail_host="127.0.0.1",
        mail_port=server.port,
        mail_security="none",
        mail_from="biaowen@example.edu.cn",
        base_url="https://biaowen.example.edu.cn",
    )
    monkeypatch.setitem(app.config, "SETTINGS", made)
    return made


@pytest.fixture
def office(settings: Settings, cast: Office, context: Flask) -> Office:
    """Amy and Stan left addresses; Eve did not."""
    for name, each in (("amy", cast.amy), ("stan", cast.stan)):
        people.user(each).email = f"{name}@example.edu.cn"
    db.session.commit()
    return cast


def tell(*user_ids: int, kind: str = "task_given", at: datetime = NOW, **facts: Any) -> None:
    service.tell(user_ids, kind, record_id=7, facts={**FACTS, **facts}, now=at)
    db.session.commit()


def send(at: datetime = NOW) -> None:
    for channel in open_ones(clock.settings()):
        sending.deliver(channel, clock.settings(), now=at)
    db.session.expire_all()


def rows() -> list[Outgoing]:
    db.session.rollback()
    return list(db.session.scalars(sa.select(Outgoing).order_by(Outgoing.id)))


def states() -> list[str]:
    return [row.state for row in rows()]


def choose(user_id: int | None, kind: str, way: str) -> None:
    db.session.add(MailChoice(user_id=user_id, kind=kind, way=way))
    db.session.commit()


def test_a_letter_says_what_happened_the_title_and_the_link_and_nobodys_words(office: Office, server: Received) -> None:
    tell(office.amy, kind="returned")
    send()
    ((to, letter),) = server.letters
    assert to == "amy@example.edu.cn"
    assert letter["Subject"] == "表文：已退回：慕尼黑大学代表团"
    text = letter.get_content()
    assert "https://biaowen.example.edu.cn/records/7" in text
    assert "E12345678" not in text
    assert "司丹" not in text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert states() == ["sent"]


def test_a_letter_is_written_in_its_readers_language(office: Office, server: Received) -> None:
    people.user(office.amy).language = "en"
    db.session.commit()
    tell(office.amy, office.stan)
    send()
    assert sorted(server.subjects) == ["Biaowen: Please decide: 慕尼黑大学代表团", "表文：请您办理：慕尼黑大学代表团"]


def test_what_is_rolled_back_is_not_mailed(office: Office, server: Received) -> None:
    service.tell([office.amy], "task_given", record_id=7, facts=FACTS, now=NOW)
    db.session.rollback()
    send()
    assert rows() == []
    assert server.visits == 0


def test_who_left_no_address_gets_no_letter(office: Office) -> None:
    tell(office.eve)
    assert rows() == []
    assert queries.unread_count(office.eve) == 1


def test_nothing_is_kept_where_mail_is_not_set_up(cast: Office, context: Flask) -> None:
    people.user(cast.amy).email = "amy@example.edu.cn"
    tell(cast.amy)
    assert rows() == []


def test_what_was_read_meanwhile_is_not_sent(office: Office, server: Received) -> None:
    tell(office.amy)
    service.mark_read(office.amy, now=NOW)
    db.session.commit()
    send()
    assert (states(), server.letters) == (["needless"], [])


def test_who_has_left_gets_nothing(office: Office, server: Received) -> None:
    tell(office.amy)
    people.user(office.amy).active = False
    db.session.commit()
    send()
    assert (states(), server.letters) == (["needless"], [])


def test_a_sent_letter_is_not_sent_again(office: Office, server: Received) -> None:
    tell(office.amy)
    send()
    send(NOW + timedelta(days=1))
    assert len(server.letters) == 1


def test_one_connection_serves_many_letters(office: Office, server: Received) -> None:
    for _ in range(3):
        tell(office.amy)
    send()
    assert (len(server.letters), server.visits) == (3, 1)


def test_pauses_grow_and_after_the_last_it_is_given_up_with_the_reason(office: Office, server: Received) -> None:
    server.to = "451 try later"
    tell(office.amy)
    at, pauses = NOW, list[timedelta]()
    send(at)
    while (row := rows()[0]).state == Going.WAITING:
        pauses.append(row.look_at - at)
        at = row.look_at
        send(at)
    assert pauses == list(sending.PAUSES)
    assert sorted(sending.PAUSES) == list(sending.PAUSES)
    assert (row.state, row.why, row.attempts) == ("given_up", "mail.deferred", len(sending.PAUSES) + 1)
    assert "451 try later" in row.detail


def test_it_is_not_tried_before_the_pause_is_over(office: Office, server: Received) -> None:
    server.to = "451 try later"
    tell(office.amy)
    send()
    server.to = "250 ok"
    send(NOW + timedelta(seconds=59))
    assert server.letters == []
    send(NOW + timedelta(seconds=60))
    assert states() == ["sent"]


def test_what_is_refused_for_good_is_not_tried_again_and_the_next_goes(office: Office, server: Received) -> None:
    server.to = "550 nobody here"
    tell(office.amy)
    send()
    server.to = "250 ok"
    tell(office.stan)
    send()
    assert states() == ["given_up", "sent"]
    assert rows()[0].why == "mail.refused"


def test_a_server_that_is_away_is_asked_once_and_everything_waits(
    office: Office, app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server() as gone:
        pass
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_port=gone.port))
    tell(office.amy, office.stan)
    send()
    assert [(row.state, row.why, row.attempts) for row in rows()] == [("waiting", "mail.unreached", 1)] * 2
    assert {row.look_at for row in rows()} == {NOW + sending.PAUSES[0]}


def test_a_wrong_password_is_told_without_the_password(
    office: Office, app: Flask, settings: Settings, server: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.login = "535 no"
    known = replace(settings, mail_user="biaowen", mail_password="seven herons")
    monkeypatch.setitem(app.config, "SETTINGS", known)
    tell(office.amy)
    send()
    assert (rows()[0].why, rows()[0].detail) == ("mail.login", "535")
    assert "seven herons" not in repr(known)


def test_a_password_never_goes_to_a_server_without_the_encryption_that_was_asked_for(
    office: Office, app: Flask, settings: Settings, server: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = replace(settings, mail_security="starttls", mail_user="biaowen", mail_password="seven herons")
    monkeypatch.setitem(app.config, "SETTINGS", known)
    tell(office.amy)
    send()
    assert (rows()[0].why, server.logins) == ("mail.insecure", [])


def test_after_a_stop_while_sending_it_is_not_sent_again_by_itself(office: Office, server: Received) -> None:
    class Stopped(BaseException):
        """The machine goes off."""

    def send_and_stop(letter: Letter) -> None:
        raise Stopped

    tell(office.amy)
    ready = sending._prepared(rows()[0].id, clock.settings(), NOW)
    assert ready is not None
    with pytest.raises(Stopped):
        sending._send(*ready, send_and_stop, NOW)
    send(NOW + timedelta(minutes=1))
    assert states() == ["sending"]
    send(NOW + sending.LEASE)
    assert (states(), server.letters) == (["unsure"], [])


def test_two_that_send_at_once_send_one(office: Office) -> None:
    sent: list[Letter] = []
    tell(office.amy)
    ready = sending._prepared(rows()[0].id, clock.settings(), NOW)
    assert ready is not None
    sending._send(*ready, sent.append, NOW)
    sending._send(*ready, sent.append, NOW)
    assert len(sent) == 1


def test_a_connection_that_breaks_is_tried_again_as_the_same_letter(office: Office, server: Received) -> None:
    server.data = ""
    tell(office.amy)
    send()
    assert rows()[0].why == "mail.broken"
    server.data = "250 taken"
    send(NOW + timedelta(minutes=1))
    first, second = (letter["Message-ID"] for _to, letter in server.letters)
    assert first == second
    assert states() == ["sent"]


def test_what_waited_for_days_because_mail_was_off_is_out_of_date(office: Office, server: Received) -> None:
    tell(office.amy)
    send(NOW + timedelta(days=4))
    assert (states(), rows()[0].why, server.letters) == (["given_up"], "mail.too_old", [])


@pytest.mark.parametrize("title", ["甲\r\nBcc: eve@example.org", "乙\nX-Evil: 1\n\n正文", "丙\u2028丁\x00"])
def test_what_people_type_makes_no_header(office: Office, server: Received, title: str) -> None:
    tell(office.amy, title=title)
    send()
    ((_to, letter),) = server.letters
    assert {name.lower() for name in letter} == {
        *("from", "to", "subject", "date", "message-id", "auto-submitted", "list-unsubscribe"),
        *("mime-version", "content-type", "content-transfer-encoding"),
    }
    assert server.raw[0].isascii()


def test_a_line_break_in_an_address_makes_no_header(settings: Settings) -> None:
    letter = Letter("1", "s", "t", NOW, to="amy@example.org\r\nBcc: eve@example.org")
    with pytest.raises(ValueError, match=r"CR or LF|parts cannot|nvalid"):
        message_of(letter, settings)


def test_once_a_day_is_one_letter_with_all_of_the_day(office: Office, server: Received) -> None:
    choose(office.amy, "task_given", "daily")
    tell(office.amy, title="甲")
    tell(office.amy, title="乙")
    tell(office.amy, kind="copied", title="丙")
    send()
    assert server.letters == []
    assert len(rows()) == 1
    send(outbox.next_digest(NOW, clock.settings()))
    ((_to, letter),) = server.letters
    assert letter["Subject"] == "表文：3 条消息"
    text = letter.get_content().replace("\r\n", "\n")
    assert all(f"：{title}\n" in text for title in "甲乙丙")


def test_the_letter_of_the_day_leaves_out_what_was_read(office: Office, server: Received) -> None:
    tell(office.amy, kind="copied", title="甲")
    service.mark_read(office.amy, now=NOW)
    tell(office.amy, kind="copied", title="乙")
    send(NOW + timedelta(days=1))
    assert server.subjects == ["表文：1 条消息"]


def test_what_comes_after_the_hour_goes_the_next_day(office: Office) -> None:
    hour = outbox.next_digest(NOW, clock.settings())
    tell(office.amy, kind="copied", at=hour - timedelta(seconds=1))
    tell(office.amy, kind="copied", at=hour)
    assert [row.look_at - hour for row in rows()] == [timedelta(0), timedelta(days=1)]


def test_a_persons_choice_comes_before_the_offices_and_that_before_what_is_usual(office: Office) -> None:
    choose(None, "task_given", "none")
    choose(office.stan, "task_given", "at_once")
    assert queries.ways([office.amy, office.stan, office.eve], "task_given") == {
        office.amy: "none",
        office.stan: "at_once",
    }
    tell(office.amy, office.stan)
    assert [row.user_id for row in rows()] == [office.stan]


def test_a_kind_that_has_no_name_stays_in_the_house(office: Office) -> None:
    tell(office.amy, kind="of_tomorrow")
    assert rows() == []


def test_robots_are_off_until_their_address_is_set(office: Office) -> None:
    tell(office.eve)
    assert rows() == []


@pytest.mark.parametrize("name", ["wecom", "dingtalk"])
def test_a_robot_tells_its_group_in_one_message(
    office: Office, app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with robot() as received:
        address: dict[str, Any] = {f"{name}_url": f"http://127.0.0.1:{received.port}/hook?key=1", "mail_host": ""}
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, **address, dingtalk_secret="SEC1"))
        tell(office.amy, office.eve)
        send()
    ((path, body),) = received.posts
    assert path.startswith("/hook?key=1")
    assert ("&timestamp=" in path and "&sign=" in path) == (name == "dingtalk")
    assert body == {
        "msgtype": "text",
        "text": {"content": "Amy、Eve：请您办理：慕尼黑大学代表团\nhttps://biaowen.example.edu.cn/records/7"},
    }
    assert states() == ["sent"]


def test_a_robot_that_does_not_take_it_is_tried_again(
    office: Office, app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with robot() as received:
        received.answer = {"errcode": 45009, "errmsg": "too often"}
        address = f"http://127.0.0.1:{received.port}/hook?key=secret"
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, mail_host="", wecom_url=address))
        tell(office.amy)
        send()
    assert (rows()[0].state, rows()[0].detail) == ("waiting", "200 45009 too often")
    assert address not in repr(clock.settings())
    send(NOW + timedelta(minutes=1))
    assert rows()[0].why == "mail.unreached"
    assert "secret" not in rows()[0].detail


def test_the_worker_sends_between_its_jobs(office: Office, app: Flask, server: Received) -> None:
    tell(office.amy, at=clock.now())
    app.extensions["worker"].see_to_chores()
    assert len(server.letters) == 1


def test_a_chore_that_fails_stops_neither_the_others_nor_the_thread(context: Flask) -> None:
    done: list[str] = []

    def fails() -> None:
        raise ZeroDivisionError

    Worker({}, context.app_context, (fails, lambda: done.append("yes"))).see_to_chores()
    assert done == ["yes"]
