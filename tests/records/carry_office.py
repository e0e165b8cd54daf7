"""A type in two versions, with records of the first, for the tests of carrying over."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from flask import Flask

from app.accounts import queries as accounts
from app.definitions import service as definitions
from app.definitions.carrying import Choice
from app.definitions.models import TypeVersion
from app.definitions.schema import RecordType
from app.extensions import db
from app.records import desks, store
from app.records.carrying import service
from app.records.carrying.asked import Asked
from app.records.carrying.models import Carry
from app.records.models import Record
from tests.conftest import NOW

KEY = "trip"
FIRST: dict[str, Any] = {
    "key": KEY,
    "label": {"zh": "出访", "en": "Trips"},
    "title": "{{ name }}（{{ size }}）",
    "year_of": "leave_on",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "name", "type": "text", "label": "团组名称", "required": True, "index": True},
                {"key": "size", "type": "text", "label": {"zh": "人数", "en": "Size"}},
                {"key": "leave_on", "type": "date", "label": "出发日期"},
                {"key": "secret", "type": "text", "label": "证件号", "sensitive": 2},
                {"key": "days", "type": "text", "label": "天数"},
                {
                    "key": "members",
                    "type": "table",
                    "label": "成员",
                    "reported": True,
                    "columns": [
                        {"key": "who", "type": "text", "label": "姓名"},
                        {"key": "age", "type": "text", "label": "年龄"},
                    ],
                },
            ],
        }
    ],
    "rights": [
        {"role": "staff", "see": "own", "create": True, "change": True},
        {"role": "head", "see": "all"},
    ],
}


def second() -> dict[str, Any]:
    """Sizes, ages and the secret are numbers; `days` is called `stay`; what it makes twice is computed."""
    made = deepcopy(FIRST)
    fields = {field["key"]: field for field in made["sections"][0]["fields"]}
    fields["size"]["type"] = fields["secret"]["type"] = "integer"
    fields["days"]["key"] = "stay"
    fields["members"]["columns"][1]["type"] = "integer"
    made["sections"][0]["fields"].append({"key": "double", "type": "integer", "label": "两倍", "compute": "size * 2"})
    made["changes"] = [{"from": 1, "rename": "days", "to": "stay"}]
    made["version"] = 2
    return made


def publish(definition: Mapping[str, Any]) -> TypeVersion:
    """Put it into force."""
    return definitions.publish(RecordType.model_validate(definition), actor=None, now=NOW)


def keep(login: str, **values: Any) -> int:
    """A record of somebody under the version in force; its id."""
    user = accounts.user_by_login(login)
    assert user is not None
    desk = desks.of(accounts.actor_of(user.id, today=NOW.date()), now=NOW)
    kept = store.save(
        desk.session,
        None,
        desk.types.current(KEY),
        stored=values,
        state="kept",
        actor=desk.actor,
        now=desk.now,
        why="created",
        lookups=desk.lookups,
    )
    return kept.id


def ask(app: Flask, login: str = "ada", **choices: Choice) -> int:
    """Ask for all records of the first version; paths are written with `__` for a dot. Gives the carry."""
    with app.app_context():
        return asked(login, {path.replace("__", "."): each for path, each in choices.items()}).id


def asked(login: str, choices: Mapping[str, Choice]) -> Carry:
    """The same, in a context."""
    user = accounts.user_by_login(login)
    assert user is not None
    old, new = (version for version in sorted(db.session.scalars(db.select(TypeVersion)), key=lambda each: each.id))
    actor = accounts.actor_of(user.id, today=NOW.date())
    wanted = Asked({old.id: frozenset({"kept"})}, choices)
    made = service.begin(new, wanted, "人数改为数字", "出访", actor=actor, now=NOW)
    db.session.commit()
    return made


def record(record_id: int) -> Record:
    """As it is kept now."""
    db.session.expire_all()
    return db.session.get_one(Record, record_id)
