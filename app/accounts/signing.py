"""Signing in: the same words and the same time for everybody, a lock after five wrong passwords."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.accounts import passwords, queries, sessions
from app.audit import service as audit
from app.extensions import db

TRIES = 5
LOCK = timedelta(minutes=15)
PER_MINUTE = 20
"""Tries from one address."""


@dataclass(frozen=True)
class Attempt:
    """A password that was tried: for whom, and whether it was right."""

    login: str
    user_id: int | None
    right: bool


@dataclass(frozen=True)
class Origin:
    """From where somebody comes."""

    ip: str = ""
    agent: str = ""


class Throttle:
    """Counts tries from an address within a minute."""

    def __init__(self, limit: int = PER_MINUTE) -> None:
        self.limit = limit
        self._seen: dict[str, deque[datetime]] = {}

    def allows(self, address: str, *, now: datetime) -> bool:
        """Count a try; whether it is not one too many."""
        if len(self._seen) > 10_000:
            self._seen.clear()
        tries = self._seen.setdefault(address, deque())
        while tries and tries[0] < now - timedelta(minutes=1):
            tries.popleft()
        if len(tries) >= self.limit:
            return False
        tries.append(now)
        return True


def attempt(login: str, password: str) -> Attempt:
    """Compare a password; slow on purpose, so before any transaction."""
    login = login.strip().lower()
    user = queries.user_by_login(login)
    right = passwords.matches(user.password_hash if user else "", password)
    return Attempt(login, user.id if user else None, right)


def settle(attempt: Attempt, *, now: datetime, origin: Origin) -> str | None:
    """Begin a session and return its token; or count the failure and return nothing."""
    user = queries.user(attempt.user_id) if attempt.user_id is not None else None
    if user is None:
        audit.record("login.failed", actor=None, facts={"login": audit.hashed(attempt.login)})
        return None
    about = f"user:{user.id}"
    locked = user.locked_until is not None and user.locked_until > now
    expired = user.password_until is not None and user.password_until < now
    if attempt.right and user.active and not locked and not expired:
        user.failures, user.locked_until = 0, None
        token = sessions.begin(user, now=now, ip=origin.ip, agent=origin.agent)
        db.session.flush()
        audit.record("login", actor=user, about=about)
        return token
    if not attempt.right and not locked:
        user.failures += 1
        if user.failures >= TRIES:
            user.failures, user.locked_until = 0, now + LOCK
            audit.record("login.locked", actor=None, about=about)
    audit.record("login.failed", actor=None, about=about)
    return None
