"""A blank form becomes a template: its places on the page, what is chosen, and what is written."""

import io
import re
from collections.abc import Callable
from urllib.parse import quote

from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient

from app.documents.models import TemplateFile
from app.extensions import db
from app.shelf import queries
from tests.workflow.office import Office, docx

Login = Callable[[str], FlaskClient]
NAME = "备案表.docx"
AT = f"/templates/{quote(NAME)}/versions/1"
BLANK = docx([["团组名称", ""], ["人数", ""], ["主管意见", ""]], "抵达日期：    年  月  日")


def put(browser: FlaskClient, data: bytes = BLANK, name: str = NAME, **more: str) -> None:
    assert browser.post("/templates", data={"file": (io.BytesIO(data), name), **more}).status_code == 302


def ids(page: str) -> dict[str, str]:
    """The ids of places by what they are called."""
    found = re.findall(r'data-place="([^"]+)".*?class="place-name"[^>]*>([^<]*)<', page, re.DOTALL)
    return {label.strip(): known for known, label in found}


def newest(app: Flask, name: str = NAME) -> TemplateFile:
    with app.app_context():
        return queries.versions(db.session(), name)[0]


def cells(browser: FlaskClient, number: int) -> list[str]:
    with browser.get(f"/templates/{quote(NAME)}/versions/{number}/file") as answer:
        document = Docx(io.BytesIO(answer.data))
    texts = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*texts, *(paragraph.text for paragraph in document.paragraphs)]


def test_every_place_is_offered_with_what_it_may_want(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser)
    page = browser.get(f"{AT}/places").text
    assert {"团组名称", "人数", "主管意见"} <= set(ids(page))
    assert 'value="{{ 团组名称 }}" data-same' in page
    assert 'value="{{ 抵达日期 | 年月日 }}"' in page
    assert not re.search(r'value="\{\{[^"]*"[^>]* checked', page)


def test_markers_stand_in_the_copy_for_the_preview_only(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser)
    known = ids(browser.get(f"{AT}/places").text)["人数"]
    with browser.get(f"{AT}/places/preview") as answer:
        texts = [cell.text for table in Docx(io.BytesIO(answer.data)).tables for cell in table._cells]
    assert f"⟦{known}⟧" in texts
    assert not any("⟦" in text for text in cells(browser, 1))


def test_what_was_chosen_is_written_into_a_new_draft(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser)
    known = ids(browser.get(f"{AT}/places").text)
    sent = {
        f"p.{known['团组名称']}": "{{ 团组名称 }}",
        f"p.{known['人数']}": "other",
        f"o.{known['人数']}": "人数",
        f"p.{known['主管意见']}": "",
    }
    answer = browser.post(f"{AT}/places", data=sent)
    assert answer.status_code == 302
    version = newest(app)
    assert (version.number, version.state) == (2, "draft")
    assert cells(browser, 2)[:6] == ["团组名称", "{{ 团组名称 }}", "人数", "{{ 人数 }}", "主管意见", ""]
    assert cells(browser, 1)[:2] == ["团组名称", ""]


def test_a_field_that_was_typed_is_written_as_its_place_wants_it(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser)
    known = re.findall(r'data-place="([^"]+)"', browser.get(f"{AT}/places").text)[-1]
    assert browser.post(f"{AT}/places", data={f"o.{known}": "{{ 抵达日期 }}"}).status_code == 302
    assert "抵达日期：{{ 抵达日期 | 年月日 }}" in cells(browser, 2)[-1].replace(" ", "").replace(
        "{{抵达日期|年月日}}", "{{ 抵达日期 | 年月日 }}"
    )


def test_what_names_no_field_is_told_and_nothing_is_lost(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser)
    known = ids(browser.get(f"{AT}/places").text)
    sent = {f"p.{known['团组名称']}": "{{ 团组名称 }}", f"o.{known['人数']}": "没有的字段"}
    answer = browser.post(f"{AT}/places", data=sent)
    assert answer.status_code == 422
    assert "没有叫“没有的字段”的字段" in answer.text
    assert re.search(r'value="\{\{ 团组名称 \}\}"[^>]* checked', answer.text)
    assert 'value="没有的字段"' in answer.text
    assert newest(app).number == 1


def test_a_page_on_which_nothing_was_chosen_says_so(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser)
    answer = browser.post(f"{AT}/places", data={})
    assert answer.status_code == 422
    assert "至少选一处" in answer.text


def test_what_is_no_tag_is_not_written(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser)
    known = ids(browser.get(f"{AT}/places").text)["人数"]
    assert browser.post(f"{AT}/places", data={f"p.{known}": "<w:p/>"}).status_code == 422
    assert newest(app).number == 1


def test_a_blank_that_no_paper_names_takes_the_fields_of_its_type(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, name="新的表.docx", type="visit")
    at = f"/templates/{quote('新的表.docx')}/versions/1"
    known = ids(browser.get(f"{at}/places").text)["团组名称"]
    assert browser.post(f"{at}/places", data={f"p.{known}": "{{ 团组名称 }}"}).status_code == 302
    assert newest(app, "新的表.docx").type_key == "visit"


def test_without_a_type_nothing_can_be_chosen(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, name="新的表.docx")
    at = f"/templates/{quote('新的表.docx')}/versions/1"
    assert "还不知道可以填哪些字段" in browser.get(f"{at}/places").text
    assert browser.post(f"{at}/places", data={}).status_code == 422


def test_a_file_without_tags_says_so(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser)
    assert "还没有标签" in browser.get(f"/templates/{quote(NAME)}?v=1").text


def test_a_tag_is_put_in_at_the_end_of_any_paragraph(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, docx("团组名称：", "联系人", "一式两份"))
    page = browser.get(f"{AT}/places?at=ends").text
    known = ids(page)
    assert set(known) == {"团组名称", "联系人", "一式两份"}
    with browser.get(f"{AT}/places/preview?at=ends") as answer:
        texts = [paragraph.text for paragraph in Docx(io.BytesIO(answer.data)).paragraphs]
    assert texts[2] == f"一式两份⟦{known['一式两份']}⟧"
    sent = {"at": "ends", f"p.{known['团组名称']}": "{{ 团组名称 }}", f"o.{known['一式两份']}": "人数"}
    assert browser.post(f"{AT}/places", data=sent).status_code == 302
    assert cells(browser, 2) == ["团组名称：{{ 团组名称 }}", "联系人", "一式两份{{ 人数 }}"]
