"""编号登记簿: who looks after numbers sees where each series stands, every number, and makes one void with a reason."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import service as accounts
from app.accounts.actor import Actor
from app.accounts.models import RoleAssignment
from app.audit import queries as audit
from app.audit.models import AuditEntry
from app.definitions.schema import Role
from app.expressions import Kind, Name, Scope, bind_text
from app.extensions import db
from app.numbers import queries, service
from tests.conftest import ROLES, Cast
from tests.records.list_office import OFFICER, furnish, keep

Login = Callable[[str], FlaskClient]
NOW = datetime(2026, 3, 5, 9, tzinfo=UTC)
PATTERN = bind_text(
    "外来备〔{{ year }}〕{{ n }}号",
    Scope([Name("year", "年份", Kind.NUMBER), Name("n", "序号数", Kind.NUMBER)]),
)


@pytest.fixture
def office(app: Flask, cast: Cast) -> Flask:
    """Ada is an officer; Amy and Eve keep the registers. Two visits have numbers, a third one came with its own."""
    furnish(app, cast)
    keeper = {"key": "keeper", "label": "编号管理", "can": ["void_numbers"]}
    first, second, third = (keep(app, "stan", name=name) for name in ("甲团", "乙团", "丙团"))
    with app.app_context():
        accounts.set_roles([Role.model_validate(role) for role in (*ROLES, OFFICER, keeper)])
        db.session.add_all(RoleAssignment(user_id=who, role_key="keeper") for who in (cast.amy, cast.eve))
        more = {"actor": Actor(id=cast.stan, name="司丹"), "now": NOW}
        for record_id in (first, second):
            service.take(db.session(), "visits", PATTERN, {}, period="2026", record_id=record_id, **more)  # type: ignore[arg-type]
        service.enter(
            db.session(),
            "visits",
            PATTERN,
            {},
            "外来备〔2026〕5号",
            restart="year",
            record_id=third,
            **more,  # type: ignore[arg-type]
        )
        db.session.commit()
    return app


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_list_says_where_each_register_stands(office: Flask, login: Login) -> None:
    page = plain(login("amy").get("/numbers").text)
    assert re.search(r"来访 备案编号 2026 年 5 3 —", page)


def test_a_register_lists_its_numbers_latest_first(office: Flask, login: Login) -> None:
    page = plain(login("amy").get("/numbers/visits").text)
    assert [found[0] for found in re.finditer(r"外来备〔2026〕\d号", page)] == [
        f"外来备〔2026〕{n}号" for n in (5, 2, 1)
    ]
    assert "下一个是 6" in page
    assert "其中 3, 4 没有在这里登记" in page
    assert "丙团" in page


def test_records_that_one_may_not_see_are_not_named(office: Flask, login: Login) -> None:
    page = plain(login("eve").get("/numbers/visits").text)
    assert "外来备〔2026〕5号" in page
    assert "丙团" not in page
    assert "您无权查看的记录" in page


def test_a_number_becomes_void_with_its_reason(office: Flask, login: Login) -> None:
    with office.app_context():
        number_id = queries.taken(db.session(), "visits")[0].id
    browser = login("amy")
    assert browser.post(f"/numbers/{number_id}/void", data={"why": " "}).status_code == 422
    answer = browser.post(f"/numbers/{number_id}/void", data={"why": "重复登记"})
    assert answer.status_code == 302
    page = plain(browser.get(answer.location).text)
    assert re.search(r"外来备〔2026〕5号 .*? 已作废 重复登记 艾米", page)
    with office.app_context():
        (line,) = db.session.query(AuditEntry).filter_by(deed="number.voided")
        assert "重复登记" in line.facts
    assert browser.post(f"/numbers/{number_id}/void", data={"why": "再来"}).status_code == 409


def test_only_who_may_makes_numbers_void(office: Flask, login: Login) -> None:
    page = login("ada").get("/numbers/visits").text
    assert "/void" not in page
    assert login("ada").post("/numbers/1/void", data={"why": "试试"}).status_code == 403
    assert login("stan").get("/numbers").status_code == 403
    assert 'href="/numbers"' not in login("stan").get("/").text
    assert 'href="/numbers"' in login("amy").get("/").text


def test_what_is_no_register_is_not_found(office: Flask, login: Login) -> None:
    assert login("amy").get("/numbers/nothing").status_code == 404
    assert login("amy").get("/numbers/visits?period=1999").status_code == 404
    assert login("amy").post("/numbers/999/void", data={"why": "没有"}).status_code == 404


def test_the_page_proves_that_every_number_is_accounted_for(office: Flask, login: Login) -> None:
    page = plain(login("amy").get("/numbers/visits?period=2026").text)
    assert "从 1 到 5 共 5 个号，其中 3, 4 没有在这里登记" in page
    assert "记录用 3 纸质件用 0 作废 0 预留未用 0 没有登记 2" in page


def test_a_block_is_reserved_used_on_paper_and_made_void(office: Flask, login: Login) -> None:
    browser = login("amy")
    answer = browser.post("/numbers/visits/reserve", data={"count": "2", "why": "外办登记本"})
    assert answer.status_code == 302
    page = browser.get(answer.headers["Location"]).text
    assert page.count("预留未用") == 3
    assert "外办登记本" in page
    first, second = sorted(map(int, re.findall(r"/numbers/(\d+)/use", page)))
    assert browser.post(f"/numbers/{first}/use", data={"what": "三月来访表"}).status_code == 302
    assert browser.post(f"/numbers/{first}/use", data={"what": "又一份"}).status_code == 409
    assert browser.post(f"/numbers/{second}/void", data={"why": "不用了"}).status_code == 302
    page = plain(browser.get(answer.headers["Location"]).text)
    assert "三月来访表" in page
    assert "纸质件用 1 作废 1 预留未用 0" in page
    with office.app_context():
        deeds = [each.deed for each in audit.entries()]
    assert deeds[-4:] == ["number.reserved", "number.used", "refused", "number.voided"]


def test_a_block_that_is_wrong_is_told_at_its_place_and_what_was_typed_stays(office: Flask, login: Login) -> None:
    answer = login("amy").post("/numbers/visits/reserve", data={"count": "许多", "why": ""})
    assert answer.status_code == 422
    assert "一次预留 1 至 200 个" in answer.text
    assert "请写明留给谁" in answer.text
    assert 'value="许多"' in answer.text


def test_only_who_may_reserves_numbers(office: Flask, login: Login) -> None:
    assert login("stan").get("/numbers/visits/reserve").status_code == 403
    assert login("stan").post("/numbers/visits/reserve", data={"count": "1", "why": "试"}).status_code == 403
    assert login("amy").get("/numbers/none/reserve").status_code == 404
