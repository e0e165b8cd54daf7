"""Strict YAML: no anchors, tags or merge keys, no key twice, and limits.

The only module that knows the YAML library, and of it only the parser. Every scalar stays text, so the country `NO`,
the time `12:30` and the number `007` are what was written. A fault of syntax does not hide the next one: the line is
mended for the eye of the parser and the reading goes on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from app.definitions.codec.tree import Mapping, Mark, Node, Scalar, Sequence, Tree
from app.errors import Fault

MOST_BYTES, MOST_DEPTH, MOST_NODES, MOST_REPAIRS = 1_000_000, 30, 20_000, 10


def read(text: str) -> Tree:
    """The tree of a file, and everything about it that is refused."""
    text = text.removeprefix("\ufeff")
    if len(text.encode("utf-8", errors="replace")) > MOST_BYTES:
        return Tree(None, [_fault("too_long", Mark(1, 1), limit=MOST_BYTES)], set())
    faults = [_control_character(text, found.start()) for found in _CONTROL.finditer(text)]
    lines, mended = _CONTROL.sub(" ", text).splitlines(keepends=True), set[int]()
    for _ in range(MOST_REPAIRS):
        builder = _Builder()
        try:
            root = builder.build("".join(lines))
        except YAMLError as error:
            trouble = _trouble(error, builder)
            if trouble.mark.line not in mended:
                faults.append(_fault(trouble.code, trouble.mark, said=trouble.said))
            if _mend(lines, trouble, mended):
                continue
            return Tree(None, faults, mended)
        except _TooMuch as error:
            return Tree(None, [*faults, *builder.faults, error.fault], mended)
        return Tree(root, [*faults, *builder.faults], mended)
    return Tree(None, faults, mended)


_CONTROL = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""What YAML does not allow in a text at all."""


def _control_character(text: str, position: int) -> Fault:
    before = text[:position]
    mark = Mark(before.count("\n") + 1, position - before.rfind("\n"))
    return _fault("control_character", mark, character=f"U+{ord(text[position]):04X}")


class _TooMuch(Exception):
    """The file is deeper or larger than any definition."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.code)


class _Builder:
    """Turns the parser's events into nodes, refusing as it goes."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.count = 0
        self.open: list[Mark] = []
        """The brackets that are not closed yet."""

    def build(self, text: str) -> Node | None:
        events = YAML(typ="safe", pure=True).parse(text)
        root: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse("second_document", event)
            elif isinstance(event, NodeEvent):
                node = self._node(event, events, depth=1)
                root = root or node
        return root

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        self._check(event, depth)
        if not isinstance(event, MappingStartEvent | SequenceStartEvent):
            return _scalar(event)
        if event.flow_style:
            self.open.append(_mark(event.start_mark))
        is_mapping = isinstance(event, MappingStartEvent)
        node = self._mapping(event, events, depth) if is_mapping else self._sequence(event, events, depth)
        if event.flow_style:
            self.open.pop()
        return node

    def _sequence(self, event: Any, events: Iterator[Any], depth: int) -> Sequence:
        sequence = Sequence(_mark(event.start_mark), bool(event.flow_style))
        while not isinstance(item := next(events), SequenceEndEvent):
            sequence.items.append(self._node(item, events, depth + 1))
        return sequence

    def _mapping(self, event: Any, events: Iterator[Any], depth: int) -> Mapping:
        mapping = Mapping(_mark(event.start_mark), bool(event.flow_style))
        while not isinstance(given := next(events), MappingEndEvent):
            key = self._node(given, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            if not isinstance(key, Scalar) or key.text is None:
                self._refuse("key_no_text", given)
            elif key.text == "<<":
                self._refuse("merge_key", given)
            elif key.text in mapping.keys:
                first = mapping.keys[key.text].mark.line
                self.faults.append(_fault("key_twice", key.mark, key=key.text, line=first))
            else:
                mapping.keys[key.text], mapping.values[key.text] = key, value
        return mapping

    def _check(self, event: Any, depth: int) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise _TooMuch(_fault("too_many", _mark(event.start_mark), limit=MOST_NODES))
        if depth > MOST_DEPTH:
            raise _TooMuch(_fault("too_deep", _mark(event.start_mark), limit=MOST_DEPTH))
        if isinstance(event, AliasEvent):
            self._refuse("alias", event, name=event.anchor)
        elif event.anchor:
            self._refuse("anchor", event, name=event.anchor)
        if getattr(event, "tag", None):
            self._refuse("tag", event, name=str(event.tag))

    def _refuse(self, code: str, event: Any, **facts: object) -> None:
        self.faults.append(_fault(code, _mark(event.start_mark), **facts))


def _scalar(event: Any) -> Scalar:
    """Nothing written, an alias too, is None; quotes make an empty text."""
    text = event.value if isinstance(event, ScalarEvent) else None
    if text == "" and event.style is None:
        text = None
    return Scalar(text, _mark(event.start_mark), _mark(event.end_mark))


def _mark(mark: Any) -> Mark:
    return Mark(mark.line + 1, mark.column + 1)


def _fault(code: str, mark: Mark, **facts: object) -> Fault:
    return Fault(f"yaml.{code}", place=f"{mark.line}:{mark.column}", facts=facts)


_PROBLEMS = (
    ("mapping values are not allowed", "colon"),
    ("'\\t'", "tab"),
    ("expected ',' or", "bracket_open"),
    ("unexpected end of stream", "quote_open"),
    ("could not find expected ':'", "no_colon"),
    ("cannot start any token", "character"),
    ("expected <block end>", "indent"),
    ("did not find expected", "indent"),
)
"""What the parser says, and the fault it is to us."""

_OPENED = {"bracket_open", "quote_open", "no_colon"}
"""Faults that people find where it began, not where the parser gave up."""


@dataclass(frozen=True, slots=True)
class _Trouble:
    """A fault of syntax: where people look for it, and the last line that it swallowed."""

    code: str
    mark: Mark
    last: int
    said: str


def _trouble(error: YAMLError, builder: _Builder) -> _Trouble:
    said = str(getattr(error, "problem", None) or error)
    code = next((code for words, code in _PROBLEMS if words in said), "syntax")
    noticed = getattr(error, "problem_mark", None)
    mark = _mark(noticed) if noticed else Mark(1, 1)
    if "<stream end>" in said and builder.open:
        return _Trouble("bracket_open", builder.open[0], builder.open[0].line, said)
    began = getattr(error, "context_mark", None) if code in _OPENED else None
    last = mark.line - 1 if code == "bracket_open" else 0
    return _Trouble(code, _mark(began) if began else mark, last, said)


_SKELETON = re.compile(r"(\s*(?:- +)*)([\w.-]+:(?=\s))?")


def _mend(lines: list[str], trouble: _Trouble, mended: set[int]) -> bool:
    """Reduce the line at fault to its indentation and key, the second time to nothing; False to give up.

    What an unclosed bracket swallowed up to the line where the parser gave up is passed over with it.
    """
    first = trouble.mark.line
    if first > len(lines) or not lines[first - 1].strip():
        return False
    kept = _SKELETON.match(lines[first - 1])
    lines[first - 1] = "\n" if first in mended or kept is None else kept.group(0).rstrip() + "\n"
    for number in range(first + 1, trouble.last + 1):
        lines[number - 1] = "\n"
    mended.update(range(first, max(first, trouble.last) + 1))
    return True
