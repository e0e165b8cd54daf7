"""What field types ask of the world outside, answered from the database and as this actor may see it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.models import Department, User
from app.definitions.compiled import CompiledType
from app.definitions.renames import former_keys, heirs
from app.errors import NotFound
from app.expressions import Coded, Value
from app.fields import CHINESE, Entry, Language
from app.records import files
from app.records.access import Viewer, visible
from app.records.models import Record, record_ix, table
from app.records.sights import closed
from app.web.question import Question

_ID = re.compile(r"[0-9]{1,18}")
_DEPARTMENTS = table(Department)
_DEPARTMENT = sa.select(_DEPARTMENTS.c.id, _DEPARTMENTS.c.name).where(
    _DEPARTMENTS.c.active, _DEPARTMENTS.c.id == sa.bindparam("wanted")
)
"""Asked at every form: built once."""
_PEOPLE = sa.select(User.id, User.name).where(User.active).limit(2)
_BY_ID = Question(_PEOPLE.where(User.id == sa.bindparam("wanted")))
_BY_LOGIN = Question(_PEOPLE.where(User.login == sa.bindparam("wanted")))
_BY_NAME = Question(_PEOPLE.where(User.name == sa.bindparam("wanted")))


class Types(Protocol):
    """The compiled types of the site."""

    def all(self) -> Mapping[str, CompiledType]:
        """The newest version of each."""

    def version(self, version_id: int) -> CompiledType:
        """The type as it was in this version."""


class Lists(Protocol):
    """The choice lists of the site."""

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        """A list by value, in its order; empty if there is none."""


@dataclass(slots=True)
class DatabaseLookups:
    """One per request: what was looked up once is remembered."""

    session: Session
    viewer: Viewer
    lists: Lists
    types: Types | None = None
    zone: tzinfo = UTC
    """Of the office."""
    _found: dict[tuple[str, str], Coded | None] = field(default_factory=dict)
    _named: Mapping[int, Department] | None = None

    @property
    def today(self) -> date:
        """The office's day."""
        return self.viewer.today

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        """A shared choice list by value."""
        return self.lists.entries(list_key)

    def person(self, raw: str) -> Coded | None:
        """The active user with this id, log-in name or unique full name."""
        return self._once("person", raw, self._person)

    def department(self, raw: str) -> Coded | None:
        """The active department with this id, full path or unique name."""
        return self._once("department", raw, self._department)

    def department_name(self, department_id: int, language: Language) -> str:
        """What the department is called in this language today."""
        if self._named is None:
            self._named = {each.id: each for each in self.session.scalars(sa.select(Department))}
        named = self._named.get(department_id)
        if named is None:
            return ""
        return named.name if language == CHINESE else named.name_en

    def record(self, type_key: str, raw: str) -> Coded | None:
        """The visible record with this id, number or unique title."""
        return self._once(f"record {type_key}", raw, lambda wanted: self._record(type_key, wanted))

    def file(self, token: str) -> Mapping[str, Any] | None:
        """A file by its token, if this actor sent it or may see its record."""
        try:
            found = files.get(self.session, token, viewer=self.viewer)
        except NotFound:
            return None
        known = {"file": found.token, "name": found.name, "size": found.size, "kind": found.kind}
        if found.record_id is not None:
            return {**known, "record": found.record_id}
        actor, at = self.viewer.actor, found.at.astimezone(self.zone)
        return {**known, "waits_for": {"id": actor.id, "label": actor.name}, "at": f"{at:%Y-%m-%d %H:%M}"}

    def _once(self, what: str, raw: str, find: Any) -> Coded | None:
        wanted = raw.strip()
        if (what, wanted) not in self._found:
            self._found[what, wanted] = find(wanted) if wanted else None
        return self._found[what, wanted]

    def _person(self, wanted: str) -> Coded | None:
        self.session.flush()  # a question asks the database alone
        ways: list[tuple[Question, str | int]] = [(_BY_LOGIN, wanted.lower()), (_BY_NAME, wanted)]
        if _ID.fullmatch(wanted):
            ways.insert(0, (_BY_ID, int(wanted)))
        for way, given in ways:
            rows = way.rows(self.session, wanted=given)
            if rows:
                user_id, name = rows[0]
                return Coded(str(user_id), name) if len(rows) == 1 else None
        return None

    def _department(self, wanted: str) -> Coded | None:
        *above, name = [part.strip() for part in wanted.split("/")]
        query = sa.select(Department).where(Department.active)
        if _ID.fullmatch(wanted):
            found = self.session.connection().execute(_DEPARTMENT, {"wanted": int(wanted)}).one_or_none()
            if found:
                return Coded(str(found.id), found.name)
        for way in (Department.name, Department.name_en):
            named = self.session.scalars(query.where(way == name)).all() if name else ()
            matching = [each for each in named if self._stands_under(each, above)]
            if matching:
                return Coded(str(matching[0].id), matching[0].name) if len(matching) == 1 else None
        return None

    def _stands_under(self, department: Department, above: list[str]) -> bool:
        """Do the written names, in either language, lead from the department up, as far as they go?"""
        for name in reversed(above):
            parent = self.session.get(Department, department.parent_id) if department.parent_id else None
            if parent is None or name not in (parent.name, parent.name_en):
                return False
            department = parent
        return True

    def _record(self, type_key: str, wanted: str) -> Coded | None:
        query = sa.select(Record).join(record_ix, record_ix.c.record_id == Record.id)
        query = query.where(Record.type_key == type_key, visible(self.viewer, type_key)).limit(2)
        ways = [Record.number == wanted, Record.title == wanted]
        if _ID.fullmatch(wanted):
            ways.insert(0, Record.id == int(wanted))
        for way in ways:
            found = self.session.scalars(query.where(way)).all()
            if found:
                return (
                    Coded(str(found[0].id), found[0].title, self._by_every_key(found[0])) if len(found) == 1 else None
                )
        return None

    def _by_every_key(self, record: Record) -> dict[str, Value]:
        """Its values, by the keys of its version, those of today and those between: others copy by any of them."""
        members = self._members(record)
        now = self.types.all().get(record.type_key) if self.types and members else None
        if now is None:
            return members
        ends, former = heirs(now.definition), former_keys(now.definition)
        named = ((key, ends.get(key, key)) for key in members)
        return {name: members[key] for key, end in named for name in (key, end, *former.get(end, ()))}

    def _members(self, record: Record) -> dict[str, Value]:
        """Its values by key; none that this actor may not see, lest copying carries them away; of tables no column."""
        if self.types is None:
            return {}
        compiled = self.types.version(record.version_id)
        gone = closed(compiled, self.types.all().get(record.type_key, compiled), self.viewer.actor, record)
        values = compiled.values(record.data, self)
        return {
            key: _rows_without(values[key], [name for name in each.columns if f"{key}.{name}" in gone])
            for key, each in compiled.fields.items()
            if key not in gone
        }


def _rows_without(value: Any, columns: Collection[str]) -> Value:
    if not columns or not value:
        return value  # type: ignore[no-any-return]
    return [{key: cell for key, cell in row.items() if key not in columns} for row in value]
