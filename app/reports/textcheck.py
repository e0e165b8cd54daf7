"""Numbers in a narrative held against the figures that they state (pure): they match, they differ, or nobody knows.

It also adds up what stands behind 其中, counts named lists, and looks for other years and for marks of careless style.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.errors import Fault, Level
from app.reports.stated import Stated, numbers, read

NEAR = {("persons", "人次"), ("groups", "次"), ("events", "次"), ("个", "groups")}
_WHERE = re.compile(r"其中")
_SENTENCE_END = re.compile(r"[。！？\n]")
_NAMES = re.compile(r"(?:[^，。；！？\n、,;：:]{1,30}、)+[^，。；！？\n、,;：:]{1,60}")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年)")
_HALF = re.compile(r"(?<=[一-鿿”）])[,;:!?](?=[一-鿿“（])|(?<=[一-鿿”）])\((?=[一-鿿])")
_ZERO = re.compile(r"(?<!\d)0\d(?=[月日])")
_WIDE = re.compile(r"[０-９]+")
_VERBS = re.compile(r".*(?:接待|举办|开展|包括|邀请|上报|申报|推荐|赴|来自|参加|组织|在|与|和日|是|了)")


@dataclass(frozen=True, slots=True)
class Known:
    """A number that the report has: a figure, one group of it, or a part: what one record adds to it."""

    key: str
    label: str
    value: Decimal
    unit: str = ""
    is_part: bool = False
    named: str = ""
    counted: str = ""
    """Label and unit as whoever reads the page calls them; the others are as the text does."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A number of the text. `verdict`: matches, differs, unit, unknown; `known` is the figure that is meant."""

    stated: Stated
    verdict: str
    known: Known | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something else about a piece of the text: `code` says what, `facts` fill the sentence."""

    code: str
    start: int
    end: int
    facts: dict[str, object]

    @property
    def fault(self) -> Fault:
        """As people are told."""
        return Fault(f"report.text_{self.code}", span=(self.start, self.end), facts=self.facts, level=Level.WARN)


def marks(text: str, known: Sequence[Known]) -> list[Mark]:
    """Every number of the text with its verdict; a lonely 一 only where it matches."""
    judged = (_judged(stated, text, known) for stated in numbers(text))
    return [mark for mark in judged if mark.verdict == "matches" or not mark.stated.weak]


def remarks(text: str, *, year: int | None = None) -> list[Remark]:
    """What does not add up, and what does not look right, in the order of the text."""
    found = [*_sums(text), *_lists(text), *_growth(text), *_style(text)]
    if year is not None:
        found += _other_years(text, year)
    return sorted(found, key=lambda each: each.start)


def _judged(stated: Stated, text: str, known: Sequence[Known]) -> Mark:
    around = _clause(text, stated.start)
    wholes = [each for each in known if not each.is_part]
    alike = sorted((each for each in wholes if _alike(stated, each)), key=lambda each: -_kinship(around, each))
    for each in [*alike, *(part for part in known if part.is_part and _alike(stated, part))]:
        if _says(stated, each.value * (Decimal(10) ** 4 if each.unit == "万元" else 1)):
            return Mark(stated, "matches", each)
    near = [each for each in wholes if (stated.kind, each.unit) in NEAR or (_kind(each.unit), stated.unit) in NEAR]
    for each in sorted(near, key=lambda each: -_kinship(around, each)):
        if _says(stated, each.value) and _kinship(around, each):
            return Mark(stated, "unit", each)
    if alike and _kinship(around, alike[0]):
        return Mark(stated, "differs", alike[0])
    return Mark(stated, "unknown")


def _alike(stated: Stated, known: Known) -> bool:
    return not known.unit or stated.kind == _kind(known.unit)


def _kind(unit: str) -> str:
    return Stated(0, 0, "", Decimal(0), unit).kind


def _says(stated: Stated, value: Decimal) -> bool:
    if stated.sense == ">":
        return stated.scaled <= value < stated.scaled * 2
    if stated.sense == "~":
        return abs(value - stated.scaled) <= stated.scaled / 10
    return value == stated.scaled


def _kinship(around: str, known: Known) -> int:
    """How many pairs of characters of the label stand in the clause."""
    label = re.sub(r"[^\w一-鿿]", "", known.label)
    pairs = {label[at : at + 2] for at in range(len(label) - 1)}
    return sum(pair in around for pair in pairs)


def _clause(text: str, at: int) -> str:
    """The sentence part in which a number stands, up to the next 。；"""
    start = max((text.rfind(end, 0, at) for end in "。；！？\n;"), default=-1) + 1
    ends = [found for end in "。；！？\n;" if (found := text.find(end, at)) >= 0]
    return text[start : min(ends, default=len(text))]


def _sums(text: str) -> Iterator[Remark]:
    """其中: what follows may not be more than the number before it; two parts and more should make it up."""
    for found in _WHERE.finditer(text):
        before = [each for each in numbers(text[: found.start()]) if found.start() - each.end < 60]
        end = _SENTENCE_END.search(text, found.end())
        stop = end.start() if end else len(text)
        parts = [each for each in numbers(text[found.end() : stop]) if not each.weak or each.value]
        yield from _summed(before, parts, found.end(), stop)


def _summed(before: Sequence[Stated], parts: Sequence[Stated], start: int, stop: int) -> Iterator[Remark]:
    for kind in dict.fromkeys(each.kind for each in parts):
        total = next((each for each in reversed(before) if each.kind == kind), None)
        of_kind = [each.scaled for each in parts if each.kind == kind]
        if total is None or total.sense != "=":
            continue
        sum_ = sum(of_kind, Decimal(0))
        if sum_ > total.scaled or (len(of_kind) > 1 and sum_ != total.scaled):
            facts = {"total": total.scaled, "sum": sum_, "unit": total.unit, "parts": len(of_kind)}
            yield Remark("sum", start, stop, facts)


def _lists(text: str) -> Iterator[Remark]:
    """A、B、C等4批: names may not be more than the total; fewer names want a 等; no name twice."""
    for found in _NAMES.finditer(text):
        names, is_open = _named(found[0])
        stated = next((each for each in numbers(found[0]) if each.end > found[0].rfind("、")), None)
        if (
            len(names) < 3
            or stated is None
            or any(map(_counts, names[:-1]))
            or stated.sense != "="
            or stated.kind in ("money", "percent")
        ):
            continue
        yield from _listed(names, stated, found, is_open=is_open)


def _counts(name: str) -> bool:
    """Has it a number of its own? Then it is one of several sums, and no name."""
    return next(numbers(name), None) is not None


def _listed(names: Sequence[str], stated: Stated, found: re.Match[str], *, is_open: bool) -> Iterator[Remark]:
    start, end = found.span()
    twins = sorted({name for name in names if names.count(name) > 1})
    facts: dict[str, object] = {"names": len(names), "total": stated.value, "unit": stated.unit}
    if twins:
        yield Remark("list_twice", start, end, {"name": twins[0]})
    elif len(names) > stated.value:
        yield Remark("list_longer", start, end, facts)
    elif len(names) < stated.value and not is_open:
        yield Remark("list_open", start, end, facts)


def _named(run: str) -> tuple[list[str], bool]:
    """The names of a list and whether 等 leaves it open; verbs before the first and the total behind the last go."""
    *firsts, last = run.split("、")
    head, mark, _rest = last.partition("等")
    stated = next(iter(numbers(last)), None)
    tail = head if mark else last[: stated.start] if stated else last
    first = _VERBS.sub("", firsts[0]) if firsts else ""
    return [name.strip("“”‘’《》 ") for name in (first, *firsts[1:], tail) if name.strip("“”‘’《》 ")], bool(mark)


_GREW = re.compile(
    r"(?:由|从)(?P<old>[\d.,万]+)[^。；]{0,12}?(?:增|升|提高|下降|减)[^\d。；]{0,6}?(?P<new>[\d.,万]+)[^。；]{0,16}?(?P<rate>[\d.]+)[%％]"
)


def _growth(text: str) -> Iterator[Remark]:
    """由240增至300，增长25%: computed again."""
    for found in _GREW.finditer(text):
        old, new, said = (read(found[name]) for name in ("old", "new", "rate"))
        if not old or new is None or said is None:
            continue
        real = abs((new - old) / old * 100)
        if abs(real - said) > Decimal("0.5"):
            yield Remark("growth", found.start(), found.end(), {"said": said, "real": round(real, 1)})


def _other_years(text: str, year: int) -> Iterator[Remark]:
    for found in _YEAR.finditer(text):
        if int(found[1]) not in (year, year + 1):
            yield Remark("other_year", found.start(), found.end(), {"year": found[1], "wanted": year})


def _style(text: str) -> Iterator[Remark]:
    for code, pattern in (("half_width", _HALF), ("leading_zero", _ZERO), ("wide_digits", _WIDE)):
        for found in pattern.finditer(text):
            yield Remark(code, found.start(), found.end(), {"text": found[0]})
