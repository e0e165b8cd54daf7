"""The steps by which drafts of record types came about: each keeps the whole text, so that it can be gone back to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class DesignStep(Model):
    """A draft as it was after one deed. The newest step of a draft is the draft; its id is the draft's lock.

    Ids are never used again, so a page of a draft that was thrown away meets no other one.
    """

    __tablename__ = "design_step"
    __table_args__ = (sa.Index("ix_design_step_version", "version_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("record_type_version.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(sa.Text)
    #: What was done: the name of a deed, or one of `service`.
    deed: Mapped[str] = mapped_column(sa.String(20))
    #: What it was done to: the path of a field, `#key` of a section.
    about: Mapped[str] = mapped_column(sa.String(90), default="")
    by: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)
    #: The step that 撤销 gives back, and the one that 重做 gives back.
    undo_to: Mapped[int | None]
    redo_to: Mapped[int | None]

    def __repr__(self) -> str:
        return f"<DesignStep {self.id} {self.deed}>"
