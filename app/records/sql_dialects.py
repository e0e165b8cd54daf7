"""What SQLite and PostgreSQL say differently."""

from collections.abc import Iterable
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class position(FunctionElement[int]):  # noqa: N801 - named as SQL functions are
    """Where in the first text the second begins, from 1; 0 if nowhere. Case counts."""

    type = sa.Integer()
    inherit_cache = True


class day_number(FunctionElement[int]):  # noqa: N801 - named as SQL functions are
    """A day as a number, for differences."""

    type = sa.Integer()
    inherit_cache = True


class shifted_day(FunctionElement[str]):  # noqa: N801 - named as SQL functions are
    """The ISO day so many days after another."""

    type = sa.String()
    inherit_cache = True


def among(column: sa.SQLColumnExpression[Any], numbers: Iterable[int]) -> sa.ColumnElement[bool]:
    """Whether it is one of these numbers."""
    return column.bool_op("IN")(numbers_in(written(numbers)))


def among_given(column: sa.SQLColumnExpression[Any], name: str) -> sa.ColumnElement[bool]:
    """Whether it is one of the numbers that a question is given under this name, as they are `written`."""
    return column.bool_op("IN")(numbers_in(sa.bindparam(name)))


def written(numbers: Iterable[int]) -> str:
    """Numbers as one parameter."""
    return orjson.dumps(sorted(numbers)).decode()


class numbers_in(FunctionElement[int]):  # noqa: N801 - named as SQL functions are
    """The numbers of a JSON list, to stand behind IN: one parameter, however many there are."""

    type = sa.Integer()
    inherit_cache = True


@compiles(position)
def _position(element: Any, compiler: Any, **kw: Any) -> str:
    return f"instr({compiler.process(element.clauses, **kw)})"


@compiles(position, "postgresql")
def _position_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **kw)})"


@compiles(day_number)
def _day_number(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(julianday({compiler.process(element.clauses, **kw)}) + 0.5 AS INTEGER)"


@compiles(day_number, "postgresql")
def _day_number_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"(CAST({compiler.process(element.clauses, **kw)} AS DATE) - DATE '0001-01-01')"


@compiles(shifted_day)
def _shifted_day(element: Any, compiler: Any, **kw: Any) -> str:
    day, by = (compiler.process(part, **kw) for part in element.clauses)
    return f"date({day}, CAST({by} AS TEXT) || ' days')"


@compiles(shifted_day, "postgresql")
def _shifted_day_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    day, by = (compiler.process(part, **kw) for part in element.clauses)
    return f"to_char(CAST({day} AS DATE) + {by}, 'YYYY-MM-DD')"


@compiles(numbers_in)
def _numbers_in(element: Any, compiler: Any, **kw: Any) -> str:
    return f"(SELECT value FROM json_each({compiler.process(element.clauses, **kw)}))"  # noqa: S608 - a parameter


@compiles(numbers_in, "postgresql")
def _numbers_in_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    rows = f"json_array_elements_text(CAST({compiler.process(element.clauses, **kw)} AS JSON))"
    return f"(SELECT CAST(value AS BIGINT) FROM {rows})"  # noqa: S608 - a parameter
