"""Reading a stretch of `record_ix` in an order, with the records behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.fields import Stored
from app.records.models import Record, record_ix, table
from app.records.paging import Order
from app.records.sql_dialects import numbers_in
from app.web.question import Question

Condition: TypeAlias = sa.ColumnElement[bool]
NEWEST_FIRST = Order(None, ())
_ONE: sa.ColumnElement[int] = sa.literal_column("1")

_RECORD = table(Record)


class Line(NamedTuple):
    """A record as lists need it."""

    id: int
    type_key: str
    version_id: int
    state: str
    title: str
    number: str | None
    owner_id: int | None
    department_id: int | None
    year: int | None
    data: Mapping[str, Stored]
    lock_version: int
    imported: bool
    created_at: datetime
    updated_at: datetime


COLUMNS = [_RECORD.c[name] for name in Line._fields]
_LINES = Question(sa.select(*COLUMNS).where(_RECORD.c.id.bool_op("IN")(numbers_in(sa.bindparam("ids")))))


@dataclass(frozen=True, slots=True)
class Group:
    """Records that have something in common: what (None: nothing is filled in), how many, and their totals."""

    value: str | int | None
    label: str
    count: int
    totals: Mapping[str, Decimal | str | None]


@dataclass(frozen=True, slots=True)
class Head:
    """The heading of a group before the line with this number; `is_continued`: the group began on an earlier page."""

    at: int
    group: Group
    is_continued: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Some lines of a list, and where groups begin; `after` begins the next page, empty on the last one."""

    lines: Sequence[Line]
    after: str = ""
    heads: Sequence[Head] = ()


class Found(NamedTuple):
    """A line with its place: in segment 0 stand the records with the first key, in 1 those without."""

    line: Line
    segment: int
    place: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """The records that meet all conditions, in an order."""

    session: Session
    wanted: tuple[Condition, ...]
    order: Order = NEWEST_FIRST

    def front(self, size: int, *, offset: int = 0, place: Sequence[Any] | None = None) -> list[Found]:
        """The records that have the first key."""
        behind = () if place is None else (self.order.after(place),)
        return self._rows(self.order, (self.order.there(), *behind), size, 0 if place else offset)

    def tail(self, size: int, *, offset: int = 0, last_id: int | None = None) -> list[Found]:
        """The records without it, newest first."""
        if size <= 0:
            return []
        behind = () if last_id is None else (record_ix.c.record_id < last_id,)
        found = self._rows(NEWEST_FIRST, (self.order.missing(), *behind), size, offset)
        return [Found(row.line, 1, row.place) for row in found]

    def front_up_to(self, most: int) -> int:
        """How many have the first key, counted so far."""
        return self.counted(most, self.order.there())

    def counted(self, most: int, *further: Condition) -> int:
        """How many there are, counted so far."""
        some = sa.select(_ONE).select_from(record_ix).where(*self.wanted, *further).limit(most).subquery()
        return self.session.connection().execute(sa.select(sa.func.count()).select_from(some)).scalar_one()

    def _rows(self, order: Order, further: Sequence[Condition], size: int, offset: int) -> list[Found]:
        """First where they stand, by the index alone; then the records there, by a question that is always the same."""
        keys = order.keys()
        chosen = sa.select(*(key.column for key in keys)).where(*self.wanted, *further)
        chosen = chosen.order_by(*order.columns()).limit(size)
        places = self.session.connection().execute(chosen.offset(offset) if offset else chosen).all()
        rows = _LINES.rows(self.session, ids=orjson.dumps([place[-1] for place in places]).decode())
        lines = {line.id: line for line in map(Line._make, rows)}
        return [Found(lines[place[-1]], 0, place) for place in places]
