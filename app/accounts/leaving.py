"""What else ends when somebody leaves: features that keep something of a person's own forget it."""

from collections.abc import Callable
from typing import TypeAlias

from app.accounts.actor import Actor
from app.accounts.models import User

Deed: TypeAlias = Callable[[User, Actor], None]
_DEEDS: list[Deed] = []


def when_leaving(deed: Deed) -> Deed:
    """Register what is done when somebody is deactivated, in the same transaction."""
    if deed not in _DEEDS:
        _DEEDS.append(deed)
    return deed


def left(user: User, *, actor: Actor) -> None:
    """Somebody was deactivated."""
    for deed in _DEEDS:
        deed(user, actor)
