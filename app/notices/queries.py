"""Questions about messages."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from app.errors import NotFound
from app.extensions import db
from app.notices.models import Notice
from app.web.question import Question

_UNREAD = (
    select(Notice)
    .where(Notice.user_id == bindparam("user_id"), Notice.read_at.is_(None))
    .order_by(Notice.id.desc())
    .limit(bindparam("most"))
)
_ANY_UNREAD = Question(
    select(Notice.id).where(Notice.user_id == bindparam("user_id"), Notice.read_at.is_(None)).limit(1)
)
"""Asked at every page."""


def unread_count(user_id: int) -> int:
    """How many messages this person has not opened."""
    return db.session.scalar(select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))) or 0


def has_unread(user_id: int, record_id: int) -> bool:
    """Is there a message about this record that this person has not opened?"""
    unread = (Notice.user_id == user_id, Notice.record_id == record_id, Notice.read_at.is_(None))
    return db.session.scalar(select(Notice.id).where(*unread).limit(1)) is not None


def unread(user_id: int, *, most: int = 100) -> Sequence[Notice]:
    """The messages that this person has not opened, the newest first."""
    if not _ANY_UNREAD.rows(db.session(), user_id=user_id):
        return []
    return db.session.scalars(_UNREAD, {"user_id": user_id, "most": most}).all()


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
