"""What the pages of reports ask: which reports there are, which of these records somebody may see, what was ticked."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.definitions.compiled import CompiledType
from app.records.access import Viewer, visible
from app.records.listing import COLUMNS, Line
from app.records.models import Record, Revision, record_ix, table
from app.reports.models import FigurePart, FigureRun, TranscribedRow

_RECORD = table(Record)
FEW = 400
"""So many ids go into one question; SQLite takes no more than a thousand or so."""


@lru_cache(maxsize=400)
def is_report(compiled: CompiledType) -> bool:
    """A type that draws on other records."""
    return any(each.type.name in ("figure", "narrative") for each in compiled.fields.values())


def reports(session: Session, viewer: Viewer, type_keys: Iterable[str], *, most: int = 200) -> Sequence[Line]:
    """The visible records of these types, newest year first."""
    query = sa.select(*COLUMNS).join(record_ix, record_ix.c.record_id == _RECORD.c.id)
    query = query.where(_RECORD.c.type_key.in_(sorted(type_keys)), visible(viewer))
    rows = session.execute(query.order_by(_RECORD.c.year.desc(), _RECORD.c.updated_at.desc()).limit(most))
    return [Line(*row) for row in rows]


def of_year(session: Session, viewer: Viewer, type_key: str, year: int) -> Sequence[Line]:
    """The visible reports of a type about a year, newest first."""
    query = sa.select(*COLUMNS).join(record_ix, record_ix.c.record_id == _RECORD.c.id)
    query = query.where(_RECORD.c.type_key == type_key, _RECORD.c.year == year, visible(viewer, type_key))
    return [Line(*row) for row in session.execute(query.order_by(_RECORD.c.id.desc()))]


def any_of_year(session: Session, type_keys: Iterable[str], year: int | None) -> Sequence[Record]:
    """All reports of these types about a year, whoever may see them."""
    return session.scalars(sa.select(Record).where(Record.type_key.in_(sorted(type_keys)), Record.year == year)).all()


def counting(session: Session, record_id: int) -> Sequence[Record]:
    """The reports of which a figure, as it was last counted, holds this record; whoever may see them."""
    newer = aliased(FigureRun)
    is_same = (newer.record_id == FigureRun.record_id, newer.field_key == FigureRun.field_key)
    later = sa.exists().where(*is_same, newer.id > FigureRun.id)
    runs = sa.select(FigureRun.record_id).join(FigurePart, FigurePart.run_id == FigureRun.id)
    holding = runs.where(FigurePart.record_id == record_id, ~later)
    return session.scalars(sa.select(Record).where(Record.id.in_(holding))).all()


def explained(session: Session, record_ids: Sequence[int]) -> Sequence[Revision]:
    """The saved states of these records that were given a reason, oldest first."""
    found: list[Revision] = []
    for start in range(0, len(record_ids), FEW):
        these = (Revision.record_id.in_(record_ids[start : start + FEW]), Revision.reason != "")
        found += session.scalars(sa.select(Revision).where(*these).order_by(Revision.record_id, Revision.number))
    return found


def seen(session: Session, viewer: Viewer, record_ids: Sequence[int]) -> Mapping[int, Line]:
    """Those of the records that the viewer may see, by id."""
    found: dict[int, Line] = {}
    for start in range(0, len(record_ids), FEW):
        query = sa.select(*COLUMNS).join(record_ix, record_ix.c.record_id == _RECORD.c.id)
        query = query.where(_RECORD.c.id.in_(record_ids[start : start + FEW]), visible(viewer))
        found.update((row[0], Line(*row)) for row in session.execute(query))
    return found


def ticked(session: Session, record_id: int, user_id: int) -> Mapping[str, TranscribedRow]:
    """The rows that this user has carried over, by row."""
    mine = sa.select(TranscribedRow).where(TranscribedRow.record_id == record_id, TranscribedRow.user_id == user_id)
    return {each.row: each for each in session.scalars(mine)}
