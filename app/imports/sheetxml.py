"""How far the cells of a worksheet's XML reach, and how much text they hold, before a reader makes room for them.

A reader allots the whole rectangle between the outermost cells, so two cells in opposite corners of a file of 2 kB
would take 500 GB. A quick scan answers for XML as spreadsheets write it, a slow exact one for everything else.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from app.errors import Invalid
from app.imports.table import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of the file format
ERRORS_SHOWN = 20
_UNUSUAL = (b"<c>", b"<c/", b"<c\n", b"<c\r", b"<c\t", b":c ", b":c>", b":c/", b":c\n", b":c\r", b":c\t")
_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"')
_SHARED = re.compile(rb't="s"[^<>]*><v>([0-9]{1,9})</v>')
_SHARED_TYPE = re.compile(rb"""\bt\s*=\s*["']s["']""")
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^<>]*? t="e"')
_STRING = re.compile(rb"<(?:[^<>\s/:]+:)?si[\s>/]")
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(slots=True)
class Extent:
    """The rectangle of a sheet's cells, the bytes of its shared texts, and where formulas failed."""

    rows: int = 0
    columns: int = 0
    text: int = 0
    errors: list[str] = field(default_factory=list)


def string_sizes(part: bytes) -> list[int]:
    """How many bytes each shared string takes at most."""
    starts = [match.start() for match in _STRING.finditer(part)]
    return [stop - start for start, stop in zip(starts, [*starts[1:], len(part)], strict=True)]


def sheet_names(workbook: bytes, relations: bytes) -> dict[str, str]:
    """The part of each sheet with the name that people see; both texts are known to be well-formed."""
    targets = {
        attributes.get("Id", ""): posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))[1:]
        for attributes in _elements(relations, "Relationship")
    }
    sheets = ((attributes.get("r:id", ""), attributes.get("name", "")) for attributes in _elements(workbook, "sheet"))
    return {targets[key]: name for key, name in sheets if key in targets}


def _elements(part: bytes, wanted: str) -> list[dict[str, str]]:
    """The attributes of every element with this name."""
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(attributes)

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.Parse(part, True)  # noqa: FBT003 - the interface of expat
    return found


def extent_of(part: bytes, sizes: Sequence[int]) -> Extent:
    """How far the sheet reaches; raises `Invalid` if that is more than may be read."""
    extent = _quick(part, sizes)
    if extent is None or not _is_within(extent):
        extent = _exact(part, sizes)
    if b't="e"' in part:
        extent.errors = [_place(match[1], match[2]) for match in _ERROR.finditer(part)][:ERRORS_SHOWN]
    _check(extent)
    return extent


def _is_within(extent: Extent) -> bool:
    return extent.rows <= ROW_LIMIT and extent.columns <= COLUMN_LIMIT and extent.rows * extent.columns <= CELL_LIMIT


def _check(extent: Extent) -> None:
    """Notes far below or beside a table are common, so only the rectangle is limited here, and the rows nearly."""
    if extent.rows * extent.columns > CELL_LIMIT:
        if extent.rows > ROW_LIMIT:
            raise Invalid.because("sheet.too_many_rows", count=extent.rows, limit=ROW_LIMIT)
        if extent.columns > COLUMN_LIMIT:
            raise Invalid.because("sheet.too_many_columns", count=extent.columns, limit=COLUMN_LIMIT)
        raise Invalid.because("sheet.too_many_cells", limit=CELL_LIMIT)


def _quick(part: bytes, sizes: Sequence[int]) -> Extent | None:
    """The extent of all cells, blank ones too; None where a cell is written in an unusual way."""
    found = _CELL.findall(part)
    if len(found) != part.count(b"<c ") or any(opening in part for opening in _UNUSUAL):
        return None
    shared: list[bytes] = []
    if b'"s"' in part or b"'s'" in part:
        shared = _SHARED.findall(part)
        if len(shared) != len(_SHARED_TYPE.findall(part)):
            return None
    columns = max((_column(letters) for letters in {letters for letters, _ in found}), default=0)
    rows = max((int(line) for line in {line for _, line in found}), default=0)
    return Extent(rows, columns, _total(Counter(shared), sizes))


def _total(uses: Mapping[bytes, int], sizes: Sequence[int]) -> int:
    return sum(sizes[at] * count for text, count in uses.items() if (at := int(text)) < len(sizes))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _place(letters: bytes, line: bytes) -> str:
    return f"{letters.decode()}{line.decode()}"


def _exact(part: bytes, sizes: Sequence[int]) -> Extent:
    """The extent of the cells that hold something, by parsing."""
    scan = _Scan(sizes)
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.text
    parser.Parse(part, True)  # noqa: FBT003 - the interface of expat
    return scan.extent


class _Scan:
    """Follows the cells as a reader does: without a reference a cell is the next of its row."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = sizes
        self.extent = Extent()
        self.row = self.column = 0
        self.is_shared = False
        self.digits: list[str] | None = None

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element opens."""
        tag = name.rpartition(":")[2]
        if tag == "c":
            self.is_shared = attributes.get("t") == "s"
            self._move(attributes.get("r"))
        elif tag == "row":
            number = attributes.get("r", "")
            self.row = int(number) if number.isdecimal() and len(number) < 8 else self.row + 1
            self.column = 0
        elif tag in {"v", "is", "f"}:
            self.extent.rows = max(self.extent.rows, self.row)
            self.extent.columns = max(self.extent.columns, self.column)
            self.digits = [] if tag == "v" and self.is_shared else None

    def _move(self, reference: str | None) -> None:
        if reference is None:
            self.column += 1
            return
        match = _REFERENCE.fullmatch(reference)
        if match is None or int(match[2]) > LAST_ROW or (column := _column(match[1].encode())) > LAST_COLUMN:
            raise Invalid.because("sheet.damaged")
        self.row, self.column = int(match[2]), column

    def text(self, data: str) -> None:
        """Text, of an index into the shared strings if one is open."""
        if self.digits is not None:
            self.digits.append(data)

    def end(self, name: str) -> None:
        """An element closes."""
        if self.digits is not None and name.rpartition(":")[2] == "v":
            index = "".join(self.digits).strip()
            if index.isdecimal() and len(index) < 10 and int(index) < len(self.sizes):
                self.extent.text += self.sizes[int(index)]
            self.digits = None
