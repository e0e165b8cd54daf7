"""工作移交 in the browser: an administrator looks, gives the reason and hands over; the receiver prints the list."""

import pytest
from playwright.sync_api import expect

from app.accounts import queries as people
from app.accounts import service
from app.extensions import db
from app.records import desks, drafts
from app.web import clock
from tests.browser.office import PHONE, At, Office


@pytest.fixture
def leaving(office: Office) -> str:
    """Ge Ning, who moves to another school, has begun a delegation; Rui An stays. Gives the address of the handover."""
    with office.app.app_context():
        like = people.user_by_login("stan")
        assert like is not None
        for name, login in (("葛宁", "hand-ge"), ("瑞安", "hand-rui")):
            person = service.Person(name, login, like.department_id, (service.Grant("staff", like.department_id),))
            made = service.create_user(person, password_hash="", actor=None, now=clock.now())
            made.must_change, made.password_until = False, None
        giver = people.user_by_login("hand-ge")
        assert giver is not None
        desk = desks.of_user(giver.id)
        drafts.keep(
            desk.session, "visiting_delegation", {"delegation_name": "移交用的团组"}, actor=desk.actor, now=desk.now
        )
        db.session.commit()
        return f"/users/{giver.id}"


def test_who_leaves_hands_over_and_the_receiver_gets_the_list(person: At, office: Office, leaving: str) -> None:
    with person("ada", leaving) as page:
        page.get_by_role("main").get_by_role("link", name="工作移交").click()
        page.get_by_label("接收人").fill("瑞安")
        page.get_by_role("button", name="看看有哪些").click()
        expect(page.get_by_role("heading", name="葛宁 移交给 瑞安")).to_be_visible()
        expect(page.get_by_role("checkbox")).to_be_checked()
        page.get_by_label("移交原因").fill("调到另一所学院")
        page.get_by_role("button", name="移交所选的").click()
        expect(page.get_by_role("heading", name="工作移交：葛宁 → 瑞安")).to_be_visible()
        office.app.extensions["worker"].run_waiting()
        expect(page.get_by_text("移交了 1 件")).to_be_visible()
        page.get_by_role("link", name="移交清单").click()
        expect(page.get_by_text("监交人")).to_be_visible()
    with person("hand-rui", "/notices", viewport=PHONE) as page:
        page.get_by_role("link", name="爱达 把 葛宁 的工作移交给您").first.click()
        expect(page.get_by_role("main")).to_contain_text("没有提交的草稿")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
