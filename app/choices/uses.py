"""Where a list is used: fields and columns, what cascades by it, and rules and defaults that name one of its values."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.definitions import lookups
from app.definitions.checks import looked
from app.definitions.checks.sight import Placed, Sight
from app.definitions.schema import RecordType
from app.expressions import Expression
from app.expressions.scope import fold
from app.expressions.tree import Column, Compare, Field, Literal, Member, Node, walk
from app.fields.choice import ChoiceOptions
from app.fields.model import Label
from app.fields.scope import ENTRY


@dataclass(frozen=True, slots=True)
class Use:
    """A field or column that offers the list; `where` says which of its entries, by the columns `by`."""

    type_key: str
    type_label: Label
    path: str
    label: Label
    table: Label | None
    where: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Naming:
    """A rule or a default that names values of the list; `path` is that of the field it belongs to, or empty."""

    type_key: str
    type_label: Label
    path: str
    label: Label | None
    rule: str
    values: tuple[str, ...]


def counts() -> Counter[str]:
    """How many fields and columns of the types in force use which list."""
    return Counter(key for definition in _definitions() for key in _lists_of(definition))


def of_list(list_key: str) -> tuple[list[Use], list[Naming]]:
    """Where a list is used, in the order of menus."""
    world = lookups.site_world()
    entries = world.entries(list_key) or {}
    found, named = list[Use](), list[Naming]()
    using = {each.key for each in _definitions() if list_key in _lists_of(each)}
    for definition in _definitions():
        if definition.key in using or using & set(_types_asked(definition)):
            sight = looked(definition, world=world)
            found += _uses(sight, list_key)
            keys = {key for each in world.types.values() if each.key in using for key in _keys(each, list_key)}
            named += _namings(sight, keys, {fold(value): value for value in entries})
    return found, named


def _definitions() -> list[RecordType]:
    return sorted(lookups.current(retired=True).values(), key=lambda each: (each.position, each.key))


def _lists_of(definition: RecordType) -> Iterator[str]:
    for top in definition.fields():
        for each in (top, *top.columns):
            if key := getattr(each.options, "list", None):
                yield key


def _types_asked(definition: RecordType) -> Iterator[str]:
    """Types whose records a report asks."""
    for each in definition.fields():
        yield from (part.of for part in (each.options, *getattr(each.options, "parts", ())) if hasattr(part, "of"))


def _keys(definition: RecordType, list_key: str) -> Iterator[str]:
    for top in definition.fields():
        for each in (top, *top.columns):
            if getattr(each.options, "list", None) == list_key:
                yield each.key


def _uses(sight: Sight, list_key: str) -> Iterator[Use]:
    rules = dict(sight.rules)
    for each in sight.placed:
        options = each.field.options
        if not isinstance(options, ChoiceOptions) or options.list != list_key:
            continue
        rule = rules.get(f"{each.path}.where")
        yield Use(
            sight.definition.key,
            sight.definition.label,
            _path(each),
            each.field.label,
            each.table.label if each.table else None,
            options.where or "",
            tuple(dict.fromkeys(_columns_read(rule))) if rule else (),
        )


def _columns_read(rule: Expression) -> Iterator[str]:
    for node, _depth in walk(rule.tree):
        if isinstance(node, Member) and node.of == Field(ENTRY):
            yield node.key


def _namings(sight: Sight, keys: set[str], values: Mapping[str, str]) -> Iterator[Naming]:
    placed = {each.path: each for each in sight.placed}
    for path, rule in sight.rules:
        at = next((placed[owner] for owner in _owners(path) if owner in placed), None)
        is_default = path.endswith(".default") and at is not None and at.field.key in keys
        named = _literals(rule.tree) if is_default else _compared(rule.tree, keys)
        found = tuple(dict.fromkeys(values[fold(each)] for each in named if fold(each) in values))
        if found:
            label = at.field.label if at else None
            owner = _path(at) if at else ""
            yield Naming(sight.definition.key, sight.definition.label, owner, label, rule.source, found)


def _compared(tree: Node, keys: set[str]) -> Iterator[str]:
    """The texts that stand in a comparison with one of these fields."""
    for node, _depth in walk(tree):
        if isinstance(node, Compare):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                if any(isinstance(each, Field | Column | Member) and each.key in keys for each, _ in walk(side)):
                    yield from _literals(other)


def _literals(tree: Node) -> Iterator[str]:
    for node, _depth in walk(tree):
        if isinstance(node, Literal) and isinstance(node.value, str):
            yield node.value


def _owners(path: str) -> tuple[str, ...]:
    """A path and what it lies in, the nearest first."""
    parts = path.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))


def _path(each: Placed) -> str:
    return f"{each.table.key}.{each.field.key}" if each.table else each.field.key
