"""Once a day people are told of what came due, never twice of the same; by mail with the letter of the day."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import queries as people
from app.extensions import db
from app.jobs.models import Job
from app.notices.models import MailChoice, Notice, Outgoing
from app.notices.sentences import sentence
from app.reminders import service, telling
from app.reminders.models import PUT_OFF
from app.reminders.service import Said
from app.reminders.waiting import waiting
from app.web import clock
from app.web.language import speaking
from tests.conftest import NOW
from tests.notices.servers import Received
from tests.notices.test_letters import send, server, settings  # noqa: F401
from tests.reminders.test_waiting import ARRIVES, reminding
from tests.workflow.office import Office

ON = ARRIVES + timedelta(days=20)


def tell(office: Office, day: date, name: str = "stan") -> int:
    return len(telling.tell(office.desk(name, now=datetime.combine(day, NOW.timetz()))))


def told() -> list[Notice]:
    return list(db.session.scalars(sa.select(Notice).where(Notice.kind == "due")))


@pytest.fixture
def due(office: Office) -> None:
    """Stan is reminded of a visit."""
    reminding(office, after="20 days")
    office.visit()


@pytest.mark.usefixtures("due")
def test_it_is_told_when_it_comes_and_when_it_is_late_and_not_in_between(office: Office) -> None:
    days = (ARRIVES - timedelta(days=1), ARRIVES, ARRIVES + timedelta(days=1), ON, ON + timedelta(days=1), ON)
    assert [tell(office, day) for day in days] == [0, 1, 0, 0, 1, 0]


@pytest.mark.usefixtures("due")
def test_it_is_told_again_when_it_comes_back(office: Office) -> None:
    tell(office, ARRIVES)
    desk = office.desk("stan", now=datetime.combine(ARRIVES, NOW.timetz()))
    until = ARRIVES + timedelta(days=5)
    service.answer(waiting(desk)[0].about, Said(PUT_OFF, "等材料", until), desk=desk)
    assert [tell(office, until - timedelta(days=1)), tell(office, until), tell(office, until)] == [0, 1, 0]


@pytest.mark.usefixtures("due")
def test_it_says_title_and_what_to_do_and_leads_to_the_list(office: Office) -> None:
    tell(office, ARRIVES)
    (notice,) = told()
    with speaking("zh"):
        assert sentence(notice) == "到期（1 件）：慕尼黑大学代表团（2人）：请办结"
    assert notice.facts["leads_to"] == "/due"
    assert notice.record_id is None


@pytest.mark.usefixtures("due")
def test_others_are_not_told(office: Office) -> None:
    assert tell(office, ARRIVES, "amy") == 0


@pytest.mark.usefixtures("settings", "due")
def test_it_joins_the_letter_of_the_day_unless_somebody_wants_none(office: Office, server: Received) -> None:  # noqa: F811
    people.user(office.stan).email = "stan@example.edu.cn"
    db.session.commit()
    tell(office, ARRIVES)
    db.session.commit()
    (letter,) = db.session.scalars(sa.select(Outgoing))
    assert letter.day is not None
    send(letter.look_at)
    assert "慕尼黑大学代表团（2人）：请办结" in server.letters[0][1].get_content()
    db.session.add(MailChoice(user_id=office.stan, kind="due", way="none"))
    db.session.commit()
    tell(office, ON + timedelta(days=1))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Outgoing)) == 1


def test_everybody_is_told_once_a_day_by_the_worker(cast: Office, app: Flask) -> None:
    with app.app_context():
        reminding(cast, after="20 days")
        cast.visit(arrive_on=clock.today().isoformat())
        db.session.commit()
    worker = app.extensions["worker"]
    for _turn in range(2):
        worker.see_to_chores()
        worker.run_waiting()
    with app.app_context():
        assert [notice.user_id for notice in told()] == [cast.stan]
        assert db.session.scalar(sa.select(sa.func.count()).where(Job.kind == telling.KIND)) == 1
