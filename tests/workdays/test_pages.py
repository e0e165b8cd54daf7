"""节假日: who looks after lists sees a year's days off, sets days of the office's own, and takes them back."""

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import RoleAssignment
from app.audit.models import AuditEntry
from app.definitions.schema import Role
from app.extensions import db
from app.workdays import queries
from tests.conftest import ROLES, Cast

Login = Callable[[str], FlaskClient]
DAY = {"day": "2026-11-11", "kind": "off", "name": "校庆"}


@pytest.fixture
def keeper(app: Flask, cast: Cast, login: Login) -> FlaskClient:
    """Amy looks after lists."""
    with app.app_context():
        role = {"key": "keeper", "label": "名单管理", "can": ["manage_lists"]}
        accounts.set_roles([Role.model_validate(each) for each in (*ROLES, role)])
        db.session.add(RoleAssignment(user_id=cast.amy, role_key="keeper"))
        db.session.commit()
    return login("amy")


def own(app: Flask) -> list[tuple[date, bool, str]]:
    with app.app_context():
        return [(each.day, each.works, each.name) for each in queries.own_days(db.session(), 2026)]


def test_a_year_shows_what_was_published_and_by_which_notice(keeper: FlaskClient) -> None:
    page = keeper.get("/workdays?year=2026").text
    assert "国办发明电〔2025〕7号" in page
    assert "2026-02-15 – 2026-02-23" in page
    assert "2026-02-28" in page


def test_a_year_that_was_not_published_says_so(keeper: FlaskClient) -> None:
    assert "2040 年的放假安排还没有录入" in keeper.get("/workdays?year=2040").text


def test_a_day_is_set_changed_and_taken_back_each_in_the_audit(keeper: FlaskClient, app: Flask) -> None:
    answer = keeper.post("/workdays", data=DAY, follow_redirects=True)
    assert "已记下 2026-11-11：校庆" in answer.text
    keeper.post("/workdays", data={**DAY, "kind": "worked", "name": "补课"})
    assert own(app) == [(date(2026, 11, 11), True, "补课")]
    keeper.post("/workdays/2026-11-11/drop")
    assert own(app) == []
    with app.app_context():
        deeds = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.about == "day:2026-11-11")).all()
    assert deeds == ["workday.set", "workday.set", "workday.dropped"]


def test_what_is_missing_is_said_and_what_was_typed_stays(keeper: FlaskClient, app: Flask) -> None:
    answer = keeper.post("/workdays", data={"day": "2026-13-40", "kind": "off", "name": "校庆"})
    assert answer.status_code == 422
    assert 'value="校庆"' in answer.text
    assert "请填写事由" in keeper.post("/workdays", data={**DAY, "name": " "}).text
    assert own(app) == []


@pytest.mark.parametrize("day", ["2026-11-11", "someday"])
def test_a_day_that_was_never_set_cannot_be_taken_back(keeper: FlaskClient, day: str) -> None:
    assert keeper.post(f"/workdays/{day}/drop").status_code == 404


def test_a_year_out_of_the_calendar_is_not_there(keeper: FlaskClient) -> None:
    assert keeper.get("/workdays?year=99999").status_code == 404


def test_others_are_refused(app: Flask, cast: Cast, login: Login) -> None:
    del cast
    assert login("stan").post("/workdays", data=DAY).status_code == 403
    assert own(app) == []


def test_what_is_set_moves_what_becomes_due(keeper: FlaskClient, app: Flask) -> None:
    keeper.post("/workdays", data=DAY)
    with app.app_context():
        assert queries.calendar(db.session()).after(date(2026, 11, 10), 1) == date(2026, 11, 12)
