"""What was probably meant: names near by edit distance, or by sound.

Hundreds of names may be compared with each of hundreds of mistakes, so most are told to be far by counting letters,
and no distance is measured further than it can still matter.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.expressions.scope import fold
from app.pinyin import syllables

FARTHEST = 0.5
"""The share of a text that may have to change."""
_CONTAINED = 0.45
_LONGEST = 40


def nearest(written: str, candidates: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """The candidates that are near to what was written, nearest first."""
    wanted = fold(written)[:_LONGEST]
    likely = sorted((_least(wanted, fold(text)[:_LONGEST]), text) for text in dict.fromkeys(candidates))
    found: list[tuple[float, int, str]] = []
    farthest = FARTHEST
    for least, candidate in likely:
        if least > farthest:
            break
        folded = fold(candidate)[:_LONGEST]
        score = _score(wanted, folded, farthest)
        if score <= farthest:
            found = sorted([*found, (score, abs(len(wanted) - len(folded)), candidate)])[:most]
            farthest = found[-1][0] if len(found) == most else FARTHEST
    return tuple(candidate for _, _, candidate in found)


def distance(one: str, other: str, most: int | None = None) -> int:
    """Edits between two texts, two neighbours that changed places being one; not measured beyond `most`."""
    limit = max(len(one), len(other)) if most is None else most
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        earlier, before = before, row
        low, high = max(1, i - limit), min(len(other), i + limit)
        row = [limit + 1] * (len(other) + 1)
        row[0] = i
        for j in range(low, high + 1):
            right = other[j - 1]
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row[j] = cost
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _score(wanted: str, folded: str, farthest: float) -> float:
    """Which share of the longer text has to change; by sound a little worse than by letters."""
    by_sound = _share(_sound(wanted), _sound(folded), _less_for_sound(farthest))
    return min(
        _share(wanted, folded, farthest),
        by_sound * 1.1 + 0.01,
        _CONTAINED if _is_contained(wanted, folded) else 1.0,
    )


def _least(wanted: str, folded: str) -> float:
    """A score that this candidate cannot be better than."""
    if _is_contained(wanted, folded):
        return 0.0
    return min(_at_least(wanted, folded), _at_least(_sound(wanted), _sound(folded)) * 1.1 + 0.01)


def _is_contained(wanted: str, folded: str) -> bool:
    return len(wanted) > 1 and len(folded) > 1 and (wanted in folded or folded in wanted)


def _less_for_sound(share: float) -> float:
    return (share - 0.01) / 1.1


def _share(one: str, other: str, farthest: float) -> float:
    longer = max(len(one), len(other))
    if not longer or _at_least(one, other) > farthest:
        return 1.0
    most = int(farthest * longer)
    edits = distance(one, other, most)
    return edits / longer if edits <= most else 1.0


def _at_least(one: str, other: str) -> float:
    """As `_share`, told by counting letters only; anything very different in length is simply far."""
    longer = max(len(one), len(other))
    if not longer or abs(len(one) - len(other)) * 2 > longer:
        return 1.0
    letters = _letters(other)
    shared = sum(min(count, letters[letter]) for letter, count in _letters(one).items() if letter in letters)
    return (longer - shared) / longer


@lru_cache(maxsize=8192)
def _letters(text: str) -> Mapping[str, int]:
    return Counter(text)


@lru_cache(maxsize=8192)
def _sound(text: str) -> str:
    return "".join(syllables(text))
