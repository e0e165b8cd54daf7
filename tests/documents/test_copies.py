"""脱敏件: a paper for those who may see the record, but not all that it prints."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
import sqlalchemy as sa
from docx import Document as Docx
from flask import Flask
from flask.testing import FlaskClient

from app.audit.queries import AuditSearch, find
from app.documents import copies, files, queries, service
from app.documents.models import Document, TemplateVersion
from app.errors import Invalid
from app.extensions import db
from app.records.models import Record
from app.workflow import service as workflow
from app.workflow.press import Press
from tests.conftest import NOW
from tests.workflow.amended import AMENDMENTS, approve, press, propose, publish_amended, rows
from tests.workflow.office import Office, docx

Login = Callable[[str], FlaskClient]
NUMBERS = ("C01X00T47", "C01X00T48")


def text_of(data: bytes) -> str:
    document = Docx(io.BytesIO(data))
    lines = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        lines += [" | ".join(cell.text for cell in row.cells) for row in table.rows]
    return "\n".join(lines)


def original(document: Document) -> str:
    return text_of(files.read(service.root(), document.folder, document.content))


def masked(office: Office, document: Document, record: Record, name: str = "lee") -> str:
    return text_of(copies.masked(document, record, desk=office.desk(name)))


@contextmanager
def changeable(path: Path) -> Iterator[Path]:
    """A template, to be changed; put right afterwards."""
    kept = path.read_bytes()
    yield path
    path.write_bytes(kept)


@pytest.fixture
def filing(shelf: Path) -> Iterator[Path]:
    with changeable(shelf / "备案表.docx") as path:
        yield path


@pytest.fixture
def sheet(shelf: Path) -> Iterator[Path]:
    with changeable(shelf / "呈批表.docx") as path:
        yield path


@pytest.fixture
def badge(shelf: Path) -> Iterator[Path]:
    with changeable(shelf / "来宾卡.docx") as path:
        yield path


def paper_of(record: Record, key: str = "filing_form") -> Document:
    return queries.in_force(db.session(), record.id, key)[0]


def test_a_masked_copy_says_what_the_original_says_but_for_what_is_masked(office: Office) -> None:
    record = office.walk(office.visit(), to="approved")
    document = paper_of(record)
    said = original(document)
    for number, stars in zip(NUMBERS, ("C01****47", "C01****48"), strict=True):
        assert number in said
        said = said.replace(number, stars)
    assert masked(office, document, record) == said


def test_it_is_of_the_revision_and_the_moment_of_the_paper(office: Office, sheet: Path) -> None:
    sheet.write_bytes(docx("{{ 状态 }} {{ 团组名称 }} {{ today }} {{ actor.name }}", [["{{ 审批意见.意见 }}"]]))
    record = office.walk(office.visit(), to="unit_review")
    document = paper_of(record, "sign_sheet")
    later = office.desk("amy", now=NOW + timedelta(days=1))
    record = workflow.perform(record, Press("pass", comment="同意接待"), desk=later).record
    record.data = {**record.data, "name_of": "后来改名的代表团"}
    db.session.flush()
    said = masked(office, document, record)
    assert said == original(document)
    assert said.startswith("部门审核 慕尼黑大学代表团")


def test_it_is_from_the_template_of_then(office: Office, filing: Path) -> None:
    record = office.walk(office.visit(), to="approved")
    document = paper_of(record)
    before = masked(office, document, record)
    filing.write_bytes(docx("{{ 团组名称 }}！"))
    assert masked(office, document, record) == before


def test_a_template_that_is_not_kept_makes_no_copy(office: Office) -> None:
    record = office.walk(office.visit(), to="approved")
    db.session.execute(sa.delete(TemplateVersion))
    with pytest.raises(Invalid) as caught:
        masked(office, paper_of(record), record)
    assert [fault.code for fault in caught.value.faults] == ["document.template_gone"]


@pytest.mark.parametrize(
    "tag",
    [
        "{{ 来访人员.护照号 | 顿号 }}",
        "{{ first(visitors).passport_no }}",
        "{% for v in visitors %}{{ v.passport_no }}{% endfor %}",
        "{{ visitors[passport_no == 'C01X00T47'].passport_no | 顿号 }}",
        "{{ replace(first(visitors).passport_no, '*', '') }}",
    ],
)
def test_no_tag_prints_what_is_masked(office: Office, filing: Path, tag: str) -> None:
    filing.write_bytes(docx(f"印：{tag}"))
    record = office.walk(office.visit(), to="approved")
    document = paper_of(record)
    assert NUMBERS[0] in original(document)
    said = masked(office, document, record)
    assert "印：" in said
    assert not any(number in said for number in NUMBERS)


def test_each_row_has_a_copy_of_its_own(office: Office, badge: Path) -> None:
    badge.write_bytes(docx("{{ name }} {{ passport_no }}"))
    record = office.visit()
    desk = office.desk("stan")
    made = service.issue_all(record, desk.compiled(record), "badge", desk=desk)
    assert [masked(office, each, record) for each in made] == ["穆勒 C01****47", "施密特 C01****48"]


def put(app: Flask, cast: Office) -> int:
    """An approved visit; gives the id of its filing form."""
    with app.app_context():
        record = cast.walk(cast.visit(), to="approved")
        db.session.commit()
        return paper_of(record).id


@pytest.mark.parametrize("who", ["lee", "amy", "olga"])
def test_who_may_see_the_record_fetches_a_masked_copy(app: Flask, cast: Office, login: Login, who: str) -> None:
    document_id, browser = put(app, cast), login(who)
    with app.app_context():
        record_id = db.session.get_one(Document, document_id).record_id
        before = db.session.scalar(sa.select(sa.func.count()).select_from(Document))
    page = browser.get(f"/records/{record_id}?tab=papers").text
    assert f"/documents/{document_id}/masked" in page
    assert "下载脱敏件" in page
    assert f"/documents/{document_id}/file" not in page
    answer = browser.get(f"/documents/{document_id}/masked")
    assert answer.status_code == 200
    name = unquote(answer.headers["Content-Disposition"].split("filename*=UTF-8''")[1])
    assert name == "外来备〔2024〕1号_慕尼黑大学代表团（脱敏件）.docx"
    assert "C01****47" in text_of(answer.data)
    assert browser.get(f"/documents/{document_id}/file").status_code == 403
    with app.app_context():
        assert find(AuditSearch(deed="document.masked")).total == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Document)) == before


def test_who_sees_everything_gets_the_original(app: Flask, cast: Office, login: Login) -> None:
    document_id, browser = put(app, cast), login("stan")
    answer = browser.get(f"/documents/{document_id}/masked")
    assert answer.location == f"/documents/{document_id}/file"
    with app.app_context():
        record_id = db.session.get_one(Document, document_id).record_id
        assert find(AuditSearch(deed="document.masked")).total == 0
    assert "/masked" not in browser.get(f"/records/{record_id}?tab=papers").text


@pytest.mark.parametrize("who", ["eve", "oto"])
def test_who_may_not_see_the_record_gets_no_copy(app: Flask, cast: Office, login: Login, who: str) -> None:
    assert login(who).get(f"/documents/{put(app, cast)}/masked").status_code == 404


def test_what_an_amendment_changed_is_masked_in_a_copy_as_the_field_is(office: Office, filing: Path) -> None:
    told = ["{{ 变更内容.变更事项 }}", "{{ 变更内容.变更前 }}", "{{ 变更内容.变更后 }}"]
    filing.write_bytes(docx("{{ 变更名称 }} {{ 变更事由 }}", [["事项", "前", "后"], told]))
    people = {**AMENDMENTS["people"], "makes": ["filing_form"]}
    publish_amended(amendments={**AMENDMENTS, "people": people})
    record = approve(office)
    first, second = rows(record)
    made = propose(office, record, visitors=[{**first, "passport_no": "C98765432"}, {**second, "nation": "瑞士"}])
    for name, transition in (("stan", "submit"), ("amy", "agree")):
        press(office, made, name, transition)
    paper = next(each for each in queries.of_record(db.session(), record.id) if each.state == "issued")
    assert {"C98765432", "C01X00T47", "瑞士"} <= set(re.findall(r"\w+", original(paper)))
    shown = masked(office, paper, record)
    assert not any(number in shown for number in ("C98765432", *NUMBERS))
    assert "人员变更 一人因病不能成行" in shown
    assert "瑞士" in shown
    assert "护照号" in shown
