"""Questions about 委托代办: who is away on which days, and who stands in for them."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.records.desk import Desk
from app.web.question import Question
from app.workflow.models import StandIn

_ON: sa.BindParameter[date] = sa.bindparam("on", type_=sa.Date)
_HERE = (StandIn.ended_at.is_(None), StandIn.since <= _ON, StandIn.until >= _ON)
_ABSENT = Question(sa.select(StandIn.absent_id).where(StandIn.deputy_id == sa.bindparam("deputy"), *_HERE))
"""Asked at every page."""
_DEPUTIES = Question(sa.select(StandIn.absent_id, StandIn.deputy_id, StandIn.until).where(*_HERE))


def absent_for(desk: Desk) -> tuple[Actor, ...]:
    """Those for whom the actor stands in today, each with the roles of today."""
    rows = _ABSENT.rows(desk.session, deputy=desk.actor.id, on=desk.today)
    ids = sorted({absent_id for (absent_id,) in rows})
    return tuple(accounts.actor_of(each, today=desk.today) for each in ids if accounts.user(each).active)


def deputies(desk: Desk) -> dict[int, tuple[int, date]]:
    """By who is away today: who stands in, and until when."""
    found = _DEPUTIES.rows(desk.session, on=desk.today)
    return {absent_id: (deputy_id, until) for absent_id, deputy_id, until in found}


def of(session: Session, user_id: int, *, today: date) -> Sequence[StandIn]:
    """Those that this person made or was asked for and that are not over, the next first."""
    mine = sa.or_(StandIn.absent_id == user_id, StandIn.deputy_id == user_id)
    found = sa.select(StandIn).where(mine, StandIn.ended_at.is_(None), StandIn.until >= today)
    return session.scalars(found.order_by(StandIn.since, StandIn.id)).all()


def coming(session: Session, *, today: date) -> Sequence[StandIn]:
    """All that are not over, those of later days too."""
    return session.scalars(sa.select(StandIn).where(StandIn.ended_at.is_(None), StandIn.until >= today)).all()


def same(
    session: Session, absent_id: int, deputy_id: int | None, since: date | None, until: date | None
) -> StandIn | None:
    """The one that says just this, if there is one."""
    days = (StandIn.since == since, StandIn.until == until, StandIn.ended_at.is_(None))
    both = (StandIn.absent_id == absent_id, StandIn.deputy_id == deputy_id)
    return session.scalars(sa.select(StandIn).where(*both, *days)).first()


def absent_between(session: Session, since: date, until: date) -> frozenset[int]:
    """Who is away on one of these days."""
    days = (StandIn.ended_at.is_(None), StandIn.since <= until, StandIn.until >= since)
    return frozenset(session.scalars(sa.select(StandIn.absent_id).where(*days)))
