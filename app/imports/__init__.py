"""A table from a file or from the clipboard, and which of its columns is which field."""

from app.imports.columns import match_columns
from app.imports.reading import Reach, read, read_paste
from app.imports.table import Places, RawCell, Table

__all__ = ["Places", "RawCell", "Reach", "Table", "match_columns", "read", "read_paste"]
