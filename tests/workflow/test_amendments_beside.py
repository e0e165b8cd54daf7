"""Amendments where something else happens: secrets are read, the type changes, work is handed over, lists are asked."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.accounts import service as people
from app.audit.models import AuditEntry
from app.errors import Conflict
from app.extensions import db
from app.fields.model import Label
from app.records import corrections
from app.records import queries as records
from app.records.corrections import Closing
from app.records.models import Record
from app.workflow import amendment_pages as pages
from app.workflow.amending import course, judging, queries
from app.workflow.amending.models import Amendment
from app.workflow.handover import preview
from app.workflow.handover.things import AMENDMENT, OPEN, Thing
from tests.conftest import NOW
from tests.workflow.amended import AMENDMENTS, approve, approved, offers, press, propose, publish_amended, rows
from tests.workflow.office import VISIT, Office
from tests.workflow.test_amendment_pages import Login, visit
from tests.workflow.test_handover import hand

__all__ = ["approved", "visit"]

BY_ITSELF = {
    "key": "by_itself",
    "label": "自动",
    "from": "approved",
    "to": "cancelled",
    "by": "system",
    "when": "headcount > 5",
    "tone": "stop",
    "comment": "none",
}


def asked(office: Office, record: Record) -> Amendment:
    """Somebody has another passport; the unit's head is asked."""
    first, second = rows(record)
    made = propose(office, record, visitors=[{**first, "passport_no": "C98765432"}, second])
    return press(office, made, "stan", "submit")


def carried(office: Office, record: Record) -> None:
    """The record stands under the newest version of its type."""
    record.version_id = office.desk("stan").types.current("visit").version_id
    db.session.flush()


def test_who_reads_a_secret_in_an_amendment_is_written_down_and_the_inbox_shows_none(
    app: Flask, cast: Office, visit: int, login: Login
) -> None:
    with app.app_context():
        asked(cast, db.session.get_one(Record, visit))
        db.session.commit()
        desk = cast.desk("stan")
        record = db.session.get_one(Record, visit)
        (amendment,) = queries.of_record(db.session(), visit)
        told = pages.lines_of(amendment, record, desk.compiled(record), desk, briefly=True)
        assert not any("C98765432" in f"{line.before}{line.after}" for line in told)
    stan: FlaskClient = login("stan")
    for address in (f"/records/{visit}/amendments/1", f"/records/{visit}?tab=amendments"):
        assert "C98765432" in stan.get(address).text
    with app.app_context():
        read = sa.select(AuditEntry).where(AuditEntry.deed == "record.secrets_read")
        assert ["visitors.passport_no" in entry.facts for entry in db.session.scalars(read)] == [True, True]


def test_an_amendment_of_a_kind_that_is_gone_is_given_up_and_does_not_take_effect(
    office: Office, approved: Record
) -> None:
    made = asked(office, approved)
    publish_amended(amendments={"day": AMENDMENTS["day"]})
    carried(office, approved)
    assert offers(office, made, "amy") == ["send_back", "refuse"]
    with pytest.raises(Conflict) as error:
        press(office, made, "amy", "agree")
    assert error.value.code == "amendment.not_here"
    press(office, made, "stan", "withdraw", "不再变更")
    assert made.state == course.WITHDRAWN


def test_what_a_new_version_does_not_let_it_change_any_more_does_not_take_effect_in_part(
    office: Office, approved: Record
) -> None:
    made = propose(office, approved, headcount="1", visitors=[rows(approved)[0]])
    press(office, made, "stan", "submit")
    publish_amended(amendments={**AMENDMENTS, "people": {**AMENDMENTS["people"], "fields": ["headcount"]}})
    carried(office, approved)
    desk = office.desk("amy")
    assert judging.outgrown(made, desk.compiled(approved), desk)
    with pytest.raises(Conflict) as error:
        press(office, made, "amy", "agree")
    assert (error.value.code, office.reload(approved).data["headcount"]) == ("amendment.outgrown", 2)


@pytest.fixture
def sue(office: Office) -> int:
    """She works where Stan does."""
    home = accounts.user(office.people["stan"]).department_id
    person = people.Person("Sue", "sue", home, (people.Grant("staff", home),))
    office.people["sue"] = people.create_user(person, password_hash="", actor=None, now=NOW).id
    return office.people["sue"]


def things(office: Office, giver: str, receiver: str) -> dict[str, Thing]:
    first, second = (accounts.user(office.people[name]) for name in (giver, receiver))
    return {thing.kind: thing for thing in preview.things_of(first, second, office.desk("ada"))}


@pytest.mark.parametrize(("headcount", "state"), [("9", "cancelled"), ("3", "approved")])
def test_what_the_system_does_with_the_new_values_is_done_with_the_last_agreement(
    office: Office, headcount: str, state: str
) -> None:
    moves = [*VISIT["workflow"]["transitions"], BY_ITSELF]
    publish_amended(workflow={**VISIT["workflow"], "transitions": moves})
    made = propose(office, approve(office), headcount=headcount)
    for name, transition in (("stan", "submit"), ("amy", "agree"), ("lee", "agree")):
        press(office, made, name, transition)
    record = db.session.get_one(Record, made.record_id)
    assert (made.state, record.state) == ("agreed", state)


def test_what_the_system_cannot_do_refuses_no_amendment(office: Office) -> None:
    moves = [*VISIT["workflow"]["transitions"], {**BY_ITSELF, "to": "done", "tone": "go"}]
    publish_amended(workflow={**VISIT["workflow"], "transitions": moves})
    made = propose(office, approve(office), headcount="9")
    for name, transition in (("stan", "submit"), ("amy", "agree"), ("lee", "agree")):
        press(office, made, name, transition)
    assert db.session.get_one(Record, made.record_id).state == "approved"  # 实到人数 is missing


@pytest.fixture
def closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A report that is closed counts every record."""
    report = Closing(1, Label(zh="外事年报", en="Yearly report"), 2024)
    monkeypatch.setattr(corrections.closings, "things", lambda *_about: [report])


@pytest.mark.usefixtures("closed")
def test_an_amendment_of_a_closed_year_says_so_beforehand_and_its_reason_is_that_of_the_correction(
    app: Flask, cast: Office, login: Login
) -> None:
    with app.app_context():
        states = {**VISIT["workflow"]["states"], "approved": {"label": "已批准", "counts": True}}
        publish_amended(workflow={**VISIT["workflow"], "states": states})
        made = propose(cast, approve(cast), headcount="3")
        for name, transition in (("stan", "submit"), ("amy", "agree")):
            press(cast, made, name, transition)
        record_id = made.record_id
        db.session.commit()
    assert "2024年度外事年报" in login("lee").get(f"/records/{record_id}/amendments/1").text
    with app.app_context():
        made = db.session.get_one(Amendment, 1)
        press(cast, made, "lee", "agree")
        record = db.session.get_one(Record, record_id)
        assert records.revision(db.session(), record_id, record.lock_version).reason == "一人因病不能成行"
        told = db.session.scalars(sa.select(AuditEntry.facts).where(AuditEntry.deed == "record.corrected")).all()
        assert "一人因病不能成行" in told[-1]
        db.session.commit()
    assert "2024年度外事年报" in login("stan").get(f"/records/{record_id}/amend/people").text


def test_nobody_comes_to_own_an_amendment_that_they_are_asked_to_agree_to(office: Office, approved: Record) -> None:
    asked(office, approved)
    assert things(office, "stan", "amy")[OPEN].why == "decides"


def test_the_amendment_of_ones_own_record_goes_over_with_it(office: Office, approved: Record, sue: int) -> None:
    made = asked(office, approved)
    db.session.commit()
    hand(office, "stan", "sue", "open:visit")
    db.session.refresh(made)
    assert (made.by, offers(office, made, "sue"), offers(office, made, "stan")) == (sue, ["recall", "withdraw"], [])


def test_the_amendment_of_others_records_goes_over_to_who_may_propose_it(office: Office, approved: Record) -> None:
    person = people.Person("Fred", "fred", office.other, (people.Grant("foreign_affairs"),))
    office.people["fred"] = people.create_user(person, password_hash="", actor=None, now=NOW).id
    made = propose(office, approved, kind="day", name="fay", arrive_on="2024-04-08")
    db.session.commit()
    hand(office, "fay", "fred", "amendment:visit")
    db.session.refresh(made)
    assert (made.by, offers(office, made, "fred")) == (office.people["fred"], ["submit", "withdraw"])


def test_who_may_not_propose_such_amendments_does_not_receive_one(office: Office, approved: Record, sue: int) -> None:
    made = propose(office, approved, kind="day", name="fay", arrive_on="2024-04-08")
    found = things(office, "fay", "sue")[AMENDMENT]
    assert sue
    assert (found.subject, found.why) == (f"amendment:{made.id}", "no_role")


def test_what_one_proposed_stands_among_what_one_began(office: Office, approved: Record) -> None:
    made = asked(office, approved)
    desk = office.desk("stan")
    ((amendment, record),) = queries.proposed_by(desk.session, desk.viewer)
    assert (amendment.id, record.id) == (made.id, approved.id)
    assert queries.proposed_by(desk.session, desk.viewer, type_key="elsewhere") == []


def test_another_records_amendment_is_not_found(app: Flask, cast: Office, visit: int, login: Login) -> None:
    with app.app_context():
        asked(cast, db.session.get_one(Record, visit))
        other = approve(cast).id
        db.session.commit()
    assert login("amy").get(f"/records/{other}/amendments/1").status_code == 404
    assert login("amy").post(f"/records/{other}/amendments/1/press/agree").status_code == 404
