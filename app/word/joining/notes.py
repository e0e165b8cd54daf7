"""Footnotes, endnotes and comments of all documents, each kind in one part, counted through."""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.word.joining.source import Source
from app.word.markup import W

ID = W + "id"
_WORDPROCESSING = "application/vnd.openxmlformats-officedocument.wordprocessingml."


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of note: the word of its part, the elements that refer to one."""

    word: str
    references: tuple[str, ...]

    @property
    def type(self) -> str:
        """The content type of its part."""
        return f"{_WORDPROCESSING}{self.word}+xml"

    @property
    def part(self) -> str:
        """The name of its part."""
        return f"word/{self.word}.xml"


KINDS = (
    Kind("footnotes", (W + "footnoteReference",)),
    Kind("endnotes", (W + "endnoteReference",)),
    Kind("comments", (W + "commentReference", W + "commentRangeStart", W + "commentRangeEnd")),
)


class Notes:
    """The notes of one kind; the first document that has any gives the separators."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.root: Any = None
        self._last = 0

    def take(self, source: Source, body: Any, adapt: Callable[[Any], None]) -> None:
        """Take over the notes that a body refers to; `adapt` makes their text fit."""
        references = list(body.iter(*self.kind.references))
        tree = source.tree(self.kind.word) if references else None
        if tree is None:
            return
        notes = {str(note.get(ID)): note for note in tree}
        if self.root is None:
            self._begin(tree)
        new: dict[str, str] = {}
        for reference in references:
            old = str(reference.get(ID))
            if old not in new and old in notes:
                self._last += 1
                new[old] = str(self._last)
                note = copy.deepcopy(notes[old])
                note.set(ID, new[old])
                adapt(note)
                self.root.append(note)
            if old in new:
                reference.set(ID, new[old])

    def _begin(self, tree: Any) -> None:
        """An empty part like this one, with its separators."""
        self.root = copy.deepcopy(tree)
        for note in list(self.root):
            if note.get(W + "type") in {None, "normal"}:
                self.root.remove(note)
        ids = [str(note.get(ID)) for note in self.root]
        self._last = max((int(number) for number in ids if number.lstrip("-").isdecimal()), default=0)
