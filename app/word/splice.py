"""Changing characters of a paragraph's text where they stand: how it is cut into runs, and their formats, stay."""

from collections.abc import Sequence
from typing import Any, TypeAlias

from app.word.markup import SPACE
from app.word.tags import pieces_of

Edit: TypeAlias = tuple[int, int, str]
"""From and to which character of a text, and what is to stand there."""


def spliced(text: str, edits: Sequence[Edit]) -> str:
    """A text after edits, which are in order and do not overlap."""
    found, here = [], 0
    for start, stop, said in edits:
        found += [text[here:start], said]
        here = max(here, start, stop)
    return "".join((*found, text[here:]))


def splice(paragraph: Any, edits: Sequence[Edit]) -> None:
    """The same in a paragraph; what is put in stands in the first text that reaches to its place."""
    put(list(pieces_of(paragraph)), edits)


def put(pieces: Sequence[tuple[Any, str]], edits: Sequence[Edit]) -> None:
    """The same in elements with their texts, one behind the other; those that hold none of their own stay."""
    at = first = said = 0
    for element, words in pieces:
        end = at + len(words)
        if words and element.text == words:
            while first < said and edits[first][1] < at:
                first += 1
            inside = []
            for number in range(first, len(edits)):
                start, stop, text = edits[number]
                if start > end or (start == end and start < stop):
                    break
                inside.append((max(start - at, 0), max(stop - at, 0), text if number >= said else ""))
                said = max(said, number + 1)
            if inside and (new := spliced(words, inside)) != words:
                element.text = new
                element.set(SPACE, "preserve")
        at = end
