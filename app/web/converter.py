"""LibreOffice as this installation has it, or has it not."""

from app.conversion import ORDINARY, Converter, Limits
from app.web import clock


def converter(limits: Limits = ORDINARY) -> Converter:
    """What makes PDFs, and new files of old ones; in a request with the `PROMPT` limits."""
    return Converter.of(clock.settings().soffice, limits)
