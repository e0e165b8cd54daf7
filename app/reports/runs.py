"""Runs as they are kept: every figure that a report ever showed can be counted again from what is stored."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.records.models import table
from app.reports.figures import Contribution, Run
from app.reports.models import FigurePart, FigureRun

_PART = table(FigurePart)


def keep(  # noqa: PLR0913 - what a row holds
    session: Session, report_id: int, run: Run, *, by: int, version_id: int, before: str | None
) -> FigureRun:
    """Store a run with all its contributions."""
    kept = FigureRun(
        record_id=report_id,
        field_key=run.field_key,
        period=run.period,
        as_of=run.as_of,
        by=by,
        version_id=version_id,
        of=run.of,
        counted_version_id=run.counted_version_id,
        where=run.where,
        agg=run.agg,
        result=_digits(run.result),
        before=before,
    )
    session.add(kept)
    session.flush()  # the contributions need its id
    rows = [
        {"run_id": kept.id, "n": n, "record_id": each.record_id, "revision": each.revision, "value": each.value}
        | {"groups": [list(group) for group in each.groups]}
        for n, each in enumerate(run.contributions)
    ]
    if rows:
        session.connection().execute(sa.insert(_PART), rows)
    return kept


def latest(session: Session, report_id: int) -> Mapping[str, FigureRun]:
    """The newest run of each figure of a report."""
    newest = sa.select(sa.func.max(FigureRun.id)).where(FigureRun.record_id == report_id).group_by(FigureRun.field_key)
    found = session.scalars(sa.select(FigureRun).where(FigureRun.id.in_(newest)))
    return {each.field_key: each for each in found}


def history(session: Session, report_id: int, key: str, *, most: int = 20) -> Sequence[FigureRun]:
    """The runs of a figure, newest first."""
    mine = sa.select(FigureRun).where(FigureRun.record_id == report_id, FigureRun.field_key == key)
    return session.scalars(mine.order_by(FigureRun.id.desc()).limit(most)).all()


def thawed(session: Session, kept: FigureRun) -> Run:
    """A stored run with its contributions."""
    query = sa.select(FigurePart).where(FigurePart.run_id == kept.id).order_by(FigurePart.n)
    return Run(
        field_key=kept.field_key,
        period=kept.period,
        as_of=kept.as_of,
        of=kept.of,
        counted_version_id=kept.counted_version_id,
        where=kept.where,
        agg=kept.agg,
        result=None if kept.result is None else Decimal(kept.result),
        contributions=tuple(map(_contribution, session.scalars(query))),
    )


def parts_counted(session: Session, runs: Iterable[FigureRun]) -> Mapping[int, tuple[int, int]]:
    """How many different records contributed, and how many parts say nothing, by the id of the run."""
    ids = [each.id for each in runs]
    empty = sa.func.count() - sa.func.count(FigurePart.value)
    counted = sa.select(FigurePart.run_id, sa.func.count(FigurePart.record_id.distinct()), empty)
    rows = session.execute(counted.where(FigurePart.run_id.in_(ids)).group_by(FigurePart.run_id))
    return {run_id: (records, silent) for run_id, records, silent in rows}


def _contribution(part: FigurePart) -> Contribution:
    return Contribution(part.record_id, part.revision, part.value, tuple((code, label) for code, label in part.groups))


def _digits(number: Decimal | None) -> str | None:
    return None if number is None else f"{number:f}"
