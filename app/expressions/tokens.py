"""Text into tokens: keys, labels (longest first, NFKC, white space apart), numbers, texts and operators."""

import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from app.expressions.faults import MAX_DIGITS, Faults
from app.expressions.scope import Lexicon, Scope

KEYWORDS = {word: word for word in ("and", "or", "not", "if", "else", "in", "is", "true", "false", "none")}
KEYWORDS |= {"True": "true", "False": "false", "None": "none"}

_OPERATORS = ("//", "==", "!=", "<=", ">=", "**", "&&", "||", "<>")
_SIGNS = frozenset("+-*/%<>=!()[].,|?:~&")
_LIKE = {"≤": "<=", "≥": ">=", "≠": "!=", "×": "*", "÷": "/", "−": "-", "–": "-", "，": ",", "﹐": ","}
_CLOSERS = {"'": "'＇", "＇": "'＇", '"': '"＂', "＂": '"＂', "‘": "‘’", "’": "‘’", "“": "“”", "”": "“”"}
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\", "'": "'", "＇": "＇", '"': '"'}
_DIGITS = frozenset("0123456789")


class Token(NamedTuple):
    """`kind` is name, quoted, number, text, word, op or end; `text` is what was meant, the span where it stood."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which names may stand where: at the top, additionally inside `[…]`, and behind a dot."""

    top: Lexicon = field(default_factory=Lexicon)
    inside: Lexicon = field(default_factory=Lexicon)
    behind: Lexicon = field(default_factory=Lexicon)
    functions: frozenset[str] = frozenset()

    @classmethod
    def of(cls, scope: Scope, row_scope: Scope | None, *, functions: frozenset[str]) -> "Vocabulary":
        """What can be written for a scope, and for a row of it."""
        if row_scope is None:
            return cls(scope.lexicon, scope.whole_lexicon, scope.inner_lexicon, functions)
        return cls(
            scope.lexicon | row_scope.lexicon,
            scope.whole_lexicon | row_scope.whole_lexicon,
            scope.inner_lexicon | row_scope.inner_lexicon,
            functions,
        )


@lru_cache(maxsize=4096)
def _character(char: str) -> tuple[str, str, bool]:
    """A character in NFKC, as labels fold it, and whether it can be part of a name."""
    plain = unicodedata.normalize("NFKC", char)
    in_name = bool(plain) and all(part.isalnum() or part == "_" for part in plain)
    return plain, "".join(plain.split()).lower(), in_name


class Tokenizer:
    """One pass over one source; positions are characters of it."""

    def __init__(self, source: str, vocabulary: Vocabulary, faults: Faults) -> None:
        self.source, self.vocabulary, self.faults = source, vocabulary, faults
        self.square = 0
        self.tokens: list[Token] = []
        characters = [_character(char) for char in source]
        self.plain = [plain for plain, _, _ in characters]
        self.in_name = [in_name for _, _, in_name in characters]
        # The source as labels are folded, with the way there and back.
        self.folded = "".join(folded for _, folded, _ in characters)
        self.came_from: list[int] = []
        self.folded_at: list[int] = []
        for position, (_, folded, _) in enumerate(characters):
            self.folded_at.append(len(self.came_from))
            self.came_from += [position] * len(folded)

    def run(self) -> list[Token]:
        """All tokens, with an `end` behind them; what cannot be read is a fault and left out."""
        position = 0
        while position < len(self.source):
            if not self.plain[position].strip():
                position += 1
            else:
                position = self._next(position)
        self._add("end", "", position, position)
        return self.tokens

    def _add(self, kind: str, text: str, start: int, end: int) -> int:
        self.tokens.append(Token(kind, text, start, end))
        return end

    def _before(self) -> str:
        return self.tokens[-1].text if self.tokens and self.tokens[-1].kind == "op" else ""

    def _next(self, start: int) -> int:
        char = self.source[start]
        if self.plain[start] == "「":
            return self._quoted(start)
        if char in _CLOSERS:
            return self._text(start)
        word_end = self._word_end(start)
        if word_end > start and self._is_fixed(start, word_end):
            return self._word(start, word_end)
        label_end = self._label_end(start)
        if label_end > word_end:
            return self._add("name", self.source[start:label_end], start, label_end)
        if self.plain[start] in _DIGITS:
            return self._number(start, word_end)
        if word_end > start:
            return self._word(start, word_end)
        return self._operator(start)

    def _is_name_char(self, position: int) -> bool:
        return position < len(self.in_name) and self.in_name[position]

    def _word_end(self, start: int) -> int:
        end = start
        while self._is_name_char(end):
            end += 1
        return end

    def _normal(self, start: int, end: int) -> str:
        return "".join(self.plain[start:end])

    def _lexicon(self) -> Lexicon:
        if self._before() == ".":
            return self.vocabulary.behind
        return self.vocabulary.inside if self.square else self.vocabulary.top

    def _is_fixed(self, start: int, end: int) -> bool:
        """Whether the word means itself, whatever label begins with it: so that labels never change stored texts."""
        word = self._normal(start, end)
        if self._before() in {".", "|"}:
            return word in self._lexicon().keys if self._before() == "." else True
        if word in KEYWORDS or word in self._lexicon().keys:
            return True
        called = self.source[end:].lstrip()[:1] in {"(", "（"}
        return called and word.isascii() and word in self.vocabulary.functions

    def _label_end(self, start: int) -> int:
        """Where the longest label that is written here ends; `start` when there is none."""
        at = self.folded_at[start]
        if at >= len(self.folded):
            return start
        for label in self._lexicon().labels.get(self.folded[at], ()):
            if self.folded.startswith(label, at):
                end = self.came_from[at + len(label) - 1] + 1
                cut = end < len(self.source) and self.folded_at[end] != at + len(label)
                glued = self._is_name_char(end - 1) and self._is_name_char(end)
                if not cut and not glued:
                    return end
        return start

    def _word(self, start: int, end: int) -> int:
        word = self._normal(start, end)
        if self._before() not in {".", "|"} and word in KEYWORDS:
            return self._add("word", KEYWORDS[word], start, end)
        return self._add("name", word, start, end)

    def _number(self, start: int, word_end: int) -> int:
        end = start
        while end < len(self.source) and self.plain[end] in _DIGITS:
            end += 1
        if end == word_end and end + 1 < len(self.source) and self.plain[end] == "." and self.plain[end + 1] in _DIGITS:
            word_end = self._word_end(end + 1)
            end += 1
            while end < len(self.source) and self.plain[end] in _DIGITS:
                end += 1
        if end != word_end:
            return self._add("name", self._normal(start, word_end), start, word_end)
        if end - start > MAX_DIGITS + 1:
            self.faults.block("number_too_long", (start, end), most=MAX_DIGITS)
        return self._add("number", self._normal(start, end), start, end)

    def _quoted(self, start: int) -> int:
        end = self.source.find("」", start)
        if end < 0:
            self.faults.block("label_not_closed", (start, len(self.source)))
            return len(self.source)
        return self._add("quoted", self.source[start + 1 : end], start, end + 1)

    def _text(self, start: int) -> int:
        closers, position = _CLOSERS[self.source[start]], start + 1
        parts: list[str] = []
        while position < len(self.source):
            char = self.source[position]
            if char in closers:
                return self._add("text", "".join(parts), start, position + 1)
            following = self.source[position + 1 : position + 2]
            if char == "\\" and following in _ESCAPES:
                parts.append(_ESCAPES[following])
                position += 2
            else:
                parts.append(char)
                position += 1
        self.faults.block("text_not_closed", (start, len(self.source)))
        return len(self.source)

    def _operator(self, start: int) -> int:
        two = self._normal(start, start + 2)
        if two in _OPERATORS:
            return self._add("op", two, start, start + 2)
        sign = _LIKE.get(self.source[start]) or self.plain[start]
        if sign in _SIGNS or self.source[start] in _LIKE:
            self.square = max(0, self.square + {"[": 1, "]": -1}.get(sign, 0))
            return self._add("op", sign, start, start + 1)
        self.faults.block("strange_character", (start, start + 1))
        return start + 1


def pipes(source: str) -> list[tuple[int, int]]:
    """Where the parts between top-level pipes of a source stand; at least one part."""
    tokens = Tokenizer(source, Vocabulary(), Faults(source)).run()
    parts, start, depth = [], 0, 0
    for token in tokens:
        if token.kind != "op":
            continue
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(token.text, 0)
        if token.text == "|" and depth == 0:
            parts.append((start, token.start))
            start = token.end
    return [*parts, (start, len(source))]
