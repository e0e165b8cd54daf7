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
_KEPT = ("record_id", "number", "version_id", "state", "data", "at", "by", "why", "reason")
"""What a revision holds of a record, in the order in which `_as_they_are` gives it."""
_IS_KEPT = sa.exists().where(_REVISION.c.record_id == _RECORD.c.id, _REVISION.c.number == _RECORD.c.lock_version)
"""What a record holds is one of its revisions; of one whose revisions are gone it becomes one."""


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
    connection.execute(_keep(_as_they_are(ids, None, "", "").where(~_IS_KEPT)))
    heads = {each.line.id: _head(each, cause, lookups) for each in wanted}
    derived = {each.line.id: derive(each.compiled, heads[each.line.id], each.stored, lookups) for each in wanted}
    done = connection.execute(_UPDATE, [_values(each, heads[each.line.id], cause) for each in wanted])
    if done.rowcount != len(wanted):
        raise Conflict("record.changed_meanwhile")
    _rewrite_entries(connection, wanted, derived)
    connection.execute(sa.delete(record_row).where(record_row.c.record_id.in_(ids)))
    if rows := [{"record_id": key, **row} for key, each in derived.items() for row in each.rows]:
        connection.execute(sa.insert(record_row), rows)
    search.rewrite(session, {key: each.words for key, each in derived.items()})
    connection.execute(_keep(_as_they_are(ids, cause.actor.id, cause.why, cause.reason)))


def _rewrite_entries(connection: sa.Connection, wanted: Sequence[Rewrite], derived: Mapping[int, Derived]) -> None:
    """Of the entries those that say something else, and of these the columns that do: every index costs."""
    versions = {kind.version_id: kind for each in wanted for kind in (each.before, each.compiled)}
    columns = sorted(set(_HEAD_COLUMNS).union(*map(entry_columns, versions.values())))
    kept = sa.select(record_ix.c.record_id, *(record_ix.c[name] for name in columns))
    found = connection.execute(kept.where(record_ix.c.record_id.in_(derived.keys()))).all()
    before = {record_id: row for record_id, *row in found}
    now = {key: [derived[key].entry[name] for name in columns] for key in before}
    changed = [key for key, row in before.items() if now[key] != row]
    if changed:
        places = [at for at in range(len(columns)) if any(before[key][at] != now[key][at] for key in changed)]
        rows = [{"record": key, **{columns[at]: now[key][at] for at in places}} for key in changed]
        connection.execute(_UPDATE_ENTRY, rows)


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


def _as_they_are(ids: Sequence[int], by: int | None, why: str, reason: str) -> sa.Select[Any]:
    """These records as they are kept now, each as a revision of it."""
    held = [_RECORD.c[name] for name in ("id", "lock_version", "version_id", "state", "data", "updated_at")]
    said = (sa.literal(by, sa.Integer), sa.literal(why, sa.Text), sa.literal(reason, sa.Text))
    return sa.select(*held, *said).where(_RECORD.c.id.in_(ids))


def _keep(revisions: sa.Select[Any]) -> sa.Insert:
    """What is written already is copied, not made again."""
    return sa.insert(_REVISION).from_select(_KEPT, revisions)
