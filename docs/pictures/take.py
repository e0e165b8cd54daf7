"""Takes the pictures of the guides from a demo office that lives as long as this program.

python -m docs.pictures.take            the pictures in docs/pictures
python -m docs.pictures.take --sheet    every main page in both languages and both widths, into .cache/pictures
python -m docs.pictures.take form list  only these
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from PIL import Image
from playwright.sync_api import Browser, Page

from app.definitions import codec
from app.definitions.template_kinds import WORD
from app.demo.office import ACCOUNTS
from app.designer.exchange.bundle import pack, unpack
from app.exports import FORMATS, Column, Sheet
from tests.browser.launch import driver, launch_options

ROOT = Path(__file__).resolve().parents[2]
CHOSEN = ROOT / "docs" / "pictures"
SHEET = ROOT / ".cache" / "pictures"
WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
PATIENCE = 120
"""Seconds until the office has to be furnished."""
LARGEST = 150_000
"""Bytes of a chosen picture."""

Act = Callable[[Page], None]


@dataclass(frozen=True)
class Office:
    """Where the demo is served, and who may come in."""

    url: str
    passwords: dict[str, str]


@dataclass(frozen=True)
class Scene:
    """One picture: who looks at which page, and what was done before."""

    name: str
    who: str
    address: str
    act: Act | None = None
    chosen: bool = False
    """Whether it belongs to the guides."""
    height: int = 900
    """Of the chosen picture; a page is cut there."""


@dataclass(frozen=True)
class Look:
    """How pages are shown: the language, the width, all of a page or what a window shows."""

    language: str
    width: str
    whole: bool = True


# -- what is done before a picture


def _open(text: str) -> Act:
    """Follow the first link with this text."""
    return lambda page: _settle(page, page.get_by_role("link", name=text).first.click)


def _then(*acts: Act) -> Act:
    def act(page: Page) -> None:
        for each in acts:
            each(page)

    return act


def _follow(selector: str) -> Act:
    return lambda page: _settle(page, page.locator(selector).first.click)


def _click(selector: str) -> Act:
    return lambda page: page.locator(selector).first.click()


def _waits_for(text: str) -> Act:
    """Go on once the page says so."""
    return lambda page: page.get_by_text(text).first.wait_for()


def _tab(key: str) -> Act:
    """The tab of a record."""
    return lambda page: _settle(page, page.locator(f".list-tab[href$='tab={key}']").first.click)


def _settle(page: Page, act: Callable[[], Any]) -> None:
    act()
    page.wait_for_load_state("networkidle")


def _checked(page: Page) -> None:
    """Every template was looked at."""
    page.wait_for_function("!document.querySelector('main').innerText.includes('正在检查')")


def _drawn(page: Page) -> None:
    """The preview shows the file."""
    page.locator(".preview-paper table").first.wait_for()


def _places(page: Page) -> None:
    """A blank form was uploaded; one place got its field, the next one is asked about."""
    blank = {"name": "空白备案表.docx", "mimeType": WORD.mime, "buffer": _blank_form()}
    page.locator("input[type=file]").set_input_files(blank)  # type: ignore[arg-type]
    _settle(page, page.locator("form[enctype] button[type=submit]").click)
    _settle(page, page.get_by_role("link", name="点选填写处").first.click)
    page.locator(".preview button.blank").first.wait_for()
    page.locator(".preview button.blank[aria-label^='团组名称']").click()
    page.locator(".place[open]").get_by_label("名称相同").check()
    page.locator(".preview button.blank[aria-label^='抵达日期']").click()


def _red_example(page: Page) -> None:
    """An example is kept from the preview, then the draft computes and decides otherwise."""
    frame = page.frame_locator(".dz-frame")
    frame.get_by_label("样例的名称").fill("三人团组，有媒体随行")
    _settle(page, frame.get_by_role("button", name="把填的内容留作样例").click)
    _open("YAML")(page)
    text = page.locator("textarea[name=text]")
    said = text.input_value().replace("days(arrive_on, leave_on) + 1", "days(arrive_on, leave_on)")
    text.fill(
        said.replace("[{role: head, of: host_unit, due: 1 workday}]", "[{role: foreign_affairs, due: 1 workday}]")
    )
    _settle(page, page.get_by_role("button", name="保存").first.click)
    _open("检查与发布")(page)
    page.locator("#examples .dz-apart").evaluate("table => table.scrollIntoView({block: 'end'})")


def _another_type(page: Page) -> None:
    """A text becomes a number: what records hold is looked at before."""
    text = page.locator("textarea[name=text]")
    text.fill(re.sub(r"(key: audience, type: )text(.*?), suggest: true", r"\1integer\2", text.input_value()))
    _settle(page, page.get_by_role("button", name="保存").first.click)
    page.goto(page.url.replace("/yaml", "/records"))
    page.wait_for_load_state("networkidle")


def _rows_of_a_list(page: Page) -> None:
    """Rows from Excel: one is new, one is called otherwise."""
    page.locator("#text").fill(
        "值\t名称\t英文名称\t省级行政区代码\n130200\t唐山\tTangshan\t130000\n139900\t新区\tNew Area\t130000\n"
    )
    _settle(page, page.locator("[form=send]").click)


def _blank_form() -> bytes:
    """A form as an office gets it."""
    document = Document()
    document.add_heading("来访团组备案表", 1)
    table = document.add_table(3, 4, style="Table Grid")
    labels = (("团组名称", "来访人数"), ("来自国家（地区）", "接待单位"), ("联系人", "联系电话"))
    for row, (left, right) in zip(table.rows, labels, strict=True):
        row.cells[0].text, row.cells[2].text = left, right
    document.add_paragraph("抵达日期：____年__月__日　　离开日期：____年__月__日")
    document.add_paragraph("来访目的：□ 友好访问　□ 商谈合作　□ 参观考察")
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _rule(page: Page) -> None:
    """A rule in the builder, tried on example values."""
    page.locator("#p-visible-build").click()
    page.locator("#dzr-add").click()
    _settle(page, lambda: page.locator("#dzr-r1-subject").select_option("headcount"))
    _settle(page, lambda: page.locator("#dzr-r1-how").select_option("ge"))
    page.locator("#dzr-r1-value").fill("10")
    page.wait_for_timeout(1500)
    _settle(page, lambda: page.locator("#dzr-record").select_option("example"))
    page.wait_for_timeout(800)


def _fill(page: Page) -> None:
    """Fill in a visiting delegation, as a clerk does."""
    _begin_anew(page)
    arrives = date.today() + timedelta(days=24)  # noqa: DTZ011 - a day of the calendar, no moment
    texts = {
        "delegation_name": "米兰市设计周代表团",
        "headcount": "3",
        "cities": "米兰",
        "contact": "林晓",
        "contact_phone": "0571-88001234",
        "arrive_on": arrives.isoformat(),
        "leave_on": (arrives + timedelta(days=3)).isoformat(),
        "purpose_note": "参观工业设计展，商谈青年设计师互访。",
        "invited_by": "我中心邀请函，对外邀〔2026〕16号",
    }
    for key, text in texts.items():
        page.locator(f"[name='{key}']").first.fill(text)
    page.locator("#f-countries, [id$='countries']").first.fill("意大利")
    page.locator("[role=option]").first.click()
    page.locator("[name='visit_kind']").first.select_option(index=2)
    page.locator("[name='purposes'][value=cooperation]").check()
    _paste_names(page)
    page.locator("[name='delegation_name']").first.focus()
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(2500)


def _begin_anew(page: Page) -> None:
    """Throw away what an earlier picture left unsaved."""
    if page.locator("#discard-form").count():
        with page.expect_navigation():
            page.evaluate("document.getElementById('discard-form').submit()")
        page.wait_for_load_state("networkidle")
        page.goto(page.url)


NAMES = (
    "马可·罗西\tMARCO ROSSI\t男\t意大利\t米兰市政府\t副市长\tYA1234567\t是\n"
    "朱莉娅·比安奇\tGIULIA BIANCHI\t女\t意大利\t米兰理工大学\t教授\tYB2345678\t\n"
    "卢卡·费拉里\tLUCA FERRARI\t男\t意大利\t米兰设计协会\t秘书长\tYC3456789\t\n"
)
_PASTE = """([selector, text]) => { const data = new DataTransfer(); data.setData("text/plain", text);
const target = document.querySelector(selector); target.focus();
target.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""


def _paste_names(page: Page) -> None:
    page.evaluate(_PASTE, ["[data-grid=visitors] tbody input:not([type=hidden])", NAMES])
    page.wait_for_timeout(800)


def _filled_names(page: Page) -> None:
    """The table of visitors after a paste."""
    _fill(page)
    page.evaluate("document.querySelector('#part-people').scrollIntoView({behavior: 'instant'})")
    page.wait_for_timeout(600)


def _faults(page: Page) -> None:
    """What a submit says about an empty form."""
    _begin_anew(page)
    page.locator("[name='delegation_name']").first.fill("米兰市设计周代表团")
    page.locator(".ff-deeds .btn-primary").first.click()
    page.locator("#form-faults li").first.wait_for()


def _past(page: Page) -> None:
    """The columns of a pasted ledger."""
    page.locator("textarea").first.fill(
        "团组名称\t来访人数\t来自国家\t抵达日期\t离开日期\t接待单位\n"
        "里昂商会代表团\t6\t法国\t2023年4月11日\t2023.4.14\t来访接待处\n"
        "名古屋青年会议所代表团\t9\t日本\t2023/9/5\t2023/9/8\t来访接待处\n"
    )
    _settle(page, page.locator(".main-actions .btn-primary").first.click)


def _past_check(page: Page) -> None:
    """What the import found."""
    _past(page)
    _settle(page, page.locator(".main-actions .btn-primary").first.click)


def _start_from_file(page: Page) -> None:
    """A ledger was sent; its headings are proposed as fields."""
    columns = tuple(Column(label, label) for label in ("团组名称", "人数", "抵达日期", "来访类别", "联系电话"))
    rows = [
        (f"第{at}批", at * 3, date(2024, 3, at), "政府" if at % 2 else "高校", f"1380013800{at}") for at in range(1, 8)
    ]
    data = FORMATS.get("xlsx").write(Sheet("来访台账", columns, rows))
    _send(page, "来访台账.xlsx", FORMATS.get("xlsx").mime, data)


def _arriving(page: Page) -> None:
    """The type of another office, with another label and a role that this one lacks."""
    address = page.url.partition("/designer")[0] + "/designer/visiting_delegation/export"
    bundle = unpack(page.request.get(address).body())
    source = bundle.source.replace("label: {zh: 抵达日期", "label: {zh: 到达日期")
    definition = codec.load(source)
    _send(page, "来访团组.zip", "application/zip", pack(replace(bundle, source=source, definition=definition)))


def _shipped(page: Page) -> None:
    """A field was added here; the product has none."""
    page.goto(page.url.partition("/fields")[0] + "/shipped")


def _send(page: Page, name: str, mime: str, data: bytes) -> None:
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": mime, "buffer": data})
    _settle(page, page.locator("form[enctype] button[type=submit]").click)


def _handed_over(page: Page) -> None:
    """What one person has and another one may get."""
    page.get_by_label("移交人").fill("林晓")
    page.get_by_label("接收人").fill("周宁")
    _settle(page, page.get_by_role("button", name="看看有哪些").click)
    page.get_by_label("移交原因").fill("调到另一个部门")


def _people(page: Page) -> None:
    """Users pasted from a sheet, looked over."""
    page.locator("textarea").first.fill(
        "张敏\t\t来访接待处\t经办人\n李强\t\t出访管理处\t部门负责人\n王芳\t\t综合处\t外事专办员（全单位）\n"
    )
    _settle(page, page.locator(".main-actions .btn-primary").first.click)


VISITS = "/types/visiting_delegation"
_REPORT = "2024年度"

COMING = date.today() + timedelta(days=16)  # noqa: DTZ011 - a day of the calendar, no moment
"""A day on which a delegation of the demo arrives."""
SCENES = (
    Scene("login", "", "/login", chosen=True, height=640),
    Scene("home", "linxiao", "/", chosen=True),
    Scene("list", "linxiao", VISITS, chosen=True),
    Scene("list-filter", "linxiao", f"{VISITS}?view=this_year", _click(".chip-add summary")),
    Scene("calendar", "linxiao", f"{VISITS}/calendar?month={COMING:%Y-%m}", chosen=True),
    Scene("list-nothing", "linxiao", f"{VISITS}?q=没有这样的团"),
    Scene("list-empty", "linxiao", "/types/training"),
    Scene("search", "linxiao", "/search?q=日本"),
    Scene("form-new", "linxiao", f"{VISITS}/new"),
    Scene("form", "linxiao", f"{VISITS}/new", _fill, chosen=True),
    Scene("names", "linxiao", f"{VISITS}/new", _filled_names, chosen=True, height=620),
    Scene("faults", "linxiao", f"{VISITS}/new", _faults, chosen=True),
    Scene("record", "linxiao", f"{VISITS}?q=横滨", _open("横滨园艺协会代表团"), chosen=True),
    Scene("record-empty", "linxiao", f"{VISITS}?q=圣保罗", _open("圣保罗城市规划考察团")),
    Scene("flow", "linxiao", f"{VISITS}?q=蒙彼利埃", _then(_open("蒙彼利埃大学代表团"), _tab("flow")), chosen=True),
    Scene(
        "papers",
        "linxiao",
        f"{VISITS}?q=横滨",
        _then(_open("横滨园艺协会代表团"), _tab("papers")),
        chosen=True,
        height=640,
    ),
    Scene("history", "linxiao", f"{VISITS}?q=横滨", _then(_open("横滨园艺协会代表团"), _tab("history"))),
    Scene(
        "behalf",
        "linxiao",
        f"{VISITS}?q=蒙彼利埃",
        _then(_open("蒙彼利埃大学代表团"), _follow("a[href$='/behalf']")),
        chosen=True,
    ),
    Scene("mine", "linxiao", "/tasks?tab=mine"),
    Scene("notices", "linxiao", "/notices"),
    Scene("papers-ledger", "linxiao", "/documents"),
    Scene("account", "linxiao", "/sessions"),
    Scene("password", "linxiao", "/password"),
    Scene("not-found", "linxiao", "/records/99999"),
    Scene("inbox", "chenmo", "/tasks", chosen=True, height=640),
    Scene("inbox-return", "chenmo", "/tasks", _click("[data-press=send_back]"), chosen=True, height=800),
    Scene("inbox-done", "chenmo", "/tasks?tab=done"),
    Scene("inbox-empty", "heping", "/tasks"),
    Scene("home-officer", "zhengyan", "/"),
    Scene("reports", "zhengyan", "/reports", chosen=True, height=560),
    Scene("report", "zhengyan", "/reports", _then(_open(_REPORT), _tab("figures")), chosen=True),
    Scene("report-content", "zhengyan", "/reports", _open(_REPORT)),
    Scene("check", "zhengyan", "/reports", _then(_open(_REPORT), _tab("check")), chosen=True),
    Scene(
        "figure",
        "zhengyan",
        "/reports",
        _then(_open(_REPORT), _tab("figures"), _click(".figure-tile >> nth=1")),
        chosen=True,
    ),
    Scene(
        "narrative",
        "zhengyan",
        "/reports",
        _then(_open(_REPORT), _tab("figures"), _click(".text-list a >> nth=1")),
        chosen=True,
    ),
    Scene("transcribe", "zhengyan", "/reports", _then(_open(_REPORT), _tab("transcribe")), chosen=True),
    Scene("report-edit", "zhengyan", "/reports", _then(_open(_REPORT), _follow("a[href$='/edit']"))),
    Scene("import", "sunjing", f"{VISITS}/import", chosen=True, height=640),
    Scene("import-columns", "sunjing", f"{VISITS}/import", _past, chosen=True),
    Scene("import-check", "sunjing", f"{VISITS}/import", _past_check, chosen=True),
    Scene("templates", "sunjing", "/templates", _checked, chosen=True),
    Scene("template", "sunjing", "/templates/来访备案表.docx", _drawn, chosen=True),
    Scene("template-places", "sunjing", "/templates/new?name=来访备案表.docx", _places, chosen=True),
    Scene("lists", "sunjing", "/lists/countries", chosen=True, height=640),
    Scene("lists-import", "sunjing", "/lists/cities/import", _rows_of_a_list, chosen=True),
    Scene("designer", "sunjing", "/designer", chosen=True, height=640),
    Scene("designer-fields", "sunjing", "/designer/visiting_delegation/fields?at=headcount", chosen=True),
    Scene("designer-flow", "sunjing", "/designer/visiting_delegation/tab/flow?at=state/countersign", chosen=True),
    Scene("designer-rights", "sunjing", "/designer/visiting_delegation/tab/rights", chosen=True),
    Scene("designer-views", "sunjing", "/designer/visiting_delegation/tab/views?at=view/this_year", chosen=True),
    Scene(
        "designer-papers",
        "sunjing",
        "/designer/visiting_delegation/tab/papers?at=document/filing_form",
        chosen=True,
        height=640,
    ),
    Scene("designer-registers", "sunjing", "/designer/visiting_delegation/tab/registers", chosen=True, height=640),
    Scene("designer-messages", "sunjing", "/designer/visiting_delegation/tab/messages", chosen=True, height=640),
    Scene("designer-rules", "sunjing", "/designer/visiting_delegation/fields?at=media_note", _rule, chosen=True),
    Scene("designer-start", "sunjing", "/designer/new/file", _start_from_file, chosen=True),
    Scene("designer-import", "sunjing", "/designer/import", _arriving, chosen=True),
    Scene(
        "designer-shipped",
        "sunjing",
        "/designer/sister_city/fields",
        _then(_click("[data-palette] button"), _waits_for("改自"), _shipped),
        chosen=True,
        height=640,
    ),
    Scene("designer-retire", "sunjing", "/designer/visiting_delegation/retire/headcount", chosen=True, height=800),
    Scene("designer-carry", "sunjing", "/designer/training/yaml", _another_type, chosen=True, height=800),
    Scene("designer-preview", "sunjing", "/designer/visiting_delegation/preview"),
    Scene("designer-yaml", "sunjing", "/designer/visiting_delegation/yaml"),
    Scene(
        "designer-publish",
        "sunjing",
        "/designer/contact/fields",
        _then(_click("[data-palette] button"), _waits_for("改自"), _open("检查与发布")),
        chosen=True,
        height=640,
    ),
    Scene("designer-examples", "sunjing", "/designer/visiting_delegation/preview", _red_example, chosen=True),
    Scene("workdays", "sunjing", "/workdays", chosen=True),
    Scene("due", "linxiao", "/due", _click(".reminder-answer summary"), chosen=True, height=480),
    Scene("users", "sunjing", "/users", chosen=True),
    Scene("users-paste", "sunjing", "/users/paste", _people, chosen=True),
    Scene("user", "sunjing", "/users/1", chosen=True),
    Scene("sight", "sunjing", "/records/10/sight/2", chosen=True, height=1000),
    Scene("departments", "sunjing", "/departments"),
    Scene("roles", "sunjing", "/roles", chosen=True),
    Scene("handover", "sunjing", "/handovers/new", _handed_over, chosen=True),
    Scene("jobs", "sunjing", "/jobs"),
    Scene("audit", "qianxu", "/audit", chosen=True, height=640),
)


# -- the office


@contextmanager
def _office() -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="pictures-") as instance:
        port = _free_port()
        command = [sys.executable, "-m", "app", "demo", "--port", str(port)]
        environment = {**os.environ, "BIAOWEN_INSTANCE": instance}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as server:  # noqa: S603
            try:
                url = f"http://127.0.0.1:{port}"
                _wait_for(f"{url}/healthz", server)
                yield Office(url, json.loads((Path(instance) / ACCOUNTS).read_text("utf-8")))
            finally:
                server.terminate()


def _wait_for(url: str, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise SystemExit("the demo office did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# -- the camera


def _taken(browser: Browser, office: Office, scenes: Sequence[Scene], look: Look) -> Iterator[tuple[Scene, bytes]]:
    """Each scene as PNG; people stay signed in from one scene to the next."""
    across, down = WIDTHS[look.width]
    pages: dict[str, Page] = {}
    for scene in scenes:
        page = pages.get(scene.who)
        if page is None:
            context = browser.new_context(
                viewport={"width": across, "height": down}, locale="zh-CN", color_scheme="light"
            )
            context.set_default_timeout(15_000)
            page = pages[scene.who] = context.new_page()
            page.on("dialog", lambda dialog: dialog.accept())
            _enter(page, office, scene.who, look.language)
        try:
            page.goto(f"{office.url}{scene.address}")
            page.wait_for_load_state("networkidle")
            if scene.act:
                scene.act(page)
            page.wait_for_timeout(300)
        except Exception as error:  # noqa: BLE001 - the sheet shows the page as it stands
            sys.stderr.write(f"{scene.name}: {str(error).splitlines()[0]}\n")
        yield scene, _whole(page, across, down) if look.whole else page.screenshot()
    for page in pages.values():
        page.context.close()


def _whole(page: Page, across: int, down: int) -> bytes:
    """All of a page, however long; bars at the edge of the window stand at the end."""
    tall = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": across, "height": max(tall, down)})
    page.wait_for_timeout(100)
    png = page.screenshot()
    page.set_viewport_size({"width": across, "height": down})
    return png


def _enter(page: Page, office: Office, who: str, language: str) -> None:
    page.goto(f"{office.url}/login")
    if who:
        page.fill("#login", who)
        page.fill("#password", office.passwords[who])
        page.click("form[action*=login] button[type=submit]")
        page.wait_for_url(lambda url: "/login" not in url)
    _speak(page, "/my-language" if who else "/language", language)


def _speak(page: Page, address: str, language: str) -> None:
    page.evaluate(
        """async ([address, language]) => { const token = document.querySelector("meta[name=csrf-token]").content;
        await fetch(address, {method: "POST", body: new URLSearchParams({csrf_token: token, language})}); }""",
        [address, language],
    )


def _choose(browser: Browser, office: Office, scenes: Sequence[Scene]) -> None:
    """Cut, few colours, into docs/pictures."""
    for scene, png in _taken(
        browser, office, [each for each in scenes if each.chosen], Look("zh", "desktop", whole=False)
    ):
        image = Image.open(BytesIO(png)).convert("RGB").crop((0, 0, WIDTHS["desktop"][0], scene.height))
        target = CHOSEN / f"{scene.name}.png"
        image.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)
        size = target.stat().st_size
        sys.stdout.write(f"{target.relative_to(ROOT)}  {size}{'  too large' if size > LARGEST else ''}\n")


def _lay_out(browser: Browser, office: Office, scenes: Sequence[Scene]) -> None:
    """Every scene in both languages and widths, and a page that shows them all."""
    rows = []
    for language in ("zh", "en"):
        for width in WIDTHS:
            folder = SHEET / f"{language}-{width}"
            folder.mkdir(parents=True, exist_ok=True)
            for scene, png in _taken(browser, office, scenes, Look(language, width)):
                (folder / f"{scene.name}.png").write_bytes(png)
                rows.append((scene.name, f"{folder.name}/{scene.name}.png"))
    pictures = "".join(
        f'<figure><a href="{path}"><img src="{path}" width="360"></a><figcaption>{path}</figcaption></figure>'
        for _name, path in sorted(rows)
    )
    style = "figure{display:inline-block;margin:8px;vertical-align:top}"
    page = f'<!doctype html><meta charset="utf-8"><style>{style}</style>{pictures}'
    (SHEET / "index.html").write_text(page, encoding="utf-8")
    sys.stdout.write(f"{SHEET / 'index.html'}\n")


def main() -> None:
    """Take what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="only these scenes")
    parser.add_argument("--sheet", action="store_true", help="every scene, in both languages and widths")
    asked = parser.parse_args()
    scenes = [scene for scene in SCENES if not asked.names or scene.name in asked.names]
    with _office() as office, driver() as play, play.chromium.launch(**launch_options()) as browser:
        (_lay_out if asked.sheet else _choose)(browser, office, scenes)


if __name__ == "__main__":
    main()
