"""Answers to reminders: each with a reason, for the day that the record says now, and only by who is reminded."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEntry
from app.errors import AppError, Conflict, Forbidden, Invalid
from app.extensions import db
from app.records import queries as records
from app.records import store
from app.reminders import queries, service
from app.reminders.models import GONE, HANDLED, PUT_OFF, ReminderAnswer
from app.reminders.queries import About
from app.reminders.service import Said
from app.reminders.waiting import Due, waiting
from tests.conftest import NOW
from tests.reminders.test_waiting import ARRIVES, reminding
from tests.workflow.office import Office

DAY = ARRIVES + timedelta(days=3)
DONE = Said(HANDLED, "已登记")


def at(day: date) -> datetime:
    return datetime.combine(day, NOW.timetz())


def found(office: Office, name: str = "stan", day: date = DAY) -> list[Due]:
    return waiting(office.desk(name, now=at(day)))


def answer(office: Office, about: About, said: Said = DONE, name: str = "stan") -> ReminderAnswer:
    return service.answer(about, said, desk=office.desk(name, now=at(DAY)))


def moved(office: Office, record_id: int, day: date) -> None:
    """The record says that the guests arrive on another day."""
    desk = office.desk("stan")
    record = records.get(desk.session, record_id, viewer=desk.viewer)
    stored = {**record.data, "arrive_on": day.isoformat()}
    kept = {"actor": desk.actor, "now": desk.now, "why": "changed", "lookups": desk.lookups}
    store.save(desk.session, record, desk.compiled(record), stored=stored, state=record.state, **kept)  # type: ignore[arg-type]


@pytest.fixture
def about(office: Office) -> About:
    """Stan is reminded of a visit."""
    reminding(office, after="20 days")
    office.visit()
    (due,) = found(office)
    return due.about


@pytest.mark.parametrize("outcome", [HANDLED, GONE])
def test_what_was_seen_to_or_is_not_needed_is_gone_for_good(office: Office, about: About, outcome: str) -> None:
    answer(office, about, Said(outcome, "已登记"))
    assert found(office, day=DAY + timedelta(days=300)) == []


def test_what_is_put_off_comes_back_on_its_day_with_its_reason(office: Office, about: About) -> None:
    answer(office, about, Said(PUT_OFF, "等对方寄材料", until=DAY + timedelta(days=10)))
    assert found(office, day=DAY + timedelta(days=9)) == []
    (again,) = found(office, day=DAY + timedelta(days=10))
    assert again.before is not None
    assert again.before.reason == "等对方寄材料"


@pytest.mark.parametrize("until", [None, DAY, DAY - timedelta(days=1), DAY + timedelta(days=367)])
def test_putting_off_needs_a_day_within_a_year(office: Office, about: About, until: date | None) -> None:
    with pytest.raises(Invalid) as refused:
        answer(office, about, Said(PUT_OFF, "等材料", until=until))
    assert [(fault.code, fault.place) for fault in refused.value.faults] == [("reminder.until", "until")]
    assert len(found(office)) == 1


def test_another_day_in_the_record_reminds_anew(office: Office, about: About) -> None:
    answer(office, about)
    moved(office, about[0], ARRIVES + timedelta(days=1))
    (due,) = found(office)
    assert due.day == ARRIVES + timedelta(days=1)


def test_an_answer_sent_twice_is_one_another_one_is_too_late(office: Office, about: About) -> None:
    first = answer(office, about)
    assert answer(office, about) is first
    with pytest.raises(Conflict):
        answer(office, about, Said(GONE, "不办了"))


@pytest.mark.parametrize("name", ["amy", "lee"])
def test_who_is_not_reminded_cannot_answer(office: Office, about: About, name: str) -> None:
    with pytest.raises(AppError):
        answer(office, about, name=name)
    assert len(found(office)) == 1


def test_a_rule_that_does_not_exist_cannot_be_answered(office: Office, about: About) -> None:
    with pytest.raises(Conflict):
        answer(office, about._replace(rule="arrive_on +999 days"))


def test_an_answer_is_taken_back_by_who_gave_it_and_both_stand_in_the_audit(office: Office, about: About) -> None:
    given = answer(office, about)
    with pytest.raises(Forbidden):
        service.take_back(given, desk=office.desk("amy", now=at(DAY)))
    service.take_back(given, desk=office.desk("stan", now=at(DAY)))
    assert len(found(office)) == 1
    deeds = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.deed.like("reminder.%"))).all()
    assert deeds == ["reminder.answered", "reminder.reopened"]


def test_answers_are_listed_for_who_sees_the_record(office: Office, about: About) -> None:
    answer(office, about)
    for name, count in (("stan", 1), ("olga", 1), ("oto", 0)):
        desk = office.desk(name, now=at(DAY))
        assert len(queries.latest(desk.session, desk.viewer)) == count
