"""Tables out of HTML: what Excel, WPS and Word put on the clipboard, and pages that were saved as .xls."""

import re
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

from app.errors import Invalid
from app.imports.cells import words
from app.imports.table import CELL_LIMIT, COLUMN_LIMIT, Grid, RawCell, Span

BREAK = "\x1e"  # stands for a line break until white space has been folded
BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre"})
SILENT = frozenset({"style", "script", "title", "xml", "head", "template", "object", "svg", "math", "select"})
CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_WIDE}])[ \t\f]*[\r\n]\s*(?=[{_WIDE}])")
_NUMBER = re.compile(r"[-+(]?[¥￥$]?\s*[\d,.]+\)?(?:[eE][-+]?\d+)?|#+")

Attributes = Sequence[tuple[str, str | None]]


def grid_of_html(html: str) -> Grid | None:
    """The largest table in the HTML, or None if there is no table."""
    # Conditional sections (<![if …]>) are read like <?…>, for the parser gives up on those it does not know;
    # nothing is flushed by close(), whose search for ends that never come would take quadratic time.
    reader = _Reader()
    with suppress(AssertionError):  # the parser's way to say that a declaration makes no sense; what was read stays
        reader.feed(html.replace("<![", "<?[") + "</table>")
    reader.end_table()
    tables = [grid for grid in reader.grids if grid.cells]
    return max(tables, key=lambda grid: grid.cells, default=None)


class _Reader(HTMLParser):
    """Collects the outermost tables; an inner one becomes text of its cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.depth = 0  # of tables
        self.silent: str | None = None
        self.table: _Table | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, row or cell; note a break."""
        if self.silent:
            return
        if tag in SILENT:
            self.silent = tag
        elif tag == "table":
            self.depth += 1
        elif tag == "br" or tag in BLOCKS:
            self._add(BREAK)
        elif self.depth > 1 and tag in {"tr", *CELLS}:
            self._add(BREAK if tag == "tr" else " ")
        elif tag in {"tr", "tbody", "thead", *CELLS}:
            self._open(tag, attrs)

    def _open(self, tag: str, attrs: Attributes) -> None:
        """Part of a table; a fragment may begin with a row or a cell, without its table."""
        self.table = self.table or _Table()
        if tag == "tr":
            self.table.open_row(hidden=_is_hidden(attrs))
        elif tag in CELLS:
            self.table.open_cell(tag, dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """`<p/>`: what is silent cannot be opened this way."""
        if tag not in SILENT:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened."""
        if self.silent:
            self.silent = None if tag == self.silent else self.silent
        elif tag == "table":
            self.depth = max(self.depth - 1, 0)
            self._add(BREAK)
            if not self.depth:
                self.end_table()
        elif tag in BLOCKS:
            self._add(BREAK)
        elif self.table and self.depth <= 1 and tag in {"tr", *CELLS}:
            self.table.close_cell()

    def handle_data(self, data: str) -> None:
        """Text, of the open cell."""
        if not self.silent:
            self._add(data)

    def end_table(self) -> None:
        """What was read so far is a whole table."""
        if self.table:
            self.grids.append(self.table.grid())
            self.table = None

    def _add(self, text: str) -> None:
        if self.table:
            self.table.add(text)


class _Table:
    """One table while it is read; merged cells keep their places free in the rows below."""

    def __init__(self) -> None:
        self.rows: list[list[RawCell]] = []
        self.merges: list[Span] = []
        self.taken: dict[int, int] = {}  # column: number of rows for which it is still taken from above
        self.marked: list[bool] = []  # rows that hold nothing but <th>
        self.cells = 0
        self.parts: list[str] | None = None
        self.at = 0
        self.hidden = False
        self.exact: str | None = None

    def open_row(self, *, hidden: bool) -> None:
        """A new row; a hidden one (Excel ends its tables with one) is not kept."""
        self.close_cell()
        self.hidden = hidden
        if hidden:
            return
        self._begin()
        self.taken = {at: left - 1 for at, left in self.taken.items() if left > 1}
        self.at = 0

    def _begin(self) -> None:
        self.rows.append([])
        self.marked.append(True)

    def open_cell(self, tag: str, attrs: dict[str, str | None]) -> None:
        """A new cell at the next free place."""
        self.close_cell()
        if self.hidden:
            return
        if not self.rows:
            self._begin()
        while self.at in self.taken:
            self.at += 1
        wide, high = _count(attrs.get("colspan"), COLUMN_LIMIT + 1), _count(attrs.get("rowspan"), 65_536)
        self._claim(wide, high)
        self.marked[-1] &= tag == "th"
        self.exact = attrs.get("x:num") or attrs.get("data-num")
        self.parts = []

    def _claim(self, wide: int, high: int) -> None:
        self.cells += wide
        if self.at + wide > 16_384:
            raise Invalid.because("sheet.too_many_columns", count=self.at + wide, limit=COLUMN_LIMIT)
        if self.cells > CELL_LIMIT:
            raise Invalid.because("sheet.too_many_cells", limit=CELL_LIMIT)
        row, line = self.rows[-1], len(self.rows) - 1
        row.extend([None] * (self.at + wide - len(row)))
        if wide > 1 or high > 1:
            self.merges.append(Span(line, self.at, line + high - 1, self.at + wide - 1))
        if high > 1:
            self.taken.update(dict.fromkeys(range(self.at, self.at + wide), high))

    def add(self, text: str) -> None:
        """More text for the open cell."""
        if self.parts is not None:
            self.parts.append(text)

    def close_cell(self) -> None:
        """Keep the cell that is open, if one is."""
        if self.parts is None:
            return
        row = self.rows[-1]
        row[self.at] = _value("".join(self.parts), self.exact)
        span = self.merges[-1] if self.merges else None
        here = span and span.top == len(self.rows) - 1 and span.left == self.at
        self.at = span.right + 1 if span and here else self.at + 1
        self.parts = None

    def grid(self) -> Grid:
        """What was read; merges end where the table does."""
        self.close_cell()
        last = len(self.rows) - 1
        merges = [Span(span.top, span.left, min(span.bottom, last), span.right) for span in self.merges]
        marked = [*self.marked, False].index(False)
        return Grid(self.rows, merges, header_rows=marked if marked < len(self.rows) else 0)


def _value(raw: str, exact: str | None) -> RawCell:
    """The text of a cell, or its exact number where the screen shows a rounded one (`x:num`); dates stay as shown."""
    text = _folded(raw)
    if exact and (not text or _NUMBER.fullmatch(text)):
        try:
            number = Decimal(exact.strip())
        except InvalidOperation:
            return words(text)
        return number if number.is_finite() and abs(number.adjusted()) < 40 else words(text)
    return words(text)


def _folded(raw: str) -> str:
    """Text as a browser shows it: white space folded, a line for each paragraph, no blank lines."""
    whole = _BREAK_IN_CHINESE.sub("", raw.replace("\0", ""))
    lines = (" ".join(line.split()) for line in whole.split(BREAK))
    return "\n".join(line for line in lines if line)


def _is_hidden(attrs: Attributes) -> bool:
    return any(name == "style" and value and _HIDDEN.search(value) for name, value in attrs)


def _count(text: str | None, limit: int) -> int:
    digits = (text or "").strip()
    return min(max(int(digits), 1), limit) if digits.isdecimal() and len(digits) < 8 else 1
