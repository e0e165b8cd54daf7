"""Where LibreOffice is: as the settings name it, or where installers put it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

NAMES = ("soffice", "libreoffice")
FOLDERS = (
    (Path("/opt"), "libreoffice*/program/soffice"),
    (Path("C:/Program Files"), "LibreOffice*/program/soffice.exe"),
    (Path("C:/Program Files (x86)"), "LibreOffice*/program/soffice.exe"),
)
"""Where the makers' own packages put it without telling PATH."""


def find(named: str = "") -> Path | None:
    """The program; a path that is named is the only one that counts."""
    if named:
        program = Path(named)
        return program if program.is_file() else None
    return next(_candidates(), None)


def _candidates() -> Iterator[Path]:
    yield from (Path(found) for name in NAMES if (found := shutil.which(name)))
    for folder, pattern in FOLDERS:
        yield from sorted(folder.glob(pattern), key=_version, reverse=True)


def _version(path: Path) -> list[int]:
    """The numbers in it: of two versions the newer one is taken."""
    return [int(number) for number in re.findall(r"\d+", path.as_posix())]
