"""What is decided while it is measured: ten thousand records of sixty fields, each waiting for one role."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import create_app
from app.accounts import passwords, queries, service
from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.definitions.types import Types
from app.extensions import db
from app.records import store
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.web import clock, database
from app.workflow import tasks
from app.workflow.models import Task
from tests.bench import office

LOGIN, PASSWORD, ROLE, STATE = "decider", "eleven calm otters", "leader", "review"
WAITING = 10_000
FIELDS = 60
CHUNK = 500
_KINDS = ("text", "date", "integer", "money", "choice", "paragraph")
_CHOICES = ("甲", "乙", "丙")


@dataclass(frozen=True, slots=True)
class Case:
    """A record that waits, and the task that it waits for."""

    record_id: int
    task_id: int


def furnish(instance: Path, *, count: int = WAITING) -> list[Case]:
    """Somebody with so much to decide, in an instance that has its administrator."""
    app = create_app({"instance": instance})
    with app.app_context():
        database.begin_write()
        user_id = _begin()
        db.session.commit()
    values = list(rows(count))
    for begin in range(0, count, CHUNK):
        with app.app_context():
            database.begin_write()
            _save(_desk(user_id), values[begin : begin + CHUNK])
            db.session.commit()
    with app.app_context():
        waiting = sa.select(Task.record_id, Task.id).where(Task.role == ROLE).order_by(Task.id)
        found = [Case(*row) for row in db.session.execute(waiting)]
        db.engine.dispose()
    return found


def definition() -> dict[str, Any]:
    """The type: sixty fields, handed in by its owner, decided by one role."""
    return {
        "key": "bench_case",
        "label": "审批事项",
        "title": "{{ f1 }}",
        "sections": [{"key": "basic", "label": "基本情况", "fields": [_field(at) for at in range(1, FIELDS + 1)]}],
        "workflow": {
            "start": "draft",
            "states": {
                "draft": {"label": "草稿"},
                STATE: {"label": "审批", "tasks": [{"role": ROLE, "judges": ["f2", "f3", "f4"], "due": "5 workdays"}]},
                "approved": {"label": "已批准"},
            },
            "transitions": [
                {"key": "submit", "label": "提交", "from": ["draft"], "to": STATE, "by": ["owner"]},
                {"key": "approve", "label": "同意", "from": [STATE], "to": "approved", "by": ["task"]},
                {
                    "key": "back",
                    "label": "退回",
                    "from": [STATE],
                    "to": "draft",
                    "by": ["task"],
                    "tone": "back",
                    "comment": "required",
                },
            ],
        },
        "views": [{"key": "all", "label": "全部", "columns": ["f1", "f2", "f3", "f4", "f5"]}],
        "rights": [{"role": "staff", "see": "own_department", "create": True, "change": ["draft"]}],
    }


def rows(count: int) -> Iterator[dict[str, Any]]:
    """Values as they are stored, always the same."""
    chance, first = random.Random(1), dt.date(2020, 1, 1)
    for number in range(count):
        row: dict[str, Any] = {}
        for at in range(1, FIELDS + 1):
            day = first + dt.timedelta(days=chance.randrange(2000))
            row[f"f{at}"] = {
                "text": f"材料学院与东湖研究所合作事项{number}",
                "date": day.isoformat(),
                "integer": chance.randrange(1000),
                "money": f"{chance.random() * 1e5:.2f}",
                "choice": chance.choice(_CHOICES),
                "paragraph": "出席国际学术会议并作报告，商谈合作研究事宜。" * 3,
            }[_kind(at)]
        yield row


def _kind(at: int) -> str:
    return _KINDS[(at - 1) % len(_KINDS)]


def _field(at: int) -> dict[str, Any]:
    made: dict[str, Any] = {"key": f"f{at}", "type": _kind(at), "label": f"栏目{at}"}
    if made["type"] == "choice":
        made["choices"] = [{"value": value, "label": value} for value in _CHOICES]
    return made


def _begin() -> int:
    """Who decides; gives who handed everything in."""
    now = clock.now()
    first = queries.user_by_login(office.LOGIN)
    assert first is not None
    person = service.Person("审批员", LOGIN, first.department_id, grants=(service.Grant(ROLE),))
    decider = service.create_user(person, password_hash=passwords.hashed(PASSWORD), actor=None, now=now)
    decider.must_change, decider.password_until = False, None
    definitions.publish(RecordType.model_validate(definition()), actor=None, now=now)
    return first.id


def _desk(user_id: int) -> Desk:
    now, types, session = clock.now().astimezone(clock.zone()), Types(), db.session()
    actor = queries.actor_of(user_id, today=now.date())
    viewer = Viewer.of(actor, types.all().values(), today=now.date())
    return Desk(session, actor, now, types, DatabaseLookups(session, viewer, types.lists, types))


def _save(desk: Desk, values: list[dict[str, Any]]) -> None:
    compiled, asked = desk.types.current("bench_case"), []
    for at, stored in enumerate(values):
        record = store.save(
            desk.session,
            None,
            compiled,
            stored=stored,
            state=STATE,
            actor=desk.actor,
            now=desk.now,
            why="submit",
            lookups=desk.lookups,
        )
        due = desk.now + dt.timedelta(days=1 + at % 30)
        asked.append(
            Task(record_id=record.id, state=STATE, position=0, role=ROLE, due_at=due, created_at=desk.now, outcome="")
        )
    tasks.give(desk.session, asked)
