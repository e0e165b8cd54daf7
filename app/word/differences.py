"""What changed between two versions of a document, as a person reads it: paragraph by paragraph, word by word.

Formats and pictures are not compared. The work is bounded: what differs much is compared in slices.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.word.markup import parse
from app.word.package import Package
from app.word.parts import text_parts
from app.word.places import Place, places
from app.word.preflight import passed
from app.word.syntax import scan
from app.word.tags import text_of

SLICE = 400
"""Paragraphs that are compared with each other at a time, once the same beginning and end are taken off."""
_MOST_WORDS = 1_500
_NEAR = 8
"""How many paragraphs further on a changed one is looked for."""
_ALIKE = 0.4
_WORDS = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*|\s+|.", re.DOTALL)


class Change(StrEnum):
    """What happened to a paragraph."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph, and whether the other version lacks them."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """A paragraph that is not the same; its place is the new one, except for what was removed."""

    change: Change
    place: Place
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    place: Place
    text: str


def differences(before: bytes, after: bytes) -> tuple[Difference, ...]:
    """What differs in the text of two versions, in order; empty if nothing does."""
    old, new = (_lines(passed(data)) for data in (before, after))
    return tuple(
        difference for part in {**new, **old} for difference in _compared(old.get(part, []), new.get(part, []))
    )


def lines(data: bytes) -> tuple[str, ...]:
    """What a document that we made says, paragraph by paragraph; empty ones are left out.

    It is not looked through for dangers: its template was, and that takes ten times as long as reading it.
    """
    return tuple(line.text for part in _lines(Package.read(data)).values() for line in part)


def _lines(package: Package) -> dict[str, list[_Line]]:
    """The paragraphs that say something, by part."""
    found: dict[str, list[_Line]] = {}
    for name, title in text_parts(package):
        known = places(parse(package.content(name), part=name), part=name, title=title)
        lines = (_Line(place, text_of(paragraph)) for paragraph, place in known if not place.is_copy)
        found[title] = [line for line in lines if line.text.strip()]
    return found


def _compared(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[Difference]:
    texts = [line.text for line in old], [line.text for line in new]
    for i, j, k, m in _changed(*texts, SLICE):
        yield from _paired(old[i:j], new[k:m])


def _changed(old: Sequence[str], new: Sequence[str], most: int) -> Iterator[tuple[int, int, int, int]]:
    """From and to where two lists differ; what is longer than `most` is compared in slices."""
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    end = next((at for at in range(shorter - start) if old[-1 - at] != new[-1 - at]), shorter - start)
    last_old, last_new = len(old) - end, len(new) - end
    for at in range(0, max(last_old, last_new) - start, most):
        i, k = min(start + at, last_old), min(start + at, last_new)
        j, m = min(i + most, last_old), min(k + most, last_new)
        for sort, a, b, c, d in SequenceMatcher(None, old[i:j], new[k:m]).get_opcodes():
            if sort != "equal":
                yield i + a, i + b, k + c, k + d


def _paired(old: Sequence[_Line], new: Sequence[_Line]) -> Iterator[Difference]:
    """Paragraphs that became others; a paragraph that is near to none is added or removed."""
    at = 0
    for line in old:
        number = _likeliest(line, new, at, is_only=len(old) == len(new))
        if number is None:
            yield Difference(Change.REMOVED, line.place, (Piece(line.text, is_changed=True),), ())
            continue
        yield from _added(new[at:number])
        yield _difference(line, new[number])
        at = number + 1
    yield from _added(new[at:])


def _added(lines: Sequence[_Line]) -> Iterator[Difference]:
    for line in lines:
        yield Difference(Change.ADDED, line.place, (), (Piece(line.text, is_changed=True),))


def _likeliest(line: _Line, new: Sequence[_Line], at: int, *, is_only: bool) -> int | None:
    """Which of the next paragraphs a changed one became: the most alike, or the one in the same place."""
    near = range(at, min(at + _NEAR, len(new)))
    scores = {number: _likeness(line.text, new[number].text) for number in near}
    best = max(scores, key=lambda number: (scores[number], -number), default=None)
    if best is not None and scores[best] >= _ALIKE:
        return best
    same = (number for number in near if new[number].place.text == line.place.text)
    return next(same, None) if is_only else None


def _likeness(one: str, other: str) -> float:
    shared = Counter(one[:_MOST_WORDS]) & Counter(other[:_MOST_WORDS])
    return 2 * shared.total() / max(1, min(len(one), _MOST_WORDS) + min(len(other), _MOST_WORDS))


def _difference(old: _Line, new: _Line) -> Difference:
    words = _words(old.text), _words(new.text)
    before, after = ([False] * len(each) for each in words)
    for i, j, k, m in _changed(*words, _MOST_WORDS):
        before[i:j] = [True] * (j - i)
        after[k:m] = [True] * (m - k)
    return Difference(Change.CHANGED, new.place, _pieces(words[0], before), _pieces(words[1], after))


def _words(text: str) -> list[str]:
    """Words, characters of Chinese, and tags as wholes."""
    found, at = [], 0
    for tag in scan(text):
        found += [*_WORDS.findall(text[at : tag.start]), text[tag.start : tag.end]]
        at = tag.end
    return [*found, *_WORDS.findall(text[at:])]


def _pieces(words: Sequence[str], changed: Sequence[bool]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    for word, is_changed in zip(words, changed, strict=True):
        if pieces and pieces[-1].is_changed is is_changed:
            pieces[-1] = Piece(pieces[-1].text + word, is_changed)
        else:
            pieces.append(Piece(word, is_changed))
    return tuple(pieces)
