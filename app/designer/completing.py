"""What may be meant while a rule is typed: names, choices, functions and filters that fit at the cursor. Pure.

The language's own tokens say where that is.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app import pinyin
from app.expressions import FUNCTIONS, RESERVED, Function, Name, Scope
from app.expressions.faults import Faults
from app.expressions.printer import labelled
from app.expressions.scope import fold
from app.expressions.tokens import Token, Tokenizer, Vocabulary
from app.expressions.tree import Column, Field, Member

MOST = 12
_COMPARING = ("==", "!=", "(", "[", ",")
_IDLE = ("loop", "record", "now")
"""Reserved names that rules seldom need: offered when they are asked for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be written instead of the characters from `start` on; a function or filter stands behind it."""

    text: str
    start: int
    name: Name | None = None
    function: Function | None = None
    choice: str = ""
    back: int = 0
    """So many characters before its end the cursor will stand."""


def offers(source: str, scope: Scope, row: Scope | None = None) -> list[Offer]:
    """What fits behind the text that stands before the cursor, the likeliest first."""
    faults = Faults(source, proposes=False)
    tokens = Tokenizer(source, Vocabulary.of(scope, row, functions=FUNCTIONS.names), faults).run()[:-1]
    if (opened := _opened(faults, "text_not_closed")) >= 0:
        return _choices(source, opened, _compared(tokens, scope, row))[:MOST]
    if (quoted := _opened(faults, "label_not_closed")) >= 0:
        return _ranked(source[quoted + 1 :], _names(scope, row, quoted))
    return _behind(source, tokens, scope, row)


def _opened(faults: Faults, what: str) -> int:
    """Where something begins that was not closed yet; -1 if nothing was."""
    found = (fault.span[0] for fault in faults.blocks if fault.code == f"expression.{what}" and fault.span)
    return next(found, -1)


def _behind(source: str, tokens: Sequence[Token], scope: Scope, row: Scope | None) -> list[Offer]:
    """What fits in running text: behind a dot, a pipe, a comparison, or anywhere."""
    last = tokens[-1] if tokens else None
    is_word = last is not None and last.kind in ("name", "word") and last.end == len(source)
    word, start = (source[last.start :], last.start) if last and is_word else ("", len(source))
    before = tokens[-2 if is_word else -1] if len(tokens) > is_word else None
    sign = before.text if before is not None and before.kind == "op" else ""
    if sign == ".":
        return _ranked(word, _members(_owner(tokens[: -2 if is_word else -1], scope, row), start))
    if sign == "|":
        return _ranked(word, _functions(start, piped=True))
    if not word and last is not None and last.kind != "word" and (not sign or sign in (")", "]")):
        return []
    if sign in ("==", "!=") and not word:
        return _picked(start, _owner(tokens[:-1], scope, row))[:MOST]
    found = _picked(start, _owner(tokens[:-2], scope, row)) if sign in ("==", "!=") else []
    return _ranked(word, [*found, *_names(scope, row, start), *_functions(start, piped=False)])


def _names(scope: Scope, row: Scope | None, start: int) -> Iterator[Offer]:
    for name in row or ():
        yield Offer(labelled(Column(name.key, 0), scope, row), start, name)
    for name in scope:
        yield Offer(labelled(Field(name.key), scope, row), start, name)
    for name in RESERVED:
        if scope.by_key(name.key) is None and name.key not in _IDLE:
            yield Offer(labelled(Field(name.key), scope, row), start, name)


def _functions(start: int, *, piped: bool) -> Iterator[Offer]:
    for entry in FUNCTIONS.entries:
        if piped and entry.piped:
            more = entry.least > 1
            yield Offer(entry.zh + ("()" if more else ""), start, function=entry, back=1 if more else 0)
        elif not piped and not entry.piped:
            yield Offer(f"{entry.zh}()", start, function=entry, back=1)


def _members(owner: Name | None, start: int) -> Iterator[Offer]:
    """Columns of a table, what a reference took along."""
    if owner is None:
        return iter(())
    top = Scope((owner,))
    return (
        Offer(labelled(Member(Field(owner.key), each.key), top).rpartition(".")[2], start, each)
        for each in owner.members
    )


def _picked(start: int, owner: Name | None) -> list[Offer]:
    """The choices of what is compared, in quotes."""
    if owner is None:
        return []
    return [Offer(f"'{label}'", start, choice=value) for value, label in owner.choices.items()]


def _choices(source: str, opened: int, owner: Name | None) -> list[Offer]:
    typed = fold(source[opened + 1 :])
    return [offer for offer in _picked(opened, owner) if typed in fold(offer.text)]


def _compared(tokens: Sequence[Token], scope: Scope, row: Scope | None) -> Name | None:
    """What stands before the comparison that an open text belongs to."""
    for at in range(len(tokens) - 1, -1, -1):
        if tokens[at].kind == "op" and tokens[at].text in ("==", "!="):
            return _owner(tokens[:at], scope, row)
        if tokens[at].kind == "word" and tokens[at].text == "in":
            behind = at - 1 if at and tokens[at - 1].text == "not" else at
            return _owner(tokens[:behind], scope, row)
        if not (tokens[at].kind == "text" or tokens[at].text in _COMPARING):
            return None
    return None


def _owner(tokens: Sequence[Token], scope: Scope, row: Scope | None) -> Name | None:
    """The name that the last tokens spell: `visitors.age`."""
    way: list[str] = []
    at = len(tokens) - 1
    while at >= 0 and tokens[at].kind in ("name", "quoted"):
        way.insert(0, tokens[at].text)
        if at < 2 or tokens[at - 1].text != ".":
            break
        at -= 2
    if not way:
        return None
    found = next((name for place in (row, scope, RESERVED) if place and (name := _called(place, way[0]))), None)
    for step in way[1:]:
        found = _called(Scope(found.members), step) if found else None
    return found


def _called(scope: Scope, text: str) -> Name | None:
    return scope.by_key(text) or scope.by_label(text)


def _ranked(word: str, found: Iterable[Offer]) -> list[Offer]:
    """Those that begin so first, then those that have it in them, then those that sound so."""
    wanted = fold(word)
    if not wanted:
        return list(found)[:MOST]
    ranked = sorted(
        ((rank, at, offer) for at, offer in enumerate(found) if (rank := _rank(wanted, offer)) is not None),
        key=lambda each: each[:2],
    )
    return [offer for _rank_, _at, offer in ranked][:MOST]


def _rank(wanted: str, offer: Offer) -> int | None:
    words = [fold(offer.text.strip("'「」()"))]
    if offer.name is not None:
        words += [fold(offer.name.key), fold(offer.name.label_en)]
    if offer.function is not None:
        words += [offer.function.name, *offer.function.also]
    if any(text.startswith(wanted) for text in words):
        return 0
    if any(wanted in text for text in words):
        return 1
    sounds = _sounds(words[0]) if wanted.isascii() else ()
    if any(sound.startswith(wanted) for sound in sounds):
        return 2
    return 3 if any(wanted in sound for sound in sounds) else None


@lru_cache(maxsize=4096)
def _sounds(text: str) -> tuple[str, ...]:
    return ("".join(pinyin.syllables(text)), pinyin.initials(text).lower())
