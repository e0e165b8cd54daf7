"""What the rules and texts of a definition read, down to single columns (pure)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from typing import TypeAlias

from app.definitions.checks import World, looked
from app.definitions.checks.sight import Placed
from app.definitions.renames import today
from app.definitions.schema import RecordType
from app.definitions.uses import renamed
from app.errors import Invalid
from app.expressions import Expression, bind
from app.expressions.tree import Call, Column, Field, Filter, Index, Is, Loose, Member, Node, children, walk

YESNO = frozenset({"visible", "required", "where", "rule", "when"})
"""The properties of a definition that are conditions."""
Trees: TypeAlias = frozenset[Node | str]
"""What conditions say; a text where it cannot be read."""


class Reads:
    """The rules of one definition by where they stand. Keys in them are those of today, for comparing."""

    def __init__(self, definition: RecordType, world: World, moved: Mapping[str, str] | None = None) -> None:
        self.definition, self._moved = definition, moved or {}
        self._sight = sight = looked(definition, world=world)
        self._placed = {_path(each): each for each in sight.placed}
        self._rules: dict[str, list[Expression]] = defaultdict(list)
        for path, rule in sight.rules:
            self._rules[path].append(rule)

    def paths(self) -> Iterator[str]:
        """Every field and column."""
        return iter(self._placed)

    def of_field(self, path: str) -> Iterator[Expression]:
        """What makes the value of a field or column: its computing, its default, the pattern of its number."""
        placed = self._placed.get(path)
        if placed is None:
            return
        places = [f"{placed.path}.compute", f"{placed.path}.default"]
        if series := getattr(placed.field.options, "series", None):
            places.append(f"series.{series}.pattern")
        for place in places:
            yield from self._rules.get(place, ())

    @cached_property
    def texts(self) -> tuple[Expression, ...]:
        """What stands in title, brief and names of files: for everybody who comes to a record, or is told of it."""
        names = [f"documents[{at}].filename" for at in range(len(self.definition.documents))]
        return tuple(rule for place in ("title", "brief", *names) for rule in self._rules.get(place, ()))

    @cached_property
    def conditions(self) -> tuple[tuple[str, Expression], ...]:
        """What says yes or no, each with the path of the field or column that it is of, if it is of one.

        What is shown, asked for, listed, warned of or may be pressed: each tells one bit of what it reads.
        """
        of_field = {placed.path: path for path, placed in self._placed.items()}
        places = ((place.rpartition("."), rules) for place, rules in self._rules.items())
        of_yesno = ((of_field.get(at, ""), rules) for (at, _dot, name), rules in places if name in YESNO)
        return tuple((path, each) for path, rules in of_yesno for each in rules)

    def written(self, rule: str, path: str) -> Iterator[Expression]:
        """A rule that somebody wrote for a field or column, if it can be read."""
        placed = self._placed.get(path)
        row = self._sight.row_scope(placed.table) if placed and placed.table else None
        with suppress(Invalid):
            yield bind(rule, self._sight.scope, row_scope=row)

    def today(self, path: str) -> str:
        """The path of a field or column under the keys of today."""
        return today(path, self._moved)

    def told(self, rule: Expression, path: str = "") -> tuple[str, Node]:
        """What a rule says, and of the rows of which table."""
        return self.today(path.partition(".")[0]) if rule.row_names else "", self.tree(rule)

    def tree(self, rule: Expression) -> Node:
        """What a rule says, under the keys of today."""
        tree = rule.tree
        for before, now in self._moved.items():
            tree = renamed(tree, before, now)
        return tree

    def condition(self, place: str, written: str | None) -> Trees:
        """A condition, for comparing; nothing where there is none."""
        found = frozenset[Node | str](self.tree(rule) for rule in self._rules.get(place, ()))
        return found or (frozenset({written}) if written else frozenset())

    def sources(self, rule: Expression, path: str = "") -> Iterator[str]:
        """The fields and columns that a rule reads; of one at a column, columns of its row too."""
        table = path.partition(".")[0]
        yield from (f"{table}.{column}" for column in rule.row_names)
        named = {node.key for node, _ in walk(rule.tree) if isinstance(node, Member | Column | Loose)}
        whole = {*_whole(rule.tree, told=True)}
        for key in rule.names:
            if key in self._placed:
                yield key
                columns = self._placed[key].field.columns
                yield from (f"{key}.{each.key}" for each in columns if key in whole or each.key in named)


def _path(placed: Placed) -> str:
    return placed.field.key if placed.table is None else f"{placed.table.key}.{placed.field.key}"


def _whole(node: Node, *, told: bool) -> Iterator[str]:
    """Tables whose rows are told as they are; counting them, or asking for one column, tells no more than that."""
    if isinstance(node, Field):
        yield from (node.key,) if told else ()
        return
    narrow = isinstance(node, Member | Is) or (isinstance(node, Call) and node.name == "count")
    wide = isinstance(node, Filter | Index)
    for at, child in enumerate(children(node)):
        yield from _whole(child, told=told if wide and at == 0 else not (narrow and at == 0))
