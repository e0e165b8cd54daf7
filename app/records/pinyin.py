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
    return f"{' '.join(map(_syllables, _words(start))).lower()}\x01{start}"


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """`浙江大学` is zjdx; other characters stay, in small letters."""
    return "".join(map(_first_letters, _words(text[:MAX_SORTED]))).lower()


def _words(text: str) -> list[str]:
    """Words, because 重 is zhong4 alone and chong2 in 重庆. Few words make many names: their readings are kept."""
    cut: list[str] = import_module("pypinyin.seg.simpleseg").seg(text)
    return cut


@lru_cache(maxsize=32768)
def _syllables(word: str) -> str:
    return " ".join(_pinyin().lazy_pinyin(word, style=_pinyin().Style.TONE3, neutral_tone_with_five=True))


@lru_cache(maxsize=32768)
def _first_letters(word: str) -> str:
    return "".join(_pinyin().lazy_pinyin(word, style=_pinyin().Style.FIRST_LETTER))


@lru_cache(maxsize=1)
def _pinyin() -> Any:
    """Its dictionaries take a fifth of a second and 20 MB: read when first needed, not when the program starts."""
    return import_module("pypinyin")
