"""LibreOffice as this installation has it, or has it not."""

from app.conversion import Converter
from app.web import clock


def converter() -> Converter:
    """What makes PDFs, and new files of old ones."""
    return Converter.of(clock.settings().soffice)
