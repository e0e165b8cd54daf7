"""Where the header of a table is: below titles and notes, in one line or in several that belong together."""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from app.expressions.scope import fold
from app.imports.cells import is_text
from app.imports.table import Grid, RawCell, Span

LOOK = 30  # rows from the top among which the header is looked for
SAMPLE = 200  # rows that say how wide the table is
DEPTH = 3  # lines a header may have
LABEL_LIMIT = 60  # characters
_NOTE = re.compile(r"[：:]\s*\S")


def find_header(grid: Grid, known: Collection[str]) -> range | None:
    """The rows of the header; `known` are folded labels that would prove it. None if no row looks like one."""
    finder = _Finder(grid, known)
    if grid.header_rows:
        stop = min(grid.header_rows, DEPTH)
        return range(stop)
    base = finder.proven() if known else None
    if base is None:
        base = finder.likely()
    return None if base is None else finder.extended(base)


def is_proven(grid: Grid, header: range, known: Collection[str]) -> bool:
    """Whether more than the look of it says that this is a header: marked, known labels, or other things below."""
    if grid.header_rows:
        return True
    names = [fold(label) for label in labels(grid, header) if label]
    if known:
        return sum(_is_known(name, known) for name in names) * 2 >= len(names) > 0
    below = grid.rows[header.stop : header.stop + SAMPLE]
    return any(
        _differs(head, [row[at] for row in below if at < len(row)]) for at, head in _filled(grid.rows[header[-1]])
    )


def labels(grid: Grid, header: range) -> tuple[str, ...]:
    """The label of each column; lines of one label are joined: 团组/名称."""
    lines = [_spread(grid, line) for line in header]
    for upper, lower in pairwise(lines):
        if not _merged(grid, header):
            _carry(upper, lower)
    width = max(map(len, lines), default=0)
    return tuple(_joined([line[at] if at < len(line) else None for line in lines]) for at in range(width))


class _Finder:
    def __init__(self, grid: Grid, known: Collection[str]) -> None:
        self.grid, self.known = grid, known
        self.lines = [_spread(grid, line) for line in range(min(LOOK, len(grid.rows)))]
        self.width = max((len(_filled(row)) for row in grid.rows[:SAMPLE]), default=0)

    def proven(self) -> int | None:
        """The row with the most known labels, if they are at least two and a third of it, or the only cell."""
        hits = [sum(_is_known(fold(str(text)), self.known) for _, text in _filled(line)) for line in self.lines]
        best = max(range(len(hits)), key=hits.__getitem__, default=None)
        if best is None:
            return None
        filled = len(_filled(self.lines[best]))
        return best if hits[best] >= min(2, filled) > 0 and hits[best] * 3 >= filled else None

    def likely(self) -> int | None:
        """The first row that is wide enough and reads as labels."""
        enough = max(min(2, self.width), self.width / 2)
        for at, line in enumerate(self.lines):
            if len(_filled(line)) >= enough and self.reads_as_labels(at):
                return at
        return None

    def reads_as_labels(self, at: int) -> bool:
        """Short, nearly all words, and more than one of them."""
        values = [value for _, value in _filled(self.lines[at])]
        words = [text for text in values if is_text(text) and len(str(text)) <= LABEL_LIMIT and not _is_note(text)]
        return len(words) * 5 >= len(values) * 4 and (len(set(map(str, values))) > 1 or self.width == 1)

    def extended(self, base: int) -> range:
        """The header with the lines above and below that belong to it."""
        start = stop = base
        while start > 0 and stop - start + 1 < DEPTH and self.is_group(start - 1, start):
            start -= 1
        while stop + 1 < len(self.lines) and stop - start + 1 < DEPTH and self.is_split(stop, stop + 1):
            stop += 1
        return range(start, stop + 1)

    def is_group(self, upper: int, lower: int) -> bool:
        """Whether the upper row names groups of the columns of the lower one."""
        above = _filled(self.lines[upper])
        if len(above) < 2 or not self.reads_as_labels(upper) or any(_is_note(text) for _, text in above):
            return False
        if _merged(self.grid, range(upper, lower + 1)):
            return self._has_merge(upper, lower)
        here = {at for at, _ in _filled(self.lines[lower])}
        return len(above) < len(here) and all(at in here for at, _ in above)

    def is_split(self, upper: int, lower: int) -> bool:
        """Whether the lower row goes on with the labels of the upper one."""
        if lower + 1 >= len(self.grid.rows) or not self.reads_as_labels(lower):
            return False
        if _merged(self.grid, range(upper, lower + 1)):
            return self._has_merge(upper, lower)
        above = {at for at, _ in _filled(self.lines[upper])}
        below = {at for at, _ in _filled(self.lines[lower])}
        gaps = set(range(max(above | below) + 1)) - above
        return bool(gaps) and gaps <= below and bool(above - below)

    def _has_merge(self, upper: int, lower: int) -> bool:
        """A cell that spans columns but not the table in the upper row, or one that reaches down into the lower."""
        for span in self.grid.merges:
            if span.top > upper or span.bottom < upper:
                continue
            columns = span.right - span.left + 1
            if (span.bottom >= lower and columns < self.width) or (span.bottom == upper and 1 < columns < self.width):
                return True
        return False


def _is_note(value: RawCell) -> bool:
    """Whether this says something about the whole table: 填报单位：国际处."""
    return _NOTE.search(str(value)) is not None


def _spread(grid: Grid, line: int) -> list[RawCell]:
    """A row with every merged cell's value in all of its cells."""
    row = list(grid.rows[line])
    for span in _over(grid.merges, line):
        value = grid.rows[span.top][span.left] if span.left < len(grid.rows[span.top]) else None
        row.extend([None] * (min(span.right, 499) + 1 - len(row)))
        for at in range(span.left, min(span.right, 499) + 1):
            row[at] = value
    return row


def _over(merges: Sequence[Span], line: int) -> list[Span]:
    return [span for span in merges if span.top <= line <= span.bottom]


def _merged(grid: Grid, lines: range) -> bool:
    return any(span.top < lines.stop and span.bottom >= lines.start for span in grid.merges)


def _carry(upper: list[RawCell], lower: list[RawCell]) -> None:
    """Without merges: a group's name stands over its first column only; write it over the others too."""
    group: RawCell = None
    upper.extend([None] * (len(lower) - len(upper)))
    for at, below in enumerate(lower):
        if upper[at] is not None:
            group = upper[at] if below is not None else None
        elif below is not None:
            upper[at] = group


def _joined(parts: list[RawCell]) -> str:
    texts: list[str] = []
    for part in parts:
        text = _clean(part)
        if text and text not in texts[-1:]:
            texts.append(text)
    return "/".join(texts)


def _clean(value: RawCell) -> str:
    """A label in one line; a break inside Chinese words is none."""
    text = re.sub(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])", "", str(value if value is not None else ""))
    return " ".join(text.split())


def _filled(row: Sequence[RawCell]) -> list[tuple[int, RawCell]]:
    return [(at, value) for at, value in enumerate(row) if value is not None]


def _is_known(name: str, known: Collection[str]) -> bool:
    """Whether a folded label is one of ours, also without its last brackets or its mark of being required."""
    return name in known or re.sub(r"\([^()]*\)$|^\*|\*$", "", name) in known


def _differs(head: RawCell, below: list[RawCell]) -> bool:
    """Whether a column has words on top and only numbers or dates below."""
    values = [value for value in below if value is not None]
    return is_text(head) and bool(values) and not any(map(is_text, values))
