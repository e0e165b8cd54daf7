"""Pages of deeds beside the flow: what is offered is what goes through, in every state, for everybody."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.records.models import Record
from app.workflow import queries
from app.workflow.in_flow import InFlow
from app.workflow.models import Copy, SideStep, Step, Task
from app.workflow.verbs import service as verbs
from app.workflow.verbs.registry import VERBS
from app.workflow.verbs.verb import Given
from tests.workflow.office import Office
from tests.workflow.test_pages import STATES, WHO, put

Login = Callable[[str], FlaskClient]
SPECIAL = ("before", "beside", "after", "handed")
"""Reviews in which somebody was asked in, or that were handed over."""


def stand(app: Flask, cast: Office, where: str) -> int:
    """A record in a state, or in the department's review after a verb; it is copied to one person."""
    record_id = put(app, cast, "unit_review" if where in SPECIAL else where)
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        if where in SPECIAL:
            verb, to = ("hand_over", cast.solo) if where == "handed" else ("add_signer", cast.eve)
            given = Given(comment="理由", people=(to,), how=where)
            verbs.use(InFlow(record, cast.desk("amy")), VERBS[verb], given)
        verbs.use(InFlow(record, cast.desk("stan")), VERBS["copy"], Given(people=(cast.ada,)))
        db.session.commit()
    return record_id


def offered(app: Flask, cast: Office, record_id: int, who: str) -> set[str]:
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        return {chance.verb.key for chance in verbs.offered(verbs.place_of(InFlow(record, cast.desk(who))))}


def rows(app: Flask, record_id: int) -> list[Any]:
    """All that a verb could change."""
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        tables = (Task, SideStep, Step, Copy)
        counts = [db.session.scalar(sa.select(sa.func.count()).where(t.record_id == record_id)) for t in tables]
        tasks = queries.open_tasks(db.session(), record_id)
        return [record.state, record.lock_version, *counts, [(task.id, task.asleep) for task in tasks]]


@pytest.mark.parametrize("where", [*STATES, *SPECIAL])
def test_a_direct_post_gets_exactly_what_the_buttons_offer(app: Flask, cast: Office, login: Login, where: str) -> None:
    record_id = stand(app, cast, where)
    before = rows(app, record_id)
    for who in [*WHO, "ada"]:
        offers, browser = offered(app, cast, record_id, who), login(who)
        for key in VERBS:
            if key not in offers:
                data = {"comment": "理由", "people": "Olga", "how": "before"}
                answer = browser.post(f"/records/{record_id}/verbs/{key}", data=data)
                assert answer.status_code in {403, 404, 409}, (who, key)
                assert browser.get(f"/records/{record_id}/verbs/{key}").status_code in {302, 404}
        page, flow = browser.get(f"/records/{record_id}"), browser.get(f"/records/{record_id}?tab=flow")
        if page.status_code == 200:
            shown = {key for key in VERBS for text in (page.text, flow.text) if shows(text, key)}
            assert shown == offers, who
            for key in offers:
                form = browser.get(f"/records/{record_id}/verbs/{key}")
                assert (form.status_code, f'action="/records/{record_id}/verbs/{key}"' in form.text) == (200, True)
        else:
            assert (page.status_code, offers) == (404, set())
    assert rows(app, record_id) == before


def shows(page: str, key: str) -> bool:
    return f'data-verb="{key}"' in page or f'data-press="{key}"' in page


@pytest.mark.parametrize("where", ["unit_review", "before", "beside", "handed"])
def test_what_is_offered_goes_through(app: Flask, cast: Office, login: Login, where: str) -> None:
    for who in ("stan", "amy", "solo", "eve", "fay"):
        for key in VERBS:
            record_id = stand(app, cast, where)
            if key in offered(app, cast, record_id, who):
                to = "Solo" if key == "hand_over" and who == "amy" else "Amy" if key == "hand_over" else "Olga"
                data = {"comment": "理由", "people": to, "how": "beside"}
                answer = login(who).post(f"/records/{record_id}/verbs/{key}", data=data)
                assert answer.status_code == 302, (who, key, answer.text[-3000:])


def test_a_double_click_counts_once(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    data = {"_once": "verb-once", "people": "Eve", "comment": "供参考"}
    answers = [login("stan").post(f"/records/{record_id}/verbs/copy", data=data).status_code for _ in range(2)]
    assert answers == [302, 302]
    with app.app_context():
        assert len(queries.copies_of(db.session(), [record_id])) == 1


def test_what_was_typed_stays_when_a_name_is_unknown(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    data = {"people": ["Eve", "无此人"], "comment": "请看第三页"}
    answer = login("stan").post(f"/records/{record_id}/verbs/copy", data=data)
    assert answer.status_code == 422
    for words in ("没有找到“无此人”", 'value="Eve"', 'value="无此人"', "请看第三页"):
        assert words in answer.text


def test_who_could_hold_the_task_is_offered_to_choose_from(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    page = login("amy").get(f"/records/{record_id}/verbs/hand_over").text
    assert "<option>Solo</option>" in page
    assert "<option>Eve</option>" not in page


def test_the_course_says_for_ever_who_passed_what_to_whom(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    data = {"people": "Solo", "comment": "出差一周"}
    assert login("amy").post(f"/records/{record_id}/verbs/hand_over", data=data).status_code == 302
    assert login("solo").post(f"/records/{record_id}/press/pass").status_code == 302
    for address in (f"/records/{record_id}?tab=flow", f"/records/{record_id}/course"):
        page = login("stan").get(address).text
        assert "转给 Solo 办理" in page
        assert "出差一周" in page


def test_who_comes_too_late_sees_where_it_is_now(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    with app.app_context():
        task = queries.open_tasks(db.session(), record_id)[0].id
    assert login("amy").post(f"/records/{record_id}/press/pass").status_code == 302
    data = {"people": "Solo", "comment": "出差", "_task": str(task)}
    answer = login("amy").post(f"/records/{record_id}/verbs/hand_over", data=data)
    assert answer.status_code == 409
    assert "会签" in answer.text
    assert "readonly>出差</textarea>" in answer.text


def test_copies_stand_in_the_inbox_until_read_and_say_so(app: Flask, cast: Office, login: Login) -> None:
    record_id, eve = put(app, cast, "unit_review"), login("eve")
    data = {"people": "Eve", "comment": "供参考"}
    assert login("stan").post(f"/records/{record_id}/verbs/copy", data=data).status_code == 302
    page = eve.get("/tasks?tab=copied").text
    assert ">未读<" in page
    assert "供参考" in page
    assert eve.get(f"/records/{record_id}").status_code == 200
    assert ">未读<" not in eve.get("/tasks?tab=copied").text


def test_who_was_asked_in_answers_from_the_card(app: Flask, cast: Office, login: Login) -> None:
    record_id = stand(app, cast, "before")
    page = login("eve").get("/tasks").text
    assert 'data-press="agree_added"' in page
    assert 'data-press="object_added"' in page
    assert "/press/pass" not in page
    assert login("eve").post(f"/records/{record_id}/verbs/agree_added").status_code == 302
    assert "/press/pass" in login("amy").get("/tasks").text


def test_too_early_a_reminder_says_when(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert login("stan").post(f"/records/{record_id}/verbs/remind").status_code == 302
    answer = login("stan").post(f"/records/{record_id}/verbs/remind")
    assert answer.status_code == 409
    assert "以后可以再催" in answer.text
    assert "以后可以再催" in login("stan").get(f"/records/{record_id}?tab=flow").text


def test_nothing_is_known_under_a_strange_name(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert login("amy").get(f"/records/{record_id}/verbs/strange").status_code == 404
    assert login("amy").post(f"/records/{record_id}/verbs/strange").status_code == 404
    assert login("amy").post("/records/999999/verbs/copy").status_code == 404


def test_the_card_says_who_asked_and_with_which_words(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    data = {"people": "Eve", "comment": "请先看经费", "how": "before"}
    assert login("amy").post(f"/records/{record_id}/verbs/add_signer", data=data).status_code == 302
    page = login("eve").get("/tasks").text
    assert "来自 Amy" in page
    assert "请先看经费" in page
