"""Programs that stand in for LibreOffice and behave as badly as a test wants."""

from pathlib import Path

from app.conversion import Converter
from app.conversion.cage import Limits

_HEAD = """#!/bin/sh
while [ $# -gt 1 ]; do
    case "$1" in
        --outdir) out="$2" ;;
        --convert-to) wanted="${2%%:*}" ;;
    esac
    shift
done
made="$out/file.$wanted"
"""
PDF = "printf '%%PDF-1.7 made' > \"$made\"\n"
"""What a good one does; `$made` is where its file belongs, `$1` is what it was given."""


def program(folder: Path, does: str = PDF) -> Path:
    """A program that does this."""
    path = folder / "soffice"
    path.write_text(_HEAD + does, encoding="utf-8")
    path.chmod(0o755)
    return path


def converter(folder: Path, does: str = PDF, limits: Limits | None = None) -> Converter:
    """LibreOffice as this program has it."""
    return Converter(program(folder, does), limits=limits or Limits())
