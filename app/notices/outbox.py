"""Letters are kept in the transaction of the messages that they tell of: none is lost, none tells of what is undone."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import insert

from app.config import Settings
from app.extensions import db
from app.notices import queries
from app.notices.channels import open_ones
from app.notices.kinds import KINDS
from app.notices.models import Going, Outgoing, OutgoingLine, Way
from app.web import clock

Told: TypeAlias = tuple[int, int]
"""A message, and whom it tells."""


def takes(kind: str) -> bool:
    """Is there a channel by which messages of this kind leave the house?"""
    return kind in KINDS and bool(open_ones(clock.settings()))


def put(told: Sequence[Told], kind: str, *, now: datetime) -> None:
    """Keep what is to leave the house of these messages of one kind; nothing where no channel is set up."""
    settings = clock.settings()
    for channel in open_ones(settings) if kind in KINDS else ():
        if channel.is_personal:
            _to_each(channel.name, told, kind, settings, now)
        else:
            _write(_letter(channel.name, None, now), (notice_id for notice_id, _user in told))


def next_digest(now: datetime, settings: Settings) -> datetime:
    """When the letters of the day go out next."""
    here = now.astimezone(settings.zone)
    today = datetime.combine(here.date(), time(settings.digest_hour), settings.zone)
    return today if today > here else today + timedelta(days=1)


def _to_each(channel: str, told: Sequence[Told], kind: str, settings: Settings, now: datetime) -> None:
    ways = queries.ways([user_id for _notice, user_id in told], kind)
    for notice_id, user_id in told:
        way = ways.get(user_id, Way.NONE)
        if way is Way.AT_ONCE:
            _write(_letter(channel, user_id, now), [notice_id])
        elif way is Way.DAILY:
            _add_line(_of_the_day(channel, user_id, settings, now), notice_id)


def _of_the_day(channel: str, user_id: int, settings: Settings, now: datetime) -> int:
    at = next_digest(now, settings)
    kept = queries.digest(channel, user_id, at.date())
    if kept is not None:
        return kept
    letter = _letter(channel, user_id, now)
    letter.day, letter.look_at = at.date(), at
    return _kept(letter)


def _letter(channel: str, user_id: int | None, now: datetime) -> Outgoing:
    mark = secrets.token_hex(16)
    return Outgoing(
        channel=channel, user_id=user_id, mark=mark, state=Going.WAITING, attempts=0, look_at=now, created_at=now
    )


def _write(letter: Outgoing, notice_ids: Iterable[int]) -> None:
    outgoing_id = _kept(letter)
    for notice_id in notice_ids:
        _add_line(outgoing_id, notice_id)


def _kept(letter: Outgoing) -> int:
    db.session.add(letter)
    db.session.flush()  # its lines need the id
    return letter.id


def _add_line(outgoing_id: int, notice_id: int) -> None:
    db.session.execute(insert(OutgoingLine).values(outgoing_id=outgoing_id, notice_id=notice_id))
