"""Issued papers: what was made of which record, from which template, by whom; and the signed scans that came back."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.records.models import JSON
from app.web.database import Moment

ISSUED, SUPERSEDED, VOID = "issued", "superseded", "void"
DRAFT, IN_FORCE, EARLIER = "draft", "in_force", "earlier"
"""States of a template's version: not used yet, used now, used before."""


class Document(Model):
    """A paper that was made. It never changes: made again, or to be made again after a return, it is superseded;
    withdrawn, it is void.

    `issue` counts how often this paper was made of the record; `row` is the row of its table where each has its own.
    `prints` are the fields that it shows, for the question who may read it.
    """

    __tablename__ = "document"
    __table_args__ = (
        sa.UniqueConstraint("record_id", "key", "issue", "row", name="uq_document_issue"),
        sa.Index("ix_document_content", "content"),
        sa.Index("ix_document_out", "state", "wants_scan", "issued_at"),
        sa.CheckConstraint("state IN ('issued', 'superseded', 'void')", name="ck_document_state"),
        sa.CheckConstraint("state <> 'void' OR reason <> ''", name="ck_document_void_has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(sa.ForeignKey("record.id"))
    key: Mapped[str] = mapped_column(sa.String(40))
    label: Mapped[str] = mapped_column(sa.String(400))
    issue: Mapped[int]
    row: Mapped[int] = mapped_column(default=0)
    """Counted from 1; 0 for a paper about the whole record."""
    state: Mapped[str] = mapped_column(sa.String(12), default=ISSUED)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    filename: Mapped[str] = mapped_column(sa.Text)
    folder: Mapped[str] = mapped_column(sa.String(10))
    """The year under which the file lies."""
    content: Mapped[str] = mapped_column(sa.String(64))
    """SHA-256 of the file; also its name on the disk."""
    size: Mapped[int]
    template: Mapped[str] = mapped_column(sa.Text)
    template_sha256: Mapped[str] = mapped_column(sa.String(64))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("record_type_version.id"))
    revision: Mapped[int]
    """The record's `lock_version` of then: the values are those of this revision."""
    values_sha256: Mapped[str] = mapped_column(sa.String(64))
    prints: Mapped[list[str]] = mapped_column(JSON)
    number: Mapped[str | None] = mapped_column(sa.Text)
    wants_scan: Mapped[bool] = mapped_column(default=False)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    issued_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    def __repr__(self) -> str:
        return f"<Document {self.id} {self.key} {self.issue} of record {self.record_id}: {self.state}>"


class Scan(Model):
    """The signed and sealed paper, come back as a file. A better one replaces it; the earlier one is kept."""

    __tablename__ = "document_scan"
    __table_args__ = (sa.Index("ix_document_scan", "document_id", "replaced_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(sa.ForeignKey("document.id"))
    attachment_id: Mapped[int] = mapped_column(sa.ForeignKey("attachment.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<Scan {self.id} of document {self.document_id}>"


class TemplateVersion(Model):
    """A template as it was first known to serve a paper of a type: the file, and what its tags say in keys.

    Labels change, keys do not: so the same file means the same under every other version of the type.
    """

    __tablename__ = "template_version"
    __table_args__ = (sa.UniqueConstraint("type_key", "paper_key", "sha256", name="uq_template_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    type_key: Mapped[str] = mapped_column(sa.String(40))
    paper_key: Mapped[str] = mapped_column(sa.String(40))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.Text)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    bindings: Mapped[dict[str, str]] = mapped_column(JSON)
    known_since: Mapped[datetime] = mapped_column(Moment)

    def __repr__(self) -> str:
        return f"<TemplateVersion {self.name} {self.sha256[:8]} of {self.type_key}.{self.paper_key}>"


class TemplateFile(Model):
    """A version of a template that the office put on its shelf. Its bytes never change.

    At most one of a name is in force; where none is, the file of that name in a folder serves, if there is one.
    """

    __tablename__ = "template_file"
    __table_args__ = (
        sa.UniqueConstraint("name", "number", name="uq_template_file"),
        sa.Index(
            "ix_template_file_in_force",
            "name",
            unique=True,
            sqlite_where=sa.text("state = 'in_force'"),
            postgresql_where=sa.text("state = 'in_force'"),
        ),
        sa.CheckConstraint("state IN ('draft', 'in_force', 'earlier')", name="ck_template_file_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    """What the papers of types call it: the name of a file, with its ending."""
    number: Mapped[int]
    """Counted from 1 for each name."""
    state: Mapped[str] = mapped_column(sa.String(12), default=DRAFT)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    size: Mapped[int]
    type_key: Mapped[str] = mapped_column(sa.String(40), default="")
    """Whose fields are offered while no paper names the template yet; empty where papers do."""
    note: Mapped[str] = mapped_column(sa.Text, default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    in_force_at: Mapped[datetime | None] = mapped_column(Moment)
    in_force_by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))

    def __repr__(self) -> str:
        return f"<TemplateFile {self.name} {self.number}: {self.state}>"
