"""Pages of templates fit their windows, and their words stand out, with a paper in the preview too."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from docx import Document as Docx
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.boxes import faint_words, faults_of_layout
from tests.browser.live import Demo
from tests.browser.test_screens import speak

NAME = "来访备案表.docx"
AT = f"/templates/{quote(NAME)}"
SIZES = {"phone": ViewportSize(width=390, height=844), "desk": ViewportSize(width=1440, height=900)}


@pytest.fixture(scope="module")
def pages(browser: Browser, demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """A page of each kind; of one template there are a version that may be put in force and one with a fault."""
    folder, numbers = tmp_path_factory.mktemp("templates"), []
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        demo.enter(page, "sunjing")
        for tag in ("{{ 团组名称 }}", "{{ 团组名陈 }}"):
            document = Docx()
            document.add_paragraph(tag)
            document.add_table(1, 2).rows[0].cells[0].text = "联系人"
            document.save(str(folder / "新表.docx"))
            page.goto(f"{demo.url}/templates/new?name={quote(NAME)}")
            page.get_by_label("模板文件").set_input_files(folder / "新表.docx")
            page.get_by_role("button", name="上传并检查").click()
            page.wait_for_url(re.compile(r"\?v=\d+$"))
            numbers.append(page.url.rpartition("=")[2])
    good, number = numbers
    draft = f"{AT}/versions/{number}"
    replacing = f"/templates/replace?type=visiting_delegation&old={quote('团组名称')}&new={quote('联系人')}"
    shown = ("/templates", AT, f"{AT}?v={number}", f"{AT}?v={good}", "/templates/new", f"{AT}/versions/0/trial")
    return (*shown, f"{draft}/places", f"{AT}/compare?from=0&to={number}", replacing)


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, demo: Demo) -> Iterator[Page]:
    """The form designer's, on a phone and on a desk."""
    with browser.new_context(locale="zh-CN", viewport=SIZES[request.param]) as context:
        page = context.new_page()
        demo.enter(page, "sunjing")
        yield page
        speak(page, "zh")


def look_at(page: Page, demo: Demo, path: str) -> None:
    page.goto(demo.url + path)
    if page.locator("[data-preview]").count():
        expect(page.locator(".preview-paper section").first).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_of_templates_fits(page: Page, demo: Demo, pages: tuple[str, ...], language: str) -> None:
    speak(page, language)
    wrong: dict[str, list[str]] = {}
    for path in pages:
        look_at(page, demo, path)
        if found := faults_of_layout(page):
            wrong[path] = found
    assert wrong == {}


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_their_words_stand_out(page: Page, demo: Demo, pages: tuple[str, ...], colours: str) -> None:
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    faint: dict[str, list[str]] = {}
    for path in pages:
        look_at(page, demo, path)
        if found := faint_words(page):
            faint[path] = found
    assert faint == {}
