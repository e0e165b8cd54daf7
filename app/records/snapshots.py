"""What a linked record said when this one was handed in: kept with the reference, compared with what it says now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledField, CompiledType
from app.errors import NotFound
from app.fields import Lookups, Stored
from app.fields.reference import REVISION
from app.records import history, queries
from app.records.desk import Desk
from app.records.history import Change, Reader
from app.records.models import Record


@dataclass(frozen=True, slots=True)
class Since:
    """What a linked record says otherwise now, as this person may see it."""

    changes: tuple[Change, ...]


def kept(
    session: Session, record: Record | None, compiled: CompiledType, stored: Mapping[str, Stored], lookups: Lookups
) -> dict[str, Stored]:
    """The values with what linked records say at this moment.

    While a record is still filled in, its references follow them; once handed in, they stay. What was chosen later
    is as of then.
    """
    follows = record is None or record.state in compiled.open_states
    taken = dict(stored)
    for key, each, columns in _keeping(compiled):
        if not stored.get(key):
            continue
        if columns:
            taken[key] = [{**row, **_cells(session, columns, row, lookups, follows=follows)} for row in stored[key]]
        else:
            taken[key] = _taken(session, each, stored[key], lookups, follows=follows)
    return taken


@lru_cache(maxsize=200)
def _keeping(compiled: CompiledType) -> Sequence[tuple[str, CompiledField, Mapping[str, CompiledField]]]:
    """The fields that keep something, and the tables with columns that do."""
    found = (
        (key, each, {name: column for name, column in each.columns.items() if _is_kept(column)})
        for key, each in compiled.fields.items()
    )
    return [(key, each, columns) for key, each, columns in found if columns or _is_kept(each)]


def since(stored: Mapping[str, Any], sights_of: Any, desk: Desk) -> Since | None:
    """What changed in the linked record; None where nothing is kept of it. Ask before whether it may be seen."""
    linked = desk.session.get(Record, stored["id"])
    if REVISION not in stored or linked is None:
        return None
    if linked.lock_version == stored[REVISION]:
        return Since(())
    compiled = desk.compiled(linked)
    try:
        revision = queries.revision(desk.session, linked.id, stored[REVISION])
    except NotFound:
        return None
    before = history.read_under(compiled, revision, desk.lookups, desk.types.version)
    reader = Reader(sights_of(linked, compiled, desk), desk.lookups, desk.language)
    return Since(tuple(history.changes(compiled, before, linked.data, reader)))


def _is_kept(each: CompiledField) -> bool:
    return bool(getattr(each.options, "snapshot", False))


def _cells(
    session: Session,
    columns: Mapping[str, CompiledField],
    row: Mapping[str, Stored],
    lookups: Lookups,
    *,
    follows: bool,
) -> dict[str, Stored]:
    filled: Iterator[tuple[str, CompiledField]] = ((key, each) for key, each in columns.items() if row.get(key))
    return {key: _taken(session, each, row[key], lookups, follows=follows) for key, each in filled}


def _taken(session: Session, each: CompiledField, held: Stored, lookups: Lookups, *, follows: bool) -> Stored:
    """As it is now; as it is kept where it stays, or where the linked record cannot be seen by whoever saves."""
    if REVISION in held and not follows:
        return held
    found = lookups.record(each.options.of, str(held["id"]))
    if found is None or str.__str__(found) != str(held["id"]):
        return held
    number = session.scalar(sa.select(Record.lock_version).where(Record.id == held["id"]))
    return {**each.type.kept(found, each.options), REVISION: number}  # type: ignore[attr-defined]
