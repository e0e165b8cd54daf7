"""The visits of the office with amendments: members by head and leader in turn, the day by foreign affairs alone."""

from typing import Any

import pytest

from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.extensions import db
from app.records import form, store
from app.records.models import Record
from app.records.service import Entry
from app.workflow.amending import queries, service
from app.workflow.amending.models import Amendment
from app.workflow.amending.service import Wish
from app.workflow.press import Press
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office

AMENDMENTS: dict[str, Any] = {
    "people": {
        "label": "人员变更",
        "from": ["approved"],
        "fields": ["visitors", "headcount"],
        "tasks": [{"role": "head", "of": "host_unit"}, {"role": "leader", "when": "headcount > 2"}],
        "makes": ["badge"],
    },
    "day": {
        "label": "日期变更",
        "from": ["approved"],
        "by": ["owner", "foreign_affairs"],
        "fields": ["arrive_on"],
        "tasks": [{"role": "foreign_affairs"}, {"role": "security"}],
        "mode": "all",
    },
}


def publish_amended(**changes: Any) -> None:
    """The type with its amendments."""
    publish(RecordType.model_validate({**VISIT, "amendments": AMENDMENTS, **changes}), actor=None, now=NOW)
    db.session.flush()


def wish(office: Office, record: Record, reason: str = "一人因病不能成行", **values: Any) -> Wish:
    """A form with the approved values and these over them; raw, as a browser sends them."""
    desk = office.desk("stan")
    raw = form.raw_of(desk.compiled(record), record.data, desk.lookups)
    return Wish(reason, Entry({**raw, **values}, {}))


def rows(record: Record) -> list[dict[str, Any]]:
    """The visitors as a form holds them."""
    return [{**row, "_id": str(row["_id"])} for row in record.data["visitors"]]


def propose(office: Office, record: Record, kind: str = "people", name: str = "stan", **values: Any) -> Amendment:
    """Proposed and not submitted."""
    return service.propose(record, kind, wish(office, record, **values), desk=office.desk(name))


def press(
    office: Office, amendment: Amendment, name: str, transition: str, comment: str = "", **more: Any
) -> Amendment:
    """Somebody presses."""
    desk = office.desk(name)
    record = db.session.get_one(Record, amendment.record_id)
    return service.perform(amendment, record, Press(transition, comment=comment, **more), desk=desk)


def offers(office: Office, amendment: Amendment, name: str) -> list[str]:
    """What somebody is offered."""
    record = db.session.get_one(Record, amendment.record_id)
    return [offer.transition.key for offer in service.offered(amendment, record, desk=office.desk(name))]


def waiting(office: Office, name: str) -> set[int]:
    """Of which records amendments wait for somebody."""
    desk = office.desk(name)
    return {record.id for _task, _amendment, record in queries.waiting_for(desk.session, desk.viewer)}


@pytest.fixture
def approved(office: Office) -> Record:
    """An approved visit of a type that may be amended; how it was approved is no matter here."""
    publish_amended()
    return approve(office)


def approve(office: Office) -> Record:
    """A visit of Stan's that stands approved."""
    draft, desk = office.visit(), office.desk("stan")
    compiled = desk.compiled(draft)
    facts: dict[str, Any] = {
        "stored": draft.data,
        "state": "approved",
        "actor": desk.actor,
        "now": desk.now,
        "why": "approve",
    }
    return store.save(desk.session, draft, compiled, lookups=desk.lookups, **facts)
