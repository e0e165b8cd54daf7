"""Lists in a browser: narrowed, sorted, taken away as a file; an old ledger brought in with two faults mended."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import RoleAssignment
from app.exports import FORMATS, Column, Sheet
from app.extensions import db
from app.imports import Table, read
from app.records import desks, store
from app.records.models import Record
from tests.browser.launch import prepare_old_page
from tests.browser.office import Office

LIST = "/types/visiting_delegation"
GROUPS = (
    ("札幌大学代表团", 12, ["JP"], "2024-05-06"),
    ("大阪大学代表团", 4, ["JP", "KR"], "2024-03-01"),
    ("里昂大学代表团", 30, ["FR"], "2023-09-09"),
)
HEADER = ("团组名称", "人数", "国家", "接待单位", "抵达日期", "离开日期", "经手人的话")
LEDGER = (
    ("旧金山大学代表团", "8", "美国", "国际教育学院", "2015.5.6", "2015.5.9", "甲"),
    ("开罗大学代表团", "十来个", "埃及", "国际教育学院", "2015-06-31", "2015-07-02", None),
)


@pytest.fixture(scope="module")
def furnished(office: Office) -> Office:
    """Three delegations of Fay's, who may also import."""
    with office.app.app_context():
        user = people.user_by_login("fay")
        assert user is not None
        db.session.add(RoleAssignment(user_id=user.id, role_key="designer"))
        db.session.commit()
        desk = desks.of_user(user.id)
        compiled = desk.types.current("visiting_delegation")
        for name, headcount, countries, day in GROUPS:
            stored = {"delegation_name": name, "headcount": headcount, "countries": countries, "arrive_on": day}
            unit = {"id": user.department_id, "label": "国际交流合作处"}
            store.save(
                desk.session,
                None,
                compiled,
                stored={**stored, "host_unit": unit, "entry": "single"},
                state="done",
                actor=desk.actor,
                now=desk.now,
                why="created",
                lookups=desk.lookups,
            )
        db.session.commit()
    return office


@pytest.fixture
def page(browser: Browser, furnished: Office) -> Iterator[Page]:
    """Fay's list; at the end nothing may have gone wrong in the page."""
    with browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900}) as context:
        made = furnished.sign_in(context, "fay")
        errors: list[str] = []
        made.on("pageerror", lambda error: errors.append(str(error)))
        made.goto(furnished.url + LIST)
        yield made
        assert errors == []


def names(page: Page) -> Locator:
    return page.locator(".list-name .row-link")


def add_condition(page: Page, field: str, operator: str, value: str) -> None:
    page.get_by_text("添加条件").click()
    page.locator("#add").select_option(label=field)
    page.locator('[name="op"]').select_option(label=operator)
    field_of_value = page.locator("[data-value]")
    if field_of_value.evaluate("node => node.tagName") == "SELECT":
        field_of_value.select_option(label=value)
    else:
        field_of_value.fill(value)
    page.get_by_role("button", name="确定").click()


def export(page: Page, folder: Path, label: str = "Excel") -> Table:
    page.get_by_role("button", name="导出").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return read(path.read_bytes(), name=path.name)


def test_a_list_is_narrowed_sorted_and_taken_away(page: Page, tmp_path: Path) -> None:
    add_condition(page, "来自国家（地区）", "是", "日本")
    expect(page.locator(".chip")).to_contain_text("来自国家（地区） 是 日本")
    expect(page.locator(".list-name")).to_have_count(2)
    page.locator("th .sort", has_text="来访人数").click()
    expect(page.locator('th[aria-sort="descending"]')).to_contain_text("来访人数")
    expect(names(page)).to_have_text(["札幌大学代表团", "大阪大学代表团"])
    page.locator("th .sort", has_text="来访人数").click()
    expect(page.locator('th[aria-sort="ascending"]')).to_contain_text("来访人数")
    expect(names(page)).to_have_text(["大阪大学代表团", "札幌大学代表团"])
    table = export(page, tmp_path)
    assert [row[table.header.index("团组名称")] for row in table.rows[:2]] == ["大阪大学代表团", "札幌大学代表团"]
    expect(page.locator("button[aria-busy]")).to_have_count(0)  # a double click is one; then the form goes out again
    table = export(page, tmp_path, "CSV")
    assert (len(table.rows), [fault.code for fault in table.faults]) == (2, ["sheet.total_row"])
    add_condition(page, "来访人数", "不小于", "10")
    expect(page.locator(".list-name")).to_have_count(1)
    page.get_by_label("去掉条件：来自国家（地区）").click()
    expect(names(page).filter(has_text="里昂大学代表团")).to_be_visible()


def test_ticked_records_are_the_ones_that_go(page: Page, tmp_path: Path) -> None:
    page.get_by_label("选择 里昂大学代表团").check()
    page.get_by_role("button", name="导出").click()
    expect(page.locator("#export-what")).to_contain_text("所选的 1 条")
    page.keyboard.press("Escape")
    table = export(page, tmp_path)
    assert [row[table.header.index("团组名称")] for row in table.rows] == ["里昂大学代表团"]
    page.get_by_label("选择本页全部").check()
    expect(page.locator("tr.picked")).to_have_count(names(page).count())


def test_a_row_is_a_link_and_the_record_reads_like_a_paper(page: Page) -> None:
    page.locator("td", has_text="2023-09-09").click()
    expect(page.locator("h1")).to_contain_text("里昂大学代表团（30人）")
    expect(page.locator(".paper")).to_contain_text("法国")
    empty = page.locator("#v-invited_by")
    expect(empty).to_be_hidden()
    page.get_by_label(re.compile("显示没有填的")).check()
    expect(empty).to_be_visible()
    page.get_by_role("button", name="更多").click()
    page.get_by_role("button", name="复制呈报摘要").click()
    expect(page.locator(".bw-toast")).to_contain_text("呈报摘要已复制")
    page.get_by_role("link", name="历史").click()
    expect(page.locator(".past-entry")).to_contain_text("里昂大学代表团")


def test_search_from_any_page(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("里昂")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("里昂")
    page.locator(".hit .row-link").first.click()
    expect(page.locator("h1")).to_contain_text("里昂大学代表团")


def test_a_ledger_with_two_faults_is_mended_and_comes_in(page: Page, furnished: Office, tmp_path: Path) -> None:
    old = tmp_path / "旧台账.xlsx"
    old.write_bytes(workbook(HEADER, LEDGER))
    page.get_by_role("link", name="导入").click()
    send(page, old)
    unknown = page.locator("tr.row-asked")
    expect(unknown).to_contain_text("经手人的话")
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".faults")).to_contain_text("“经手人的话”还没有对应的字段")
    unknown.locator("select").select_option(label="不导入这一列")
    page.get_by_role("button", name="检查").click()
    expect(page.locator(".check-wrong")).to_have_text(re.compile(r"1\s*行有问题"))
    expect(page.locator("main")).to_contain_text("“十来个”不是数字")
    expect(page.locator("main")).to_contain_text("日历上没有“2015-06-31”这一天")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载问题清单").click()
    faults = tmp_path / "faults.xlsx"
    download.value.save_as(faults)
    page.get_by_label(re.compile("跳过有问题的行")).check()
    page.get_by_role("button", name="导入 1 条").click()
    expect(page).to_have_url(re.compile("/jobs/"))
    done(page, furnished, "已导入 1 条")

    table = read(faults.read_bytes(), name="faults.xlsx")
    mended = [list(row) for row in table.rows]
    mended[0][table.header.index("人数")] = "11"
    mended[0][table.header.index("抵达日期")] = "2015-06-30"
    faults.write_bytes(workbook(table.header, mended))
    page.goto(furnished.url + LIST + "/import")
    send(page, faults)
    page.locator("tr.row-asked select").select_option(label="不导入这一列")
    page.get_by_role("button", name="检查").click()
    page.get_by_role("button", name="导入 1 条").click()
    expect(page).to_have_url(re.compile("/jobs/"))
    done(page, furnished, "已导入 1 条")
    page.get_by_role("link", name="看台账").click()
    page.get_by_label("在本台账中查找").fill("开罗")
    page.keyboard.press("Enter")
    expect(page.locator(".list-name")).to_contain_text("开罗大学代表团")
    expect(page.locator(".list-past")).to_have_text("补")
    found = furnished.ask(lambda: db.session.scalars(select(Record).where(Record.imported)).all())
    assert sorted(record.title for record in found) == ["开罗大学代表团（11人）", "旧金山大学代表团（8人）"]


def test_the_old_browser_can_do_it_too(old_browser: Browser, furnished: Office) -> None:
    with old_browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800}) as context:
        page = furnished.sign_in(context, "fay")
        prepare_old_page(page)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(furnished.url + LIST)
        add_condition(page, "来访人数", "不小于", "30")
        expect(page.locator(".list-name")).to_have_count(1)
        page.locator(".list-name a").click()
        expect(page.locator("h1")).to_contain_text("里昂大学代表团")
        assert errors == []


@pytest.mark.parametrize("path", [LIST, f"{LIST}?f=headcount.from.abc", "/search?q=大学", "/", f"{LIST}/import"])
def test_a_phone_scrolls_one_way_only(browser: Browser, furnished: Office, path: str) -> None:
    with browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844}) as context:
        page = furnished.sign_in(context, "fay")
        page.goto(furnished.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def workbook(header: tuple[str, ...], rows: object) -> bytes:
    columns = tuple(Column(str(at), label) for at, label in enumerate(header))
    return FORMATS.get("xlsx").write(Sheet("台账", columns, rows))  # type: ignore[arg-type]


def send(page: Page, path: Path) -> None:
    page.locator("#file").set_input_files(path)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator('[aria-current="step"]')).to_contain_text("对应字段")


def done(page: Page, office: Office, words: str) -> None:
    office.app.extensions["worker"].run_waiting()
    expect(page.locator("#job")).to_contain_text(words)
