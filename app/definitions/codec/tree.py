"""A definition file as a tree of texts that knows its lines."""

from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from importlib import import_module
from typing import Any, TypeAlias

from app.errors import Fault


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A place in the file, counted from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Scalar:
    """A text, or None where nothing was written. `end` is the place behind it."""

    text: str | None
    mark: Mark
    end: Mark


@dataclass(slots=True)
class Mapping:
    """Keys with their places and what stands under them."""

    mark: Mark
    flow: bool = False
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: "dict[str, Node]" = field(default_factory=dict)


@dataclass(slots=True)
class Sequence:
    """Items in order."""

    mark: Mark
    flow: bool = False
    items: "list[Node]" = field(default_factory=list)


Node: TypeAlias = Scalar | Mapping | Sequence


@dataclass(slots=True)
class Tree:
    """What was read: `faults` carry places as `line:column`, `mended` are the lines that had to be passed over."""

    root: Node | None
    faults: list[Fault]
    mended: set[int]


@lru_cache(maxsize=4)
def read_tree(text: str) -> Tree:
    """The tree of a file, and everything about it that strict YAML refuses; nobody changes it.

    A text is taken, its comments are kept and its faults are found by line: that is one reading, and it takes long.
    """
    strict = import_module("app.definitions.codec.strict")  # with the YAML library, which filling forms does not need
    tree: Tree = strict.read(text)
    return tree


def plain(node: Node | None) -> Any:
    """The tree as dicts, lists, texts and None."""
    match node:
        case Mapping():
            return {key: plain(value) for key, value in node.values.items()}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.text
        case None:
            return None


def grown(data: Any) -> Node:
    """Plain data as the tree that a file of it would be; where in the file, nobody knows."""
    nowhere = Mark(1, 1)
    if isinstance(data, dict):
        keys = {key: Scalar(key, nowhere, nowhere) for key in data}
        return Mapping(nowhere, keys=keys, values={key: grown(value) for key, value in data.items()})
    if isinstance(data, list | tuple):
        return Sequence(nowhere, items=[grown(item) for item in data])
    return Scalar(_written(data), nowhere, nowhere)


def _written(value: Any) -> str | None:
    """A value as the text that a file has for it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)
