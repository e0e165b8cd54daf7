"""Files of records. Bytes lie under their SHA-256 and never change; rows say what they are called and whose they are.

A file is on the disk, synced, before its row is written; without a row it is swept away later.
"""

import contextlib
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.errors import Invalid, NotFound
from app.fields import Stored
from app.records.access import Viewer, visible
from app.records.file_kinds import kind_of
from app.records.models import Attachment, Draft, record_ix
from app.records.sql_dialects import position
from app.web.sent import clean_name

FOLDER = "files"
"""In the instance: where attachments lie."""
MEGABYTE = 1024 * 1024
MAX_BYTES = 500 * MEGABYTE
RESERVE = 500 * MEGABYTE
"""Uploads end before the disk is full: a full disk stops the database too."""
WAITING = timedelta(days=7)
"""How long a file waits for a record to use it, if no draft names it."""
_BLOCK = 256 * 1024


Namer: TypeAlias = Callable[[Session], Iterable[str]]
_NAMERS: list[Namer] = []


def also_named(namer: Namer) -> Namer:
    """Register what else names bytes by their hash, beside files of records: they are not swept away."""
    if namer not in _NAMERS:
        _NAMERS.append(namer)
    return namer


@dataclass(frozen=True, slots=True)
class Received:
    """A file on the disk that has no row yet."""

    content: str
    name: str
    size: int
    kind: str


def receive(root: Path, stream: BinaryIO, name: str, *, most: int = MAX_BYTES, reserve: int = RESERVE) -> Received:
    """Take a file in before any transaction begins; raises `Invalid` if it is too large or not what its name says."""
    name = clean_name(name)
    _refuse_full_disk(root, reserve)
    waiting = _tmp(root) / secrets.token_hex(16)
    try:
        content, size = _write(waiting, stream, name, most)
        kind = kind_of(waiting, name)
        _settle(waiting, path_of(root, content))
    finally:
        waiting.unlink(missing_ok=True)
    return Received(content, name, size, kind)


def add(session: Session, received: Received, *, actor: Actor, now: datetime) -> Attachment:
    """The row of a received file: its token names it in forms, and is known to nobody but who sent it."""
    row = Attachment(
        token=secrets.token_urlsafe(18),
        content=received.content,
        name=received.name,
        size=received.size,
        kind=received.kind,
        by=actor.id,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def get(session: Session, token: str, *, viewer: Viewer) -> Attachment:
    """The file, if it waits and the viewer sent it, or if the viewer may see its record."""
    seen = sa.select(record_ix.c.record_id).where(visible(viewer))
    own = sa.and_(Attachment.record_id.is_(None), Attachment.by == viewer.actor.id)
    mine = sa.select(Attachment).where(Attachment.token == token, sa.or_(own, Attachment.record_id.in_(seen)))
    found = session.scalars(mine).one_or_none()
    if found is None:
        raise NotFound("file")
    return found


def field_of(compiled: CompiledType, stored: Mapping[str, Stored], token: str) -> str | None:
    """The path of the field or column that holds a file, to be asked of `field_sight`."""
    for key, each in compiled.fields.items():
        if not each.columns and _holds(stored.get(key), token):
            return key
        for column in each.columns:
            if any(_holds(row.get(column), token) for row in stored.get(key) or ()):
                return f"{key}.{column}"
    return None


def copy(session: Session, attachment: Attachment, *, actor: Actor, now: datetime) -> Attachment:
    """The same bytes once more, for another record."""
    return add(
        session,
        Received(attachment.content, attachment.name, attachment.size, attachment.kind),
        actor=actor,
        now=now,
    )


def path_of(root: Path, content: str) -> Path:
    """Where the bytes lie."""
    return root / content[:2] / content


def forget_unused(session: Session, *, now: datetime) -> int:
    """Forget the files that nobody used; those named in a draft wait on. Gives how many. Commit before `sweep`."""
    named = sa.exists().where(position(sa.cast(Draft.raw, sa.Text), Attachment.token) > 0)
    unused = (Attachment.record_id.is_(None), Attachment.at < now - WAITING, sa.not_(named))
    ids = session.scalars(sa.select(Attachment.id).where(*unused)).all()
    session.execute(sa.delete(Attachment).where(Attachment.id.in_(ids)))
    return len(ids)


def sweep(session: Session, root: Path, *, now: datetime) -> int:
    """Remove bytes that no row names, unless they came within the last day. Gives how many."""
    old = (now - timedelta(days=1)).timestamp()
    known = {*session.scalars(sa.select(Attachment.content).distinct()), *_named_elsewhere(session)}
    stray = [path for path in _stored(root) if path.name not in known and path.stat().st_mtime < old]
    for path in stray:
        path.unlink(missing_ok=True)
    return len(stray)


def _named_elsewhere(session: Session) -> Iterator[str]:
    for namer in _NAMERS:
        yield from namer(session)


def missing(session: Session, root: Path) -> list[str]:
    """The tokens of files whose bytes are gone or have another length."""
    rows = session.execute(sa.select(Attachment.token, Attachment.content, Attachment.size))
    return [token for token, content, size in rows if not _has_size(path_of(root, content), size)]


def _write(path: Path, stream: BinaryIO, name: str, most: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        while block := stream.read(_BLOCK):
            size += len(block)
            if size > most:
                raise Invalid.because("record.file_large", name=name, most=most // MEGABYTE)
            digest.update(block)
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise Invalid.because("record.file_empty", name=name)
    return digest.hexdigest(), size


def _settle(waiting: Path, place: Path) -> None:
    """Move the bytes to their place; the same bytes may be there already, and are then young again."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        os.utime(place)
        return
    waiting.replace(place)
    sync_folder(place.parent)
    sync_folder(place.parent.parent)


def sync_folder(folder: Path) -> None:
    """So that the name survives a power cut too; Windows has no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _refuse_full_disk(root: Path, reserve: int) -> None:
    root.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(root).free < reserve:
        raise Invalid.because("record.disk_full")


def _tmp(root: Path) -> Path:
    folder = root / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _stored(root: Path) -> Iterator[Path]:
    """Every file under the root, those that never arrived too."""
    for folder in root.iterdir() if root.exists() else ():
        if folder.is_dir():
            yield from (path for path in folder.iterdir() if path.is_file())


def _has_size(path: Path, size: int) -> bool:
    with contextlib.suppress(OSError):
        return path.stat().st_size == size
    return False


def _holds(stored: Stored, token: str) -> bool:
    return isinstance(stored, list) and any(isinstance(each, Mapping) and each.get("file") == token for each in stored)
