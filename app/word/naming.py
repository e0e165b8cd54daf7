"""What a tag's words mean where it stands: names of the record, of loops around it, of the row it is printed in."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from app.expressions import RESERVED, Expression, ExpressionInvalid, Kind, Name, Scope, bind, parse_free
from app.expressions.scope import fold
from app.expressions.tree import Call, Field, Filter, Index, Literal, Lookup, Member, Node, children
from app.word.plan import ROW_KEY, Print, PrintKey, PrintMember, Reader
from app.word.plan import Node as PlanNode
from app.word.sheet import Ink

_TEXTS = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_ROW_MARK = re.compile("(" + _TEXTS + ")|" + re.escape(ROW_KEY.format("")) + r"(\w+)")
_OF_LISTS = frozenset({"count", "sum", "min", "max", "avg", "any", "all", "first", "last", "join", "unique"})
"""Functions that take a column as a whole: `sum(费用.金额)` in a table does not make its row repeat."""


@dataclass(frozen=True, slots=True)
class Bound:
    """An expression and the shortest way to its value.

    `path` is the row and column that it only reads; `row` is the table whose name means its current row,
    where the expression itself does not know (without a scope).
    """

    expression: Expression
    path: tuple[str, str] | None = None
    row: str = ""

    def reader(self) -> Reader:
        """A function from the values to this value."""
        value, row, key = self.expression.value, self.row, ROW_KEY.format(self.row)
        return (lambda frame: value({**frame, row: frame.get(key)})) if row else value

    def source(self) -> str:
        """The expression in keys, as it could be written in a tag."""
        return _ROW_MARK.sub(lambda found: found[1] or found[2], self.expression.source)

    def condition(self) -> Reader:
        """A function from the values to whether this holds."""
        holds, row, key = self.expression.holds, self.row, ROW_KEY.format(self.row)
        return (lambda frame: holds({**frame, row: frame.get(key)})) if row else holds

    def printed(self, ink: Ink) -> PlanNode:
        """The node that writes it."""
        key = self.expression.key
        if self.path is not None:
            return PrintMember(*self.path, ink)
        return Print(self.reader(), ink) if key is None else PrintKey(key, ink)


@dataclass(frozen=True, slots=True)
class Names:
    """The names that can be read at one point of the template."""

    scope: Scope | None
    local: Mapping[str, Name] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    _scopes: dict[str, Scope] = field(default_factory=dict, compare=False, repr=False)
    """Scopes made from these names so far, by the table that means its row; "" is the one where none does."""
    _rows: dict[tuple[str, str], Expression | None] = field(default_factory=dict, compare=False, repr=False)
    """What was found so far of sources in the row of a table."""
    _words: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    """How each table may be written, folded."""

    def bound(self, source: str) -> Bound:
        """The expression, or `ExpressionInvalid`."""
        if self.scope is None:
            return self._free(source)
        for key in self.rows:
            in_row = self._in_row(source, key)
            if in_row is not None:
                return Bound(in_row, _path(in_row.tree, {ROW_KEY.format(key)}))
        expression = bind(source, self._seen())
        return Bound(expression, _path(expression.tree, self.local.keys()))

    def with_local(self, name: str, *, of: Expression | None, is_item: bool) -> "Names":
        """These names and one that `for` or `set` gives."""
        known = Name(name, name, Kind.ANY) if of is None else _like(name, of, is_item=is_item)
        return replace(self, local={**self.local, name: known}, _scopes={}, _rows={}, _words={})

    def with_rows(self, tables: tuple[str, ...]) -> "Names":
        """These names in a row that repeats for a table."""
        return replace(self, rows=tables)

    def tables_of(self, source: str) -> tuple[str, ...]:
        """The tables whose single row the tag means: a column of them, and not as a list."""
        if self.scope is None:
            known = {*self.local, *(name.key for name in RESERVED)}
            return tuple(key for key in _rows_read(_parsed(source).tree) if key not in known)
        written = fold(source)
        near = (key for key, words in self._tables().items() if any(word in written for word in words))
        return tuple(key for key in near if self._in_row(source, key) is not None)

    def label(self, key: str) -> str:
        """What people call it."""
        name = self.scope.by_key(key) if self.scope else None
        return name.label if name else key

    def padding(self, source: str) -> tuple[str, int, str] | None:
        """The table, the number and the source in keys of `来访人员 | 至少(5)`; None if the tag says something else."""
        bound = self.bound(source)
        match _plain(bound.expression.tree):
            case Call(name="at_least", args=(Field(key=key), Literal(value=Decimal() as least))):
                return key, int(least), bound.source()
            case _:
                return None

    def _free(self, source: str) -> Bound:
        expression = _parsed(source)
        rows = [key for key in _rows_read(expression.tree) if key in self.rows]
        if rows:
            found = _path(_plain(expression.tree), rows)
            return Bound(expression, found and (ROW_KEY.format(found[0]), found[1]), rows[0])
        return Bound(expression, _path(_plain(expression.tree), self.local))

    def _seen(self, row: str = "") -> Scope:
        """The scope with what blocks around have named, and with one table meaning its current row."""
        if row not in self._scopes:
            own = (name for name in self.scope or () if name.key not in self.local)
            names = [*self.local.values(), *(_as_row(name) if name.key == row else name for name in own)]
            self._scopes[row] = Scope(names)
        return self._scopes[row]

    def _tables(self) -> Mapping[str, tuple[str, ...]]:
        if "" not in self._words:
            self._words[""] = ()
            own = (name for name in self.scope or () if name.kind is Kind.ROWS and name.key not in self.local)
            self._words.update((name.key, tuple(map(fold, _words(name)))) for name in own)
        return self._words

    def _in_row(self, source: str, key: str) -> Expression | None:
        """The expression with the table meaning its row, if that is how it makes sense and it reads a column."""
        if (source, key) not in self._rows:
            self._rows[source, key] = self._bound_in_row(source, key)
        return self._rows[source, key]

    def _bound_in_row(self, source: str, key: str) -> Expression | None:
        row_key = ROW_KEY.format(key)
        try:
            expression = bind(source, self._seen(key), proposes=False)
        except ExpressionInvalid:
            return None
        return expression if row_key in _rows_read(expression.tree) else None


_parsed = lru_cache(maxsize=4096)(parse_free)
"""A tag of plain data is read twice: when its row is looked for, and when it is bound."""


def _like(name: str, of: Expression, *, is_item: bool) -> Name:
    """A name of the kind of an expression, or of the items in it."""
    if not is_item:
        return Name(name, name, of.kind, of.item, of.members, of.choices)
    kind = Kind.ROW if of.kind is Kind.ROWS else of.item if of.kind is Kind.LIST else Kind.ANY
    return Name(name, name, kind, members=of.members, choices=of.choices)


def _path(tree: Node, keys: Collection[str]) -> tuple[str, str] | None:
    """The row and the column, if that is all that the expression reads."""
    if isinstance(tree, Member) and isinstance(tree.of, Field) and tree.of.key in keys:
        return tree.of.key, tree.key
    return None


def _words(name: Name) -> tuple[str, ...]:
    return (name.key, name.label, *name.aliases)


def _as_row(table: Name) -> Name:
    """The table's name for its current row."""
    key = ROW_KEY.format(table.key)
    return Name(key, table.label, Kind.ROW, members=table.members, aliases=(table.key, *table.aliases))


def _plain(tree: Node) -> Node:
    """What loose data would be read as if the whole text is no key."""
    return tree.inner if isinstance(tree, Lookup) and tree.inner is not None else tree


def _rows_read(node: Node) -> tuple[str, ...]:
    """Names before a dot, outside everything that takes a list."""
    if isinstance(node, Member) and isinstance(node.of, Field):
        return (node.of.key,)
    if isinstance(node, Filter | Index) or (isinstance(node, Call) and node.name in _OF_LISTS):
        return ()
    return tuple(dict.fromkeys(key for child in children(node) for key in _rows_read(child)))
