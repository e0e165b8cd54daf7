"""What a value is: field types, and fields as definitions state them."""

from app.fields.base import Cell, Entry, Example, FieldOptions, FieldType, Lookups, Raw, Stored, is_blank
from app.fields.choice import entries_of, offered
from app.fields.field import FieldDef
from app.fields.language import CHINESE, Language, Signs, signs_of
from app.fields.masks import mask
from app.fields.scope import scope_name, scope_names
from app.fields.table import TableOptions
from app.fields.types import FIELD_TYPES

TableOptions.model_rebuild(_types_namespace={"FieldDef": FieldDef})

__all__ = [
    "CHINESE",
    "FIELD_TYPES",
    "Cell",
    "Entry",
    "Example",
    "FieldDef",
    "FieldOptions",
    "FieldType",
    "Language",
    "Lookups",
    "Raw",
    "Signs",
    "Stored",
    "entries_of",
    "is_blank",
    "mask",
    "offered",
    "scope_name",
    "scope_names",
    "signs_of",
]
