"""What a value is: field types, and fields as definitions state them."""

from app.fields.base import Cell, Entry, Example, FieldOptions, FieldType, Lookups, Raw, Stored
from app.fields.field import FieldDef
from app.fields.table import TableOptions
from app.fields.types import FIELD_TYPES

TableOptions.model_rebuild(_types_namespace={"FieldDef": FieldDef})

__all__ = [
    "FIELD_TYPES",
    "Cell",
    "Entry",
    "Example",
    "FieldDef",
    "FieldOptions",
    "FieldType",
    "Lookups",
    "Raw",
    "Stored",
]
