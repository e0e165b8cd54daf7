"""Papers whose template is a workbook: issued, kept, fetched, packed and refused as those of Word are."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.definitions.template_kinds import EXCEL
from app.documents import files, queries, service
from app.documents.faults import PaperInvalid
from app.extensions import db
from app.web.words import say
from tests.conftest import NOW
from tests.excel.build import formulas, grid, sheet
from tests.workflow.office import VISIT, Office

Login = Callable[[str], FlaskClient]
PAPER = {
    "key": "register",
    "label": "人员名单",
    "template": "名单.xlsx",
    "filename": "名单_{{ name_of }}",
    "scan": True,
}
ROWS = (
    ["{{ 团组名称 }}名单", None, "{{ 抵达日期 }}"],
    ["序号", "姓名", "国籍"],
    ["{{ 序号 }}", "{{ 来访人员.姓名 }}", "{{ 来访人员.国籍 }}"],
    ["人数", "=COUNTA(B3:B3)", None],
)


@pytest.fixture
def cast(cast: Office, app: Flask, shelf: Path) -> Iterator[Office]:
    """The office with one more paper, a workbook."""
    path = shelf / "名单.xlsx"
    path.write_bytes(sheet(*ROWS))
    with app.app_context():
        definition = {**VISIT, "version": 2, "documents": [*VISIT["documents"], PAPER]}
        publish(RecordType.model_validate(definition), actor=None, now=NOW)
        db.session.commit()
    yield cast
    path.unlink()


def put(app: Flask, cast: Office, state: str = "unit_review") -> int:
    with app.app_context():
        record = cast.walk(cast.visit(), to=state)
        db.session.commit()
        return record.id


def test_a_workbook_is_issued_and_fetched_as_one(app: Flask, cast: Office, login: Login) -> None:
    record_id, browser = put(app, cast), login("stan")
    page = browser.get(f"/records/{record_id}?tab=papers").text
    assert "生成 Excel" in page
    assert browser.post(f"/records/{record_id}/papers/register").status_code == 302
    with app.app_context():
        (document,) = queries.in_force(db.session(), record_id, "register")
        assert document.filename == "名单_慕尼黑大学代表团.xlsx"
        assert (document.template, document.wants_scan) == ("名单.xlsx", True)
        assert document.prints == ["arrive_on", "name_of", "visitors", "visitors.name", "visitors.nation"]
        path = files.path_of(service.root(), document.folder, document.content, ending=".xlsx")
        assert path.is_file()
    with browser.get(f"/documents/{document.id}/file") as answer:
        assert answer.mimetype == EXCEL.mime
        data = answer.data
    assert [row[:2] for row in grid(data)[2:]] == [[1.0, "穆勒"], [2.0, "施密特"], ["人数", ""]]
    assert formulas(data) == {"B5": "COUNTA(B3:B4)"}
    assert "ti-file-spreadsheet" in browser.get(f"/records/{record_id}?tab=papers").text


def test_a_workbook_goes_into_archives_and_not_into_word_files(app: Flask, cast: Office, login: Login) -> None:
    record_id, browser = put(app, cast), login("stan")
    browser.post(f"/records/{record_id}/papers/register")
    archive = zipfile.ZipFile(io.BytesIO(browser.get(f"/records/{record_id}/papers/all").data))
    assert sorted(name.rpartition(".")[2] for name in archive.namelist()) == ["docx", "xlsx"]
    assert browser.get(f"/records/{record_id}/papers/print").data.startswith(b"PK")
    run = "/types/visit/papers/run"
    refused = browser.post(run, data={"paper": ["register"], "form": "word", "_once": "w"})
    assert refused.status_code == 422
    assert "《人员名单》是 Excel 材料" in refused.text
    address = browser.post(run, data={"paper": ["register", "sign_sheet"], "form": "zip", "_once": "x"}).location
    app.extensions["worker"].run_waiting()
    link = re.search(r'href="(/exports/\w+)">下载材料<', browser.get(address).text)
    assert link
    with browser.get(link[1]) as answer:
        names = zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    assert sorted(name.rpartition(".")[2] for name in names) == ["docx", "xlsx"]


def test_a_spoilt_workbook_is_told_with_its_cell(app: Flask, cast: Office, shelf: Path) -> None:
    (shelf / "名单.xlsx").write_bytes(sheet(["{{ 团组名程 }}"]))
    with app.app_context():
        desk = cast.desk("stan")
        record = cast.visit()
        with pytest.raises(PaperInvalid) as caught:
            service.issue(record, desk.compiled(record), "register", desk=desk)
        (said,) = map(say, caught.value.faults)
    assert said.startswith("模板“名单.xlsx”汇总!A1：")
    assert "团组名称" in said
