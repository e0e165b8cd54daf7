"""Translated parts of an expression, and how they meet: numbers on one scale, codes with their labels."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.expressions import Coded, Kind, Value
from app.records.models import record_row
from app.records.sql_dialects import day_number, shifted_day

MAX_PLACES = 6
Sql = sa.ColumnElement[Any]
Condition = sa.ColumnElement[bool]


class Untranslatable(Exception):
    """These do not go together in SQL; the translator says where."""


@dataclass(frozen=True, slots=True)
class Part:
    """One value in SQL. A number is an integer scaled by `places`; yes/no is a condition that may be NULL.

    `choices` (value to label) is set for codes: empty for persons, departments and records, whose labels SQL does not
    know. `constant` holds the value itself where it does not depend on the record.
    """

    kind: Kind
    sql: Sql
    places: int = 0
    choices: Mapping[str, str] | None = None
    constant: Value = None
    is_partial: bool = False
    """A date that may be known to the month or year only."""
    has_clock: bool = False
    """A date with a time of day."""

    @property
    def day(self) -> Sql:
        """Of a date the day alone."""
        return sa.func.substr(self.sql, 1, 10) if self.has_clock else self.sql

    @property
    def is_missing(self) -> bool:
        """A constant nothing."""
        return isinstance(self.sql, sa.sql.elements.Null)

    def python(self, raw: Any) -> Value:
        """What a row of the result means."""
        if raw is None:
            return None
        match self.kind:
            case Kind.NUMBER:
                return Decimal(int(raw)).scaleb(-self.places)
            case Kind.YESNO:
                return bool(raw)
            case Kind.DATE:
                return datetime.fromisoformat(raw) if self.has_clock else date.fromisoformat(raw)
            case _:
                return Coded(raw, self.choices.get(raw, raw)) if self.choices is not None else str(raw)


@dataclass(frozen=True, slots=True)
class Many:
    """Rows of a table or values of a choice of many: those of `rows` that meet `where`; `item` is one value of each."""

    rows: Any
    where: tuple[Condition, ...]
    item: Part | None = None

    def exists(self, *further: Condition) -> Condition:
        """Is there one that also meets this?"""
        return sa.exists().select_from(self.rows).where(*self.where, *further)

    def ask(self, column: Sql) -> Sql:
        """One value over all of them."""
        return sa.select(column).select_from(self.rows).where(*self.where).scalar_subquery()


def constant(value: Value) -> Part | tuple[Part, ...]:
    """A value that is known beforehand."""
    match value:
        case None:
            return Part(Kind.ANY, sa.null())
        case bool():
            return Part(Kind.YESNO, sa.literal(value), constant=value)
        case Decimal():
            return _number(value)
        case datetime():
            return Part(Kind.DATE, sa.literal(value.isoformat(" ", "minutes")), constant=value, has_clock=True)
        case date():
            return Part(Kind.DATE, sa.literal(value.isoformat()[:10]), constant=value)
        case Coded():
            return Part(Kind.TEXT, sa.literal(str.__str__(value)), choices={}, constant=value)
        case str():
            return Part(Kind.TEXT, sa.literal(value), constant=value)
        case list() | tuple():
            return tuple(part for part in map(constant, value) if isinstance(part, Part))
        case _:
            raise Untranslatable


def truth(part: Part | Many) -> Condition:
    """Yes or no, as the language reads it; NULL is no."""
    if isinstance(part, Many):
        return part.exists()
    match part.kind:
        case Kind.YESNO:
            return part.sql
        case Kind.NUMBER:
            return part.sql != 0
        case Kind.TEXT:
            return part.sql != ""
        case Kind.DATE:
            return part.sql.is_not(None)
        case _ if part.is_missing:
            return sa.false()
        case _:
            raise Untranslatable


def given(part: Part | Many) -> Condition:
    """Is there anything? Empty text is nothing."""
    if isinstance(part, Many):
        return part.exists()
    if part.is_missing:
        return sa.false()
    return sa.func.coalesce(part.sql, "") != "" if part.kind is Kind.TEXT else part.sql.is_not(None)


def level(one: Part, other: Part) -> tuple[Part, Part]:
    """Two numbers on the same scale, two dates with or without their time; else as they are, if of one kind."""
    if one.kind is not other.kind:
        raise Untranslatable
    if one.has_clock is not other.has_clock:
        return _day_only(one), _day_only(other)
    if one.kind is not Kind.NUMBER or one.places == other.places:
        return one, other
    places = max(one.places, other.places)
    return scaled(one, places), scaled(other, places)


def scaled(part: Part, places: int) -> Part:
    """A number with more places."""
    if places > MAX_PLACES:
        raise Untranslatable
    by = 10 ** (places - part.places)
    if isinstance(part.constant, Decimal):
        return replace(part, sql=sa.literal(int(part.constant.scaleb(places)), sa.BigInteger()), places=places)
    return part if by == 1 else replace(part, sql=part.sql * by, places=places)


def equal(one: Part, other: Part) -> Condition:
    """Equality; a code equals its code and its label."""
    if one.is_missing or other.is_missing:
        return sa.false()
    if one.kind is Kind.TEXT and other.kind is Kind.TEXT and (one.choices is None) != (other.choices is None):
        code, plain = (one, other) if one.choices is not None else (other, one)
        if isinstance(code.constant, Coded):
            return plain.sql.in_([str.__str__(code.constant), code.constant.label])
        return code.sql.in_(_codes(code, plain))
    one, other = level(one, other)
    return one.sql == other.sql


def plus(one: Part, other: Part) -> Part:
    """Numbers, a date and days, or texts."""
    if one.kind is Kind.NUMBER and other.kind is Kind.DATE:
        one, other = other, one
    if one.kind is Kind.DATE and other.kind is Kind.NUMBER:
        return _shifted(one, other.sql, other.places)
    one, other = level(one, other)
    if one.kind is Kind.NUMBER:
        return Part(Kind.NUMBER, one.sql + other.sql, one.places)
    if one.kind is Kind.TEXT and one.choices is None and other.choices is None:
        return Part(Kind.TEXT, one.sql.concat(other.sql))
    raise Untranslatable


def minus(one: Part, other: Part) -> Part:
    """Numbers, the days between two dates, or a date and days."""
    if one.kind is Kind.DATE and other.kind is Kind.DATE:
        return Part(Kind.NUMBER, day_number(one.day) - day_number(other.day))
    if one.kind is Kind.DATE and other.kind is Kind.NUMBER:
        return _shifted(one, -other.sql, other.places)
    one, other = level(one, other)
    if one.kind is not Kind.NUMBER:
        raise Untranslatable
    return Part(Kind.NUMBER, one.sql - other.sql, one.places)


def times(one: Part, other: Part) -> Part:
    """Numbers; exact as long as the digits of both together fit 64 bits."""
    if one.kind is not Kind.NUMBER or other.kind is not Kind.NUMBER or one.places + other.places > MAX_PLACES:
        raise Untranslatable
    return Part(Kind.NUMBER, one.sql * other.sql, one.places + other.places)


def rows_of(alias: str) -> Any:
    """`record_row` under a name of its own."""
    return record_row.alias(alias)


def _number(value: Decimal) -> Part:
    places = max(-int(value.normalize().as_tuple().exponent), 0)
    if places > MAX_PLACES or abs(value) >= 10**15:
        raise Untranslatable
    return Part(Kind.NUMBER, sa.literal(int(value.scaleb(places)), sa.BigInteger()), places, constant=value)


def _shifted(day: Part, by: Sql, places: int) -> Part:
    if places:
        raise Untranslatable
    return Part(Kind.DATE, shifted_day(day.day, by))


def _day_only(part: Part) -> Part:
    return replace(part, sql=part.day, has_clock=False)


def _codes(code: Part, plain: Part) -> list[str]:
    """The codes that a written text means; of persons and departments nobody knows beforehand."""
    if not isinstance(plain.constant, str) or not code.choices:
        raise Untranslatable
    text = plain.constant
    return [text, *(value for value, label in code.choices.items() if label == text)]
