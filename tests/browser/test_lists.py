"""A choice list made of rows pasted from Excel, used in a field, and an entry that retires on a day."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.live import Demo, seat

DESIGNER, STAFF = "sunjing", "linxiao"
ROWS = "代码\t名称\t英文名称\t楼层\n001\t东一厅\tEast\t1\nNO\t西二厅\tWest\t12:30\n=3\t南三厅\t\t\n"
FAULTY = "代码\t名称\n001\t东一厅\n001\t北厅\n\t\n9\t\n"


desk = seat(DESIGNER, "/lists", forgiven=["422"])
"""All lists; rows with faults are refused on purpose."""


def name_of(page: Page) -> str:
    """A name of this browser's own."""
    assert page.context.browser is not None
    return f"厅室{page.context.browser.version.partition('.')[0]}"


def make_list(page: Page, name: str) -> str:
    """Paste rows with faults, look, paste others, look, write; gives the list's key."""
    page.get_by_role("link", name="新建选项表").click()
    page.locator("#name").fill(name)
    page.get_by_role("button", name="建立").click()
    expect(page.locator("h1")).to_have_text("导入选项")
    page.locator("#text").fill(FAULTY)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("[data-faults]")).to_contain_text("值“001”重复了")
    expect(page.locator("[data-faults]")).to_contain_text("请填写名称")
    expect(page.get_by_role("button", name="写入")).to_have_count(0)
    page.get_by_role("link", name="重新上传").click()
    page.locator("#text").fill(ROWS)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("main")).to_contain_text("新增 3 项")
    page.get_by_role("button", name="写入").click()
    expect(page.locator("#e-NO code")).to_have_text("NO")
    expect(page.locator("#e-NO")).to_contain_text("12:30")
    found = re.search(r"/lists/(\w+)", page.url)
    assert found is not None
    return found[1]


def use_it(page: Page, name: str, list_key: str) -> str:
    """A type with a field that offers the list; gives the type's key."""
    page.goto(f"{_site(page)}/designer/new")
    page.get_by_label("名称").fill(f"借用{name}")
    page.get_by_role("group", name="谁来填写").get_by_label("经办人").check()
    page.get_by_role("button", name="开始设计").click()
    page.locator(".dz-offer[data-type=choice] button").click()
    expect(page.locator("#dz-properties")).to_have_attribute("data-at", "choice")
    type_key = page.url.split("/")[4]
    removes = page.locator("#dz-properties [data-remove-row]")
    removes.last.click()
    expect(removes).to_have_count(1)
    removes.click()
    expect(page.locator("#dz-properties [data-row] input").first).to_have_value("")
    page.locator("#p-list").select_option(list_key)
    page.locator("#p-label-zh").fill("用哪间")
    page.locator("#p-label-zh").press("Tab")
    expect(page.locator("#dz-canvas .dz-pick[aria-current]")).to_have_text("用哪间")
    page.get_by_role("link", name="检查与发布").first.click()
    page.get_by_role("button", name="发布").click()
    expect(page.locator("#toasts")).to_contain_text("已发布第 1 版")
    return type_key


def _site(page: Page) -> str:
    return page.url[: page.url.index("/", 8)]


def test_a_list_is_made_of_pasted_rows_used_and_an_entry_retires(desk: Page, demo: Demo, browser: Browser) -> None:
    name = name_of(desk)
    list_key = make_list(desk, name)
    type_key = use_it(desk, name, list_key)
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        demo.enter(page, STAFF, f"/types/{type_key}/new")
        page.get_by_label("名称").fill("周一例会")
        page.get_by_label("用哪间").select_option(label="东一厅")
        page.locator(".ff-deeds button.btn-primary").click()
        expect(page.locator("h1")).to_contain_text("周一例会")
        record = page.url

        desk.goto(f"{_site(desk)}/lists/{list_key}/uses")
        expect(desk.locator("main")).to_contain_text(f"借用{name}")
        desk.goto(f"{_site(desk)}/lists/{list_key}")
        retire_by_keyboard(desk)

        page.goto(f"{_site(page)}/types/{type_key}/new")
        expect(page.get_by_label("用哪间").locator("option")).not_to_contain_text(["东一厅"])
        expect(page.get_by_label("用哪间").locator("option", has_text="西二厅")).to_have_count(1)
        page.goto(record)
        expect(page.locator("main")).to_contain_text("东一厅")


def retire_by_keyboard(page: Page) -> None:
    """Find the entry, open it, retire it from today."""
    page.locator("main input[type=search]").focus()
    page.keyboard.type("east")
    page.keyboard.press("Enter")
    expect(page.locator("main tbody tr")).to_have_count(1)
    page.locator("main tbody .row-link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("东一厅")
    page.get_by_role("button", name="停用这一项").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("起停用")
    expect(page.locator("main tbody")).not_to_contain_text("东一厅")


def test_two_people_at_one_list_see_what_the_other_did(page: Page, demo: Demo) -> None:
    demo.enter(page, DESIGNER, "/lists/post_levels")
    address = page.locator("main tbody .row-link").first.get_attribute("href")
    page.goto(f"{_site(page)}{address}")
    second = page.context.new_page()
    second.goto(page.url)
    second.get_by_label("英文名称").fill("Said by the other one")
    second.get_by_role("button", name="保存").click()
    expect(second.locator("#toasts")).to_contain_text("已保存")
    page.get_by_label("英文名称").fill("Said here")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("h1")).to_have_text("这张表刚被改过")
    expect(page.locator(".ch-sides")).to_contain_text("Said by the other one")
    expect(page.locator(".ch-sides")).to_contain_text("Said here")
    page.get_by_role("button", name="在现在的表上再做一次").click()
    expect(page.locator("main tbody tr").first).to_contain_text("Said here")
