"""Writing records: `save` is the only function that does, in the caller's transaction, everything derived included."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.errors import Conflict
from app.fields import CHINESE, Lookups, Stored
from app.records import search, snapshots
from app.records.listing import Line
from app.records.models import Attachment, Record, RecordGrant, Revision, record_ix, record_row, table
from app.records.slots import Derived, Head, derive, has_rows, id_in, year_in
from app.web.question import Writing

_ID: sa.BindParameter[int] = sa.bindparam("record")
_EXPECTED: sa.BindParameter[int] = sa.bindparam("expected")
_RECORD = table(Record)
_INSERT = sa.insert(_RECORD)
_CHANGED = (
    *("type_key", "version_id", "state", "title", "number", "owner_id", "department_id", "year", "data"),
    *("lock_version", "updated_at", "updated_by"),
)
_UPDATE = Writing(sa.update(_RECORD).where(_RECORD.c.id == _ID, _RECORD.c.lock_version == _EXPECTED), _CHANGED)
_DERIVED = [name for name in record_ix.c.keys() if name != "record_id"]  # noqa: SIM118 - no dict: it has columns
_INSERT_ENTRY = Writing(sa.insert(record_ix), record_ix.c.keys())
_OF_ENTRY = sa.update(record_ix).where(record_ix.c.record_id == _ID)
_UPDATE_ENTRY, _MOVE_ENTRY = Writing(_OF_ENTRY, _DERIVED), Writing(_OF_ENTRY, ["state"])
_MOVE_ROWS = Writing(sa.update(record_row).where(record_row.c.record_id == _ID), ["state"])
_INSERT_ROWS = Writing(sa.insert(record_row), record_row.c.keys())
_DELETE_ROWS = Writing(sa.delete(record_row).where(record_row.c.record_id == _ID))
_INSERT_REVISION = Writing(sa.insert(table(Revision)), table(Revision).c.keys())
_GRANT = table(RecordGrant)
_INSERT_GRANTS = Writing(sa.insert(_GRANT), _GRANT.c.keys())
_FOR_REASON = sa.delete(_GRANT).where(_GRANT.c.record_id == _ID, _GRANT.c.why == sa.bindparam("reason"))
_DELETE_GRANTS = Writing(_FOR_REASON)
_DELETE_GRANT = Writing(_FOR_REASON.where(_GRANT.c.principal == sa.bindparam("given_to")))


@dataclass(frozen=True, slots=True)
class Grant:
    """Sight of one record for `user:7`, `dept:3` or `role:leader@3`, with the reason and the days (both included)."""

    principal: str
    why: str
    since: date | None = None
    until: date | None = None


def save(  # noqa: PLR0913 - what a saving is made of; all but the first three by name
    session: Session,
    record: Record | None,
    compiled: CompiledType,
    *,
    stored: Mapping[str, Stored],
    state: str,
    actor: Actor,
    now: datetime,
    why: str,
    lookups: Lookups,
    expected: int | None = None,
    owner_id: int | None = None,
    imported: bool = False,
) -> Record:
    """Keep these settled values as the record, or as a new one (`record` None), with everything that is derived.

    `now` is aware and in the office's zone. `expected` is the `lock_version` that the person saw; if somebody saved
    since, `Conflict` says what is kept now, and nothing is written.
    """
    stored = snapshots.kept(session, record, compiled, stored, lookups)
    head = heading(compiled, record, stored, lookups, state=state, actor=actor, now=now, owner_id=owner_id)
    values = {
        "type_key": head.type_key,
        "version_id": compiled.version_id,
        "state": state,
        "title": head.title,
        "number": head.number,
        "owner_id": head.owner_id,
        "department_id": head.department_id,
        "year": head.year,
        "data": dict(stored),
        "updated_at": now,
        "updated_by": actor.id,
    }
    if record is None:
        made = derive(compiled, head, stored, lookups)
        record = _insert(session, {**values, "imported": imported, "created_at": now, "created_by": actor.id}, made)
        _claim_files(session, record.id, stored)
    else:
        may_have_rows = has_rows(compiled) or record.version_id != compiled.version_id
        derived = None if _says_the_same(record, compiled, head, stored) else derive(compiled, head, stored, lookups)
        _update(session, record, record.lock_version if expected is None else expected, values)
        _follow(session, record, derived, may_have_rows=may_have_rows)
    _keep_revision(session, record, why)
    return record


def explain(session: Session, record: Record, reason: str) -> None:
    """Keep a reason with what was last saved of the record."""
    saved = (Revision.record_id == record.id, Revision.number == record.lock_version)
    session.connection().execute(sa.update(table(Revision)).where(*saved).values(reason=reason))


def grant(session: Session, record_id: int, grants: Iterable[Grant]) -> None:
    """Give sight; what was given for the same reason to the same principal is replaced."""
    rows = [
        {"record_id": record_id, "principal": each.principal, "why": each.why, "since": each.since, "until": each.until}
        for each in grants
    ]
    if not rows:
        return
    before = [{"record": record_id, "reason": each["why"], "given_to": each["principal"]} for each in rows]
    _DELETE_GRANT.rows(session, before)
    _INSERT_GRANTS.rows(session, rows)


def revoke(session: Session, record_id: int, *, why: str, principal: str | None = None) -> None:
    """Take back the sight that was given for this reason, from one or from all."""
    statement = _DELETE_GRANTS if principal is None else _DELETE_GRANT
    statement.rows(session, [{"record": record_id, "reason": why, "given_to": principal}])


def revoke_everywhere(session: Session, *, why: str) -> None:
    """Take back the sight of all records that was given for this reason."""
    session.connection().execute(sa.delete(table(RecordGrant)).where(RecordGrant.why == why))


def head_of(record: Record | Line) -> Head:
    """The head of a record as it is kept."""
    return Head(
        type_key=record.type_key,
        state=record.state,
        title=record.title,
        number=record.number,
        owner_id=record.owner_id,
        department_id=record.department_id,
        year=record.year,
    )


class Kept(Protocol):
    """What the head of a record keeps from before, where its values do not say it."""

    @property
    def owner_id(self) -> int | None: ...

    @property
    def department_id(self) -> int | None: ...

    @property
    def year(self) -> int | None: ...


def heading(  # noqa: PLR0913 - see `save`
    compiled: CompiledType,
    record: Kept | None,
    stored: Mapping[str, Stored],
    lookups: Lookups,
    *,
    state: str,
    actor: Actor,
    now: datetime,
    owner_id: int | None = None,
) -> Head:
    """What every record has beside its values, as these values and what is `Kept` make it."""
    definition = compiled.definition
    values = {each.key: each.value(stored.get(each.key), lookups) for each in compiled.heading}
    department_id = id_in(values.get(definition.department_of or ""))
    year = year_in(values.get(definition.year_of or ""))
    if department_id is None:
        department_id = record.department_id if record else actor.department_id
    if year is None:
        year = record.year if record else now.year
    return Head(
        type_key=compiled.key,
        state=state,
        title=compiled.titled(values),
        number=_number(compiled, stored, lookups),
        owner_id=owner_id or (record.owner_id if record else actor.id),
        department_id=department_id,
        year=year,
    )


def _number(compiled: CompiledType, stored: Mapping[str, Stored], lookups: Lookups) -> str | None:
    first = compiled.number_field
    return first.show(stored.get(first.key), lookups, CHINESE) or None if first else None


def _insert(session: Session, values: dict[str, Any], derived: Derived) -> Record:
    values["lock_version"] = 1
    connection = session.connection()
    (record_id,) = connection.execute(_INSERT, values).inserted_primary_key or (0,)
    _INSERT_ENTRY.rows(session, [{"record_id": record_id, **derived.entry}])
    _INSERT_ROWS.rows(session, [{"record_id": record_id, **row} for row in derived.rows])
    search.write(session, record_id, derived.words, is_new=True)
    record = Record(id=record_id, **values)
    make_transient_to_detached(record)
    session.add(record)
    return record


def _update(session: Session, record: Record, expected: int, values: dict[str, Any]) -> None:
    values["lock_version"] = expected + 1
    if _UPDATE.rows(session, [{"record": record.id, "expected": expected, **values}]) != 1:
        session.refresh(record)
        raise Conflict("record.changed_meanwhile", current=record, by=record.updated_by, at=record.updated_at)
    for name, value in values.items():
        set_committed_value(record, name, value)


def _says_the_same(record: Record, compiled: CompiledType, head: Head, stored: Mapping[str, Stored]) -> bool:
    """Does it go from state to state and change nothing else from which anything is derived?"""
    heads = ((each.title, each.number, each.owner_id, each.department_id, each.year) for each in (record, head))
    return record.version_id == compiled.version_id and len(set(heads)) == 1 and record.data == stored


def _follow(session: Session, record: Record, derived: Derived | None, *, may_have_rows: bool) -> None:
    """What is derived; None: nothing of it changes but the state."""
    if derived is not None:
        _rederive(session, record.id, derived, may_have_rows=may_have_rows)
        _claim_files(session, record.id, record.data)
        return
    moved = [{"record": record.id, "state": record.state}]
    _MOVE_ENTRY.rows(session, moved)
    if may_have_rows:
        _MOVE_ROWS.rows(session, moved)


def _rederive(session: Session, record_id: int, derived: Derived, *, may_have_rows: bool) -> None:
    _UPDATE_ENTRY.rows(session, [{"record": record_id, **derived.entry}])
    if may_have_rows:
        _DELETE_ROWS.rows(session, [{"record": record_id}])
    _INSERT_ROWS.rows(session, [{"record_id": record_id, **row} for row in derived.rows])
    search.write(session, record_id, derived.words, is_new=False)


def _keep_revision(session: Session, record: Record, why: str) -> None:
    row = {
        "record_id": record.id,
        "number": record.lock_version,
        "version_id": record.version_id,
        "state": record.state,
        "data": record.data,
        "at": record.updated_at,
        "by": record.updated_by,
        "why": why,
        "reason": "",
    }
    _INSERT_REVISION.rows(session, [row])


def _claim_files(session: Session, record_id: int, stored: Mapping[str, Stored]) -> None:
    """Files that were waiting now belong to this record."""
    if tokens := sorted(set(_tokens(list(stored.values())))):
        waiting = (Attachment.token.in_(tokens), Attachment.record_id.is_(None))
        session.connection().execute(sa.update(table(Attachment)).where(*waiting).values(record_id=record_id))


def _tokens(stored: Stored) -> Iterator[str]:
    if isinstance(stored, list):
        for item in stored:
            yield from _tokens(item)
    elif isinstance(stored, Mapping):
        if isinstance(token := stored.get("file"), str):
            yield token
        else:
            yield from _tokens(list(stored.values()))
