"""The languages in which values are shown, and what each of them puts between the parts of a value."""

from dataclasses import dataclass
from typing import TypeAlias

Language: TypeAlias = str
"""`zh` or `en`: of whoever reads."""

CHINESE: Language = "zh"
"""In it everything is kept, indexed, searched and put on paper, whoever reads."""


@dataclass(frozen=True, slots=True)
class Signs:
    """Between things that are named, between the cells of a row, between rows, between two days; behind a label, round
    what is said aside; yes and no; a number that somebody typed, with the one that was computed."""

    things: str
    cells: str
    rows: str
    to: str
    colon: str
    aside: str
    yes: str
    no: str
    computed: str


_CHINESE = Signs(
    things="、",
    cells="，",
    rows="；",
    to=" 至 ",
    colon="：",
    aside="（{}）",
    yes="是",
    no="否",
    computed="{}（系统统计 {}）",
)
_ENGLISH = Signs(
    things=", ",
    cells=", ",
    rows="; ",
    to=" to ",
    colon=": ",
    aside=" ({})",
    yes="Yes",
    no="No",
    computed="{} (computed: {})",
)


def signs_of(language: Language) -> Signs:
    """The signs of a language."""
    return _ENGLISH if language.startswith("en") else _CHINESE
