"""The two doors: a file that was sent, and what was pasted. What a file is, its content says, not its name."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath

from app.errors import Invalid
from app.expressions.scope import fold
from app.imports.delimited import decoded, grid_of_csv, grid_of_tsv
from app.imports.finding import table_of, table_of_paste
from app.imports.html import grid_of_html
from app.imports.package import UNPACKED_LIMIT, checked_package
from app.imports.table import FILE_LIMIT, PASTE_LIMIT, Grid, Table

ZIP = b"PK\x03\x04"
COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
HTML_STARTS = ("<html", "<!doctype html", "<table", "<meta", "<head", "<body")


@dataclass(frozen=True, slots=True)
class Reach:
    """How much of a file is read: so many `rows` from the top, of a workbook that unpacks to so many bytes."""

    rows: int | None = None
    unpacked: int = UNPACKED_LIMIT


WHOLE = Reach()


def read(data: bytes, *, name: str, sheet: str | None = None, known: Iterable[str] = (), reach: Reach = WHOLE) -> Table:
    """The table in a file: xlsx, xlsm, csv, or HTML that was saved as xls; raises `Invalid`.

    Without `sheet` it is the first visible one that holds anything; `known` labels help to find the header.
    """
    labels = frozenset(map(fold, known))
    if len(data) > FILE_LIMIT:
        raise Invalid.because("sheet.too_large", size=len(data) // 1024 // 1024 + 1, limit=FILE_LIMIT // 1024 // 1024)
    if not data:
        raise Invalid.because("sheet.empty")
    return table_of(_grid(data, name, sheet, reach), labels)


def read_paste(text: str, html: str | None, *, known: Iterable[str] = ()) -> Table:
    """The table in a clipboard's text and HTML; its `header` is empty unless a row is surely one. Raises `Invalid`."""
    if len(text) > PASTE_LIMIT:
        raise Invalid.because("sheet.paste_too_long", limit=PASTE_LIMIT)
    grid = grid_of_html(html) if html and len(html) <= PASTE_LIMIT else None
    return table_of_paste(grid or grid_of_tsv(text), frozenset(map(fold, known)))


def _grid(data: bytes, name: str, sheet: str | None, reach: Reach) -> Grid:
    if data.startswith(ZIP):
        return _grid_of_workbook(data, sheet, reach)
    if data.startswith(COMPOUND):
        raise Invalid.because(_old_kind(data))
    extension = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if extension in {".xlsx", ".xlsm"}:
        raise Invalid.because("sheet.damaged")
    if extension in {".ods", ".xlsb", ".et", ".numbers", ".pdf", ".doc", ".docx"}:
        raise Invalid.because("sheet.unknown_kind", extension=extension)
    text = decoded(data)
    if text.lstrip().lower().startswith(HTML_STARTS):
        grid = grid_of_html(text)
        if grid is None:
            raise Invalid.because("sheet.empty")
        return grid
    if text.lstrip().startswith(("<?xml", "%PDF", "MIME-Version")):
        raise Invalid.because("sheet.unknown_kind", extension=extension)
    return grid_of_csv(text, reach.rows)


def _old_kind(data: bytes) -> str:
    """What a compound file is. Old workbooks are not read: nothing limits what a small one may claim to hold."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "sheet.encrypted"
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "sheet.old_workbook"
    return "sheet.not_workbook"


def _grid_of_workbook(data: bytes, sheet: str | None, reach: Reach) -> Grid:
    workbook = import_module("app.imports.workbook")  # with its reader, which a server without imports does not hold
    grid: Grid = workbook.grid_of_workbook(checked_package(data, reach.unpacked), sheet, reach.rows)
    return grid
