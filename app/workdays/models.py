"""The office's own days off and days worked."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class SpecialDay(Model):
    """A day that the office itself set: it works, or it does not, whatever was published."""

    __tablename__ = "special_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    name: Mapped[str] = mapped_column(sa.String(40))
    set_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    set_at: Mapped[datetime] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<SpecialDay {self.day} {'worked' if self.works else 'off'}>"
