"""Expressions as the rest of the product holds them: bound once, immutable, evaluated often."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.errors import Fault
from app.expressions.bind import Binder
from app.expressions.coerce import truth
from app.expressions.evaluate import compiled
from app.expressions.explain import Explanation, explained
from app.expressions.faults import MAX_CHARACTERS, Faults
from app.expressions.functions import FUNCTIONS
from app.expressions.kinds import Shape
from app.expressions.parser import check_size, parse
from app.expressions.printer import canonical, labelled, told
from app.expressions.scope import ROW_NUMBER, Kind, Name, Scope, fold
from app.expressions.tokens import KEYWORDS, Vocabulary
from app.expressions.tree import Field, Node, Raw
from app.expressions.values import Value

_FIRST_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Expression:
    """A bound expression. Two are equal when their trees are."""

    source: str = field(compare=False)
    """The canonical form: keys, choice values, one spacing; binding it again gives the same tree."""
    tree: Node
    """For walks of one's own, such as SQL; see `app.expressions.tree`."""
    kind: Kind
    item: Kind
    """The kind of a list's items."""
    names: frozenset[str]
    """Keys that it reads at the top, reserved ones (`today`, `actor`) among them; columns of `row_scope` are apart."""
    row_names: frozenset[str]
    """Keys of `row_scope` that it reads."""
    warnings: tuple[Fault, ...] = field(compare=False)
    members: tuple[Name, ...] = field(compare=False, repr=False)
    """What stands behind a dot of the result: the columns, where it gives rows."""
    choices: Mapping[str, str] = field(compare=False, repr=False)
    """Values and labels, where the result is a choice."""
    key: str | None = field(compare=False)
    """The key, if the whole expression is just one name: `values.get(key)` is then its value."""
    value: Callable[[Mapping[str, Value]], Value] = field(compare=False, repr=False)
    """What it gives for these values; raises `ExpressionInvalid` when it passes a limit, and nothing else."""
    row_scope: Scope | None = field(default=None, compare=False, repr=False)

    def holds(self, values: Mapping[str, Value]) -> bool:
        """Whether it gives yes; missing reads as no."""
        return truth(self.value(values))

    def shown(self, scope: Scope) -> str:
        """The source with the labels of this scope, as people read and write it."""
        return labelled(self.tree, scope, self.row_scope)

    def told(self, scope: Scope, language: str) -> str:
        """What it says, for people who only read it: labels and words of their language."""
        return told(self.tree, scope, self.row_scope, language)

    def explain(self, values: Mapping[str, Value], scope: Scope) -> Explanation:
        """Which parts made it so: 有媒体随行 is 否."""
        return explained(self.tree, values, scope, self.row_scope)


def bind(source: str, scope: Scope, *, row_scope: Scope | None = None, proposes: bool = True) -> Expression:
    """The expression in `source` over the names of `scope`, columns of `row_scope` first.

    Raises `ExpressionInvalid` with every fault that can be found, spans in characters of `source`;
    with `proposes` they say what was probably meant.
    """
    faults = Faults(source, proposes)
    if row_scope is None and (name := _only_name(source, scope)) is not None:
        binder = Binder(faults, scope, None)
        start = len(source) - len(source.lstrip())
        return made(*binder.field(Raw(name.key, span=(start, start + len(source.strip()))), name), binder, faults)
    node = parse(source, Vocabulary.of(scope, row_scope, functions=FUNCTIONS.names), faults)
    binder = Binder(faults, scope, row_scope)
    tree, shape = binder.bind(node)
    faults.raise_if_any()
    return made(tree, shape, binder, faults)


def _only_name(source: str, scope: Scope) -> Name | None:
    """The name that a source consists of, as most tags do; None where the words could be read otherwise."""
    words = source.strip()
    if not words or words in KEYWORDS:
        return None
    if (name := scope.by_key(words)) is not None and words.isidentifier():
        return name
    first = _FIRST_WORD.match(words)
    if first is None or fold(words)[:1].isascii() or scope.by_key(first[0]) is not None:
        return None
    return scope.by_label(words)


def made(tree: Node, shape: Shape, binder: Binder, faults: Faults) -> Expression:
    """The expression; refused if its stored form would pass a limit, so that what is stored can always be read."""
    source = canonical(tree)
    if len(source) > MAX_CHARACTERS:
        faults.block("too_long", (0, len(faults.source)), most=MAX_CHARACTERS, length=len(source))
    check_size(tree, faults)
    faults.raise_if_any()
    return Expression(
        source=source,
        tree=tree,
        kind=shape.kind,
        item=shape.item,
        names=frozenset(binder.names),
        row_names=frozenset(binder.row_names),
        warnings=tuple(faults.warnings),
        members=shape.members,
        choices=shape.choices,
        key=tree.key if isinstance(tree, Field) and tree.key != ROW_NUMBER else None,
        value=compiled(tree),
        row_scope=binder.row_scope,
    )
