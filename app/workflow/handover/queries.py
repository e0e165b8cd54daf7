"""Questions about handovers."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.accounts.actor import Actor
from app.definitions.schema import Capability
from app.errors import NotFound
from app.workflow.handover.models import DONE, WAITS, Handover, HandoverItem

MOST = 200
"""Handovers on the page of all."""


def newest(session: Session) -> Sequence[Handover]:
    """The latest handovers."""
    return session.scalars(sa.select(Handover).order_by(Handover.id.desc()).limit(MOST)).all()


def get(session: Session, handover_id: int, actor: Actor) -> Handover:
    """For who manages users, who gave, and who received; raises `NotFound` for all others."""
    found = session.get(Handover, handover_id)
    ours = (found.giver_id, found.receiver_id) if found else ()
    if found is None or not (actor.id in ours or actor.can(Capability.MANAGE_USERS)):
        raise NotFound(f"handover {handover_id}")
    return found


def of_mark(session: Session, mark: str) -> Handover | None:
    """The one that this form ordered already."""
    return session.scalar(sa.select(Handover).where(Handover.mark == mark))


def items(session: Session, handover_id: int) -> Sequence[HandoverItem]:
    """All its things."""
    asked = sa.select(HandoverItem).where(HandoverItem.handover_id == handover_id)
    return session.scalars(asked.order_by(HandoverItem.id)).all()


def waiting(session: Session, handover_id: int) -> Sequence[int]:
    """Those that were neither handed over nor refused yet."""
    mine = (HandoverItem.handover_id == handover_id, HandoverItem.outcome == WAITS)
    return session.scalars(sa.select(HandoverItem.id).where(*mine).order_by(HandoverItem.id)).all()


def count_done(session: Session, handover_id: int) -> int:
    """How many went over."""
    mine = (HandoverItem.handover_id == handover_id, HandoverItem.outcome == DONE)
    return session.scalar(sa.select(sa.func.count()).select_from(HandoverItem).where(*mine)) or 0
