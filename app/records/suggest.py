"""What was entered here before, offered while somebody types: by part of the text, or by the initials of its pinyin."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledField, CompiledType
from app.pinyin import initials
from app.records.access import Viewer, field_sight, visible
from app.records.models import record_ix, record_row
from app.records.slots import is_reported, row_slots, rows_of
from app.records.sql_dialects import position
from app.records.sql_parts import Sql

MOST = 10
LATEST = 2_000
"""How many of the latest records are looked through."""


def met_before(  # noqa: PLR0913 - all but what is asked by name
    session: Session, viewer: Viewer, compiled: CompiledType, path: str, typed: str, *, size: int = MOST
) -> list[str]:
    """Values of a text field or column (`visitors.employer`) that the viewer may see; beginnings first, then latest."""
    if field_sight(compiled, viewer, None).get(path) != "see":
        return []
    found = _field(compiled, path) or _column(compiled, path)
    if found is None:
        return []
    column, source, where = found
    typed = typed.strip().lower()
    shown = [record_ix.c.type_key == compiled.key, visible(viewer, compiled.key), column.is_not(None), *where]
    if not typed.isascii():  # no initials then: the database can leave out what does not fit
        shown.append(position(sa.func.lower(column), typed) > 0)
    query = sa.select(column).select_from(source).where(*shown).order_by(record_ix.c.record_id.desc()).limit(LATEST)
    return _best(dict.fromkeys(session.scalars(query)), typed)[:size]


def _field(compiled: CompiledType, path: str) -> tuple[Sql, sa.FromClause, tuple[sa.ColumnElement[bool], ...]] | None:
    each = compiled.fields.get(path)
    if each is None or each.slot is None or not _is_text(each):
        return None
    return record_ix.c[each.slot], record_ix, ()


def _column(compiled: CompiledType, path: str) -> tuple[Sql, sa.FromClause, tuple[sa.ColumnElement[bool], ...]] | None:
    key, _, name = path.partition(".")
    table = compiled.fields.get(key)
    if table is None or not is_reported(table) or name not in table.columns or not _is_text(table.columns[name]):
        return None
    slot = row_slots(compiled, table).get(name)
    if slot is None:
        return None
    joined = record_row.join(record_ix, record_row.c.record_id == record_ix.c.record_id)
    return record_row.c[slot], joined, (rows_of(record_row.c.field_key, table),)


def _is_text(each: CompiledField) -> bool:
    """Codes are chosen from lists; what is typed is met again."""
    return (each.type.slot_of(each.options) or "").startswith("t") and each.type.name not in (
        "choice",
        "person",
        "department",
        "record",
    )


def _best(values: Iterable[str], typed: str) -> list[str]:
    """Those that fit, beginnings before parts before initials; the latest first within each."""
    ranks: tuple[list[str], list[str], list[str]] = ([], [], [])
    for value in values:
        rank = _rank(value, typed)
        if rank is not None and value.lower() != typed:
            ranks[rank].append(value)
    return [value for rank in ranks for value in rank]


def _rank(value: str, typed: str) -> int | None:
    if not typed or value.lower().startswith(typed):
        return 0
    if typed in value.lower():
        return 1
    return 2 if typed.isascii() and typed in initials(value) else None
