"""Lists as people change them: a deed to the version that they saw, published as the next one. Callers commit."""

from dataclasses import dataclass
from datetime import datetime

from app.accounts.actor import Actor
from app.choices.editing import Edit
from app.definitions import lookups, queries, service
from app.definitions.models import ListVersion
from app.definitions.schema import ChoiceList
from app.errors import NotFound


@dataclass(frozen=True, slots=True)
class Turn:
    """Who does something, when, to which version of a list; 0 is a list that is to be new."""

    base: int
    actor: Actor
    now: datetime


def current(key: str) -> tuple[ListVersion, ChoiceList]:
    """A list as it is now; raises `NotFound`."""
    version = queries.list_version(key)
    if version is None:
        raise NotFound(f"list {key}")
    return version, lookups.choice_list(version)


def at(key: str, number: int) -> ChoiceList:
    """A list as it was; raises `NotFound`."""
    for version in queries.list_history(key):
        if version.number == number:
            return lookups.choice_list(version)
    raise NotFound(f"list {key} {number}")


def change(key: str, edit: Edit, turn: Turn) -> ListVersion:
    """Do a deed; raises `Invalid`, and `Conflict` if another version is in force by now."""
    version, book = current(key)
    seen = book if version.number == turn.base else at(key, turn.base)
    return publish(edit(seen), turn)


def publish(book: ChoiceList, turn: Turn) -> ListVersion:
    """Put a list into force that was made of the version of the turn."""
    return service.publish_list(book, actor=turn.actor, now=turn.now, base=turn.base)
