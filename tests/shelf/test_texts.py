"""What changed between versions, and a field replaced in the tags of templates."""

import io
from collections.abc import Callable
from urllib.parse import quote

from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient
from xlsxwriter import Workbook as Writer

from app.documents.models import TemplateFile
from app.extensions import db
from app.imports import read
from app.shelf import queries
from tests.workflow.office import Office, docx

Login = Callable[[str], FlaskClient]
NAME = "备案表.docx"
AT = f"/templates/{quote(NAME)}"


def put(browser: FlaskClient, data: bytes, name: str = NAME) -> None:
    assert browser.post("/templates", data={"file": (io.BytesIO(data), name)}).status_code == 302


def versions(app: Flask, name: str) -> list[TemplateFile]:
    with app.app_context():
        return list(queries.versions(db.session(), name))


def text_of(browser: FlaskClient, name: str, number: int) -> str:
    with browser.get(f"/templates/{quote(name)}/versions/{number}/file") as answer:
        return "\n".join(paragraph.text for paragraph in Docx(io.BytesIO(answer.data)).paragraphs)


def test_two_versions_are_compared_word_by_word(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, docx("来访备案表", "{{ 团组名称 }}", "一式两份"))
    put(browser, docx("来访备案表", "{{ 团组名称 }}（{{ 人数 }}人）", "一式两份"))
    page = browser.get(f"{AT}/compare?from=1&to=2").text
    assert "{{ 团组名称 }}<ins>（{{ 人数 }}人）</ins>" in page
    assert "一式两份" not in page


def test_a_draft_is_compared_with_what_serves(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, docx("全新的一张表"))
    page = browser.get(f"{AT}/compare?to=1").text
    assert "<ins>全新的一张表</ins>" in page
    assert '<option value="0" selected>' in page


def test_equal_versions_say_so(cast: Office, login: Login) -> None:
    browser = login("ada")
    put(browser, docx("{{ 团组名称 }}"))
    assert "请选两个不同的版本" in browser.get(f"{AT}/compare?from=1&to=1").text
    assert browser.get(f"{AT}/compare?from=7&to=1").status_code == 404


def test_a_field_is_found_in_all_templates_by_label_and_key(cast: Office, login: Login) -> None:
    browser = login("ada")
    for name in ("团组名称", "name_of"):
        page = browser.get(f"/templates/replace?type=visit&old={name}").text
        assert all(f'value="{each}" checked' in page for each in ("呈批表.docx", "备案表.docx", "来宾卡.docx"))
    assert "没有模板用到这个字段" in browser.get("/templates/replace?type=visit&old=没有这个").text


def test_a_field_is_replaced_in_drafts_of_the_ticked_templates(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    sent = {"type": "visit", "old": "团组名称", "new": "对外编号", "name": ["呈批表.docx", "来宾卡.docx"]}
    assert browser.post("/templates/replace", data=sent).status_code == 302
    (version,) = versions(app, "呈批表.docx")
    assert (version.state, version.note) == ("draft", "团组名称 → 对外编号")
    assert text_of(browser, "呈批表.docx", 1).startswith("{{ 对外编号 }} {{ 人数 }}人")
    assert len(versions(app, "来宾卡.docx")) == 1
    assert versions(app, "备案表.docx") == []


def test_a_field_is_replaced_in_workbooks_too(app: Flask, cast: Office, login: Login) -> None:
    browser, name, written = login("ada"), "人员名单.xlsx", io.BytesIO()
    with Writer(written) as book:
        book.add_worksheet().write_row(0, 0, ("团组名称", "{{ 团组名称 }}（{{ 人数 }}人）"))
    put(browser, written.getvalue(), name)
    browser.post(f"/templates/{quote(name)}/versions/1/force")
    assert f'value="{name}" checked' in browser.get("/templates/replace?old=团组名称").text
    browser.post("/templates/replace", data={"old": "团组名称", "new": "对外编号", "name": name})
    with browser.get(f"/templates/{quote(name)}/versions/2/file") as answer:
        table = read(answer.data, name=name)
    assert list(table.header) == ["团组名称", "{{ 对外编号 }}（{{ 人数 }}人）"]


def test_nothing_is_replaced_without_two_names_and_a_template(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    for old, new, name in (("团组名称", "", "呈批表.docx"), ("人数", "人数", "呈批表.docx"), ("团组名称", "人数", "")):
        answer = browser.post("/templates/replace", data={"type": "visit", "old": old, "new": new, "name": name})
        assert answer.status_code == 422
        assert f'name="old" value="{old}"' in answer.text
    assert versions(app, "呈批表.docx") == []
