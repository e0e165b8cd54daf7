"""Pages fit their windows: nothing lies over anything else, nothing is cut, no page scrolls sideways."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.boxes import faint_words, faults_of_layout
from tests.browser.live import Demo
from tests.forms.conftest import FORMS

PHONE, DESK = ViewportSize(width=390, height=844), ViewportSize(width=1440, height=900)
TYPES = sorted(path.stem for path in (FORMS / "types").rglob("*.yaml"))
PAGES = (
    "/", "/tasks", "/tasks?tab=done", "/due", "/documents", "/reports", "/notices", "/password", "/search?q=日本",
    "/types/visiting_delegation", "/types/visiting_delegation?f=countries.is.JP", "/types/visiting_delegation/new",
    "/types/visiting_delegation/columns", "/types/visiting_delegation/views", "/types/annual_report/new",
    "/no/such/page",
    *(f"/records/9{tab}" for tab in ("", "?tab=flow", "?tab=papers", "?tab=history")), "/records/9/course",
    "/records/10", "/records/10?tab=flow",
)  # fmt: skip
"""A page of each kind; records of the demo have the same numbers in every one."""
WRITER = "zhengyan"
"""May enter records of every type."""
VISITOR = {
    "name_zh": "阿列克谢·伊万诺夫",
    "name_en": "YAMAMOTO ICHIRO",
    "nationality": "阿拉伯联合酋长国",
    "employer": "横滨市国际交流协会总部",
    "post": "副会长兼秘书长",
    "passport_no": "TZ1234567",
}
ONE_OVER_ANOTHER = """<main><p>Name in passport</p><p id="up" style="margin-top: -1.5em">Nationality</p>
<table><tr><td id="cell">Japan</td></tr></table>
<style>#cell::before { content: "Country"; position: absolute }</style>
<a class="btn" style="display: block; width: 3rem; white-space: nowrap">Make a Word file</a>
<div style="width: 3000px">wide</div></main>"""


@pytest.fixture(scope="module")
def desk(browser: Browser, demo: Demo) -> Iterator[Page]:
    """On a desk, signed in as who may enter everything."""
    with browser.new_context(locale="zh-CN", viewport=DESK) as context:
        page = context.new_page()
        demo.enter(page, WRITER)
        yield page


@pytest.fixture(scope="module", params=["zh", "en"])
def phone(request: pytest.FixtureRequest, browser: Browser, demo: Demo) -> Iterator[Page]:
    """On a phone, in one language and then in the other."""
    with browser.new_context(locale="zh-CN", viewport=PHONE) as context:
        page = context.new_page()
        demo.enter(page, WRITER)
        speak(page, request.param)
        yield page
        speak(page, "zh")


def speak(page: Page, language: str) -> None:
    """Change the language, if it is another one."""
    page.goto(page.url)
    wanted = {"zh": "zh-CN", "en": "en"}[language]
    if page.locator("html").get_attribute("lang") != wanted:
        page.locator(".top-person").click()
        page.locator(f".dropdown-item[name=language][value={language}]").click()
        expect(page.locator("html")).to_have_attribute("lang", wanted)


def test_the_measure_finds_what_it_is_for(page: Page) -> None:
    page.set_content(ONE_OVER_ANOTHER)
    found = faults_of_layout(page)
    assert "the page scrolls sideways" in found
    assert "Name in passport and Nationality overlap" in found
    assert 'a label without a place of its own: "Country"' in found
    assert "sticks out of its button: Make a Word file" in found


@pytest.mark.parametrize("type_key", TYPES)
def test_a_form_fits_a_phone(phone: Page, demo: Demo, type_key: str) -> None:
    phone.goto(f"{demo.url}/types/{type_key}/new")
    assert phone.locator("#record-form").count() == 1
    assert faults_of_layout(phone) == []


def test_every_kind_of_page_fits_a_phone(phone: Page, demo: Demo) -> None:
    wrong: dict[str, list[str]] = {}
    for path in PAGES:
        phone.goto(demo.url + path)
        if found := faults_of_layout(phone):
            wrong[path] = found
    assert wrong == {}


@pytest.mark.parametrize("type_key", ["visiting_delegation", "outbound_group", "annual_report"])
def test_a_form_fits_a_desk(desk: Page, demo: Demo, type_key: str) -> None:
    desk.goto(f"{demo.url}/types/{type_key}/new")
    assert faults_of_layout(desk) == []


def test_a_list_of_people_has_the_whole_page_and_shows_names_in_full(desk: Page, demo: Demo) -> None:
    desk.goto(f"{demo.url}/types/visiting_delegation/new")
    for column, text in VISITOR.items():
        desk.locator(f"[name='visitors.0.{column}']").fill(text)
    table = desk.locator("[data-grid=visitors]")
    cut = "inputs => inputs.filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.value)"
    assert table.locator("input[type=text]").evaluate_all(cut) == []
    assert table.evaluate("table => table.parentElement.scrollWidth <= table.parentElement.clientWidth")
    form, main = (desk.locator(each).evaluate("box => box.clientWidth") for each in (".ff-parts", ".ff"))
    assert form == main


def test_a_table_too_wide_for_the_window_keeps_its_first_column_in_sight(browser: Browser, demo: Demo) -> None:
    with browser.new_context(locale="zh-CN", viewport=ViewportSize(width=900, height=800)) as context:
        page = context.new_page()
        demo.enter(page, WRITER, "/types/outbound_group/new")
        table = page.locator("[data-grid=members]")
        before = table.locator("td").first.bounding_box()
        table.evaluate("table => { table.parentElement.scrollLeft = 300; }")
        after = table.locator("td").first.bounding_box()
        assert before is not None
        assert after is not None
        assert table.evaluate("table => table.parentElement.scrollLeft") > 0
        assert after["x"] == pytest.approx(before["x"], abs=1)
        assert "the page scrolls sideways" not in faults_of_layout(page)


def test_paper_says_when_and_not_how_long_ago(desk: Page, demo: Demo) -> None:
    speak(desk, "zh")  # the same person may have the phone in English
    desk.goto(f"{demo.url}/types/training/new")
    desk.locator("[name=training_name]").fill("刚刚开始填的一次培训")
    expect(desk.locator("[data-saved-words]")).to_have_text("已保存")
    desk.goto(demo.url)
    begun = desk.locator(".hit", has_text="培训").locator("time").first
    expect(begun).to_have_text("刚刚", use_inner_text=True)
    desk.emulate_media(media="print")
    printed = re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", begun.inner_text())
    desk.emulate_media(media="screen")
    assert printed


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(desk: Page, demo: Demo, colours: str) -> None:
    desk.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    faint: dict[str, list[str]] = {}
    for path in PAGES:
        desk.goto(demo.url + path)
        if found := faint_words(desk):
            faint[path] = found
    desk.emulate_media(color_scheme="light")
    assert faint == {}
