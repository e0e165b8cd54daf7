"""Registers of numbers: where each series stands, and every number that was ever taken."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class Register(Model):
    """How far a series has come in a period: a year, or empty where it never begins again."""

    __tablename__ = "register"
    __table_args__ = (sa.CheckConstraint("last >= 0", name="ck_register_last"),)

    series: Mapped[str] = mapped_column(sa.String(90), primary_key=True)
    period: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    last: Mapped[int]


class Number(Model):
    """A number that was taken. It is never given again: void, it stays listed with the reason.

    A number of a reserved block has no record: it waits for a paper form, or says which one it went to.
    """

    __tablename__ = "number"
    __table_args__ = (
        sa.UniqueConstraint("series", "period", "n", name="uq_number"),
        sa.Index("ix_number_record", "record_id"),
        sa.CheckConstraint("void_at IS NULL OR void_why <> ''", name="ck_number_void_has_reason"),
        sa.CheckConstraint("used_for = '' OR reserved_for <> ''", name="ck_number_used_was_reserved"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(sa.String(90))
    period: Mapped[str] = mapped_column(sa.String(10))
    n: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    record_id: Mapped[int | None]
    taken_at: Mapped[datetime] = mapped_column(Moment)
    taken_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    void_at: Mapped[datetime | None] = mapped_column(Moment)
    void_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    void_why: Mapped[str] = mapped_column(sa.Text, default="")
    #: Whose block it is of: who files on paper and why. Empty where a step of a record took it.
    reserved_for: Mapped[str] = mapped_column(sa.Text, default="")
    #: The paper that it went to.
    used_for: Mapped[str] = mapped_column(sa.Text, default="")

    @property
    def is_waiting(self) -> bool:
        """Reserved, and not used by anything yet."""
        return bool(self.reserved_for) and not self.used_for and self.record_id is None and self.void_at is None

    def __repr__(self) -> str:
        return f"<Number {self.series} {self.period} {self.n}>"
