"""In which order a list stands, and where a page of it begins: by offset near its front, by key further on."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa

from app.definitions.compiled import CompiledType
from app.errors import Invalid
from app.records.models import SORT_KEYS, record_ix

MAX_KEYS = 3
_LEAST = {"n": -(2**63)}
_ID = record_ix.c.record_id


@dataclass(frozen=True, slots=True)
class SortKey:
    """A column that a list is sorted by."""

    column: sa.ColumnElement[Any]
    descending: bool

    def ordered(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """`column` in this direction."""
        return column.desc() if self.descending else column.asc()

    def behind(self, column: sa.ColumnElement[Any], value: Any) -> sa.ColumnElement[bool]:
        """Does the row stand behind this value?"""
        return sa.and_(column < value if self.descending else column > value)

    def not_before(self, column: sa.ColumnElement[Any], value: Any) -> sa.ColumnElement[bool]:
        """Behind it or level with it."""
        return sa.and_(column <= value if self.descending else column >= value)


@dataclass(frozen=True, slots=True)
class Order:
    """The keys of a list, the record's own number last; newest first where nothing is said.

    Records that have the first key stand first, in its order; those without it follow, newest first, so that the
    index of the key is enough. Further keys read as least where they are missing.
    """

    first: SortKey | None
    rest: tuple[SortKey, ...]

    @property
    def has_tail(self) -> bool:
        """May records be without the first key?"""
        return self.first is not None and bool(getattr(self.first.column, "nullable", False))

    def keys(self) -> tuple[SortKey, ...]:
        """All keys, the record's number last."""
        last = SortKey(_ID, descending=self.first.descending if self.first else True)
        return (*((self.first,) if self.first else ()), *self.rest, last)

    def there(self) -> sa.ColumnElement[bool]:
        """The records that have the first key."""
        return self.first.column.is_not(None) if self.first and self.has_tail else sa.true()

    def missing(self) -> sa.ColumnElement[bool]:
        """The records that have it not."""
        return self.first.column.is_(None) if self.first and self.has_tail else sa.false()

    def columns(self) -> list[sa.ColumnElement[Any]]:
        """What is sorted by."""
        return [key.ordered(key.column) for key in self.keys()]

    def after(self, place: Sequence[Any]) -> sa.ColumnElement[bool]:
        """The records behind a place: `(a, b) > (1, 2)` written out, since the directions may differ."""
        keys = self.keys()
        steps: list[sa.ColumnElement[bool]] = []
        for depth, key in enumerate(keys):
            level = [each.column == value for each, value in zip(keys[:depth], place, strict=False)]
            steps.append(sa.and_(*level, key.behind(key.column, place[depth])))
        return sa.and_(keys[0].not_before(keys[0].column, place[0]), sa.or_(*steps))


def order_of(compiled: CompiledType, sort: Sequence[str]) -> Order:
    """The order that a view or a click asks for: keys of fields, `title`, `state` or `year`, `-` for descending."""
    keys = [_sort_key(compiled, name, is_first=position == 0) for position, name in enumerate(sort[:MAX_KEYS])]
    return Order(first=keys[0] if keys else None, rest=tuple(keys[1:]))


def sortable(compiled: CompiledType, name: str) -> bool:
    """Can a list be sorted by this?"""
    each = compiled.fields.get(name)
    return name in ("title", "state", "year") or (each is not None and each.slot is not None)


def label_of(compiled: CompiledType, key: str) -> object:
    """What people call a field; the key itself if there is none."""
    return compiled.fields[key].definition.label if key in compiled.fields else key


def pack(segment: int, place: Sequence[Any]) -> str:
    """A place in a list as text for a link."""
    return base64.urlsafe_b64encode(orjson.dumps([segment, *place])).decode().rstrip("=")


def unpack(token: str, keys: int) -> tuple[int, list[Any]]:
    """The segment (0: with the first key, 1: without) and the place; raises `Invalid` for what we never wrote."""
    try:
        segment, *place = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, TypeError, binascii.Error):
        raise Invalid.because("record.no_such_page") from None
    scalar = all(isinstance(value, str | int) and not isinstance(value, bool) for value in place)
    if segment not in (0, 1) or len(place) != (1 if segment else keys) or not scalar or not isinstance(place[-1], int):
        raise Invalid.because("record.no_such_page")
    return segment, place


def pack_group(value: str | int | None, token: str) -> str:
    """The same in a list of groups: the group, and the place in it."""
    return base64.urlsafe_b64encode(orjson.dumps([value, token])).decode().rstrip("=")


def unpack_group(packed: str) -> tuple[str | int | None, str]:
    """The reverse; raises `Invalid` for what we never wrote."""
    try:
        value, token = orjson.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (ValueError, TypeError, binascii.Error):
        raise Invalid.because("record.no_such_page") from None
    if not isinstance(token, str) or isinstance(value, bool) or not isinstance(value, str | int | None):
        raise Invalid.because("record.no_such_page")
    return value, token


def _sort_key(compiled: CompiledType, name: str, *, is_first: bool) -> SortKey:
    key, descending = name.removeprefix("-"), name.startswith("-")
    if not sortable(compiled, key):
        raise Invalid.because("record.not_sortable", place=key, field=label_of(compiled, key))
    column = _column(compiled, key)
    if not is_first:
        column = sa.func.coalesce(column, _LEAST.get(column.name[0], "") if column.name != "year" else 0)
    return SortKey(column, descending)


def _column(compiled: CompiledType, key: str) -> sa.ColumnElement[Any]:
    if key in compiled.fields and compiled.fields[key].slot:
        slot = str(compiled.fields[key].slot)
        return record_ix.c[SORT_KEYS.get(slot, slot)]
    return record_ix.c[SORT_KEYS.get(key, key)]
