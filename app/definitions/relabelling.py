"""What follows where entries of a choice list are called otherwise: features that keep their names make them anew."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeAlias

Deed: TypeAlias = Callable[[str, int | None, datetime], None]
KIND = "lists.relabelled"
"""Long work that follows; its arguments name the lists: `{"of": ["countries"]}`."""

_DEEDS: list[Deed] = []


def when_relabelled(deed: Deed) -> Deed:
    """Register what is done with the key of the list, for which user and when, in the same transaction."""
    if deed not in _DEEDS:
        _DEEDS.append(deed)
    return deed


def relabelled(list_key: str, user_id: int | None, now: datetime) -> None:
    """A version of the list is in force in which entries are called otherwise."""
    for deed in _DEEDS:
        deed(list_key, user_id, now)
