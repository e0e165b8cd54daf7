"""What becomes of records when their type changes: another type of a field over them and back, another key, a field
retired."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.live import PATIENCE, Demo, seat

DESIGNER, OWNER = "sunjing", "zhengyan"
TRAINING, VISITS = "/designer/training", "/designer/visiting_delegation"
SOON = PATIENCE * 1000


desk = seat(DESIGNER, "/designer", browsers=["page"])
"""All types."""


@pytest.fixture
def owner(browser: Browser, demo: Demo) -> Iterator[Page]:
    """A record of the training type, as who keeps it sees it."""
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        demo.enter(page, OWNER, "/types/training?q=廉政谈话")
        page.get_by_role("link", name="廉政谈话").first.click()
        expect(page).to_have_url(re.compile(r"/records/\d+"))
        yield page


def history(page: Page) -> None:
    page.goto(f"{page.url.partition('?')[0]}?tab=history")


def test_records_are_carried_over_to_another_type_of_a_field_and_back(desk: Page, owner: Page, demo: Demo) -> None:
    desk.goto(f"{demo.url}{TRAINING}/yaml")
    text = desk.locator("#dz-text")
    said = re.sub(r"(key: place, type: )text(.*?), suggest: true, max: 100", r"\1integer\2", text.input_value())
    text.fill(said)
    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_text("改自第")).to_be_visible()

    desk.goto(f"{demo.url}{TRAINING}/publish")
    desk.get_by_role("link", name="要把旧记录转到新版本").click()
    expect(desk.get_by_role("heading", name="内容怎样转")).to_be_visible()
    expect(desk.locator("#f-place")).to_contain_text("地点")
    desk.get_by_label("为什么转").fill("地点改为编号")
    desk.get_by_role("button", name="发布，并转换").click()
    expect(desk.locator("#job")).to_contain_text("条记录转到了第", timeout=SOON)

    history(owner)
    expect(owner.locator("main")).to_contain_text("转到新版本")
    expect(owner.locator("main")).to_contain_text("地点改为编号")

    desk.get_by_role("link", name="查看转换").click()
    desk.get_by_role("link", name="转回…").click()
    desk.get_by_role("button", name="转回").click()
    expect(desk.locator("#job")).to_contain_text("条记录转回了原来的版本", timeout=SOON)
    history(owner)
    expect(owner.locator("main")).to_contain_text("转回原版本")


def test_a_field_gets_another_key_and_another_is_retired_after_a_look_and_a_yes(desk: Page, demo: Demo) -> None:
    desk.goto(f"{demo.url}{VISITS}/fields?at=headcount")
    properties = desk.locator("#dz-properties")
    properties.get_by_text("高级").click()
    properties.get_by_role("link", name="一定要改键…").click()
    expect(desk.get_by_role("heading", name="会一起改的")).to_be_visible()
    desk.get_by_label("新的键").fill("people_count")
    desk.get_by_label("上面这些一起改").check()
    desk.get_by_role("button", name="改键").click()
    expect(desk).to_have_url(re.compile("at=people_count"))

    properties.get_by_role("button", name="停用").click()
    expect(desk.get_by_role("heading", name="从这些地方去掉")).to_be_visible()
    desk.get_by_label("看过了，就这样停用").check()
    desk.get_by_role("button", name="停用这个字段").click()
    expect(desk).to_have_url(re.compile("at=people_count"))
    expect(properties.get_by_role("button", name="恢复使用")).to_be_visible()

    desk.locator("#dz-undo").click()
    expect(properties.get_by_role("button", name="停用")).to_be_visible()
