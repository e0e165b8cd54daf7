"""What a condition may be about: fields, what can be counted of tables, the state, today, who acts. Pure.

Each is a node of the expression language with the name, kind and field behind it, so that reading a condition is
finding its node here, and writing one is putting it there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from app.definitions.checks.sight import PERIOD, REPORT
from app.expressions import RESERVED, Kind, Name, Scope
from app.expressions.printer import canonical
from app.expressions.tree import Call, Column, Field, Member, Node
from app.fields import FieldDef
from app.fields.comparisons import COMPARISONS

How: TypeAlias = Literal["", "count", "sum", "avg", "min", "max", "any", "all", "first", "last", "year"]

_OF_COLUMN: Mapping[Kind, tuple[How, ...]] = {
    Kind.NUMBER: ("sum", "max", "min", "avg"),
    Kind.DATE: ("min", "max"),
    Kind.YESNO: ("any", "all"),
    Kind.TEXT: ("",),
}
"""What can be asked of a column of a table as a whole."""
_MADE: Mapping[How, Kind] = {
    "count": Kind.NUMBER,
    "any": Kind.YESNO,
    "all": Kind.YESNO,
    "first": Kind.DATE,
    "last": Kind.DATE,
    "year": Kind.NUMBER,
}
"""What a function makes, where that is not what it is made of."""
_GENERAL = ("today",)
_OF_ACTOR = ("roles", "name", "department")
_OF_RECORD = ("number", "created_on", "owner", "department")
_SAID = (Kind.TEXT, Kind.NUMBER, Kind.DATE, Kind.YESNO)
"""What of a report can be compared with a record."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to compare. `way` are the names that lead to it, `how` what is made of the last one."""

    key: str
    """How it is written: `headcount`, `sum(visitors.age)`."""
    node: Node
    way: tuple[Name, ...]
    kind: Kind
    comparisons: tuple[str, ...]
    how: How = ""
    asks: FieldDef | None = None
    """Whose input takes its value."""
    group: str = "field"
    """Under which heading it is offered: entry, row, field, table, general, report."""
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> Name:
        """The last name on the way."""
        return self.way[-1]


class Subjects(Mapping[str, Subject]):
    """All that a rule at one place may speak of, by how it is written; also found by its node."""

    def __init__(self, found: Iterable[Subject]) -> None:
        self._by_key = {each.key: each for each in found}
        self._by_node = {each.node: each for each in self._by_key.values()}

    def __getitem__(self, key: str) -> Subject:
        return self._by_key[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_key)

    def __len__(self) -> int:
        return len(self._by_key)

    def of(self, node: Node) -> Subject | None:
        """The one that stands in an expression."""
        return self._by_node.get(node)


def subjects(  # noqa: PLR0913 - all the places where names come from
    scope: Scope,
    fields: Mapping[str, FieldDef],
    *,
    row: Scope | None = None,
    columns: Mapping[str, FieldDef] | None = None,
    choices: Mapping[str, Mapping[str, str]] | None = None,
    entry: Name | None = None,
) -> Subjects:
    """What may be spoken of; `choices` are those of `state` and `actor.roles`, where they are known.

    `entry` is an entry of a list, for rules that choose among them.
    """
    known = choices or {}
    of_entry = () if entry is None else _of_entry(entry)
    return Subjects([*of_entry, *_of_row(row, columns or {}), *_of_fields(scope, fields), *_reserved(scope, known)])


def of_report(known: Subjects, scope: Scope) -> Subjects:
    """The same for what a report asks of other records: nobody in particular asks, but the year and the report are
    known."""
    return Subjects([*(each for each in known.values() if each.way[0].key != "actor"), *_report(scope)])


def _of_entry(entry: Name) -> Iterator[Subject]:
    return (_plain(Member(Field(entry.key), each.key), (entry, each), "entry") for each in entry.members)


def _of_row(row: Scope | None, columns: Mapping[str, FieldDef]) -> Iterator[Subject]:
    for name in row or ():
        if name.key in columns:
            yield _single(Column(name.key, 0), (name,), columns[name.key], "row")
            yield from _years(Column(name.key, 0), name, columns[name.key], "row")


def _of_fields(scope: Scope, fields: Mapping[str, FieldDef]) -> Iterator[Subject]:
    for name in scope:
        each = fields.get(name.key)
        if each is None or each.retired:
            continue
        node = Field(name.key)
        if name.kind is Kind.ROWS:
            yield from _of_table(node, name, each)
            continue
        yield _single(node, (name,), each, "field")
        yield from _years(node, name, each, "field")
        if name.kind is Kind.LIST and name.item is Kind.DATE:
            yield _made("first", node, (name,), each, "field")
            yield _made("last", node, (name,), each, "field")
        yield from (_plain(Member(node, member.key), (name, member), "field") for member in _copied(name))


def _copied(name: Name) -> Iterator[Name]:
    """What a reference took along, as far as its kind is known."""
    return (member for member in name.members if member.kind is not Kind.ANY)


def _of_table(node: Node, name: Name, table: FieldDef) -> Iterator[Subject]:
    yield _made("count", node, (name,), None, "table")
    yield replace(_single(node, (name,), table, "table"), asks=None)
    columns = {column.key: column for column in table.columns}
    for member in name.members:
        column = columns.get(member.key)
        if column is None or column.retired:
            continue
        cells, way = Member(node, member.key), (name, member)
        for how in _OF_COLUMN.get(member.kind, ()):
            if how:
                yield _made(how, cells, way, column, "table")
            else:
                listed = _plain(cells, way, "table", kind=Kind.LIST)
                yield replace(listed, asks=column, choices=member.choices)


def _reserved(scope: Scope, choices: Mapping[str, Mapping[str, str]]) -> Iterator[Subject]:
    wanted = {"actor": _OF_ACTOR, "record": _OF_RECORD}
    for name in RESERVED:
        if scope.by_key(name.key) is not None:
            continue
        node = Field(name.key)
        if name.key in _GENERAL:
            yield _plain(node, (name,), "general")
            yield from _years(node, name, None, "general")
        elif name.key == "state" and choices.get("state"):
            yield _picked(_plain(node, (name,), "general"), choices["state"])
        for member in name.members:
            if member.key in wanted.get(name.key, ()):
                made = _plain(Member(node, member.key), (name, member), "general")
                is_roles = (name.key, member.key) == ("actor", "roles")
                yield replace(made, choices=choices.get("actor.roles", {})) if is_roles else made


def _years(node: Node, name: Name, each: FieldDef | None, group: str) -> Iterator[Subject]:
    """The year of a day."""
    if name.kind is Kind.DATE:
        yield _made("year", node, (name,), each, group)


def _report(scope: Scope) -> Iterator[Subject]:
    period, report = scope.by_key(PERIOD.key), scope.by_key(REPORT)
    if period is not None:
        yield _plain(Field(period.key), (period,), "report", kind=Kind.NUMBER)
    if report is not None:
        for member in (each for each in report.members if each.kind in _SAID):
            yield _plain(Member(Field(REPORT), member.key), (report, member), "report")


def _picked(made: Subject, choices: Mapping[str, str]) -> Subject:
    return replace(made, choices=choices, comparisons=("is", "not", "among", "none_of"))


def _single(node: Node, way: tuple[Name, ...], each: FieldDef, group: str) -> Subject:
    name, suits = way[-1], each.kind.comparisons(each.options)
    return Subject(canonical(node), node, way, name.kind, suits, asks=each, group=group, choices=name.choices)


def _plain(node: Node, way: tuple[Name, ...], group: str, *, kind: Kind | None = None) -> Subject:
    name = way[-1]
    found = kind or name.kind
    return Subject(canonical(node), node, way, found, COMPARISONS[found], group=group, choices=name.choices)


def _made(how: How, of: Node, way: tuple[Name, ...], each: FieldDef | None, group: str) -> Subject:
    """What a function makes of a table, a column, a span or a day."""
    node, kind = Call(how, (of,)), _MADE.get(how, way[-1].kind)
    return Subject(canonical(node), node, way, kind, COMPARISONS[kind], how, each, group)
