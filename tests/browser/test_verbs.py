"""Deeds beside the flow as people do them: asked in from a desk, answered on a phone, copied, stood in for."""

from datetime import timedelta

from playwright.sync_api import expect

from app.accounts import queries as people
from app.extensions import db
from app.records import desks, store
from app.web import clock
from app.workflow import tasks
from app.workflow.models import Task
from tests.browser.office import PHONE, At, Office


def delegation(office: Office, name: str) -> int:
    """A delegation of Stan's that waits for the head of his department."""
    with office.app.app_context():
        user = people.user_by_login("stan")
        assert user is not None
        desk = desks.of_user(user.id)
        unit = {"id": user.department_id, "label": "国际教育学院"}
        stored = {"delegation_name": name, "headcount": 3, "countries": ["FR"], "host_unit": unit, "entry": "single"}
        compiled = desk.types.current("visiting_delegation")
        record = store.save(
            desk.session,
            None,
            compiled,
            stored=stored,
            state="unit_review",
            actor=desk.actor,
            now=desk.now,
            why="created",
            lookups=desk.lookups,
        )
        task = Task(
            record_id=record.id,
            state="unit_review",
            position=0,
            role="head",
            department_id=user.department_id,
            created_at=desk.now,
            outcome="",
        )
        tasks.give(desk.session, [task])
        db.session.commit()
        return record.id


def test_a_signer_is_asked_in_and_answers_on_a_phone(person: At, office: Office) -> None:
    record_id = delegation(office, "图卢兹大学代表团")
    with person("amy", f"/records/{record_id}") as page:
        page.get_by_role("button", name="更多").click()
        page.get_by_role("link", name="加签", exact=True).click()
        page.get_by_label("给谁 1").fill("李达")
        page.get_by_label("意见或理由").fill("请先看看规格")
        page.get_by_role("button", name="确定加签").click()
        expect(page.locator(".strip")).to_contain_text("李达")
        expect(page.locator('[data-press="pass"]')).to_have_count(0)
    with person("lee", "/tasks", PHONE) as page:
        card = page.locator(f"#card-{record_id}")
        expect(card).to_contain_text("请先看看规格")
        card.locator("summary", has_text="提出意见").click()
        card.get_by_label("理由").fill("规格偏高")
        card.get_by_role("button", name="确定提出意见").click()
        expect(page.locator(f"#card-{record_id}")).to_have_count(0)
    with person("amy", f"/records/{record_id}?tab=flow") as page:
        expect(page.locator(".course")).to_contain_text("规格偏高")
        expect(page.locator('[data-press="pass"]')).to_be_visible()


def test_a_copy_is_unread_until_it_is_opened(person: At, office: Office) -> None:
    record_id = delegation(office, "尼斯大学代表团")
    with person("stan", f"/records/{record_id}/verbs/copy", PHONE) as page:
        page.get_by_label("给谁 1").fill("爱达")
        page.get_by_role("button", name="确定抄送").click()
        page.wait_for_url(f"**/records/{record_id}")
    with person("ada", "/tasks?tab=copied", PHONE) as page:
        line = page.locator(".task-line", has_text="尼斯大学代表团")
        expect(line).to_contain_text("未读")
        line.click()
        expect(page.locator("h1")).to_contain_text("尼斯大学代表团")
        page.goto(office.url + "/tasks?tab=copied")
        expect(page.locator(".task-line", has_text="尼斯大学代表团")).not_to_contain_text("未读")


def test_a_stand_in_decides_and_is_shown_to_all(person: At, office: Office) -> None:
    record_id = delegation(office, "南特大学代表团")
    with office.app.app_context():
        until = (clock.today() + timedelta(days=3)).isoformat()
    with person("amy", "/stand-ins") as page:
        page.get_by_label("代办人").fill("李达")
        page.get_by_label("到哪天止").fill(until)
        page.get_by_role("button", name="委托代办").click()
        expect(page.locator(".stand-in")).to_contain_text("李达")
    with person("stan", f"/records/{record_id}?tab=flow") as page:
        expect(page.locator(".course")).to_contain_text("李达 代 艾米 办理")
    with person("lee", "/tasks", PHONE) as page:
        expect(page.locator(f"#card-{record_id}")).to_contain_text("代艾米")
        page.goto(f"{office.url}/records/{record_id}")
        page.locator('[data-press="send_back"]').click()
        page.get_by_label("理由").fill("请补充邀请函")
        page.get_by_role("button", name="确定代艾米退回").click()
        expect(page.locator("h1 .state")).to_have_text("退回修改")
    with person("stan", f"/records/{record_id}?tab=flow") as page:
        expect(page.locator(".course")).to_contain_text("李达 代艾米")
