"""Papers of several records in a browser, with the keyboard alone: tick, choose, look on, fetch."""

import io
import re
import zipfile
from pathlib import Path

from docx import Document
from playwright.sync_api import Page, expect

from tests.browser.office import Office
from tests.browser.test_records import GROUPS, LIST, furnished, page

__all__ = ["furnished", "page"]


def press_until(page: Page, key: str, selector: str) -> None:
    """Press a key until what is wanted has the focus."""
    for _ in range(80):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{selector} is never reached")


def picks(page: Page, *names: str) -> list[str]:
    """The boxes of these records, from above: other tests may have left theirs in the same office."""
    rows = page.locator("tr", has=page.locator('input[name="pick"]')).filter(has_text=re.compile("|".join(names)))
    return [box.get_attribute("value") or "" for box in rows.locator('input[name="pick"]').all()]


def test_ticked_records_get_their_papers_by_keyboard(page: Page, furnished: Office, tmp_path: Path) -> None:
    page.goto(f"{furnished.url}{LIST}?q=大学代表团")
    page.locator("body").focus()
    for pick in picks(page, GROUPS[0][0], GROUPS[1][0]):
        press_until(page, "Tab", f'input[name="pick"][value="{pick}"]')
        page.keyboard.press("Space")
    expect(page.locator("tr.picked")).to_have_count(2)
    press_until(page, "Shift+Tab", 'button[formaction*="/papers"]')
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("批量生成材料")
    expect(page.locator("main")).to_contain_text("所选的 2 条来访团组")
    press_until(page, "Tab", 'input[name="paper"][value="filing_form"]')
    page.keyboard.press("Space")
    press_until(page, "Tab", 'input[name="form"]')
    page.keyboard.press("ArrowDown")
    expect(page.locator('input[name="form"][value="word"]')).to_be_checked()
    press_until(page, "Tab", '.bulk-form button[type="submit"]')
    page.keyboard.press("Enter")
    expect(page.locator("#job")).to_contain_text("正在排队")
    furnished.ask(furnished.app.extensions["worker"].run_waiting)
    expect(page.locator("#job")).to_contain_text("共 2 条记录，新生成材料 2 份")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载材料").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert re.fullmatch(r"来访备案表_2份_\d{4}-\d\d-\d\d\.docx", path.name)
    data = path.read_bytes()
    assert zipfile.is_zipfile(io.BytesIO(data))
    assert len(Document(io.BytesIO(data)).sections) == 2
