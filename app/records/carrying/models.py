"""What was carried over to another version, and the bundle by which every record goes back."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.records.models import JSON
from app.web.database import Moment


class Carry(Model):
    """Records of earlier versions of a type asked to become records of one: which, and what was decided for values."""

    __tablename__ = "carry"
    __table_args__ = (sa.Index("ix_carry_type", "type_key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    type_key: Mapped[str] = mapped_column(sa.String(40))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("record_type_version.id"))
    #: `wanted`: states by version; `choices`: what becomes of values that do not fit, by path.
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(sa.Text)
    by: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    #: The work that carries over, and the newest that takes back.
    job_id: Mapped[int | None]
    back_job_id: Mapped[int | None]

    def __repr__(self) -> str:
        return f"<Carry {self.id} {self.type_key}>"


class CarriedRecord(Model):
    """One record of it. What it held before is its revision `before`; its year is kept beside it.

    `outcome`: carried, stayed (left under its version), asked (and its owner was told), back (it is as it was).
    """

    __tablename__ = "carried_record"
    __table_args__ = (
        sa.CheckConstraint("outcome in ('carried','stayed','asked','back')", name="ck_carried_record_outcome"),
        sa.Index("ix_carried_record_record", "record_id"),
    )

    carry_id: Mapped[int] = mapped_column(sa.ForeignKey("carry.id"), primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(
        sa.ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    outcome: Mapped[str] = mapped_column(sa.String(7))
    before: Mapped[int]
    after: Mapped[int]
    year: Mapped[int | None]
