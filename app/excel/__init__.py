"""The Excel engine: workbooks with tags in, workbooks out. Pure: no database, no web.

Its expressions, its tags and the zip that everything lies in are those of the Word engine.
"""

from app.excel.faults import ExcelInvalid
from app.excel.preflight import preflight
from app.excel.template import Workbook

__all__ = ["ExcelInvalid", "Workbook", "preflight"]
