"""Amendments beside the approved version: what they change, who agrees, and that nothing counts before."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import current_app

from app.accounts import queries as accounts
from app.audit.models import AuditEntry
from app.documents import queries as documents
from app.documents import service as papers
from app.errors import Conflict, Forbidden, Invalid
from app.extensions import db
from app.notices.models import Notice
from app.records import queries as records
from app.records import service as records_service
from app.records import store
from app.records.models import Record
from app.records.service import Entry
from app.workflow import amendment_pages, stand_ins
from app.workflow import queries as flow
from app.workflow.amending import course, queries, service
from app.workflow.amending.models import Amendment
from app.workflow.amending.service import Wish
from app.workflow.course import course as drawn
from tests.workflow.amended import AMENDMENTS, approved, offers, press, propose, publish_amended, rows, waiting, wish
from tests.workflow.office import Office

__all__ = ["approved"]


def submitted(office: Office, record: Record, **values: Any) -> Amendment:
    made = propose(office, record, **values)
    return press(office, made, "stan", "submit")


def codes(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [fault.code for fault in error.value.faults]


def other_people(record: Record) -> list[dict[str, Any]]:
    """Müller has another passport, Schmidt stays at home, Wang comes."""
    first, _second = rows(record)
    return [{**first, "passport_no": "C99"}, {"name": "王五", "nation": "中国", "passport_no": "E11"}]


def shown_in_form(office: Office, record: Record, made: Amendment) -> dict[str, Any]:
    """What its form is opened with; the end of a request ends the transaction, which is therefore kept first."""
    desk = office.desk("stan")
    kind = desk.compiled(record).definition.amendments[made.kind]
    db.session.commit()
    with current_app.test_request_context():
        return dict(amendment_pages.opened(record, made.kind, kind, desk=desk, amendment=made).filled.raw)


def save(office: Office, record: Record, **values: Any) -> Record:
    """Something else changes the record."""
    desk = office.desk("fay")
    compiled = desk.compiled(record)
    kept = {**record.data, **values}
    facts: dict[str, Any] = {
        "stored": kept,
        "state": record.state,
        "actor": desk.actor,
        "now": desk.now,
        "why": "changed",
    }
    return store.save(desk.session, record, compiled, lookups=desk.lookups, **facts)


# ---- The work ----


def test_the_approved_values_count_until_it_is_agreed(office: Office, approved: Record) -> None:
    before = dict(approved.data)
    made = submitted(office, approved, visitors=other_people(approved))
    record = office.reload(approved)
    assert (record.data, record.state, record.lock_version) == (before, "approved", approved.lock_version)
    assert waiting(office, "amy") == {record.id}
    made = press(office, made, "amy", "agree")
    record = office.reload(record)
    assert made.state == course.AGREED
    assert [(row["name"], row["passport_no"]) for row in record.data["visitors"]] == [("穆勒", "C99"), ("王五", "E11")]
    assert (record.state, made.revision) == ("approved", record.lock_version)
    saved = records.revision(db.session(), record.id, record.lock_version)
    assert (saved.why, saved.reason) == ("amended", "一人因病不能成行")


def test_a_task_is_asked_where_its_condition_holds_of_the_record_as_it_would_be(
    office: Office, approved: Record
) -> None:
    made = submitted(office, approved, visitors=other_people(approved), headcount="3")
    assert waiting(office, "lee") == set()
    press(office, made, "amy", "agree")
    assert (made.state, waiting(office, "lee")) == (course.ASKED, {approved.id})
    press(office, made, "lee", "agree")
    assert office.reload(approved).data["headcount"] == 3


def test_with_all_everybody_agrees_in_any_order(office: Office, approved: Record) -> None:
    made = submitted(office, approved, kind="day", arrive_on="2024-04-08")
    press(office, made, "sec", "agree")
    assert (made.state, waiting(office, "fay")) == (course.ASKED, {approved.id})
    press(office, made, "fay", "agree")
    assert office.reload(approved).data["arrive_on"] == "2024-04-08"


def test_badges_are_made_for_the_people_who_changed_only(office: Office, approved: Record) -> None:
    desk = office.desk("stan")
    compiled = desk.compiled(approved)
    papers.issue_all(approved, compiled, "badge", desk=desk)
    first, second = rows(approved)
    more = [first, {**second, "name": "施耐德"}, {"name": "王五"}]
    made = submitted(office, approved, visitors=more)
    press(office, made, "amy", "agree")
    there = documents.in_force(db.session(), approved.id, "badge")
    assert [(each.row, each.issue) for each in there] == [(1, 1), (2, 2), (3, 2)]


def test_only_papers_that_say_something_else_are_made_again(office: Office, approved: Record) -> None:
    desk = office.desk("stan")
    papers.issue_with_step(approved, desk.compiled(approved), ("sign_sheet", "filing_form"), desk=desk)
    made = submitted(office, approved, kind="day", arrive_on="2024-04-08")
    for name in ("fay", "sec"):
        press(office, made, name, "agree")
    issues = {each.key: each.issue for each in documents.of_record(db.session(), approved.id) if each.state == "issued"}
    assert issues == {"sign_sheet": 2, "filing_form": 1}  # the filing form does not say the day


def test_it_may_be_returned_changed_and_submitted_again(office: Office, approved: Record) -> None:
    made = submitted(office, approved, visitors=other_people(approved))
    press(office, made, "amy", "send_back", "请写明原因")
    assert (made.state, waiting(office, "amy"), offers(office, made, "stan")) == ("own", set(), ["submit", "withdraw"])
    again = wish(office, approved, reason="护照换发", visitors=[*rows(approved)[:1]])
    service.change(made, office.reload(approved), again, desk=office.desk("stan"))
    press(office, made, "stan", "submit")
    press(office, made, "amy", "agree")
    assert [row["name"] for row in office.reload(approved).data["visitors"]] == ["穆勒"]


def test_it_may_be_refused_and_then_another_one_proposed(office: Office, approved: Record) -> None:
    made = submitted(office, approved, headcount="3")
    press(office, made, "amy", "refuse", "不宜增加")
    assert (made.state, office.reload(approved).data["headcount"]) == (course.REFUSED, 2)
    assert submitted(office, approved, headcount="4").number == 2


def test_it_is_recalled_until_somebody_opened_it(office: Office, approved: Record) -> None:
    made = submitted(office, approved, headcount="3")
    press(office, made, "stan", "recall")
    assert made.state == course.OWN
    press(office, made, "stan", "submit")
    service.open_page(made, desk=office.desk("amy"), absent=(), session=db.session())
    db.session.flush()
    with pytest.raises(Conflict) as error:
        press(office, made, "stan", "recall")
    assert error.value.code == "workflow.opened_already"
    assert "withdraw" in offers(office, made, "stan")


def test_who_stands_in_agrees_for_who_is_away(office: Office, approved: Record) -> None:
    stand_ins.begin(office.fin, date(2024, 3, 1), date(2024, 3, 31), "", desk=office.desk("amy"))
    made = submitted(office, approved, headcount="3")
    desk = office.desk("fin")
    absent = (accounts.actor_of(office.amy, today=desk.today),)
    assert [record.id for _task, _made, record in queries.waiting_for(desk.session, desk.viewer, absent=absent)] == [
        approved.id
    ]
    press(office, made, "fin", "agree")
    line = flow.side_steps(db.session(), approved.id)[-1]
    assert (line.user_id, line.facts["for"]) == (office.fin, office.amy)


def test_the_course_history_audit_and_messages_tell_of_it(office: Office, approved: Record) -> None:
    made = submitted(office, approved, headcount="3")
    press(office, made, "amy", "refuse", "不宜增加")
    desk = office.desk("stan")
    labels = [done.label for done in drawn(approved, desk.compiled(approved), desk).done]
    assert labels[-3:] == [f"{deed}：人员变更（第 1 次）" for deed in ("提出变更", "提交变更", "不同意变更")]
    entries = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.deed == "record.amendment"))
    assert len(list(entries)) == 3
    kinds = dict(db.session.execute(sa.select(Notice.user_id, Notice.kind).where(Notice.kind.like("amendment%"))).all())
    assert (kinds[office.amy], kinds[office.stan]) == ("amendment_given", "amendment_refused")


def test_the_flow_of_the_record_does_not_know_its_tasks(office: Office, approved: Record) -> None:
    submitted(office, approved, headcount="3")
    desk = office.desk("amy")
    assert flow.open_tasks(desk.session, approved.id) == []
    assert office.offers(approved, "amy") == []
    assert flow.amount_waiting_for(desk.session, desk.viewer).count == 1


def test_who_approved_the_record_is_not_asked_again_for_what_was_amended(office: Office) -> None:
    publish_amended()
    record = office.walk(office.visit(), to="approved")
    made = submitted(office, record, headcount="3")
    for name in ("amy", "lee"):
        press(office, made, name, "agree")
    record = save(office, office.reload(record), actual=3)
    assert office.press(record, "stan", "finish").record.state == "done"


# ---- What is refused ----


def test_one_is_open_at_a_time(office: Office, approved: Record) -> None:
    propose(office, approved, headcount="3")
    with pytest.raises(Conflict) as error:
        propose(office, approved, kind="day", arrive_on="2024-04-08")
    assert error.value.code == "amendment.one_at_a_time"


def test_a_reason_and_a_change_are_wanted_all_faults_at_once(office: Office, approved: Record) -> None:
    with pytest.raises(Invalid) as error:
        propose(office, approved, reason=" ")
    assert codes(error) == ["amendment.reason_required", "amendment.nothing_changed"]


def test_a_warning_that_it_brings_wants_its_reason(office: Office, approved: Record) -> None:
    with pytest.raises(Invalid) as error:
        propose(office, approved, headcount="30")
    assert codes(error) == ["record.warning_wants_reason"]


def test_other_fields_are_not_changed_by_it(office: Office, approved: Record) -> None:
    made = submitted(office, approved, headcount="3", name_of="别的名称")
    assert "name_of" not in made.after


@pytest.mark.parametrize("name", ["amy", "fay", "lee", "eve"])
def test_only_who_may_propose_it_does(office: Office, approved: Record, name: str) -> None:
    with pytest.raises(Forbidden):
        propose(office, approved, name=name, headcount="3")


def test_who_does_not_see_all_of_a_field_does_not_change_it(office: Office, approved: Record) -> None:
    desk = office.desk("oto")
    approved.owner_id = desk.actor.id  # whose role shows no passports where the record lies
    made = service.propose(approved, "people", wish(office, approved, visitors=[], headcount="3"), desk=desk)
    assert set(made.after) == {"headcount"}


@pytest.mark.parametrize("name", ["stan", "fay", "lee", "olga"])
def test_only_who_is_asked_agrees(office: Office, approved: Record, name: str) -> None:
    made = submitted(office, approved, headcount="3")
    assert "agree" not in offers(office, made, name)
    with pytest.raises(Forbidden):
        press(office, made, name, "agree")


@pytest.mark.parametrize("transition", ["send_back", "refuse"])
def test_returning_and_refusing_want_words(office: Office, approved: Record, transition: str) -> None:
    made = submitted(office, approved, headcount="3")
    with pytest.raises(Invalid) as error:
        press(office, made, "amy", transition)
    assert codes(error) == ["workflow.comment_required"]


def test_a_record_elsewhere_is_not_amended(office: Office) -> None:
    publish_amended()
    with pytest.raises(Conflict) as error:
        propose(office, office.visit(), headcount="3")
    assert error.value.code == "amendment.not_here"


def test_when_the_record_moved_on_it_does_not_take_effect_and_can_be_given_up(office: Office, approved: Record) -> None:
    made = submitted(office, approved, headcount="3")
    record = office.press(save(office, approved, actual=2), "stan", "finish").record
    with pytest.raises(Conflict) as error:
        press(office, made, "amy", "agree")
    assert (error.value.code, record.data["headcount"]) == ("amendment.not_here", 2)
    assert offers(office, made, "amy") == ["send_back", "refuse"]
    press(office, made, "stan", "withdraw", "团组已办结")
    assert made.state == course.WITHDRAWN


def test_what_met_another_change_is_told_and_nothing_overwritten(office: Office, approved: Record) -> None:
    made = submitted(office, approved, visitors=other_people(approved))
    first, second = approved.data["visitors"]
    record = save(office, approved, visitors=[{**first, "passport_no": "C55"}, second])
    with pytest.raises(Conflict) as error:
        press(office, made, "amy", "agree")
    assert (error.value.code, error.value.facts["count"]) == ("amendment.collides", 1)
    assert record.data["visitors"][0]["passport_no"] == "C55"
    assert made.state == course.ASKED


def test_changes_elsewhere_in_the_record_stay(office: Office, approved: Record) -> None:
    made = submitted(office, approved, visitors=other_people(approved))
    save(office, approved, name_of="柏林大学代表团")
    press(office, made, "amy", "agree")
    record = office.reload(approved)
    assert (record.data["name_of"], len(record.data["visitors"])) == ("柏林大学代表团", 2)


def test_what_others_changed_meanwhile_is_not_put_back_when_it_is_changed(office: Office, approved: Record) -> None:
    made = propose(office, approved, headcount="3")
    record = save(office, approved, visitors=[{**approved.data["visitors"][0], "passport_no": "C99"}])
    shown = shown_in_form(office, record, made)
    made, record = db.session.get_one(Amendment, made.id), office.reload(record)
    service.change(made, record, Wish("四人", Entry({**shown, "headcount": "4"}, {})), desk=office.desk("stan"))
    for name, deed in (("stan", "submit"), ("amy", "agree"), ("lee", "agree")):
        press(office, made, name, deed)
    record = office.reload(record)
    assert (record.data["headcount"], [row["passport_no"] for row in record.data["visitors"]]) == (4, ["C99"])


def test_where_nobody_was_asked_nobody_agreed_for_who_approved_the_record(office: Office) -> None:
    never = {"role": "leader", "when": "1 == 2"}
    publish_amended(amendments={"people": {**AMENDMENTS["people"], "tasks": [never]}})
    record = office.walk(office.visit(), to="approved")
    assert submitted(office, record, headcount="3").state == course.AGREED
    record = save(office, office.reload(record), actual=3)
    assert office.press(record, "stan", "finish").record.state != "done"


def test_of_two_people_at_once_one_agrees(office: Office, approved: Record) -> None:
    made = submitted(office, approved, headcount="3")
    (task,) = flow.open_tasks(db.session(), approved.id, made.id)
    press(office, made, "amy", "agree")
    with pytest.raises(Conflict) as error:
        press(office, made, "solo", "agree", task_id=task.id)
    assert error.value.code == "workflow.decided_already"


def test_what_was_seen_is_what_is_agreed(office: Office, approved: Record) -> None:
    made = submitted(office, approved, headcount="3")
    with pytest.raises(Conflict) as error:
        press(office, made, "amy", "agree", expected=made.lock_version - 1)
    assert error.value.code == "amendment.changed_meanwhile"


def test_what_it_covers_is_not_changed_in_the_records_own_form(office: Office, approved: Record) -> None:
    desk = office.desk("stan")
    entry = Entry({"headcount": "9", "visitors": [], "cost": "10.00"}, {})
    kept, _judged = records_service.keep(desk.compiled(approved), approved, entry, desk=desk)
    assert (kept.data["headcount"], len(kept.data["visitors"]), kept.data["cost"]) == (2, 2, "10.00")


def test_it_is_its_proposers_to_change(office: Office, approved: Record) -> None:
    made = propose(office, approved, kind="day", name="fay", arrive_on="2024-04-08")
    service.may_change(made, approved, desk=office.desk("stan"))  # the owner's too
    with pytest.raises(Forbidden):
        service.may_change(made, approved, desk=replace(office.desk("lee")))
