"""An ordered set of named things that is written down in one place: field types, formats, actions."""

from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from app.errors import NotFound


class Named(Protocol):
    """A member: its name is its identity."""

    @property
    def name(self) -> str: ...


Member = TypeVar("Member", bound=Named)


class Registry(Generic[Member]):
    """Members by name, in the order in which they were given (the order of menus)."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._members: dict[str, Member] = {}
        for member in members:
            if member.name in self._members:
                raise ValueError(f"two members are called {member.name!r}")
            self._members[member.name] = member

    def __iter__(self) -> Iterator[Member]:
        return iter(self._members.values())

    def __contains__(self, name: object) -> bool:
        return name in self._members

    def names(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(self._members)

    def get(self, name: str) -> Member:
        """The member called `name`; raises `NotFound`."""
        try:
            return self._members[name]
        except KeyError:
            raise NotFound(name) from None
