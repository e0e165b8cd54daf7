"""Shared choices that are called otherwise: records are found by the new names, whatever state they stand in."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from app.accounts import service as accounts
from app.accounts.models import Department, User
from app.accounts.service import Person
from app.definitions import service as definitions
from app.definitions.relabelling import KIND
from app.definitions.schema import ChoiceList, RecordType
from app.extensions import db
from app.jobs import service as jobs
from app.jobs.models import Job, JobState
from app.records import derived, search
from app.records.models import Record, record_ix
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office, cast, shelf  # noqa: F401 - fixtures

OLD = {"w": "西安会堂", "e": "东楼"}
GUIDE = {"key": "guide", "type": "person", "label": "向导"}
NEW = {**OLD, "w": "长安会堂"}


@pytest.fixture
def office(cast: Office, context: Flask) -> Office:  # noqa: F811 - the fixture of that name
    """The office, with shared lists that visits use: one in a field, one in a column, one where words are secret."""
    publish("halls", OLD)
    publish("cars", OLD)
    publish("vaults", OLD)
    data = deepcopy(VISIT)
    fields = data["sections"][0]["fields"]
    fields += [
        {"key": "hall", "type": "choice", "list": "halls", "label": "会堂"},
        {"key": "vault", "type": "choice", "list": "vaults", "label": "保险柜", "sensitive": 2},
    ]
    table = next(each for each in fields if each["key"] == "visitors")
    table["columns"].append({"key": "car", "type": "choice", "list": "cars", "label": "车", "many": True})
    definitions.publish(RecordType.model_validate(data), actor=None, now=NOW)
    db.session.commit()
    return cast


def publish(key: str, labels: Mapping[str, str], office: Office | None = None, **more: Any) -> None:
    """A version of a shared list; by Ada, where there is an office."""
    entries = [{"value": value, "label": label, **more} for value, label in labels.items()]
    book = ChoiceList.model_validate({"key": key, "label": key, "entries": entries})
    definitions.publish_list(book, actor=office.desk("ada").actor if office else None, now=NOW)
    db.session.commit()


def asked() -> list[Job]:
    """The work that was asked for."""
    return list(db.session.scalars(sa.select(Job).where(Job.kind == KIND).order_by(Job.id)))


def done(app: Flask) -> list[Job]:
    """The same, after everything that waits was done."""
    app.extensions["worker"].run_waiting()
    db.session.expire_all()
    return asked()


def found(words: str) -> list[int]:
    """The records in which these words are found."""
    return list(db.session.scalars(sa.select(record_ix.c.record_id).where(search.matches(words))))


def ended(office: Office, **values: Any) -> Record:
    """A record that nobody will press any more."""
    record = office.press(office.visit(**values), "stan", "cancel", comment="不来了").record
    db.session.commit()
    return record


def test_records_are_found_by_the_new_name_and_not_by_the_old_one(office: Office, context: Flask) -> None:
    record = ended(office, hall="w")
    rider = ended(office, visitors=[{"_id": 1, "name": "穆勒", "car": ["e", "w"]}])
    assert found("西安会堂") == [record.id, rider.id]
    publish("halls", NEW, office)
    publish("cars", NEW, office)
    (job,) = done(context)
    assert (job.state, job.done, job.total, job.user_id) == (JobState.DONE, 2, 2, office.ada)
    assert job.args == {"of": ["cars", "halls"]}
    assert (found("西安会堂"), found("长安会堂")) == ([], [record.id, rider.id])
    desk = office.desk("stan")
    assert list(derived.check(desk.session, desk.types.version, desk.lookups)) == []


def test_no_work_where_no_record_is_found_by_the_name(office: Office) -> None:
    publish("halls", NEW, office)
    ended(office, hall="w", vault="w")
    publish("vaults", NEW, office)
    publish("halls", NEW, office)
    publish("halls", NEW, office, retired=True)
    publish("halls", {**NEW, "n": "北楼"}, office, retired=True)
    assert asked() == []


def test_names_changed_one_after_another_are_one_work(office: Office, context: Flask) -> None:
    record = ended(office, hall="w")
    for number in range(jobs.MOST_UNFINISHED + 2):
        publish("halls", {**OLD, "w": f"第{number}会堂"}, office)
    assert len(done(context)) == 1
    assert found("第6会堂") == [record.id]


def test_work_that_was_stopped_is_made_up_for(office: Office, context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = ended(office, hall="w"), ended(office, hall="w")
    monkeypatch.setattr(derived, "CHUNK", 1)
    publish("halls", NEW, office)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr("app.jobs.queries.cancel_is_asked", lambda _job_id: True)
        assert [job.state for job in done(context)] == [JobState.CANCELLED]
    assert (found("长安会堂"), found("西安会堂")) == ([first.id], [second.id])
    publish("halls", {**NEW, "e": "朝晖楼"}, office)
    for _again in range(2):
        assert [job.state for job in done(context)] == [JobState.CANCELLED, JobState.DONE]
        assert (found("长安会堂"), found("西安会堂")) == ([first.id, second.id], [])
        asked()[-1].state = JobState.QUEUED
        db.session.commit()


def test_titles_and_names_of_people_and_departments_stay_the_records_own(office: Office, context: Flask) -> None:
    data = deepcopy(VISIT)
    data["title"] = "{{ name_of }}在{{ hall }}"
    fields = data["sections"][0]["fields"]
    fields += [{"key": "hall", "type": "choice", "list": "halls", "label": "会堂"}, GUIDE]
    definitions.publish(RecordType.model_validate(data), actor=None, now=NOW)
    record = office.visit(hall="w", guide={"id": office.amy, "label": "Amy"})
    db.session.commit()
    ada = office.desk("ada").actor
    section, amy = db.session.get_one(Department, office.section), db.session.get_one(User, office.amy)
    accounts.rename_department(section, name="留学生处", name_en="", actor=ada)
    accounts.change_user(amy, Person("Amelia", "amy", office.college), actor=ada, today=NOW.date())
    publish("halls", NEW, office)
    done(context)
    assert record.title == "慕尼黑大学代表团在西安会堂"
    assert [found(words) for words in ("西安会堂", "长安会堂", "留学生办公室", "Amy")] == [[record.id]] * 4
    office.press(office.reload(record), "stan", "submit")
    db.session.commit()
    assert found("西安会堂") == []
