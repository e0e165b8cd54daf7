"""A flow and rights made in the browser: two steps from nothing by mouse, one by keyboard alone, and a record goes
through."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.launch import drag
from tests.browser.live import Demo, seat

DESIGNER, STAFF, HEAD, LEADER = "sunjing", "linxiao", "chenmo", "zhaoqiming"

_SWAPPED = """() => { const picture = document.querySelector(".fl-picture"), anew = picture.cloneNode(true);
document.addEventListener("pointermove", function swap() { if (!picture.querySelector(".is-moving")) return;
document.removeEventListener("pointermove", swap);
picture.replaceWith(anew); document.body.dataset.swapped = "yes"; }); }"""
"""The picture comes anew while one of its boxes is dragged."""

desk = seat(DESIGNER, "/designer")
"""All types."""


def begin(page: Page, label: str) -> str:
    """A new type that staff fill in, on its tab of the flow; its key."""
    assert page.context.browser is not None
    name = f"{label}{page.context.browser.version.partition('.')[0]}"
    page.get_by_role("link", name="新建事项").click()
    page.get_by_label("名称").fill(name)
    page.get_by_role("group", name="谁来填写").get_by_label("经办人").check()
    page.get_by_role("button", name="开始设计").click()
    tabs(page).get_by_role("link", name="流程").click()
    expect(page.locator("#fl-two")).to_be_visible()
    page.wait_for_load_state()
    found = re.search(r"/designer/(\w+)/", page.url)
    assert found is not None
    return found[1]


def tabs(page: Page) -> Locator:
    return page.locator("#dz-tabs")


def node(page: Page, address: str) -> Locator:
    """A state or a transition in the picture."""
    return page.locator(f'.fl-picture a[data-choose="{address}"]')


@contextmanager
def kept(page: Page) -> Iterator[None]:
    """What is done here is kept: the draft is another one afterwards."""
    lock = page.locator("#dz-lock")
    before = lock.input_value()
    yield
    expect(lock).not_to_have_value(before)


def choose(page: Page, address: str) -> None:
    node(page, address).click()
    expect(page.locator("#dz-properties")).to_have_attribute("data-at", address)


def test_a_flow_of_two_steps_and_its_rights_are_made_by_mouse_and_a_record_goes_through(
    desk: Page, demo: Demo, browser: Browser
) -> None:
    key = begin(desk, "用车申请")
    pattern = desk.locator("#fl-two")
    pattern.get_by_label("谁审核").select_option(label="部门负责人")
    pattern.get_by_label("谁审批").select_option(label="单位领导")
    pattern.get_by_label("哪个部门的").first.select_option(label="经办人所在部门")
    pattern.get_by_label("哪个部门的").last.select_option(value="all")
    pattern.get_by_role("button").click()
    expect(desk.locator(".fl-picture .fl-state")).to_have_count(5)
    expect(node(desk, "state/review_1")).to_contain_text("部门负责人")

    choose(desk, "state/review_2")
    desk.locator("#p-label-zh").fill("领导批准")
    desk.locator("#p-label-zh").press("Tab")
    expect(node(desk, "state/review_2")).to_contain_text("领导批准")
    choose(desk, "transition/agree_2")
    desk.locator("#p-label-zh").fill("批准")
    desk.locator("#p-label-zh").press("Tab")
    expect(node(desk, "transition/agree_2").locator("text")).to_have_text("批准")

    tabs(desk).get_by_role("link", name="权限").click()
    row = desk.locator("tr", has=desk.get_by_role("rowheader", name="审计员"))
    with kept(desk):
        row.get_by_role("combobox").select_option(label="全部")
    desk.locator("#rt-path").select_option(label="名称")
    with kept(desk):
        desk.get_by_role("button", name="限制谁能看").click()
    sight = desk.get_by_role("checkbox", name="单位领导: 名称")
    with kept(desk):
        sight.check()
    expect(desk.get_by_role("checkbox", name="部门负责人: 名称")).not_to_be_checked()
    desk.reload()
    expect(sight).to_be_checked()
    expect(row.get_by_role("combobox")).to_have_value("all")
    desk.get_by_role("button", name="取消限制").click()
    expect(sight).to_have_count(0)

    desk.get_by_role("link", name="检查与发布").first.click()
    desk.get_by_role("button", name="发布").click()
    expect(desk.locator("#toasts")).to_contain_text("已发布第 1 版")
    go_through(demo, browser, key)


def go_through(demo: Demo, browser: Browser, key: str) -> None:
    """Staff hand in, the head agrees, the leader approves."""
    title = f"去机场接人 {key}"
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        demo.enter(page, STAFF, f"/types/{key}/new")
        page.get_by_label("名称").fill(title)
        page.get_by_role("button", name="提交").click()
        expect(page).to_have_url(re.compile(r"/records/\d+$"))
        expect(page.locator("h1 .state")).to_contain_text("审核")
        address = page.url.removeprefix(demo.url)
    for login, words, then in ((HEAD, "同意", "领导批准"), (LEADER, "批准", "已完成")):
        with browser.new_context(locale="zh-CN") as context:
            page = context.new_page()
            demo.enter(page, login, address)
            page.locator("summary", has_text=words).first.click()
            page.get_by_role("button", name=f"确定{words}").click()
            expect(page.locator("h1 .state")).to_have_text(then)


def states(page: Page) -> Locator:
    return page.locator(".fl-picture .fl-state")


def centre(page: Page, part: str, beside: float = 0) -> tuple[float, float]:
    """The middle of a part of the picture, or so far to its right."""
    at = page.locator(f".fl-picture {part}").bounding_box()
    assert at is not None
    return at["x"] + at["width"] / 2 + beside, at["y"] + at["height"] / 2


def test_a_picture_is_changed_by_dragging_and_boxes_go_aside_by_keyboard(desk: Page) -> None:
    begin(desk, "领伞登记")
    desk.locator("#fl-one-first").select_option(label="部门负责人")
    desk.locator("#fl-one").get_by_label("哪个部门的").first.select_option(value="all")
    desk.locator("#fl-one button").click()
    expect(states(desk).nth(0)).to_have_attribute("data-state", "draft")
    expect(node(desk, "state/draft")).to_be_focused()

    drag(desk, centre(desk, '[data-state="draft"] rect'), centre(desk, '[data-state="returned"] rect', 30))
    expect(states(desk).nth(0)).to_have_attribute("data-state", "returned")
    expect(states(desk).nth(1)).to_have_attribute("data-state", "draft")
    expect(node(desk, "state/draft")).to_be_focused()
    desk.keyboard.press("Alt+ArrowLeft")
    expect(states(desk).nth(0)).to_have_attribute("data-state", "draft")
    expect(node(desk, "state/draft")).to_be_focused()

    desk.evaluate(_SWAPPED)
    drag(desk, centre(desk, '[data-state="draft"] rect'), centre(desk, '[data-state="returned"] rect', 30))
    expect(desk.locator("body")).to_have_attribute("data-swapped", "yes")
    expect(desk.locator("#fl-told")).to_be_hidden()  # what the server drew anew meanwhile was let go
    expect(states(desk).nth(0)).to_have_attribute("data-state", "draft")
    drag(desk, centre(desk, '[data-state="draft"] rect'), centre(desk, '[data-state="done"] rect'))
    expect(desk.locator("#fl-told")).to_be_visible()
    drag(desk, centre(desk, '[data-state="review_1"] .fl-handle circle'), centre(desk, '[data-state="draft"] rect'))
    expect(node(desk, "transition/transition")).to_have_attribute("aria-label", re.compile("审批 → 起草"))
    expect(desk.locator("#dz-properties")).to_have_attribute("data-at", "transition/transition")
    expect(states(desk).nth(0)).to_have_attribute("data-state", "draft")


def press(page: Page, key: str, times: int) -> None:
    for _number in range(times):
        page.keyboard.press(key)


def test_a_flow_is_made_and_changed_by_keyboard_alone(desk: Page) -> None:
    begin(desk, "借书登记")
    desk.locator("#fl-one-first").focus()
    press(desk, "ArrowDown", 2)
    desk.keyboard.press("Tab")
    press(desk, "ArrowDown", 1)
    desk.locator("#fl-one button").focus()
    desk.keyboard.press("Enter")
    expect(node(desk, "state/draft")).to_be_focused()

    desk.keyboard.press("ArrowDown")
    expect(node(desk, "transition/submit")).to_be_focused()
    for _number in range(20):
        if node(desk, "state/review_1").evaluate("node => node === document.activeElement"):
            break
        desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.locator("#dz-properties")).to_have_attribute("data-at", "state/review_1")

    desk.locator("#fl-role").focus()
    press(desk, "ArrowDown", 5)
    desk.locator("#fl-add-task").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#dz-properties")).to_have_attribute("data-at", "task/review_1.1")
    expect(node(desk, "state/review_1")).to_contain_text("单位领导")

    node(desk, "transition/send_back").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#dz-properties")).to_have_attribute("data-at", "transition/send_back")
    desk.locator("#dz-remove-part").focus()
    desk.keyboard.press("Enter")
    expect(node(desk, "transition/send_back")).to_have_count(0)
    expect(node(desk, "state/returned")).to_have_class(re.compile("is-wrong"))
    desk.locator("#dz-undo").focus()
    desk.keyboard.press("Enter")
    expect(node(desk, "transition/send_back")).to_have_count(1)
    expect(node(desk, "state/returned")).not_to_have_class(re.compile("is-wrong"))

    tabs(desk).get_by_role("link", name="权限").focus()
    desk.keyboard.press("Enter")
    changes = desk.get_by_role("checkbox", name="经办人: 修改 审批")
    changes.focus()
    with kept(desk):
        desk.keyboard.press("Space")
    expect(changes).to_be_checked()
    expect(changes).to_be_focused()
    desk.reload()
    expect(changes).to_be_checked()


def test_what_is_ticked_before_the_scripts_are_there_is_kept(page: Page, demo: Demo) -> None:
    demo.enter(page, DESIGNER, "/designer")
    key = begin(page, "借车登记")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/designer.js*", hold)
    page.goto(f"{demo.url}/designer/{key}/tab/rights", wait_until="commit")
    creates = page.get_by_role("checkbox", name="部门负责人: 新建")
    creates.check()
    expect(page.locator("#dz-lock")).to_be_attached()
    with kept(page):
        held[0].continue_()
    page.unroute("**/designer.js*")
    page.reload()
    expect(creates).to_be_checked()
