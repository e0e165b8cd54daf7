"""A view and a paper of a new type, made on the designer's tabs: by mouse, and by keyboard alone."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.live import Demo, complaints

DESIGNER = "sunjing"


def begun(page: Page, demo: Demo, key: str, name: str) -> None:
    """A new type with a name, a date and a number."""
    page.set_viewport_size({"width": 1440, "height": 900})
    demo.enter(page, DESIGNER, "/designer/new")
    page.get_by_label("名称").fill(name)
    page.get_by_text("高级").click()
    page.get_by_label("键").fill(key)
    page.get_by_role("group", name="谁来填写").get_by_label("经办人").check()
    page.get_by_role("button", name="开始设计").click()
    for kind in ("date", "integer"):
        page.locator(f".dz-offer[data-type={kind}] button").click()
        expect(page.locator("#dz-properties")).to_have_attribute("data-at", kind)


def tab(page: Page, name: str) -> Locator:
    return page.locator("#dz-tabs").get_by_role("link", name=name)


def lines(page: Page) -> Locator:
    """The parts in the middle."""
    return page.locator("#dz-canvas .dz-pick")


def briefs(page: Page) -> Locator:
    return page.locator("#dz-canvas .dz-brief")


def test_a_view_and_a_paper_are_made_by_mouse(page: Page, demo: Demo) -> None:
    heard = complaints(page)
    begun(page, demo, "tabs_mouse", "鼠标试用")
    tab(page, "常用筛选").click()
    page.get_by_role("button", name="添加常用筛选").click()
    expect(lines(page)).to_have_text(["新的筛选"])
    box = page.locator("#p-label-zh")
    box.fill("人多的")
    box.press("Tab")
    expect(lines(page)).to_have_text(["人多的"])
    expect(briefs(page)).to_have_text(["名称、日期、整数"])

    columns = page.locator(".dz-property", has=page.locator("#p-columns-fault"))
    columns.get_by_role("button", name="添加一项").click()
    columns.locator("select").last.select_option(label="经办人")
    expect(briefs(page)).to_have_text(["名称、日期、整数、经办人"])
    columns.locator("[data-row]").last.get_by_role("button", name="上移").click()
    expect(briefs(page)).to_have_text(["名称、日期、经办人、整数"])
    columns.locator("[data-row]").nth(1).get_by_role("button", name="删除这一项").click()
    expect(briefs(page)).to_have_text(["名称、经办人、整数"])

    page.locator("#p-where").fill("没有的字段 > 5")
    page.locator("#p-where").press("Tab")
    expect(page.locator("#p-where-fault")).to_contain_text("没有的字段")
    expect(tab(page, "常用筛选").locator(".dz-faults")).to_have_text("1")
    page.locator("#p-where").fill("整数 > 5")
    page.locator("#p-where").press("Tab")
    expect(page.locator("#p-where-fault")).to_be_empty()
    expect(tab(page, "常用筛选").locator(".dz-faults")).to_have_count(0)

    tab(page, "材料").click()
    page.get_by_role("button", name="添加材料").click()
    expect(lines(page)).to_have_text(["新的材料"])
    page.locator("#p-scan").check()
    page.locator("#p-template").select_option("来访备案表.docx")
    expect(page.locator("#dz-beside").get_by_role("link", name="去看模板")).to_be_visible()
    expect(briefs(page)).to_have_text(["来访备案表.docx"])
    expect(lines(page)).to_have_text(["来访备案表"])
    expect(page.locator("#p-label-zh")).to_have_value("来访备案表")
    expect(page.locator("#p-template")).to_be_focused()

    page.reload()
    expect(page.locator("#p-scan")).to_be_checked()
    tab(page, "YAML").click()
    text = page.locator("#dz-text")
    expect(text).to_contain_text("columns: [name, owner, integer]")
    expect(text).to_contain_text("where: integer > 5")
    expect(text).to_contain_text("template: 来访备案表.docx")
    assert heard == []


def test_a_view_and_a_paper_are_made_by_keyboard_alone(old_page: Page, demo: Demo) -> None:
    page, heard = old_page, complaints(old_page)
    begun(page, demo, "tabs_keys", "键盘试用")
    tab(page, "常用筛选").focus()
    page.keyboard.press("Enter")
    for name in ("第一个", "第二个"):
        page.locator("#dz-add-view").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#dz-canvas .dz-pick[aria-current]")).to_contain_text("新的筛选")
        page.locator("#p-label-zh").focus()
        page.keyboard.press("Control+a")
        page.keyboard.type(name)
        page.keyboard.press("Tab")
        expect(page.locator("#dz-canvas .dz-pick[aria-current]")).to_have_text(name)
    expect(lines(page)).to_have_text(["第一个", "第二个"])

    lines(page).last.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(lines(page)).to_have_text(["第二个", "第一个"])
    expect(lines(page).first).to_be_focused()
    page.keyboard.press("Control+z")
    expect(lines(page)).to_have_text(["第一个", "第二个"])
    lines(page).first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#dz-properties .dz-name")).to_have_text("第一个")
    page.locator("#p-columns-0-of").focus()
    page.keyboard.press("ArrowDown")
    expect(briefs(page).first).to_have_text("日期、整数")

    tab(page, "材料").focus()
    page.keyboard.press("Enter")
    page.locator("#dz-add-document").focus()
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_text(["新的材料"])
    page.locator("#p-template").focus()
    expect(briefs(page)).to_have_text(["还没有选模板"])
    page.keyboard.press("ArrowDown")
    expect(briefs(page)).to_have_text([page.locator("#p-template").input_value()])
    expect(page.locator("#p-label-zh")).not_to_have_value("新的材料")
    expect(page.locator("#p-template")).to_be_focused()
    name = page.locator("#p-label-zh").input_value()
    expect(lines(page)).to_have_text([name])
    page.locator("#dz-remove-part").focus()
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_count(0)
    page.locator("#dz-undo").focus()
    page.keyboard.press("Enter")
    expect(lines(page)).to_have_text([name])
    assert heard == []
