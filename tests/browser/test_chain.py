"""From the request to receive guests to the yearly report, as the people of an office walk it in their browsers."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.live import Demo, complaints, paste

DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
YEAR = datetime.now(ZoneInfo("Asia/Shanghai")).year
NAME = "里昂大学校长代表团"
GUESTS = (
    ("让·杜邦", "JEAN DUPONT", "男", "法国", "里昂大学", "校长", "15AB12345", "是"),
    ("玛丽·勒鲁瓦", "MARIE LEROY", "女", "法国", "里昂大学", "国际处处长", "16CD23456", "否"),
    ("保罗·莫罗", "PAUL MOREAU", "男", "法国", "里昂市政府", "顾问", "17EF34567", "否"),
)
INSTITUTION = {
    "unit_name": "东湖市国际交流中心",
    "uscc": "12100000MB1A2B3C4D",
    "legal_rep": "赵启明",
    "opening_funds": "50",
    "funding_source": "财政全额补助",
    "sponsor": "东湖市人民政府外事办公室",
    "address": "东湖市湖滨路1号",
    "purpose_scope": "开展民间对外交流，承办外事接待的具体工作。",
}
EXCEL = "".join("\t".join(guest) + "\r\n" for guest in GUESTS)
EXCEL_HTML = "<table>" + "".join("<tr>" + "".join(f"<td>{v}</td>" for v in g) + "</tr>" for g in GUESTS) + "</table>"

At = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def person(browser: Browser, demo: Demo) -> At:
    """`with person("linxiao") as page:` is somebody at a browser; whatever the page complains of is a fault."""

    @contextmanager
    def at_browser(login: str, address: str = "/", viewport: dict[str, int] = DESK) -> Iterator[Page]:
        with browser.new_context(locale="zh-CN", viewport=viewport, accept_downloads=True) as context:
            page = context.new_page()
            heard = complaints(page)
            demo.enter(page, login, address)
            yield page
            assert heard == []

    return at_browser


def write(page: Page, name: str, text: str) -> None:
    """Type into an input and go on."""
    page.locator(f'[name="{name}"]').fill(text)
    page.locator(f'[name="{name}"]').blur()


def choose(page: Page, path: str, label: str) -> None:
    page.locator(f'[data-path="{path}"] label', has_text=label).first.click()


def fill_in(page: Page) -> None:
    """The form of a delegation of three, filled in as clerks do."""
    write(page, "delegation_name", NAME)
    write(page, "headcount", "3")
    page.get_by_label("来自国家（地区）").fill("faguo")
    page.get_by_role("option", name="法国").first.click()
    page.get_by_label("来访类别").select_option(label="友城")
    write(page, "arrive_on", f"{YEAR}.12.1")
    write(page, "leave_on", f"{YEAR}1205")
    choose(page, "purposes", "商谈合作")


def test_from_the_request_to_the_yearly_report(person: At, demo: Demo) -> None:
    address = submitted(person)
    returned_and_corrected(person, address)
    agreed(person, address)
    finished(person, address)
    reported(person)


def submitted(person: At) -> str:
    """A new delegation, typed, pasted, recalled once, submitted again; gives its address."""
    with person("linxiao", "/types/visiting_delegation/new") as page:
        expect(page.locator('[data-path="headcount"] [data-required]')).to_be_visible()
        fill_in(page)
        expect(page.locator('[name="arrive_on"]')).to_have_value(f"{YEAR}-12-01")
        expect(page.locator('[name="leave_on"]')).to_have_value(f"{YEAR}-12-05")
        expect(page.locator('[data-output="stay_days"]')).to_contain_text("5")
        expect(page.locator('[data-path="media_note"]')).to_be_hidden()
        choose(page, "has_media", "是")
        expect(page.locator('[data-path="media_note"]')).to_be_visible()
        write(page, "media_note", "随行记者一名。")
        assert paste(page, '[name="visitors.0.name_zh"]', EXCEL, EXCEL_HTML)
        expect(page.locator('[data-grid="visitors"] tr[data-row]')).to_have_count(3)
        expect(page.locator('[name="visitors.2.nationality"]')).to_have_value("法国")
        page.get_by_role("button", name="提交").click()
        page.wait_for_url(re.compile(r"/records/\d+$"))
        address = page.url.split("/", 3)[-1]
        expect(page.locator("h1")).to_contain_text(f"{NAME}（3人）")
        expect(page.locator("h1 .state")).to_have_text("部门审核")
        page.get_by_role("button", name="撤回", exact=True).click()
        expect(page.locator("h1 .state")).to_have_text("起草")
        return f"/{address}"


def returned_and_corrected(person: At, address: str) -> None:
    """Submitted again, sent back with a reason, corrected; the clerk reads English on the way."""
    with person("linxiao", address) as page:
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.locator("h1 .state")).to_have_text("部门审核")
    with person("chenmo", address) as page:
        page.locator("summary", has_text="退回").click()
        page.get_by_label("理由").fill("请补充邀请函编号")
        page.get_by_role("button", name="确定退回").click()
        expect(page.locator("h1 .state")).to_have_text("退回修改")
    with person("linxiao", address) as page:
        page.get_by_role("button", name="我的账号").click()
        page.get_by_role("button", name="English").click()
        expect(page.locator("h1 .state")).to_have_text("Returned")
        page.get_by_role("link", name="Edit").click()
        page.get_by_label("Invitation", exact=True).fill("外办函〔2026〕12号")
        page.get_by_role("button", name="Submit").click()
        expect(page.locator("h1 .state")).to_have_text("Unit review")
        page.get_by_role("button", name="My account").click()
        page.get_by_role("button", name="中文界面").click()
        expect(page.locator("h1 .state")).to_have_text("部门审核")


def agreed(person: At, address: str) -> None:
    """The head agrees on a phone; one countersigns, the other did so on paper, which the clerk takes down."""
    with person("chenmo", "/tasks", PHONE) as page:
        decide(page, "同意")
    with person("zhengyan", "/tasks") as page:
        decide(page, "同意")
    with person("linxiao", address) as page:
        expect(page.locator("h1 .state")).to_have_text("会签")
        page.get_by_role("button", name="更多").click()
        page.get_by_role("link", name="代录签批").click()
        page.get_by_label("同意").check()
        page.get_by_label("签批人").fill("吴桐")
        page.get_by_label("纸质").check()
        page.get_by_label("签批意见").fill("已阅，同意。")
        page.get_by_role("button", name="登记签批").click()
        expect(page.locator("h1 .state")).to_have_text("领导审批")
        page.get_by_role("link", name="流程").click()
        expect(page.locator(".course")).to_contain_text("吴桐 于")
    with person("zhaoqiming", "/tasks") as page:
        decide(page, "批准")


def decide(page: Page, words: str) -> None:
    """Open our card in the inbox and press."""
    card = page.locator("details.task", has_text=NAME)
    if not card.evaluate("card => card.open"):
        card.locator(".task-head").click()
    card.locator("summary", has_text=words).last.click()
    card.get_by_role("button", name=f"确定{words}").click()
    expect(page.locator("#toasts")).to_contain_text(f"已{words}")


def finished(person: At, address: str) -> None:
    """The filing is fetched and right; what is missing for the end is said, entered, and the record ends."""
    with person("linxiao", f"{address}?tab=papers") as page:
        number = page.locator(".record-head b").inner_text()
        assert re.fullmatch(rf"外来备〔{YEAR}〕\d+号", number)
        file, text = fetched(page, "来访备案表")
        assert file == f"{number}_{NAME}.docx"
        for words in (number, NAME, f"{YEAR}年12月1日", *(part for guest in GUESTS for part in guest[:2])):
            assert words in text
        page.get_by_role("button", name="办结").click()
        expect(page.locator('[name="actual_count"]')).to_be_focused()
        expect(page.locator(".ff-warning")).to_contain_text("未填实到人数")
        write(page, "actual_count", "4")
        page.get_by_role("button", name="办结").click()
        expect(page.locator("h1 .state")).to_have_text("已办结")


def reported(person: At) -> None:
    """The yearly report of an institution counts the visit, says so in a sentence, and becomes a paper."""
    with person("zhengyan", "/types/institution/new") as page:
        for name, text in INSTITUTION.items():
            write(page, name, text)
        page.get_by_role("button", name="保存").click()
        expect(page.locator("h1")).to_contain_text(INSTITUTION["unit_name"])
        page.goto(page.url.split("/records")[0] + "/reports")
        page.get_by_role("link", name="新建事业单位法人年度报告").click()
        write(page, "report_year", str(YEAR))
        page.get_by_label("填报单位").fill("东湖")
        page.get_by_role("option", name=INSTITUTION["unit_name"]).click()
        expect(page.locator('[data-output="uscc"]')).to_contain_text(INSTITUTION["uscc"])
        page.get_by_role("button", name="暂存").click()
        expect(page.locator("h1")).to_contain_text("修改")
        report = page.url.removesuffix("/edit")
        page.goto(f"{report}?tab=figures")
        page.get_by_role("button", name="重新统计").first.click()
        expect(page.locator("#toasts")).to_contain_text("已统计")
        page.get_by_role("link", name=re.compile("^来访人次")).click()
        row = page.locator("tr", has_text=NAME)
        expect(row.locator(".number")).to_have_text("4")
        counted = page.locator("table", has=row).locator("tbody .number").all_inner_texts()
        expect(page.locator(".figure-big")).to_have_text(f"{sum(map(int, counted))}人次")
        page.goto(f"{report}/narratives/act_work".replace("/records/", "/reports/"))
        page.get_by_role("button", name="采用整篇草稿").click()
        expect(page.locator(".report-text")).to_contain_text(f"{NAME}一行3人来访")
        page.goto(f"{report}?tab=papers")
        page.locator(".doc", has_text="事业单位法人年度报告书").get_by_role("button", name="生成 Word").click()
        file, text = fetched(page, "事业单位法人年度报告书")
        assert file == f"{YEAR}年度报告书_{INSTITUTION['unit_name']}.docx"
        for words in (INSTITUTION["unit_name"], INSTITUTION["uscc"], f"{NAME}一行3人来访"):
            assert words in text


def fetched(page: Page, paper: str) -> tuple[str, str]:
    """Download a paper of a record: its file name, and all that Word shows of it."""
    with page.expect_download() as waiting:
        page.locator(".doc", has_text=paper).get_by_role("link", name="下载").first.click()
    data = Path(waiting.value.path()).read_bytes()
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None
    document = docx.Document(io.BytesIO(data))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return waiting.value.suggested_filename, "\n".join([*(each.text for each in document.paragraphs), *cells])
