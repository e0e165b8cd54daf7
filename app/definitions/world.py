"""What a definition may refer to outside itself: other types, lists, roles, templates."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from app.definitions.schema import RecordType
from app.errors import Fault
from app.expressions import Coded, Scope
from app.fields import Entry, Language


class World(Protocol):
    """Asked by the checks; made from files by the command line, from the database by the designer."""

    def record_type(self, key: str) -> RecordType | None:
        """The type with this key, None if there is none."""

    def type_keys(self) -> Collection[str]:
        """The keys of all types."""

    def entries(self, list_key: str) -> Mapping[str, Entry] | None:
        """The entries of a choice list by value, None if there is no such list."""

    def list_keys(self) -> Collection[str]:
        """The keys of all choice lists."""

    def role_keys(self) -> Collection[str]:
        """The keys of all roles."""

    def templates(self) -> Collection[str] | None:
        """The keys of all Word templates; None if they are not at hand and nothing can be said about them."""

    def template_faults(self, template: str, scope: Scope) -> Iterable[Fault]:
        """What is wrong with the tags of a template for a type with these names."""


def _no_faults(template: str, scope: Scope) -> Iterable[Fault]:
    del template, scope
    return ()


@dataclass(frozen=True)
class KnownWorld:
    """A world that was gathered beforehand."""

    types: Mapping[str, RecordType] = field(default_factory=dict)
    lists: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    roles: Collection[str] = ()
    template_keys: Collection[str] | None = None
    check_template: Callable[[str, Scope], Iterable[Fault]] = _no_faults

    def record_type(self, key: str) -> RecordType | None:
        """The type with this key."""
        return self.types.get(key)

    def type_keys(self) -> Collection[str]:
        """The keys of all types."""
        return self.types.keys()

    def entries(self, list_key: str) -> Mapping[str, Entry] | None:
        """The entries of a choice list."""
        return self.lists.get(list_key)

    def list_keys(self) -> Collection[str]:
        """The keys of all lists."""
        return self.lists.keys()

    def role_keys(self) -> Collection[str]:
        """The keys of all roles."""
        return self.roles

    def templates(self) -> Collection[str] | None:
        """The keys of all templates, if known."""
        return self.template_keys

    def template_faults(self, template: str, scope: Scope) -> Iterable[Fault]:
        """The faults of a template's tags."""
        return self.check_template(template, scope)


@dataclass(frozen=True)
class ListLookups:
    """Field types look up choice lists of a world, and nothing else: nobody is known, nothing was uploaded."""

    world: World
    today: date = date.min

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        """The entries of a list; none if there is no such list."""
        return self.world.entries(list_key) or {}

    def person(self, raw: str) -> Coded | None:
        """Nobody."""
        del raw
        return None

    def department(self, raw: str) -> Coded | None:
        """None."""
        del raw
        return None

    def department_name(self, department_id: int, language: Language) -> str:
        """None."""
        del department_id, language
        return ""

    def record(self, type_key: str, raw: str) -> Coded | None:
        """None."""
        del type_key, raw
        return None

    def file(self, token: str) -> Mapping[str, Any] | None:
        """None."""
        del token
        return None
