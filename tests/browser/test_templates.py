"""From a blank Word file to an issued paper: places are clicked on, or reached by keys; tags stand where they were."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from docx import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import RGBColor
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from app.extensions import db
from tests.browser.launch import prepare_old_page
from tests.browser.serving import served
from tests.browser.test_bulk import press_until
from tests.workflow.office import Office, cast, docx, shelf

__all__ = ["cast", "shelf"]
Login = Callable[[str], FlaskClient]
Sit = Callable[[str], AbstractContextManager[Page]]
RED = RGBColor(0xC0, 0x00, 0x00)
NAME = "备案表.docx"


@pytest.fixture
def sit(app: Flask, browser: Browser, login: Login) -> Iterator[Sit]:
    """`with sit("ada") as page`: somebody who is signed in; nothing may go wrong in the page."""
    with served(app) as url:
        yield lambda name: seat(browser, url, login(name))


@contextmanager
def seat(browser: Browser, url: str, client: FlaskClient) -> Iterator[Page]:
    """A page of who is signed in with this client."""
    cookie = client.get_cookie("biaowen")
    assert cookie is not None
    screen = {"width": 1440, "height": 900}
    with browser.new_context(locale="zh-CN", viewport=screen, base_url=url) as context:  # type: ignore[arg-type]
        context.add_cookies([{"name": "biaowen", "value": cookie.value, "url": url}])
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        yield page
        assert wrong == []


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    """A form as an office gets it: labels in red, empty cells."""
    document = Docx()
    table = document.add_table(2, 2)
    for row, label in zip(table.rows, ("团组名称", "人数"), strict=True):
        row.cells[0].text = label
        run = row.cells[1].paragraphs[0].add_run("")
        run.font.color.rgb = RED
    document.add_paragraph("抵达日期：____年__月__日")
    path = tmp_path / "空白备案表.docx"
    document.save(str(path))
    return path


def approved(app: Flask, cast: Office) -> int:
    with app.app_context():
        record_id = cast.walk(cast.visit(), to="approved").id
        db.session.commit()
        return record_id


def issued(page: Page, record_id: int, folder: Path) -> list[str]:
    """Make the filing form of a record; what its cells and its lines say."""
    page.goto(f"/records/{record_id}?tab=papers")
    form = page.locator('form[action$="/papers/filing_form"]')
    form.locator("button").click()
    expect(page.locator("#toasts")).to_contain_text("已生成《来访备案表》")
    with page.expect_download() as download:
        page.locator("section.doc", has=form).locator('a[href$="/file"]').first.click()
    path = folder / "issued.docx"
    download.value.save_as(path)
    document = Docx(io.BytesIO(path.read_bytes()))
    (table,) = document.tables
    assert table.cell(0, 1).paragraphs[0].runs[0].font.color.rgb == RED
    return [*(row.cells[1].text for row in table.rows), document.paragraphs[-1].text]


def test_a_blank_becomes_a_paper_by_mouse(app: Flask, cast: Office, sit: Sit, blank: Path, tmp_path: Path) -> None:
    record_id = approved(app, cast)
    with sit("ada") as page:
        page.goto("/templates")
        page.get_by_role("link", name="上传模板").click()
        page.get_by_label("模板文件").set_input_files(blank)
        page.get_by_label("模板名称").fill(NAME)
        page.get_by_role("button", name="上传并检查").click()
        expect(page.locator("main")).to_contain_text("还没有标签")
        page.get_by_role("link", name="点选填写处").first.click()
        for name in ("团组名称", "人数"):
            page.locator(f'.preview button.blank[aria-label^="{name}"]').click()
            place = page.locator(".place[open]")
            expect(place.locator(".place-name")).to_have_text(name)
            place.get_by_label("名称相同").check()
            expect(page.locator(f'.preview button.blank[aria-label^="{name}"]')).to_have_text(name)
        page.locator('.preview button.blank[aria-label^="抵达日期"]').click()
        page.locator(".place[open] .place-other").fill("抵达日期")
        page.get_by_role("button", name="保存为新版").first.click()
        expect(page.locator(".preview-paper")).to_contain_text("{{ 团组名称 }}")
        page.get_by_role("button", name="启用这一版").click()
        expect(page.locator("#toasts")).to_contain_text("已启用")
    with sit("stan") as page:
        said = issued(page, record_id, tmp_path)
    assert said == ["慕尼黑大学代表团", "2", "抵达日期：2024年4月1日"]


def test_a_place_that_no_field_fits_gets_one_by_a_click_and_serves_once_the_type_is_published(
    cast: Office, sit: Sit, tmp_path: Path
) -> None:
    (path := tmp_path / "用车单.docx").write_bytes(docx([["团组名称", ""], ["接待车牌号", ""]]))
    with sit("ada") as page:
        page.goto(f"/templates/new?name={NAME}")
        page.get_by_label("模板文件").set_input_files(path)
        page.get_by_role("button", name="上传并检查").click()
        page.get_by_role("link", name="点选填写处").first.click()
        page.locator('.preview button.blank[aria-label^="团组名称"]').click()
        page.locator(".place[open]").get_by_label("名称相同").check()
        page.locator('.preview button.blank[aria-label^="接待车牌号"]').click()
        page.locator(".place[open]").get_by_role("button", name="新增并选用").click()
        expect(page.locator("#toasts")).to_contain_text("已加进事项的草稿")
        for name in ("团组名称", "接待车牌号"):
            expect(page.locator(f'.preview button.blank[aria-label^="{name}"]')).to_have_text(name)
        page.get_by_role("button", name="保存为新版").first.click()
        expect(page.locator(".preview-paper")).to_contain_text("{{ 接待车牌号 }}")
        page.goto("/designer/visit/publish")
        page.get_by_role("button", name="发布").click()
        expect(page.locator("#toasts")).to_contain_text("已发布")
        page.goto(f"/templates/{NAME}?v=2")
        page.get_by_role("button", name="启用这一版").click()
        expect(page.locator("#toasts")).to_contain_text("已启用")


def test_a_blank_becomes_a_paper_by_keyboard(app: Flask, cast: Office, sit: Sit, blank: Path, tmp_path: Path) -> None:
    record_id = approved(app, cast)
    with sit("ada") as page:
        page.goto(f"/templates/new?name={NAME}")
        page.get_by_label("模板文件").set_input_files(blank)  # the dialogue of the system is not ours
        press_until(page, "Tab", 'form[enctype] button[type="submit"]')
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_contain_text("还没有标签")
        page.locator("body").focus()
        press_until(page, "Tab", 'a[href$="/places"]')
        page.keyboard.press("Enter")
        expect(page.locator(".preview button.blank").first).to_be_visible()
        for name in ("团组名称", "人数"):
            press_until(page, "Tab", f'button.blank[aria-label^="{name}"]')
            page.keyboard.press("Enter")
            expect(page.locator('.place[open] input[type="radio"]').first).to_be_focused()
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Escape")
            expect(page.locator(f'button.blank[aria-label^="{name}"]')).to_be_focused()
        press_until(page, "Shift+Tab", 'button[form="places"]')
        page.keyboard.press("Enter")
        expect(page.locator(".preview-paper")).to_contain_text("{{ 人数 }}")
        page.locator("body").focus()
        press_until(page, "Tab", 'form[action$="/force"] button')
        page.keyboard.press("Enter")
        expect(page.locator("#toasts")).to_contain_text("已启用")
    with sit("stan") as page:
        said = issued(page, record_id, tmp_path)
    assert said[:2] == ["慕尼黑大学代表团", "2"]


def test_a_fault_leads_to_its_place(cast: Office, sit: Sit, tmp_path: Path) -> None:
    document = Docx()
    for number in range(60):
        document.add_paragraph(f"第 {number} 段")
    document.add_paragraph("名称：{{ 团组名陈 }}")
    path = tmp_path / "有错的.docx"
    document.save(str(path))
    with sit("ada") as page:
        page.goto(f"/templates/new?name={NAME}")
        page.get_by_label("模板文件").set_input_files(path)
        page.get_by_role("button", name="上传并检查").click()
        fault = page.locator(".preview .preview-fault")
        expect(fault).to_have_text("名称：{{ 团组名陈 }}")
        page.locator("[data-goto]").first.click()
        expect(page.locator(".preview .preview-here")).to_be_in_viewport()
        expect(page.get_by_role("button", name="启用这一版")).to_have_count(0)


def test_places_light_up_in_an_old_browser(
    app: Flask, cast: Office, login: Login, old_browser: Browser, blank: Path
) -> None:
    client = login("ada")
    client.post("/templates", data={"file": (io.BytesIO(blank.read_bytes()), NAME)})
    with served(app) as url, seat(old_browser, url, client) as page:
        prepare_old_page(page)
        page.goto(f"/templates/{NAME}/versions/1/places")
        page.locator('.preview button.blank[aria-label^="人数"]').click()
        page.locator('.place[open] input[value="{{ 人数 }}"]').check()
        expect(page.locator('.preview button.blank[aria-label^="人数"]')).to_have_text("人数")
        page.get_by_role("button", name="保存为新版").first.click()
        expect(page.locator(".preview-paper")).to_contain_text("{{ 人数 }}")


FONT = (
    "x' ;} body, .docx ~ html {display: none} @media all {main {display: none}} "
    ".docx {html:has(&) {display: none}} z{a:'b c"
)


@pytest.mark.parametrize("engine", ["browser", "old_browser"])
def test_styles_of_a_file_stay_in_its_picture(
    app: Flask, cast: Office, login: Login, request: pytest.FixtureRequest, engine: str
) -> None:
    """The name of a font is copied into the styles of the picture: what it says more is nobody's style."""
    document, out = Docx(), io.BytesIO()
    document.styles["Normal"].font.name = FONT
    document.styles["Normal"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.add_paragraph("名称：{{ 团组名称 }}")
    document.save(out)
    client = login("ada")
    client.post("/templates", data={"file": (io.BytesIO(out.getvalue()), NAME)})
    with served(app) as url, seat(request.getfixturevalue(engine), url, client) as page:
        prepare_old_page(page)
        page.goto(f"/templates/{NAME}?v=1")
        expect(page.locator(".preview-paper")).to_contain_text("{{ 团组名称 }}")
        expect(page.locator("main")).to_be_visible()
        line = page.locator(".preview-paper p", has_text="名称")
        expect(line).to_be_visible()
        expect(line).to_have_css("text-align", "center")
        strange = page.evaluate(
            """() => [...document.adoptedStyleSheets].flatMap((sheet) => [...sheet.cssRules])
                .map((rule) => rule.cssText)
                .filter((text) => !/^@media|[.]docx/.test(text) || /html|main/.test(text))"""
        )
        assert strange == []
