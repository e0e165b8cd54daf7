"""A table of inputs takes what people paste and press, in today's Chromium and in Chromium 86."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.browser import live

STATIC = Path("app/static/biaowen").resolve()
CLIPBOARD = Path("tests/imports/clipboard").resolve()
CELLS = """<td data-column="name"><input id="visitors.{0}.name" name="visitors.{0}.name"></td>
<td data-column="country"><select name="visitors.{0}.country"><option value=""><option value="DE">德国
<option value="JP">日本</select></td>
<td data-column="on"><input type="date" name="visitors.{0}.on"></td>
<td data-column="leads"><input type="checkbox" name="visitors.{0}.leads" value="1"></td>
<td data-column="sex"><label><input type="radio" name="visitors.{0}.sex" value="m">男</label>
<label><input type="radio" name="visitors.{0}.sex" value="f">女</label></td>
<td data-column="notes"><textarea name="visitors.{0}.notes"></textarea></td>
<td><button type="button" data-grid-up>上移</button><button type="button" data-grid-down>下移</button>
<button type="button" data-grid-remove>删除</button></td>"""
PAGE = f"""<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>名单</title>
<script defer src="static/clipboard.js"></script><script defer src="static/paste.js"></script>
<form><div id="box"><table data-grid="visitors" data-columns="name,country,on,leads,sex,notes" data-max-rows="5"
 data-text-pasted="已粘贴 {{rows}} 行">
<thead><tr><th data-label="姓名">姓名<th data-label="国别">国别<th data-label="到达日期">到达日期
<th data-label="团长">团长<th data-label="性别">性别<th data-label="备注">备注<th></thead>
<tbody>{"".join(f"<tr data-row>{CELLS.format(row)}</tr>" for row in range(2))}</tbody></table>
<template data-grid-row><tr data-row>{CELLS.format("__i__")}</tr></template>
<button type="button" data-grid-add>添加一行</button></div></form></html>"""
READ = """() => [...document.querySelectorAll("tr[data-row]")].map(row => [...row.querySelectorAll("td[data-column]")]
.map(cell => { const all = [...cell.querySelectorAll("input, select, textarea")], on = all.find(one => one.checked);
if (all[0].type === "radio") return on ? on.value : "";
return all[0].type === "checkbox" ? all[0].checked : all[0].value; }))"""
COUNT_WORK = """["getAttribute", "setAttribute", "querySelector", "querySelectorAll"].forEach(name => {
const asked = Element.prototype[name]; Element.prototype[name] = function () {
window.work += 1; return asked.apply(this, arguments); }; });"""
COUNT = "window.changes = 0; document.addEventListener('change', () => { window.changes += 1; });"


class _Strict(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """Answer under the content policy of the program."""
        self.send_header("Content-Security-Policy", "default-src 'none'; script-src 'self'")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("paste")
    (folder / "index.html").write_text(PAGE, "utf-8")
    (folder / "static").symlink_to(STATIC)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Strict, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=["page", "old_page"], ids=["today", "chromium-86"])
def grid(request: pytest.FixtureRequest, site: str) -> Iterator[Page]:
    page: Page = request.getfixturevalue(request.param)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site)
    page.evaluate(COUNT)
    yield page
    assert errors == []


def paste(page: Page, name: str, text: str, html: str = "") -> bool:
    """Paste into the input called `name`; whether the grid took it."""
    return live.paste(page, f'[name="visitors.{name}"]', text, html)


def rows(page: Page) -> list[list[object]]:
    found: list[list[object]] = page.evaluate(READ)
    return found


def names(page: Page) -> list[str]:
    return [str(row[0]) for row in rows(page)]


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.name")
    return name


def changes(page: Page) -> int:
    count: int = page.evaluate("window.changes")
    return count


def test_text_fills_to_the_right_and_down_and_adds_rows(grid: Page) -> None:
    assert paste(grid, "1.name", '张三\t德国\t2024/5/6\t是\t女\t"一\n二"\r\n李四\tjp\t2024年12月1日\t否\tm\t\r\n')
    assert rows(grid) == [
        ["", "", "", False, "", ""],
        ["张三", "DE", "2024-05-06", True, "f", "一\n二"],
        ["李四", "JP", "2024-12-01", False, "m", ""],
    ]
    assert grid.evaluate("document.querySelectorAll('[name=\"visitors.2.name\"]').length") == 1
    assert grid.evaluate("document.getElementById('visitors.2.name') !== null")
    expect(grid.locator("[data-grid-status]")).to_contain_text("已粘贴 2 行")
    assert changes(grid) == 1


def test_a_header_row_maps_columns_by_label(grid: Page) -> None:
    paste(grid, "0.notes", "国 别\t电话\t姓名（必填）\n日本\t123\t山田\n")
    assert rows(grid)[0] == ["山田", "JP", "", False, "", ""]
    expect(grid.locator("[data-grid-status]")).to_contain_text("1 列放不下")


def test_what_does_not_fit_is_said(grid: Page) -> None:
    paste(grid, "1.notes", "\n".join(f"行{at}\t多" for at in range(7)))
    assert [row[5] for row in rows(grid)] == ["", "行0", "行1", "行2", "行3"]
    expect(grid.locator("[data-grid-status]")).to_contain_text("3 行、1 列放不下")
    grid.get_by_text("添加一行").click()
    expect(grid.locator("[data-grid-status]")).to_have_text("最多 5 行")


def test_an_unknown_choice_leaves_the_old_one_and_is_counted(grid: Page) -> None:
    paste(grid, "0.country", "德国\n")
    paste(grid, "0.country", "火星\n日本\n")
    assert [row[1] for row in rows(grid)] == ["DE", "JP"]
    expect(grid.locator("[data-grid-status]")).to_contain_text("1 格没有填入")


@pytest.mark.parametrize("name", ["excel", "wps-sheet", "wps-writer", "word"])
def test_the_html_of_office_programs(grid: Page, name: str) -> None:
    paste(grid, "0.notes", "not used", (CLIPBOARD / f"{name}.html").read_text("utf-8"))
    expected = {
        "excel": ["第一行\n第二行", "", "", "", ""],
        "wps-sheet": ["序号", "序号", "1", "2", "3.00"],
        "wps-writer": ["日 期", "5月6日"],
        "word": ["姓名", "1. John Smith"],
    }
    assert [row[5] for row in rows(grid)][: len(expected[name])] == expected[name][: len(rows(grid))]


def test_pasted_html_is_only_text(grid: Page) -> None:
    evil = '<table><tr><td><img src=x onerror="window.evil=1">甲<script>window.evil=1</script><td>德国</table>'
    paste(grid, "0.name", "", evil)
    assert rows(grid)[0][:2] == ["甲", "DE"]
    assert grid.evaluate("window.evil === undefined && document.images.length === 0")


def test_an_ordinary_paste_is_left_to_the_browser(grid: Page) -> None:
    assert not paste(grid, "0.name", "张三\r\n")
    assert not paste(grid, "0.notes", "第一段\n第二段\n")
    assert paste(grid, "0.country", "日本")
    assert rows(grid)[0][1] == "JP"


def test_undo_puts_rows_and_values_back(grid: Page) -> None:
    grid.fill('[name="visitors.0.name"]', "先")
    grid.check('[name="visitors.0.sex"][value="f"]')
    paste(grid, "0.name", "甲\n乙\n丙\n丁\n")
    grid.get_by_text("撤销").click()
    assert rows(grid) == [["先", "", "", False, "f", ""], ["", "", "", False, "", ""]]
    expect(grid.locator("[data-grid-status]")).to_have_text("已撤销")
    grid.locator("[data-grid-remove]").first.click()
    assert rows(grid) == [["", "", "", False, "", ""]]
    assert focused(grid) == "visitors.0.name"
    grid.get_by_text("撤销").click()
    assert names(grid) == ["先", ""]


def test_undo_goes_away(grid: Page) -> None:
    grid.evaluate("window.setTimeout = (deed) => { window.later = deed; return 1; }")
    paste(grid, "0.name", "甲\n乙\n")
    expect(grid.get_by_text("撤销")).to_be_visible()
    grid.evaluate("window.later()")
    expect(grid.get_by_text("撤销")).to_have_count(0)


def test_rows_move_with_their_values_and_radios(grid: Page) -> None:
    paste(grid, "0.name", "甲\t\t\t\t男\n乙\t\t\t\t女\n丙\t\t\t\t男\n")
    grid.locator("[data-grid-down]").first.click()
    assert [(row[0], row[4]) for row in rows(grid)] == [("乙", "f"), ("甲", "m"), ("丙", "m")]
    grid.focus('[name="visitors.2.name"]')
    grid.keyboard.press("Alt+ArrowUp")
    assert names(grid) == ["乙", "丙", "甲"]
    assert focused(grid) == "visitors.1.name"
    assert grid.locator("input[type=radio]:checked").count() == 3


def test_keys(grid: Page) -> None:
    grid.focus('[name="visitors.0.name"]')
    grid.keyboard.type("甲")
    for key, name in [
        ("Enter", "1.name"),
        ("Enter", "2.name"),
        ("ArrowUp", "1.name"),
        ("ArrowDown", "2.name"),
        ("ArrowDown", "2.name"),
        ("Tab", "2.country"),
        ("Shift+Tab", "2.name"),
        ("Shift+Tab", "1.notes"),
        ("Enter", "1.notes"),
        ("Tab", "2.name"),
        ("Alt+Delete", "1.name"),
    ]:
        grid.keyboard.press(key)
        assert focused(grid) == f"visitors.{name}", key
    assert rows(grid)[1][5] == "\n"
    assert names(grid) == ["甲", ""]


def test_enter_while_a_chinese_word_is_composed_stays(grid: Page) -> None:
    grid.focus('[name="visitors.0.name"]')
    key = "new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, isComposing: true})"
    grid.evaluate(f"document.activeElement.dispatchEvent({key})")
    assert focused(grid) == "visitors.0.name"


def test_a_grid_that_comes_later_works_too(grid: Page) -> None:
    grid.evaluate("const box = document.querySelector('#box'); box.outerHTML = box.outerHTML")
    paste(grid, "0.name", "甲\n乙\n丙\n")
    assert names(grid) == ["甲", "乙", "丙"]
    grid.get_by_text("添加一行").click()
    assert focused(grid) == "visitors.3.name"


def test_a_long_list_is_work_in_proportion(grid: Page) -> None:
    grid.evaluate("document.querySelector('table').dataset.maxRows = 400")
    grid.evaluate(COUNT_WORK)
    work = []
    for count in (40, 400):
        grid.evaluate("window.work = 0; window.changes = 0")
        paste(grid, "0.name", "甲\t德国\t2024-05-06\t是\t男\t无\n" * count)
        work.append(grid.evaluate("window.work"))
        assert (len(rows(grid)), changes(grid)) == (count, 1)
    assert work[1] < 12 * work[0]
