"""LibreOffice, where it is installed: PDFs of our files, .docx and .xlsx of older ones."""

from app.conversion.cage import ORDINARY, PROMPT, Limits
from app.conversion.converter import Converter
from app.conversion.kinds import becomes

__all__ = ["ORDINARY", "PROMPT", "Converter", "Limits", "becomes"]
