"""LibreOffice, where it is installed: PDFs and pictures of our files, .docx and .xlsx of older ones."""

from app.conversion.converter import Converter
from app.conversion.kinds import becomes

__all__ = ["Converter", "becomes"]
