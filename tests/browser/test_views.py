"""Lists set up in a browser: columns by mouse and by keyboard, a view under a name; without scripts as well."""

import re

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.launch import drag
from tests.browser.live import Demo, seat

WRITER = "zhengyan"
LIST = "/types/sister_city"


listed = seat(WRITER, LIST)
"""The list of sister cities as it is before anybody sets it up."""


def head(page: Page) -> Locator:
    return page.locator(".list-table thead th:not(.list-pick)")


def heads(page: Page) -> list[str]:
    return [each.strip() for each in head(page).all_inner_texts()]


def expect_heads(page: Page, *first: str) -> None:
    for at, label in enumerate(first):
        expect(head(page).nth(at)).to_have_text(label, use_inner_text=True)


def open_columns(page: Page) -> Locator:
    page.get_by_role("link", name="列设置").click()
    dialog = page.locator("dialog.panel")
    expect(dialog.locator("h2")).to_have_text("列设置")
    return dialog


def labels(dialog: Locator) -> list[str]:
    return [each.strip() for each in dialog.locator("[data-pick] .form-check-label").all_inner_texts()]


def expect_labels(dialog: Locator, *first: str) -> None:
    for at, label in enumerate(first):
        expect(dialog.locator("[data-pick] .form-check-label").nth(at)).to_have_text(label)


def test_columns_are_chosen_and_moved_by_keyboard_and_mouse(listed: Page) -> None:
    before = heads(listed)
    dialog = open_columns(listed)
    order = labels(dialog)
    assert order[: len(before)] == before
    dialog.locator("[name=column]").nth(1).focus()
    listed.keyboard.press("Alt+ArrowUp")
    expect_labels(dialog, order[1], order[0])
    expect(dialog.locator("[data-picks-said]")).to_have_text(f"“{order[1]}”移到第 1 位")
    expect(dialog.locator("[name=column]").first).to_be_focused()
    dialog.get_by_role("button", name=f"下移“{order[1]}”").click()
    expect_labels(dialog, *order[:2])
    grip, target = (dialog.locator(".pick-grip").nth(at).bounding_box() for at in (0, 2))
    assert grip is not None
    assert target is not None
    drag(listed, (grip["x"] + 5, grip["y"] + 8), (grip["x"] + 5, target["y"] + target["height"] - 2))
    expect_labels(dialog, order[1], order[2], order[0])
    dialog.locator("[name=column]").nth(1).uncheck()
    dialog.get_by_role("button", name="保存").click()
    expect(listed.locator("#toasts")).to_contain_text("列已设置")
    expect_heads(listed, order[1], order[0])
    open_columns(listed).get_by_role("button", name="恢复默认").click()
    expect(listed.locator("#toasts")).to_contain_text("已恢复默认的列")
    expect_heads(listed, *before)
    expect(head(listed)).to_have_count(len(before))


def test_escape_leaves_the_columns_as_they_are(listed: Page) -> None:
    before = heads(listed)
    dialog = open_columns(listed)
    dialog.locator("[name=column]").first.uncheck()
    listed.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(listed.get_by_role("link", name="列设置")).to_be_focused()
    expect_heads(listed, *before)
    expect(head(listed)).to_have_count(len(before))


def test_a_view_is_named_opened_and_deleted(listed: Page) -> None:
    listed.get_by_label("在本台账中查找").fill("市")
    listed.keyboard.press("Enter")
    expect(listed).to_have_url(re.compile("[?&]q="))
    listed.wait_for_load_state()
    listed.get_by_role("link", name="存为常用筛选").click()
    expect(listed.locator("dialog.panel [name=name]")).to_be_focused()
    listed.keyboard.type("所有的市")
    listed.keyboard.press("Enter")
    tab = listed.locator(".list-tabs [aria-current]")
    expect(tab).to_have_text("所有的市")
    listed.locator(".list-menu summary").click()
    listed.get_by_role("link", name="管理常用筛选").click()
    listed.get_by_role("button", name="删除").click()
    listed.locator("#confirm").get_by_role("button", name="确定").click()
    expect(listed.locator("#toasts")).to_contain_text("已删除常用筛选“所有的市”")


def test_without_scripts_columns_are_set_on_a_page_of_their_own(browser: Browser, demo: Demo) -> None:
    with browser.new_context(locale="zh-CN", java_script_enabled=False) as context:
        page = context.new_page()
        demo.enter(page, WRITER, LIST)
        before = heads(page)
        page.get_by_role("link", name="列设置").click()
        page.get_by_role("button", name=f"下移“{before[0]}”").click()
        expect(page.locator("[data-pick] .form-check-label").first).to_have_text(before[1])
        page.get_by_role("button", name="保存").click()
        expect_heads(page, before[1], before[0])
        page.get_by_role("link", name="列设置").click()
        page.get_by_role("button", name="恢复默认").click()
        expect_heads(page, *before)
        expect(head(page)).to_have_count(len(before))
