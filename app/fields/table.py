"""A table: rows whose columns are fields."""

from typing import TYPE_CHECKING, Any

from app.expressions import Kind
from app.fields.base import FieldOptions, FieldType, Lookups, Raw, Stored

if TYPE_CHECKING:
    from app.fields.field import FieldDef


class TableOptions(FieldOptions):
    """Columns, and how many rows there may be; `reported` rows are kept for figures."""

    columns: "tuple[FieldDef, ...]"
    min_rows: int = 0
    max_rows: int = 500
    reported: bool = False


class Table(FieldType):
    """Rows of fields."""

    name, label, kind, slot, widget = "table", "表格", Kind.ROWS, None, "table"
    Options = TableOptions

    def parse(self, raw: Raw, options: Any, lookups: Lookups) -> Stored:
        raise NotImplementedError
