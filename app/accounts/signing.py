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
"""Failures from one address, or with one login."""


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
    """Counts failures within a minute, of an address and of a login, so that nobody goes on guessing.

    Coming in forgives the login its failures, but not the address: whoever has an account could else guess at those of
    others between two log-ins of their own.
    """

    def __init__(self, limit: int = PER_MINUTE) -> None:
        self.limit = limit
        self._failures: dict[tuple[str, str], deque[datetime]] = {}

    def allows(self, address: str, login: str, *, now: datetime) -> bool:
        """Whether one more try is not one too many."""
        return all(self._recent(key, now) < self.limit for key in _counted(address, login))

    def failed(self, address: str, login: str, *, now: datetime) -> None:
        """Count a failure."""
        if len(self._failures) > 10_000:
            self._failures.clear()
        for key in _counted(address, login):
            self._failures.setdefault(key, deque(maxlen=self.limit)).append(now)

    def succeeded(self, login: str) -> None:
        """Forget the failures of a login."""
        for key in _counted("", login):
            self._failures.pop(key, None)

    def _recent(self, key: tuple[str, str], now: datetime) -> int:
        return sum(moment > now - timedelta(minutes=1) for moment in self._failures.get(key, ()))


def _counted(address: str, login: str) -> list[tuple[str, str]]:
    """What failures are counted of; nothing where there is no name."""
    names = {"address": address, "login": _plain(login)[:80]}  # no login is longer
    return [(kind, name) for kind, name in names.items() if name]


def attempt(login: str, password: str) -> Attempt:
    """Compare a password; slow on purpose, so before any transaction."""
    login = _plain(login)
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


def _plain(login: str) -> str:
    return login.strip().lower()
