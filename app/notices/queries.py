"""Questions about messages."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.extensions import db
from app.notices.models import Notice


def unread_count(user_id: int) -> int:
    """How many messages this person has not opened."""
    return db.session.scalar(select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))) or 0


def newest(user_id: int, *, most: int = 50) -> Sequence[Notice]:
    """This person's newest messages."""
    return db.session.scalars(
        select(Notice).where(Notice.user_id == user_id).order_by(Notice.id.desc()).limit(most)
    ).all()
