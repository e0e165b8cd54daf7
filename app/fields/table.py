"""A table: rows whose columns are fields. A cell is cleaned by its own type; the rules between cells are elsewhere."""

# ruff: noqa: ARG002 - every type answers with the same arguments, needed or not

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from app.errors import Fault, Invalid
from app.expressions import Kind, Value
from app.fields.base import Example, FieldOptions, FieldType, Lookups, Raw, Stored, is_blank
from app.fields.language import Language, signs_of
from app.fields.raw import quoted

if TYPE_CHECKING:
    from app.fields.field import FieldDef

MOST_ROWS = 2000
ROW_ID = "_id"
UNSEEN_FROM = 2
"""Columns of this sensitivity are left out of summaries, sheets and search text."""
_ROW_EXAMPLE = {
    "columns": [{"key": "name", "type": "text", "label": "姓名"}, {"key": "age", "type": "integer", "label": "年龄"}]
}


_Cells: TypeAlias = list[tuple[str, FieldType, FieldOptions]]
"""The columns: key, type and options."""


class TableOptions(FieldOptions):
    """Columns, and how many rows there may be; `reported` rows are kept for figures."""

    columns: "tuple[FieldDef, ...]"
    min_rows: int = Field(default=0, ge=0, le=MOST_ROWS)
    max_rows: int = Field(default=500, ge=1, le=MOST_ROWS)
    reported: bool = False

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.columns:
            raise PydanticCustomError("field.no_columns", "a table needs columns")
        if self.min_rows > self.max_rows:
            facts = {"min": self.min_rows, "max": self.max_rows}
            raise PydanticCustomError("field.crossed_limits", "min_rows {min} is over max_rows {max}", facts)
        if len(self.by_key) < len(self.columns):
            raise PydanticCustomError("field.column_twice", "two columns have one key")
        if any(column.columns or not (column.kind.holds_value and column.kind.fits_rows) for column in self.columns):
            raise PydanticCustomError("field.column_type", "a table, a note or a signature cannot be a column")
        return self

    @cached_property
    def by_key(self) -> "Mapping[str, FieldDef]":
        """The columns by key."""
        return {column.key: column for column in self.columns}


class Table(FieldType):
    """Rows of fields: a list of `{"_id": n, column: stored}`, empty cells left out; `_id` stays with its row."""

    name, label, kind, slot, widget = "table", "表格", Kind.ROWS, None, "table"
    is_long = True
    says_all = takes_over = False
    Options = TableOptions
    examples = (
        Example(
            raw=[{"name": "王敏", "age": "３８"}, {"name": " ", "age": ""}],
            stored=[{"_id": 1, "name": "王敏", "age": 38}],
            shown="王敏，38",
            options=_ROW_EXAMPLE,
            shown_en="王敏, 38",
        ),
        Example(
            raw=[{"_id": "4", "name": "王敏"}, {"name": "李雷", "age": 9}],
            stored=[{"_id": 4, "name": "王敏"}, {"_id": 5, "name": "李雷", "age": 9}],
            shown="王敏；李雷，9",
            options=_ROW_EXAMPLE,
            shown_en="王敏; 李雷, 9",
        ),
    )

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        return self.clean(raw, options, lookups)

    def clean(self, raw: Raw, options: Any, lookups: Lookups, *, before: Stored = None) -> Stored:
        """All faults of all rows; the number in a place `[2].name` counts the rows as they came, from 0."""
        if is_blank(raw):
            return None
        given = _rows(raw)
        kinds = {column.key: column.kind for column in options.columns}
        written = [(at, row) for at, row in enumerate(given) if not _says_nothing(row, kinds)]
        if len(written) > options.max_rows:
            raise Invalid.because("field.too_many_rows", given=len(written), max=options.max_rows)
        held = {row[ROW_ID]: row for row in before or ()}
        ids = _ids([row for _, row in written], held)
        cells = [(column.key, column.kind, column.options) for column in options.columns if not column.read_only]
        faults: list[Fault] = []
        stored = []
        for (at, row), row_id in zip(written, ids, strict=True):
            clean, wrong = _clean_row(row, cells, lookups, held.get(row_id, {}))
            clean |= _untouched(held.get(row_id, {}), options)
            wrong += _unknown(row, kinds)
            faults += (_in_row(fault, at) for fault in wrong)
            stored.append({ROW_ID: row_id, **clean})
        if faults:
            raise Invalid(faults)
        if stored and stored != before:
            self.check(stored, options, lookups)
        return stored or None

    def check(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        if len(stored) < options.min_rows:
            raise Invalid.because("field.too_few_rows", given=len(stored), min=options.min_rows)

    def value(self, stored: Stored, options: Any, lookups: Lookups) -> Value:
        """Rows with a value for every column, missing ones too; no rows is an empty list."""
        columns = [(column.key, column.kind, column.options) for column in options.columns]
        return [
            {key: kind.value(row.get(key), column, lookups) for key, kind, column in columns} for row in stored or ()
        ]

    def show(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str:
        """One line; sensitive columns are left out."""
        return signs_of(language).rows.join(self._lines(stored, options, lookups, language))

    def text(self, stored: Stored, options: Any, lookups: Lookups) -> Raw:
        return [
            {ROW_ID: row[ROW_ID]}
            | {column.key: column.kind.text(row.get(column.key), column.options, lookups) for column in options.columns}
            for row in stored or ()
        ]

    def index(self, stored: Stored, options: Any, lookups: Lookups) -> None:
        return None

    def cell(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> str | None:
        """One line per row; sensitive columns are left out."""
        return "\n".join(self._lines(stored, options, lookups, language)) or None

    def words(self, stored: Stored, options: Any, lookups: Lookups) -> list[str]:
        return [
            word
            for row in stored or ()
            for column in _seen(options)
            if column.key in row
            for word in column.kind.words(row[column.key], column.options, lookups)
        ]

    def convert(self, shown: str, options: Any, lookups: Lookups) -> Stored:
        raise Invalid.because("field.no_conversion", raw=quoted(shown))

    def item(self, options: Any) -> Kind:
        return Kind.ROW

    def _lines(self, stored: Stored, options: Any, lookups: Lookups, language: Language) -> Iterator[str]:
        """A line for each row that says something."""
        seen, between = list(_seen(options)), signs_of(language).cells
        for row in stored or ():
            shown = (column.kind.show(row.get(column.key), column.options, lookups, language) for column in seen)
            if line := between.join(filter(None, shown)):
                yield line


def _rows(raw: Raw) -> list[Mapping[str, Raw]]:
    if not isinstance(raw, list | tuple) or not all(isinstance(row, Mapping) for row in raw):
        raise Invalid.because("field.not_rows")
    if len(raw) > 10 * MOST_ROWS:
        raise Invalid.because("field.too_many_rows", given=len(raw), max=MOST_ROWS)
    return list(raw)


def _says_nothing(row: Mapping[str, Raw], kinds: Mapping[str, FieldType]) -> bool:
    return all(
        (kinds[key].blank(raw) if key in kinds else key.startswith("_") or is_blank(raw)) for key, raw in row.items()
    )


def _ids(rows: list[Mapping[str, Raw]], held: Mapping[int, Any]) -> list[int]:
    """The id of each row: its own, else the next that was never used here."""
    own = [_row_id(row.get(ROW_ID)) for row in rows]
    following = max([0, *filter(None, own), *held]) + 1
    ids: list[int] = []
    taken: set[int] = set()
    for given in own:
        if given is None or given in taken:
            ids.append(following)
            following += 1
        else:
            taken.add(given)
            ids.append(given)
    return ids


def _row_id(raw: Raw) -> int | None:
    text = str(raw) if isinstance(raw, int | str) and not isinstance(raw, bool) else ""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 9 else None


def _clean_row(
    row: Mapping[str, Raw], cells: _Cells, lookups: Lookups, held: Mapping[str, Stored]
) -> tuple[dict[str, Stored], list[Fault]]:
    """Its cells, and what is wrong with them."""
    faults: list[Fault] = []
    stored: dict[str, Stored] = {}
    for key, kind, options in cells:
        try:
            kept = kind.clean(row.get(key), options, lookups, before=held.get(key))
        except Invalid as invalid:
            faults += (_within(fault, f".{key}") for fault in invalid.faults)
            continue
        if kept is not None:
            stored[key] = kept
    return stored, faults


def _untouched(held: Mapping[str, Stored], options: TableOptions) -> dict[str, Stored]:
    """The cells that nobody changes, whatever was sent for them."""
    return {column.key: held[column.key] for column in options.columns if column.read_only and column.key in held}


def _unknown(row: Mapping[str, Raw], kinds: Mapping[str, FieldType]) -> list[Fault]:
    """Columns that say something but are none of ours: nothing that was given may vanish."""
    if row.keys() - {ROW_ID} <= kinds.keys():
        return []
    return [
        Fault("field.unknown_column", place=f".{key}", facts={"column": key})
        for key, raw in row.items()
        if key not in kinds and not key.startswith("_") and not is_blank(raw)
    ]


def _within(fault: Fault, place: str) -> Fault:
    """The same fault with `place` directly before its own: `.period` and `.from` are `.period.from`."""
    return Fault(fault.code, place + fault.place, fault.span, fault.facts, fault.suggestions, fault.level)


def _in_row(fault: Fault, at: int) -> Fault:
    """The place counts from 0 as inputs do, the fact from 1 as people do."""
    placed = _within(fault, f"[{at}]")
    return Fault(
        placed.code, placed.place, placed.span, {**placed.facts, "row": at + 1}, placed.suggestions, placed.level
    )


def _seen(options: TableOptions) -> "Iterator[FieldDef]":
    return (column for column in options.columns if column.sensitive < UNSEEN_FROM)
