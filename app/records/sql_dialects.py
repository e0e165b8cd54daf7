"""What SQLite and PostgreSQL say differently."""

from typing import Any

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
