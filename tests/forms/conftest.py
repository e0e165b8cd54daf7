"""The shipped definitions as read from `forms/`, and a world in which records of them can be made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.definitions.codec.tree import Mapping as TreeMapping
from app.definitions.codec.tree import Node, Scalar, Sequence, read_tree
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.files import Forms, read_forms
from app.definitions.slots import assign_slots
from app.definitions.world import KnownWorld
from app.expressions import Coded
from app.fields import Entry

ROOT = Path(__file__).parents[2]
FORMS, TEMPLATES = ROOT / "forms", ROOT / "doc_templates"
TYPES = sorted(path.stem for path in (FORMS / "types").glob("*.yaml"))


@pytest.fixture(scope="session")
def forms() -> Forms:
    """Everything in `forms/`."""
    return read_forms((FORMS,), shown_from=ROOT)


@pytest.fixture(scope="session")
def world(forms: Forms) -> KnownWorld:
    """What the definitions may refer to, Word files included."""
    return forms.world(templates=TEMPLATES)


@dataclass(frozen=True)
class Office:
    """The look-ups of an office with one department, one person and one record of each type."""

    world: KnownWorld
    today: date = date(2024, 12, 31)

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        """A shared list."""
        return self.world.entries(list_key) or {}

    def person(self, raw: str) -> Coded | None:
        """The one person."""
        del raw
        return Coded("1", "王敏")

    def department(self, raw: str) -> Coded | None:
        """The one department."""
        del raw
        return Coded("1", "国际交流合作处")

    def department_name(self, department_id: int, language: str) -> str:
        """It has no name in English."""
        del department_id, language
        return ""

    def record(self, type_key: str, raw: str) -> Coded | None:
        """The one record, which nothing can be copied from."""
        del type_key, raw
        return Coded("1", "记录", {})

    def file(self, token: str) -> Mapping[str, Any] | None:
        """A small PDF."""
        return {"file": token, "name": "材料.pdf", "size": 1024, "kind": "pdf"}


@pytest.fixture(scope="session")
def office(world: KnownWorld) -> Office:
    """The office."""
    return Office(world)


@pytest.fixture(scope="session")
def compiled(forms: Forms, office: Office) -> dict[str, CompiledType]:
    """Every type, ready for use."""

    def fields_of(key: str) -> Any:
        return tuple(forms.types[key].definition.fields()) if key in forms.types else ()

    return {
        key: compile_type(each.definition, lookups=office, fields_of=fields_of, slots=assign_slots(each.definition, {}))
        for key, each in forms.types.items()
    }


def read_plain(path: Path) -> Any:
    """A YAML file as plain data, every scalar as text."""
    return _plain(read_tree(path.read_text(encoding="utf-8")).root)


def _plain(node: Node | None) -> Any:
    match node:
        case TreeMapping(values=values):
            return {key: _plain(each) for key, each in values.items()}
        case Sequence(items=items):
            return [_plain(each) for each in items]
        case Scalar(text=text):
            return text
    return None
