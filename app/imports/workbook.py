"""The cells of one sheet of a checked workbook, read by calamine."""

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.errors import Invalid
from app.imports.cells import cell
from app.imports.package import Package
from app.imports.table import Grid, Span

MERGES_LIMIT = 50_000


def grid_of_workbook(package: Package, sheet: str | None, rows: int | None = None) -> Grid:
    """The cells of `sheet`, or of the first visible one that has any; with `rows` so many. Raises `Invalid`."""
    try:
        with CalamineWorkbook.from_filelike(package.data) as book:
            grid = _grid(book, sheet, rows)

    except CalamineError as problem:
        raise Invalid.because("sheet.damaged") from problem
    except BaseException as problem:
        if type(problem).__name__ == "PanicException":  # the reader's own failure, no subclass of Exception
            raise Invalid.because("sheet.damaged") from problem
        raise
    grid.faults += package.warnings(grid.sheet)
    return grid


def _grid(book: CalamineWorkbook, sheet: str | None, most: int | None) -> Grid:
    names = tuple(
        meta.name
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible
    )
    if sheet is not None and sheet not in names:
        raise Invalid.because("sheet.no_such_sheet", sheet=sheet, suggestions=names)
    for name in names if sheet is None else (sheet,):
        page = book.get_sheet_by_name(name)
        if page.start is not None:
            return _cells(page, names, most)
    raise Invalid.because("sheet.empty")


def _cells(page: CalamineSheet, names: tuple[str, ...], most: int | None) -> Grid:
    top, left = page.start or (0, 0)
    rows = [[cell(value) for value in row] for row in page.to_python(skip_empty_area=True, nrows=most)]
    merges = [
        Span(max(first[0] - top, 0), max(first[1] - left, 0), last[0] - top, last[1] - left)
        for first, last in (page.merged_cell_ranges or [])[:MERGES_LIMIT]
        if last[0] >= top and last[1] >= left
    ]
    return Grid(rows, merges, top=top, left=left, sheet=page.name, sheets=names)
