"""Tables of reports: what was counted when and from which records, and what was copied into somebody else's site."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.records.models import JSON
from app.web.database import Moment


class FigureRun(Model):
    """One counting of one figure. The newest run of a field is the one that the report shows."""

    __tablename__ = "figure_run"
    __table_args__ = (sa.Index("ix_figure_run_record", "record_id", "field_key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(sa.ForeignKey("record.id", ondelete="CASCADE"))
    field_key: Mapped[str] = mapped_column(sa.String(40))
    period: Mapped[int]
    as_of: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None]
    version_id: Mapped[int]
    """The version of the report's type, whose filter this was."""
    of: Mapped[str] = mapped_column(sa.String(40))
    counted_version_id: Mapped[int]
    """The version of the counted type, under which the filter was understood."""
    where: Mapped[str] = mapped_column(sa.Text, default="")
    agg: Mapped[str] = mapped_column(sa.String(10))
    result: Mapped[str | None] = mapped_column(sa.Text)
    before: Mapped[str | None] = mapped_column(sa.Text)
    """What the report had when this run began."""


class FigurePart(Model):
    """What one record, or one row of its table, contributed to a run. It stays although the record may go."""

    __tablename__ = "figure_part"
    __table_args__ = (sa.Index("ix_figure_part_record", "record_id"),)

    run_id: Mapped[int] = mapped_column(
        sa.ForeignKey("figure_run.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    record_id: Mapped[int]
    revision: Mapped[int]
    value: Mapped[str | None] = mapped_column(sa.Text)
    groups: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """Under `by`: pairs of code and label. A record that belongs to two groups is one part."""


class TranscribedRow(Model):
    """A row that somebody has carried over by hand; `value_hash` tells when our value has changed since."""

    __tablename__ = "transcribed_row"

    record_id: Mapped[int] = mapped_column(
        sa.ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, autoincrement=False)
    row: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    value_hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(Moment)
