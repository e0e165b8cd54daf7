"""The first page of a PDF as a small picture, where poppler's pdftoppm is installed."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from app.conversion import cage
from app.conversion.cage import Limits

LONG_SIDE = 640
"""Pixels."""
_LIMITS = Limits(seconds=20, memory=1 << 30, file=8 << 20)
_PNG = b"\x89PNG"


def drawer() -> str | None:
    """The program that draws pages."""
    return shutil.which("pdftoppm")


def first_page(pdf: bytes) -> bytes | None:
    """A PNG, or nothing where no program draws it."""
    program = drawer()
    if program is None:
        return None
    with TemporaryDirectory(prefix="biaowen-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "file.pdf").write_bytes(pdf)
        page = ("-f", "1", "-l", "1", "-singlefile", "-png", "-scale-to", str(LONG_SIDE))
        cage.run([program, *page, "file.pdf", "page"], folder=folder, limits=_LIMITS)
        made = folder / "page.png"
        drawn = made.read_bytes() if made.is_file() and not made.is_symlink() else b""
    return drawn if drawn.startswith(_PNG) else None
