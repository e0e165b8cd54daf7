"""Tables of definitions: types and choice lists, each with its versions, and the guard over versions in use."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment


class TypeHead(Model):
    """A record type: its key, and the version under which new records are filled."""

    __tablename__ = "record_type"

    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    #: The newest published version; none while there is only a draft.
    current_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("record_type_version.id", use_alter=True, name="fk_record_type_current")
    )
    #: No new records; old ones stay as they are.
    retired: Mapped[bool] = mapped_column(default=False)

    def __repr__(self) -> str:
        return f"<TypeHead {self.key}>"


class TypeVersion(Model):
    """A definition as it was published, or the one draft of its type (which has no number)."""

    __tablename__ = "record_type_version"
    __table_args__ = (
        sa.UniqueConstraint("key", "number", name="uq_record_type_version_number"),
        sa.CheckConstraint("status in ('draft', 'published', 'retired')", name="ck_record_type_version_status"),
        sa.CheckConstraint("(status = 'draft') = (number IS NULL)", name="ck_record_type_version_draft"),
        sa.Index(
            "uq_record_type_version_draft",
            "key",
            unique=True,
            sqlite_where=sa.text("number IS NULL"),
            postgresql_where=sa.text("number IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.ForeignKey("record_type.key"))
    number: Mapped[int | None]
    #: `RecordType` as JSON, without defaults.
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    #: Index slot by field key, kept from version to version.
    slots: Mapped[dict[str, str]] = mapped_column(sa.JSON, default=dict)
    #: The file as it was written, with its comments.
    source: Mapped[str] = mapped_column(sa.Text, default="")
    status: Mapped[str] = mapped_column(sa.String(10))
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by: Mapped[int | None]

    def __repr__(self) -> str:
        return f"<TypeVersion {self.key} {self.number}>"


class ListHead(Model):
    """A choice list: its key and its newest version."""

    __tablename__ = "choice_list"

    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    current_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("choice_list_version.id", use_alter=True, name="fk_choice_list_current")
    )

    def __repr__(self) -> str:
        return f"<ListHead {self.key}>"


class ListVersion(Model):
    """A choice list as it was at a time. Versions never change: a new one is written beside them."""

    __tablename__ = "choice_list_version"
    __table_args__ = (sa.UniqueConstraint("key", "number", name="uq_choice_list_version_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.ForeignKey("choice_list.key"))
    number: Mapped[int]
    #: `ChoiceList` as JSON, without defaults.
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime] = mapped_column(Moment)
    published_by: Mapped[int | None]

    def __repr__(self) -> str:
        return f"<ListVersion {self.key} {self.number}>"


USERS_OF_VERSIONS = (
    ("record", "version_id"),
    ("revision", "version_id"),
    ("document", "version_id"),
    ("figure_run", "version_id"),
    ("figure_run", "counted_version_id"),
)
"""Where versions are pointed at: filled forms, papers, countings. They stand above us, so we know their names only."""

_IS_USED = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE {column} = OLD.id)"  # noqa: S608 - our own names
    for table, column in USERS_OF_VERSIONS
)
_BEFORE = (
    "CREATE TRIGGER record_type_version_fixed BEFORE UPDATE OF key, number, content, sha256 ON record_type_version"
)
_REFUSAL = "'a version that records use never changes'"

_SQLITE = f"{_BEFORE} WHEN {_IS_USED} BEGIN SELECT RAISE(ABORT, {_REFUSAL}); END"
_FUNCTION = f"""CREATE FUNCTION version_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF {_IS_USED} THEN RAISE EXCEPTION {_REFUSAL}; END IF; RETURN NEW; END $$"""
_POSTGRESQL = f"{_BEFORE} FOR EACH ROW EXECUTE FUNCTION version_fixed()"

GUARDS = {"sqlite": (_SQLITE,), "postgresql": (_FUNCTION, _POSTGRESQL)}
"""By dialect, for migrations too: the database itself refuses to change a version that records were filled under."""

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        _guard = sa.DDL(_statement).execute_if(dialect=_dialect)  # type: ignore[no-untyped-call]
        event.listen(TypeVersion.__table__, "after_create", _guard)
