"""Questions that every page asks, and what is written of many rows: put into SQL once, then given to the driver."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, TypeAlias

from sqlalchemy import Dialect, SelectBase, TextClause, UpdateBase
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Convert: TypeAlias = Callable[[Any], Any]
Binder: TypeAlias = tuple[str, bool, Any, Convert]


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


class Writing:
    """A statement that writes many rows, each with its own parameters: what SQLAlchemy makes of it is made once.

    `columns` are those that it fills; nothing else gets a default. It is done within the session's transaction, which
    has to be a writing one.
    """

    def __init__(self, statement: UpdateBase | TextClause, columns: Iterable[str] = ()) -> None:
        self._statement, self._columns = statement, tuple(columns)

    def rows(self, session: Session, rows: Sequence[Mapping[str, Any]], **same: Any) -> int:
        """Write these rows, with what is the `same` in all of them; gives how many rows it met."""
        if not rows:
            return 0
        connection = session.connection()
        put = _put(self._statement, connection.dialect, self._columns)
        cursor = connection.connection.cursor()
        cursor.executemany(put.sql, put.many(rows, same))
        return cursor.rowcount


@dataclass(frozen=True, slots=True)
class _Put:
    """A question in the words of one kind of database."""

    sql: str
    binders: Sequence[Binder]
    """A name, whether its value is given each time, else its value, and how the driver wants it."""
    readers: Sequence[tuple[int, Convert]]
    """Columns that the driver gives in another form."""
    is_positional: bool

    def parameters(self, given: dict[str, Any]) -> Any:
        values = [convert(given[name] if asked else fixed) for name, asked, fixed, convert in self.binders]
        return values if self.is_positional else dict(zip((name for name, *_ in self.binders), values, strict=True))

    def many(self, rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]) -> Sequence[Any]:
        """The same for many rows: what is in all of them alike is converted once."""
        made = list(zip(*(self._column(binder, rows, same) for binder in self.binders), strict=True))
        names = [name for name, *_ in self.binders]
        return made if self.is_positional else [dict(zip(names, row, strict=True)) for row in made]

    @staticmethod
    def _column(binder: Binder, rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]) -> Iterable[Any]:
        name, is_asked, fixed, convert = binder
        if name in same or not is_asked:
            return [convert(same[name] if is_asked else fixed)] * len(rows)
        given = map(itemgetter(name), rows)
        return given if convert is _as_it_is else map(convert, given)

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
def _put(statement: SelectBase | UpdateBase | TextClause, dialect: Dialect, columns: tuple[str, ...] = ()) -> _Put:
    compiled = statement.compile(dialect=dialect, column_keys=columns or None)
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
            for at, column in enumerate(statement.selected_columns if isinstance(statement, SelectBase) else ())
            if (reader := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ],
        is_positional=compiled.positional,
    )


def _binder(kind: TypeEngine[Any], dialect: Dialect) -> Convert:
    return kind.dialect_impl(dialect).bind_processor(dialect) or _as_it_is


def _as_it_is(value: Any) -> Any:
    return value
