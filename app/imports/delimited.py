"""Tables as text: CSV files in the encodings that offices use, and the clipboard's tab separated cells."""

import csv
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from io import StringIO

from app.errors import Invalid
from app.imports.cells import words
from app.imports.table import CELL_LIMIT, COLUMN_LIMIT, ROW_LIMIT, Grid, RawCell

SEPARATORS = ",;\t"
FIELD_LIMIT = 131_072  # characters of one cell; more is a quote that was never closed
SAMPLE = 100  # lines by which the separator is told
GUARDED = re.compile(r"''*\s*[=+\-@\t\r\n＝＋－＠]")
"""A formula-looking text behind the apostrophe that an export put before it."""
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_TSV_CELL = re.compile(r'"((?:[^"]|"")*+)"(?=[\t\r\n]|\Z)|([^\t\r\n]*)')
_QUOTED = re.compile(r'"[^"]*+"')


def decoded(data: bytes) -> str:
    """The text in UTF-8, UTF-16 or GB18030, whichever it is; raises `Invalid` if it is no text."""
    if data.startswith(BOM_UTF8):
        encodings = ["utf-8-sig"]
    elif data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in data[:1000]:
        high, low = data[:1000:2].count(0), data[1:1000:2].count(0)  # the zeros are the upper halves of ASCII signs
        encodings = ["utf-16-be" if high > low else "utf-16-le"]
    else:
        encodings = ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if len(_CONTROLS.findall(text[:10_000])) > len(text[:10_000]) // 50:
            raise Invalid.because("sheet.not_text")
        return text
    raise Invalid.because("sheet.unknown_encoding")


def grid_of_csv(text: str, most: int | None = None) -> Grid:
    """The cells of a CSV, of `most` so many rows; the apostrophe that guards a formula-looking text is taken off."""
    text, separator = _separated(text)
    rows: list[list[RawCell]] = []
    limit = csv.field_size_limit(FIELD_LIMIT)
    try:
        filled = cells = 0
        for row in csv.reader(StringIO(text, newline=""), delimiter=separator):
            rows.append([words(_unguarded(value)) for value in row] if any(row) else [])
            filled, cells = filled + bool(rows[-1]), cells + len(rows[-1])
            _check(filled, cells, len(rows))
            if len(rows) == most:
                break
    except csv.Error as problem:
        raise Invalid.because("sheet.broken_text", place=str(len(rows) + 1)) from problem
    finally:
        csv.field_size_limit(limit)
    return Grid(rows)


def grid_of_tsv(text: str) -> Grid:
    """The cells of a clipboard's text: a cell with tabs or breaks stands in quotes, any other is taken as it is."""
    rows: list[list[RawCell]] = [[]]
    at = cells = 0
    while at < len(text):
        match = _TSV_CELL.match(text, at)
        if match is None:  # cannot be: the second branch takes anything
            break
        value = match[2] if match[1] is None else match[1].replace('""', '"').replace("\r\n", "\n")
        rows[-1].append(words(value.replace("\0", "").replace("\xa0", " ")))
        cells += 1
        at = match.end()
        if text[at : at + 1] == "\t":
            at += 1
            continue
        at += 2 if text.startswith("\r\n", at) else 1
        rows.append([])
        _check(0, cells, len(rows))
    return Grid(rows)


def _check(filled: int, cells: int, rows: int) -> None:
    if filled > ROW_LIMIT + 100 or rows > 1_048_576:
        raise Invalid.because("sheet.too_many_rows", count=filled or rows, limit=ROW_LIMIT)
    if cells > max(CELL_LIMIT, COLUMN_LIMIT):
        raise Invalid.because("sheet.too_many_cells", limit=CELL_LIMIT)


def _unguarded(value: str) -> str:
    return value[1:] if value[:1] == "'" and GUARDED.match(value) else value


def _separated(text: str) -> tuple[str, str]:
    """The text and its separator: by Excel's `sep=` line, or the one that cuts most lines into equally many cells."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        return rest, first[4]
    sample = _QUOTED.sub("", text[:200_000]).splitlines()[:SAMPLE]
    return text, max(SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(lines: list[str], separator: str) -> tuple[int, int]:
    """How many lines share the commonest number of separators, and how many these are."""
    counts = [count for line in lines if (count := line.count(separator))]
    if not counts:
        return (0, 0)
    common = max(set(counts), key=counts.count)
    return (counts.count(common), common)
