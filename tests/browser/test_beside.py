"""The year's records beside a text: they come when it comes into sight, and go into it where the cursor stands."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import Demo, complaints

TOO_WIDE = "document.documentElement.scrollWidth - window.innerWidth"


@pytest.fixture(params=["page", "old_page"])
def report(request: pytest.FixtureRequest, demo: Demo) -> Page:
    """The form of the yearly report, in today's browser and in Chromium 86."""
    page: Page = request.getfixturevalue(request.param)
    page.set_viewport_size({"width": 1440, "height": 900})
    demo.enter(page, "zhengyan", "/reports")
    page.get_by_role("link", name=re.compile("2024年度 湖州市")).first.click()
    expect(page).to_have_url(re.compile(r"/records/\d+"))
    page.goto(f"{page.url.partition('?')[0]}/edit")
    return page


def test_a_record_goes_into_the_text_where_the_cursor_stands(report: Page) -> None:
    heard = complaints(report)
    text = report.locator("#f-act_work")
    text.fill("开头。结尾。")
    text.evaluate("area => { area.focus(); area.setSelectionRange(3, 3); }")
    line = report.locator(".ff-beside li", has_text="灵岩郡师生回访湖州").first
    line.get_by_role("button").click()
    expect(text).to_have_value("开头。11月灵岩郡师生回访湖州，参加25人；结尾。")
    expect(text).to_be_focused()
    expect(report.locator("[data-saved-words]")).to_have_text("已保存")
    report.reload()
    expect(report.locator("#f-act_work")).to_have_value("开头。11月灵岩郡师生回访湖州，参加25人；结尾。")
    report.get_by_role("button", name="放弃草稿").click()
    report.locator("#confirm").get_by_role("button", name="确定").click()
    expect(report.get_by_text("已放弃没有保存的内容")).to_be_visible()
    assert heard == []


def test_nobody_was_in_the_text_so_it_goes_to_its_end(report: Page) -> None:
    text = report.locator("#f-act_work")
    text.scroll_into_view_if_needed()
    before = text.input_value()
    report.locator(".ff-beside li", has_text="灵岩郡师生回访湖州").first.get_by_role("button").click()
    expect(text).to_have_value(f"{before}11月灵岩郡师生回访湖州，参加25人；")


@pytest.mark.parametrize(("width", "is_below"), [(1440, False), (390, True)])
def test_the_records_stand_beside_the_text_or_below_it(report: Page, width: int, is_below: bool) -> None:
    report.set_viewport_size({"width": width, "height": 900})
    text, lines = (report.locator(each).bounding_box() for each in ("#f-act_work", ".ff-pair:has(#f-act_work) aside"))
    assert text is not None
    assert lines is not None
    assert (lines["y"] >= text["y"] + text["height"]) is is_below
    assert report.evaluate(TOO_WIDE) <= 0
