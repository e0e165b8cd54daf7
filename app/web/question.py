"""Questions that every page asks: put into SQL once, then handed to the driver as they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Dialect, SelectBase
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Convert: TypeAlias = Callable[[Any], Any]


class Question:
    """A SELECT whose words never change, only its parameters: what SQLAlchemy makes of it is made once.

    It is asked within the session's transaction and gives plain tuples. Errors are those of the driver. It holds no
    `in_`, for then its words would depend on how many there are: `records.sql_dialects.among` takes a list.
    """

    def __init__(self, statement: SelectBase) -> None:
        self._statement = statement

    def rows(self, session: Session, **given: Any) -> list[tuple[Any, ...]]:
        """All rows, for these parameters."""
        connection = session.connection()
        put = _put(self._statement, connection.dialect)
        cursor = connection.connection.cursor()
        cursor.execute(put.sql, put.parameters(given))
        return put.read(cursor.fetchall())


@dataclass(frozen=True, slots=True)
class _Put:
    """A question in the words of one kind of database."""

    sql: str
    binders: Sequence[tuple[str, bool, Any, Convert]]
    """A name, whether its value is given each time, else its value, and how the driver wants it."""
    readers: Sequence[tuple[int, Convert]]
    """Columns that the driver gives in another form."""
    is_positional: bool

    def parameters(self, given: dict[str, Any]) -> Any:
        values = [convert(given[name] if asked else fixed) for name, asked, fixed, convert in self.binders]
        return values if self.is_positional else dict(zip((name for name, *_ in self.binders), values, strict=True))

    def read(self, rows: Sequence[Any]) -> list[tuple[Any, ...]]:
        if not self.readers:
            return list(rows)
        read = []
        for row in rows:
            cells = list(row)
            for at, convert in self.readers:
                cells[at] = convert(cells[at])
            read.append(tuple(cells))
        return read


@lru_cache(maxsize=500)
def _put(statement: SelectBase, dialect: Dialect) -> _Put:
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    fixed, bound = compiled.params, {name: each for each, name in compiled.bind_names.items()}
    return _Put(
        sql=str(compiled),
        binders=[
            (name, bound[name].required, fixed[name], _binder(bound[name].type, dialect))
            for name in compiled.positiontup or fixed
        ],
        readers=[
            (at, reader)
            for at, column in enumerate(statement.selected_columns)
            if (reader := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ],
        is_positional=compiled.positional,
    )


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
