"""A new draft beside the text that a person has made of the last one (pure): what is new, what reads otherwise now."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.expressions import fold

ALIKE = 0.55
"""From here on two sentences are the same one, written otherwise."""
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？]|[^。；！？\n]+(?=\n|$)")
_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence of the draft. `verdict`: same, changed (then `old` is how the text says it), new."""

    text: str
    verdict: str
    old: str = ""
    at: int = -1
    """Which sentence of the text it is, or would stand behind."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The draft's sentences with what became of them, and the text's sentences that no draft has."""

    units: tuple[Unit, ...]
    own: tuple[str, ...]

    @property
    def open(self) -> int:
        """How many could be taken."""
        return sum(unit.verdict != "same" for unit in self.units)


def compared(draft: str, text: str) -> Comparison:
    """Sentence by sentence: the same ones first, then those that are alike, the rest is new."""
    mine, theirs = sentences(draft), sentences(text)
    pairs = _pairs(mine, theirs)
    units: list[Unit] = []
    last = -1
    for at, sentence in enumerate(mine):
        place = pairs.get(at)
        last = last if place is None else place
        old = "" if place is None else theirs[place]
        verdict = "new" if place is None else "same" if _same(old, sentence) else "changed"
        units.append(Unit(sentence, verdict, old, last))
    taken = set(pairs.values())
    return Comparison(tuple(units), tuple(each for at, each in enumerate(theirs) if at not in taken))


def with_unit(draft: str, text: str, number: int) -> str:
    """The text with one sentence of the draft: in place of its old form, or behind its neighbour."""
    unit = compared(draft, text).units[number]
    if unit.verdict == "same":
        return text
    spots = [found.span() for found in _SENTENCE.finditer(text) if found[0].strip()]
    if unit.verdict == "changed":
        start, end = spots[unit.at]
        kept = text[start:end]
        lead = kept[: len(kept) - len(kept.lstrip())]
        return text[:start] + lead + unit.text + text[end:]
    place = spots[unit.at][1] if unit.at >= 0 else 0
    return _set_in(text, place, unit.text)


def sentences(text: str) -> list[str]:
    """The sentences of a text, headings too, without blanks round them."""
    return [each.strip() for each in _SENTENCE.findall(text) if each.strip()]


def _set_in(text: str, place: int, sentence: str) -> str:
    before, after = text[:place], text[place:]
    is_heading = not sentence.endswith(("。", "；", "！", "？"))
    joint = "\n" if before and (is_heading or not before.rstrip().endswith(("。", "；", "！", "？"))) else ""
    closing = "\n" if (is_heading or not before) and after and not after.startswith("\n") else ""
    return f"{before}{joint}{sentence}{closing}{after}"


def _pairs(mine: Sequence[str], theirs: Sequence[str]) -> dict[int, int]:
    """For sentences of the draft, the sentence of the text that says the same."""
    pairs: dict[int, int] = {}
    for at, sentence in enumerate(mine):
        found = next((n for n, other in enumerate(theirs) if n not in pairs.values() and _same(other, sentence)), None)
        if found is not None:
            pairs[at] = found
    for at, sentence in enumerate(mine):
        if at in pairs:
            continue
        free = [n for n in range(len(theirs)) if n not in pairs.values()]
        best = max(free, key=lambda n: _likeness(sentence, theirs[n]), default=None)
        if best is not None and _likeness(sentence, theirs[best]) >= ALIKE:
            pairs[at] = best
    return pairs


def _same(one: str, other: str) -> bool:
    """But for blanks and for how the sentence ends."""
    return fold(one).rstrip("。；;") == fold(other).rstrip("。；;")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _GAP.sub("", one), _GAP.sub("", other), autojunk=False).ratio()
