"""With LibreOffice and without: old formats that are uploaded, PDFs of trial fills."""

import io
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.conversion import ORDINARY, PROMPT
from app.extensions import db
from app.shelf import arriving, queries
from tests.documents.test_pdf import soffice
from tests.workflow.office import Office, docx

__all__ = ["soffice"]
Login = Callable[[str], FlaskClient]
Installed = Callable[[str], None]
RTF = b"{\\rtf1 old}"
NAME = "备案表.docx"
TRIAL = f"/templates/{quote(NAME)}/versions/0/trial"


def names(app: Flask) -> list[str]:
    with app.app_context():
        return sorted(queries.all_versions(db.session()))


def send(browser: FlaskClient) -> tuple[int, str]:
    answer = browser.post("/templates", data={"file": (io.BytesIO(RTF), "旧表.rtf")})
    return answer.status_code, answer.text


def test_an_old_format_is_made_new(app: Flask, cast: Office, login: Login, soffice: Installed, tmp_path: Path) -> None:
    new = tmp_path / "new.docx"
    new.write_bytes(docx("{{ 团组名称 }}"))
    soffice(f'cp "{new}" "$made"\n')
    assert send(login("ada"))[0] == 302
    assert names(app) == ["旧表.docx"]


def test_without_libreoffice_the_page_says_how_to_save_it(
    app: Flask, cast: Office, login: Login, soffice: Installed, tmp_path: Path
) -> None:
    soffice("")
    browser = login("ada")
    status, page = send(browser)
    assert status == 422
    assert "LibreOffice" in page
    assert "另存为" in browser.get("/templates/new").text
    assert names(app) == []


def test_an_upload_waits_no_long_time_for_other_files(
    app: Flask, cast: Office, login: Login, soffice: Installed, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert PROMPT.turn < ORDINARY.turn
    assert PROMPT.seconds < ORDINARY.seconds
    taken = threading.Lock()
    monkeypatch.setattr("app.conversion.converter._TURN", taken)
    monkeypatch.setattr(arriving, "PROMPT", replace(PROMPT, turn=0))
    with taken:
        status, page = send(login("ada"))
    assert status == 422
    assert "请过一分钟再试" in page
    assert names(app) == []


def test_a_trial_fill_becomes_a_pdf_for_who_asked(app: Flask, cast: Office, login: Login, soffice: Installed) -> None:
    browser = login("ada")
    assert "PDF" in browser.get(TRIAL).text
    answer = browser.post(f"{TRIAL}/pdf?of=visit.filing_form")
    assert browser.post(f"{TRIAL}/pdf?of=visit.filing_form").location == answer.location
    app.extensions["worker"].run_waiting()
    (address,) = re.findall(r'href="(/exports/\w+)"', browser.get(answer.location).text)
    with browser.get(address) as made:
        assert made.data.startswith(b"%PDF-")
    assert login("solo").get(address).status_code == 404


def test_without_libreoffice_a_trial_fill_says_what_to_do(cast: Office, login: Login, soffice: Installed) -> None:
    soffice("")
    browser = login("ada")
    page = browser.get(TRIAL).text
    assert "LibreOffice" in page
    assert "/trial/pdf" not in page
    assert browser.post(f"{TRIAL}/pdf").status_code == 422
