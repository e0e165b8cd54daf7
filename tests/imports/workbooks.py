"""Makes workbooks for the tests, honest ones by XlsxWriter and strange ones by exchanging parts."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from xlsxwriter import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: Sequence[Sequence[object]], *, merges: Sequence[str] = (), at: tuple[int, int] = (0, 0)) -> bytes:
    """A workbook with these cells from `at` on; a merged range takes the value of its first cell."""
    file = BytesIO()
    with Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("名单")
        plain = book.add_format()
        for merge in merges:
            page.merge_range(merge, "", plain)
        for line, row in enumerate(rows, start=at[0]):
            for column, value in enumerate(row, start=at[1]):
                if value is not None:
                    page.write(line, column, value, None)
    return file.getvalue()


def changed(data: bytes, parts: Mapping[str, bytes | None]) -> bytes:
    """The package with parts exchanged or added; None takes one out."""
    file = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(file, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return file.getvalue()


def with_cells(xml: str, parts: Mapping[str, bytes | None] | None = None) -> bytes:
    """A workbook whose only sheet has this XML as its `sheetData`."""
    sheet = f'<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>'
    return changed(workbook([["甲"]]), {SHEET: sheet.encode(), **(parts or {})})
