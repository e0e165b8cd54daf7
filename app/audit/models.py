"""The list of deeds: rows are added, never changed; each holds the hash of the one before."""

from typing import cast

from sqlalchemy import DDL, String, Table, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model

GENESIS = "0" * 64
"""Stands where the first row names the one before it."""


class AuditEntry(Model):
    """One deed. Everything is kept as the text that was hashed, so that every changed byte shows."""

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    #: UTC, ISO 8601.
    at: Mapped[str] = mapped_column(String(40), index=True)
    #: The user's id; 0 is the system.
    actor_id: Mapped[int] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(String(60), index=True)
    #: What it was done to: "record:17", "user:3".
    about: Mapped[str] = mapped_column(String(80), default="", index=True)
    #: JSON of keys and salted hashes, never of values.
    facts: Mapped[str] = mapped_column(Text, default="{}")
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Model):
    """The last row of the list, so that a missing end shows too."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


ENTRIES, HEADS = cast("Table", AuditEntry.__table__), cast("Table", AuditHead.__table__)
"""The tables, for statements that need no objects: a deed belongs to nearly every change."""
TRIGGERS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS audit_no_{verb.lower()} BEFORE {verb} ON audit "
    f"BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)
"""For SQLite; migrations run the same statements."""

for _trigger in TRIGGERS:
    event.listen(AuditEntry.__table__, "after_create", DDL(_trigger).execute_if(dialect="sqlite"))  # type: ignore[no-untyped-call]
