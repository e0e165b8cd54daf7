"""What a `{% … %}` says."""

import re

from app.word.single import BY_WORD
from app.word.syntax import Statement

_STATEMENT = re.compile(r"(if|elif|else|endif|for|endfor|set)(?![A-Za-z0-9_])\s*(.*)", re.DOTALL)
_SINGLE = re.compile(f"({'|'.join(BY_WORD)})(?![A-Za-z0-9_])\\s*(.*)", re.DOTALL)
_FOR = re.compile(r"([^\W\d]\w*)\s+in\s+(\S.*)", re.DOTALL)
_SET = re.compile(r"([^\W\d]\w*)\s*[=＝](?![=＝])\s*(\S.*)", re.DOTALL)


def statement(source: str) -> Statement | None:
    """What a block tag says, or None if it says nothing known."""
    found = _STATEMENT.fullmatch(source)
    if found is None:
        return _single(source)
    word, rest = found[1], found[2].strip()
    if word in {"else", "endif", "endfor"}:
        return None if rest else Statement(word)
    if word in {"if", "elif"}:
        return Statement(word, source=rest) if rest else None
    parts = (_FOR if word == "for" else _SET).fullmatch(rest)
    return Statement(word, parts[1], parts[2]) if parts else None


def _single(source: str) -> Statement | None:
    found = _SINGLE.fullmatch(source)
    if found is None:
        return None
    tag, rest = BY_WORD[found[1]], found[2].strip()
    return Statement(tag.words[0], source=rest) if bool(rest) is tag.takes else None
