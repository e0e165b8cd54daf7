"""Marks in the XML of a part: where the plan has something to do.

A mark is a processing instruction `<?bw 12?>`; the parser leaves none in the tree, so no text can look like one.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree

from app.errors import Fault
from app.word.markup import parse
from app.word.naming import Bound
from app.word.places import Place
from app.word.plan import Node
from app.word.syntax import Statement, Tag

TARGET = "bw"

Context: TypeAlias = tuple[object, ...]
"""The names of the elements around a mark, and the very table or box: what a block may not begin and end apart from."""


@dataclass(slots=True, eq=False)
class Mark:
    """A place in the XML where the plan has something to do; `tag` is what was written there, if anything was.

    `kind` is print, lines, block, comment, or one of those that `prepare` adds: row, fill, line, level and their ends.
    """

    kind: str
    place: Place
    tag: Tag | None = None
    says: Statement | None = None
    tables: tuple[str, ...] = ()
    at_least: int = 0
    known: str = ""
    """The expression in keys, once it was bound: labels may change, this does not."""
    make: Callable[[Bound | None], Node] | None = None
    """What makes the node for it, where the compiler itself knows none."""
    holds: Callable[[dict[str, Any]], bool] | None = None
    """When that which stands between it and its end is written."""
    is_derived: bool = False
    """Whether it only repeats what another mark says, which is the one that is listed and told about."""
    is_in_loop: bool = False
    """Whether it only makes sense in something that repeats."""
    element: Any = None
    end: Any = None
    """The text in which the tag ends."""
    context: Context = ()

    @property
    def source(self) -> str:
        """The expression in it."""
        if self.known:
            return self.known
        if self.says is not None:
            return self.says.source
        return self.tag.source if self.tag else ""

    @property
    def text(self) -> str:
        """The tag as it was written."""
        return self.tag.text if self.tag else ""

    @property
    def unit(self) -> str:
        """The p, tr, tc or r of the tag."""
        return self.tag.unit if self.tag else ""

    def fault(self, code: str, *suggestions: str, **facts: object) -> Fault:
        """Something wrong here."""
        facts = {"tag": self.text, **facts, **self.facts()}
        return Fault(code, place=self.place.text, facts=facts, suggestions=suggestions)

    def facts(self) -> dict[str, object]:
        """Where it stands, to the character."""
        return {**self.place.facts(), **characters(self.tag.start if self.tag else 0, len(self.text))}


def characters(start: int, length: int) -> dict[str, object]:
    """Which characters of its paragraph a fault is about: the first, counted from 1, and how many."""
    return {"character": start + 1, "length": length}


@dataclass(slots=True)
class MarkedPart:
    """A part whose tags are marks; `number` gives each its index in `marks`."""

    name: str
    root: Any
    title: str
    sign: str
    """What a mark in an attribute begins with: made from the whole part, so nothing in it can look like one."""
    marks: list[Mark] = field(default_factory=list)
    is_changed: bool = False
    faults: list[Fault] = field(default_factory=list)
    has_tokens: bool = False

    def at(self, element: Any) -> Mark:
        """The mark of a processing instruction."""
        return self.marks[int(element.text)]

    @classmethod
    def of(cls, content: bytes, *, part: str, title: str) -> "MarkedPart":
        """The part, parsed, without any mark."""
        sign = f"{TARGET}-{hashlib.sha256(content).hexdigest()[:16]}-"
        return cls(part, parse(content, part=part), title, sign)

    def number(self, mark: Mark) -> Any:
        """The processing instruction for a mark that is now part of this part."""
        mark.element = etree.ProcessingInstruction(TARGET, str(len(self.marks)))
        self.marks.append(mark)
        return mark.element

    def token(self, mark: Mark) -> str:
        """The same for a mark in the value of an attribute, where no processing instruction can stand."""
        self.has_tokens = True
        self.marks.append(mark)
        return f"{self.sign}{len(self.marks) - 1};"

    def note(self, mark: Mark, code: str, *suggestions: str, **facts: object) -> None:
        """A fault, unless it is in the twin of a text box."""
        if not mark.place.is_copy:
            self.faults.append(mark.fault(code, *suggestions, **facts))

    def present(self) -> list[Mark]:
        """The marks that are still in the tree, in document order."""
        return [self.at(found) for found in self.root.iter(etree.ProcessingInstruction)]


def detach(mark: Any) -> None:
    """Take a mark out of a text without the words behind it."""
    parent, before = mark.getparent(), mark.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (mark.tail or "")
    else:
        parent.text = (parent.text or "") + (mark.tail or "")
    mark.tail = None
    parent.remove(mark)
