"""批量办理: what is alike is answered together; each is pressed as if alone, and what is refused says why."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.records.models import Record
from app.workflow import batch, phrases, queries, service
from app.workflow.amending import queries as amendments
from tests.workflow.amended import approve, press, propose, publish_amended
from tests.workflow.office import Office

Login = Callable[[str], FlaskClient]


@pytest.fixture
def visits(app: Flask, cast: Office) -> list[int]:
    """Three visits that wait for the head, one that waits for a countersignature."""
    with app.app_context():
        found = [cast.walk(cast.visit(name_of=f"第{n}团"), to="unit_review").id for n in range(3)]
        found.append(cast.walk(cast.visit(cost="12000.00"), to="countersign").id)
        db.session.commit()
    return found


def shown(browser: FlaskClient) -> dict[str, str]:
    """What the form of the page sends, with everything ticked."""
    page = browser.get("/tasks/batch").text
    sent = dict(re.findall(r'name="([vn]\.\d+|_once|pile)" value="([^"]*)"', page))
    press = re.search(r'name="press" value="(\w+)" checked', page)
    return {**sent, "press": press[1] if press else ""}


def worked(app: Flask, browser: FlaskClient, picked: list[int], sent: dict[str, str], **more: str) -> str:
    answer = browser.post("/tasks/batch", data={**sent, "pick": [str(each) for each in picked], **more})
    assert answer.status_code == 302
    app.extensions["worker"].run_waiting()
    return str(browser.get(answer.location).text)


def states(app: Flask, ids: list[int]) -> list[str]:
    with app.app_context():
        return [db.session.get_one(Record, each).state for each in ids]


def test_what_is_ticked_is_decided_and_leaves_the_same_trace_as_alone(
    app: Flask, visits: list[int], login: Login
) -> None:
    amy = login("amy")
    page = worked(app, amy, visits[:2], shown(amy), comment="拟同意")
    assert "办理了 2 件" in page
    assert states(app, visits[:3]) == ["countersign", "countersign", "unit_review"]
    with app.app_context():
        last = queries.last_steps(db.session(), visits[:2])
        assert {(step.transition, step.comment) for step in last.values()} == {("pass", "拟同意")}


def test_a_form_that_is_sent_twice_decides_once(app: Flask, visits: list[int], login: Login) -> None:
    amy = login("amy")
    sent = shown(amy)
    first = amy.post("/tasks/batch", data={**sent, "pick": [str(visits[0])]})
    second = amy.post("/tasks/batch", data={**sent, "pick": [str(visits[0])]})
    assert first.location == second.location


def test_what_changed_since_the_page_was_shown_is_not_decided_and_says_so(
    app: Flask, cast: Office, visits: list[int], login: Login
) -> None:
    amy = login("amy")
    sent = shown(amy)
    with app.app_context():
        record = cast.reload(db.session.get_one(Record, visits[1]))
        cast.press(record, "amy", "pass")
        db.session.commit()
    page = worked(app, amy, visits[:2], sent)
    assert "办理了 1 件" in page
    assert "没有办理：第1团" in page
    assert states(app, visits[:2]) == ["countersign", "countersign"]


def test_only_what_waits_for_a_person_is_pressed(app: Flask, visits: list[int], login: Login) -> None:
    amy = login("amy")
    page = worked(app, amy, [visits[0], visits[3]], shown(amy))
    assert "办理了 1 件" in page
    assert states(app, [visits[3]]) == ["countersign"]


def test_nothing_ticked_or_a_step_that_is_not_offered_is_told_and_what_was_typed_stays(
    app: Flask, visits: list[int], login: Login
) -> None:
    amy = login("amy")
    sent = shown(amy)
    answer = amy.post("/tasks/batch", data={**sent, "comment": "同意去"})
    assert answer.status_code == 422
    assert "请先选要办理的事项" in answer.text
    assert 'value="同意去"' in answer.text
    answer = amy.post("/tasks/batch", data={**sent, "press": "send_back", "pick": [str(visits[0])]})
    assert answer.status_code == 422
    assert states(app, visits[:1]) == ["unit_review"]


def test_ones_own_phrases_are_offered(app: Flask, cast: Office, visits: list[int], login: Login) -> None:
    assert visits
    with app.app_context():
        phrases.add("已核对，拟同意", "go", shared=False, desk=cast.desk("amy"))
        db.session.commit()
    assert '<option value="已核对，拟同意">' in login("amy").get("/tasks/batch").text


def test_sending_back_is_not_offered_for_many(visits: list[int], login: Login) -> None:
    page = login("amy").get("/tasks/batch").text
    assert 'name="press" value="pass"' in page
    assert 'value="send_back"' not in page


def test_begun_again_after_a_stop_nothing_is_decided_twice(
    app: Flask, visits: list[int], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    amy = login("amy")
    perform, calls = service.perform, []

    def dying(*args: Any, **kwargs: Any) -> Any:
        calls.append(True)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return perform(*args, **kwargs)

    sent = shown(amy)
    answer = amy.post("/tasks/batch", data={**sent, "pick": [str(each) for each in visits[:3]]})
    monkeypatch.setattr(service, "perform", dying)
    with pytest.raises(KeyboardInterrupt):
        app.extensions["worker"].run_waiting()
    monkeypatch.setattr(service, "perform", perform)
    with app.app_context():
        db.session.rollback()
        batch_job = answer.location.rpartition("/")[2]
        db.session.execute(db.text("UPDATE job SET state = 'queued' WHERE id = :id"), {"id": int(batch_job)})
        db.session.commit()
    app.extensions["worker"].run_waiting()
    assert "办理了 3 件" in amy.get(answer.location).text
    with app.app_context():
        assert [len(queries.steps(db.session(), each)) for each in visits[:3]] == [2, 2, 2]


def test_who_has_nothing_to_decide_sees_that(visits: list[int], login: Login) -> None:
    assert "没有待办" in login("eve").get("/tasks/batch").text


def test_the_inbox_leads_there_where_there_is_more_than_one(visits: list[int], login: Login) -> None:
    assert "/tasks/batch" in login("amy").get("/tasks").text
    assert "/tasks/batch" not in login("eve").get("/tasks").text


def test_a_page_that_does_not_list_the_whole_pile_says_so(
    visits: list[int], login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    amy = login("amy")
    assert "先列出最急的" not in amy.get("/tasks/batch").text
    monkeypatch.setattr(batch, "MOST", 2)
    page = amy.get("/tasks/batch").text
    assert "先列出最急的 2 件" in page
    assert page.count('name="pick"') == 2


@pytest.fixture
def amended(app: Flask, cast: Office) -> list[int]:
    """Two visits whose headcounts somebody wants to change; both amendments wait for the head."""
    with app.app_context():
        publish_amended()
        found = []
        for headcount in ("3", "4"):
            made = propose(cast, approve(cast), headcount=headcount)
            found.append(press(cast, made, "stan", "submit").record_id)
        db.session.commit()
    return found


def test_amendments_of_one_kind_are_a_pile_and_agreed_to_together(app: Flask, amended: list[int], login: Login) -> None:
    amy = login("amy")
    page = amy.get("/tasks/batch").text
    assert "来访团组 · 人员变更" in page
    assert "变更事由：一人因病不能成行 · 人数：2 → 3" in page
    assert "办理了 2 件" in worked(app, amy, amended, shown(amy), comment="同意")
    assert "办理了 2 件" in worked(app, login("lee"), amended, shown(login("lee")))
    with app.app_context():
        assert [db.session.get_one(Record, each).data["headcount"] for each in amended] == [3, 4]
        assert [db.session.get_one(Record, each).state for each in amended] == ["approved", "approved"]


def test_an_amendment_that_was_returned_meanwhile_is_not_agreed_to_and_its_record_not_pressed(
    app: Flask, cast: Office, amended: list[int], login: Login
) -> None:
    amy = login("amy")
    sent = shown(amy)
    with app.app_context():
        made = amendments.get(db.session(), amended[0], 1)
        press(cast, made, "solo", "send_back", "再核")
        db.session.commit()
    page = worked(app, amy, amended, sent)
    assert "办理了 1 件" in page
    assert "记录已经变了，或者别人已经办理" in page
    assert states(app, amended) == ["approved", "approved"]
