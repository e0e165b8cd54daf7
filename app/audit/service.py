"""Writing into the audit, and proving that nothing in it was changed."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import orjson
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from app.audit import queries
from app.audit.models import ENTRIES, GENESIS, HEADS, AuditEntry
from app.errors import Fault
from app.extensions import db
from app.web import database
from app.web.question import Writing

MOST_CODES = 20
"""Faults of a refused file that are named."""
_ADD = Writing(insert(ENTRIES), ENTRIES.c.keys())
_BEGIN = Writing(insert(HEADS).values(id=1), ("seq", "hash"))
_MOVE = Writing(update(HEADS).where(HEADS.c.id == 1), ("seq", "hash"))


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
    record_each(deed, [(about, facts or {})], actor=actor, session=session)


def record_each(
    deed: str,
    things: Iterable[tuple[str, Mapping[str, object]]],
    *,
    actor: Somebody | None,
    session: Session | None = None,
) -> None:
    """The same deed done to several things, each a row of its own: pairs of what it is about and the facts."""
    session = session or db.session()
    session.flush()
    head = queries.head(session)
    (last, before), rows = head or (0, GENESIS), []
    for about, facts in things:
        row: dict[str, Any] = {
            "seq": last + 1,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "actor_id": actor.id if actor else 0,
            "deed": deed,
            "about": about,
            "facts": orjson.dumps(dict(facts), option=orjson.OPT_SORT_KEYS).decode(),
            "before": before,
        }
        last, before = row["seq"], _hash(**row)
        rows.append({**row, "hash": before})
    if rows:
        _ADD.rows(session, rows)
        (_MOVE if head else _BEGIN).rows(session, [{"seq": last, "hash": before}])


def record_alone(
    deed: str, *, actor: Somebody | None, about: str = "", facts: Mapping[str, object] | None = None
) -> None:
    """Add a deed in a short transaction of its own: a reading, a refusal."""
    with database.alone() as session:
        record(deed, actor=actor, about=about, facts=facts, session=session)


def record_refused(deed: str, faults: Iterable[Fault], *, actor: Somebody | None, about: str) -> None:
    """A file was not let in: why, by code; stands by itself, for nothing else happened."""
    record_alone(deed, actor=actor, about=about[:80], facts={"faults": codes(faults)})


def codes(faults: Iterable[Fault]) -> list[str]:
    """What kinds of faults these are."""
    return list(dict.fromkeys(fault.code for fault in faults))[:MOST_CODES]


def hashed(value: object) -> str:
    """What may stand in the facts for a value: whoever knows the value can prove that it was this one."""
    return hashed_with(secrets.token_hex(8), value)


def hashed_with(salt: str, value: object) -> str:
    """The hash of a value under a salt that is known."""
    return f"{salt}${hashlib.sha256(f'{salt}{value}'.encode()).hexdigest()[:32]}"


def link(entry: AuditEntry) -> str:
    """The hash of a row: over all that stands in it, and over the row before."""
    return _hash(
        before=entry.before,
        seq=entry.seq,
        at=entry.at,
        actor_id=entry.actor_id,
        deed=entry.deed,
        about=entry.about,
        facts=entry.facts,
    )


def verify() -> Verdict:
    """Walk the whole chain."""
    before, seq = GENESIS, 0
    for entry in queries.entries():
        if entry.seq != seq + 1 or entry.before != before or entry.hash != link(entry):
            return Verdict(seq, broken_at=seq + 1)
        before, seq = entry.hash, entry.seq
    head = queries.head(db.session())
    return Verdict(seq, broken_at=None if (head or (0, GENESIS)) == (seq, before) else seq + 1)


def _hash(*, before: str, seq: int, at: str, actor_id: int, deed: str, about: str, facts: str) -> str:  # noqa: PLR0913 - a row
    return hashlib.sha256(orjson.dumps((before, seq, at, actor_id, deed, about, facts))).hexdigest()
