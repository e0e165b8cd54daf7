"""Look-ups: people, departments, records and files, as the actor may see them."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.accounts.models import Department, User
from app.definitions.compiled import CompiledType
from app.fields import Entry
from app.records import files
from app.records.lookups import DatabaseLookups

from .conftest import MakeRecord
from .office import AMY, EVE, LOOKUPS, NOW, STAN, TODAY, department, viewer


@dataclass(frozen=True)
class Site:
    """Lists and types of the small office."""

    compiled: CompiledType

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        return LOOKUPS.entries(list_key)

    def all(self) -> Mapping[str, CompiledType]:
        return {self.compiled.key: self.compiled}

    def version(self, version_id: int) -> CompiledType:
        assert version_id == 1
        return self.compiled


@pytest.fixture
def lookups(session: Session, visit: CompiledType) -> DatabaseLookups:
    """What Stan finds."""
    return _of(session, visit, STAN)


def _of(session: Session, visit: CompiledType, who: Actor) -> DatabaseLookups:
    return DatabaseLookups(session, viewer(who), lists=Site(visit), types=Site(visit))


@pytest.mark.parametrize("raw", ["2", "stan", "STAN", " Stan "])
def test_a_person_is_found_by_id_login_or_name(lookups: DatabaseLookups, raw: str) -> None:
    found = lookups.person(raw)
    assert found is not None
    assert (str(found), found.label) == ("2", "Stan")


def test_a_number_that_no_database_holds_is_nobody(lookups: DatabaseLookups) -> None:
    huge = "9" * 22
    assert (lookups.person(huge), lookups.department(huge), lookups.record("visit", huge)) == (None, None, None)


def test_who_has_left_or_shares_a_name_is_not_found(session: Session, lookups: DatabaseLookups) -> None:
    session.add(User(id=20, name="王敏", login="wm1", created_at=NOW))
    session.add(User(id=21, name="王敏", login="wm2", created_at=NOW))
    session.add(User(id=22, name="赵六", login="zl", created_at=NOW, active=False))
    session.flush()
    for raw in ("王敏", "赵六", "22", "zl", "", "nobody"):
        assert lookups.person(raw) is None
    found = lookups.person("wm2")
    assert found is not None
    assert found == "21"


def test_a_department_is_found_by_id_name_or_path(session: Session, lookups: DatabaseLookups) -> None:
    session.add(Department(id=30, name="办公室", parent_id=3))
    session.add(Department(id=31, name="办公室", parent_id=5))
    session.flush()
    for raw, key in (("3", "3"), ("商学院", "3"), ("商学院/办公室", "30"), ("学校 / 医学院 / 办公室", "31")):
        assert lookups.department(raw) == key
    for raw in ("办公室", "外事办/办公室", "99", "", "/"):
        assert lookups.department(raw) is None


def test_a_department_is_found_and_called_by_its_english_name(session: Session, lookups: DatabaseLookups) -> None:
    session.add(Department(id=30, name="办公室", name_en="Office", parent_id=3))
    session.add(Department(id=31, name="档案室", parent_id=3))
    session.flush()
    for raw in ("Office", "商学院/Office"):
        found = lookups.department(raw)
        assert found is not None
        assert (str(found), found.label) == ("30", "办公室")
    assert lookups.department("外事办/Office") is None
    assert [lookups.department_name(each, "en") for each in (30, 31, 99)] == ["Office", "", ""]
    assert lookups.department_name(30, "zh") == "办公室"


def test_a_record_is_found_by_id_number_or_title_among_what_one_sees(
    session: Session, visit: CompiledType, make_record: MakeRecord, lookups: DatabaseLookups
) -> None:
    record = make_record(host_unit=department(3), filing_no="W-1", secret="不外传")
    for raw in (str(record.id), "W-1", record.title):
        found = lookups.record("visit", raw)
        assert found is not None
        assert (found, found.label, found.members["headcount"]) == (str(record.id), record.title, 3)
        assert "secret" not in found.members
        assert _of(session, visit, EVE).record("visit", raw) is None
    assert lookups.record("other", "W-1") is None
    seen = _of(session, visit, AMY).record("visit", "W-1")
    assert seen is not None
    assert seen.members["secret"] == "不外传"


def test_two_records_of_one_title_are_none(make_record: MakeRecord, lookups: DatabaseLookups) -> None:
    title = make_record().title
    make_record()
    assert lookups.record("visit", title) is None


def test_files_entries_and_the_day(session: Session, lookups: DatabaseLookups) -> None:
    row = files.add(session, files.Received("00", "a.pdf", 5, "pdf"), actor=STAN, now=NOW)
    sent = {"file": row.token, "name": "a.pdf", "size": 5, "kind": "pdf"}
    waits = {"waits_for": {"id": STAN.id, "label": "Stan"}, "at": "2026-11-21 09:30"}
    assert lookups.file(row.token) == {**sent, **waits}
    assert lookups.file("guess") is None
    assert lookups.entries("countries")["DE"].label == "德国"
    assert lookups.today == TODAY
