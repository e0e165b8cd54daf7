"""Whoever reads English meets English: every label, option, state, help and unit of the shipped forms has it."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from app.definitions.files import Forms
from app.fields.model import Label

HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def test_every_label_has_its_english(forms: Forms) -> None:
    shipped = [each.definition for each in forms.types.values()] + [*forms.lists.values(), forms.roles]
    chinese_only = [
        f"{path}: {label.zh}"
        for each in shipped
        for path, label in labels(each, getattr(each, "key", "roles"))
        if HAN.search(label.en or label.zh)
    ]
    assert chinese_only == []


def labels(part: Any, path: str) -> Iterator[tuple[str, Label]]:
    """Every label in a definition, with its place."""
    if isinstance(part, Label):
        yield path, part
    elif isinstance(part, BaseModel):
        for name in type(part).model_fields:
            yield from labels(getattr(part, name), f"{path}.{name}")
    elif isinstance(part, dict):
        for name, each in part.items():
            yield from labels(each, f"{path}.{name}")
    elif isinstance(part, list | tuple):
        for number, each in enumerate(part):
            yield from labels(each, f"{path}[{getattr(each, 'key', number)}]")
