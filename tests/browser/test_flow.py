"""A record from submission to its end, as people press it: the head on a phone, the others at their desks."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from app.extensions import db
from app.records.models import Record
from tests.browser.serving import served
from tests.workflow.office import Office, cast, shelf

__all__ = ["cast", "shelf"]
Login = Callable[[str], FlaskClient]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
LONG = "进一步加强友好城市青少年教育文化体育交流合作的联合代表团（含随团媒体第二批次）"


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The application on a port of this machine."""
    with served(app) as url:
        yield url


@pytest.fixture
def sit(browser: Browser, login: Login, site: str) -> Callable[..., object]:
    """`with sit("amy", PHONE) as page`: somebody who is signed in, at a screen of this size."""

    @contextmanager
    def open_page(name: str, screen: dict[str, int]) -> Iterator[Page]:
        cookie = login(name).get_cookie("biaowen")
        assert cookie is not None
        with browser.new_context(locale="zh-CN", viewport=screen, base_url=site, accept_downloads=True) as context:  # type: ignore[arg-type]
            context.add_cookies([{"name": "biaowen", "value": cookie.value, "url": site}])
            page = context.new_page()
            wrong: list[str] = []
            page.on("pageerror", lambda error: wrong.append(str(error)))
            yield page
            assert wrong == []

    return open_page


def put(app: Flask, cast: Office, state: str, **values: object) -> int:
    with app.app_context():
        record = cast.walk(cast.visit(**values), to=state)
        db.session.commit()
        return record.id


def state_of(app: Flask, record_id: int) -> str:
    with app.app_context():
        return db.session.get_one(Record, record_id).state


def decide(page: Page, words: str, sure: str) -> None:
    """Open the sheet of a button on the open card, take a phrase, confirm."""
    page.locator("details.task[open] summary", has_text=words).last.click()
    page.get_by_role("button", name=sure).click()
    expect(page.locator("#toasts")).to_contain_text(re.compile("现在是|等 "))


def test_from_submission_to_the_end(app: Flask, cast: Office, sit: Callable[..., object]) -> None:
    record_id = put(app, cast, "draft", quick=True)
    with sit("stan", DESK) as page:  # type: ignore[attr-defined]
        page.goto(f"/records/{record_id}")
        page.get_by_role("button", name="提交").click()
        expect(page.locator("#toasts")).to_contain_text("等 Amy")
    with sit("amy", PHONE) as page:  # type: ignore[attr-defined]
        page.goto("/tasks")
        page.locator("details.task[open] summary", has_text="同意").click()
        page.get_by_role("button", name="拟同意", exact=True).click()
        expect(page.locator("details.task[open] textarea").first).to_have_value("拟同意")
        sure = page.get_by_role("button", name="确定同意")
        box = sure.bounding_box()
        assert box is not None
        assert box["y"] > PHONE["height"] / 2, "the thumb reaches the lower half"
        assert box["height"] >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        sure.click()
        expect(page.locator(".empty-title")).to_have_text("没有待办")
    assert state_of(app, record_id) == "countersign"
    for name in ("fay", "sec"):
        with sit(name, DESK) as page:  # type: ignore[attr-defined]
            page.goto("/tasks")
            decide(page, "同意", "确定同意")
            expect(page.locator(".empty-title")).to_have_text("没有待办")
    with sit("lee", PHONE) as page:  # type: ignore[attr-defined]
        page.goto("/tasks")
        decide(page, "批准", "确定批准")
    assert state_of(app, record_id) == "approved"
    with sit("stan", DESK) as page:  # type: ignore[attr-defined]
        page.goto(f"/records/{record_id}?tab=papers")
        with page.expect_download() as download:
            page.locator(".doc", has_text="来访备案表").get_by_role("link", name="下载").click()
        number = f"外来备〔{datetime.now(ZoneInfo('Asia/Shanghai')).year}〕1号"
        assert download.value.suggested_filename == f"{number}_慕尼黑大学代表团.docx"
        assert Docx(str(download.value.path())).paragraphs[0].text.startswith(f"{number} 慕尼黑大学代表团")
        page.goto(f"/records/{record_id}")
        page.get_by_role("button", name="办结").click()
        page.locator("#f-actual").fill("2")
        page.locator("button[data-move=finish]").first.click()
        expect(page.locator("h1")).to_contain_text("已办结")
    assert state_of(app, record_id) == "done"


def test_keys_move_through_the_inbox(app: Flask, cast: Office, sit: Callable[..., object]) -> None:
    first, second = put(app, cast, "unit_review"), put(app, cast, "unit_review")
    with sit("amy", DESK) as page:  # type: ignore[attr-defined]
        page.goto("/tasks")
        page.keyboard.press("j")
        expect(page.locator(f"#card-{second}")).to_have_attribute("open", "")
        page.keyboard.press("k")
        expect(page.locator(f"#card-{first}")).to_have_attribute("open", "")
        page.keyboard.press("a")
        expect(page.locator(f"#card-{first} textarea").first).to_be_focused()
        page.keyboard.type("同意")
        page.get_by_role("button", name="确定同意").click()
        expect(page.locator(f"#card-{second}")).to_have_attribute("open", "")
        page.wait_for_function("window.biaowenFlow")
        page.keyboard.press("r")
        page.get_by_role("button", name="请核对日期和人数").click()
        page.get_by_role("button", name="确定退回").click()
        expect(page.locator(".empty-title")).to_have_text("没有待办")
    assert (state_of(app, first), state_of(app, second)) == ("countersign", "returned")


def test_it_works_without_script(app: Flask, cast: Office, browser: Browser, login: Login, site: str) -> None:
    record_id = put(app, cast, "unit_review")
    cookie = login("amy").get_cookie("biaowen")
    assert cookie is not None
    with browser.new_context(java_script_enabled=False, base_url=site, viewport=PHONE) as context:  # type: ignore[arg-type]
        context.add_cookies([{"name": "biaowen", "value": cookie.value, "url": site}])
        page = context.new_page()
        page.goto("/tasks")
        page.locator("details.task[open] summary", has_text="退回").click()
        page.locator("details.press[open] textarea").fill("请补正")
        page.get_by_role("button", name="确定退回").click()
        expect(page.locator(".empty-title")).to_have_text("没有待办")
    assert state_of(app, record_id) == "returned"


def test_a_scan_that_cannot_be_taken_is_not_even_sent(
    app: Flask, cast: Office, sit: Callable[..., object], tmp_path: Path
) -> None:
    record_id = put(app, cast, "unit_review")
    large, good = tmp_path / "呈批表.pdf", tmp_path / "盖章.pdf"
    large.write_bytes(b"%PDF-1.4" + bytes(21 * 1024 * 1024))
    good.write_bytes(b"%PDF-1.4\n%%EOF\n")
    (tmp_path / "呈批表.docx").write_bytes(b"PK")
    with sit("stan", DESK) as page:  # type: ignore[attr-defined]
        posted: list[str] = []
        page.on("request", lambda asked: posted.append(asked.url) if asked.method == "POST" else None)
        page.goto(f"/records/{record_id}?tab=papers")
        picked, told = page.locator("input[name=scan]"), page.locator(".scan-form [role=alert]")
        picked.set_input_files(tmp_path / "呈批表.docx")
        expect(told).to_have_text("“呈批表.docx”的类型不能上传，可以上传：.pdf .ofd .jpg .png")
        picked.set_input_files(large)
        expect(told).to_have_text("“呈批表.pdf”有 21.0 MB，最大只能 20 MB，请压缩或拆分后再传")
        assert posted == []
        picked.set_input_files(good)
        expect(page.locator("#toasts")).to_contain_text("已收回")


def test_on_a_phone_what_it_is_about_and_the_buttons_stand_on_one_screen(
    app: Flask, cast: Office, sit: Callable[..., object]
) -> None:
    decided = {"同意": put(app, cast, "unit_review", name_of=LONG), "退回": put(app, cast, "unit_review", name_of=LONG)}
    with sit("amy", PHONE) as page:  # type: ignore[attr-defined]
        page.goto(f"/tasks?type=visit&open={decided['同意']}")
        for words, record_id in decided.items():
            card = page.locator(f"#card-{record_id}")
            expect(card).to_have_attribute("open", "")
            for part in (".task-title", ".task-values", ".task-sheets", f".task-deeds summary:has-text('{words}')"):
                expect(card.locator(part)).to_be_in_viewport(ratio=1)
            card.locator("summary", has_text=words).last.click()
            if words == "退回":
                card.get_by_role("button", name="请核对日期和人数").click()
            card.get_by_role("button", name=f"确定{words}").click()
            expect(card).to_have_count(0)
            expect(page).to_have_url(re.compile("type=visit"))
        expect(page.locator(".empty-title")).to_have_text("这类事项没有待办")
    assert [state_of(app, each) for each in decided.values()] == ["countersign", "returned"]


def test_keys_alone_decide_with_words_and_open_the_record(app: Flask, cast: Office, sit: Callable[..., object]) -> None:
    first, second = put(app, cast, "unit_review"), put(app, cast, "unit_review")
    with sit("amy", DESK) as page:  # type: ignore[attr-defined]
        page.goto("/tasks")
        page.keyboard.press("j")
        expect(page.locator(f"#card-{second} .task-deeds")).to_be_visible()
        page.keyboard.press("r")
        expect(page.locator(f"#card-{second} details.press[open] textarea")).to_be_focused()
        page.keyboard.type("请核对")
        page.keyboard.press("Control+Enter")
        expect(page.locator(f"#card-{second}")).to_have_count(0)
        expect(page.locator(f"#card-{first}")).to_have_attribute("open", "")
        page.wait_for_function("window.biaowenFlow")
        page.keyboard.press("o")
        page.wait_for_url(f"**/records/{first}")
    assert state_of(app, second) == "returned"
