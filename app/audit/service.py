"""Writing into the audit, and proving that nothing in it was changed."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import orjson
from sqlalchemy.orm import Session

from app.audit import queries
from app.audit.models import GENESIS, AuditEntry, AuditHead
from app.extensions import db
from app.web import database


class Somebody(Protocol):
    """Who acts; an `Actor` is one."""

    @property
    def id(self) -> int: ...


@dataclass(frozen=True)
class Verdict:
    """What a look at the whole chain found."""

    count: int
    broken_at: int | None = None
    """The number of the first row that does not fit; None: all fit."""


def record(
    deed: str,
    *,
    actor: Somebody | None,
    about: str = "",
    facts: Mapping[str, object] | None = None,
    session: Session | None = None,
) -> None:
    """Add a deed to the list, in the same transaction as the deed itself. Values never: see `hashed`."""
    session = session or db.session()
    session.flush()
    head = queries.head(session)
    if head is None:
        head = AuditHead(id=1, seq=0, hash=GENESIS)
        session.add(head)
    entry = AuditEntry(
        seq=head.seq + 1,
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        actor_id=actor.id if actor else 0,
        deed=deed,
        about=about,
        facts=orjson.dumps(dict(facts or {}), option=orjson.OPT_SORT_KEYS).decode(),
        before=head.hash,
    )
    entry.hash = link(entry)
    session.add(entry)
    head.seq, head.hash = entry.seq, entry.hash
    session.flush()


def record_alone(
    deed: str, *, actor: Somebody | None, about: str = "", facts: Mapping[str, object] | None = None
) -> None:
    """Add a deed in a short transaction of its own: a reading, a refusal."""
    with database.alone() as session:
        record(deed, actor=actor, about=about, facts=facts, session=session)


def hashed(value: object) -> str:
    """What may stand in the facts for a value: whoever knows the value can prove that it was this one."""
    return hashed_with(secrets.token_hex(8), value)


def hashed_with(salt: str, value: object) -> str:
    """The hash of a value under a salt that is known."""
    return f"{salt}${hashlib.sha256(f'{salt}{value}'.encode()).hexdigest()[:32]}"


def link(entry: AuditEntry) -> str:
    """The hash of a row: over all that stands in it, and over the row before."""
    parts = (entry.before, entry.seq, entry.at, entry.actor_id, entry.deed, entry.about, entry.facts)
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def verify() -> Verdict:
    """Walk the whole chain."""
    before, seq = GENESIS, 0
    for entry in queries.entries():
        if entry.seq != seq + 1 or entry.before != before or entry.hash != link(entry):
            return Verdict(seq, broken_at=seq + 1)
        before, seq = entry.hash, entry.seq
    head = queries.head(db.session())
    expected = (head.seq, head.hash) if head else (0, GENESIS)
    return Verdict(seq, broken_at=None if expected == (seq, before) else seq + 1)
