"""谁能看 and 以此人身份查看: reasons for everybody, rules for one, and never a value that one may not see oneself."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.service import Grant, Person
from app.audit.queries import AuditSearch, find
from app.extensions import db
from app.records import access, desks
from app.records import queries as records
from app.records.models import Record
from app.sight import cases, looking
from app.workflow import service as workflow
from app.workflow.amending import judging
from tests.conftest import make_user
from tests.workflow.amended import approve, publish_amended
from tests.workflow.office import Office
from tests.workflow.test_amendment_verbs import bring, everything

Login = Callable[[str], FlaskClient]
TITLE, PASSPORT = "慕尼黑大学代表团", "C01X00T47"


@pytest.fixture
def review(app: Flask, cast: Office) -> int:
    """A record that waits for the head of the department."""
    with app.app_context():
        record = cast.press(cast.visit(cost="100.00"), "stan", "submit").record
        db.session.commit()
        return record.id


@pytest.fixture
def root(app: Flask, cast: Office) -> int:
    """Root administers and sees every record as the auditor does, but no passport."""
    with app.app_context():
        grants = (Grant("admin"), Grant("auditor"))
        cast.people["root"] = made = make_user(Person("Root", "root", cast.other, grants)).id
        db.session.commit()
        return int(made)


def test_everybody_who_sees_it_is_named_with_the_reason(app: Flask, cast: Office, login: Login, review: int) -> None:
    with app.app_context():
        desk = desks.of_user(cast.ada)
        record = records.record(db.session(), review)
        found = cases.seers(record, desk)
        named = {
            (ground.kind, ground.right.role if ground.right else ground.why.partition(":")[0]): {
                actor.login for actor in people
            }
            for ground, people in found.items()
        }
        for login_name, user_id in cast.people.items():
            theirs = desks.of_user(user_id)
            is_named = any(login_name in people for people in named.values())
            assert is_named == cases.sees(record, theirs), login_name
    assert named[("owner", "")] == {"stan"}
    assert named[("right", "head")] == {"amy", "solo"}
    assert named[("right", "leader")] == {"lee", "solo"}
    assert named[("given", "task")] == {"amy", "solo"}
    page = login("ada").get(f"/records/{review}/sight")
    assert page.status_code == 200
    for words in ("是这条记录的经办人", "由“权限”表第 2 行（head：看本部门的）", "要办理“部门审核”", ">Amy<"):
        assert words in page.text, words
    assert "/designer/visit/tab/rights#rt-head-see" in page.text


def test_for_one_person_each_field_and_button_has_its_rule(cast: Office, login: Login, review: int) -> None:
    page = login("ada").get(f"/records/{review}/sight/{cast.amy}").text
    for words in (
        "流程正等此人办理",
        "打星号",
        "“只给一部分人看的字段”",
        "没有限制、看得到的字段",
        "不可以",
        "“权限”表里没有一行",
    ):
        assert words in page, words
    assert "/designer/visit/tab/rights#rs-visitors-passport_no-others" in page
    page = login("ada").get(f"/records/{review}/sight/{cast.oto}").text
    assert "看不到这条记录" in page
    assert "没有在这条记录所在的部门担任" in page
    assert "不担任这个角色" in page


def test_a_typed_name_leads_to_the_person_or_says_that_there_is_none(cast: Office, login: Login, review: int) -> None:
    browser = login("ada")
    answer = browser.get(f"/records/{review}/sight?person=Oto")
    assert answer.location.endswith(f"/records/{review}/sight/{cast.oto}")
    assert "没有找到“谁也不是”" in browser.get(f"/records/{review}/sight?person=谁也不是").text


@pytest.mark.parametrize("state", ["draft", "unit_review", "countersign", "chain", "leader_review", "approved"])
def test_buttons_and_reasons_are_what_is_offered(office: Office, state: str) -> None:
    """Every person x every transition: a reason that lets press is there exactly where the button is."""
    record = office.walk(office.visit(cost="100.00"), to=state)
    whole = office.desk("solo")
    for name in office.people:
        theirs = office.desk(name)
        found = cases.case(record, theirs, whole)
        assert bool(found.grounds) == cases.sees(record, theirs)
        if found.deeds is None:
            continue
        may = {verdict.transition.key for verdict in found.deeds.verdicts if verdict.offer}
        assert may == {offer.transition.key for offer in workflow.offered(record, desk=theirs)}, name
        assert bool(found.deeds.change) == access.may_change(theirs.compiled(record), theirs.viewer, record)


AMENDED = ["own", "asked", "handed over", "asked in before", "asked in after, asker agreed", "agreed", "refused"]


@pytest.mark.parametrize("state", AMENDED)
def test_buttons_of_an_amendment_and_reasons_are_what_is_offered(office: Office, state: str) -> None:
    publish_amended()
    made = bring(office, approve(office), state)
    record = db.session.get_one(Record, made.record_id)
    for name in office.people:
        theirs = office.desk(name)
        found = cases.case(record, theirs, office.desk("solo"))
        if not found.grounds:
            continue
        may = {each.kind.label.zh for each in found.proposals if not each.why}
        is_open = made.state in ("own", "asked")
        kinds = judging.kinds(record, theirs.compiled(record), theirs).values()
        assert may == (set() if is_open else {kind.label.zh for kind in kinds}), name
        if not is_open:
            assert found.asked is None
            continue
        assert found.asked is not None
        pressed = {verdict.transition.key for verdict in found.asked.verdicts if verdict.offer}
        used = {verb.key for verb, may_use in found.asked.verbs if may_use}
        behalf = {"behalf"} if found.asked.behalf else set()
        assert pressed | used | behalf == everything(office, made, name), name


def test_an_amendment_and_the_inbox_are_explained_without_values(
    app: Flask, cast: Office, login: Login, root: int
) -> None:
    with app.app_context():
        publish_amended()
        made = bring(cast, approve(cast), "asked")
        record_id, title = made.record_id, db.session.get_one(Record, made.record_id).title
        db.session.commit()
    ada, page = login("ada"), f"/records/{record_id}/sight/{cast.amy}"
    for words in ("人员变更（第 1 次）", "变更正等此人审批", "要审批变更", "变更的规则没有让此人提出"):
        assert words in ada.get(page).text, words
    assert "由变更的提出人或记录的经办人办" in ada.get(page).text
    assert "已有一次变更没有办完" in ada.get(f"/records/{record_id}/sight/{cast.stan}").text
    inbox = ada.get(f"/as/{cast.amy}/tasks").text
    assert f"记录 {record_id}" in inbox
    assert "人员变更（第 1 次）" in inbox
    assert title not in inbox
    assert title in login("root").get(f"/as/{cast.amy}/tasks").text
    assert "人员变更（第 1 次）" in login("root").get(f"/as/{cast.amy}/records/{record_id}").text


def test_who_administers_sees_no_value_that_is_not_theirs(app: Flask, cast: Office, login: Login, review: int) -> None:
    """Decision 020: no capability gives sight of values, not with anybody else's eyes either."""
    browser = login("ada")
    pages = [f"/records/{review}/sight", f"/records/{review}/sight/{cast.fay}", f"/as/{cast.fay}"]
    pages += [f"/as/{cast.fay}/types/visit", f"/as/{cast.fay}/records/{review}"]
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200, page
        for value in (TITLE, "穆勒", PASSPORT, "100.00"):
            assert value not in answer.text, (page, value)
    text = browser.get(f"/as/{cast.fay}/records/{review}").text
    assert "此人看得到，您看不到" in text
    assert "来访人员" in text
    assert "此人看得到，您看不到" in browser.get(f"/as/{cast.fay}/types/visit").text


def test_what_both_see_is_shown_and_what_one_sees_less_is_withheld(
    app: Flask, cast: Office, login: Login, root: int, review: int
) -> None:
    browser = login("root")
    for person in ("fay", "lee"):
        listed = browser.get(f"/as/{cast.people[person]}/types/visit").text
        assert TITLE in listed
        text = browser.get(f"/as/{cast.people[person]}/records/{review}").text
        assert TITLE in text
        assert PASSPORT not in text
        assert ("此人看得到，您看不到" in text) == (person == "fay")  # Lee reads passports masked, as Root does
        assert ("穆勒" in text) == (person == "lee")


def test_whom_it_is_hidden_from_it_is_as_absent_as_one_that_never_was(
    cast: Office, login: Login, root: int, review: int
) -> None:
    browser = login("root")
    gone, never = browser.get(f"/as/{cast.oto}/records/{review}"), browser.get(f"/as/{cast.oto}/records/999999")
    assert gone.status_code == never.status_code == 404
    assert TITLE not in browser.get(f"/as/{cast.oto}/types/visit").text


def test_looking_is_marked_audited_ended_by_one_press_and_nothing_can_be_sent(
    app: Flask, cast: Office, login: Login, review: int
) -> None:
    browser = login("ada")
    pages = [f"/as/{cast.amy}", f"/as/{cast.amy}/types/visit", f"/as/{cast.amy}/records/{review}"]
    for page in pages:
        text = browser.get(page).text
        assert "以“Amy”的身份查看" in text
        assert f'href="/users/{cast.amy}" id="sight-end"' in text
        main = text.partition("<main")[2].partition("</main>")[0]
        assert "<form" not in main
        assert browser.post(page).status_code == 405
    with app.app_context():
        entries = find(AuditSearch(deed="looked.as")).entries
        assert [(entry.actor_id, entry.about) for entry in entries] == [(cast.ada, f"user:{cast.amy}")] * 3
        assert db.session.get_one(Record, review).lock_version == 2


def test_looking_opens_nothing_for_the_other(app: Flask, cast: Office, login: Login, review: int) -> None:
    """The owner may still recall: with somebody's eyes it was not they who opened it."""
    login("ada").get(f"/as/{cast.amy}/records/{review}")
    with app.app_context():
        assert "recall" in cast.offers(records.record(db.session(), review), "stan")


@pytest.mark.parametrize(
    "page", ["/records/{id}/sight", "/records/{id}/sight/{amy}", "/as/{amy}", "/as/{amy}/types/visit"]
)
def test_only_who_administers_asks(cast: Office, login: Login, review: int, page: str) -> None:
    address = page.format(id=review, amy=cast.amy)
    for who in ("stan", "amy", "lee", "olga", "eve"):
        assert login(who).get(address).status_code == 403


def test_the_way_there_is_shown_to_who_may_go(cast: Office, login: Login, root: int, review: int) -> None:
    assert f"/records/{review}/sight" in login("root").get(f"/records/{review}").text
    assert f"/records/{review}/sight" not in login("stan").get(f"/records/{review}").text
    assert f"/as/{cast.amy}" in login("ada").get(f"/users/{cast.amy}").text


def test_how_a_condition_comes_out_is_not_told_to_who_sees_not_all(
    app: Flask, cast: Office, login: Login, root: int
) -> None:
    with app.app_context():
        record_id = cast.walk(cast.visit(cost="100.00", quick=True), to="countersign").id
        db.session.commit()
        record = records.record(db.session(), record_id)
        theirs, mine = desks.of_user(cast.fay), desks.of_user(root)
        told = {each.transition.key: each.why for each in cases.case(record, theirs, mine).deeds.verdicts}  # type: ignore[union-attr]
        assert told["agree"] == told["hurry"] == "task"
        whole = cases.case(record, theirs, theirs)
        assert {each.transition.key: each.why for each in whole.deeds.verdicts}["agree"] == "condition"  # type: ignore[union-attr]
    assert "视条件而定" in login("root").get(f"/records/{record_id}/sight/{cast.fay}").text


def test_a_list_with_others_eyes_holds_exactly_their_records(app: Flask, cast: Office, review: int) -> None:
    with app.app_context():
        cast.visit("oto", host_unit={"id": cast.other, "label": "医学院"})
        db.session.commit()
        mine = desks.of_user(cast.ada)
        compiled = mine.types.current("visit")
        for name in cast.people:
            theirs = desks.of_user(cast.people[name])
            shown = looking.listed(compiled, theirs, mine, page=1)
            assert {row.record_id for row in shown.rows} == {
                line.id for line in records.each(db.session(), theirs.viewer, compiled)
            }
