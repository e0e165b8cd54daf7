"""A field that nobody fills in any more: what becomes of every place that names it.

Pure. What only lists the field lets go of it. Who may see it stays said, for old records still hold it; and a rule, or
what has no sense without it, is for a person to mend.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.definitions.checks import Sight
from app.definitions.uses import Data, Use, mentions, references, uses

_LISTS = re.compile(r"views\[\d+\]\.\w+|checks\[\d+\]\.at|.*\.(judges|suggest)|home")
_SIGHT = re.compile(r"rights\[\d+\]\.fields")


class Fate(StrEnum):
    """What becomes of a place: it lets go of the field; it stays; somebody has to mend it."""

    TAKEN = "taken"
    STAYS = "stays"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Fated:
    """A place that names the field."""

    use: Use
    fate: Fate


def fates(sight: Sight, data: Data, key: str) -> list[Fated]:
    """Every place of this definition that names the field, with what becomes of it."""
    left = {path: _without(holder[name], key) for holder, name, path in references(data)}
    return [Fated(use, _fate(use, left.get(use.path))) for use in uses(sight, data, key)]


def retire(sight: Sight, data: Data, key: str) -> None:
    """Retire the field, and take it out where it is only listed."""
    taken = {each.use.path for each in fates(sight, data, key) if each.fate is Fate.TAKEN}
    for holder, name, path in list(references(data)):
        if path in taken:
            left = _without(holder[name], key)
            if left:
                holder[name] = left
            else:
                del holder[name]
    for section in data["sections"]:
        for each in section["fields"]:
            if each["key"] == key:
                each["retired"] = True


def _fate(use: Use, left: Any) -> Fate:
    if use.rule is None and _SIGHT.fullmatch(use.path):
        return Fate.STAYS
    is_listed = use.rule is None and _LISTS.fullmatch(use.path) is not None
    is_bare = use.path.endswith(".columns") and not left  # a list in which nothing would stand
    return Fate.TAKEN if is_listed and not is_bare else Fate.OPEN


def _without(value: Any, key: str) -> Any:
    """The same without the field; nothing where that was all."""
    if isinstance(value, dict):
        return {name: each for name, each in value.items() if not mentions(name, key)}
    if isinstance(value, list | tuple):
        return [each for each in value if not mentions(each, key)]
    return None if mentions(value, key) else value
