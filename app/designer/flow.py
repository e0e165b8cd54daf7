"""A flow as a picture (pure): states are boxes in rows, transitions are arrows with labels, drawn from the data alone.

The picture is narrow, so that a phone shows it. Arrows to the next row go straight through the gap between; all others
go around at a side. Every label has a line of a gap to itself, so none lies over another; lines cross lines, no box.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from app.definitions.schema import Transition, Workflow
from app.designer.ranks import BESIDE, ranked, rows

WIDE, HIGH, BETWEEN = 156, 62, 20
"""Of a box, in units that are pixels where there is room; the space between two in a row."""
LINE, LANE, TRACK, EDGE = 27, 9, 15, 10
"""A line with a label, a lane of a gap, a track at a side, the margin."""
LETTER, SMALL = 14, 12
"""The width of a Chinese character in names and in the words below them."""
PILL = 18
"""What a label takes beside its words."""
LONGEST = 12 * SMALL
"""Of a label; the whole of it stands in the properties."""
CURVE = 6

Side: TypeAlias = Literal["left", "right"]
Point: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Words:
    """A line of a box; `y` is where it stands on."""

    y: float
    text: str
    is_name: bool


@dataclass(frozen=True, slots=True)
class Box:
    """A state; `x` and `y` are its upper left corner. Those of one rank go beside each other, in any order."""

    key: str
    rank: int
    x: float
    y: float
    words: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """A transition: its line, its tip, and the middle of its label."""

    at: int
    line: str
    tip: str
    x: float
    y: float
    wide: float
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it."""

    wide: float
    high: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def picture(flow: Workflow, language: str, below: Mapping[str, str]) -> Picture:
    """A flow with the words that stand `below` the names of its states; a transition from or to nowhere is no arrow."""
    return _Drawing(flow, language, below).picture()


def width_of(text: str, letter: float = LETTER) -> float:
    """About how wide words are."""
    return sum(letter if unicodedata.east_asian_width(sign) in "WF" else letter * 0.56 for sign in text)


def shortened(text: str, room: float, letter: float = LETTER) -> str:
    """Words that fit, with a sign where some are missing."""
    if width_of(text, letter) <= room:
        return text
    while text and width_of(text, letter) + letter > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(text: str, room: float) -> tuple[str, ...]:
    """A name on one line or two."""
    if width_of(text) <= room:
        return (text,)
    fits = next(at for at in range(len(text), 0, -1) if width_of(text[:at]) <= room)
    blank = text.rfind(" ", 0, fits + 1)
    cut = blank if blank > 0 and text.isascii() else fits
    return (text[:cut].rstrip(), shortened(text[cut:].lstrip(), room))


@dataclass(slots=True)
class _Way:
    """How a transition goes. Without a side it is straight; `gap` holds its label."""

    at: int
    move: Transition
    start: list[str]
    said: str
    side: Side | None = None
    track: int = 0
    gap: int = 0


@dataclass(slots=True)
class _Gap:
    """The space below a row: lanes of lines that leave it, labels, lanes of lines that come to the next."""

    leaving: list[_Way] = field(default_factory=list)
    labels: list[_Way] = field(default_factory=list)
    coming: list[_Way] = field(default_factory=list)
    y: float = 0

    @property
    def high(self) -> float:
        lanes = len(self.leaving) + len(self.coming)
        return 2 * EDGE + LANE * lanes + LINE * len(self.labels)

    def leaves_at(self, way: _Way) -> float:
        return self.y + EDGE + LANE * self.leaving.index(way)

    def label_at(self, way: _Way) -> float:
        return self.y + EDGE + LANE * len(self.leaving) + LINE * (self.labels.index(way) + 0.5)

    def comes_at(self, way: _Way) -> float:
        return self.y + self.high - EDGE - LANE * (len(self.coming) - 1 - self.coming.index(way))


class _Drawing:
    """One look at one flow."""

    def __init__(self, flow: Workflow, language: str, below: Mapping[str, str]) -> None:
        self.flow, self.language, self.below = flow, language, below
        ranks = ranked(flow)
        self.rows = rows(ranks)
        self.rank_of = {key: at for at, states in enumerate(ranks) for key in states}
        self.row_of = {key: at for at, row in enumerate(self.rows) for key in row}
        self.ways = list(self._ways())
        self.gaps = {at: _Gap() for at in range(-1, len(self.rows))}
        self.ports: dict[tuple[str, str], list[_Way]] = {}
        """By state and edge of its box, the transitions that touch it there."""

    def picture(self) -> Picture:
        """Who goes where first, then the measures, then the lines."""
        for way in self.ways:
            self._choose_side(way)
        for way in self.ways:
            self._take_places(way)
        channels = {side: EDGE + TRACK * self._lay_tracks(side) for side in ("left", "right")}
        self.left = channels["left"] + EDGE
        self.right = self.left + BESIDE * WIDE + BETWEEN
        self.wide = self.right + EDGE + channels["right"]
        high = self._stack()
        boxes = tuple(self._box(key) for row in self.rows for key in row)
        return Picture(self.wide, high, boxes, tuple(self._arrow(way) for way in self.ways))

    # ---- Who goes where ----

    def _ways(self) -> Iterator[_Way]:
        for at, move in enumerate(self.flow.transitions):
            start = [key for key in dict.fromkeys(move.from_) if key in self.flow.states]
            if start and move.to in self.flow.states:
                yield _Way(at, move, start, shortened(move.label.text(self.language), LONGEST, SMALL))

    def _choose_side(self, way: _Way) -> None:
        """Straight to the next row; else around where the fewest boxes lie before it, back on the right."""
        touched = [*way.start, way.move.to]
        if all(self.row_of[key] + 1 == self.row_of[way.move.to] for key in way.start):
            return
        inner = {side: sum(not self._is_outer(key, side) for key in touched) for side in ("left", "right")}
        is_right = (inner["right"], way.move.tone != "back") <= (inner["left"], way.move.tone == "back")
        way.side = "right" if is_right else "left"

    def _is_outer(self, key: str, side: str) -> bool:
        row = self.rows[self.row_of[key]]
        return key == (row[-1] if side == "right" else row[0])

    def _take_places(self, way: _Way) -> None:
        """A line for the label; a lane where boxes are in between; a port at every box that it touches."""
        touched = [self.row_of[key] for key in (*way.start, way.move.to)]
        among = range(min(touched), max(touched)) or range(min(touched), min(touched) + 1)
        way.gap = min(
            among, key=lambda gap: (len(self.gaps[gap].labels), abs(2 * gap + 1 - min(touched) - max(touched)))
        )
        self.gaps[way.gap].labels.append(way)
        for key in way.start:
            edge = self._edge(way, key, "bottom")
            self.ports.setdefault((key, edge), []).append(way)
            if way.side and edge == "bottom" and way not in self.gaps[self.row_of[key]].leaving:
                self.gaps[self.row_of[key]].leaving.append(way)
        edge = self._edge(way, way.move.to, "top")
        self.ports.setdefault((way.move.to, edge), []).append(way)
        if way.side and edge == "top":
            self.gaps[self.row_of[way.move.to] - 1].coming.append(way)

    def _edge(self, way: _Way, key: str, inner: str) -> str:
        """The edge of a box at which a way touches it."""
        return way.side if way.side and self._is_outer(key, way.side) else inner

    def _lay_tracks(self, side: Side) -> int:
        """The shortest ways nearest to the boxes; how many tracks there are."""
        spans = {way.at: self._span(way) for way in self.ways if way.side == side}
        taken: list[list[tuple[float, float]]] = []
        for at in sorted(spans, key=lambda each: spans[each][1] - spans[each][0]):
            top, bottom = spans[at]
            free = (n for n, held in enumerate(taken) if all(bottom < a or b < top for a, b in held))
            track = next(free, len(taken))
            if track == len(taken):
                taken.append([])
            taken[track].append((top, bottom))
            next(way for way in self.ways if way.at == at).track = track
        return len(taken)

    def _span(self, way: _Way) -> tuple[float, float]:
        """From where to where it runs along the side, in rows."""
        ends = [self.row_of[key] + (0.5 if self._edge(way, key, "bottom") == "bottom" else 0) for key in way.start]
        ends += [self.row_of[way.move.to] - (0.5 if self._edge(way, way.move.to, "top") == "top" else 0), way.gap + 0.5]
        return min(ends), max(ends)

    # ---- Measures ----

    def _stack(self) -> float:
        """Rows and gaps below each other; how high that is."""
        y: float = 0
        for at in range(-1, len(self.rows)):
            self.gaps[at].y = y
            y += self.gaps[at].high + (HIGH if at + 1 < len(self.rows) else 0)
        return y

    def _corner(self, key: str) -> Point:
        at = self.row_of[key]
        row, gap = self.rows[at], self.gaps[at - 1]
        body = len(row) * WIDE + (len(row) - 1) * BETWEEN
        first = (self.left + self.right - body) / 2
        return first + row.index(key) * (WIDE + BETWEEN), gap.y + gap.high

    def _port(self, way: _Way, key: str, inner: str) -> Point:
        """Where a way touches a box."""
        edge = self._edge(way, key, inner)
        (x, y), touching = self._corner(key), self.ports[key, edge]
        if edge in ("top", "bottom"):
            touching = sorted(touching, key=lambda each: ("left", None, "right").index(each.side))
        part = (touching.index(way) + 1) / (len(touching) + 1)
        if edge in ("left", "right"):
            return (x if edge == "left" else x + WIDE), y + HIGH * part
        return x + WIDE * part, (y if edge == "top" else y + HIGH)

    def _track_x(self, way: _Way) -> float:
        away = EDGE + TRACK * (way.track + 0.5)
        return self.left - away if way.side == "left" else self.right + away

    # ---- Lines ----

    def _box(self, key: str) -> Box:
        (x, y), below = self._corner(key), self.below.get(key, "")
        names = wrapped(self.flow.states[key].label.text(self.language), WIDE - 20)
        lines = [*((name, True) for name in names), *([(shortened(below, WIDE - 16, SMALL), False)] if below else [])]
        first = y + HIGH / 2 - 18 * (len(lines) - 1) / 2 + LETTER / 2 - 2
        drawn = tuple(Words(first + 18 * at, text, is_name) for at, (text, is_name) in enumerate(lines))
        return Box(key, self.rank_of[key], x, y, drawn)

    def _arrow(self, way: _Way) -> Arrow:
        lines = [self._points(way, key) for key in way.start]
        wide = width_of(way.said, SMALL) + PILL
        x = self._track_x(way) if way.side else lines[0][-1][0]
        x = min(max(x, wide / 2 + 2), self.wide - wide / 2 - 2)
        drawn = " ".join(_rounded(points) for points in lines)
        return Arrow(way.at, drawn, _tip(*lines[0][-2:]), x, self.gaps[way.gap].label_at(way), wide, way.said)

    def _points(self, way: _Way, key: str) -> list[Point]:
        """From a box to the one it leads to."""
        start, end = self._port(way, key, "bottom"), self._port(way, way.move.to, "top")
        if way.side is None:
            y = self.gaps[way.gap].label_at(way)
            return _turning([start, (start[0], y), (end[0], y), end])
        x = self._track_x(way)
        leaves = self.gaps[self.row_of[key]].leaves_at(way) if self._edge(way, key, "bottom") == "bottom" else start[1]
        comes = self.gaps[self.row_of[way.move.to] - 1]
        enters = comes.comes_at(way) if self._edge(way, way.move.to, "top") == "top" else end[1]
        return _turning([start, (start[0], leaves), (x, leaves), (x, enters), (end[0], enters), end])


def _turning(points: list[Point]) -> list[Point]:
    """The points without those that repeat the one before."""
    return [point for at, point in enumerate(points) if at == 0 or point != points[at - 1]]


def _rounded(kept: list[Point]) -> str:
    """A line with round corners."""
    drawn = f"M{_at(kept[0])}"
    for before, here, after in zip(kept, kept[1:], kept[2:], strict=False):
        drawn += f"L{_at(_towards(here, before))}Q{_at(here)} {_at(_towards(here, after))}"
    return f"{drawn}L{_at(kept[-1])}"


def _towards(here: Point, there: Point) -> Point:
    """A little from here to there, no further than half the way."""
    far = max(abs(there[0] - here[0]), abs(there[1] - here[1]))
    part = min(CURVE, far / 2) / far
    return here[0] + (there[0] - here[0]) * part, here[1] + (there[1] - here[1]) * part


def _tip(before: Point, end: Point) -> str:
    """The head of an arrow that ends here."""
    x, y = end
    back, wing = 8, 4.5
    if before[0] == x:
        sign = -back if before[1] <= y else back
        corners = [(x - wing, y + sign), (x + wing, y + sign)]
    else:
        sign = -back if before[0] < x else back
        corners = [(x + sign, y - wing), (x + sign, y + wing)]
    return f"M{_at(end)}L{_at(corners[0])}L{_at(corners[1])}Z"


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
