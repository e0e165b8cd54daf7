"""Amendments: proposals beside a record, each with its reason, its values and how it ended."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.records.models import JSON
from app.web.database import Moment

ASKED = "asked"
"""With those who have to agree."""
_OPEN = sa.text("state in ('own', 'asked')")


class Amendment(Model):
    """变更. `before` are the values of the fields that may be changed, as it found them; `after` as it wants them.

    A record has one that is open. `revision` is the record's version that came of it.
    """

    __tablename__ = "amendment"
    __table_args__ = (
        sa.UniqueConstraint("record_id", "number", name="uq_amendment_number"),
        sa.Index("ix_amendment_open", "record_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.CheckConstraint("state in ('own', 'asked', 'agreed', 'refused', 'withdrawn')", name="ck_amendment_state"),
        sa.CheckConstraint("state <> 'agreed' or revision is not null", name="ck_amendment_in_force"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(sa.ForeignKey("record.id"))
    number: Mapped[int]
    """Counted from 1 for each record."""
    kind: Mapped[str] = mapped_column(sa.String(40))
    state: Mapped[str] = mapped_column(sa.String(10))
    reason: Mapped[str] = mapped_column(sa.Text)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("record_type_version.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    lock_version: Mapped[int] = mapped_column(default=1)
    by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    revision: Mapped[int | None]

    def __repr__(self) -> str:
        return f"<Amendment {self.number} of record {self.record_id}: {self.state}>"
