"""Chinese in the order of its pinyin, and found by its initials."""

from functools import lru_cache
from importlib import import_module
from typing import Any

MAX_SORTED = 40
"""Characters of a text that its place in a list depends on."""


@lru_cache(maxsize=8192)
def sort_key(text: str) -> str:
    """What to sort by, byte by byte: small letters, Chinese as syllables with their tones; the text itself last."""
    start = text[:MAX_SORTED]
    if start.isascii():
        return f"{start.lower()}\x01{start}"
    syllables = _pinyin().lazy_pinyin(start, style=_pinyin().Style.TONE3, neutral_tone_with_five=True)
    return f"{' '.join(syllables).lower()}\x01{start}"


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """`浙江大学` is zjdx; other characters stay, in small letters."""
    return "".join(_pinyin().lazy_pinyin(text[:MAX_SORTED], style=_pinyin().Style.FIRST_LETTER)).lower()


@lru_cache(maxsize=1)
def _pinyin() -> Any:
    """Its dictionaries take a fifth of a second and 20 MB: read when first needed, not when the program starts."""
    return import_module("pypinyin")
