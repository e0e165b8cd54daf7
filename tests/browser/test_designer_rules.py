"""A rule is built by mouse and by keyboard, typed with completion, tried on a record; in a new and an old browser."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.live import Demo, seat

DESIGNER = "sunjing"
FIELD = "/designer/visiting_delegation/fields?at=media_note"


desk = seat(DESIGNER, FIELD)
"""The properties of one field of a type in force; what was changed is thrown away."""


def rule(page: Page) -> Locator:
    return page.locator("#dzr-rule")


def build(page: Page, what: str = "visible") -> Locator:
    """Open the builder."""
    page.locator(f"#p-{what}-build").click()
    box = page.locator("#dzr")
    expect(box).to_be_visible()
    return box


def test_a_rule_is_built_by_mouse_and_tried_on_an_example(desk: Page) -> None:
    box = build(desk)
    expect(desk.locator("#dzr-r0-subject")).to_have_value("has_media")
    box.get_by_role("button", name="加一个条件").click()
    subject = desk.locator("#dzr-r1-subject")
    expect(subject).to_be_focused()
    subject.select_option("headcount")
    desk.locator("#dzr-r1-how").select_option("ge")
    desk.locator("#dzr-r1-value").fill("2000")
    expect(rule(desk)).to_have_value("有媒体随行 and 来访人数 >= 2000")
    desk.locator("#dzr-any").select_option("or")
    expect(rule(desk)).to_have_value("有媒体随行 or 来访人数 >= 2000")
    expect(box.locator(".dzr-meaning")).to_contain_text("或者 来访人数 ≥ 2000")

    box.get_by_label("用哪条记录试").select_option("example")
    expect(box.locator(".dzr-case strong")).to_contain_text("因为 有媒体随行 是 是")
    expect(box.locator(".dzr-case li")).not_to_have_count(0)

    box.get_by_role("button", name="用这个条件").click()
    expect(box).not_to_be_visible()
    expect(desk.locator("#p-visible")).to_have_value("有媒体随行 or 来访人数 >= 2000")
    expect(desk.locator("#dz-undo")).to_be_enabled()
    desk.reload()
    expect(desk.locator("#p-visible")).to_have_value("有媒体随行 or 来访人数 >= 2000")
    desk.locator("#dz-undo").click()
    expect(desk.locator("#p-visible")).to_have_value("有媒体随行")


def test_a_value_that_was_typed_just_now_is_in_the_rule_that_is_used(desk: Page) -> None:
    box = build(desk)
    box.get_by_role("button", name="加一个条件").click()
    desk.locator("#dzr-r1-subject").select_option("headcount")
    desk.locator("#dzr-r1-how").select_option("ge")
    desk.locator("#dzr-r1-value").fill("2000")
    expect(rule(desk)).to_have_value("有媒体随行 and 来访人数 >= 2000")
    desk.locator("#dzr-r1-value").fill("3000")
    box.get_by_role("button", name="用这个条件").click()
    expect(box).not_to_be_visible()
    expect(desk.locator("#p-visible")).to_have_value("有媒体随行 and 来访人数 >= 3000")
    expect(desk.locator("#dz-undo")).to_be_enabled()
    desk.locator("#dz-undo").click()
    expect(desk.locator("#p-visible")).to_have_value("有媒体随行")

    box = build(desk)
    box.get_by_role("button", name="加一个条件").click()
    desk.locator("#dzr-r1-subject").select_option("arrive_on")
    desk.locator("#dzr-r1-value").fill("2024-3-5")
    expect(desk.locator("#dzr-use")).to_be_enabled()
    desk.locator("#dzr-r1-value").fill("2024-13-5")
    box.get_by_role("button", name="用这个条件").click()
    expect(desk.locator("#dzr-r1-fault")).not_to_be_empty()
    expect(box).to_be_visible()


def test_a_rule_is_tried_on_a_record_that_the_designer_may_see(desk: Page, demo: Demo) -> None:
    assert desk.context.browser is not None
    key = f"guest_{desk.context.browser.version.partition('.')[0]}"
    desk.goto(f"{demo.url}/designer/new")
    desk.get_by_label("名称").fill(f"来宾 {key}")
    desk.locator("[name=key]").evaluate("(box, key) => { box.value = key; }", key)
    desk.get_by_role("group", name="谁来填写").get_by_label("表单管理员").check()
    desk.get_by_role("button", name="开始设计").click()
    desk.get_by_role("link", name="检查与发布").first.click()
    desk.get_by_role("button", name="发布").click()
    expect(desk.locator("#toasts")).to_contain_text("已发布第 1 版")
    desk.goto(f"{demo.url}/types/{key}/new")
    desk.get_by_label("名称").fill("柏林大学代表团")
    desk.locator(".ff-deeds button.btn-primary").click()
    expect(desk.locator("h1")).to_contain_text("柏林大学代表团")

    desk.goto(f"{demo.url}/designer/{key}/fields?at=name")
    box = build(desk, "required-when")
    box.get_by_role("button", name="加一个条件").click()
    desk.locator("#dzr-r0-how").select_option("has")
    desk.locator("#dzr-r0-value").fill("访问")
    expect(rule(desk)).to_have_value("包含(名称, '访问')")
    box.get_by_label("用哪条记录试").select_option(label="柏林大学代表团")
    expect(box.locator(".dzr-case strong")).to_have_text("可以不填，因为 名称 是 柏林大学代表团")


def test_a_rule_is_built_by_keyboard_alone(desk: Page) -> None:
    keys = desk.keyboard
    desk.locator("#p-visible-build").focus()
    keys.press("Enter")
    expect(desk.locator("#dzr-r0-subject")).to_be_focused()
    for _ in range(3):
        keys.press("Tab")
    expect(desk.locator("#dzr-r0-remove")).to_be_focused()
    keys.press("Enter")
    expect(desk.locator("#dzr-add")).to_be_focused()
    keys.press("Enter")
    expect(desk.locator("#dzr-r0-subject")).to_be_focused()
    desk.locator("#dzr-r0-subject").select_option("arrive_on")
    expect(desk.locator("#dzr-r0-value")).to_be_visible()
    desk.locator("#dzr-r0-how").focus()
    desk.locator("#dzr-r0-how").select_option("lt")
    desk.locator("#dzr-r0-value").focus()
    keys.type("2024年3月5日")
    keys.press("Tab")
    expect(rule(desk)).to_have_value("抵达日期 < 指定日期(2024, 3, 5)")
    desk.locator("#dzr-r0-value").fill("2024-13-5")
    expect(desk.locator("#dzr-r0-fault")).not_to_be_empty()
    expect(desk.locator("#dzr-use")).to_be_disabled()
    keys.press("Escape")
    expect(desk.locator("#dzr")).not_to_be_visible()
    expect(desk.locator("#p-visible-build")).to_be_focused()
    expect(desk.locator("#p-visible")).to_have_value("有媒体随行")


def test_a_rule_is_typed_with_completion_and_checked_at_once(desk: Page) -> None:
    box, asks = desk.locator("#p-visible"), desk.locator("#p-visible-asks")
    box.fill("")
    box.press_sequentially("来访人")
    expect(asks.get_by_role("option")).not_to_have_count(0)
    desk.keyboard.press("ArrowDown")
    expect(asks.locator("[aria-selected=true]")).to_contain_text("来访人数")
    desk.keyboard.press("Enter")
    expect(box).to_have_value("来访人数")
    box.press_sequentially(" > 10 and 有煤体随行")
    expect(asks.locator("mark")).to_have_text("有煤体随行")
    asks.locator("[data-put='有媒体随行']").first.click()
    expect(box).to_have_value("来访人数 > 10 and 有媒体随行")
    expect(asks.locator(".dzr-meaning")).to_contain_text("并且 有媒体随行")
    box.press_sequentially(" and 合计")
    expect(asks.get_by_role("option").first).to_contain_text("合计(列表…)")
    expect(asks.get_by_role("option").first).to_contain_text("各项之和")
    desk.keyboard.press("Escape")
    expect(asks).to_be_hidden()


def test_what_rows_cannot_say_is_written_in_the_builder(desk: Page) -> None:
    box = build(desk)
    rule(desk).fill("字数(团组名称) > 5")
    rule(desk).press("Enter")
    expect(box.locator(".dzr-why")).to_contain_text("字数(团组名称) > 5")
    box.get_by_label("用哪条记录试").select_option("example")
    expect(box.locator(".dzr-case strong")).to_contain_text("团组名称 是")
    box.get_by_role("button", name="不要它了").click()
    expect(desk.locator("#dzr-r0-subject")).to_be_focused()


def test_the_builder_fits_a_phone(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    box = build(desk)
    box.get_by_role("button", name="加一组条件").click()
    expect(desk.locator("#dzr-r1-subject, #dzr-r2-subject").first).to_be_focused()
    assert desk.evaluate("document.querySelector('#dzr').scrollWidth <= document.querySelector('#dzr').clientWidth")
    box.get_by_role("button", name="取消").click()
    expect(box).not_to_be_visible()
