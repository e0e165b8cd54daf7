"""Pages of templates: the list, one of them with its faults, uploads that are taken, cleaned, refused; trial fills."""

import io
from collections.abc import Callable
from urllib.parse import quote

import pytest
from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.audit.queries import AuditSearch, find
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.documents import queries as documents
from app.documents.models import IN_FORCE, TemplateFile
from app.extensions import db
from app.shelf import queries
from app.word import preflight
from tests.conftest import NOW
from tests.word.hostile import DANGERS, FILES
from tests.workflow.office import Office, docx

Login = Callable[[str], FlaskClient]
NAME = "备案表.docx"
AT = f"/templates/{quote(NAME)}"
NEW = docx("新表 {{ 团组名称 }} {{ filing_no }}")
DANGEROUS = next(name for name, (_part, code) in DANGERS.items() if code == "word.embedded")


def send(browser: FlaskClient, data: bytes, filename: str = NAME, **more: str) -> TestResponse:
    return browser.post("/templates", data={"file": (io.BytesIO(data), filename), **more})


def versions(app: Flask, name: str = NAME) -> list[TemplateFile]:
    with app.app_context():
        return list(queries.versions(db.session(), name))


def fetched(browser: FlaskClient, address: str) -> bytes:
    with browser.get(address) as answer:
        assert answer.status_code == 200
        return answer.data


def text_of(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Docx(io.BytesIO(data)).paragraphs)


def test_the_list_says_which_papers_use_a_template(cast: Office, login: Login) -> None:
    page = login("ada").get("/templates?q=备案").text
    assert "来访团组 › 来访备案表" in page
    assert "呈批表" not in page.partition("<main")[2]


def test_a_check_comes_to_its_card(cast: Office, login: Login) -> None:
    assert "检查通过" in login("ada").get(f"{AT}/check").text


def test_a_template_shows_its_fields_as_tags(cast: Office, login: Login) -> None:
    page = login("ada").get(AT).text
    assert 'data-copy="{{ 团组名称 }}"' in page
    assert 'data-copy="{{ 来访人员.护照号 }}"' in page
    assert 'data-copy="{{ 抵达日期 | 年月日 }}"' in page


def test_a_new_version_is_uploaded_looked_at_and_put_in_force(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    answer = send(browser, NEW, "新的备案表(2).docx", name=NAME, note="按新表样")
    assert answer.status_code == 302
    page = browser.get(answer.location).text
    assert "按新表样" in page
    assert "启用这一版" in page
    assert browser.post(f"{AT}/versions/1/force", data={"expected": "0"}).status_code == 302
    assert [each.state for each in versions(app)] == [IN_FORCE]
    assert fetched(browser, f"{AT}/versions/1/file") == NEW


def test_faults_of_tags_are_shown_and_keep_a_version_from_being_put_in_force(
    app: Flask, cast: Office, login: Login
) -> None:
    browser = login("ada")
    page = browser.get(send(browser, docx("好 {{ 团组名称 }}", "{{ 团组名陈 }}")).location).text
    assert 'data-goto="fault-0"' in page
    assert "启用这一版" not in page
    assert "团组名称" in page
    assert browser.post(f"{AT}/versions/1/force", data={"expected": "0"}).status_code == 422
    assert [each.state for each in versions(app)] == ["draft"]
    assert b"fault-0" not in fetched(browser, f"{AT}/versions/1/file")
    marked = Docx(io.BytesIO(fetched(browser, f"{AT}/versions/1/preview")))
    assert 'w:name="fault-0"' in marked.paragraphs[1]._p.xml
    commented = fetched(browser, f"{AT}/versions/1/remarks")
    assert b"comments.xml" in commented


def test_a_refused_upload_says_all_of_why_and_is_audited(app: Flask, cast: Office, login: Login) -> None:
    answer = send(login("ada"), b"%PDF-1.4", "扫描件.pdf", note="记住的话")
    assert answer.status_code == 422
    assert "“扫描件.pdf”不能作模板" in answer.text
    assert "记住的话" in answer.text
    assert versions(app) == []
    with app.app_context():
        (entry,) = find(AuditSearch(deed="template.refused")).entries
        assert (entry.actor_id, entry.about) == (cast.ada, "template:扫描件.pdf")
        assert "template.no_template" in entry.facts


def test_what_is_dangerous_is_taken_out_when_somebody_says_so(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    answer = send(browser, FILES[DANGEROUS].make(), "带对象.docx")
    assert answer.status_code == 422
    assert versions(app, "带对象.docx") == []
    token = answer.text.partition('name="token" value="')[2].partition('"')[0]
    assert "去掉这些内容后使用" in answer.text
    assert browser.post("/templates/cleaned", data={"token": token}).status_code == 302
    (version,) = versions(app, "带对象.docx")
    preflight(fetched(browser, f"/templates/{quote('带对象.docx')}/versions/1/file"))
    assert version.state == "draft"


def test_a_cleaned_copy_is_its_senders(app: Flask, cast: Office, login: Login) -> None:
    answer = login("ada").post("/templates/cleaned", data={"token": "unknown"})
    assert answer.status_code == 422
    assert "重新上传" in answer.text


def test_a_file_that_is_sent_twice_makes_one_version(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    assert [send(browser, NEW).status_code for _ in range(2)] == [302, 302]
    assert len(versions(app)) == 1


def test_a_page_that_was_overtaken_says_so(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    for data in (NEW, docx("第二版 {{ 团组名称 }}")):
        send(browser, data)
    browser.post(f"{AT}/versions/1/force", data={"expected": "0"})
    assert browser.post(f"{AT}/versions/2/force", data={"expected": "0"}).status_code == 409


@pytest.mark.parametrize(
    "address", ["/templates/没有.docx", f"{AT}?v=9", f"{AT}/versions/9/file", f"{AT}/versions/9/trial"]
)
def test_what_is_not_there_is_not_found(cast: Office, login: Login, address: str) -> None:
    assert login("ada").get(address).status_code == 404


def test_an_example_fills_every_field_and_keeps_nothing(app: Flask, cast: Office, login: Login) -> None:
    browser = login("ada")
    send(browser, NEW)
    assert "示例内容" in browser.get(f"{AT}/versions/1/trial").text
    assert "新表 团组名称 备案编号" in text_of(fetched(browser, f"{AT}/versions/1/trial/file?of=visit.filing_form"))


def test_a_record_is_filled_in_without_being_issued(app: Flask, cast: Office, login: Login) -> None:
    with app.app_context():
        record = cast.visit("ada")
        db.session.commit()
        record_id = record.id
    browser = login("ada")
    send(browser, NEW)
    assert "慕尼黑大学代表团" in browser.get(f"{AT}/versions/1/trial?record={record_id}").text
    assert "新表 慕尼黑大学代表团" in text_of(fetched(browser, f"{AT}/versions/1/trial/file?record={record_id}"))
    with app.app_context():
        assert documents.of_record(db.session(), record_id) == []
        assert db.session.get(type(record), record_id).number is None


def test_a_record_that_one_may_not_see_is_not_filled_in(app: Flask, cast: Office, login: Login) -> None:
    with app.app_context():
        record_id = cast.visit("stan").id
        db.session.commit()
    browser = login("ada")
    send(browser, NEW)
    assert browser.get(f"{AT}/versions/1/trial?record={record_id}").status_code == 404
    assert browser.get(f"{AT}/versions/1/trial/file?record={record_id}").status_code == 404


def test_a_version_with_faults_says_why_it_cannot_be_tried(cast: Office, login: Login) -> None:
    browser = login("ada")
    send(browser, docx("{{ 团组名陈 }}"))
    page = browser.get(f"{AT}/versions/1/trial").text
    assert "还不能试填" in page
    assert "团组名陈" in page


def test_a_paper_whose_template_is_missing_says_so_and_takes_one(app: Flask, cast: Office, login: Login) -> None:
    memo = {"key": "memo", "label": "备忘", "title": "{{ words }}"}
    section = {"key": "basic", "label": "内容", "fields": [{"key": "words", "type": "text", "label": "事由"}]}
    paper = {"key": "slip", "label": "登记单", "template": "登记单.docx"}
    with app.app_context():
        publish(RecordType.model_validate({**memo, "sections": [section], "documents": [paper]}), actor=None, now=NOW)
        db.session.commit()
    browser = login("ada")
    page = browser.get("/templates?q=登记单").text
    assert "缺少模板" in page
    assert f"/templates/new?name={quote('登记单.docx')}" in page
    send(browser, docx("{{ 事由 }}"), "随便什么.docx", name="登记单.docx")
    assert "还没有启用" in browser.get("/templates?q=登记单").text
    assert browser.post(f"/templates/{quote('登记单.docx')}/versions/1/force").status_code == 302
    assert "第 1 版" in browser.get("/templates?q=登记单").text


def test_a_record_whose_fields_are_masked_is_not_printed_by_a_trial(app: Flask, cast: Office, login: Login) -> None:
    with app.app_context():
        record_id = cast.visit("ada").id
        db.session.commit()
    browser = login("ada")
    send(browser, docx([["{{ 来访人员.姓名 }}", "{{ 来访人员.护照号 }}"]]))
    assert browser.get(f"{AT}/versions/1/trial").status_code == 200
    for address in (f"{AT}/versions/1/trial?record={record_id}", f"{AT}/versions/1/trial/file?record={record_id}"):
        answer = browser.get(address)
        assert answer.status_code == 403
        assert "C01X00T47" not in answer.text


def test_an_upload_without_a_file_is_no_refusal(app: Flask, cast: Office, login: Login) -> None:
    assert login("ada").post("/templates", data={}).status_code == 422
    with app.app_context():
        assert find(AuditSearch(deed="template.refused")).total == 0
