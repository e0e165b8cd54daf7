"""Tags in a line of text: where they begin and end, and what they say."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_TAG = 1_200
"""Characters from the opening to the closing braces: what the expression language takes, and the words around it."""

OPEN = re.compile(r"[{｛]([{｛%％#＃])")
_CLOSE = {"{": re.compile(r"[}｝]{2}"), "%": re.compile(r"[%％][}｝]"), "#": re.compile(r"[#＃][}｝]")}
STRAY = re.compile(r"[}｝]{2}|[%％][}｝]")
_HALF_WIDTH = str.maketrans("｛％＃", "{%#")
_PRINT_UNIT = re.compile(r"(tr|tc|p|r)(?=\s)")
_BLOCK_UNIT = re.compile(r"\s*(tr|tc|p|r)(?=\s)")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|[“”][^“”]*[“”]|[‘’][^‘’]*[‘’]")


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag as it was written.

    `mark` is `{`, `%` or `#`; `unit` is the p, tr, tc or r in front of its words; the joins are Jinja's minus signs.
    """

    start: int
    end: int
    mark: str
    unit: str
    source: str
    text: str
    joins_before: bool = False
    joins_after: bool = False


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that is no tag but was meant to be one."""

    code: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What a block tag says: a word, the name that `for` and `set` give, and the expression."""

    word: str
    name: str = ""
    source: str = ""


def scan(text: str) -> Iterator[Tag | Flaw]:
    """Tags, and places where a tag was begun or ended alone, in order."""
    at = 0
    while found := OPEN.search(text, at):
        yield from _strays(text, at, found.start())
        one = _one(text, found)
        yield one
        at = one.end
    yield from _strays(text, at, len(text))


def _strays(text: str, start: int, end: int) -> Iterator[Flaw]:
    for stray in STRAY.finditer(text, start, end):
        yield Flaw("word.tag_not_opened", stray.start(), stray.end(), text[max(0, stray.start() - 20) : stray.end()])


def _one(text: str, opening: re.Match[str]) -> Tag | Flaw:
    mark = opening[1].translate(_HALF_WIDTH)
    closing = _closing(text, opening.end(), mark)
    if closing is None:
        return _unclosed(text, opening)
    return _tag(text, opening.start(), closing.end(), mark, text[opening.end() : closing.start()])


def _unclosed(text: str, opening: re.Match[str]) -> Flaw:
    """With the wrong end that it has, if one comes before the next tag."""
    start, following = opening.start(), OPEN.search(text, opening.end())
    stray = STRAY.search(text, opening.end(), following.start() if following else len(text))
    end = stray.end() if stray else opening.end()
    return Flaw("word.tag_not_closed", start, end, text[start : max(end, start + 30)][:60])


def _closing(text: str, start: int, mark: str) -> re.Match[str] | None:
    """The first end that does not cut through a quoted text; none if another tag begins before it."""
    if mark == "#":
        return _CLOSE["#"].search(text, start)
    first = None
    for closing in _CLOSE[mark].finditer(text, start, start + MAX_TAG):
        first = first or closing
        bare = _QUOTED.sub("", text[start : closing.start()])
        if not set(bare) & set("\"'“”‘’"):
            first = closing
            break
    if first is None or OPEN.search(_QUOTED.sub("", text[start : first.start()])):
        return None
    return first


def _tag(text: str, start: int, end: int, mark: str, inner: str) -> Tag:
    joins_before = mark == "%" and inner.startswith("-")
    joins_after = mark == "%" and inner.endswith("-")
    inner = inner[joins_before : len(inner) - joins_after]
    unit = (_PRINT_UNIT if mark == "{" else _BLOCK_UNIT).match(inner)
    source = (inner[unit.end() :] if unit else inner).strip()
    return Tag(start, end, mark, unit[1] if unit else "", source, text[start:end], joins_before, joins_after)
