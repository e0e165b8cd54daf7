"""Letters go out: seen to by the worker's thread.

Each is claimed before it is sent and settled after. A program that stops between the two never sends it again by
itself: the administrator is told that it may have arrived.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.config import Settings
from app.extensions import db
from app.notices import letters, queries
from app.notices.channels import open_ones
from app.notices.channels.base import Channel, Later, Letter, Refused, Send, Unreached
from app.notices.models import Going, Outgoing
from app.web import clock, database

BATCH = 20
"""At once; jobs wait meanwhile."""
PAUSES = tuple(timedelta(minutes=each) for each in (1, 5, 20, 60, 180, 480, 1440))
"""After the first, second, … attempt; after the last it is given up."""
LEASE = timedelta(minutes=15)
"""Longer than any letter takes: who still has it then was stopped."""
TOO_OLD = timedelta(days=3)
"""A letter that waited so long, because mail was off, tells nobody anything."""


def send_waiting() -> None:
    """Send what is due, by every channel that is set up."""
    settings = clock.settings()
    for channel in open_ones(settings):
        deliver(channel, settings, now=clock.now())


def deliver(channel: Channel, settings: Settings, *, now: datetime) -> None:
    """One batch by one channel; a server that cannot be reached puts all of it off."""
    due = queries.due(channel.name, now=now, most=BATCH)
    db.session.rollback()
    wanted = [ready for each in due if (ready := _prepared(each, settings, now)) is not None]
    if not wanted:
        return
    try:
        with channel.open(settings) as send:
            for outgoing_id, letter in wanted:
                _send(outgoing_id, letter, send, now)
    except Unreached as why:
        _put_off([outgoing_id for outgoing_id, _letter in wanted], why, now)


def _prepared(outgoing_id: int, settings: Settings, now: datetime) -> tuple[int, Letter] | None:
    """A letter that can be sent; what nobody needs any more is settled here."""
    with database.alone() as session:
        row = session.get_one(Outgoing, outgoing_id)
        if not row.is_due(now):
            return None  # somebody else saw to it meanwhile
        if row.state == Going.SENDING:
            _settle(session, outgoing_id, Going.SENDING, Going.UNSURE, now, why="mail.unsure")
        elif row.look_at < now - TOO_OLD:
            _settle(session, outgoing_id, Going.WAITING, Going.GIVEN_UP, now, why="mail.too_old")
        elif (letter := letters.letter_of(row, settings, session)) is None:
            _settle(session, outgoing_id, Going.WAITING, Going.NEEDLESS, now)
        else:
            return outgoing_id, letter
    return None


def _send(outgoing_id: int, letter: Letter, send: Send, now: datetime) -> None:
    """Claim it, send it, settle it; raises `Unreached` when nothing more goes."""
    with database.alone() as session:
        claim = {"state": Going.SENDING, "attempts": Outgoing.attempts + 1, "look_at": now + LEASE}
        if not _change(session, outgoing_id, Going.WAITING, **claim):
            return
    try:
        send(letter)
    except Refused as why:
        with database.alone() as session:
            _settle(session, outgoing_id, Going.SENDING, Going.GIVEN_UP, now, why=why.code, detail=why.detail)
    except Later as why:
        with database.alone() as session:
            _try_again(session, outgoing_id, Going.SENDING, why, now)
        if isinstance(why, Unreached):
            raise
    else:
        with database.alone() as session:
            _settle(session, outgoing_id, Going.SENDING, Going.SENT, clock.now())


def _put_off(outgoing_ids: Sequence[int], why: Later, now: datetime) -> None:
    """What was not tried yet counts as tried: a server that is away for days must not be asked for ever."""
    with database.alone() as session:
        for outgoing_id in outgoing_ids:
            row = session.get_one(Outgoing, outgoing_id)
            if row.look_at <= now and _change(session, row.id, Going.WAITING, attempts=Outgoing.attempts + 1):
                _try_again(session, row.id, Going.WAITING, why, now)


def _try_again(session: Session, outgoing_id: int, state: Going, why: Later, now: datetime) -> None:
    row = session.get_one(Outgoing, outgoing_id, populate_existing=True)
    facts = {"why": why.code, "detail": why.detail}
    if row.attempts > len(PAUSES):
        _settle(session, outgoing_id, state, Going.GIVEN_UP, now, **facts)
    else:
        look_at = now + PAUSES[row.attempts - 1]
        _change(session, outgoing_id, state, state=Going.WAITING, look_at=look_at, **facts)


def _settle(session: Session, outgoing_id: int, state: Going, to: Going, now: datetime, **facts: str) -> None:
    _change(session, outgoing_id, state, state=to, finished_at=now, **{"why": "", "detail": "", **facts})


def _change(session: Session, outgoing_id: int, standing: Going, **values: Any) -> bool:
    """Only while it stands there; says whether it did."""
    still = update(Outgoing).where(Outgoing.id == outgoing_id, Outgoing.state == standing)
    result = session.execute(still.values(**values), execution_options={"synchronize_session": False})
    return bool(result.rowcount)  # type: ignore[attr-defined]
