"""Two texts of a definition side by side: the lines that went and the lines that came. Pure."""

from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 200
"""More lines than these are not read."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that is gone (`-`) or new (`+`)."""

    sign: str
    line: str


def differences(before: str, now: str) -> list[Difference]:
    """The lines that differ, in the order of the text."""
    old, new = before.splitlines(), now.splitlines()
    found: list[Difference] = []
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            found += [Difference("-", line) for line in old[start:end]]
            found += [Difference("+", line) for line in new[first:last]]
    return found[:MOST]
