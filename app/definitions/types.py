"""The record types of the site, ready for use; compiled once per version and state of the lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from app.definitions import lookups, queries
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.lookups import SiteLists, definition
from app.definitions.queries import TYPE, Mark
from app.definitions.renames import by_every_key
from app.errors import Invalid, NotFound
from app.expressions import Coded
from app.fields import Entry, FieldDef, Language

MOST_KEPT = 300
"""Compiled versions that stay in memory."""
MOST_CURRENT = 10
"""States of the whole site that stay in memory: the one in force, and those that old requests still see."""


@dataclass(frozen=True, slots=True)
class _Current:
    """The types in use, while nothing else is published."""

    by_key: Mapping[str, CompiledType]
    by_id: Mapping[int, CompiledType]


_COMPILED: dict[tuple[int, str, str], CompiledType] = {}
_CURRENT: dict[tuple[Mark, ...], _Current] = {}


class Types:
    """The types as one request sees them: newest versions by key, any version by id."""

    def __init__(self) -> None:
        self.lists = SiteLists(lambda: self._marks)
        self._old: dict[int, CompiledType] = {}

    def current(self, key: str) -> CompiledType:
        """The version under which new records are filled; raises `NotFound`."""
        try:
            return self.all()[key]
        except KeyError:
            raise NotFound(f"type {key}") from None

    def all(self) -> Mapping[str, CompiledType]:
        """Every type in use, by key, in the order of menus."""
        return self._current.by_key

    def version(self, version_id: int) -> CompiledType:
        """The version under which a record was filled."""
        found = self._current.by_id.get(version_id) or self._old.get(version_id)
        if found is None:
            found = self._old[version_id] = self._made(version_id, queries.version(version_id).sha256)
        return found

    def draft(self, key: str) -> CompiledType | None:
        """The draft of a type, made ready; None without one, and where its rules cannot be bound yet."""
        version = queries.draft(key)
        try:
            return self._made(version.id, version.sha256) if version else None
        except Invalid:
            return None

    def fields_of(self, key: str) -> Iterable[FieldDef]:
        """The fields of the newest version of a type under all their keys; nothing if there is none."""
        version = queries.current(key)
        return by_every_key(definition(version)) if version else ()

    @cached_property
    def _marks(self) -> tuple[Mark, ...]:
        return lookups.marks()

    @cached_property
    def _current(self) -> _Current:
        found = _CURRENT.get(self._marks)
        if found is None:
            made = [self._made(version_id, sha256) for what, _key, version_id, sha256 in self._marks if what == TYPE]
            made.sort(key=lambda each: (each.definition.position, each.key))
            if len(_CURRENT) >= MOST_CURRENT:
                _CURRENT.clear()
            by_id = {each.version_id: each for each in made}
            found = _CURRENT[self._marks] = _Current({each.key: each for each in made}, by_id)
        return found

    def _made(self, version_id: int, sha256: str) -> CompiledType:
        key = (version_id, sha256, self.lists.mark)
        found = _COMPILED.get(key)
        if found is None:
            if len(_COMPILED) >= MOST_KEPT:
                _COMPILED.clear()
            found = _COMPILED[key] = self._compiled(version_id)
        return found

    def _compiled(self, version_id: int) -> CompiledType:
        version = queries.version(version_id)
        return compile_type(
            definition(version),
            lookups=_ListsOnly(self.lists),
            fields_of=self.fields_of,
            version_id=version.id,
            slots=version.slots,
        )


class _ListsOnly:
    """Binding asks for the choice lists and for nothing else of the world."""

    today = date.min

    def __init__(self, lists: SiteLists) -> None:
        self._lists = lists

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        """A choice list."""
        return self._lists.entries(list_key)

    def person(self, raw: str) -> Coded | None:
        """Nobody."""
        del raw
        return None

    def department(self, raw: str) -> Coded | None:
        """None."""
        return self.person(raw)

    def department_name(self, department_id: int, language: Language) -> str:
        """None."""
        del department_id, language
        return ""

    def record(self, type_key: str, raw: str) -> Coded | None:
        """None."""
        del type_key
        return self.person(raw)

    def file(self, token: str) -> Mapping[str, Any] | None:
        """None."""
        del token
        return None
