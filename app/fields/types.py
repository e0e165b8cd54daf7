"""All field types, in the order of the designer's palette: a new type is its class and its line here."""

from app.fields.base import FieldType
from app.fields.table import Table
from app.fields.text import Text
from app.registry import Registry

FIELD_TYPES: Registry[FieldType] = Registry((Text(), Table()))
