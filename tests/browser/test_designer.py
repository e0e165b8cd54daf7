"""A record type made in the browser: from nothing by mouse, changed by keyboard alone, and two people at one draft."""

import re

from playwright.sync_api import Browser, Dialog, Locator, Page, Route, expect

from tests.browser.launch import drag
from tests.browser.live import Demo, complaints, seat, until

DESIGNER, STAFF = "sunjing", "linxiao"


desk = seat(DESIGNER, "/designer")
"""All types."""


def tile(page: Page, label: str) -> Locator:
    """A field on the canvas."""
    return page.locator("#dz-canvas .dz-tile", has=page.locator("> .fld-head > .dz-pick, > .dz-pick", has_text=label))


def labels(page: Page) -> Locator:
    return page.locator("#dz-canvas .dz-tiles > .dz-tile > .fld-head > .dz-pick")


def choose(page: Page, at: Locator) -> None:
    """Choose a field, and wait until its properties are there."""
    path = at.get_attribute("data-choose")
    at.click()
    expect(page.locator("#dz-properties")).to_have_attribute("data-at", path or "")


def name_it(page: Page, label: str) -> None:
    """Give what is chosen another name."""
    box = page.locator("#p-label-zh")
    box.fill(label)
    box.press("Tab")
    expect(page.locator("#dz-canvas .dz-pick[aria-current]")).to_have_text(label)


def test_a_type_is_made_from_nothing_and_filled_in(desk: Page, demo: Demo, browser: Browser) -> None:
    assert desk.context.browser is not None
    name = f"会议室借用{desk.context.browser.version.partition('.')[0]}"
    desk.get_by_role("link", name="新建事项").click()
    desk.get_by_label("名称").fill(name)
    desk.get_by_role("group", name="谁来填写").get_by_label("经办人").check()
    desk.get_by_role("button", name="开始设计").click()
    expect(labels(desk)).to_have_text(["名称"])
    desk.wait_for_load_state()

    offer, box = desk.locator(".dz-offer[data-type=date]"), tile(desk, "名称")
    start, end = offer.bounding_box(), box.bounding_box()
    assert start is not None
    assert end is not None
    drag(desk, (start["x"] + 40, start["y"] + 10), (end["x"] + 40, end["y"] + end["height"] - 4), steps=16)
    expect(labels(desk)).to_contain_text(["日期"])
    choose(desk, tile(desk, "日期").locator(".dz-pick"))
    name_it(desk, "借用日期")

    desk.locator(".dz-offer[data-type=table] button").click()
    expect(desk.locator("#dz-properties")).to_have_attribute("data-at", "table")
    name_it(desk, "参加人员")
    choose(desk, desk.locator("#dz-canvas .dz-column .dz-pick", has_text="第一列"))
    name_it(desk, "姓名")
    desk.locator(".dz-offer[data-type=integer] button").click()
    expect(desk.locator("#dz-canvas .dz-column")).to_have_count(2)

    desk.get_by_role("link", name="预览").click()
    frame = desk.frame_locator(".dz-frame")
    expect(frame.get_by_label("借用日期")).to_be_visible()
    desk.get_by_role("link", name="检查与发布").first.click()
    expect(desk.locator(".dz-good")).to_have_text("没有发现问题")
    desk.get_by_role("button", name="发布").click()
    expect(desk.locator("#toasts")).to_contain_text("已发布第 1 版")

    fill_in(desk, demo, browser, name)


def fill_in(desk: Page, demo: Demo, browser: Browser, name: str) -> None:
    """Somebody who fills it in finds it in the menu."""
    key = desk.locator("tr", has_text=name).locator("small").first.inner_text()
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        demo.enter(page, STAFF, f"/types/{key}/new")
        page.get_by_label("名称").fill("周一例会")
        page.get_by_label("借用日期").fill("2024-3-5")
        page.locator('[name="table.0.text"]').fill("王敏")
        page.locator(".ff-deeds button.btn-primary").click()
        expect(page.locator("h1")).to_contain_text("周一例会")
        expect(page.locator("main")).to_contain_text("王敏")


def test_a_type_is_changed_by_keyboard_alone(desk: Page) -> None:
    desk.goto(f"{desk.url}/sister_city/fields")
    before = labels(desk).all_inner_texts()
    labels(desk).first.focus()
    desk.keyboard.press("Alt+ArrowDown")
    expect(labels(desk)).to_have_text([before[1], before[0], *before[2:]])
    expect(labels(desk).nth(1)).to_be_focused()
    desk.keyboard.press("Control+z")
    expect(labels(desk)).to_have_text(before)

    labels(desk).nth(1).focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#dz-properties .dz-name")).to_have_text(before[1])
    desk.locator("#p-label-zh").focus()
    desk.keyboard.press("Control+a")
    desk.keyboard.type("换了名称")
    desk.keyboard.press("Tab")
    expect(labels(desk).nth(1)).to_have_text("换了名称")
    expect(desk.locator("#p-label-en")).to_be_focused()

    desk.locator(".dz-offer[data-type=yesno] button").focus()
    desk.keyboard.press("Enter")
    expect(labels(desk).nth(2)).to_have_text("是否")
    expect(desk.locator("#p-label-zh")).to_be_focused()
    desk.locator("#dz-undo").focus()
    desk.keyboard.press("Enter")
    expect(labels(desk).nth(2)).to_have_text(before[2])
    desk.goto(f"{desk.url.partition('/designer')[0]}/designer")
    row = desk.locator("tr", has_text="sister_city")
    row.get_by_role("button", name="放弃草稿").focus()
    desk.keyboard.press("Enter")
    desk.locator("#confirm").get_by_role("button").last.click()
    expect(desk.locator("tr", has_text="sister_city")).not_to_contain_text("有草稿")


def test_a_new_field_waits_for_its_name_and_a_fault_comes_into_sight(page: Page, demo: Demo) -> None:
    heard = complaints(page)
    page.set_viewport_size({"width": 1440, "height": 700})
    demo.enter(page, DESIGNER, "/designer/training/fields")
    page.locator(".dz-offer[data-type=money] button").click()
    expect(page.locator("#p-label-zh")).to_be_focused()
    page.keyboard.type("培训费")
    page.keyboard.press("Tab")
    expect(page.locator("#dz-name")).to_have_text("培训费")
    page.locator("#p-compute").fill("没有的字段 + 1")
    page.locator("#p-compute").press("Tab")
    expect(page.locator("#p-compute-fault .fault")).to_be_visible()
    at = page.locator("#dz-properties").get_attribute("data-at")
    page.goto(f"{page.url.partition('?')[0]}?at={at}")
    expect(page.locator("#p-compute-fault .fault")).to_be_in_viewport()
    expect(page.locator("#p-compute")).to_be_focused()

    page.locator("#dz-become").focus()
    page.keyboard.press("Enter")
    page.locator("#dz-type").select_option("text")
    page.locator("#dz-change-type").press("Enter")
    expect(page.locator("#dz-properties .card-title")).to_have_text("单行文字")
    page.locator(".dz-tools, .dz-bar").get_by_role("button", name="撤销").first.press("Enter")
    expect(page.locator("#dz-properties .card-title")).to_have_text("金额")
    assert heard == []


def test_who_is_quick_with_the_mouse_loses_neither_words_nor_press(desk: Page, demo: Demo) -> None:
    desk.goto(f"{demo.url}/designer/expert_review/fields")
    choose(desk, labels(desk).first)
    name = unused(desk)
    desk.locator("#p-label-zh").fill(name)
    other = labels(desk).nth(2)
    at = other.get_attribute("data-choose")
    other.hover()
    with desk.expect_response("**/do/set-field") as answer:
        desk.mouse.down()
    answer.value.finished()
    desk.mouse.up()
    expect(desk.locator("#dz-properties")).to_have_attribute("data-at", at or "")
    expect(labels(desk).first).to_have_text(name)


def test_who_leaves_at_once_leaves_once_it_is_kept(desk: Page, demo: Demo) -> None:
    asked: list[str] = []

    def note(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    desk.on("dialog", note)
    desk.goto(f"{demo.url}/designer/expert_review/fields")
    choose(desk, labels(desk).nth(1))
    name, held = unused(desk), list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    desk.route("**/do/set-field", hold)
    desk.locator("#p-label-zh").fill(name)
    desk.get_by_role("link", name="预览").click()
    until(desk, lambda: bool(held))
    held.pop().continue_()
    expect(desk).to_have_url(re.compile("/preview$"))
    desk.unroute("**/do/set-field")
    desk.go_back()
    expect(labels(desk).nth(1)).to_have_text(name)
    assert asked == []


def test_who_leaves_at_once_stays_with_what_is_refused(page: Page, demo: Demo) -> None:
    demo.enter(page, DESIGNER, "/designer/expert_review/fields")
    choose(page, labels(page).nth(1))
    page.locator("#p-label-zh").fill("")
    page.get_by_role("link", name="预览").click()
    expect(page.locator("#p-label-fault .fault")).to_be_in_viewport()
    expect(page).to_have_url(re.compile("/fields"))


def unused(page: Page) -> str:
    """A name that no field has yet in this browser."""
    assert page.context.browser is not None
    return f"急着改的名称{page.context.browser.version.partition('.')[0]}"


def test_a_step_on_an_old_draft_shows_both_versions(page: Page, demo: Demo, browser: Browser) -> None:
    demo.enter(page, DESIGNER, "/designer/award/fields")
    choose(page, labels(page).nth(1))
    with browser.new_context(locale="zh-CN") as context:
        other = context.new_page()
        demo.enter(other, DESIGNER, "/designer/award/fields")
        choose(other, labels(other).first)
        name_it(other, "对方改的名称")
    page.locator("#p-label-zh").fill("我改的名称")
    page.locator("#p-label-zh").press("Tab")
    notice = page.locator("#dz-notice")
    expect(notice).to_contain_text("这份草稿刚刚有人改过")
    expect(notice).to_contain_text("对方改的名称")
    expect(page.locator("#p-label-zh")).to_have_value("我改的名称")
    notice.get_by_role("button", name="在现在的草稿上再做一次").click()
    expect(labels(page).nth(1)).to_have_text("我改的名称")
    expect(labels(page).first).to_have_text("对方改的名称")


def test_a_step_after_the_session_timed_out_is_kept_once_somebody_signed_in(page: Page, demo: Demo) -> None:
    demo.enter(page, DESIGNER, "/designer/agreement/fields")
    choose(page, labels(page).nth(1))
    page.context.clear_cookies()
    page.locator("#p-label-zh").fill("离开以后改的名称")
    page.locator("#p-label-zh").press("Tab")
    dialog = page.locator("#renew")
    expect(dialog).to_be_visible()
    dialog.locator("[name=login]").fill(DESIGNER)
    dialog.locator("[name=password]").fill(demo.passwords[DESIGNER])
    dialog.get_by_role("button", name="登录", exact=True).click()
    expect(labels(page).nth(1)).to_have_text("离开以后改的名称")
    expect(page.locator("#p-label-zh")).to_have_value("离开以后改的名称")
    page.reload()
    expect(labels(page).nth(1)).to_have_text("离开以后改的名称")
