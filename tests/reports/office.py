"""An office that has entered what two published papers say: its people, its records, its desk at one moment."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.accounts import queries as accounts
from app.accounts import service as account_service
from app.accounts.service import Grant, Person
from app.config import ROOT
from app.definitions.types import Types
from app.extensions import db
from app.records import form, queries, store
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.records.models import Record
from app.records.rules import defaults
from app.workflow import past
from tests.conftest import make_user

ZONE = ZoneInfo("Asia/Shanghai")
FACTS = ROOT / "app" / "demo" / "facts"
FAR, NEAR = "association_2024", "college_2019"
NOW = datetime(2025, 3, 20, 9, 30, tzinfo=ZONE)


def people() -> None:
    """Ling does foreign affairs for all, Hua heads the office, Yun is staff of it, Wen of another department."""
    top = account_service.found_institution("东湖市对外交流中心", name_en="East Lake Exchange Centre")
    office = account_service.add_department("对外联络处", parent=top, actor=None)
    other = account_service.add_department("综合处", parent=top, actor=None)
    cast = (
        Person("凌一", "ling", office.id, (Grant("foreign_affairs"),)),
        Person("华二", "hua", office.id, (Grant("head", office.id),)),
        Person("云三", "yun", office.id, (Grant("staff", office.id),)),
        Person("文四", "wen", other.id, (Grant("staff", other.id),)),
    )
    for person in cast:
        make_user(person)
    db.session.flush()


def desk_of(login: str, now: datetime = NOW) -> Desk:
    """The desk of one of these people."""
    user = accounts.user_by_login(login)
    assert user is not None
    actor, types, session = accounts.actor_of(user.id, today=now.date()), Types(), db.session()
    viewer = Viewer.of(actor, types.all().values(), today=now.date())
    return Desk(session, actor, now, types, DatabaseLookups(session, viewer, types.lists, types))


def enter(
    type_key: str,
    values: Mapping[str, Any],
    *,
    desk: Desk,
    state: str | None = None,
) -> Record:
    """A record with these raw values over the defaults, as an import enters it."""
    compiled = desk.types.current(type_key)
    stored = defaults(compiled, desk.world(compiled))
    judged = form.judge(compiled, values, desk.world(compiled, state=state), before=stored)
    assert [(fault.code, fault.place) for fault in judged.cleaned.faults] == []
    return store.save(
        desk.session,
        None,
        compiled,
        stored=judged.settled.stored,
        state=state or compiled.start,
        actor=desk.actor,
        now=desk.now,
        why="imported",
        lookups=desk.lookups,
        imported=True,
    )


def enter_facts(name: str, *, login: str = "ling") -> list[Record]:
    """All lines of a file of facts, by the door of `records import`."""
    lines = (FACTS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    desk = desk_of(login)
    brought = past.bring_in(
        [(number, json.loads(line)) for number, line in enumerate(lines, start=1)],
        past.Office(desk.session, desk.types, ZONE, desk.actor, desk.today),
    )
    assert [(fault.place, fault.code, dict(fault.facts)) for fault in brought.faults] == []
    return [desk.session.get_one(Record, record_id) for record_id in brought.record_ids]


def fresh(record: Record, desk: Desk) -> Record:
    """The record as this desk sees it."""
    return queries.get(desk.session, record.id, viewer=desk.viewer)
