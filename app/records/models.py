"""The tables of records: `record` is the truth; `record_ix`, `record_row` and `record_text` are derived from it."""

from datetime import date, datetime
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.web.database import Moment

TEXT_SLOTS = tuple(f"t{number}" for number in range(1, 17))
DATE_SLOTS = tuple(f"d{number}" for number in range(1, 7))
NUMBER_SLOTS = tuple(f"n{number}" for number in range(1, 11))
INDEXED_SLOTS = ("t1", "t2", "t3", "t4", "d1", "d2", "n1", "n2")
SORT_KEYS = {"t1": "k1", "t2": "k2", "t3": "k3", "t4": "k4", "title": "title_key"}
"""Text that is sorted by has its pinyin beside it; the other text slots sort by code point."""

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
"""The engine writes it as orjson does: Chinese as it is, not six characters for each."""

ROW_TEXT, ROW_NUMBER, ROW_DATE = ("t1", "t2", "t3", "t4"), ("n1", "n2", "n3", "n4"), ("d1", "d2")


def bytewise() -> sa.types.TypeEngine[str]:
    """Text that both databases compare byte by byte."""
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _slot_columns(texts: tuple[str, ...], dates: tuple[str, ...], numbers: tuple[str, ...]) -> list[sa.Column[Any]]:
    return [
        *(sa.Column(name, bytewise()) for name in texts),
        *(sa.Column(name, bytewise()) for name in dates),
        *(sa.Column(name, sa.BigInteger) for name in numbers),
    ]


def _filled(name: str, *before: str) -> sa.Index:
    """An index that rows without a value cost nothing: it is the same for every type, so publishing needs no DDL."""
    there = sa.text(f"{name} IS NOT NULL")
    return sa.Index(f"ix_record_ix_{name}", *before, name, "record_id", sqlite_where=there, postgresql_where=there)


def table(model: type[Model]) -> sa.Table:
    """The table behind a model, for statements that need no objects."""
    return cast("sa.Table", model.__table__)


class Record(Model):
    """A filled form. `data` holds stored values by field key; the other columns are what every record has."""

    __tablename__ = "record"
    __table_args__ = (
        sa.Index("ix_record_type_updated", "type_key", "updated_at"),
        sa.Index("ix_record_updated", "updated_at", "id"),
        sa.Index("ix_record_owner_updated", "owner_id", "updated_at"),
        sa.Index("ix_record_number", "number", sqlite_where=sa.text("number IS NOT NULL")),
        sa.Index("ix_record_version", "version_id"),
        sa.CheckConstraint("lock_version > 0", name="ck_record_lock_version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    type_key: Mapped[str] = mapped_column(sa.String(40))
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("record_type_version.id"))
    state: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.Text)
    number: Mapped[str | None] = mapped_column(sa.Text)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    department_id: Mapped[int | None] = mapped_column(sa.ForeignKey("department.id"))
    year: Mapped[int | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    lock_version: Mapped[int] = mapped_column()
    imported: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by: Mapped[int | None]
    updated_at: Mapped[datetime] = mapped_column(Moment)
    updated_by: Mapped[int | None]

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012 - SQLAlchemy's own name and type

    def __repr__(self) -> str:
        return f"<Record {self.id} {self.type_key}>"


record_ix = sa.Table(
    "record_ix",
    Model.metadata,
    sa.Column("record_id", sa.ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("type_key", sa.String(40), nullable=False),
    sa.Column("state", sa.String(40), nullable=False),
    sa.Column("department_id", sa.Integer),
    sa.Column("owner_id", sa.Integer),
    sa.Column("year", sa.Integer),
    sa.Column("title_key", bytewise(), nullable=False),
    *(sa.Column(name, bytewise()) for name in ("k1", "k2", "k3", "k4")),
    *_slot_columns(TEXT_SLOTS, DATE_SLOTS, NUMBER_SLOTS),
    *(_filled(name, "type_key") for name in (*INDEXED_SLOTS, "k1", "k2", "k3", "k4")),
    sa.Index("ix_record_ix_newest", "type_key", "record_id"),
    sa.Index("ix_record_ix_title", "type_key", "title_key", "record_id"),
    sa.Index("ix_record_ix_year", "type_key", "year", "state"),
    sa.Index("ix_record_ix_department", "department_id", "type_key", "record_id"),
    sa.Index("ix_record_ix_owner", "owner_id", "type_key", "record_id"),
)
"""What lists filter and sort by: one row per record, its short values in typed slots."""


record_row = sa.Table(
    "record_row",
    Model.metadata,
    sa.Column("record_id", sa.ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("field_key", sa.String(40), primary_key=True),
    sa.Column("pos", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("type_key", sa.String(40), nullable=False),
    sa.Column("year", sa.Integer),
    sa.Column("state", sa.String(40), nullable=False),
    *_slot_columns(ROW_TEXT, ROW_DATE, ROW_NUMBER),
    sa.Index("ix_record_row_figures", "type_key", "field_key", "year", "state", "t1", "n1"),
    sa.Index("ix_record_row_value", "type_key", "field_key", "t1", "record_id"),
)
"""A row of a table marked `reported`, or one value of a choice of many (in t1)."""


class RecordText(Model):
    """What full-text search finds a record by: its words cut into pairs of characters. `search.py` keeps its index."""

    __tablename__ = "record_text"

    record_id: Mapped[int] = mapped_column(
        sa.ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    body: Mapped[str] = mapped_column(sa.Text)


class RecordGrant(Model):
    """Sight of one record beyond rights: of a task's holder, of somebody in copy, of a stand-in.

    `principal` is `user:7`, `dept:3` or `role:leader@3` (`role:leader`: for the whole office).
    `since` and `until` are included.
    """

    __tablename__ = "record_grant"
    __table_args__ = (sa.Index("ix_record_grant_principal", "principal", "record_id"),)

    record_id: Mapped[int] = mapped_column(
        sa.ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    principal: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    why: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    since: Mapped[date | None]
    until: Mapped[date | None]


class Revision(Model):
    """The values as they were once saved; its number is the record's `lock_version` of then."""

    __tablename__ = "revision"

    record_id: Mapped[int] = mapped_column(
        sa.ForeignKey("record.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(sa.ForeignKey("record_type_version.id"))
    state: Mapped[str] = mapped_column(sa.String(40))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None]
    why: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    """In words of the person, where a year was closed that this corrects."""


class Draft(Model):
    """What somebody typed and has not saved, as it was typed. `form` is `new:<type>` or `record:<id>`."""

    __tablename__ = "draft"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, autoincrement=False)
    form: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    type_key: Mapped[str] = mapped_column(sa.String(40))
    record_id: Mapped[int | None] = mapped_column(sa.ForeignKey("record.id", ondelete="CASCADE"))
    raw: Mapped[dict[str, Any]] = mapped_column(JSON)
    base: Mapped[int | None]
    """The record's `lock_version` when typing began."""
    updated_at: Mapped[datetime] = mapped_column(Moment)


class Attachment(Model):
    """A file that somebody sent. Its bytes lie under their SHA-256; `record_id` is empty until a record uses it."""

    __tablename__ = "attachment"
    __table_args__ = (
        sa.Index("ix_attachment_content", "content"),
        sa.Index("ix_attachment_record", "record_id"),
        sa.CheckConstraint("size > 0", name="ck_attachment_size"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(40), unique=True)
    content: Mapped[str] = mapped_column(sa.String(64))
    name: Mapped[str] = mapped_column(sa.Text)
    size: Mapped[int] = mapped_column(sa.BigInteger)
    kind: Mapped[str] = mapped_column(sa.String(20))
    by: Mapped[int | None] = mapped_column(sa.ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    record_id: Mapped[int | None] = mapped_column(sa.ForeignKey("record.id", ondelete="SET NULL"))


class SavedView(Model):
    """常用筛选: conditions and order of a list under a name, of one person or shared with all who see the list.

    `asked` is what the address of the list says (`lists.Asked`); `base` is the view of the definition that it narrows.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        sa.UniqueConstraint("user_id", "type_key", "name", name="uq_saved_view_name"),
        sa.Index("ix_saved_view_type", "type_key", "shared"),
        sa.CheckConstraint("name <> ''", name="ck_saved_view_name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"))
    type_key: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(80))
    base: Mapped[str] = mapped_column(sa.String(40))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    columns: Mapped[list[str]] = mapped_column(JSON)
    """Keys of columns in their order; none: those of `base`."""
    shared: Mapped[bool] = mapped_column(default=False)
    lock_version: Mapped[int] = mapped_column()
    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)

    __mapper_args__ = {"version_id_col": lock_version}  # noqa: RUF012 - SQLAlchemy's own name and type

    def __repr__(self) -> str:
        return f"<SavedView {self.id} of {self.type_key}>"


class ChosenColumns(Model):
    """Which columns somebody wants in a list, in their order. `view`: a key of the definition, or a saved view's id."""

    __tablename__ = "chosen_columns"

    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user.id"), primary_key=True, autoincrement=False)
    type_key: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    view: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    columns: Mapped[list[str]] = mapped_column(JSON)


class SubmittedKey(Model):
    """A form that was sent: sent again by a double click or a lost answer, it leads to the same record."""

    __tablename__ = "submitted_key"
    __table_args__ = (sa.Index("ix_submitted_key_at", "at"),)

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    route: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    record_id: Mapped[int] = mapped_column(sa.ForeignKey("record.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)
