"""A table that somebody sent for a list: its cells as text, and which column is what. Pure.

It waits nowhere: the page that shows what would come of it carries it along, and sends it back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from app.definitions.lists import MOST_ENTRIES, columns_of
from app.definitions.schema import ChoiceList
from app.errors import Fault, Invalid
from app.expressions.scope import fold
from app.fields.raw import as_text
from app.imports import Table, match_columns
from app.imports.table import SHEET_COLUMNS, column_letters

VALUE, LABEL, LABEL_EN, RETIRED, RETIRED_ON = "value", "label", "label_en", "retired", "retired_on"
NEW, COLUMN = "new", "column."
"""A column that the list does not have yet; one that it has, by its key."""
Mapped: TypeAlias = dict[int, str]
"""Position of a column to what it is; one that is left out is not here."""
_CODE = re.compile(r"[\x21-\x7e]{1,80}")


@dataclass(frozen=True, slots=True)
class Sent:
    """The table: `lines` and `columns` say where in the sheet its rows and columns stand."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    columns: tuple[int, ...]
    warnings: tuple[Fault, ...] = ()
    sheet: str = ""

    @classmethod
    def of(cls, table: Table) -> "Sent":
        """Every cell as it would be typed: 001, NO and 12:30 stay what they are; raises `Invalid` if it is too long."""
        _refuse_long(len(table.rows))
        width = len(table.places.columns)
        rows = (tuple(as_text(each).strip() for each in row) for row in table.rows)
        padded = tuple((*row, *[""] * (width - len(row))) for row in rows)
        columns = tuple(table.places.columns)
        return cls(table.header, padded, tuple(table.places.lines), columns, table.faults, table.sheet)

    @classmethod
    def read(cls, text: str) -> "Sent":
        """What a page carried along; raises `Invalid`."""
        try:
            header, rows, lines, columns, sheet = orjson.loads(text)
            made = cls(
                tuple(map(str, header)),
                tuple(tuple(map(str, row)) for row in rows),
                tuple(map(int, lines)),
                tuple(map(int, columns)),
                sheet=str(sheet),
            )
        except (ValueError, TypeError) as problem:
            raise Invalid.because("list.sent_again", place="file") from problem
        _refuse_long(len(made.rows))
        if not made._is_whole():
            raise Invalid.because("list.sent_again", place="file")
        return made

    def _is_whole(self) -> bool:
        """Is every cell there, and does it stand in a sheet?"""
        are_there = len(self.lines) == len(self.rows) and all(len(row) == len(self.columns) for row in self.rows)
        return are_there and all(0 <= column < SHEET_COLUMNS for column in self.columns)

    def carried(self) -> str:
        """For the page to carry along."""
        return orjson.dumps([self.header, self.rows, self.lines, self.columns, self.sheet]).decode()

    def name(self, position: int) -> str:
        """What a column is called in the sheet; its letter if it has no name."""
        named = self.header[position] if position < len(self.header) else ""
        return named or column_letters(self.columns[position])

    def place(self, row: int, position: int | None = None) -> str:
        """Where a cell stands, as spreadsheets say: `C12`; or a row: `12`."""
        letters = "" if position is None else column_letters(self.columns[position])
        return f"{letters}{self.lines[row]}"


@dataclass(frozen=True, slots=True)
class _Name:
    """What a column of a sheet may be; the headings by which it is known."""

    key: str
    label: str
    aliases: tuple[str, ...] = ()


HEADINGS = {
    VALUE: ("值", "value", "代码", "编码", "code"),
    LABEL: ("名称", "name", "label", "中文名称", "中文"),
    LABEL_EN: ("英文名称", "English", "label_en", "English name", "英文"),
    RETIRED: ("停用", "retired", "已停用"),
    RETIRED_ON: ("停用日期", "retired on", "retired_on", "停用日"),
}
"""In both languages: a file that was written for a reader of either can be sent again."""


def known(book: ChoiceList) -> list[str]:
    """Headings that prove a header."""
    own = (text for each in columns_of(book) for text in (each.label.zh, each.label.en, each.key) if text)
    return [*(text for words in HEADINGS.values() for text in words), *own]


def proposed(sent: Sent, book: ChoiceList) -> Mapped:
    """Which column is probably what: by headings, else by what stands in it."""
    names = [_Name(key, words[0], words[1:]) for key, words in HEADINGS.items()]
    own = [_Name(f"{COLUMN}{each.key}", each.label.zh, (each.key, each.label.en)) for each in columns_of(book)]
    found = _exact(sent, [*own, *names])
    rest = [each for each in names if each.key not in found.values()]
    open_ = [("" if at in found else text) for at, text in enumerate(sent.header)]
    found |= {at: key for at, key in match_columns(open_, rest).items() if at not in found}
    _complete(found, sent)
    positions = range(len(sent.columns))
    return {at: found.get(at, NEW) for at in positions if at in found or _has_text(sent, at)}


def choices(book: ChoiceList) -> list[tuple[str, Any]]:
    """What a column of a sheet may be said to be, besides a new one: the columns of the list with their labels."""
    return [(f"{COLUMN}{each.key}", each.label) for each in columns_of(book)]


def checked(given: Mapping[str, str], sent: Sent, book: ChoiceList) -> Mapped:
    """What the page says that the columns are; raises `Invalid` with all that cannot be."""
    may = {*HEADINGS, NEW, *(key for key, _label in choices(book))}
    mapped = {at: given[f"is{at}"] for at in range(len(sent.columns)) if given.get(f"is{at}") in may}
    faults = [
        Fault("list.column_chosen_twice", f"is{at}", facts={"column": sent.name(at)})
        for at, key in mapped.items()
        if key != NEW and key in [mapped[before] for before in mapped if before < at]
    ]
    if LABEL not in mapped.values():
        faults.append(Fault("list.which_is_the_name", "is0"))
    if faults:
        raise Invalid(faults)
    return mapped


def _exact(sent: Sent, names: list[_Name]) -> Mapped:
    """By the same words, which is how our own files come back."""
    by_word: dict[str, str] = {}
    for each in names:
        for word in filter(None, (each.label, *each.aliases)):
            by_word.setdefault(fold(word), each.key)
    found: Mapped = {}
    for at, text in enumerate(sent.header):
        key = by_word.get(fold(text))
        if key and key not in found.values():
            found[at] = key
    return found


def _complete(found: Mapped, sent: Sent) -> None:
    """Without a name there is no entry: the first column with words is one; before it, codes are values."""
    free = [at for at in range(len(sent.columns)) if at not in found and _has_text(sent, at)]
    if LABEL not in found.values():
        worded = [at for at in free if not _is_code(sent, at)] or free
        if not worded:
            return
        found[worded[0]] = LABEL
        free.remove(worded[0])
    if not sent.header and VALUE not in found.values() and free and free[0] == 0 and _is_code(sent, 0):
        found[0] = VALUE


def _has_text(sent: Sent, at: int) -> bool:
    return any(row[at] for row in sent.rows)


def _is_code(sent: Sent, at: int) -> bool:
    texts = [row[at] for row in sent.rows]
    return all(map(_CODE.fullmatch, texts)) and len(set(texts)) == len(texts)


def _refuse_long(count: int) -> None:
    if count > MOST_ENTRIES:
        raise Invalid.because("list.too_many_entries", place="file", count=count, most=MOST_ENTRIES)
