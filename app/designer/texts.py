"""The text of a draft with what is wrong in it: each fault at its line and column."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.definitions.codec.shape import located
from app.definitions.codec.tree import read_tree
from app.designer.troubles import Trouble
from app.errors import Fault, Level
from app.web.words import say

_PLACE = re.compile(r":(\d+):(\d+) ?(.*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, where it belongs in the text, and whether it stands in the way of publishing."""

    line: int
    column: int
    path: str
    said: str
    blocks: bool


def lines(faults: Iterable[Fault]) -> list[Line]:
    """Faults by where they are in the text."""
    return sorted(map(_line, faults), key=lambda each: (each.line, each.column))


def lines_of_sense(source: str, found: Sequence[Trouble]) -> list[Line]:
    """What makes no sense in a text that could be taken."""
    if not found:
        return []  # to read a long text takes longer than to judge it
    tree = read_tree(source)
    return lines(located(each.fault, tree) for each in found)


def _line(fault: Fault) -> Line:
    found = _PLACE.match(fault.place)
    line, column, path = found.groups() if found else ("1", "1", fault.place)
    return Line(int(line), int(column), path, say(fault), fault.level is Level.BLOCK)
