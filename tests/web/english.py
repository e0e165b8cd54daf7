"""Chinese on a page that is read in English: found in texts and attributes, unless somebody typed it."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from html.parser import HTMLParser
from typing import Any

HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
"""Chinese characters and signs of their width: 、，（）：."""
_QUOTED = re.compile("“([^“”]*)”")
_VOID = frozenset(["area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"])
_TYPED_IN = frozenset(("", "text", "search", "tel", "email", "url", "submit", "button"))
"""Inputs whose value is read; that of the others goes from page to server."""
_UNREAD = re.compile(r"(id|name|class|href|src|action|for|style|form|hx-.*|data-(copy|insert|url|of|key|column))$")
_LINKS = ("href", "hx-get", "data-url")
EXCERPT = 4
"""So many characters of somebody's words are words of theirs, wherever they were cut."""


@dataclass(frozen=True)
class Own:
    """What people typed: records, opinions, names, files; `ours` are words of the product, which are no part of it."""

    words: frozenset[str]
    ours: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Iterable[Any], *, ours: Iterable[str] = ()) -> "Own":
        """Every text in these values, and every line of it."""
        texts = [text for each in given for text in _texts(each)]
        lines = (line.strip() for text in texts for line in text.split("\n"))
        return cls(frozenset(word for word in (*texts, *lines) if HAN.search(word)), frozenset(ours))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _any_of(tuple(self.words))

    @cached_property
    def _together(self) -> str:
        return "\n".join(sorted(self.words))

    def without(self, text: str, marked: Iterable[str] = ()) -> str:
        """The text without what people typed, whole, quoted or cut, and without what the page has `marked`."""
        if text in self.words:
            return ""
        known = "\n".join((self._together, *marked))
        text = (_any_of((*self.words, *marked)) if marked else self._pattern).sub("", text)
        text = _QUOTED.sub(lambda found: "" if found[1].strip(" .…") in known else found[0], text)
        return HAN.sub(lambda run: "" if self._is_cut_out(run[0], known) else run[0], text)

    def _is_cut_out(self, run: str, known: str) -> bool:
        return len(run) >= EXCERPT and run in known and run not in self.ours


@lru_cache(maxsize=8)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """Longer words go before shorter ones."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, filter(None, ordered))) or "(?!)")


@dataclass(frozen=True)
class Piece:
    """A text of a page: between tags, or in an attribute."""

    where: str
    text: str


@dataclass
class Page:
    """What is read on a page, and where it leads. What is marked as Chinese is Chinese on purpose."""

    pieces: list[Piece] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, html: str) -> "Page":
        """A page as it was sent."""
        reader = _Reader()
        reader.feed(html)
        return reader.page

    def chinese(self, own: Own) -> Iterator[str]:
        """What is left of Chinese in it, each with its place."""
        for piece in self.pieces:
            left = HAN.findall(own.without(piece.text, self.marked))
            if left:
                yield f"{' '.join(left)} in <{piece.where}> {piece.text[:160]}"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        marked = self._is_marked() or given.get("lang", "").startswith("zh")
        for name, value in given.items():
            if name in _LINKS:
                self.page.links.append(value)
            if not marked and HAN.search(value) and _is_read(tag, name, given):
                self.page.pieces.append(Piece(f"{tag} {name}", value))
        if tag not in _VOID:
            self.open.append((tag, marked))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not HAN.search(data):
            return
        if self._is_marked():
            self.page.marked.append(data.strip())
        else:
            self.page.pieces.append(Piece(self.open[-1][0] if self.open else "", " ".join(data.split())))

    def _is_marked(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def _is_read(tag: str, name: str, given: Mapping[str, str]) -> bool:
    if _UNREAD.match(name):
        return False
    if name == "title":
        return "data-copy" not in given  # what goes to the clipboard is for official papers
    if name == "value":
        return tag == "input" and given.get("type", "") in _TYPED_IN
    return True


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple | set | frozenset):
        for each in value:
            yield from _texts(each)
