"""Every question about records. Whoever asks is a `Viewer`; nothing is answered that `access.visible` does not show."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.definitions.compiled import CompiledType
from app.errors import Invalid, NotFound
from app.fields import Lookups, Stored
from app.pinyin import sort_key
from app.records import search
from app.records.access import KEPT, Viewer, visible
from app.records.listing import Condition, Found, Line, Listing, Page
from app.records.models import INDEXED_SLOTS, Record, RecordGrant, Revision, record_ix, table
from app.records.paging import label_of, order_of, pack, unpack

COUNT_LIMIT = 10_000
"""Counting stops behind it: "10000+"."""
PAGE = 50
MAX_PAGE = 500

_RECORD = table(Record)
_EVERYTHING = sa.true()
"""What `visible` says to those who see all records of a type."""


def get(session: Session, record_id: int, *, viewer: Viewer) -> Record:
    """The record, if the viewer may see it; a record one may not see is as absent as one that never was."""
    found = session.scalars(_one(viewer), {"record_id": record_id}).one_or_none()
    if found is None:
        raise NotFound(f"record {record_id}")
    return found


@lru_cache(maxsize=KEPT)
def _one(viewer: Viewer) -> sa.Select[Record]:
    query = sa.select(Record).join(record_ix, record_ix.c.record_id == Record.id)
    return query.where(Record.id == sa.bindparam("record_id"), visible(viewer, each=True))


def record(session: Session, record_id: int) -> Record:
    """The record, whoever asks: only for those who say why somebody sees it, never for its values."""
    found = session.get(Record, record_id)
    if found is None:
        raise NotFound(f"record {record_id}")
    return found


def grants(session: Session, record_id: int) -> Sequence[RecordGrant]:
    """The sight that was given of a record, to whom and why."""
    found = sa.select(RecordGrant).where(RecordGrant.record_id == record_id)
    return session.scalars(found.order_by(RecordGrant.why, RecordGrant.principal)).all()


def many(session: Session, record_ids: Collection[int], *, viewer: Viewer) -> dict[int, Record]:
    """Those of these records that the viewer may see, by id."""
    query = sa.select(Record).join(record_ix, record_ix.c.record_id == Record.id)
    found = query.where(Record.id.in_(record_ids), visible(viewer, each=True))
    return {each.id: each for each in session.scalars(found)}


def lock_versions(session: Session, record_ids: Collection[int]) -> dict[int, int]:
    """Which saved state of these records is kept now."""
    query = sa.select(_RECORD.c.id, _RECORD.c.lock_version).where(_RECORD.c.id.in_(record_ids))
    return {row[0]: row[1] for row in session.connection().execute(query)}


def page(  # noqa: PLR0913 - what a list is asked for; all but the first three by name
    session: Session,
    viewer: Viewer,
    compiled: CompiledType,
    *conditions: Condition,
    sort: Sequence[str] = (),
    size: int = PAGE,
    offset: int = 0,
    after: str = "",
) -> Page:
    """A page of the records of a type that meet all conditions; from `after`, else from `offset` on."""
    size = min(max(size, 1), MAX_PAGE)
    listing = _listing(session, viewer, compiled, conditions, sort)
    rows = _after(listing, after, size + 1) if after else _from(listing, offset, size + 1)
    last = rows[size - 1] if len(rows) > size else None
    return Page([row.line for row in rows[:size]], pack(last.segment, last.place) if last else "")


def each(
    session: Session, viewer: Viewer, compiled: CompiledType, *conditions: Condition, sort: Sequence[str] = ()
) -> Iterator[Line]:
    """All lines of a list one after another, for exports; read in chunks, so that memory and locks stay small."""
    after = ""
    while True:
        got = page(session, viewer, compiled, *conditions, sort=sort, size=MAX_PAGE, after=after)
        yield from got.lines
        after = got.after
        if not after:
            return


def count(session: Session, viewer: Viewer, compiled: CompiledType, *conditions: Condition) -> int:
    """How many there are; one more than `COUNT_LIMIT` when there are more."""
    return _listing(session, viewer, compiled, conditions).counted(COUNT_LIMIT + 1)


def totals(
    session: Session, viewer: Viewer, compiled: CompiledType, wanted: Mapping[str, str], *conditions: Condition
) -> dict[str, Decimal | str | None]:
    """Totals under the columns of a list: `{"headcount": "sum"}`; of sum, count, avg, min, max."""
    return summary(session, viewer, compiled, wanted, *conditions)[1] if wanted else {}


def summary(
    session: Session, viewer: Viewer, compiled: CompiledType, wanted: Mapping[str, str], *conditions: Condition
) -> tuple[int, dict[str, Decimal | str | None]]:
    """How many there are, and the totals: by one walk where each record has to be looked at anyway."""
    if not wanted:
        return count(session, viewer, compiled, *conditions), {}
    asked = {key: _totalled(compiled, key, how) for key, how in wanted.items()}
    where = _of_type(viewer, compiled.key, conditions)
    if not conditions and where[1] is _EVERYTHING and all(_is_indexed(compiled, key) for key in asked):
        alone = {key: _asked_alone(session, compiled, key, given, where) for key, given in asked.items()}
        return count(session, viewer, compiled), alone
    columns = [column for selected, _ in asked.values() for column in selected]
    row = session.connection().execute(sa.select(sa.func.count(), *columns).select_from(record_ix).where(*where)).one()
    values = iter(row[1:])
    found = {key: _total([next(values) for _ in selected], places) for key, (selected, places) in asked.items()}
    return min(row[0], COUNT_LIMIT + 1), found


def grouped(  # noqa: PLR0913 - see `page`
    session: Session,
    viewer: Viewer,
    compiled: CompiledType,
    by: sa.ColumnElement[Any],
    wanted: Mapping[str, str],
    *conditions: Condition,
    most: int,
) -> list[tuple[Any, int, dict[str, Decimal | str | None]]]:
    """How many records have which value, with the totals of each: one walk, so many values at most."""
    asked = {key: _totalled(compiled, key, how) for key, how in wanted.items()}
    columns = [column for selected, _ in asked.values() for column in selected]
    chosen = sa.select(by, sa.func.count(), *columns).select_from(record_ix)
    chosen = chosen.where(*_of_type(viewer, compiled.key, conditions)).group_by(by).limit(most)
    found = []
    for row in session.connection().execute(chosen):
        values = iter(row[2:])
        totals = {key: _total([next(values) for _ in selected], places) for key, (selected, places) in asked.items()}
        found.append((row[0], row[1], totals))
    return found


def find(  # noqa: PLR0913 - see `page`
    session: Session, viewer: Viewer, typed: str, *, type_key: str | None = None, size: int = PAGE, offset: int = 0
) -> Sequence[Line]:
    """Records of any type in which the typed words are found, newest first."""
    of_type = () if type_key is None else (record_ix.c.type_key == type_key,)
    wanted = (search.matches(typed), visible(viewer, type_key), *of_type)
    rows = Listing(session, wanted).front(size, offset=min(offset, COUNT_LIMIT))
    return [row.line for row in rows]


def same_title(  # noqa: PLR0913 - see `page`
    session: Session, viewer: Viewer, type_key: str, title: str, *, apart_from: int | None = None, size: int = 5
) -> Sequence[Line]:
    """Visible records of the type with this very title: perhaps the same thing is being entered twice."""
    same = (record_ix.c.title_key == sort_key(title), _title_is(title), record_ix.c.type_key == type_key)
    apart = () if apart_from is None else (record_ix.c.record_id != apart_from,)
    return [row.line for row in Listing(session, (*same, *apart, visible(viewer, type_key))).front(size)]


def twin(
    session: Session,
    compiled: CompiledType,
    stored: Mapping[str, Stored],
    lookups: Lookups,
    *,
    apart_from: int | None = None,
) -> int | None:
    """The record that agrees in all fields of `one_per`, whoever may see it; None if there is none or one is empty."""
    fields = [compiled.fields[key] for key in compiled.definition.one_per if key in compiled.fields]
    given = [(field, stored.get(field.key)) for field in fields]
    if not given or any(value is None or field.slot is None for field, value in given):
        return None
    same = [record_ix.c[str(field.slot)] == field.type.index(value, field.options, lookups) for field, value in given]
    query = sa.select(record_ix.c.record_id).where(record_ix.c.type_key == compiled.key, *same)
    if apart_from is not None:
        query = query.where(record_ix.c.record_id != apart_from)
    return session.execute(query.order_by(record_ix.c.record_id).limit(1)).scalar()


def revisions(session: Session, record_id: int) -> Sequence[Revision]:
    """All saved states of a record, oldest first. Ask `get` before: here nobody is refused."""
    return session.scalars(sa.select(Revision).where(Revision.record_id == record_id).order_by(Revision.number)).all()


def revision(session: Session, record_id: int, number: int) -> Revision:
    """One saved state of a record."""
    found = session.get(Revision, (record_id, number))
    if found is None:
        raise NotFound(f"revision {number} of record {record_id}")
    return found


def versions_held(session: Session) -> Sequence[int]:
    """The versions that there are records of."""
    return session.scalars(sa.select(Record.version_id).distinct().order_by(Record.version_id)).all()


def _listing(
    session: Session,
    viewer: Viewer,
    compiled: CompiledType,
    conditions: Sequence[Condition],
    sort: Sequence[str] = (),
) -> Listing:
    return Listing(session, _of_type(viewer, compiled.key, conditions), order_of(compiled, sort))


def _of_type(viewer: Viewer, type_key: str, conditions: Sequence[Condition]) -> tuple[Condition, ...]:
    return (record_ix.c.type_key == type_key, visible(viewer, type_key), *conditions)


def _after(listing: Listing, token: str, size: int) -> list[Found]:
    """What stands behind the end of another page."""
    segment, place = unpack(token, len(listing.order.keys()))
    if segment == 1:
        return listing.tail(size, last_id=place[-1])
    rows = listing.front(size, place=place)
    return rows + listing.tail(size - len(rows)) if listing.order.has_tail else rows


def _from(listing: Listing, offset: int, size: int) -> list[Found]:
    """What stands behind so many others."""
    if offset > COUNT_LIMIT:
        raise Invalid.because("record.too_far", most=COUNT_LIMIT)
    rows = listing.front(size, offset=offset)
    if len(rows) == size or not listing.order.has_tail:
        return rows
    skipped = 0 if rows or not offset else offset - listing.front_up_to(offset)
    return rows + listing.tail(size - len(rows), offset=skipped)


def _title_is(title: str) -> Condition:
    """The sort key holds the beginning only."""
    return sa.exists().where(_RECORD.c.id == record_ix.c.record_id, _RECORD.c.title == title)


def _totalled(compiled: CompiledType, key: str, how: str) -> tuple[list[sa.ColumnElement[Any]], int]:
    """What to select for a total, and the places of the result."""
    field = compiled.fields.get(key)
    slot = field.slot if field else None
    if field is None or slot is None or (how in ("sum", "avg") and not slot.startswith("n")):
        raise Invalid.because("record.no_total", place=key, field=label_of(compiled, key), how=how)
    column = record_ix.c[slot]
    ways: dict[str, list[sa.ColumnElement[Any]]] = {
        "sum": [sa.func.sum(column)],
        "avg": [sa.func.sum(column), sa.func.count(column)],
        "count": [sa.func.count(column)],
        "min": [sa.func.min(column)],
        "max": [sa.func.max(column)],
    }
    return ways[how], field.type.places_of(field.options) if slot.startswith("n") and how != "count" else 0


def _is_indexed(compiled: CompiledType, key: str) -> bool:
    return compiled.fields[key].slot in INDEXED_SLOTS


def _asked_alone(
    session: Session,
    compiled: CompiledType,
    key: str,
    given: tuple[list[sa.ColumnElement[Any]], int],
    where: Sequence[Condition],
) -> Decimal | str | None:
    """One total over a whole type: the index of its slot holds all that is needed."""
    selected, places = given
    there = record_ix.c[str(compiled.fields[key].slot)].is_not(None)
    query = sa.select(*selected).select_from(record_ix).where(where[0], there)
    return _total(list(session.connection().execute(query).one()), places)


def _total(values: Sequence[Any], places: int) -> Decimal | str | None:
    if values[0] is None or isinstance(values[0], str):
        return values[0]
    exact = Decimal(int(values[0])).scaleb(-places)
    return exact / int(values[1]) if len(values) == 2 else exact
