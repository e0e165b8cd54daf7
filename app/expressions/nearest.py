"""What was probably meant: names near by edit distance, or by sound."""

from collections.abc import Iterable

from app.expressions.scope import fold
from app.pinyin import syllables

_LONGEST = 40


def nearest(written: str, candidates: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """The candidates that are near to what was written, nearest first."""
    wanted = fold(written)[:_LONGEST]
    wanted_sound = _sound(wanted)
    scored = []
    for candidate in dict.fromkeys(candidates):
        folded = fold(candidate)[:_LONGEST]
        score = min(
            _share(wanted, folded),
            _share(wanted_sound, _sound(folded)) * 1.1 + 0.01,
            0.45 if len(wanted) > 1 and (wanted in folded or folded in wanted) and len(folded) > 1 else 1.0,
        )
        if score <= 0.5:
            scored.append((score, abs(len(wanted) - len(folded)), candidate))
    return tuple(candidate for _, _, candidate in sorted(scored)[:most])


def _share(one: str, other: str) -> float:
    """Which share of the longer text has to change; anything very different in length is simply far."""
    longer = max(len(one), len(other))
    if not longer or abs(len(one) - len(other)) * 2 > longer:
        return 1.0
    return distance(one, other) / longer


def distance(one: str, other: str) -> int:
    """Edits between two texts; two neighbours that changed places are one edit."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def _sound(text: str) -> str:
    return "".join(syllables(text))
