"""The details of a deed as people read them: a label and a value for each fact, in place of the kept JSON.

Features call their facts by names and, where a bare key says little, say how it is read:

    details.call(revision=N_("第几次保存"))

    @details.reads("type")
    def type_label(value: object, deed: Deed) -> str: ...
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson
from flask_babel import gettext

from app.audit.models import AuditEntry
from app.web.language import N_
from app.web.signs import listed

NAMES = {
    "count": N_("条数"),
    "deed": N_("想做的事"),
    "login": N_("登录名"),
    "number": N_("版本"),
    "sha256": N_("内容校验码"),
    "to": N_("到"),
    "whole": N_("没有被改动"),
}
HASHED = re.compile(r"[0-9a-f]{16}\$[0-9a-f]{32}")
"""A value of which only the proof is kept."""
SHOWN_OF_HASHES = 12


@dataclass(frozen=True, slots=True)
class Deed:
    """What a reader of facts may look at: what was done, to what, and all its facts."""

    deed: str
    about: str
    facts: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Of what it was done to: record, type, user."""
        return self.about.partition(":")[0]

    @property
    def key(self) -> str:
        """Which one it was done to."""
        return self.about.partition(":")[2]


Reader: TypeAlias = Callable[[Any, Deed], str]
_READERS: dict[str, Reader] = {}


def call(**names: str) -> None:
    """Give names to facts."""
    NAMES.update(names)


def reads(*keys: str) -> Callable[[Reader], Reader]:
    """Say how these facts are read, of all deeds or of those done to one kind of thing (`department.to`).

    An empty answer leaves a fact as it is kept.
    """

    def register(reader: Reader) -> Reader:
        _READERS.update(dict.fromkeys(keys, reader))
        return reader

    return register


def lines(entry: AuditEntry) -> list[tuple[str, str]]:
    """Label and value of each fact."""
    facts: dict[str, Any] = orjson.loads(entry.facts)
    deed = Deed(entry.deed, entry.about, facts)
    return [
        (str(gettext(NAMES[key])) if key in NAMES else key, _told(key, value, deed)) for key, value in facts.items()
    ]


def _told(key: str, value: Any, deed: Deed) -> str:
    if isinstance(value, list):
        return listed(_told(key, each, deed) for each in value) or "—"
    reader = _READERS.get(f"{deed.kind}.{key}") or _READERS.get(key)
    return (reader(value, deed) if reader else "") or _plain(value)


def _plain(value: Any) -> str:
    match value:
        case None | "":
            return "—"
        case bool():
            return str(gettext("是") if value else gettext("否"))
        case str() if HASHED.fullmatch(value):
            return str(gettext("不留内容，只留校验码"))
        case str() if re.fullmatch(r"[0-9a-f]{16,64}", value):
            return f"{value[:SHOWN_OF_HASHES]}…"
    return str(value)
