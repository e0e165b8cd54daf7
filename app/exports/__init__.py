"""A table as bytes: describe it once as a `Sheet`, write it in any of `FORMATS`."""

from app.exports.csv import Csv
from app.exports.sheet import Cell, Column, Format, Kind, Sheet
from app.exports.xlsx import Xlsx
from app.registry import Registry

FORMATS: Registry[Format] = Registry((Xlsx(), Csv()))

__all__ = ["FORMATS", "Cell", "Column", "Format", "Kind", "Sheet"]
