"""Where on a line something is to be written: 年 月 日, boxes, brackets, underscores, the space behind a colon. Pure.

Every pattern takes each character of a line a bounded number of times, whatever the line is made of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.word.blanks.blank import BlankKind
from app.word.blanks.labels import label_before
from app.word.blanks.line import BOX_SIGN, NARROW, NOTHING, OTHER_SIGN, SPACES, TAG_SIGN, WIDE, Line, width

_GAP = "[" + re.escape(NOTHING) + "]"
_WHITE = "[" + re.escape(SPACES.replace("\n", "")) + "]"
_DATE = re.compile(rf"年((?:{_GAP}|\d)*)月(?:((?:{_GAP}|\d)*)日)?|月((?:{_GAP}|\d)+)日")
_YEAR_BEFORE = 6
"""How wide the plain space before a 年 can be that belongs to it; what is more only moves it to the right."""
_NO_DATE = re.compile(rf"[生作党业职学止任聘婚加]{_GAP}*\Z")
"""What the label of a date ends with, before its own 年月: `出 生 年 月`."""
_BRACKETS = re.compile(rf"[（(〔【\[]({_GAP}+)[）)〕】\]]")
_RUN = re.compile(rf"{_GAP}+")
_COLON = re.compile(rf"[：:]({_WHITE}*)")
_COUNTED = re.compile(rf"[共计第约（(]({_WHITE}{{2,}})(?=[人名次天日届期页项个家元万]|年度)")
_END_OF_OPTION = re.compile(rf"{_WHITE}{{2,}}|[\t\u3000\n{NARROW}{WIDE}{TAG_SIGN}{OTHER_SIGN}，；。;]")
_CAPTION = re.compile(r"[：:]")
_SALUTATION = re.compile(
    r"(?:如下|包括|分别|附件?|说|指出|要求|规定|领导|同志|先生|女士|注)\Z|以下|下列|\A(?:各|尊敬|注)"
)
_LONGEST_LABEL = 20
_LONGEST_OPTION = 40
_SEPARATE = 6
"""How wide the space behind a colon must be to be a place of its own before a date or a box."""

MOST = 200
"""Places of one sort on one line."""


@dataclass(frozen=True, slots=True)
class Option:
    """A box, by its place on the line, and its words."""

    at: int
    words: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a line: the characters that are to be replaced, and what is called by it."""

    kind: BlankKind
    start: int
    end: int
    label: str
    options: tuple[Option, ...] = ()
    is_behind: bool = False
    """Whether the words stand before their boxes."""
    is_last: bool = False
    """Whether nothing follows: then the next cell may be the place that is meant."""


def spots_of(line: Line) -> list[Spot]:
    """All places of a line, in order."""
    taken: list[Spot] = []
    for find in (_dates, _boxes, _brackets, _lines, _counted, _colons):
        found = list(islice(find(line, sorted(taken, key=_start)), MOST))
        taken += [spot for spot in found if not _overlaps(spot, taken) and not _is_tagged(spot, line.text)]
    return sorted(taken, key=_start)


def _start(spot: Spot) -> int:
    return spot.start


def _is_tagged(spot: Spot, text: str) -> bool:
    """Whether a tag stands here already, perhaps between what is left of a line to write on."""
    beside = text[spot.start : spot.end]
    if spot.kind in {BlankKind.LINE, BlankKind.AFTER_COLON}:
        beside = text[max(0, spot.start - 1) : spot.end + 1]
    return TAG_SIGN in beside


def _overlaps(spot: Spot, taken: list[Spot]) -> bool:
    return any(spot.start < other.end and other.start < spot.end for other in taken)


# -- dates


def _dates(line: Line, _: list[Spot]) -> Iterator[Spot]:
    text, before, label = line.text, 0, ""
    for found in _DATE.finditer(text):
        start = _first_of(text, found.start(), before)
        month, day = (found[1], found[2]) if found[3] is None else (text[start : found.start()], found[3])
        label = label_before(text, start, before) or label
        is_open = not month.strip(NOTHING) or (day is not None and not day.strip(NOTHING))
        gaps = width(month) + width(day or "")
        if is_open and month + (day or "") and gaps >= (1 if day else 2) and not _is_label(text, start, month, day):
            yield Spot(BlankKind.DATE, start, found.end(), label)
            before = found.end()


def _is_label(text: str, start: int, month: str, day: str | None) -> bool:
    is_drawn = any(char in NARROW + WIDE for char in (*month, *(day or "")))
    return not is_drawn and _NO_DATE.search(text[max(0, start - 12) : start]) is not None


def _first_of(text: str, at: int, least: int) -> int:
    """Where the place of the year or month begins: its digits, underscores, and a few of the spaces before it."""
    start, spaces = at, 0
    while start > least and text[start - 1] in NOTHING:
        if text[start - 1] in SPACES:
            spaces += width(text[start - 1])
            if spaces > _YEAR_BEFORE or text[start - 1] == "\n":
                break
        elif spaces > _SEPARATE // 2:
            break
        start -= 1
    digits = start
    while digits > least and start - digits < 4 and text[digits - 1] in "0123456789二○〇０１２３４５６７８９":
        digits -= 1
    return digits


# -- boxes


def _boxes(line: Line, _: list[Spot]) -> Iterator[Spot]:
    text = line.text
    at = [here for here, char in enumerate(text) if char == BOX_SIGN][:MOST]
    first = 0
    for number, here in enumerate(at):
        following = at[number + 1] if number + 1 < len(at) else len(text)
        between = text[here + 1 : following]
        if number + 1 == len(at) or _CAPTION.search(between) or TAG_SIGN in between or "\n" in between:
            yield from _group(line, at[first : number + 1], at[first - 1] + 1 if first else 0, following)
            first = number + 1


def _group(line: Line, at: list[int], before: int, end: int) -> Iterator[Spot]:
    """The boxes of one question; of a list whose boxes are all ticked nothing is to be chosen."""
    if not any(_is_open(line, here) for here in at) or any(before <= tick < at[-1] for tick in line.ticks):
        return
    text = line.text
    ahead = list(_ahead(text, at, before, end))
    if ahead:
        label = label_before(text, at[0] - len(ahead[0].words), before)
        yield Spot(BlankKind.BOXES, at[0], at[0], label, tuple(ahead), is_behind=True)
        return
    ends = (*at[1:], end)
    options = [Option(here, _words(text[here + 1 : stop])) for here, stop in zip(at, ends, strict=True)]
    known = tuple(option for option in options if option.words)
    if known:
        yield Spot(BlankKind.BOXES, at[0], at[0], label_before(text, at[0], before), known)


def _is_open(line: Line, at: int) -> bool:
    return line.items[at].char not in {"☑", "☒", "■"}


def _ahead(text: str, at: list[int], before: int, end: int) -> Iterator[Option]:
    """Options whose words stand before their boxes (`男□ 女□`); none if any box has words only behind it."""
    found, start = [], before
    for here in at:
        words = re.search(
            rf"[^{re.escape(NOTHING)}：:，。；、/（(]+\Z", text[max(start, here - _LONGEST_OPTION) : here]
        )
        if words is None:
            return
        found.append(Option(here, words[0]))
        start = here + 1
    rest = text[at[-1] + 1 : end]
    if not rest.strip(NOTHING + TAG_SIGN + "。；;）)") or (_CAPTION.search(rest) and rest[:1] in SPACES):
        yield from found


def _words(text: str) -> str:
    words = text[: _LONGEST_OPTION * 2].lstrip(SPACES)
    cut = _END_OF_OPTION.search(words)
    words = words[: cut.start() if cut else None].strip(SPACES + "/、,：:")
    if _CAPTION.search(words):
        words = words.split()[0]
    return words[:_LONGEST_OPTION]


# -- blank space


def _brackets(line: Line, taken: list[Spot]) -> Iterator[Spot]:
    for found in _BRACKETS.finditer(line.text):
        if width(found[1]) > 1:
            label = label_before(line.text, found.start(), _end_before(taken, found.start()))
            taken.append(Spot(BlankKind.BRACKETS, found.start(1), found.end(1), label))
            yield taken[-1]


def _lines(line: Line, taken: list[Spot]) -> Iterator[Spot]:
    """Underscores and underlined spaces, in a row."""
    for found in _RUN.finditer(line.text):
        drawn = [here for here in range(*found.span()) if line.text[here] in NARROW + WIDE]
        if drawn and width(line.text[drawn[0] : drawn[-1] + 1]) > 1:
            label = label_before(line.text, drawn[0], _end_before(taken, drawn[0]))
            taken.append(Spot(BlankKind.LINE, drawn[0], drawn[-1] + 1, label))
            yield taken[-1]


def _counted(line: Line, taken: list[Spot]) -> Iterator[Spot]:
    """`共    人`."""
    for found in _COUNTED.finditer(line.text):
        start, end = found.span(1)
        yield Spot(BlankKind.LINE, start, end, label_before(line.text, start, _end_before(taken, start)))


def _colons(line: Line, taken: list[Spot]) -> Iterator[Spot]:
    """Space behind a colon, or nothing at all."""
    text = line.text
    starts = {spot.start: spot for spot in taken}
    for found in _COLON.finditer(text):
        start, end = found.span(1)
        label = label_before(text, found.start(), _end_before(taken, found.start()))
        is_last = end == len(text) or text[end] == "\n"
        follower = next((starts[here] for here in range(start, end + 1) if here in starts), None)
        if follower is not None:
            end, is_last = follower.start, False
        if not label or len(label) > _LONGEST_LABEL or not _is_wide(text[start:end], follower, is_last=is_last):
            continue
        if not (is_last and _SALUTATION.search(label)):
            stop = end if is_last else _keeping_apart(text, start, end)
            taken.append(Spot(BlankKind.AFTER_COLON, start, stop, label, is_last=is_last))
            yield taken[-1]


def _end_before(taken: list[Spot], at: int) -> int:
    """Where the last place before this one ends: words before that belong to it."""
    return max((spot.end for spot in taken if spot.end <= at), default=0)


def _is_wide(gap: str, follower: Spot | None, *, is_last: bool) -> bool:
    return is_last or width(gap) >= (3 if follower is None else _SEPARATE)


def _keeping_apart(text: str, start: int, end: int) -> int:
    """Where to stop, so that what follows does not stick to the value."""
    if text[end - 1] in "\t\u3000\u2003":
        return end - 1
    return max(start, end - 2)
