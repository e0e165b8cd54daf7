"""常用语, and steps that the same person would take twice."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.extensions import db
from app.records.models import Record
from app.workflow import engine, queries
from app.workflow.models import Phrase
from app.workflow.phrases import MOST
from tests.workflow.office import Office
from tests.workflow.test_engine import TASK, Hand, visit, yes
from tests.workflow.test_pages import put
from tests.workflow.test_verb_rules import BEFORE
from tests.workflow.test_verbs import use, with_state

Login = Callable[[str], FlaskClient]


def add(login: Login, who: str, words: str, tone: str = "go", **more: str) -> int:
    return login(who).post("/phrases", data={"words": words, "tone": tone, **more}).status_code


def test_ones_own_phrases_stand_first_and_others_do_not_have_them(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert add(login, "amy", "情况属实，拟同意") == 302
    page = login("amy").get(f"/records/{record_id}").text
    assert page.index('data-phrase="情况属实，拟同意"') < page.index('data-phrase="同意"')
    assert "情况属实" not in login("solo").get(f"/records/{record_id}").text
    assert "情况属实" not in login("solo").get("/phrases").text


def test_shared_phrases_are_everybodys_and_kept_by_administrators(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert add(login, "amy", "按制度办", shared="y") == 403
    assert add(login, "ada", "按制度办", shared="y") == 302
    assert 'data-phrase="按制度办"' in login("amy").get(f"/records/{record_id}").text
    with app.app_context():
        shared = db.session.scalar(sa.select(Phrase.id).where(Phrase.user_id.is_(None), Phrase.words == "按制度办"))
    assert login("amy").post(f"/phrases/{shared}/remove").status_code == 403
    assert login("ada").post(f"/phrases/{shared}/remove").status_code == 302
    assert login("ada").post(f"/phrases/{shared}/remove").status_code == 404


def test_nobody_removes_what_another_one_keeps(app: Flask, cast: Office, login: Login) -> None:
    assert add(login, "amy", "我自己的话") == 302
    with app.app_context():
        own = db.session.scalar(sa.select(Phrase.id).where(Phrase.user_id == cast.amy))
    assert login("ada").post(f"/phrases/{own}/remove").status_code == 404
    assert login("amy").post(f"/phrases/{own}/remove").status_code == 302


@pytest.mark.parametrize(("words", "tone"), [("", "go"), ("好" * 201, "go"), ("好", "strange")])
def test_what_is_no_phrase_is_refused(cast: Office, login: Login, words: str, tone: str) -> None:
    del cast
    assert add(login, "amy", words, tone) == 422


def test_a_phrase_that_is_sent_twice_is_kept_once(app: Flask, cast: Office, login: Login) -> None:
    assert [add(login, "amy", "同样的话") for _ in range(2)] == [302, 302]
    with app.app_context():
        own = (Phrase.user_id == cast.amy, Phrase.words == "同样的话")
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Phrase).where(*own)) == 1


def test_nobody_keeps_more_than_can_be_shown(app: Flask, cast: Office, login: Login) -> None:
    assert [add(login, "amy", f"第{number}句") for number in range(MOST)] == [302] * MOST
    assert add(login, "amy", "再来一句") == 422


# the same person in two following steps

HEAD = Hand(1, head=3)


def repeated(just: engine.Offer, tasks: tuple[engine.OpenTask, ...] = (TASK,), **state: Any) -> str:
    compiled = visit(tasks=[{"role": "head"}], **state)
    there = engine.Standing("review", 7, tasks, department_id=3)
    found = engine.repeated(compiled, there, HEAD, yes, just)
    return found.transition.key if found else ""


def test_only_who_agreed_in_person_is_taken_at_their_word_and_only_where_the_state_says_so() -> None:
    move = visit(tasks=[{"role": "head"}]).transition("agree")
    assert move is not None
    just = engine.Offer(move, TASK)
    assert repeated(just, same_person="once") == "agree"
    assert repeated(just) == ""
    assert repeated(engine.Offer(move), same_person="once") == ""
    assert repeated(engine.Offer(move, TASK, on_behalf=True), same_person="once") == ""
    assert repeated(engine.Offer(move, TASK, stands_for=9), same_person="once") == ""
    assert repeated(just, (), same_person="once") == ""
    asleep = engine.OpenTask(1, 0, role="head", department_id=3, asleep=True)
    assert repeated(just, (asleep, BEFORE), same_person="once") == ""


def test_the_same_person_is_asked_once_and_the_course_says_so(office: Office) -> None:
    with_state("countersign", same_person="once")
    record = office.walk(office.visit(), to="countersign")
    record = office.press(record, "solo", "agree").record
    assert record.state == "chain"
    steps = [step for step in queries.steps(db.session(), record.id) if step.transition == "agree"]
    assert [(step.user_id, step.repeats) for step in steps] == [(office.solo, False), (office.solo, True)]
    assert office.offers(record, "solo") == ["forward", "send_back"]


def test_where_the_state_asks_again_nothing_is_looked_up_for_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = office.walk(office.visit(), to="unit_review")
    looks: list[str] = []
    there = queries.standing

    def look(session: Session, record: Record) -> engine.Standing:
        looks.append(record.state)
        return there(session, record)

    monkeypatch.setattr(queries, "standing", look)
    record = office.press(record, "amy", "pass").record
    assert set(looks) == {"unit_review"}
    with_state("countersign", same_person="once")
    office.press(office.walk(office.visit(), to="countersign"), "solo", "agree")
    assert "countersign" in looks


def test_who_agreed_last_is_not_asked_again_in_the_next_state(office: Office) -> None:
    with_state("chain", same_person="once")
    record = office.walk(office.visit(), to="countersign")
    office.press(record, "fay", "agree")
    record = office.press(record, "sec", "agree").record
    assert [task.role for task in queries.open_tasks(db.session(), record.id)] == ["finance"]


def test_another_person_is_asked_all_the_same(office: Office) -> None:
    with_state("countersign", same_person="once")
    record = office.walk(office.visit(), to="countersign")
    record = office.press(record, "fay", "agree").record
    assert record.state == "countersign"
    assert office.offers(record, "sec") == ["agree", "send_back"]


def test_what_was_handed_over_counts_as_ones_own(office: Office) -> None:
    with_state("chain", same_person="once")
    record = office.walk(office.visit(), to="countersign")
    office.press(record, "sec", "agree")
    record = office.press(record, "fay", "agree").record
    use(office, record, "sec", "hand_over", "solo")
    assert office.press(record, "solo", "forward").record.state == "leader_review"
