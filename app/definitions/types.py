"""The record types of the site, ready for use; compiled once per version and state of the lists."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.definitions import queries
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.lookups import SiteLists, definition
from app.errors import NotFound
from app.expressions import Coded
from app.fields import Entry, FieldDef, Language

MOST_KEPT = 300
"""Compiled versions that stay in memory."""

_COMPILED: dict[tuple[int, str, str], CompiledType] = {}


class Types:
    """The types as one request sees them: newest versions by key, any version by id."""

    def __init__(self) -> None:
        self.lists = SiteLists()
        self._current: dict[str, CompiledType] | None = None
        self._by_id: dict[int, CompiledType] = {}

    def current(self, key: str) -> CompiledType:
        """The version under which new records are filled; raises `NotFound`."""
        try:
            return self.all()[key]
        except KeyError:
            raise NotFound(f"type {key}") from None

    def all(self) -> dict[str, CompiledType]:
        """Every type in use, by key, in the order of menus."""
        if self._current is None:
            made = [self._made(version_id, sha256) for _key, version_id, sha256 in queries.current_marks()]
            made.sort(key=lambda each: each.definition.position)
            self._current = {each.key: each for each in made}
        return self._current

    def version(self, version_id: int) -> CompiledType:
        """The version under which a record was filled."""
        return self._by_id.get(version_id) or self._made(version_id, queries.version(version_id).sha256)

    def fields_of(self, key: str) -> Iterable[FieldDef]:
        """The fields of the newest version of a type; nothing if there is none."""
        version = queries.current(key)
        return tuple(definition(version).fields()) if version else ()

    def _made(self, version_id: int, sha256: str) -> CompiledType:
        key = (version_id, sha256, self.lists.mark())
        found = _COMPILED.get(key)
        if found is None:
            if len(_COMPILED) >= MOST_KEPT:
                _COMPILED.clear()
            found = _COMPILED[key] = self._compiled(version_id)
        self._by_id[version_id] = found
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
