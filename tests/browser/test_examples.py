"""Examples of a type: one from a preview, one from a record, and a red one accepted at publishing."""

from playwright.sync_api import Page, expect

from tests.browser.live import Demo, seat
from tests.browser.test_designer_flow import kept

DESIGNER, STAFF = "sunjing", "linxiao"
KEY = "example_try"


desk = seat(DESIGNER, "/designer/new", forgiven=["422"])
"""A new type; saving is refused once, on purpose."""


def new_type(desk: Page) -> str:
    """A type with a name and nothing else, in force; its key."""
    assert desk.context.browser is not None
    key = f"{KEY}{desk.context.browser.version.partition('.')[0]}"
    desk.get_by_label("名称").fill(f"样例试用{key}")
    desk.get_by_role("group", name="谁来填写").get_by_label("经办人").check()
    desk.locator("summary", has_text="高级").click()
    desk.locator('[name="key"]').fill(key)
    desk.get_by_role("button", name="开始设计").click()
    expect(desk.locator("#dz-canvas")).to_be_visible()
    return key


def open_tab(desk: Page, name: str) -> None:
    desk.locator(".dz-tabs").get_by_role("link", name=name, exact=True).click()
    expect(desk.locator(".dz-tabs [aria-current]")).to_contain_text(name)


def publish(desk: Page) -> None:
    desk.get_by_role("button", name="发布", exact=True).click()
    expect(desk.locator("#toasts")).to_contain_text("已发布")


def test_what_a_preview_shows_is_kept_and_a_red_one_is_accepted(desk: Page, demo: Demo) -> None:
    key = new_type(desk)
    open_tab(desk, "预览")
    frame = desk.frame_locator(".dz-frame")
    frame.get_by_label("名称", exact=True).fill("三人来访")
    frame.get_by_label("样例的名称").fill("平常的一件")
    frame.get_by_role("button", name="把填的内容留作样例").click()
    expect(desk.locator("#toasts")).to_contain_text("已留作样例")
    expect(desk.locator("main")).to_contain_text("和原来一样")

    desk.goto(f"{demo.url}/designer/{key}/publish")
    publish(desk)
    desk.goto(f"{demo.url}/designer/{key}/fields")
    desk.locator(".dz-offer[data-type=date] button").click()
    expect(desk.locator("#dz-properties")).to_have_attribute("data-at", "date")
    with kept(desk):
        desk.locator("#p-required").select_option(index=1)

    open_tab(desk, "检查与发布")
    expect(desk.locator("#examples")).to_contain_text("平常的一件")
    desk.get_by_role("button", name="发布", exact=True).click()
    expect(desk.locator("#examples [role=alert]")).to_contain_text("以后应当如此")
    desk.get_by_label("以后应当如此").check()
    publish(desk)


def test_a_record_is_kept_as_an_example(page: Page, demo: Demo) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    demo.enter(page, DESIGNER, "/designer/new")
    page.get_by_label("名称").fill("样例试用记录")
    page.get_by_role("group", name="谁来填写").get_by_label("表单管理员").check()
    page.get_by_role("button", name="开始设计").click()
    expect(page.locator("#dz-canvas")).to_be_visible()
    key = page.url.split("/")[-2]
    page.goto(f"{demo.url}/designer/{key}/publish")
    publish(page)
    page.goto(f"{demo.url}/types/{key}/new")
    page.get_by_label("名称", exact=True).fill("第一件")
    page.locator(".ff-deeds button.btn-primary").click()
    expect(page.locator("h1")).to_contain_text("第一件")

    page.get_by_role("button", name="更多").click()
    page.get_by_role("link", name="留作样例").click()
    expect(page.locator("main")).to_contain_text("所有能设计事项的人都会看到")
    page.get_by_label("名称").fill("最简单的一件")
    page.get_by_role("button", name="留作样例").click()
    expect(page.locator("#toasts")).to_contain_text("已留作样例")
    page.get_by_role("link", name="最简单的一件").click()
    expect(page.locator("main")).to_contain_text("结果和原来一样")
