"""From a file to work: a ledger becomes a type and its rows records, a tagged template a type that issues its paper."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.exports import FORMATS, Column, Sheet
from tests.browser.live import Demo, complaints, until
from tests.word.build import template

DESIGNER, STAFF = "sunjing", "linxiao"


def ledger(header: Sequence[str], *rows: Sequence[Any]) -> bytes:
    columns = tuple(Column(f"c{at}", label) for at, label in enumerate(header))
    return FORMATS.get("xlsx").write(Sheet("台账", columns, rows))


@pytest.fixture
def desk(page: Page, demo: Demo) -> Page:
    """The page of a new type."""
    page.set_viewport_size({"width": 1440, "height": 900})
    demo.enter(page, DESIGNER, "/designer/new")
    return page


def is_there(desk: Page, demo: Demo, words: str) -> bool:
    """Long work goes on by itself: the list is looked at again until it is done."""
    desk.goto(f"{demo.url}/types/room_ledger")
    return words in desk.locator("main").inner_text()


def send(desk: Page, file: Path) -> None:
    """The file from which the type begins."""
    desk.get_by_role("link", name="从文件新建").click()
    desk.locator("#file").set_input_files(file)
    desk.get_by_role("button", name="上传并查看").click()
    expect(desk.locator(".dz-proposals")).to_be_visible()


def make(desk: Page, name: str, key: str) -> None:
    """Name it, make the draft, put it into force."""
    desk.locator("#label").fill(name)
    desk.get_by_role("group", name="谁来填写").get_by_label("经办人").check()
    desk.get_by_role("group", name="谁可以看全部").get_by_label("表单管理员").check()
    desk.locator("details summary", has_text="高级").click()
    desk.locator("#key").fill(key)
    desk.get_by_role("button", name="建立草稿").click()
    desk.wait_for_url(f"**/designer/{key}/fields")
    desk.goto(f"{desk.url.partition('/designer')[0]}/designer/{key}/publish")
    desk.locator("form.deed button.btn-primary", has_text="发布").click()
    expect(desk.locator("#toasts")).to_contain_text("已发布第 1 版")


def test_a_ledger_becomes_a_type_and_its_rows_become_records(desk: Page, demo: Demo, tmp_path: Path) -> None:
    heard = complaints(desk)
    file = tmp_path / "会议室借用台账.xlsx"
    file.write_bytes(ledger(("借用人", "人数", "借用日期"), ("钱学思", 12, date(2024, 3, 1))))
    send(desk, file)
    kinds = desk.locator(".dz-proposals select")
    expect(kinds.nth(0)).to_have_value("text")
    expect(kinds.nth(1)).to_have_value("integer")
    expect(kinds.nth(2)).to_have_value("date")
    desk.locator("#label-1").fill("参加人数")
    make(desk, "会议室借用台账", "room_ledger")

    desk.goto(f"{demo.url}/types/room_ledger/import")
    desk.locator("#file").set_input_files(file)
    desk.get_by_role("button", name="下一步").click()
    desk.get_by_role("button", name="检查").click()
    desk.get_by_role("button", name="导入 1 条").click()
    expect(desk).to_have_url(re.compile("/jobs/"))
    until(desk, lambda: is_there(desk, demo, "钱学思"))
    assert heard == []


def test_a_tagged_template_becomes_a_type_that_issues_its_paper(
    desk: Page, demo: Demo, browser: Browser, tmp_path: Path
) -> None:
    heard = complaints(desk)
    file = tmp_path / "物品领用单.docx"
    file.write_bytes(template("物品领用单", "领用人：{{ 领用人 }}", "领用日期：{{ 领用日期 | 年月日 }}"))
    send(desk, file)
    expect(desk.locator(".dz-proposals select").nth(1)).to_have_value("date")
    make(desk, "物品领用", "supplies_slip")
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        demo.enter(page, STAFF, "/types/supplies_slip/new")
        page.get_by_label("领用人").fill("周树")
        page.get_by_label("领用日期").fill("2024-3-5")
        page.locator(".ff-deeds button.btn-primary").click()
        expect(page.locator("h1")).to_contain_text("周树")
        page.goto(f"{page.url.partition('?')[0]}?tab=papers")
        page.get_by_role("button", name="生成 Word").click()
        expect(page.locator("main")).to_contain_text("第 1 次生成")
    assert heard == []
