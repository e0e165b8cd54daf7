"""One message to one person."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class Notice(Model):
    """A message: `kind` names the sentence (task_given, returned, state …), `facts` fill it; it leads to a record."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_unread", "user_id", "id", sqlite_where=text("read_at is null")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    record_id: Mapped[int | None] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<Notice {self.id} {self.kind} to {self.user_id}>"
