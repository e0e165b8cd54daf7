"""Expressions without a scope: templates over plain data, as docxtpl has them."""

import unicodedata
from dataclasses import replace

from app.expressions.bind import Binder
from app.expressions.expression import Expression, made
from app.expressions.faults import ExpressionInvalid, Faults
from app.expressions.functions import FUNCTIONS
from app.expressions.kinds import ANY, Shape
from app.expressions.parser import parse
from app.expressions.scope import Scope
from app.expressions.tokens import Vocabulary, pipes
from app.expressions.tree import Arith, Call, Field, Index, Lookup, Member, Node, children

_NO_NAMES = Scope(())
_VOCABULARY = Vocabulary(functions=FUNCTIONS.names)
_SERIOUS = frozenset(
    f"expression.{what}"
    for what in ("too_long", "too_deep", "too_many_nodes", "number_too_long", "unknown_filter", "pipe_after_arithmetic")
)
_HEAD = "_"


def parse_free(source: str) -> Expression:
    """An expression without a scope: every name is allowed, nothing is known of kinds before it runs.

    What is no expression is one look-up of its whole text before the first pipe; and what is one, but might be the
    key of plain data too (`出访国家/地区`), is that key where the data have it, and is computed otherwise.
    Limits, unknown filters and doubtful pipes are still faults.
    """
    faults = Faults(source)
    end = pipes(source)[0][1]
    words = source[:end].strip()
    binder = Binder(faults, _NO_NAMES, None, free=True)
    try:
        tree, shape = _bound(source, faults, binder)
    except ExpressionInvalid as refused:
        tree, shape = _looked_up(source, end, refused, binder)
        return made(tree, shape, binder, Faults(source))
    filters = len(pipes(source)) - 1
    head = _head(tree, filters)
    plain = _is_path(head) and words == unicodedata.normalize("NFKC", words)
    if not words.isascii() and not plain and words[0] not in "([（":
        tree = _with_head(tree, Lookup(words, head, span=(0, end)), filters)
    return made(tree, shape, binder, faults)


def _bound(source: str, faults: Faults, binder: Binder) -> tuple[Node, Shape]:
    found = binder.bind(parse(source, _VOCABULARY, faults))
    faults.raise_if_any()
    return found


def _looked_up(source: str, end: int, refused: ExpressionInvalid, binder: Binder) -> tuple[Node, Shape]:
    """The look-up of what stands before the first pipe, with its filters; raises what is wrong besides."""
    words = source[:end].strip()
    serious = [fault for fault in refused.faults if fault.code in _SERIOUS]
    inner: Node | None = None
    if serious and all(fault.code == "expression.pipe_after_arithmetic" for fault in serious):
        inner = _names_only(words)
        serious = [] if inner else serious
    if serious or not words:
        raise ExpressionInvalid(serious or refused.faults)
    binder.names.clear()
    binder.names.update(_names(inner) if inner else {words.partition(".")[0].strip()})
    lookup = Lookup(words, inner, span=(0, end))
    rest = source[end:]
    if not rest:
        return lookup, ANY
    moved = Faults(_HEAD + rest)
    tail, shape = _bound(moved.source, moved, Binder(moved, _NO_NAMES, None, free=True))
    return _with_head(tail, lookup, len(pipes(source)) - 1), shape


def _names_only(words: str) -> Node | None:
    """Arithmetic of mere names that reads like a label (`出访国家/地区`): with a pipe behind it, it is meant as one."""
    if words.isascii():
        return None
    faults = Faults(words)
    try:
        tree, _ = _bound(words, faults, Binder(faults, _NO_NAMES, None, free=True))
    except ExpressionInvalid:
        return None
    return tree if isinstance(tree, Arith) and all(_is_path(part) for part in tree.parts) else None


def _names(node: Node) -> set[str]:
    if isinstance(node, Field):
        return {node.key}
    return {name for child in children(node) for name in _names(child)}


def _is_path(node: Node) -> bool:
    """Names, dots and fixed positions only: no key of plain data needs to be guessed."""
    while isinstance(node, Member | Index):
        node = node.of
    return isinstance(node, Field)


def _head(tree: Node, filters: int) -> Node:
    """What the outermost filters are applied to."""
    for _ in range(filters):
        if isinstance(tree, Call):
            tree = tree.args[0]
    return tree


def _with_head(tree: Node, head: Node, filters: int) -> Node:
    """The tree with another head under its outermost filters."""
    if filters and isinstance(tree, Call):
        return replace(tree, args=(_with_head(tree.args[0], head, filters - 1), *tree.args[1:]))
    return head
