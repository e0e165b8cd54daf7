"""Issued files on the disk: under their SHA-256, by year, never changed; without a row they are swept away later."""

import hashlib
import os
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.definitions.template_kinds import WORD
from app.errors import NotFound
from app.records.files import sync_folder

YOUNG = timedelta(days=1)
"""A file without a row may belong to a transaction that still runs."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is safely on the disk."""

    folder: str
    content: str
    size: int


def keep(root: Path, data: bytes, *, year: int, ending: str = WORD.name) -> Kept:
    """Write the bytes so that they survive a power cut, before any row names them."""
    kept = write(root, data, year=year, ending=ending)
    sync(root, year=year)
    return kept


def write(root: Path, data: bytes, *, year: int, ending: str = WORD.name) -> Kept:
    """The same without the name: until `sync` a power cut may still lose that."""
    kept = Kept(str(year), hashlib.sha256(data).hexdigest(), len(data))
    place = path_of(root, kept.folder, kept.content, ending=ending)
    if place.exists() and place.stat().st_size == kept.size:
        os.utime(place)  # young again: nobody sweeps it before its row is there
        return kept
    place.parent.mkdir(parents=True, exist_ok=True)
    waiting = place.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        _write(waiting, data)
        waiting.replace(place)
    except BaseException:
        waiting.unlink(missing_ok=True)
        raise
    return kept


def sync(root: Path, *, year: int) -> None:
    """Let the names of what was written survive, too."""
    folder = root / str(year)
    if folder.exists():
        sync_folder(folder)


def path_of(root: Path, folder: str, content: str, *, ending: str = WORD.name) -> Path:
    """Where a file lies."""
    return root / folder / f"{content}{ending}"


def read(root: Path, folder: str, content: str, *, ending: str = WORD.name) -> bytes:
    """The bytes, proved to be those that were issued; raises `NotFound`."""
    try:
        data = path_of(root, folder, content, ending=ending).read_bytes()
    except FileNotFoundError:
        raise NotFound(f"issued file {content}") from None
    if hashlib.sha256(data).hexdigest() != content:
        raise NotFound(f"issued file {content}, changed on the disk")
    return data


def sweep(root: Path, known: Collection[str], *, now: datetime) -> int:
    """Remove files whose content no row names, unless they are young. Gives how many."""
    old = (now - YOUNG).timestamp()
    stray = [path for path in _files(root) if path.stem not in known and path.stat().st_mtime < old]
    for path in stray:
        path.unlink(missing_ok=True)
    return len(stray)


def _files(root: Path) -> Iterator[Path]:
    for folder in root.iterdir() if root.exists() else ():
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file())


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
