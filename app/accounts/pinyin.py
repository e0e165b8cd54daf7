"""Names in pinyin: to find and order people, and to propose log-in names. Pure."""

import re
import unicodedata
from collections.abc import Container
from functools import cache
from importlib import import_module
from typing import Any

_SURNAMES = (
    "单shan 曾zeng 仇qiu 解xie 区ou 查zha 翟zhai 朴piao 盖ge 葛ge 缪miao 乐yue 员yun 覃qin 冼xian 召shao "
    "种chong 任ren 尉迟yuchi 长孙zhangsun 万俟moqi 令狐linghu"
)
SURNAMES = {match[1]: match[2] for match in re.finditer(r"([^a-z ]+)([a-z]+)", _SURNAMES)}
"""Read otherwise when they are a surname."""

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
"""What a log-in name looks like."""


def syllables(name: str) -> list[str]:
    """The name, syllable by syllable, in small Latin letters."""
    name = unicodedata.normalize("NFKC", name).strip()
    head = next((surname for surname in sorted(SURNAMES, key=len, reverse=True) if name.startswith(surname)), "")
    rest = _pypinyin().lazy_pinyin(name[len(head) :])
    return [*([SURNAMES[head]] if head else []), *(part.lower() for part in rest)]


def key(name: str) -> str:
    """For search and order: syllables, then their first letters ("zhang san feng zsf")."""
    parts = [part for part in syllables(name) if part.strip()]
    return f"{' '.join(parts)} {''.join(parts)} {''.join(part[0] for part in parts)}"[:200]


def propose_login(name: str, taken: Container[str]) -> str:
    """A free log-in name made from the name; empty when it has no letter that we can write."""
    joined = ".".join(" ".join(syllables(name)).split()) if _is_latin(name) else "".join(syllables(name))
    plain = unicodedata.normalize("NFKD", joined)
    stem = re.sub(r"[^a-z0-9.]", "", plain.lower()).strip(".")[:30]
    if len(stem) < 2:
        return ""
    tries = (stem, *(f"{stem}{number}" for number in range(2, 1000)))
    return next((login for login in tries if login not in taken), "")


def _is_latin(name: str) -> bool:
    return all(ord(letter) < 0x250 for letter in name)


@cache
def _pypinyin() -> Any:
    """Its dictionaries take half a second and 50 MB: read when first needed, not when the program starts."""
    return import_module("pypinyin")
