"""The shipped approval chains, each walked to its end by the people of the demo at their browsers, a press at a time.

The reception of guests has a walk of its own in `test_chain`. Drafts are filled in beforehand, as the form's own door
takes them; everything from handing in is done on pages.
"""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app import create_app
from app.accounts import queries as accounts
from app.documents import service as papers
from app.extensions import db
from app.records import desks, filling, service, store
from app.records.models import Record
from app.records.service import Entry
from app.web import clock
from tests.browser.live import complaints
from tests.browser.office import PHONE, Office
from tests.browser.serving import served

OWNER = "zhouning"
RECORDED = "代录签批"
THIS_YEAR = "this year"
AGREEMENTS = ("同意", "同意上报", "批准")


@pytest.fixture(scope="module")
def demo_office(furnished_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The demo office and its people, within reach of the test."""
    instance = shutil.copytree(furnished_demo, tmp_path_factory.mktemp("variants") / "office")
    app = create_app({"instance": instance})
    with served(app) as url:
        yield Office(url, app)
    with app.app_context():
        db.engine.dispose()


@dataclass(frozen=True)
class Chain:
    """A shipped type, what is filled in, who presses what and where that leads, which papers there are in the end."""

    type_key: str
    values: Mapping[str, Any]
    presses: tuple[tuple[str, ...], ...]
    papers: tuple[str, ...]
    entered: Mapping[str, str] = field(default_factory=dict)
    """What the owner enters before the last press."""


def day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


GROUP = {"countries": "日本", "depart_on": 60, "return_on": 64}
PLANNED = Chain(
    "exchange_event",
    {
        "event_name": "国际友城青年论坛",
        "kind": "品牌系列活动",
        "held_on": 30,
        "unit": "出访管理处",
        "participants": "260",
        "foreign_participants": "30",
        "entry": "单项活动",
        "event_count": "1",
    },
    (
        (OWNER, "提交", "部门审核"),
        ("heping", "退回", "退回修改", "请补充安全预案"),
        (OWNER, "提交", "部门审核"),
        ("heping", "同意", "会签"),
        ("zhengyan", "同意", "会签"),
        ("wutong", "同意", "领导审批"),
        ("zhaoqiming", "批准", "已批准"),
        (OWNER, "办结", "已办结"),
    ),
    ("活动方案审批表",),
)
ORDINARY = Chain(
    "outbound_group",
    {
        **GROUP,
        "group_name": "出访管理处赴日本洽谈团",
        "organiser": "示例市对外交流中心",
        "person_times": "1",
        "tasks": "项目洽谈",
        "task_note": "洽谈合作项目。",
        "inviter": "大田区国际交流协会",
        "funding": "单位部门预算",
        "members": [{"name": "周宁", "is_head": "是"}],
        "costs": [{"item": "国际旅费", "amount": "6000", "payer": "我方"}],
        "notices": [{"stage": "事前", "starts_on": 1, "ends_on": 8}],
    },
    (
        (OWNER, "提交", "部门审核"),
        ("heping", "同意", "财务审核"),
        ("wutong", "同意", "外事审核"),
        ("zhengyan", "同意", "单位领导审批"),
        ("zhaoqiming", "同意上报", "待上级批复"),
        (OWNER, "登记批复", "已批准"),
    ),
    ("审批", "名单"),
    {"approval_doc_no": "示外出〔2026〕1号"},
)
FOUR = Chain(
    "outbound_four_signatures",
    {
        **GROUP,
        "group_name": "赴日本四方签批团",
        "organiser": "示例市对外交流中心",
        "head_name": "周宁",
        "head_post": "科长",
        "person_times": "2",
        "task_note": "洽谈合作项目。",
        "in_plan": "是",
        "necessity": "落实合作备忘录。",
        "airfare": "6000",
        "funding": "单位部门预算",
        "personnel_officer": "孙静",
        "members": [{"name": "周宁"}],
    },
    (
        (OWNER, "提交", "外事部门审核"),
        ("zhengyan", "同意", "财务部门审核"),
        (OWNER, RECORDED, "组织人事部门审核", "吴桐"),
        ("sunjing", "同意", "主管领导审批"),
        ("zhaoqiming", "批准", "已批准"),
    ),
    ("任务和预算审批意见表",),
)
EXPERT = Chain(
    "expert_review",
    {
        "teacher": "ANNA KELLER",
        "review_year": THIS_YEAR,
        "unit": "出访管理处",
        "working_days": "200",
        "duties": "口语教学。",
        "items": [
            {"aspect": "工作态度", "indicator": "出勤", "full": "50", "points": "45"},
            {"aspect": "工作效果", "indicator": "评教", "full": "50", "points": "46"},
        ],
        "conclusion": "优秀",
        "suggestion": "续聘",
        "unit_opinion": "同意续聘。",
        "permits_ok": "是",
        "insured": "是",
        "lawful": "是",
    },
    (
        (OWNER, "提交", "部门审核"),
        ("heping", "同意", "外事审核"),
        ("zhengyan", "同意", "领导审批"),
        ("zhaoqiming", "批准", "已完成"),
    ),
    ("外国专家年度审核表",),
)
CROSS = Chain(
    "cross_unit_group",
    {
        **GROUP,
        "group_name": "赴日本双跨团",
        "organiser": "示例市对外交流中心",
        "contact": "周宁 010-12345678",
        "task_note": "共同参加展会。",
        "cost_note": "各派员单位承担本单位人员费用",
        "reply_by": 10,
        "approval_doc_no": "示外出〔2026〕2号",
        "units": [{"name": "邻市外事办公室", "person": "钱一"}, {"name": "邻市大学", "person": "钱二"}],
    },
    (
        (OWNER, "提交", "部门审核"),
        ("heping", "同意", "外事审核"),
        ("zhengyan", "同意", "领导审批"),
        ("zhaoqiming", "批准", "等各单位确认"),
        (OWNER, "确认齐全", "确认齐全"),
    ),
    ("征求意见函", "出国任务通知书"),
    {
        "units.0.agreed": "是",
        "units.0.confirmed_no": "邻外确〔2026〕7号",
        "units.0.confirmed_on": "2026-03-02",
        "units.1.agreed": "是",
        "units.1.confirmed_no": "邻大确〔2026〕3号",
        "units.1.confirmed_on": "2026-03-05",
    },
)


@pytest.mark.parametrize("chain", [PLANNED, ORDINARY, FOUR, CROSS, EXPERT], ids=lambda chain: chain.type_key)
def test_a_shipped_chain_is_walked_to_its_end(chain: Chain, browser: Browser, demo_office: Office) -> None:
    address = demo_office.ask(lambda: f"/records/{_draft(chain)}")
    for who, press, state, *words in chain.presses:
        with browser.new_context(locale="zh-CN") as context:
            page = demo_office.sign_in(context, who)
            heard = complaints(page)
            page.goto(f"{demo_office.url}{address}")
            is_last = press == chain.presses[-1][1]
            _press(page, press, "".join(words), chain.entered if is_last else {})
            expect(page.locator("h1 .state")).to_have_text(state)
            assert heard == []
    with browser.new_context(locale="zh-CN") as context:
        page = demo_office.sign_in(context, OWNER)
        page.goto(f"{demo_office.url}{address}?tab=papers")
        expect(page.locator("h1 .state")).to_have_text(chain.presses[-1][2])
        for paper in chain.papers:
            expect(page.locator(".doc", has_text=paper).get_by_role("link", name="下载").first).to_be_visible()


TWO_PEOPLE = {"person_times": "2", "members": [{"name": "周宁", "is_head": "是"}, {"name": "何平"}]}
OF_TWO = replace(ORDINARY, values={**ORDINARY.values, **TWO_PEOPLE, "group_name": "赴日本换人团"})


def test_a_member_of_an_approved_group_is_replaced(browser: Browser, demo_office: Office) -> None:
    address = demo_office.ask(_approved)
    with browser.new_context(locale="zh-CN") as context:
        page = demo_office.sign_in(context, OWNER)
        heard = complaints(page)
        page.goto(f"{demo_office.url}{address}")
        page.get_by_role("button", name="更多").click()
        page.get_by_role("link", name="人员变更").click()
        page.get_by_label("为什么要变更").fill("何平因病不能成行")
        page.locator('[name="members.1.name"]').fill("林晓")
        page.get_by_role("button", name="提交变更").click()
        expect(page.locator(".am-sides ins")).to_have_text(["林晓"])
        _decide(browser, demo_office, "heping", "退回修改", "请说明何平的情况")
        page.reload()
        page.get_by_role("button", name="提交变更").click()
        expect(page.locator("h1")).to_contain_text("审批中")
        for who in ("heping", "zhengyan", "zhaoqiming"):
            _decide(browser, demo_office, who, "同意变更")
        page.goto(f"{demo_office.url}{address}")
        expect(page.locator("h1 .state")).to_have_text("已批准")
        expect(page.get_by_role("cell", name="林晓")).to_be_visible()
        expect(page.get_by_role("cell", name="何平")).to_have_count(0)
        page.goto(f"{demo_office.url}{address}?tab=history")
        expect(page.get_by_role("main")).to_contain_text("何平因病不能成行")
        page.goto(f"{demo_office.url}{address}?tab=papers")
        notes = page.locator(".doc", has_text="出访人员行前告知单")
        expect(notes.locator("> .issues > .issue")).to_contain_text(["第 2 次生成", "第 1 次生成"])
        expect(notes).to_contain_text("以前的 1 份")
        expect(page.locator(".doc", has_text="团组变更审批表").get_by_role("link", name="下载").first).to_be_visible()
        assert heard == []


TEACHER = {
    "name": "ANNA KELLER",
    "category": "长期聘用",
    "nationality": "德国",
    "unit": "出访管理处",
    "contract_from": -300,
    "contract_to": 300,
    "permit_valid_to": 400,
    "residence_valid_to": 400,
}
"""Whom the review is about."""


def _draft(chain: Chain) -> int:
    if chain is EXPERT:
        _kept("foreign_teacher", TEACHER)
    return _kept(chain.type_key, chain.values)


def _kept(type_key: str, values: Mapping[str, Any]) -> int:
    user = accounts.user_by_login(OWNER)
    assert user is not None
    desk = desks.of_user(user.id)
    compiled = desk.types.current(type_key)
    empty = filling.opened(compiled, None, desk=desk)
    record, judged = service.keep(compiled, None, Entry({**empty.raw, **_dated(values)}, {}), desk=desk)
    assert judged.cleaned.faults == []
    db.session.commit()
    return record.id


def _decide(browser: Browser, office: Office, who: str, label: str, words: str = "") -> None:
    """On a phone, in the inbox, where old and new stand one under the other."""
    with browser.new_context(locale="zh-CN", viewport=PHONE) as context:
        page = office.sign_in(context, who)
        heard = complaints(page)
        page.goto(f"{office.url}/tasks")
        card = page.locator(".task", has_text=OF_TWO.values["group_name"])
        expect(card.locator("del")).to_have_text(["何平"])
        expect(card.locator("ins")).to_have_text(["林晓"])
        sheet = card.locator("details", has_text=f"确定{label}")
        sheet.locator("summary").click()
        if words:
            sheet.get_by_label("理由").fill(words)
        sheet.get_by_role("button", name=f"确定{label}", exact=True).click()
        expect(card).to_have_count(0)
        assert heard == []


def _approved() -> str:
    """A group that was approved, with a note for each of its two people; how it was is walked above."""
    record = db.session.get_one(Record, _draft(OF_TWO))
    desk = desks.of_user(record.owner_id or 0)
    compiled = desk.compiled(record)
    facts: dict[str, Any] = {"actor": desk.actor, "now": desk.now, "lookups": desk.lookups}
    stored = {**record.data, "approval_doc_no": "示外出〔2026〕9号"}
    record = store.save(desk.session, record, compiled, stored=stored, state="approved", why="approve", **facts)
    papers.issue_all(record, compiled, "traveller_note", desk=desk)
    db.session.commit()
    return f"/records/{record.id}"


def _dated(given: Any) -> Any:
    """Numbers of days from today as days."""
    if isinstance(given, Mapping):
        return {key: _dated(each) for key, each in given.items()}
    if isinstance(given, list):
        return [_dated(each) for each in given]
    if given == THIS_YEAR:
        return f"{clock.today():%Y}"
    return day(given) if isinstance(given, int) else given


def _press(page: Page, label: str, words: str, entered: Mapping[str, str]) -> None:
    """As people do: the button, or the button with words, or what the clerk takes down."""
    if label == RECORDED:
        _record_for(page, words)
    elif label in (*AGREEMENTS, "退回"):
        page.locator("summary", has_text=re.compile(rf"^\s*{label}\s*$")).first.click()
        if words:
            page.get_by_label("理由").fill(words)
        page.get_by_role("button", name=f"确定{label}").first.click()
    else:
        if entered:
            page.goto(f"{page.url}/edit")
        for name, text in entered.items():
            if text == "是":
                page.locator(f'[name="{name}"][value="{text}"]').check()
            else:
                page.locator(f'[name="{name}"]').fill(text)
        page.get_by_role("button", name=label, exact=True).first.click()


def _record_for(page: Page, signer: str) -> None:
    """A clerk takes down what was signed on paper."""
    page.get_by_role("button", name="更多").click()
    page.get_by_role("link", name=RECORDED).click()
    page.get_by_label("同意").check()
    page.get_by_label("签批人").fill(signer)
    page.get_by_label("纸质").check()
    page.get_by_label("签批意见").fill("已阅，同意。")
    page.get_by_role("button", name="登记签批").click()
