"""Why an expression came out as it did: the smallest parts that decided, with what they read."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.expressions.coerce import truth
from app.expressions.evaluate import compiled
from app.expressions.printer import labelled
from app.expressions.scope import RESERVED, Scope
from app.expressions.tree import Choose, Column, Field, Filter, Logic, Member, Node, Not, children
from app.expressions.values import Value, plain_text


@dataclass(frozen=True, slots=True)
class Reading:
    """One name that was read, under its label, and what it was; `text` is empty when it was missing."""

    key: str
    label: str
    value: Value
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One part that decided: how it is written for people, how it came out, what it read."""

    shown: str
    yes: bool
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What an expression gave, and because of what."""

    value: Value
    yes: bool
    reasons: tuple[Reason, ...]


def explained(tree: Node, values: Mapping[str, Value], scope: Scope, row_scope: Scope | None = None) -> Explanation:
    """The explanation of a bound tree over these values."""
    value = compiled(tree)(values)
    parts = dict.fromkeys(_deciding(tree, values))
    reasons = tuple(_reason(part, values, scope, row_scope) for part in parts)
    return Explanation(value, truth(value), reasons)


def _holds(node: Node, values: Mapping[str, Value]) -> bool:
    return truth(compiled(node)(values))


def _deciding(node: Node, values: Mapping[str, Value]) -> list[Node]:
    """Of `and` that is no, the parts that are no; of `or` that is yes, the parts that are yes; else all."""
    match node:
        case Logic(op=op, parts=parts):
            held = [(part, _holds(part, values)) for part in parts]
            decisive = op == "or"
            chosen = [part for part, yes in held if yes is decisive] or [part for part, _ in held]
            return [deep for part in chosen for deep in _deciding(part, values)]
        case Not(of=of):
            return _deciding(of, values)
        case Choose(then=then, when=when, otherwise=otherwise):
            return [*_deciding(when, values), *_deciding(then if _holds(when, values) else otherwise, values)]
    return [node] if _read(node) else []


def _read(node: Node) -> dict[Node, None]:
    """The names, and members of names, that a part reads; filtered rows are read as the rows they come from."""
    match node:
        case Field() | Column():
            return {node: None}
        case Member(of=Field() | Column()):
            return {node: None}
        case Filter(of=of):
            return _read(of)
    return {found: None for child in children(node) for found in _read(child)}


def _reason(node: Node, values: Mapping[str, Value], scope: Scope, row_scope: Scope | None) -> Reason:
    readings = tuple(_reading(found, values, scope, row_scope) for found in _read(node))
    return Reason(labelled(node, scope, row_scope), _holds(node, values), readings)


def _reading(node: Node, values: Mapping[str, Value], scope: Scope, row_scope: Scope | None) -> Reading:
    value = compiled(node)(values)
    keys: list[str] = []
    names = []
    inner: Node | None = node
    while isinstance(inner, Member):
        keys.insert(0, inner.key)
        inner = inner.of
    assert isinstance(inner, Field | Column)
    name = (row_scope.by_key(inner.key) if isinstance(inner, Column) and row_scope else None) or scope.by_key(inner.key)
    name = name or RESERVED.by_key(inner.key)
    for key in keys:
        names.append(name.label if name else "")
        name = next((member for member in name.members if member.key == key), None) if name else None
    label = "·".join(filter(None, [*names, name.label if name else node_key(node)]))
    return Reading(".".join([inner.key, *keys]), label, value, plain_text(value))


def node_key(node: Node) -> str:
    """What a name is called when no label is known."""
    return str(getattr(node, "key", ""))
