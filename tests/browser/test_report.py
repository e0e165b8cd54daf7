"""Reports in a real browser: from the list to a number to its records, drafts, the check, rows to carry over."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import Demo, complaints

CLERK = "zhengyan"
WITHOUT_CLIPBOARD = "Object.defineProperty(window, 'isSecureContext', {value: false});"
NOTE_COPIES = "document.addEventListener('copy', () => { window.copied = document.activeElement.value; });"
TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(params=["page", "old_page"])
def clerk(request: pytest.FixtureRequest, demo: Demo) -> Page:
    """The clerk's page on the list of reports, in today's browser and in Chromium 86."""
    page: Page = request.getfixturevalue(request.param)
    page.set_viewport_size({"width": 1440, "height": 900})
    demo.enter(page, CLERK, "/reports")
    return page


def open_report(page: Page, title: str, tab: str) -> None:
    page.get_by_role("link", name=re.compile(title)).first.click()
    open_tab(page, tab)


def open_tab(page: Page, tab: str) -> None:
    link = page.locator(".list-tab").filter(has_text=re.compile(rf"^\s*{tab}"))
    link.click()
    expect(link).to_have_attribute("aria-current", "page")
    page.wait_for_load_state()


def test_a_number_leads_to_its_records(clerk: Page) -> None:
    heard = complaints(clerk)
    open_report(clerk, "2024年度 湖州市", "统计")
    clerk.get_by_role("link", name=re.compile("青少年来访人数")).click()
    expect(clerk.locator(".figure-big")).to_contain_text("43")
    clerk.get_by_role("link", name="灵岩郡师生回访湖州").click()
    expect(clerk.get_by_role("heading", level=1)).to_contain_text("灵岩郡师生回访湖州")
    assert heard == []


def test_counting_anew_tells_what_it_did(clerk: Page) -> None:
    open_report(clerk, "2019年度工作总结", "统计")
    clerk.locator(".report-note").get_by_role("button", name="重新统计").click()
    expect(clerk.locator(".bw-toast")).to_contain_text("已统计 23 项")
    tile = clerk.get_by_role("link", name=re.compile("^出国（境）团组"))
    expect(tile).to_contain_text("10")
    expect(tile).to_contain_text("系统统计 11")


def test_the_check_marks_what_does_not_add_up(clerk: Page) -> None:
    open_report(clerk, "2019年度工作总结", "检查")
    expect(clerk.locator("#check-faculty")).to_contain_text("“其中”各项之和是 11，与总数 10 不符")
    expect(clerk.locator("#check-faculty mark.mark-matches").nth(4)).to_be_visible()


def test_a_sentence_of_the_draft_is_taken(clerk: Page) -> None:
    open_report(clerk, "2024年度 湖州市", "统计")
    clerk.get_by_role("link", name="四、下一步打算").click()
    expect(clerk.get_by_text("这一部分没有起草的文字")).to_be_visible()
    clerk.go_back()
    clerk.get_by_role("link", name="二、开展的主要工作及取得主要效益").click()
    expect(clerk.locator(".draft-unit").first).to_contain_text("（一）友好城市交流")


def test_rows_are_copied_and_ticked_without_leaving_the_place(clerk: Page) -> None:
    clerk.add_init_script(WITHOUT_CLIPBOARD)
    open_report(clerk, "2024年度 湖州市", "对照填报")
    clerk.evaluate(NOTE_COPIES)
    row = clerk.locator(".transcribe-row").nth(9)
    row.get_by_role("button", name="复制").click()
    expect(clerk.locator(".bw-toast")).to_contain_text("已复制")
    assert clerk.evaluate("window.copied") == "1.35"
    address = clerk.url
    row.get_by_role("button", name="标为已填").click()
    expect(clerk.locator("#transcribe-progress")).to_contain_text("1 / 18")
    expect(clerk.locator(".transcribe-row").nth(9).get_by_role("button", name="已填")).to_be_visible()
    clerk.locator(".transcribe-row").nth(9).get_by_role("button", name="已填").click()
    expect(clerk.locator("#transcribe-progress")).to_contain_text("0 / 18")
    assert clerk.url == address


def test_pages_fit_a_phone(clerk: Page) -> None:
    clerk.set_viewport_size({"width": 390, "height": 844})
    open_report(clerk, "2024年度 湖州市", "统计")
    assert clerk.evaluate(TOO_WIDE) <= 0
    for tab in ("检查", "对照填报"):
        open_tab(clerk, tab)
        assert clerk.evaluate(TOO_WIDE) <= 0
