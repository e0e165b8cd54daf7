"""Many records that are there, written at once as long work does: what `store.save` writes, a statement for all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.errors import Conflict
from app.fields import Lookups, Stored
from app.records import search, store
from app.records.listing import Line
from app.records.models import Record, Revision, record_ix, record_row, table
from app.records.slots import Derived, Head, derive, entry_columns

_RECORD, _REVISION = table(Record), table(Revision)
_UPDATE = sa.update(_RECORD).where(
    _RECORD.c.id == sa.bindparam("record"), _RECORD.c.lock_version == sa.bindparam("expected")
)
_UPDATE_ENTRY = sa.update(record_ix).where(record_ix.c.record_id == sa.bindparam("record"))
_HEAD_COLUMNS = ("year", "title_key")
"""What a rewriting may change of a record's entry beside its slots: whose it is and where it stands stays."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """A record as it is kept, of which version it was, and what it is to hold under which."""

    line: Line
    before: CompiledType
    compiled: CompiledType
    stored: Mapping[str, Stored]
    year: int | None = None
    """Of which it was, where that is known; else as its values say."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Who writes, when, and why: the kind of the deed, and the reason in words."""

    actor: Actor
    now: datetime
    why: str
    reason: str


def rewrite(session: Session, wanted: Sequence[Rewrite], cause: Cause, lookups: Lookups) -> None:
    """Write these records anew, each as its next revision; state, owner and department stay as they are.

    Raises `Conflict`, and nothing is to be committed, where somebody changed one of them meanwhile.
    """
    if not wanted:
        return
    connection, ids = session.connection(), [each.line.id for each in wanted]
    _keep_unkept(session, [each.line for each in wanted])
    heads = {each.line.id: _head(each, cause, lookups) for each in wanted}
    derived = {each.line.id: derive(each.compiled, heads[each.line.id], each.stored, lookups) for each in wanted}
    done = connection.execute(_UPDATE, [_values(each, heads[each.line.id], cause) for each in wanted])
    if done.rowcount != len(wanted):
        raise Conflict("record.changed_meanwhile")
    connection.execute(_UPDATE_ENTRY, _entries(wanted, derived))
    connection.execute(sa.delete(record_row).where(record_row.c.record_id.in_(ids)))
    if rows := [{"record_id": key, **row} for key, each in derived.items() for row in each.rows]:
        connection.execute(sa.insert(record_row), rows)
    search.rewrite(session, {key: each.words for key, each in derived.items()})
    connection.execute(sa.insert(_REVISION), [_revision(each, cause) for each in wanted])


def _entries(wanted: Sequence[Rewrite], derived: Mapping[int, Derived]) -> list[dict[str, Any]]:
    """The columns that one of the versions fills: the others hold nothing, and every one costs."""
    versions = {kind.version_id: kind for each in wanted for kind in (each.before, each.compiled)}
    columns = sorted(set(_HEAD_COLUMNS).union(*map(entry_columns, versions.values())))
    return [{"record": key, **{name: each.entry[name] for name in columns}} for key, each in derived.items()]


def _head(each: Rewrite, cause: Cause, lookups: Lookups) -> Head:
    """Whose record it is does not change: nobody is given sight of records by a rewriting."""
    made = store.heading(
        each.compiled, each.line, each.stored, lookups, state=each.line.state, actor=cause.actor, now=cause.now
    )
    return replace(made, department_id=each.line.department_id, year=made.year if each.year is None else each.year)


def _values(each: Rewrite, head: Head, cause: Cause) -> dict[str, Any]:
    return {
        "record": each.line.id,
        "expected": each.line.lock_version,
        "version_id": each.compiled.version_id,
        "title": head.title,
        "number": head.number,
        "year": head.year,
        "data": dict(each.stored),
        "lock_version": each.line.lock_version + 1,
        "updated_at": cause.now,
        "updated_by": cause.actor.id,
    }


def _revision(each: Rewrite, cause: Cause) -> dict[str, Any]:
    return {
        "record_id": each.line.id,
        "number": each.line.lock_version + 1,
        "version_id": each.compiled.version_id,
        "state": each.line.state,
        "data": dict(each.stored),
        "at": cause.now,
        "by": cause.actor.id,
        "why": cause.why,
        "reason": cause.reason,
    }


def _keep_unkept(session: Session, lines: Sequence[Line]) -> None:
    """What a record holds now is one of its revisions; of one whose revisions are gone it becomes one."""
    kept = sa.select(_REVISION.c.record_id, _REVISION.c.number).where(
        _REVISION.c.record_id.in_([line.id for line in lines])
    )
    known = {(record_id, number) for record_id, number in session.connection().execute(kept)}
    rows = [
        {
            "record_id": line.id,
            "number": line.lock_version,
            "version_id": line.version_id,
            "state": line.state,
            "data": dict(line.data),
            "at": line.updated_at,
            "by": None,
            "why": "",
            "reason": "",
        }
        for line in lines
        if (line.id, line.lock_version) not in known
    ]
    if rows:
        session.connection().execute(sa.insert(_REVISION), rows)
