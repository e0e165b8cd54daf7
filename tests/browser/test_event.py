"""Choices that depend on others, moments, pictures and signatures in a browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.launch import prepare_old_page
from tests.browser.live import complaints, paste
from tests.browser.office import Office
from tests.records.event_office import png, publish_type

NEW = "/types/event/new"


@pytest.fixture(scope="module")
def events(office: Office) -> Office:
    """The office with the type."""
    office.ask(publish_type)
    return office


@pytest.fixture
def form(browser: Browser, events: Office) -> Iterator[Page]:
    with browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}) as context:
        page = events.sign_in(context, "stan")
        heard = complaints(page)
        page.goto(events.url + NEW)
        yield page
        assert heard == []


def named(page: Page, name: str) -> Locator:
    return page.locator(f'[name="{name}"]:not([type="hidden"])')


def options(page: Page, name: str) -> Locator:
    return named(page, name).locator("option")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign(page: Page) -> None:
    """Write a signature with the mouse."""
    press(page, "手写签名")
    write(page)
    press(page, "用这个签名")


def write(page: Page) -> None:
    box = page.locator("[data-sign-pad] canvas").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 40, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 90, steps=5)
    page.mouse.move(box["x"] + 220, box["y"] + 30, steps=5)
    page.mouse.up()


def test_cities_follow_the_province(form: Page) -> None:
    expect(options(form, "city")).to_have_count(1)
    named(form, "province").select_option(label="浙江省")
    expect(options(form, "city").nth(5)).to_have_text("湖州市")
    named(form, "city").select_option(label="湖州市")
    named(form, "province").select_option(label="江苏省")
    fault = form.locator('[data-faults-of="city"]')
    expect(fault).to_contain_text("“湖州市”与前面填的内容不再对应")
    expect(named(form, "city")).to_have_value("330500")
    named(form, "city").select_option(label="南京市")
    expect(fault).to_have_text("")
    expect(options(form, "city").filter(has_text="湖州市")).to_have_count(0)


def test_several_cities_are_looked_for_among_those_of_the_province(form: Page) -> None:
    named(form, "province").select_option(label="浙江省")
    expect(options(form, "city").nth(5)).to_have_text("湖州市")
    form.locator("#f-visited").type("huzhou")
    form.locator("#ff-list").get_by_text("湖州市").click()
    expect(form.locator('[data-token] input[name="visited"]')).to_have_value("330500")
    form.locator("#f-visited").type("nanjing")
    expect(form.locator("#ff-list")).to_contain_text("没有找到")


def test_a_default_that_was_emptied_stays_empty_wherever_its_row_goes(form: Page) -> None:
    named(form, "name").fill("改过默认值的活动")
    assert paste(form, '[name="stops.0.area"]', "浙江省\n江苏省\n")
    expect(named(form, "stops.0.nights")).to_have_value("2")
    expect(named(form, "stops.1.nights")).to_have_value("2")
    named(form, "stops.0.nights").fill("")
    named(form, "stops.0.nights").press("Alt+ArrowDown")
    expect(named(form, "stops.0.nights")).to_have_value("2")
    expect(named(form, "stops.1.nights")).to_have_value("")
    press(form, "暂存")
    form.wait_for_url(re.compile(r"/edit$"))
    expect(named(form, "stops.0.nights")).to_have_value("2")
    expect(named(form, "stops.1.nights")).to_have_value("")


def test_rows_are_pasted_with_their_cities(form: Page) -> None:
    assert paste(form, '[name="stops.0.area"]', "浙江省\t湖州市\n江苏省\t南京市\n江苏省\t湖州市\n")
    expect(named(form, "stops.1.town")).to_have_value("南京市")
    expect(form.locator('[data-faults-of="stops.2.town"], td[data-path="stops.2.town"] .fld-faults')).to_contain_text(
        "“湖州市”与前面填的内容不再对应"
    )
    expect(form.locator('td[data-path="stops.0.town"] .fault')).to_have_count(0)


def test_the_calendar_leaves_the_time(form: Page) -> None:
    named(form, "begins").fill("2024-03-05 下午2点半")
    named(form, "begins").press("Tab")
    expect(named(form, "begins")).to_have_value("2024-03-05 14:30")
    form.locator('[data-path="begins"] [data-pick]').click()
    form.locator('[data-day="2024-03-12"]').click()
    expect(named(form, "begins")).to_have_value("2024-03-12 14:30")


WPS = """<html xmlns:o="x"><body><!--StartFragment--><h1><span>一、总体情况</span></h1>
<p class=MsoNormal>全年来访<b><span>12</span></b>批，<span style="font-weight:bold">65人</span>。</p>
<p class=MsoNormal style="mso-outline-level:2">（一）来访</p>
<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">1.<span>&nbsp;&nbsp;</span>
</span>签约</p>
<p class=MsoListParagraph style="mso-list:l1 level1 lfo2"><span style="mso-list:Ignore">●</span>参观</p>
<ul><li>德国</li></ul><p># 不是标题 &lt;b&gt;</p><script>window.stolen = 1</script><!--EndFragment--></body></html>"""
MARKS = """# 一、总体情况
全年来访**12**批，**65人**。
## （一）来访
1. 签约
- 参观
- 德国
\\# 不是标题 <b>"""


def test_what_is_pasted_from_wps_keeps_headings_lists_and_bold(form: Page) -> None:
    assert paste(form, '[name="story"]', "一、总体情况", WPS)
    expect(named(form, "story")).to_have_value(MARKS)
    assert form.evaluate("() => window.stolen") is None
    press(form, "看效果")
    view = form.locator('[data-rich-view="story"]')
    expect(view.locator("h3")).to_have_text("一、总体情况")
    expect(view.locator("h4")).to_have_text("（一）来访")
    expect(view.locator("strong")).to_have_text(["12", "65人"])
    expect(view.locator("ol > li")).to_have_text(["签约"])
    expect(view.locator("ul > li")).to_have_text(["参观", "德国"])
    expect(view.locator("p").last).to_have_text("# 不是标题 <b>")
    expect(named(form, "story")).to_be_hidden()
    press(form, "看效果")
    expect(named(form, "story")).to_be_visible()


def test_marks_are_set_by_buttons_and_keys(form: Page) -> None:
    area = named(form, "story")
    area.fill("总体\n德国\n法国")
    area.evaluate("each => each.setSelectionRange(0, 0)")
    press(form, "一级标题")
    expect(area).to_have_value("# 总体\n德国\n法国")
    area.evaluate("each => each.setSelectionRange(5, each.value.length)")
    press(form, "项目列表")
    expect(area).to_have_value("# 总体\n- 德国\n- 法国")
    area.evaluate("each => each.setSelectionRange(7, 9)")
    area.press("Control+b")
    expect(area).to_have_value("# 总体\n- **德国**\n- 法国")
    area.press("Control+b")
    expect(area).to_have_value("# 总体\n- 德国\n- 法国")


def test_a_signature_is_written_and_kept_with_its_picture(form: Page) -> None:
    named(form, "name").fill("签字仪式")
    with form.expect_response("**/files") as sent:
        sign(form)
    assert sent.value.ok
    with form.expect_response("**/files"):
        form.locator('[data-path="photo"] input[type="file"]').set_input_files(
            {"name": "合影.png", "mimeType": "image/png", "buffer": png(40, 30)}
        )
    expect(form.locator('[data-path="photo"] [data-file-remove]')).to_have_count(1)
    expect(form.locator("[data-uploading]")).to_have_count(0)
    press(form, "暂存")
    form.wait_for_url(re.compile(r"/records/\d+/edit"))
    expect(form.locator('[data-path="signed"]')).to_contain_text("司丹")
    for path in ("signed", "photo"):
        picture = form.locator(f'[data-path="{path}"] img')
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("each => each.naturalWidth") > 0
    press(form, "提交")
    form.wait_for_url(re.compile(r"/records/\d+$"))
    expect(form.locator("figure.signature figcaption")).to_contain_text("司丹")


def test_the_pad_is_left_by_keyboard(form: Page) -> None:
    opener = form.get_by_role("button", name="手写签名", exact=True)
    opener.press("Enter")
    expect(form.locator("[data-sign-pad] canvas")).to_be_focused()
    expect(form.locator("[data-sign-done]")).to_be_disabled()
    form.keyboard.press("Escape")
    expect(opener).to_be_focused()


def test_the_signature_that_one_keeps_is_written_agreed_to_and_removed(form: Page, events: Office) -> None:
    form.goto(events.url + "/my-signature")
    press(form, "在屏幕上手写")
    write(form)
    expect(form.get_by_label("签名图片")).to_have_value(re.compile(r"手写签名\.png$"))
    press(form, "重写")
    expect(form.get_by_label("签名图片")).to_have_value("")
    write(form)
    expect(form.get_by_label("签名图片")).to_have_value(re.compile(r"手写签名\.png$"))
    form.get_by_label("同意把这个签名印在我本人同意的审批意见栏里").check()
    press(form, "保存签名")
    expect(form.get_by_text("印在材料上")).to_be_visible()
    expect(form.get_by_alt_text("我的签名")).to_have_js_property("naturalWidth", 900)
    press(form, "删除")
    expect(form.get_by_text("存一个签名")).to_be_visible()


def test_a_picture_that_was_chosen_stays_where_nothing_was_written(form: Page, events: Office) -> None:
    form.goto(events.url + "/my-signature")
    picture: FilePayload = {"name": "我的.png", "mimeType": "image/png", "buffer": png(80, 30)}
    chosen, opener = form.get_by_label("签名图片"), form.get_by_role("button", name="在屏幕上手写")
    chosen.set_input_files(picture)
    opener.click()
    press(form, "取消")
    expect(opener).to_be_visible()
    expect(chosen).to_have_value(re.compile(r"我的\.png$"))
    opener.click()
    write(form)
    expect(chosen).to_have_value(re.compile(r"手写签名\.png$"))
    press(form, "取消")
    expect(chosen).to_have_value("")


def test_old_browsers_sign_and_choose_too(old_browser: Browser, events: Office) -> None:
    with old_browser.new_context(locale="zh-CN") as context:
        page = events.sign_in(context, "stan")
        prepare_old_page(page)
        heard = complaints(page)
        page.goto(events.url + NEW)
        named(page, "province").select_option(label="浙江省")
        expect(options(page, "city").nth(5)).to_have_text("湖州市")
        press(page, "手写签名")
        expect(page.locator("[data-sign-pad] canvas")).to_be_visible()
        press(page, "取消")
        picture: FilePayload = {"name": "签名.png", "mimeType": "image/png", "buffer": png(40, 30)}
        with page.expect_response("**/files") as sent:
            page.locator('[data-path="signed"] input[type="file"]').set_input_files(picture)
        assert sent.value.ok
        expect(page.locator('[data-path="signed"] [data-file-remove]')).to_have_count(1)
        assert heard == []
