"""From a grid of cells to a table: without the edges, the titles, the blank and the total rows."""

from collections import Counter
from collections.abc import Collection

from app.errors import Fault, Invalid, Level
from app.expressions.scope import fold
from app.imports.cells import has_lost_digits, is_text
from app.imports.header import find_header, is_proven, labels
from app.imports.table import CELL_LIMIT, Grid, Places, RawCell, Span, Table, check_size, column_letters

TOTALS = frozenset({"合计", "总计", "小计", "共计", "total", "sum", "subtotal"})


def table_of(grid: Grid, known: Collection[str]) -> Table:
    """The table of a file, which must have a header; raises `Invalid`."""
    grid = trimmed(grid)
    header = find_header(grid, known)
    if header is None:
        raise Invalid.because("sheet.no_header", place=grid.sheet)
    return _table(grid, header)


def table_of_paste(grid: Grid, known: Collection[str]) -> Table:
    """The table of what was pasted: without a proven header all of it is rows."""
    grid = trimmed(grid)
    header = find_header(grid, known)
    if header is not None and is_proven(grid, header, known):
        return _table(grid, header)
    return _table(grid, range(0))


def trimmed(grid: Grid) -> Grid:
    """The grid without blank rows and columns at its edges; raises `Invalid` if nothing is left."""
    lines = [at for at, row in enumerate(grid.rows) if any(value is not None for value in row)]
    if not lines:
        raise Invalid.because("sheet.empty", place=grid.sheet)
    top, bottom = lines[0], lines[-1]
    rows = grid.rows[top : bottom + 1]
    left = min(at for row in rows if (at := _first(row)) is not None)
    right = max(len(row) - 1 - at for row in rows if (at := _first(row[::-1])) is not None)
    check_size(len(lines), right - left + 1)
    merges = [
        Span(
            max(span.top - top, 0),
            max(span.left - left, 0),
            min(span.bottom, bottom) - top,
            min(span.right, right) - left,
        )
        for span in grid.merges
        if span.bottom >= top and span.top <= bottom and span.right >= left and span.left <= right
    ]
    return Grid(
        [row[left : right + 1] for row in rows],
        merges,
        top=grid.top + top,
        left=grid.left + left,
        header_rows=max(grid.header_rows - top, 0),
        sheet=grid.sheet,
        sheets=grid.sheets,
        faults=grid.faults,
    )


def _first(row: list[RawCell]) -> int | None:
    return next((at for at, value in enumerate(row) if value is not None), None)


def _table(grid: Grid, header: range) -> Table:
    head = labels(grid, header) if header else ()
    _fill_down(grid, header.stop)
    body = grid.rows[header.stop :]
    width = max(len(head), max(map(len, body), default=0))
    rows: list[list[RawCell]] = []
    lines: list[int] = []
    faults = list(grid.faults)
    for line, row in enumerate(body, start=grid.top + header.stop + 1):
        start = _first(row)
        if start is None:
            continue
        if head and _is_total(row[start]):
            faults.append(Fault("sheet.total_row", place=str(line), facts={"text": row[start]}, level=Level.WARN))
            continue
        rows.append(row + [None] * (width - len(row)))
        lines.append(line)
    used = _used_columns(head, rows, width)
    picked = [[row[at] for at in used] for row in rows] if len(used) < width else rows
    places = Places(lines, [grid.left + at for at in used])
    names = tuple(_name(head, at) for at in used) if head else ()
    return Table(names, picked, places, grid.sheet, grid.sheets, (*faults, *_lost(names, picked, places)))


def _is_total(value: RawCell) -> bool:
    return isinstance(value, str) and len(value) < 20 and fold(value).strip(":：") in TOTALS


def _used_columns(head: tuple[str, ...], rows: list[list[RawCell]], width: int) -> list[int]:
    """Columns with a label or with something in them; of a paste every column, for its cells go by position."""
    if not head:
        return list(range(width))
    return [at for at in range(width) if (at < len(head) and head[at]) or any(row[at] is not None for row in rows)]


def _name(head: tuple[str, ...], at: int) -> str:
    return head[at] if at < len(head) else ""


def _fill_down(grid: Grid, start: int) -> None:
    """Words and dates of a cell merged downwards hold for all of its rows; numbers do not, or sums would multiply."""
    spent = 0
    for span in grid.merges:
        top = max(span.top, start)
        spent += span.bottom - top
        if span.top < start or span.bottom <= span.top or spent > CELL_LIMIT:
            continue
        row = grid.rows[span.top]
        value = row[span.left] if span.left < len(row) else None
        if not (is_text(value) or (value is not None and hasattr(value, "year"))):
            continue
        for line in grid.rows[span.top + 1 : span.bottom + 1]:
            line.extend([None] * (span.left + 1 - len(line)))
            line[span.left] = value if line[span.left] is None else line[span.left]


def _lost(names: tuple[str, ...], rows: list[list[RawCell]], places: Places) -> list[Fault]:
    """One warning for each column with long numbers that lost digits, at the first of them."""
    first: dict[int, int] = {}
    count: Counter[int] = Counter()
    for line, row in enumerate(rows):
        for at, value in enumerate(row):
            if value is not None and has_lost_digits(value):
                first.setdefault(at, line)
                count[at] += 1
    return [
        Fault(
            "sheet.long_number_lost",
            place=places.of(line, at),
            facts={
                "column": (names and names[at]) or column_letters(places.columns[at]),
                "value": str(rows[line][at]),
                "count": count[at],
            },
            level=Level.WARN,
        )
        for at, line in first.items()
    ]
