"""Formulas, as far as rows that repeat concern them: which cells they name, and what they name afterwards."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.excel.cells import LAST_COLUMN, LAST_ROW, letters, number
from app.excel.shift import STILL, Shift

_CORNER = r"\$?[A-Za-z]{1,3}\$?[1-9]\d{0,6}"
_LINE = r"\$?[1-9]\d{0,6}"
_TOKEN = re.compile(
    rf"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>(?:'(?:[^']|'')+'|[\w.\[\]]+)!)
    |(?P<cells>{_CORNER}(?::{_CORNER})?)(?![\w(.!])
    |(?P<lines>{_LINE}:{_LINE})(?![\w.])
    |(?P<call>[\w.]+\()
    |(?P<word>[\w.\\]+)
    |(?P<blank>\s+)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_PARTS = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d+)")
_ROW = re.compile(r"(\$?)(\d+)")
_ROWS = re.compile(r"\d+")
_AGGREGATES = frozenset(
    "SUM AVERAGE COUNT COUNTA COUNTBLANK MAX MIN PRODUCT SUBTOTAL AGGREGATE SUMPRODUCT STDEV VAR MEDIAN".split()  # noqa: SIM905 - read as a line
)
_FETCHING = re.compile(
    r"\b(WEBSERVICE|IMAGE|RTD|CALL|REGISTER(?:\.ID)?|SQL\.REQUEST|STOCKHISTORY|EXEC)\s*\(", re.IGNORECASE
)
_TEXT = re.compile(r'"(?:[^"]|"")*"')
_INDIRECT = re.compile(r"\bINDIRECT\s*\(", re.IGNORECASE)
_ELSEWHERE = re.compile(r"file:|://|\\\\|\[[^\]]*\].*!|#\$", re.IGNORECASE | re.DOTALL)
_JOINED = re.compile(
    r"&|\b(?:CONCAT|CONCATENATE|TEXTJOIN|REPLACEB?|SUBSTITUTE|REPT|UNICHAR|CHAR|TEXT)\s*\(", re.IGNORECASE
)
_DDE = re.compile(r"[A-Za-z]\w*\|")


@dataclass(frozen=True, slots=True)
class Corner:
    """One end of an area: `column` with its dollar sign (empty for whole rows), the row, whether that has one."""

    column: str
    row: int
    is_fixed: bool

    def at(self, row: int) -> str:
        """The same in another row."""
        if not 1 <= row <= LAST_ROW:
            return "#REF!"
        return f"{self.column}{'$' if self.is_fixed else ''}{row}"


@dataclass(frozen=True, slots=True)
class Reference:
    """Cells that a formula names, with the sheet in front as it was written; `end` is None for a single one.

    `is_whole`: it is all that stands in an argument of SUM or another function over areas.
    """

    prefix: str
    start: Corner
    end: Corner | None
    is_whole: bool = False

    @property
    def sheet(self) -> str:
        """The name of the sheet; empty for the formula's own."""
        name = self.prefix.removesuffix("!")
        return name[1:-1].replace("''", "'") if name.startswith("'") else name

    def shifted(self, shift: Shift) -> str:
        """What it names after a shift."""
        bottom = shift.last(self.start.row)
        if self.end is None:
            moved = self.start.at(shift.first(self.start.row))
            grows = self.is_whole and shift.copies(self.start.row) > 1
            return f"{self.prefix}{moved}:{self.start.at(bottom)}" if grows else f"{self.prefix}{moved}"
        start, end = self.start.at(shift.first(self.start.row)), self.end.at(shift.last(self.end.row))
        return f"{self.prefix}{start}:{end}"

    def filled_down(self, shift: Shift, by: int) -> str:
        """What it names in a copy of its row, so many rows below the first: as Excel fills down."""
        start = self.start.at(shift.first(self.start.row) + (0 if self.start.is_fixed else by))
        if self.end is None:
            return f"{self.prefix}{start}"
        end = shift.last(self.end.row) if self.end.is_fixed else shift.first(self.end.row) + by
        return f"{self.prefix}{start}:{self.end.at(end)}"


Tokens: TypeAlias = tuple["str | Reference", ...]


def tokens(formula: str) -> Tokens:
    """A formula cut at what it names."""
    found = list(_cut(formula))
    calls: list[str] = []
    made: list[str | Reference] = []
    for at, (kind, text, prefix) in enumerate(found):
        if kind == "call":
            calls.append(text[:-1].upper())
        elif text == "(":
            calls.append("")
        elif text == ")" and calls:
            calls.pop()
        if kind in {"cells", "lines"} and "[" not in prefix and _is_within(text):
            made.append(_reference(prefix, text, kind, is_whole=_is_whole(found, at, calls)))
        else:
            made.append(prefix + text)
    return tuple(made)


def _cut(formula: str) -> Iterator[tuple[str, str, str]]:
    """Kind, text, and the sheet in front."""
    prefix = ""
    for token in _TOKEN.finditer(formula):
        if token.lastgroup == "sheet":
            prefix += token[0]
            continue
        yield str(token.lastgroup), token[0], prefix
        prefix = ""
    if prefix:
        yield "other", prefix, ""


def _is_within(text: str) -> bool:
    """Whether there are such cells: a name like ABC9999999 is none."""
    return all(int(row) <= LAST_ROW for row in _ROWS.findall(text))


def _is_whole(found: Sequence[tuple[str, str, str]], at: int, calls: Sequence[str]) -> bool:
    if not calls or calls[-1] not in _AGGREGATES or found[at][0] != "cells" or ":" in found[at][1]:
        return False
    before = next((each for each in reversed(found[:at]) if each[0] != "blank"), None)
    after = next((each for each in found[at + 1 :] if each[0] != "blank"), None)
    begins = before is not None and (before[0] == "call" or before[1] == ",")
    return begins and after is not None and after[1] in {",", ")"}


def _reference(prefix: str, text: str, kind: str, *, is_whole: bool) -> Reference:
    start, _, end = text.partition(":")
    corner = _corner if kind == "cells" else _line
    return Reference(prefix, corner(start), corner(end) if end else None, is_whole)


def _corner(text: str) -> Corner:
    found = _PARTS.fullmatch(text)
    assert found is not None
    return Corner(found[1] + found[2], int(found[4]), found[3] == "$")


def _line(text: str) -> Corner:
    found = _ROW.fullmatch(text)
    assert found is not None
    return Corner("", int(found[2]), found[1] == "$")


def shifted(formula: Tokens, home: str, shifts: Mapping[str, Shift]) -> str:
    """A formula after the shifts, by sheet name in small letters; `home` is the sheet that it stands on."""
    return "".join(each if isinstance(each, str) else each.shifted(_shift(each, home, shifts)) for each in formula)


def filled_down(formula: Tokens, home: str, shifts: Mapping[str, Shift], by: int) -> str:
    """The same in a copy of its row."""
    return "".join(
        each if isinstance(each, str) else each.filled_down(_shift(each, home, shifts), by) for each in formula
    )


def _shift(reference: Reference, home: str, shifts: Mapping[str, Shift]) -> Shift:
    return shifts.get((reference.sheet or home).lower(), STILL)


def moved(formula: str, *, rows: int, columns: int) -> str:
    """A shared formula as another of its cells has it."""
    return "".join(each if isinstance(each, str) else _moved(each, rows, columns) for each in tokens(formula))


def _moved(reference: Reference, rows: int, columns: int) -> str:
    ends = [_moved_corner(end, rows, columns) for end in (reference.start, reference.end) if end is not None]
    return reference.prefix + ":".join(ends)


def _moved_corner(corner: Corner, rows: int, columns: int) -> str:
    column = corner.column
    if column and not column.startswith("$"):
        at = number(column) + columns
        if not 0 < at <= LAST_COLUMN:
            return "#REF!"
        column = letters(at)
    return Corner(column, corner.row, corner.is_fixed).at(corner.row if corner.is_fixed else corner.row + rows)


def danger(formula: str) -> str:
    """The function of a formula that fetches or runs something; empty if there is none."""
    bare = _TEXT.sub('""', formula)
    found = _FETCHING.search(bare)
    if found:
        return found[1].upper()
    return "DDE" if _DDE.search(bare) else "INDIRECT" if _reaches_out(formula, bare) else ""


def _reaches_out(formula: str, bare: str) -> bool:
    """Whether INDIRECT may name another file: by a text that does, or by one that is put together while it is read."""
    asked = [_argument(bare, call.end()) for call in _INDIRECT.finditer(bare)]
    if not asked:
        return False
    return any(map(_ELSEWHERE.search, _TEXT.findall(formula))) or any(map(_JOINED.search, asked))


def _argument(bare: str, start: int) -> str:
    """What stands in the brackets that begin here."""
    depth = 1
    for at in range(start, len(bare)):
        depth += {"(": 1, ")": -1}.get(bare[at], 0)
        if not depth:
            return bare[start:at]
    return bare[start:]
