"""A small world to look things up in, and short ways to ask a field type."""

from collections.abc import Callable, Mapping
from datetime import date
from string import Formatter
from typing import Any

import pytest
from hypothesis import settings

from app.errors import Invalid
from app.expressions import Coded
from app.fields import FIELD_TYPES, Entry
from app.web.words.fields import WORDS

settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")

_MEMBERS = {"partner": "慕尼黑大学", "until": date(2026, 12, 31)}
_FILES = {
    "a1": {"file": "a1", "name": "邀请函.pdf", "size": 20480, "kind": "pdf"},
    "b2": {"file": "b2", "name": "日程.docx", "size": 1024, "kind": "docx"},
    "big": {"file": "big", "name": "录像.pdf", "size": 30 * 1024 * 1024, "kind": "pdf"},
    "exe": {"file": "exe", "name": "游戏.exe", "size": 10, "kind": "exe"},
    "photo": {"file": "photo", "name": "合影.jpg", "size": 20480, "kind": "jpg"},
    "scan": {"file": "scan", "name": "会场.png", "size": 1024, "kind": "png"},
    "sign": {
        "file": "sign",
        "name": "签名.png",
        "size": 2048,
        "kind": "png",
        "waits_for": {"id": 7, "label": "王敏"},
        "at": "2025-06-01 09:30",
    },
    "jpeg": {"file": "jpeg", "name": "照片.jpeg", "size": 10, "kind": "jpeg"},
}


class World:
    """The lookups of the tests; it counts how often it is asked for a person."""

    def __init__(self) -> None:
        self.asked = 0
        self.people = {"7": "王敏", "8": "李雷"}
        self.countries = {
            "DE": Entry("DE", "德国", "Germany"),
            "FR": Entry("FR", "法国", "France"),
            "CD": Entry("CD", "刚果（金）", "DR Congo"),
            "YU": Entry("YU", "南斯拉夫", "Yugoslavia", retired=True),
        }

    today = date(2025, 6, 1)

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        return self.countries if list_key == "countries" else {}

    def person(self, raw: str) -> Coded | None:
        self.asked += 1
        return next((Coded(key, name) for key, name in self.people.items() if raw in {key, name}), None)

    def department(self, raw: str) -> Coded | None:
        return Coded("3", "外事办") if raw in {"3", "外事办", "学院/外事办"} else None

    def department_name(self, department_id: int, language: str) -> str:
        return "International Office" if (department_id, language) == (3, "en") else ""

    def record(self, type_key: str, raw: str) -> Coded | None:
        is_known = type_key == "agreement" and raw in {"12", "协议〔2024〕5号"}
        return Coded("12", "合作协议", _MEMBERS) if is_known else None

    def file(self, token: str) -> Mapping[str, Any] | None:
        return _FILES.get(token)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def clean(world: World) -> Callable[..., Any]:
    """`clean("date", "3-5", precision="month")`."""

    def ask(type_name: str, raw: Any, *, before: Any = None, **options: Any) -> Any:
        kind = FIELD_TYPES.get(type_name)
        return kind.clean(raw, kind.Options.model_validate(options), world, before=before)

    return ask


def _filled(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.fixture
def refused(clean: Callable[..., Any]) -> Callable[..., list[tuple[str, str]]]:
    """Code and place of every fault, after a look whether its sentence can be filled."""

    def ask(type_name: str, raw: Any, **given: Any) -> list[tuple[str, str]]:
        with pytest.raises(Invalid) as caught:
            clean(type_name, raw, **given)
        for fault in caught.value.faults:
            assert _filled(WORDS[fault.code]) <= fault.facts.keys() | {"row"}
        return [(fault.code, fault.place) for fault in caught.value.faults]

    return ask
