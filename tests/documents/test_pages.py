"""Pages of papers: who makes, fetches and withdraws them, scans that come back, the list of what has not."""

import io
import zipfile
from collections.abc import Callable
from urllib.parse import unquote

import pytest
from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient

from app.documents import queries
from app.documents.models import Document
from app.extensions import db
from tests.workflow.office import Office

Login = Callable[[str], FlaskClient]
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def put(app: Flask, cast: Office, state: str) -> int:
    with app.app_context():
        record = cast.walk(cast.visit(), to=state)
        db.session.commit()
        return record.id


def papers(app: Flask, record_id: int) -> list[Document]:
    with app.app_context():
        return list(queries.of_record(db.session(), record_id))


def scan(browser: FlaskClient, document: Document, name: str = "盖章.pdf") -> int:
    data = {"scan": (io.BytesIO(PDF), name)}
    return browser.post(f"/documents/{document.id}/scan", data=data).status_code


def test_a_paper_is_made_and_fetched(app: Flask, cast: Office, login: Login) -> None:
    record_id, browser = put(app, cast, "approved"), login("stan")
    assert browser.post(f"/records/{record_id}/papers/filing_form").status_code == 302
    newest = papers(app, record_id)[0]
    assert (newest.key, newest.issue) == ("filing_form", 2)
    answer = browser.get(f"/documents/{newest.id}/file")
    assert answer.data.startswith(b"PK")
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment")
    assert "外来备〔2024〕1号_慕尼黑大学代表团.docx" in unquote(said.split("filename*=UTF-8''")[1])
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    answer.close()


def test_a_double_click_makes_one(app: Flask, cast: Office, login: Login) -> None:
    record_id, browser = put(app, cast, "approved"), login("stan")
    for _ in range(2):
        assert browser.post(f"/records/{record_id}/papers/filing_form", data={"_once": "x"}).status_code == 302
    assert papers(app, record_id)[0].issue == 2


@pytest.mark.parametrize(("who", "status"), [("lee", 403), ("olga", 403), ("amy", 403), ("eve", 404), ("oto", 404)])
def test_others_make_none(app: Flask, cast: Office, login: Login, who: str, status: int) -> None:
    record_id = put(app, cast, "approved")
    before = len(papers(app, record_id))
    browser = login(who)
    assert browser.post(f"/records/{record_id}/papers/filing_form").status_code == status
    assert "生成 Word" not in browser.get(f"/records/{record_id}?tab=papers").text
    assert browser.post(f"/documents/{papers(app, record_id)[0].id}/void", data={"why": "x"}).status_code == status
    assert scan(browser, papers(app, record_id)[0]) == status
    assert len(papers(app, record_id)) == before


def test_a_paper_that_prints_what_is_masked_for_me_is_not_mine_to_read(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "approved")
    by_key = {document.key: document.id for document in papers(app, record_id)}
    leader = login("lee")
    with leader.get(f"/documents/{by_key['sign_sheet']}/file") as answer:
        assert answer.status_code == 200
    refused = leader.get(f"/documents/{by_key['filing_form']}/file")
    assert refused.status_code == 403
    assert "Stan" in refused.text
    page = leader.get(f"/records/{record_id}?tab=papers").text
    assert "来访人员·护照号" in page
    assert f"/documents/{by_key['filing_form']}/file" not in page
    assert login("eve").get(f"/documents/{by_key['sign_sheet']}/file").status_code == 404


def test_rows_come_as_one_archive(app: Flask, cast: Office, login: Login) -> None:
    record_id, browser = put(app, cast, "draft"), login("stan")
    assert browser.get(f"/records/{record_id}/papers/badge/all").status_code == 422
    assert browser.post(f"/records/{record_id}/papers/badge").status_code == 302
    answer = browser.get(f"/records/{record_id}/papers/badge/all")
    assert len(zipfile.ZipFile(io.BytesIO(answer.data)).namelist()) == 2
    assert f"/records/{record_id}/papers/badge/all" in browser.get(f"/records/{record_id}?tab=papers").text


def test_a_scan_comes_back_and_leaves_the_list(app: Flask, cast: Office, login: Login) -> None:
    record_id, browser = put(app, cast, "unit_review"), login("stan")
    (document,) = papers(app, record_id)
    assert "未收回" in browser.get(f"/records/{record_id}?tab=papers").text
    assert f"/records/{record_id}?tab=papers" in browser.get("/documents").text
    assert "签字盖章件还没有收回" in browser.get(f"/records/{record_id}").text
    assert scan(browser, document) == 302
    assert scan(browser, document, "盖章二.pdf") == 302
    page = browser.get(f"/records/{record_id}?tab=papers").text
    assert "已收回" in page
    assert "盖章.pdf" in page
    assert f"/records/{record_id}?tab=papers" not in browser.get("/documents").text
    assert f"/records/{record_id}?tab=papers" in browser.get("/documents?back=back").text
    link = page.split('href="/scans/')[1].split('"')[0]
    with browser.get(f"/scans/{link}") as answer:
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert login("eve").get(f"/scans/{link}").status_code == 404
    assert browser.get("/scans/99999").status_code == 404


def test_a_scan_is_a_file_of_a_known_kind(app: Flask, cast: Office, login: Login) -> None:
    record_id, browser = put(app, cast, "unit_review"), login("stan")
    (document,) = papers(app, record_id)
    assert browser.post(f"/documents/{document.id}/scan").status_code == 422
    data = {"scan": (io.BytesIO(b"MZ"), "签批.exe")}
    assert browser.post(f"/documents/{document.id}/scan", data=data).status_code == 422


@pytest.mark.parametrize(
    "refused",
    [
        ("签批.docx", b"PK\x03\x04", "不能上传“签批.docx”，可以上传的文件是：pdf、ofd、jpg、png"),
        ("签批.pdf", b"PK\x03\x04", "“签批.pdf”的内容不是 pdf 文件"),
        ("签批.pdf", b"", "“签批.pdf”是空文件"),
        ("签批.pdf", PDF + bytes(20 * 1024 * 1024), "“签批.pdf”太大，最多 20 MB"),
    ],
    ids=["kind", "content", "empty", "size"],
)
def test_a_scan_that_cannot_be_taken_is_refused_in_words(
    app: Flask, cast: Office, login: Login, refused: tuple[str, bytes, str]
) -> None:
    name, data, said = refused
    record_id, browser = put(app, cast, "approved"), login("stan")
    document = papers(app, record_id)[-1]
    # as a browser sends it; the test client would leave files open
    head = f'--x\r\nContent-Disposition: form-data; name="scan"; filename="{name}"\r\n\r\n'.encode()
    kind = "multipart/form-data; boundary=x"
    answer = browser.post(f"/documents/{document.id}/scan", data=head + data + b"\r\n--x--\r\n", content_type=kind)
    assert answer.status_code == 422
    assert said in answer.text
    assert "已收回" not in browser.get(f"/records/{record_id}?tab=papers").text


def test_the_list_shows_each_only_what_may_be_seen(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert "慕尼黑大学代表团" in login("lee").get("/documents").text
    for who in ("eve", "oto"):
        assert f"/records/{record_id}?" not in login(who).get("/documents").text
    browser = login("stan")
    assert f"/records/{record_id}?" in browser.get("/documents?q=慕尼黑&type=visit&year=2024").text
    for query in ("q=巴黎", "type=other", "year=2023", "back=void"):
        assert f"/records/{record_id}?" not in browser.get(f"/documents?{query}").text


def test_a_withdrawn_paper_stays_in_the_list_with_its_reason(app: Flask, cast: Office, login: Login) -> None:
    record_id, browser = put(app, cast, "unit_review"), login("stan")
    (document,) = papers(app, record_id)
    assert browser.post(f"/documents/{document.id}/void", data={"why": " "}).status_code == 422
    assert browser.post(f"/documents/{document.id}/void", data={"why": "人数写错"}).status_code == 302
    assert browser.post(f"/documents/{document.id}/void", data={"why": "人数写错"}).status_code == 409
    page = browser.get(f"/records/{record_id}?tab=papers").text
    assert "已作废" in page
    assert "人数写错" in page


def test_the_whole_set_holds_what_one_may_read(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "approved")

    def names(who: str) -> list[str]:
        answer = login(who).get(f"/records/{record_id}/papers/all")
        return zipfile.ZipFile(io.BytesIO(answer.data)).namelist()

    assert len(names("stan")) == 2
    assert names("lee") == ["来访呈批表_慕尼黑大学代表团（2人）.docx"]
    assert login("eve").get(f"/records/{record_id}/papers/all").status_code == 404
    assert login("stan").get(f"/records/{put(app, cast, 'draft')}/papers/all").status_code == 422


def test_the_whole_set_is_printed_from_one_file(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "approved")
    page = login("stan").get(f"/records/{record_id}?tab=papers").text
    assert f"/records/{record_id}/papers/print" in page
    answer = login("stan").get(f"/records/{record_id}/papers/print")
    assert "全套材料_外来备〔2024〕1号.docx" in unquote(answer.headers["Content-Disposition"])
    document = Docx(io.BytesIO(answer.data))
    assert len(document.sections) == 2
    texts = [paragraph.text for paragraph in document.paragraphs if paragraph.text]
    assert texts[0] == "慕尼黑大学代表团 2人 2024年4月1日", "the sign sheet is the first paper of the type"
    alone = login("lee").get(f"/records/{record_id}/papers/print")
    assert len(Docx(io.BytesIO(alone.data)).sections) == 1, "the filing form shows what is masked for the leader"
    assert login("eve").get(f"/records/{record_id}/papers/print").status_code == 404
    assert login("stan").get(f"/records/{put(app, cast, 'draft')}/papers/print").status_code == 422


def test_only_the_signed_copy_of_the_paper_in_force_is_asked_for(app: Flask, cast: Office, login: Login) -> None:
    record_id, stan = put(app, cast, "unit_review"), login("stan")
    wanted = "《来访呈批表》的签字盖章件还没有收回"
    assert wanted in stan.get(f"/records/{record_id}").text
    login("amy").post(f"/records/{record_id}/press/send_back", data={"comment": "请补正"})
    assert wanted not in stan.get(f"/records/{record_id}").text
    assert "慕尼黑" not in stan.get("/documents").text
    stan.post(f"/records/{record_id}/press/submit")
    assert stan.get(f"/records/{record_id}").text.count(wanted) == 1
