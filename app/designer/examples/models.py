"""Examples of record types. They belong to the type, not to one of its versions."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.records.models import JSON
from app.web.database import Moment


class TypeExample(Model):
    """A record that was kept as an example: `given` and `expected` as in `schema`."""

    __tablename__ = "type_example"
    __table_args__ = (sa.UniqueConstraint("type_key", "name", name="uq_type_example_name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    type_key: Mapped[str] = mapped_column(sa.ForeignKey("record_type.key", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(sa.String(60))
    given: Mapped[dict[str, Any]] = mapped_column(JSON)
    expected: Mapped[dict[str, Any]] = mapped_column(JSON)
    kept_by: Mapped[int]
    kept_at: Mapped[datetime] = mapped_column(Moment)
    #: When what is expected was last accepted otherwise.
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    lock_version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012 - SQLAlchemy's own name and type

    def __repr__(self) -> str:
        return f"<TypeExample {self.id} {self.name}>"
