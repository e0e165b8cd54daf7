"""The derived tables made anew, and compared with the truth: they may be lost, `record` may not."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType
from app.fields import Lookups
from app.records import search
from app.records.models import Record, RecordText, record_ix, record_row, table
from app.records.slots import Derived, derive, words
from app.records.store import head_of

CHUNK = 500
CompiledOf = Callable[[int], CompiledType]
"""The compiled type of a version."""
AfterChunk = Callable[[int, int], None]

_TEXT = table(RecordText)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a derived table does not say what the record says: a column, or the table as a whole."""

    record_id: int
    table: str
    column: str
    kept: object
    expected: object


def rebuild(
    session: Session,
    compiled_of: CompiledOf,
    lookups: Lookups,
    *,
    type_key: str | None = None,
    after_chunk: AfterChunk = lambda done, total: None,  # noqa: ARG005 - by name
) -> int:
    """Derive everything anew, in chunks; `after_chunk(done, total)` may commit and tell. Gives how many records."""
    asked = _of_type(type_key)
    total, done = _count(session, asked), 0
    for records in _chunks(session, asked):
        ids = [record.id for record in records]
        made = {record.id: _derived(record, compiled_of, lookups) for record in records}
        _replace(session, record_ix, ids, [{"record_id": key, **each.entry} for key, each in made.items()])
        rows = [{"record_id": key, **row} for key, each in made.items() for row in each.rows]
        _replace(session, record_row, ids, rows)
        for key, each in made.items():
            search.write(session, key, each.words, is_new=False)
        session.expunge_all()
        done += len(records)
        after_chunk(done, total)
    if type_key is None:
        search.rebuild_index(session)
    return done


def reword(
    session: Session,
    version_ids: Collection[int],
    compiled_of: CompiledOf,
    lookups: Lookups,
    *,
    after_chunk: AfterChunk,
) -> None:
    """Derive anew what the records of these versions are found by, in chunks; see `rebuild`."""
    asked = Record.version_id.in_(version_ids)
    total, done = _count(session, asked), 0
    for records in _chunks(session, asked):
        made = {each.id: words(compiled_of(each.version_id), head_of(each), each.data, lookups) for each in records}
        search.rewrite(session, made)
        session.expunge_all()
        done += len(records)
        after_chunk(done, total)


def check(
    session: Session, compiled_of: CompiledOf, lookups: Lookups, *, type_key: str | None = None
) -> Iterator[Difference]:
    """Every difference between the derived tables and the truth."""
    for records in _chunks(session, _of_type(type_key)):
        ids = [record.id for record in records]
        entries = {row["record_id"]: dict(row) for row in _kept(session, record_ix, ids)}
        rows: dict[int, list[dict[str, Any]]] = {}
        for row in _kept(session, record_row, ids, record_row.c.field_key, record_row.c.pos):
            rows.setdefault(row["record_id"], []).append(dict(row))
        texts = {row["record_id"]: row["body"] for row in _kept(session, _TEXT, ids)}
        for record in records:
            made = _derived(record, compiled_of, lookups)
            yield from _compared(record.id, made, entries.get(record.id), rows.get(record.id, []), texts.get(record.id))
        session.expunge_all()
    yield from _strays(session)
    if not search.is_sound(session):
        yield Difference(0, "record_fts", "", "unsound", "sound")


def _compared(
    record_id: int, made: Derived, entry: dict[str, Any] | None, rows: list[dict[str, Any]], text: str | None
) -> Iterator[Difference]:
    if entry is None:
        yield Difference(record_id, "record_ix", "", None, "a row")
    else:
        for column, expected in made.entry.items():
            if entry[column] != expected:
                yield Difference(record_id, "record_ix", column, entry[column], expected)
    expected_rows = sorted(
        ({"record_id": record_id, **row} for row in made.rows), key=lambda row: (row["field_key"], row["pos"])
    )
    if rows != expected_rows:
        yield Difference(record_id, "record_row", "", len(rows), len(expected_rows))
    body = search.body(made.words)
    if text != body:
        yield Difference(record_id, "record_text", "body", text, body)


def _strays(session: Session) -> Iterator[Difference]:
    """Derived rows whose record is gone."""
    for derived in (record_ix, record_row, _TEXT):
        stray = sa.select(derived.c.record_id).where(derived.c.record_id.not_in(sa.select(Record.id))).distinct()
        for record_id in session.scalars(stray):
            yield Difference(record_id, derived.name, "", "a row", None)


def _derived(record: Record, compiled_of: CompiledOf, lookups: Lookups) -> Derived:
    return derive(compiled_of(record.version_id), head_of(record), record.data, lookups)


def _of_type(type_key: str | None) -> sa.ColumnElement[bool]:
    """Of every type where none is named."""
    return sa.true() if type_key is None else Record.type_key == type_key


def _chunks(session: Session, asked: sa.ColumnElement[bool]) -> Iterator[Sequence[Record]]:
    last = 0
    while True:
        some = sa.select(Record).where(asked, Record.id > last).order_by(Record.id).limit(CHUNK)
        records = session.scalars(some).all()
        if not records:
            return
        last = records[-1].id
        yield records


def _count(session: Session, asked: sa.ColumnElement[bool]) -> int:
    return session.execute(sa.select(sa.func.count()).select_from(Record).where(asked)).scalar_one()


def _replace(session: Session, derived: sa.Table, ids: list[int], rows: list[dict[str, Any]]) -> None:
    connection = session.connection()
    connection.execute(sa.delete(derived).where(derived.c.record_id.in_(ids)))
    if rows:
        connection.execute(sa.insert(derived), rows)


def _kept(session: Session, derived: sa.Table, ids: list[int], *order: Any) -> Iterator[Any]:
    query = sa.select(derived).where(derived.c.record_id.in_(ids)).order_by(derived.c.record_id, *order)
    yield from session.connection().execute(query).mappings()
