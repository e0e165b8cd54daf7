"""Open sessions: begun at log-in, ended at log-out, by time, by a new password, by an administrator."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from app.accounts.models import LoginSession, User
from app.accounts.queries import OpenSession
from app.extensions import db
from app.web import database

SEEN_EVERY = timedelta(minutes=5)
"""Last-seen is written no more often than this."""
KEPT = timedelta(days=2)
"""Rows of sessions that ended are swept after this."""


def hash_of(token: str) -> str:
    """What we keep of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(user: User, *, now: datetime, ip: str = "", agent: str = "") -> str:
    """Open a session; returns the token for the cookie, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    db.session.execute(delete(LoginSession).where(LoginSession.seen_at < now - KEPT))
    db.session.add(
        LoginSession(
            user=user,
            token_hash=hash_of(token),
            epoch=user.epoch,
            created_at=now,
            seen_at=now,
            ip=ip[:45],
            agent=agent[:200],
        )
    )
    user.seen_at = now
    return token


def end(session_id: int, *, user_id: int) -> bool:
    """End one session of this user; whether there was one."""
    found = db.session.get(LoginSession, session_id)
    if found is None or found.user_id != user_id:
        return False
    db.session.delete(found)
    return True


def end_token(token: str) -> None:
    """End the session with this token."""
    db.session.execute(delete(LoginSession).where(LoginSession.token_hash == hash_of(token)))


def end_all(user: User) -> None:
    """End every session of the user, also those that are being used this moment."""
    user.epoch += 1
    db.session.execute(delete(LoginSession).where(LoginSession.user_id == user.id))


def is_stale(session: OpenSession, *, now: datetime) -> bool:
    """Whether last-seen is due to be written."""
    return session.seen_at < now - SEEN_EVERY


def touch(session_id: int, *, now: datetime) -> None:
    """Write last-seen, in a transaction of its own."""
    with database.alone() as session:
        session.execute(update(LoginSession).where(LoginSession.id == session_id).values(seen_at=now))
