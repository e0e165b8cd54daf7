"""Definitions and choice lists of the site, read once per version: a version never changes, so what was read stays."""

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from app.accounts import queries as accounts
from app.definitions import queries
from app.definitions.lists import entries_by_value
from app.definitions.models import ListVersion, TypeVersion
from app.definitions.queries import LIST, Mark
from app.definitions.schema import ChoiceList, RecordType
from app.definitions.world import KnownWorld
from app.errors import Fault
from app.expressions import Scope
from app.fields import Entry
from app.fields.model import Label
from app.web import clock

Made = TypeVar("Made")


class _Kept(Generic[Made]):
    """What was made from a content, by its hash; forgotten all at once when it becomes too much."""

    def __init__(self, most: int) -> None:
        self._most, self._made = most, dict[str, Made]()

    def get(self, sha256: str, make: Callable[[], Made]) -> Made:
        """What was made before, or is made now."""
        found = self._made.get(sha256)
        if found is None:
            found = make()
            if len(self._made) >= self._most:
                self._made.clear()
            self._made[sha256] = found
        return found


_DEFINITIONS: _Kept[RecordType] = _Kept(200)
_ENTRIES: _Kept[Mapping[str, Entry]] = _Kept(200)
_LISTS: _Kept[ChoiceList] = _Kept(50)
_DAYS: _Kept[tuple[date, ...]] = _Kept(2000)
"""On which entries of a list retire."""


def definition(version: TypeVersion) -> RecordType:
    """The definition of a version."""
    return _DEFINITIONS.get(version.sha256, lambda: RecordType.model_validate(version.content))


def current(*, retired: bool = False) -> dict[str, RecordType]:
    """The definitions in force by key; of retired types only if asked."""
    return {key: _marked(*mark) for key, mark in queries.current_marks(retired=retired).items()}


def used(key: str) -> list[RecordType]:
    """The definitions of a type under which something was filled, typed, issued or counted."""
    return [_marked(*mark) for mark in queries.used_marks(key)]


def _marked(version_id: int, sha256: str) -> RecordType:
    """The definition of a version; it is asked for only where its content is not known."""
    return _DEFINITIONS.get(sha256, lambda: RecordType.model_validate(queries.version(version_id).content))


def choice_list(version: ListVersion) -> ChoiceList:
    """The list of a version."""
    return _LISTS.get(version.sha256, lambda: ChoiceList.model_validate(version.content))


def list_labels() -> dict[str, Label]:
    """What the choice lists are called, by key."""
    return {key: Label.model_validate(label) for key, label in queries.list_labels()}


def marks() -> tuple[Mark, ...]:
    """What is in force today. From each day on which an entry retires, a list is marked as another one."""
    today = clock.today()
    return tuple(_on(mark, today) for mark in queries.marks())


def _on(mark: Mark, today: date) -> Mark:
    what, key, version_id, sha256 = mark
    if what != LIST:
        return mark
    passed = bisect_right(_DAYS.get(sha256, lambda: _retiring_days(queries.list_content(version_id))), today)
    return (what, key, version_id, f"{sha256}-{passed}") if passed else mark


def _retiring_days(version: ListVersion) -> tuple[date, ...]:
    days = (each["retired_on"] for each in version.content.get("entries", ()) if "retired_on" in each)
    return tuple(sorted(map(date.fromisoformat, days)))


class SiteLists:
    """The choice lists as they are today; made once per request, so that all of it sees the same versions.

    `ask` is for those who know already what is in force.
    """

    def __init__(self, ask: Callable[[], tuple[Mark, ...]] = marks) -> None:
        self._ask = ask

    def keys(self) -> Collection[str]:
        """The keys of all lists."""
        return self._known.keys()

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        """A list by value, in its order; empty if there is none."""
        mark = self._known.get(list_key)
        if mark is None:
            return {}
        version_id, sha256 = mark
        return _ENTRIES.get(sha256, lambda: _entries(version_id))

    @cached_property
    def mark(self) -> str:
        """What the lists say now, in short: it changes when any of them does."""
        together = "".join(f"{key}{sha256}" for key, (_id, sha256) in sorted(self._known.items()))
        return hashlib.sha256(together.encode()).hexdigest()

    @cached_property
    def _known(self) -> dict[str, tuple[int, str]]:
        lists = sorted((key, version_id, sha256) for what, key, version_id, sha256 in self._ask() if what == LIST)
        return {key: (version_id, sha256) for key, version_id, sha256 in lists}


def _entries(version_id: int) -> Mapping[str, Entry]:
    return entries_by_value(choice_list(queries.list_content(version_id)), clock.today())


def site_world(
    *,
    templates: Iterable[str] | None = None,
    check_template: Callable[[str, Scope], Iterable[Fault]] | None = None,
) -> KnownWorld:
    """The world of the checks as this site has it; templates are given by those who keep them."""
    types = current(retired=True)
    site_lists = SiteLists()
    lists = {key: site_lists.entries(key) for key in site_lists.keys()}  # noqa: SIM118 - it is no mapping
    roles = [role.key for role in accounts.roles()]
    keys = None if templates is None else frozenset(templates)
    if check_template is None:
        return KnownWorld(types, lists, roles, keys)
    return KnownWorld(types, lists, roles, keys, check_template)
