"""Every question about the audit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.audit.models import HEADS, AuditEntry
from app.extensions import db
from app.web.question import Question

_HEAD = Question(select(HEADS.c.seq, HEADS.c.hash).where(HEADS.c.id == 1))


def head(session: Session) -> tuple[int, str] | None:
    """The last row's number and hash."""
    found = _HEAD.rows(session)
    return (found[0][0], found[0][1]) if found else None


def entries(*, chunk: int = 2000) -> Iterator[AuditEntry]:
    """All rows in order, a chunk at a time."""
    last = 0
    while True:
        query = select(AuditEntry).where(AuditEntry.seq > last).order_by(AuditEntry.seq).limit(chunk)
        rows = db.session.scalars(query).all()
        if not rows:
            return
        yield from rows
        last = rows[-1].seq
        db.session.expunge_all()


@dataclass(frozen=True)
class AuditSearch:
    """What was done, by whom, to what, from and before which moment (UTC)."""

    deed: str = ""
    actor_id: int | None = None
    about: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class AuditPage:
    """A page of the list."""

    entries: Sequence[AuditEntry]
    total: int


def find(search: AuditSearch, *, page: int = 1, size: int = 50) -> AuditPage:
    """Rows that are looked for, latest first."""
    query = select(AuditEntry)
    if search.deed:
        query = query.where(AuditEntry.deed.startswith(search.deed, autoescape=True))
    if search.actor_id is not None:
        query = query.where(AuditEntry.actor_id == search.actor_id)
    if search.about:
        query = query.where(AuditEntry.about == search.about)
    if search.since is not None:
        query = query.where(AuditEntry.at >= search.since.isoformat())
    if search.until is not None:
        query = query.where(AuditEntry.at < search.until.isoformat())
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = db.session.scalars(query.order_by(AuditEntry.seq.desc()).limit(size).offset((page - 1) * size)).all()
    return AuditPage(rows, total)


def deeds() -> list[str]:
    """All kinds of deeds that occurred."""
    return list(db.session.scalars(select(AuditEntry.deed).distinct().order_by(AuditEntry.deed)))


def has_triggers() -> bool:
    """Whether the database itself refuses changes to the list."""
    if db.engine.dialect.name != "sqlite":
        return True
    found = db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit'"))
    return len(set(found)) >= 2
