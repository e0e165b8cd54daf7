"""Search over all types, with the places where the words stand; nothing is found by what one may not see."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.definitions.compiled import CompiledField, CompiledType
from app.fields import Stored
from app.records import queries, search
from app.records.access import FieldSight
from app.records.columns import Cell, state_of
from app.records.desk import Desk
from app.records.listing import Line
from app.records.showing import sights_of
from app.records.slots import SECRET
from app.web.language import language

AROUND = 18
"""Characters that are shown before and behind a word that was found."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `hit` is what was looked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found: where else than in its title, and the words there."""

    line: Line
    type_label: str
    icon: str
    state: Cell
    title: Sequence[Piece]
    where: str = ""
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Hits:
    """A page of what was found; `more` follow."""

    hits: Sequence[Hit]
    more: bool


def find(words: str, *, desk: Desk, type_key: str | None = None, offset: int = 0) -> Hits:
    """The records that hold all the words, newest first."""
    if search.query(words) is None:
        return Hits((), more=False)
    lines = queries.find(desk.session, desk.viewer, words, type_key=type_key, size=queries.PAGE + 1, offset=offset)
    hits = [_hit(line, _folded(words), desk) for line in lines[: queries.PAGE]]
    return Hits([hit for hit in hits if hit is not None], more=len(lines) > queries.PAGE)


def marked(text: str, wanted: Sequence[str]) -> list[Piece]:
    """The text in pieces, what was looked for apart."""
    if not wanted:
        return [Piece(text)]
    pattern = re.compile("|".join(re.escape(word) for word in sorted(wanted, key=len, reverse=True)))
    folded = _fold(text)
    if len(folded) != len(text):  # what changes its length when folded cannot be marked in place
        return [Piece(text)]
    pieces, position = [], 0
    for found in pattern.finditer(folded):
        pieces += [Piece(text[position : found.start()]), Piece(text[found.start() : found.end()], hit=True)]
        position = found.end()
    return [piece for piece in (*pieces, Piece(text[position:])) if piece.text]


def _hit(line: Line, wanted: Sequence[str], desk: Desk) -> Hit | None:
    """None where the words stand only in what this person does not see."""
    compiled = desk.types.version(line.version_id)
    title = _fold(f"{line.title} {line.number or ''}")
    elsewhere = [word for word in wanted if word not in title]
    texts = list(_texts(line, compiled, desk)) if elsewhere else []
    seen = "\n".join(_fold(text) for _, text in texts)
    if not all(word in seen for word in elsewhere):
        return None
    where, text = next(((label, text) for label, text in texts if _any_in(text, elsewhere)), ("", ""))
    definition, state = compiled.definition, state_of(compiled, line.state)
    label = definition.label.text(language())
    return Hit(line, label, definition.icon, state, marked(line.title, wanted), where, _excerpt(text, wanted))


def _texts(line: Line, compiled: CompiledType, desk: Desk) -> Iterator[tuple[str, str]]:
    """Labels and words of the fields that this person sees and that are searched."""
    sights = sights_of(line, compiled, desk)
    for key, each in compiled.fields.items():
        stored = line.data.get(key)
        if stored is None:
            continue
        for path, field, value in _parts(key, each, stored):
            if sights.get(path, _SEE) == "see" and field.definition.sensitive < SECRET:
                for word in field.type.words(value, field.options, desk.lookups):
                    yield field.definition.label.text(language()), word


_SEE: FieldSight = "see"


def _parts(key: str, each: CompiledField, stored: Stored) -> Iterator[tuple[str, CompiledField, Stored]]:
    if not each.columns:
        yield key, each, stored
        return
    for row in stored:
        for name, column in each.columns.items():
            if row.get(name) is not None:
                yield f"{key}.{name}", column, row[name]


def _excerpt(text: str, wanted: Sequence[str]) -> list[Piece]:
    if not text:
        return []
    folded = _fold(text)
    at = min((place for word in wanted if (place := folded.find(word)) >= 0), default=0)
    start, end = max(at - AROUND, 0), at + 2 * AROUND
    cut = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    return marked(cut, wanted)


def _any_in(text: str, wanted: Sequence[str]) -> bool:
    return any(word in _fold(text) for word in wanted)


def _folded(words: str) -> list[str]:
    return _WORD.findall(_fold(words))[: search.MAX_WORDS]


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()
