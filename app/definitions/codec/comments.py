"""The comments of a definition file, by what they stand at: so they follow it when the file is written anew."""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any, TypeAlias

from app.definitions.codec.tree import Mapping, Mark, Node, Scalar, Sequence, plain, read_tree

Place: TypeAlias = tuple[Hashable, ...]
"""Keys, and for items of lists what identifies them: their key, not their number."""


@dataclass(slots=True)
class Comment:
    """Lines above (an empty one is a blank line) and the words beside."""

    above: list[str] = field(default_factory=list)
    beside: str = ""


@dataclass
class Comments:
    """All comments of a file; `head` are those before the first key, `below` those behind the last line.

    Once they are attached nobody changes them.
    """

    head: list[str] = field(default_factory=list)
    by_place: dict[Place, Comment] = field(default_factory=dict)
    below: list[str] = field(default_factory=list)

    def at(self, place: Place) -> Comment:
        """The comment of a place, empty if there is none."""
        return self.by_place.get(place, Comment())

    def is_inside(self, place: Place) -> bool:
        """Does anything within this place have words beside or above it?"""
        return place in self._around

    @cached_property
    def _around(self) -> set[Place]:
        """Every place that something with a comment is in."""
        return {place[:deep] for place in self.by_place for deep in range(len(place))}


def item(key: str) -> Hashable:
    """The step of a place that leads to the item of a list with this key."""
    return ("item", key)


def followed(comments: Comments, moves: Iterable[tuple[Place, Place]]) -> Comments:
    """The comments where what they stand at has gone: each move leads from a place to its new one."""
    by_place = comments.by_place
    for before, now in moves:
        by_place = {
            (now + place[len(before) :] if place[: len(before)] == before else place): each
            for place, each in by_place.items()
        }
    return Comments(comments.head, by_place, comments.below)


def identity(item: Any, position: int) -> Hashable:
    """What an item of a list is known by."""
    if isinstance(item, dict):
        named = [str(item[name]) for name in ("key", "role", "value", "template", "at", "rename") if item.get(name)]
        if named:
            return ("item", named[0])
    return position


_HAS_SOME = re.compile(r"#|^[^\S\n]*\n", re.MULTILINE)
"""A text without a sign of them need not be taken apart."""


_KNOWN: dict[str, Comments] = {}
_MOST_KNOWN = 50
"""Texts whose comments are remembered: the one that was written last is the next to be read."""


def remember(text: str, comments: Comments) -> Comments:
    """What stands in a text, known to whoever wrote it."""
    if len(_KNOWN) >= _MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN[text] = comments
    return comments


def read_comments(text: str) -> Comments:
    """The comments of a file that can be read; of one that cannot, none."""
    if not _HAS_SOME.search(text):
        return Comments()
    return _KNOWN.get(text) or remember(text, _read(text))


def _read(text: str) -> Comments:
    tree = read_tree(text)
    if tree.root is None or tree.faults:
        return Comments()
    entries = sorted(_entries(tree.root, (), block=True), key=lambda entry: entry.mark)
    return _attached(list(_comment_lines(text, tree.root)), entries)


@dataclass(frozen=True, slots=True)
class _Entry:
    """Something that a comment can stand at."""

    mark: Mark
    place: Place
    block: bool


def _entries(node: Node, place: Place, *, block: bool) -> Iterator[_Entry]:
    if isinstance(node, Mapping):
        block = block and not node.flow
        for key, value in node.values.items():
            yield _Entry(node.keys[key].mark, (*place, key), block)
            yield from _entries(value, (*place, key), block=block)
    elif isinstance(node, Sequence):
        block = block and not node.flow
        for position, item in enumerate(node.items):
            inner = (*place, identity(plain(item), position))
            yield _Entry(item.mark, inner, block)
            yield from _entries(item, inner, block=block)


def _comment_lines(text: str, root: Node) -> Iterator[tuple[int, bool, str]]:
    """Line, does it stand alone, and the comment with its `#`; blank lines are comments of nothing."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for scalar in _scalars(root):
        for line in range(scalar.mark.line, scalar.end.line + 1):
            first = scalar.mark.column - 1 if line == scalar.mark.line else 0
            last = scalar.end.column - 1 if line == scalar.end.line else len(text)
            spans.setdefault(line, []).append((first, last))
    for number, words in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        held = [span for span in spans.get(number, []) if span[1] > span[0]]
        start = next((at for at, sign in enumerate(words) if sign == "#" and not _within(at, held)), None)
        if start is not None:
            yield number, not words[:start].strip(), words[start:].rstrip()
        elif not words.strip() and not held:
            yield number, True, ""


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(first <= at < last for first, last in spans)


def _scalars(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Scalar):
        yield node
        return
    keys = node.keys.values() if isinstance(node, Mapping) else ()
    yield from keys
    for value in node.values.values() if isinstance(node, Mapping) else node.items:
        yield from _scalars(value)


def _attached(found: list[tuple[int, bool, str]], entries: list[_Entry]) -> Comments:
    comments = Comments()
    by_line = {line: list(group) for line, group in groupby(entries, key=lambda entry: entry.mark.line)}
    lines = sorted(by_line)
    for line, alone, words in found:
        if alone:
            follower = next((number for number in lines if number > line), None)
            if follower is None:
                comments.below.append(words)
            elif follower == lines[0]:
                _add(comments.head, words)
            else:
                _add(comments.by_place.setdefault(by_line[follower][0].place, Comment()).above, words)
        elif lines and lines[0] <= line:
            owner = by_line[max(number for number in lines if number <= line)]
            inner = [entry for entry in owner if entry.block] or owner
            place = inner[-1].place
            beside = comments.by_place.setdefault(place, Comment())
            beside.beside = f"{beside.beside} {words}".strip()
    while comments.below and not comments.below[-1]:
        comments.below.pop()
    return comments


def _add(above: list[str], words: str) -> None:
    """Several blank lines become one."""
    if words or not above or above[-1]:
        above.append(words)
