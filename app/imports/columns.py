"""Which column of a table is which field: by label, as near as need be."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Protocol

from app.expressions.scope import fold

NEAR = 0.75  # how alike two labels must be
_BRACKETS = re.compile(r"[(（\[【][^()（）\[\]【】]*[)）\]】]")
_MARKS = re.compile(r"[*:：、,.·_/\-—\s]+")
OPPOSITES = tuple(
    map(frozenset, ("中外英", "出入回归", "起止始终末", "男女", "收支", "甲乙", "正副", "前后", "上下", "来往"))
)
"""Signs by which labels differ in what they mean, however alike they look: 中方经费 is not 外方经费."""


class Nameable(Protocol):
    """A field as the columns see it; a name of a scope is one."""

    @property
    def key(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def aliases(self) -> tuple[str, ...]: ...


def match_columns(header: Sequence[str], names: Iterable[Nameable]) -> Mapping[int, str]:
    """Column index to key, in the order of the columns; each column and each key at most once, the surest first."""
    targets = [(name.key, _forms(name.label, name.key, *name.aliases)) for name in names]
    scored = [
        (score, -column, -place, key)
        for column, label in enumerate(header)
        for place, (key, forms) in enumerate(targets)
        if (score := _score(label, forms))
    ]
    found: dict[int, str] = {}
    for _, column, _, key in sorted(scored, reverse=True):
        if -column not in found and key not in found.values():
            found[-column] = key
    return dict(sorted(found.items()))


def likeness(left: str, right: str) -> float:
    """How alike two folded labels are, 0 to 1: equal, one within the other, or by edit distance."""
    if not left or not right or any(_opposed(signs, left, right) for signs in OPPOSITES):
        return 0.0
    if left == right:
        return 1.0
    short, long = sorted((left, right), key=len)
    if len(short) > 1 and short in long:
        return NEAR + 0.2 * len(short) / len(long)
    if len(long) - len(short) > (1 - NEAR) * len(long):
        return 0.0
    return 1 - _distance(short, long) / len(long)


def _opposed(signs: frozenset[str], left: str, right: str) -> bool:
    ours, theirs = signs.intersection(left), signs.intersection(right)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _score(label: str, forms: Sequence[str]) -> float:
    """The best of the label whole, without its brackets, and without the name of its group; 0 if none is near."""
    tries = (label, 0.0), (_BRACKETS.sub("", label), 0.02), (label.rpartition("/")[2], 0.04)
    alike = ((likeness(_bare(text), form), loss) for text, loss in tries for form in forms)
    return max((score - loss for score, loss in alike if score >= NEAR), default=0.0)


def _forms(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for text in texts if (form := _bare(text))))


def _bare(text: str) -> str:
    return _MARKS.sub("", fold(text))[:100]


def _distance(left: str, right: str) -> int:
    """Levenshtein's distance."""
    above = list(range(len(right) + 1))
    for row, first in enumerate(left, start=1):
        line = [row]
        for (skipped, over), second in zip(pairwise(above), right, strict=True):
            line.append(min(over + 1, line[-1] + 1, skipped + (first != second)))
        above = line
    return above[-1]
