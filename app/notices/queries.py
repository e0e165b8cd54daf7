"""Questions about messages, and about the letters that tell of them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Text, and_, bindparam, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User
from app.errors import NotFound
from app.extensions import db
from app.notices.kinds import KINDS
from app.notices.models import Going, MailChoice, Notice, Outgoing, OutgoingLine, Way
from app.web.question import Question

IN_BELL, COUNTED = 8, 100
"""How many messages the bell tells, and how far it counts those that were not opened."""


class Message(NamedTuple):
    """A message of the bell; its facts are the text that is kept."""

    id: int
    kind: str
    facts: str


_UNREAD = (Notice.user_id == bindparam("user_id"), Notice.read_at.is_(None))
_NUMBER = select(func.count()).select_from(select(literal(1)).where(*_UNREAD).limit(COUNTED).subquery())
_BELL = Question(
    select(Notice.id, Notice.kind, cast(Notice.facts, Text), _NUMBER.scalar_subquery())
    .where(*_UNREAD)
    .order_by(Notice.id.desc())
    .limit(IN_BELL)
)
"""Asked at every page."""


def unread_count(user_id: int) -> int:
    """How many messages this person has not opened."""
    return db.session.scalar(select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))) or 0


def has_unread(user_id: int, record_id: int) -> bool:
    """Is there a message about this record that this person has not opened?"""
    unread = (Notice.user_id == user_id, Notice.record_id == record_id, Notice.read_at.is_(None))
    return db.session.scalar(select(Notice.id).where(*unread).limit(1)) is not None


def bell(user_id: int) -> tuple[int, list[Message]]:
    """How many messages this person has not opened, as far as they are counted, and the newest of them."""
    rows = _BELL.rows(db.session(), user_id=user_id)
    return (rows[0][-1] if rows else 0), [Message(*row[:-1]) for row in rows]


def mine(user_id: int, notice_id: int) -> Notice:
    """A message of this person."""
    found = db.session.get(Notice, notice_id)
    if found is None or found.user_id != user_id:
        raise NotFound(f"notice {notice_id}")
    return found


def newest(user_id: int, *, most: int = 50) -> Sequence[Notice]:
    """This person's newest messages."""
    return db.session.scalars(
        select(Notice).where(Notice.user_id == user_id).order_by(Notice.id.desc()).limit(most)
    ).all()


def ways(user_ids: Collection[int], kind: str) -> dict[int, Way]:
    """How these people want to be told of a kind by mail: as they chose, else as the office did, else as is usual.

    Who left no address is not among them.
    """
    own, office = aliased(MailChoice), aliased(MailChoice)
    found = db.session.execute(
        select(User.id, func.coalesce(own.way, office.way))
        .outerjoin(own, and_(own.user_id == User.id, own.kind == kind))
        .outerjoin(office, and_(office.user_id.is_(None), office.kind == kind))
        .where(User.id.in_(user_ids), User.email != "")
    )
    return {user_id: Way(way) if way else KINDS[kind].way for user_id, way in found}


def choices(user_id: int | None) -> dict[str, Way]:
    """What a person chose, kind by kind; None: what the office chose."""
    found = db.session.execute(select(MailChoice.kind, MailChoice.way).where(MailChoice.user_id.is_(user_id)))
    return {kind: Way(way) for kind, way in found}


def address(user_id: int) -> str:
    """Where this person wants mail; empty where there is none."""
    return db.session.scalar(select(User.email).where(User.id == user_id)) or ""


def addresses() -> int:
    """How many people left an address."""
    return db.session.scalar(select(func.count()).select_from(User).where(User.email != "", User.active)) or 0


def digest(channel: str, user_id: int, day: date) -> int | None:
    """A person's letter of a day."""
    return db.session.scalar(select(Outgoing.id).filter_by(channel=channel, user_id=user_id, day=day))


def due(channel: str, *, now: datetime, most: int) -> Sequence[int]:
    """The letters to be looked at now, the oldest first."""
    looked_at = Outgoing.channel == channel, Outgoing.look_at <= now, Outgoing.state.in_((Going.WAITING, Going.SENDING))
    return db.session.scalars(select(Outgoing.id).where(*looked_at).order_by(Outgoing.look_at).limit(most)).all()


def told_in(outgoing_id: int, *, session: Session) -> Sequence[Notice]:
    """What a letter tells of and was not read meanwhile."""
    lines = select(Notice).join(OutgoingLine, OutgoingLine.notice_id == Notice.id)
    unread = lines.where(OutgoingLine.outgoing_id == outgoing_id, Notice.read_at.is_(None))
    return session.scalars(unread.order_by(Notice.id)).all()


def reader(user_id: int, *, session: Session) -> tuple[str, str] | None:
    """Address and language of somebody to whom mail may go; None where there is no address, or who has left."""
    found = select(User.email, User.language).where(User.id == user_id, User.active, User.email != "")
    row = session.execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def people_of(notices: Iterable[Notice], *, session: Session) -> dict[int, str]:
    """The names of those whom the messages tell."""
    wanted = select(User.id, User.name).where(User.id.in_({each.user_id for each in notices}))
    return dict(session.execute(wanted).all())


def letter(outgoing_id: int) -> Outgoing:
    """A letter; raises `NotFound`."""
    found = db.session.get(Outgoing, outgoing_id)
    if found is None:
        raise NotFound(f"letter {outgoing_id}")
    return found


def letters(*states: Going, most: int = 20) -> Sequence[Outgoing]:
    """The newest letters in these states."""
    return db.session.scalars(
        select(Outgoing).where(Outgoing.state.in_(states)).order_by(Outgoing.id.desc()).limit(most)
    ).all()


def letter_counts() -> dict[str, int]:
    """How many letters stand where."""
    found = db.session.execute(select(Outgoing.state, func.count()).group_by(Outgoing.state))
    return dict(found.all())


def usual_ways() -> dict[str, Way]:
    """What holds for those who did not choose, of every kind."""
    return {kind: about.way for kind, about in KINDS.items()} | choices(None)
