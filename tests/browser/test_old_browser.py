"""Chromium 86, which offices still use, over plain http: form, lists and record, and not one complaint."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.extensions import db
from app.records.models import Draft
from tests.browser.launch import prepare_old_page
from tests.browser.live import complaints, paste, until
from tests.browser.office import Office

APP = Path("app").resolve()
GUESTS = "让·杜邦\tJEAN DUPONT\t男\t法国\r\n玛丽·勒鲁瓦\tMARIE LEROY\t女\t法国\r\n"

NEWER = {
    "js": r"AbortSignal\.(any|timeout)|Intl\.Segmenter|withResolvers|\.groupBy\(|\.with\(|\bcause:|static \{|^await "
    r"|\.inert\b|showPopover|checkVisibility|canParse|scrollend",
    "css": r":not\([^()]*,|:user-(in)?valid|@starting-style|@scope|field-sizing|scrollbar-gutter|overflow: clip|subgrid"
    r"|\binset(-block|-inline)?\b:|\b(translate|rotate|scale):|^\s*&|\bround\(",
    "html": r"\bpopover\b|\binert\b|importmap|type=\"module\"|<search>",
}
"""What Chromium learned after 86, as far as it would break or be missed silently."""


@pytest.fixture
def plain(office: Office) -> Office:
    """The office at an address that browsers trust as little as one of the office network."""
    return replace(office, url=office.url.replace("127.0.0.1", "0.0.0.0"))


@pytest.fixture
def page(old_browser: Browser, plain: Office) -> Iterator[Page]:
    with old_browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 720}) as context:
        page = plain.sign_in(context, "stan")
        prepare_old_page(page)
        heard = complaints(page)
        yield page
        assert heard == []


def write(page: Page, name: str, text: str) -> None:
    page.locator(f'[name="{name}"]').fill(text)
    page.locator(f'[name="{name}"]').press("Tab")


def test_a_delegation_is_filled_in_kept_and_submitted(page: Page, plain: Office) -> None:
    page.goto(f"{plain.url}/types/visiting_delegation/new")
    assert not page.evaluate("window.isSecureContext")
    write(page, "delegation_name", "旧机器接待团")
    write(page, "headcount", "2")
    page.locator("#f-countries").fill("faguo")
    page.locator("[role=option]", has_text="法国").first.click()
    write(page, "arrive_on", "2026.12.1")
    write(page, "leave_on", "20261205")
    expect(page.locator('[data-output="stay_days"]')).to_contain_text("5")
    expect(page.locator('[data-path="media_note"]')).to_be_hidden()
    page.locator('[data-path="has_media"] label', has_text="是").click()
    expect(page.locator('[data-path="media_note"]')).to_be_visible()
    write(page, "media_note", "随行记者一名")
    assert paste(page, '[name="visitors.0.name_zh"]', GUESTS)
    expect(page.locator('[name="visitors.1.nationality"]')).to_have_value("法国")
    page.locator('[name="visitors.0.is_head"]').check()
    write(page, "contact", "最后填的联系人")
    until(
        page,
        lambda: plain.ask(lambda: any("最后填的联系人" in str(each.raw) for each in db.session.scalars(select(Draft)))),
    )
    expect(page.locator("[data-saved-words]")).to_have_text("已保存")
    page.reload()
    expect(page.locator('[name="delegation_name"]')).to_have_value("旧机器接待团")
    expect(page.locator('[name="visitors.1.name_en"]')).to_have_value("MARIE LEROY")
    page.locator('[name="_press"][value="submit"]').click()
    page.wait_for_url(re.compile(r"/records/\d+$"))
    expect(page.locator("h1 .state")).to_have_text("部门审核")


def test_lists_tabs_and_menus_open(page: Page, plain: Office) -> None:
    page.goto(f"{plain.url}/types/visiting_delegation")
    page.locator(".chip-add summary").click()
    page.locator("#add").select_option("delegation_name")
    expect(page.locator("#filter-inputs input").first).to_be_visible()
    page.locator(".top-person").click()
    expect(page.locator(".dropdown-menu.show")).to_contain_text("退出登录")
    page.keyboard.press("Escape")
    page.locator("a.row-link").first.click()
    for tab in ("流程", "材料", "附件", "历史"):
        page.locator(".list-tab", has_text=tab).click()
        expect(page.locator(".list-tab[aria-current]")).to_contain_text(tab)
    page.get_by_role("button", name="更多").click()
    page.locator("[data-copy]").click()
    expect(page.locator("#toasts")).to_contain_text("已复制")


@pytest.mark.parametrize("kind", sorted(NEWER))
def test_nothing_that_we_wrote_is_newer(kind: str) -> None:
    newer = re.compile(NEWER[kind], re.MULTILINE)
    folder = APP / ("templates" if kind == "html" else "static/biaowen")
    found = {path.name: hit[0] for path in folder.rglob(f"*.{kind}") if (hit := newer.search(path.read_text("utf-8")))}
    assert found == {}
