"""委托代办: who may decide for whom, on which days, and how it shows for ever."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.accounts import service
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.notices.models import Notice
from app.records.models import Record
from app.web import clock
from app.workflow import away, engine, opinions, queries, stand_ins
from app.workflow.in_flow import InFlow
from app.workflow.models import StandIn
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Given
from tests.conftest import NOW
from tests.workflow.office import Office
from tests.workflow.test_engine import TASK, Hand, keys, visit, yes
from tests.workflow.test_pages import put
from tests.workflow.test_verb_rules import BEFORE

Login = Callable[[str], FlaskClient]
TODAY = NOW.date()
WEEK = timedelta(days=7)

HEAD, DEPUTY = Hand(1, head=3), Hand(2)


def offers_for(presser: Hand, absent: list[Hand], *, owner: int = 7, **standing: Any) -> list[engine.Offer]:
    there = engine.Standing("review", owner, standing.get("tasks", (TASK,)), department_id=3)
    return list(engine.offered_for(visit(tasks=[{"role": "head"}]), there, presser, absent, yes))


def test_a_stand_in_decides_what_the_other_may_and_nothing_else() -> None:
    (offer,) = offers_for(DEPUTY, [HEAD])
    assert (offer.transition.key, offer.task, offer.stands_for) == ("agree", TASK, 1)
    assert offers_for(DEPUTY, []) == []
    assert offers_for(DEPUTY, [Hand(1, head=4)]) == []
    assert keys(offers_for(DEPUTY, [Hand(7, registrar=3)])) == []


def test_a_stand_in_never_decides_what_they_submitted() -> None:
    assert offers_for(DEPUTY, [HEAD], owner=2) == []


def test_a_stand_in_waits_where_the_other_waits_and_answers_for_nobody_who_was_asked_in() -> None:
    asleep = engine.OpenTask(1, 0, role="head", department_id=3, asleep=True)
    assert offers_for(DEPUTY, [HEAD], tasks=(asleep, BEFORE)) == []
    assert offers_for(Hand(5), [Hand(2)], tasks=(asleep, BEFORE)) == []


def stand(office: Office, absent: str, deputy: str, *, since: date = TODAY, until: date = TODAY + WEEK) -> StandIn:
    return stand_ins.begin(office.people[deputy], since, until, "出差", desk=office.desk(absent))


def inbox(office: Office, name: str, *, on: date = TODAY) -> set[int]:
    desk = office.desk(name, now=NOW + (on - TODAY))
    absent = away.absent_for(desk)
    return {record.id for _task, record in queries.waiting_for(desk.session, desk.viewer, absent=absent)}


def amount(office: Office, name: str) -> tuple[int, bool]:
    desk = office.desk(name)
    found = queries.amount_waiting_for(desk.session, desk.viewer, absent=away.absent_for(desk))
    return found.count, found.due is not None


def sees(office: Office, record: Record, name: str, *, on: date = TODAY) -> bool:
    desk = office.desk(name, now=NOW + (on - TODAY))
    return bool(queries.visible_ids(desk.session, desk.viewer, [record.id]))


def test_what_waited_before_and_what_comes_later_is_there_for_the_stand_in(office: Office) -> None:
    before = office.walk(office.visit(), to="unit_review")
    stand(office, "amy", "eve")
    later = office.walk(office.visit(), to="unit_review")
    for record in (before, later):
        assert record.id in inbox(office, "eve")
        assert sees(office, record, "eve")
        assert office.offers(record, "eve") == ["pass", "send_back"]
    kinds = set(db.session.scalars(sa.select(Notice.kind).where(Notice.user_id == office.eve)))
    assert kinds == {"stand_in", "task_for"}


def test_it_begins_and_ends_by_itself(office: Office) -> None:
    stand(office, "amy", "eve", since=TODAY + timedelta(days=2), until=TODAY + timedelta(days=3))
    record = office.walk(office.visit(), to="unit_review")
    for days, counts in ((0, False), (1, False), (2, True), (3, True), (4, False)):
        on = TODAY + timedelta(days=days)
        assert (record.id in inbox(office, "eve", on=on)) is counts, days
        assert sees(office, record, "eve", on=on) is counts, days


def test_what_a_stand_in_did_says_for_whom_for_ever(office: Office) -> None:
    stand(office, "amy", "eve")
    record = office.walk(office.visit(), to="unit_review")
    performed = office.press(record, "eve", "pass", "同意接待")
    assert performed.record.state == "countersign"
    assert (performed.step.user_id, performed.step.stands_for) == (office.eve, office.amy)
    desk = office.desk("stan")
    said = opinions.opinions(performed.record, desk.compiled(performed.record), desk)
    assert said["signer_unit_review"] == "Eve（代Amy）"


def test_who_is_away_may_decide_all_the_same_and_then_it_is_done(office: Office) -> None:
    stand(office, "amy", "eve")
    record = office.walk(office.visit(), to="unit_review")
    record = office.press(record, "amy", "pass").record
    assert office.offers(record, "eve") == []


def test_a_stand_in_sees_no_button_on_what_they_submitted(office: Office) -> None:
    stand(office, "amy", "stan")
    record = office.walk(office.visit(), to="unit_review")
    assert office.offers(record, "stan") == ["recall"]
    assert record.id not in inbox(office, "stan")


def test_there_are_no_chains(office: Office) -> None:
    stand(office, "amy", "eve")
    with pytest.raises(Invalid) as caught:
        stand(office, "lee", "amy")
    assert [fault.code for fault in caught.value.faults] == ["workflow.stand_in_away"]
    stand(office, "eve", "olga")  # Eve's own decisions, of which there are none: not those for Amy
    record = office.walk(office.visit(), to="unit_review")
    assert office.offers(record, "olga") == []
    assert record.id not in inbox(office, "olga")


def test_a_stand_in_uses_no_verb_of_the_other(office: Office) -> None:
    stand(office, "amy", "eve")
    record = office.walk(office.visit(), to="unit_review")
    assert verbs.offered(verbs.place_of(InFlow(record, office.desk("eve")))) == ()


def test_what_is_handed_over_to_who_is_away_waits_for_the_stand_in_too(office: Office) -> None:
    stand(office, "solo", "eve")
    record = office.walk(office.visit(), to="unit_review")
    given = Given(comment="请办", people=(office.solo,))
    verbs.use(InFlow(record, office.desk("amy")), VERBS["hand_over"], given)
    assert office.offers(record, "eve") == ["pass", "send_back"]
    assert sees(office, record, "eve")


def test_who_was_asked_in_answers_in_person(office: Office) -> None:
    stand(office, "olga", "eve")
    record = office.walk(office.visit(), to="unit_review")
    given = Given(people=(office.olga,), how="before")
    verbs.use(InFlow(record, office.desk("amy")), VERBS["add_signer"], given)
    assert record.id not in inbox(office, "eve")


@pytest.mark.parametrize("deed", [("olga", "object_added"), ("amy", "withdraw_signer")])
def test_what_a_stand_in_agreed_to_is_asked_again_of_who_is_away(office: Office, deed: tuple[str, str]) -> None:
    stand(office, "amy", "eve")
    record = office.walk(office.visit(), to="unit_review")
    after = Given(people=(office.olga,), how="after")
    verbs.use(InFlow(record, office.desk("amy")), VERBS["add_signer"], after)
    record = office.press(record, "eve", "pass").record
    who, verb = deed
    record = verbs.use(InFlow(record, office.desk(who)), VERBS[verb], Given(comment="请核")).record
    (task,) = queries.open_tasks(db.session(), record.id)
    assert task.person_id == office.amy
    assert office.offers(record, "amy") == office.offers(record, "eve") == ["pass", "send_back"]
    performed = office.press(record, "eve", "pass")
    assert performed.record.state == "countersign"
    assert performed.step.stands_for == office.amy
    desk = office.desk("stan")
    said = opinions.opinions(performed.record, desk.compiled(performed.record), desk)
    assert said["signer_unit_review"] == ("Eve（代Amy）、Olga" if who == "olga" else "Eve（代Amy）")


def test_a_reminder_reaches_the_stand_in(office: Office) -> None:
    stand(office, "amy", "eve")
    record = office.walk(office.visit(), to="unit_review")
    acting = verbs.use(InFlow(record, office.desk("stan")), VERBS["remind"], Given())
    assert office.eve in acting.told


def test_ended_before_its_time_nothing_is_left_of_it(office: Office) -> None:
    made = stand(office, "amy", "eve")
    record = office.walk(office.visit(), to="unit_review")
    with pytest.raises(NotFound):
        stand_ins.end(made.id, desk=office.desk("eve"))
    stand_ins.end(made.id, desk=office.desk("amy"))
    assert not sees(office, record, "eve")
    assert office.offers(record, "eve") == []
    with pytest.raises(Conflict):
        stand_ins.end(made.id, desk=office.desk("amy"))


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (None, TODAY, "workflow.days_required"),
        (TODAY, None, "workflow.days_required"),
        (TODAY, TODAY - WEEK, "workflow.days_reversed"),
        (TODAY - 2 * WEEK, TODAY - WEEK, "workflow.days_past"),
        (TODAY, TODAY + 60 * WEEK, "workflow.days_long"),
    ],
)
def test_days_that_cannot_be_are_refused(office: Office, since: date, until: date, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        stand_ins.begin(office.eve, since, until, "", desk=office.desk("amy"))
    assert [fault.code for fault in caught.value.faults] == [code]


def test_who_decided_as_a_stand_in_goes_on_seeing_that_and_nothing_else(office: Office) -> None:
    made = stand(office, "amy", "eve")
    decided, waiting = (office.walk(office.visit(), to="unit_review") for _ in range(2))
    office.press(decided, "eve", "pass")
    later = TODAY + WEEK + timedelta(days=1)
    assert sees(office, decided, "eve", on=later)
    assert not sees(office, waiting, "eve", on=later)
    stand_ins.end(made.id, desk=office.desk("amy"))
    assert sees(office, decided, "eve")
    assert not sees(office, waiting, "eve")


def test_what_waited_for_a_role_before_who_is_away_held_it_comes_when_it_is_reminded_of(office: Office) -> None:
    stand(office, "olga", "eve")
    before = office.walk(office.visit(), to="unit_review")
    olga = accounts.user(office.olga)
    grants = (service.Grant("auditor"), service.Grant("head", office.college))
    changed = service.Person("Olga", "olga", olga.department_id, grants)
    service.change_user(olga, changed, actor=office.desk("ada").actor, today=TODAY)
    db.session.flush()
    later = office.walk(office.visit(), to="unit_review")
    assert inbox(office, "eve") == {later.id}
    assert amount(office, "eve") == (1, True)
    assert sees(office, later, "eve")
    verbs.use(InFlow(before, office.desk("stan")), VERBS["remind"], Given())
    assert inbox(office, "eve") == {before.id, later.id}
    assert sees(office, before, "eve")


def test_sent_twice_it_is_one(office: Office) -> None:
    assert stand(office, "amy", "eve").id == stand(office, "amy", "eve").id


def test_nobody_stands_in_for_themselves_and_only_one_at_a_time(office: Office) -> None:
    with pytest.raises(Invalid):
        stand(office, "amy", "amy")
    stand(office, "amy", "eve")
    with pytest.raises(Invalid) as caught:
        stand(office, "amy", "olga", since=TODAY + WEEK, until=TODAY + 2 * WEEK)
    assert [fault.code for fault in caught.value.faults] == ["workflow.stand_in_twice"]
    stand(office, "amy", "olga", since=TODAY + 2 * WEEK, until=TODAY + 3 * WEEK)


def named(login: Login, who: str, deputy: str, **days: str) -> int:
    data = {"people": deputy, "since": TODAY.isoformat(), "until": (TODAY + WEEK).isoformat(), **days}
    return login(who).post("/stand-ins", data=data).status_code


def test_it_works_on_the_pages_from_naming_to_the_course(app: Flask, cast: Office, login: Login) -> None:
    assert named(login, "amy", "Eve", since=_long_ago(), until="2999-01-01") == 422
    assert named(login, "amy", "Eve", **_days(app)) == 302
    record_id = put(app, cast, "unit_review")
    eve = login("eve")
    assert "代Amy" in eve.get("/tasks").text
    assert f'/records/{record_id}/press/pass"' in eve.get(f"/records/{record_id}").text
    assert "Eve 代 Amy 办理" in login("stan").get(f"/records/{record_id}?tab=flow").text
    assert eve.post(f"/records/{record_id}/press/pass").status_code == 302
    page = login("stan").get(f"/records/{record_id}?tab=flow").text
    assert "<b>代Amy</b>" in page
    assert "Amy" in eve.get("/stand-ins").text


def _long_ago() -> str:
    return "2001-01-01"


def _days(app: Flask) -> dict[str, str]:
    """From today on, past a midnight that comes while a test runs."""
    with app.app_context():
        today = clock.today()
    return {"since": today.isoformat(), "until": (today + timedelta(days=1)).isoformat()}


def test_the_number_is_red_where_what_one_stands_in_for_is_overdue(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert named(login, "amy", "Eve", **_days(app)) == 302
    eve, red = login("eve"), '<b class="side-badge side-badge-red">1</b>'
    assert red in eve.get("/tasks").text
    assert eve.post(f"/records/{record_id}/press/pass").status_code == 302
    assert red not in eve.get("/tasks").text


def test_what_was_typed_stays_where_something_is_wrong(app: Flask, cast: Office, login: Login) -> None:
    del app, cast
    page = login("amy").post("/stand-ins", data={"people": "无此人", "since": "x", "until": "", "note": "开会"})
    assert page.status_code == 422
    assert 'value="无此人"' in page.text
    assert "开会" in page.text


def test_only_who_is_away_ends_it(app: Flask, cast: Office, login: Login) -> None:
    assert named(login, "amy", "Eve", **_days(app)) == 302
    with app.app_context():
        made = db.session.scalar(sa.select(StandIn.id).where(StandIn.absent_id == cast.amy))
    assert login("eve").post(f"/stand-ins/{made}/end").status_code == 404
    assert login("amy").post(f"/stand-ins/{made}/end").status_code == 302
    assert login("amy").post(f"/stand-ins/{made}/end").status_code == 409
