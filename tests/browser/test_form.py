"""Somebody fills in a form in a browser: from nothing to the record, and whatever comes in between."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select, update

from app.accounts.models import LoginSession
from app.extensions import db
from app.records.models import Draft, Record
from tests.browser.launch import prepare_old_page
from tests.browser.live import paste, until
from tests.browser.office import PASSWORD, Office

NEW = "/types/visiting_delegation/new"
LIST = """中文译名\t护照姓名\t性别\t国籍（地区）
安娜\tAnna Schmidt\t女\t德国
卡尔\tKarl Weiss\t男\t德国
里奥\tLeo Fuchs\t男\t奥地利
"""


@pytest.fixture
def form(browser: Browser, office: Office) -> Iterator[Page]:
    """Stan's empty form; at the end nothing may have gone wrong in the page."""
    with browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}) as context:
        page = office.sign_in(context, "stan")
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(office.url + NEW)
        yield page
        assert errors == []


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def named(page: Page, name: str) -> Locator:
    return page.locator(f'[name="{name}"]:not([type="hidden"])')


def fill(page: Page, title: str) -> None:
    """What may not be missing."""
    named(page, "delegation_name").fill(title)
    named(page, "headcount").fill("3")
    page.locator("#f-countries").fill("德国、")
    named(page, "arrive_on").fill("2026.5.6")
    named(page, "leave_on").fill("20260510")
    named(page, "leave_on").press("Tab")


def saved(page: Page, office: Office, **typed: str) -> None:
    """The draft with what was typed last is with the server, and the page says so."""

    def is_kept() -> bool:
        return any(typed.items() <= draft.raw.items() for draft in db.session.scalars(select(Draft)))

    until(page, lambda: office.ask(is_kept))
    expect(page.locator("[data-saved-words]")).to_have_text("已保存")


def titled(office: Office, title: str) -> list[Record]:
    query = select(Record).where(Record.title.startswith(title))
    return office.ask(lambda: list(db.session.scalars(query)))


def test_a_delegation_from_nothing(form: Page, office: Office) -> None:
    fill(form, "维也纳大学代表团")
    expect(named(form, "arrive_on")).to_have_value("2026-05-06")
    expect(form.locator('[data-output="stay_days"]')).to_contain_text("5")
    form.locator("#f-countries").click()
    form.keyboard.type("aodili")
    form.locator("#ff-list [role=option]", has_text="奥地利").first.click()
    expect(form.locator("[data-token]")).to_have_text([re.compile("德国"), re.compile("奥地利")])
    assert paste(form, '[name="visitors.0.name_zh"]', LIST)
    expect(named(form, "visitors.2.nationality")).to_have_value("奥地利")
    expect(form.locator("#part-people")).to_contain_text("已粘贴 3 行")
    expect(named(form, "media_note")).to_be_hidden()
    named(form, "has_media").and_(form.locator('[value="是"]')).check()
    expect(named(form, "media_note")).to_be_visible()
    expect(form.locator("#form-side")).to_contain_text("媒体情况")
    named(form, "media_note").fill("奥地利广播公司两人")
    expect(form.locator("#form-side")).to_contain_text("必填的都填好了")
    press(form, "提交")
    form.wait_for_url(re.compile(r"/records/\d+$"))
    (record,) = titled(office, "维也纳大学代表团")
    assert record.state == "unit_review"
    assert [row["nationality"] for row in record.data["visitors"]] == ["DE", "DE", "AT"]
    assert record.data["countries"] == ["DE", "AT"]


def test_faults_lead_to_their_inputs(form: Page) -> None:
    named(form, "headcount").fill("两个")
    press(form, "提交")
    expect(form.locator("#form-faults")).to_contain_text(re.compile(r"有 \d 处需要改一下"))
    expect(named(form, "delegation_name")).to_be_focused()
    count = form.locator("#form-faults li").count()
    form.get_by_role("link", name="“两个”不是数字").click()
    expect(named(form, "headcount")).to_be_focused()
    expect(named(form, "headcount")).to_have_attribute("aria-invalid", "true")
    named(form, "headcount").fill("2")
    named(form, "headcount").press("Tab")
    expect(form.locator("#form-faults li")).to_have_count(count - 1)
    expect(named(form, "headcount")).not_to_have_attribute("aria-invalid", "true")


def test_a_draft_is_kept_and_comes_back(form: Page, office: Office) -> None:
    named(form, "delegation_name").fill("半途而废团")
    named(form, "headcount").fill("好多")
    named(form, "headcount").press("Tab")
    saved(form, office, headcount="好多")
    expect(form.locator("[data-faults-of=headcount]")).to_contain_text("不是数字")
    form.goto(office.url + NEW)
    expect(named(form, "headcount")).to_have_value("好多")
    expect(form.get_by_text("没有保存完的内容")).to_be_visible()
    press(form, "放弃草稿")
    form.locator("#confirm").get_by_role("button", name="确定").click()
    expect(form.get_by_text("已放弃没有保存的内容")).to_be_visible()
    expect(named(form, "headcount")).to_have_value("")


def test_two_presses_are_one_record(form: Page, office: Office) -> None:
    fill(form, "双击团")
    form.get_by_role("button", name="提交", exact=True).dblclick()
    form.wait_for_url(re.compile(r"/records/\d+$"))
    assert len(titled(office, "双击团")) == 1


def test_a_session_that_timed_out_is_renewed_in_place(form: Page, office: Office) -> None:
    fill(form, "过期团")
    saved(form, office, delegation_name="过期团")

    def end() -> None:
        db.session.execute(update(LoginSession).values(epoch=-1))
        db.session.commit()

    office.ask(end)
    named(form, "contact").fill("离开很久以后填的")
    # pressed under the dialog where saving was quicker and has opened it already
    form.get_by_role("button", name="提交", exact=True).dispatch_event("click")
    dialog = form.locator("#renew")
    expect(dialog).to_be_visible()
    dialog.locator("[name=login]").fill("stan")
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.get_by_role("button", name="登录", exact=True).click()
    form.wait_for_url(re.compile(r"/records/\d+$"))
    (record,) = titled(office, "过期团")
    assert record.data["contact"] == "离开很久以后填的"


def test_two_people_change_one_record(form: Page, office: Office, browser: Browser) -> None:
    fill(form, "两人团")
    press(form, "暂存")
    form.wait_for_url(re.compile(r"/edit$"))
    with browser.new_context(locale="zh-CN") as context:
        other = office.sign_in(context, "fay")
        other.goto(form.url)
        named(other, "headcount").fill("7")
        press(other, "暂存")
        expect(other.get_by_text("已暂存")).to_be_visible()
    named(form, "headcount").fill("5")
    named(form, "contact").fill("司丹")
    press(form, "提交")
    expect(form.get_by_role("heading", name="两个版本，请选择")).to_be_visible()
    expect(form.locator(".ffc-field", has_text="来访人数")).to_contain_text("两人都改了")
    form.locator('[name="_pick.headcount"][value="theirs"]').check()
    press(form, "按选择提交")
    form.wait_for_url(re.compile(r"/records/\d+$"))
    (record,) = titled(office, "两人团")
    assert (record.data["headcount"], record.data["contact"], record.state) == (7, "司丹", "unit_review")


def test_without_a_net_typing_goes_on(form: Page, office: Office) -> None:
    named(form, "delegation_name").fill("断网团")
    form.context.set_offline(True)
    named(form, "headcount").fill("4")
    named(form, "headcount").press("Tab")
    expect(form.locator("#offline")).to_be_visible()
    named(form, "contact").fill("断网时填的")
    press(form, "提交")
    expect(named(form, "contact")).to_have_value("断网时填的")
    form.context.set_offline(False)
    expect(form.locator("#offline")).to_be_hidden()
    saved(form, office, contact="断网时填的")


def test_leaving_asks_when_something_is_not_saved(form: Page, office: Office) -> None:
    asked: list[str] = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.route("**/draft", lambda route: route.abort())
    named(form, "delegation_name").click()
    form.keyboard.type("不要丢")
    form.goto(office.url + "/sessions")
    assert asked == ["beforeunload"]


def test_the_keyboard_is_enough(form: Page) -> None:
    named(form, "arrive_on").focus()
    form.keyboard.type("2026-05-06")
    form.keyboard.press("F4")
    calendar = form.get_by_role("dialog", name="选择日期")
    expect(calendar).to_be_visible()
    for key in ("ArrowRight", "ArrowDown", "PageDown", "Enter"):
        form.keyboard.press(key)
    expect(calendar).to_be_hidden()
    expect(named(form, "arrive_on")).to_have_value("2026-06-14")
    form.locator("#f-host_unit").fill("gjjl")
    expect(form.locator("#ff-list [role=option]").first).to_have_text("国际交流合作处")
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Enter")
    expect(form.locator("#f-host_unit")).to_have_value("国际交流合作处")
    form.keyboard.press("Enter")
    expect(named(form, "contact")).to_be_focused()
    named(form, "agenda.0.activity").focus()
    form.keyboard.type("座谈")
    form.keyboard.press("Enter")
    form.keyboard.type("参观")
    form.keyboard.press("Alt+ArrowUp")
    expect(named(form, "agenda.0.activity")).to_have_value("参观")
    form.keyboard.press("Alt+Delete")
    expect(named(form, "agenda.0.activity")).to_have_value("座谈")


def test_a_typed_name_of_a_list_is_not_lost(form: Page, office: Office) -> None:
    form.locator("#f-countries").fill("日本、火星")
    form.locator("#f-countries").press("Tab")
    expect(form.locator("[data-token]")).to_have_count(2)
    expect(form.locator("[data-faults-of=countries]")).to_contain_text("列表里没有“火星”")
    form.get_by_role("button", name="去掉“火星”").click()
    expect(form.locator("[data-faults-of=countries]")).to_be_empty()


def test_files_go_up_beside_the_typing(form: Page, office: Office, tmp_path: Path) -> None:
    for name, content in (("邀请函.txt", b"x" * 5000), ("程序.exe", b"MZ"), ("大.txt", b"x" * 21 * 1024 * 1024)):
        (tmp_path / name).write_bytes(content)
    box = form.locator("#f-papers")
    box.locator("input[type=file]").set_input_files(
        [tmp_path / "邀请函.txt", tmp_path / "程序.exe", tmp_path / "大.txt"]
    )
    expect(box.locator("[data-file]")).to_have_count(3)
    expect(box.locator(".is-refused")).to_have_count(2)
    expect(box).to_contain_text("“程序.exe”的类型不能上传")
    expect(box).to_contain_text("“大.txt”有 21.0 MB，最大只能 20 MB")
    expect(box.locator("progress")).to_have_count(0)
    until(form, lambda: office.ask(lambda: any(draft.raw.get("papers") for draft in db.session.scalars(select(Draft)))))
    form.reload()
    expect(form.locator("#f-papers [data-file]")).to_have_text(re.compile("邀请函.txt"))
    form.get_by_role("button", name="去掉“邀请函.txt”").click()
    expect(form.locator("#f-papers [data-file]")).to_have_count(0)


def test_on_a_phone_rows_are_cards(browser: Browser, office: Office) -> None:
    phone = {"width": 390, "height": 844}
    with browser.new_context(locale="zh-CN", viewport=phone, has_touch=True, is_mobile=True) as context:
        page = office.sign_in(context, "stan")
        page.goto(office.url + NEW)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        label = page.locator('td[data-column="name_zh"]').first
        assert label.evaluate("cell => getComputedStyle(cell, '::before').content") == '"中文译名"'
        bar = page.locator(".ff-bar").bounding_box()
        assert bar is not None
        assert bar["y"] + bar["height"] == pytest.approx(844, abs=1)


def test_chromium_86_fills_it_in_too(old_browser: Browser, office: Office) -> None:
    with old_browser.new_context(locale="zh-CN") as context:
        page = office.sign_in(context, "stan")
        prepare_old_page(page)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(office.url + NEW)
        fill(page, "老浏览器团")
        expect(named(page, "arrive_on")).to_have_value("2026-05-06")
        saved(page, office, delegation_name="老浏览器团")
        press(page, "提交")
        page.wait_for_url(re.compile(r"/records/\d+$"))
        assert errors == []
