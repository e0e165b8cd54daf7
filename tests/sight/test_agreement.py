"""Page, list, search, export, paper and file agree about who sees a record, and about who sees a field of it."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.documents import access as papers_access
from app.documents import queries as papers
from app.extensions import db
from app.records import access, files
from app.records import queries as records
from app.records.access import FieldSight
from app.sight import cases
from app.web import clock
from tests.conftest import NOW
from tests.documents.test_pages import PDF
from tests.workflow.office import VISIT, Office

Login = Callable[[str], FlaskClient]
SOME = ("stan", "fay", "lee", "eve", "oto")
ALL = (*SOME, "amy", "fin", "sec", "olga", "solo", "ada")
PEOPLE = pytest.mark.parametrize("people", [SOME, pytest.param(ALL, marks=pytest.mark.nightly)], ids=["some", "all"])
PASSPORT, COST = "C01X00T47", "8642.13"
LETTER = {"key": "letter", "type": "file", "label": "来函"}
CLOSED = {"fields": ["cost", "letter"], "see": ["foreign_affairs"], "others": "hidden"}


@dataclass
class Filled:
    """The records of the test, and the papers of one of them."""

    titles: dict[int, str] = field(default_factory=dict)
    older: int = 0
    """Filled under the version that did not close the cost yet, and approved."""
    with_letter: int = 0
    papers: dict[int, list[str]] = field(default_factory=dict)
    """Each with what it prints."""
    token: str = ""

    def named(self, text: str) -> set[int]:
        """The records that a page or a file names."""
        words = re.sub(r"<[^>]*>", "", text)  # what was found is marked
        return {each for each, title in self.titles.items() if title in words}


@pytest.fixture
def filled(app: Flask, cast: Office) -> Filled:
    """Records of two departments and two versions; the newer one closes a field of both."""
    made = Filled()
    with app.app_context():
        older = cast.walk(cast.visit(name_of="甲代表团", cost=COST), to="approved")
        made.older = older.id
        made.papers = {each.id: list(each.prints) for each in papers.of_record(db.session(), older.id)}
        basic = {**VISIT["sections"][0], "fields": [*VISIT["sections"][0]["fields"], LETTER]}
        changed = {**VISIT, "version": 2, "sections": [basic], "rights": [*VISIT["rights"], CLOSED]}
        publish(RecordType.model_validate(changed), actor=None, now=NOW)
        db.session.commit()
    with app.app_context():
        desk = cast.desk("stan")
        waiting = files.receive(clock.settings().instance / files.FOLDER, io.BytesIO(PDF), "来函.pdf")
        row = files.add(desk.session, waiting, actor=desk.actor, now=NOW)
        letter = {"file": row.token, "name": row.name, "size": row.size, "kind": row.kind}
        newer = cast.visit(name_of="乙代表团", cost=COST, letter=[letter])
        made.with_letter = newer.id
        other = {"id": cast.other, "label": "医学院"}
        strange = cast.visit("oto", name_of="丙代表团", host_unit=other)
        row.record_id, made.token = newer.id, row.token
        made.titles = {made.older: "甲代表团", newer.id: "乙代表团", strange.id: "丙代表团"}
        db.session.commit()
    return made


@PEOPLE
def test_all_ways_to_records_lead_to_the_same_ones(
    app: Flask, cast: Office, login: Login, filled: Filled, people: tuple[str, ...]
) -> None:
    for who in people:
        with app.app_context():
            desk = cast.desk(who)
            seen = {each for each in filled.titles if cases.sees(records.record(db.session(), each), desk)}
        browser = login(who)
        for each in filled.titles:
            assert browser.get(f"/records/{each}").status_code == (200 if each in seen else 404), (who, each)
        for address in ("/types/visit", "/search?q=代表团"):
            assert filled.named(browser.get(address).text) == seen, (who, address)
        for address in ("/tasks?tab=done", "/tasks?tab=mine", "/"):
            assert filled.named(browser.get(address).text) <= seen, (who, address)
        with browser.post("/types/visit/export", data={"format": "csv"}) as sheet:
            assert filled.named(sheet.data.decode()) == seen, who


@PEOPLE
def test_a_field_is_told_nowhere_to_whom_it_is_closed(
    app: Flask, cast: Office, login: Login, filled: Filled, people: tuple[str, ...]
) -> None:
    """What the page shows is what the rights in force show; and no other way tells more: form, history, list, copy."""
    for who in people:
        browser = login(who)
        for record_id in (filled.older, filled.with_letter):
            sees, sights = sight(app, cast, who, record_id)
            page, edit = f"/records/{record_id}", f"/records/{record_id}/edit"
            ways = (edit, f"{page}?tab=history", f"{page}?tab=flow", "/tasks", f"/types/visit/new?copy={record_id}")
            for path, value in {"visitors.passport_no": PASSPORT, "cost": COST}.items():
                told = sees and sights[path] == "see"
                assert (value in plain(browser, page)) == told, (who, path)
                for way in () if told else ways:
                    assert value not in plain(browser, way), (who, way, path)
        with browser.get(f"/records/{filled.with_letter}/files/{filled.token}") as letter:
            assert (letter.status_code == 200) == (sees and sights["letter"] == "see"), who


@PEOPLE
def test_papers_are_read_by_who_sees_all_that_they_print(
    app: Flask, cast: Office, login: Login, filled: Filled, people: tuple[str, ...]
) -> None:
    for who in people:
        browser, (sees, sights) = login(who), sight(app, cast, who, filled.older)
        for document_id, prints in filled.papers.items():
            closed = papers_access.withheld(prints, sights)
            with browser.get(f"/documents/{document_id}/file") as answer:
                assert answer.status_code == (404 if not sees else 403 if closed else 200), who
            with browser.get(f"/documents/{document_id}/masked") as masked:
                assert (masked.status_code == 404) == (not sees), who
                assert not closed or PASSPORT not in words_of(masked.data), who


def sight(app: Flask, cast: Office, who: str, record_id: int) -> tuple[bool, Mapping[str, FieldSight]]:
    """Whether somebody sees a record, and how its fields."""
    with app.app_context():
        desk, record = cast.desk(who), records.record(db.session(), record_id)
        return cases.sees(record, desk), access.field_sight(desk.compiled(record), desk.viewer, record)


def plain(browser: FlaskClient, address: str) -> str:
    """A page with amounts as they are typed."""
    return browser.get(address).text.replace(",", "")


def words_of(data: bytes) -> str:
    """All that stands in a paper."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return re.sub(r"<[^>]*>", "", "".join(packed.read(name).decode(errors="replace") for name in packed.namelist()))
