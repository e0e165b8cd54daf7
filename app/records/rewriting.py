"""Many records that are there, written at once as long work does: what `store.save` writes, a statement for all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.errors import Conflict
from app.fields import Lookups, Stored
from app.pinyin import sort_key
from app.records import search, slots, store, touching
from app.records.listing import Line
from app.records.models import Record, Revision, record_ix, record_row, table
from app.records.slots import Head
from app.records.sql_dialects import among
from app.records.touching import Touched
from app.web.question import Writing

_RECORD, _REVISION = table(Record), table(Revision)
_AS_EXPECTED = (_RECORD.c.id == sa.bindparam("record"), _RECORD.c.lock_version == sa.bindparam("expected"))
_WRITTEN = ("version_id", "data", "lock_version", "updated_at", "updated_by")
_UPDATE = Writing(sa.update(_RECORD).where(*_AS_EXPECTED), _WRITTEN)
_UPDATE_HEADED = Writing(sa.update(_RECORD).where(*_AS_EXPECTED), (*_WRITTEN, "title", "number", "year"))
_UPDATE_ENTRY = sa.update(record_ix).where(record_ix.c.record_id == sa.bindparam("record"))
_INSERT_ROWS = Writing(sa.insert(record_row), record_row.c.keys())
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
    for group in _groups(wanted, cause, lookups):
        group.write(session)
    connection.execute(_keep(_as_they_are(ids, cause.actor.id, cause.why, cause.reason)))


@dataclass(frozen=True, slots=True)
class _Group:
    """Some of them that become records of one version out of another: what changes of one may change of all."""

    wanted: Sequence[Rewrite]
    compiled: CompiledType
    touched: Touched
    heads: Mapping[int, Head]
    cause: Cause
    lookups: Lookups

    def write(self, session: Session) -> None:
        """The records, and of what is derived from them whatever hangs on what they changed."""
        update = _UPDATE_HEADED if self.touched.head else _UPDATE
        rows = [self._values(each) for each in self.wanted]
        same = {"version_id": self.compiled.version_id, "updated_at": self.cause.now, "updated_by": self.cause.actor.id}
        if update.rows(session, rows, **same) != len(rows):
            raise Conflict("record.changed_meanwhile")
        if columns := (*(_HEAD_COLUMNS if self.touched.head else ()), *self.touched.columns):
            self._write_entries(session, columns)
        if self.touched.rows:
            self._write_rows(session)
        if self.touched.words:
            search.rewrite(session, dict(self._words(each) for each in self.wanted))

    def _values(self, each: Rewrite) -> dict[str, Any]:
        line, head = each.line, self.heads[each.line.id]
        return {
            "record": line.id,
            "expected": line.lock_version,
            "title": head.title,
            "number": head.number,
            "year": head.year,
            "data": dict(each.stored),
            "lock_version": line.lock_version + 1,
        }

    def _write_entries(self, session: Session, columns: Sequence[str]) -> None:
        """Of the entries those that say something else, and of these the columns that do: every index costs."""
        kept = sa.select(record_ix.c.record_id, *(record_ix.c[name] for name in columns))
        found = session.connection().execute(kept.where(among(record_ix.c.record_id, self.heads)))
        before = {row[0]: tuple(row[1:]) for row in found}
        made = [(each.line.id, self._entry(each)) for each in self.wanted if each.line.id in before]
        now = {key: tuple(map(entry.get, columns)) for key, entry in made}
        changed = [key for key, row in now.items() if before[key] != row]
        places = [at for at in range(len(columns)) if any(before[key][at] != now[key][at] for key in changed)]
        rows = [{"record": key, **{columns[at]: now[key][at] for at in places}} for key in changed]
        _entry_update(tuple(columns[at] for at in places)).rows(session, rows)

    def _entry(self, each: Rewrite) -> dict[str, Any]:
        """What hangs on what changed; nothing of the head where that stays as it is."""
        made = slots.filled(self.touched.slots, each.stored, self.lookups)
        if self.touched.head:
            head = self.heads[each.line.id]
            made |= {"year": head.year, "title_key": sort_key(head.title)}
        return made

    def _write_rows(self, session: Session) -> None:
        session.connection().execute(sa.delete(record_row).where(among(record_row.c.record_id, self.heads)))
        made = (
            {"record_id": each.line.id, **row}
            for each in self.wanted
            for row in slots.rows(self.compiled, self.heads[each.line.id], each.stored, self.lookups)
        )
        _INSERT_ROWS.rows(session, list(made))

    def _words(self, each: Rewrite) -> tuple[int, Sequence[str]]:
        return each.line.id, slots.words(self.compiled, self.heads[each.line.id], each.stored, self.lookups)


def _groups(wanted: Sequence[Rewrite], cause: Cause, lookups: Lookups) -> Iterator[_Group]:
    pairs: dict[tuple[CompiledType, CompiledType], list[Rewrite]] = {}
    for each in wanted:
        pairs.setdefault((each.before, each.compiled), []).append(each)
    for (before, compiled), some in pairs.items():
        touched = touching.touched(before, compiled, [(each.line.data, each.stored) for each in some])
        if any(each.year not in (None, each.line.year) for each in some):
            touched = touched.with_head()
        heads = {each.line.id: _head(each, touched, cause, lookups) for each in some}
        yield _Group(some, compiled, touched, heads, cause, lookups)


@lru_cache(maxsize=50)
def _entry_update(columns: tuple[str, ...]) -> Writing:
    return Writing(_UPDATE_ENTRY, columns)


def _head(each: Rewrite, touched: Touched, cause: Cause, lookups: Lookups) -> Head:
    """Whose record it is does not change: nobody is given sight of records by a rewriting."""
    line, kept = each.line, store.head_of(each.line)
    if not touched.head:
        return kept
    made = store.heading(each.compiled, line, each.stored, lookups, state=line.state, actor=cause.actor, now=cause.now)
    title, year = made.title if touched.title else kept.title, made.year if each.year is None else each.year
    return kept._replace(title=title, number=made.number, year=year)


def _as_they_are(ids: Sequence[int], by: int | None, why: str, reason: str) -> sa.Select[Any]:
    """These records as they are kept now, each as a revision of it."""
    held = [_RECORD.c[name] for name in ("id", "lock_version", "version_id", "state", "data", "updated_at")]
    said = (sa.literal(by, sa.Integer), sa.literal(why, sa.Text), sa.literal(reason, sa.Text))
    return sa.select(*held, *said).where(among(_RECORD.c.id, ids))


def _keep(revisions: sa.Select[Any]) -> sa.Insert:
    """What is written already is copied, not made again."""
    return sa.insert(_REVISION).from_select(_KEPT, revisions)
