"""PDFs of papers: made once, fetched by those who may have the paper, said plainly where there are none."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.audit import queries as audit
from app.conversion import cage
from app.documents import pdf, queries
from app.documents.models import Document
from app.extensions import db
from app.jobs import queries as jobs
from app.jobs import results
from app.jobs import service as work
from app.jobs.service import MOST_UNFINISHED
from app.web import clock
from tests.conversion.fake import program
from tests.workflow.office import Office

Login = Callable[[str], FlaskClient]
SHOWS_WHAT_IT_READ = 'printf \'%%PDF-\' > "$made"; cat "$1" >> "$made"; echo made >> "${0%/*}/log"\n'


@pytest.fixture
def soffice(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], None]:
    """`soffice(does)`: an installation whose LibreOffice does this; no results of other tests."""
    monkeypatch.setattr(cage, "can_hide", lambda: True)  # whether this machine can is asked in tests/conversion
    settings = app.config["SETTINGS"]
    shutil.rmtree(settings.instance / results.FOLDER, ignore_errors=True)

    def installed(does: str) -> None:
        path = str(program(tmp_path, does)) if does else str(tmp_path / "nowhere")
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, soffice=path))

    installed(SHOWS_WHAT_IT_READ)
    return installed


@pytest.fixture
def papers(app: Flask, cast: Office) -> dict[str, Document]:
    """The papers of an approved visit, by their keys."""
    with app.app_context():
        record = cast.walk(cast.visit(), to="approved")
        db.session.commit()
        return {each.key: each for each in queries.of_record(db.session(), record.id)}


def worked(app: Flask, browser: FlaskClient, document: Document) -> str:
    """The page of the finished work."""
    answer = browser.post(f"/documents/{document.id}/pdf")
    assert answer.status_code == 302, answer.text
    app.extensions["worker"].run_waiting()
    return str(browser.get(answer.location).text)


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return [entry.deed for entry in audit.entries()]


def test_a_paper_is_fetched_as_pdf(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    browser, sheet = login("stan"), papers["sign_sheet"]
    page = worked(app, browser, sheet)
    assert f'href="/documents/{sheet.id}/pdf"' in page
    with browser.get(f"/documents/{sheet.id}/file") as word, browser.get(f"/documents/{sheet.id}/pdf") as pdf:
        assert pdf.data == b"%PDF-" + word.data
        assert pdf.mimetype == "application/pdf"
        said = unquote(pdf.headers["Content-Disposition"])
    assert said.startswith("attachment")
    assert sheet.filename.replace(".docx", ".pdf") in said


def test_the_second_time_it_is_there(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login, tmp_path: Path
) -> None:
    sheet = papers["sign_sheet"]
    worked(app, login("stan"), sheet)
    assert login("lee").post(f"/documents/{sheet.id}/pdf").location == f"/documents/{sheet.id}/pdf"
    assert (tmp_path / "log").read_text() == "made\n"


def test_who_asks_twice_waits_for_one(
    app: Flask, cast: Office, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    browser, address = login("stan"), f"/documents/{papers['sign_sheet'].id}/pdf"
    assert browser.post(address).location == browser.post(address).location
    app.extensions["worker"].run_waiting()
    with app.app_context():
        assert len(jobs.of_user(cast.stan)) == 1


def test_who_waits_for_five_is_asked_to_wait(
    app: Flask, cast: Office, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    """Everybody's work is done one after another; what others wait for does not count, nor what is over."""
    with app.app_context():
        for number in range(MOST_UNFINISHED):
            work.ask(pdf.KIND, f"PDF {number}", {"document": number}, user_id=cast.stan, now=clock.now())
        mine = [job.id for job in jobs.of_user(cast.stan)]
        db.session.commit()
    address = f"/documents/{papers['sign_sheet'].id}/pdf"
    refused = login("stan").post(address)
    assert (refused.status_code, "还在排队" in refused.text) == (422, True)
    assert login("lee").post(address).status_code == 302
    with app.app_context():
        assert [job.id for job in jobs.of_user(cast.stan)] == mine
        work.cancel(jobs.get(mine[0], user_id=cast.stan), now=clock.now())
        db.session.commit()
    assert login("stan").post(address).status_code == 302


def test_what_may_not_be_seen_is_in_no_pdf(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    form, leader = papers["filing_form"], login("lee")
    worked(app, login("stan"), form)
    assert leader.post(f"/documents/{form.id}/pdf").location != f"/documents/{form.id}/pdf"
    worked(app, leader, form)
    with leader.get(f"/documents/{form.id}/masked") as masked, leader.get(f"/documents/{form.id}/pdf") as pdf:
        assert pdf.data == b"%PDF-" + masked.data
        assert "脱敏件" in unquote(pdf.headers["Content-Disposition"])


def test_it_is_taken_down_as_the_paper_is(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    form = papers["filing_form"]
    for who, deed in (("stan", "document.read"), ("lee", "document.masked")):
        browser = login(who)
        worked(app, browser, form)
        before = deeds(app).count(deed)
        browser.get(f"/documents/{form.id}/pdf").close()
        assert deeds(app).count(deed) == before + 1


@pytest.mark.parametrize("who", ["eve", "oto"])
def test_who_may_not_see_the_record_gets_none(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login, who: str
) -> None:
    address = f"/documents/{papers['sign_sheet'].id}/pdf"
    worked(app, login("stan"), papers["sign_sheet"])
    assert login(who).post(address).status_code == 404
    assert login(who).get(address).status_code == 404


def test_what_was_swept_is_made_again(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    browser, sheet = login("stan"), papers["sign_sheet"]
    worked(app, browser, sheet)
    shutil.rmtree(app.config["SETTINGS"].instance / results.FOLDER)
    refused = browser.get(f"/documents/{sheet.id}/pdf")
    assert refused.status_code == 422
    assert "再点一次“PDF”" in refused.text
    worked(app, browser, sheet)
    with browser.get(f"/documents/{sheet.id}/pdf") as pdf:
        assert pdf.status_code == 200


def test_nobody_reaches_it_as_a_result_of_work(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    browser, sheet = login("stan"), papers["sign_sheet"]
    worked(app, browser, sheet)
    assert browser.get(f"/exports/{sheet.content}.pdf").status_code == 404


def test_what_libreoffice_cannot_open_is_said_where_one_waits(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    soffice("exit 0\n")
    browser = login("stan")
    assert "LibreOffice 打不开" in worked(app, browser, papers["sign_sheet"])
    browser.post("/language", data={"language": "en"})
    assert "LibreOffice cannot open" in worked(app, browser, papers["sign_sheet"])


def test_without_libreoffice_the_pages_say_what_to_do(
    app: Flask,
    soffice: Callable[[str], None],
    papers: dict[str, Document],
    login: Login,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.conversion.finding._candidates", lambda: iter(()))
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, soffice=""))
    browser, sheet = login("stan"), papers["sign_sheet"]
    pages = [browser.get(f"/records/{sheet.record_id}?tab=papers"), browser.get("/documents")]
    refused = browser.post(f"/documents/{sheet.id}/pdf")
    assert ["文件 → 输出为 PDF" in page.text for page in (*pages, refused)] == [True, True, True]
    assert [f"/documents/{sheet.id}/pdf" in page.text for page in pages] == [False, False]
    assert refused.status_code == 422


def test_a_record_and_the_list_of_papers_offer_it(
    app: Flask, soffice: Callable[[str], None], papers: dict[str, Document], login: Login
) -> None:
    sheet, form = papers["sign_sheet"], papers["filing_form"]
    offered = re.findall(r'action="/documents/(\d+)/pdf"', login("lee").get("/documents?back=all").text)
    assert {str(sheet.id), str(form.id)} <= set(offered)
    page = login("lee").get(f"/records/{sheet.record_id}?tab=papers").text
    assert f'action="/documents/{form.id}/pdf"' in page
    assert "脱敏件 PDF" in page
