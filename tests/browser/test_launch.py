"""Both browsers start, show Chinese, and run every front-end file that set-up brings in."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from setup.front_end import FILES, VENDOR
from tests.browser.launch import drag

_STYLES = "".join(f'<link rel="stylesheet" href="vendor/{name}">' for name in FILES if name.endswith(".css"))
# docx-preview takes jszip from the page, so jszip comes first.
_SCRIPTS = "".join(
    f'<script src="vendor/{name}"></script>'
    for name in sorted(FILES, key=lambda name: (not name.startswith("jszip"), name))
    if name.endswith(".js")
)
_PAGE = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>表文</title>
<meta name="htmx-config" content='{{"includeIndicatorStyles":false,"allowEval":false}}'>
<link rel="icon" href="data:,">
{_STYLES}{_SCRIPTS}
<link rel="stylesheet" href="page.css"><h1>出访报告</h1><p>致复函</p>
<button class="btn btn-primary" hx-get="answer.html" hx-target="#answer"><i class="ti ti-send"></i>提交</button>
<output id="answer"></output>
<label>国别 <select id="country"><option>日本<option>老挝</select></label>
<div class="modal" id="dialog"><div class="modal-dialog"><div class="modal-content">对话框</div></div></div>
<a data-bs-toggle="modal" data-bs-target="#dialog" href="#">打开</a>
<ul id="fields"><li>一</li><li>二</li><li>三</li></ul>
</html>"""


_POLICY = "default-src 'self'; img-src 'self' data:"


class _Site(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Forbid what the program's own pages forbid: scripts and styles inside a page, and every other server."""
        self.send_header("Content-Security-Policy", _POLICY)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text(_PAGE, "utf-8")
    (folder / "page.css").write_text("h1 { font-family: 'Microsoft YaHei' } p { font-family: 仿宋_GB2312 }", "utf-8")
    (folder / "answer.html").write_text("<b>已收到</b>", "utf-8")
    (folder / "vendor").symlink_to(VENDOR)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Site, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=["page", "old_page"], ids=["today", "chromium-86"])
def any_page(request: pytest.FixtureRequest) -> Page:
    chosen: Page = request.getfixturevalue(request.param)
    return chosen


def test_the_old_browser_is_chromium_86(old_page: Page) -> None:
    assert "Chrome/86." in old_page.evaluate("navigator.userAgent")


def test_chinese_is_shown_in_a_chinese_font(any_page: Page, site: str) -> None:
    any_page.goto(site)
    assert any_page.title() == "表文"
    assert _font_of(any_page, "h1") == {"Noto Sans SC"}
    assert _font_of(any_page, "p") == {"Noto Serif SC"}


def test_every_front_end_file_loads_without_an_error(any_page: Page, site: str) -> None:
    errors: list[str] = []
    any_page.on("pageerror", lambda error: errors.append(str(error)))
    any_page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    any_page.goto(site)
    any_page.evaluate("document.fonts.ready.then(() => document.fonts.size)")
    assert errors == []
    assert any_page.evaluate("[typeof htmx, typeof Sortable, typeof TomSelect, typeof docx, typeof JSZip]") == [
        "object",
        "function",
        "function",
        "object",
        "function",
    ]


def test_a_click_brings_an_answer_into_the_page(any_page: Page, site: str) -> None:
    any_page.goto(site)
    any_page.get_by_role("button", name="提交").click()
    expect(any_page.locator("#answer")).to_have_text("已收到")


def test_a_dialog_opens(any_page: Page, site: str) -> None:
    any_page.goto(site)
    any_page.get_by_text("打开").click()
    expect(any_page.locator("#dialog")).to_be_visible()


def test_a_rich_select_is_searched(any_page: Page, site: str) -> None:
    any_page.goto(site)
    any_page.evaluate("new TomSelect('#country')")
    any_page.locator(".ts-control").click()
    any_page.keyboard.type("老")
    any_page.locator(".ts-dropdown .option.active", has_text="老挝").click()
    expect(any_page.locator("#country")).to_have_value("老挝")


def test_a_row_is_dragged(any_page: Page, site: str) -> None:
    any_page.goto(site)
    # By pointer, not by HTML5: the same in all browsers and on touch screens, and tests can do it.
    any_page.evaluate("new Sortable(document.querySelector('#fields'), {forceFallback: true})")
    first, last = (any_page.locator("#fields li").nth(place).bounding_box() for place in (0, 2))
    assert first is not None
    assert last is not None
    drag(any_page, (first["x"] + 5, first["y"] + 5), (last["x"] + 5, last["y"] + last["height"] - 2))
    expect(any_page.locator("#fields li")).to_have_text(["二", "三", "一"])


def _font_of(page: Page, selector: str) -> set[str]:
    """Ask the browser with which fonts it really drew an element."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    document = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": document, "selector": selector})["nodeId"]
    fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in fonts}
