"""How much room inputs want: of the twelve columns of a form, and in letters the columns of a table of inputs.

A Chinese character is as wide as two. The browser shares the width of a table out by letters; the stylesheet says how
narrow a column may get.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from app.definitions.compiled import CompiledField
from app.fields import FieldDef

WIDE = 140
"""Tables that want more than this get the whole width of the page."""
_LOOKED_UP = 22
"""A name out of a long list."""
_HEADING = 12
"""A longer heading breaks into lines instead of making its column wider."""
_AROUND = 3
"""Padding and border."""


def of_twelve(field: FieldDef) -> int:
    """How many of the twelve columns of the form a field takes."""
    return field.width or (12 if field.kind.takes_line(field.options) else 6)


def letters(each: CompiledField, widget: str, label: str, choices: Sequence[str]) -> int:
    """How many letters a column usually holds, and what is around them."""
    return max(min(_long(label), _HEADING), _content(each, widget, choices)) + _AROUND


def least(each: CompiledField, widget: str) -> int:
    """How many letters always have to be seen: all of the number of a passport or a person; 0 where some may be cut."""
    return _example(each) if widget == "text" and _most(each) is None else 0


def is_wide(columns: Iterable[int]) -> bool:
    """Does a table with these columns want the whole page?"""
    return sum(columns) > WIDE


def _content(each: CompiledField, widget: str, choices: Sequence[str]) -> int:
    if widget == "tick":
        return 0
    if choices:
        return max(map(_long, choices))
    if widget in ("choice_typed", "reference"):
        return _LOOKED_UP
    most = _most(each)
    return _example(each) if most is None else _usual(most)


def _most(each: CompiledField) -> int | None:
    """The length that a text may have."""
    most = getattr(each.options, "max", None)
    return most if isinstance(most, int) else None


def _example(each: CompiledField) -> int:
    return max(_long(example.shown) for example in each.type.examples)


def _usual(most: int) -> int:
    """Of a text with room for so many characters: names fill theirs, long remarks do not."""
    return min(most, 18 + most // 10, 36)


def _long(text: str) -> int:
    """A text in one line."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
