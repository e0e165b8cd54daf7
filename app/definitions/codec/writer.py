"""The one way a definition is written: fixed order, only what differs from the defaults, short things on one line."""

import json
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from app.definitions.codec.comments import Comment, Comments, Place, followed, identity, read_comments, remember

WIDTH = 160
"""In columns of a fixed-width type; a Chinese character takes two."""

_TOP = {
    "sections", "checks", "series", "rights", "workflow", "amendments", "views", "documents", "transcribe", "notify",
    "remind",
}  # fmt: skip
_BLOCK = _TOP | {"fields", "columns", "states", "transitions", "rows", "changes", "entries", "roles"}
"""Keys whose lists and mappings stand one to a line, however short."""


def dump(model: BaseModel, *, previous_text: str | None = None, moves: Iterable[tuple[Place, Place]] = ()) -> str:
    """The file of a definition; comments of the previous text stay with what they stood at, and go where it `moves`."""
    comments = read_comments(previous_text) if previous_text else Comments()
    writer = _Writer(followed(comments, moves))
    text = writer.text(plain_data(model))
    remember(text, Comments(comments.head, writer.written, comments.below))
    return text


def plain_data(model: BaseModel) -> dict[str, Any]:
    """The model as plain data without defaults; format, key and version are always said."""
    data = model.model_dump(by_alias=True, exclude_defaults=True)
    known = type(model).model_fields
    said: dict[str, Any] = {name: getattr(model, name) for name in ("format", "key", "version") if name in known}
    return {**said, **{name: _listed(value) for name, value in data.items() if name not in said}}


def _listed(value: Any) -> Any:
    """Tuples as lists, at any depth; the columns of a table behind its other keys."""
    if isinstance(value, dict):
        last = {key: value[key] for key in ("columns",) if "type" in value and key in value}
        return {key: _listed(part) for key, part in {**_without(value, last), **last}.items()}
    return [_listed(part) for part in value] if isinstance(value, list | tuple) else value


def _without(value: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: part for key, part in value.items() if key not in keys}


class _Writer:
    """Writes plain data; `place` is where it is, for its comments."""

    def __init__(self, comments: Comments) -> None:
        self.comments = comments
        self.written: dict[Place, Comment] = {}
        """The comments whose place is still there."""

    def text(self, data: dict[str, Any]) -> str:
        return "\n".join([*self.comments.head, *self._mapping(data, (), 0), *self.comments.below]) + "\n"

    def _mapping(self, data: dict[str, Any], place: Place, indent: int) -> list[str]:
        lines: list[str] = []
        for key, value in data.items():
            inner = (*place, key)
            lines += self._above(inner, indent)
            lines += self._entry(f"{' ' * indent}{_key(key)}:", value, inner, indent)
        return lines

    def _sequence(self, items: list[Any], place: Place, indent: int) -> list[str]:
        lines: list[str] = []
        for position, item in enumerate(items):
            inner = (*place, identity(item, position))
            lines += self._above(inner, indent)
            lines += self._item(item, inner, indent)
        return lines

    def _item(self, item: Any, place: Place, indent: int) -> list[str]:
        head = " " * indent + "-"
        flow = self._flow(item, place, WIDTH - indent - 2)
        if flow is not None or not isinstance(item, dict):
            return self._entry(head, item, place, indent)
        beside = self._at(place).beside
        lines = [" " * indent + beside] if beside else []
        inner = self._mapping(item, place, indent + 2)
        first = next(number for number, line in enumerate(inner) if line.strip() and not line.lstrip().startswith("#"))
        inner[first] = f"{head} {inner[first].lstrip()}"
        return [*lines, *inner]

    def _entry(self, head: str, value: Any, place: Place, indent: int) -> list[str]:
        beside = self._at(place).beside
        behind = f"  {beside}" if beside else ""
        flow = self._flow(value, place, WIDTH - _width(head) - 1)
        if flow is not None:
            return [f"{head} {flow}{behind}"]
        if isinstance(value, dict):
            return [head + behind, *self._mapping(value, place, indent + 2)]
        if isinstance(value, list):
            return [head + behind, *self._sequence(value, place, indent + 2)]
        if _is_literal(value):
            return [f"{head} {'|' if value.endswith(chr(10)) else '|-'}{behind}", *_literal(value, indent + 2)]
        return [f"{head} {_scalar(value, flow=False)}{behind}"]

    def _flow(self, value: Any, place: Place, room: int) -> str | None:
        """The value on one line, or None if it is too long, has comments inside or always takes lines of its own."""
        if not isinstance(value, dict | list) or not value:
            return None if isinstance(value, str) and _is_literal(value) else _flow_text(value, flow=False)
        if self.comments.is_inside(place) or _is_block(place[-1], value):
            return None
        text = _flow_text(value)
        return text if _width(text) <= room else None

    def _above(self, place: Place, indent: int) -> list[str]:
        return [" " * indent + words if words else "" for words in self._at(place).above]

    def _at(self, place: Place) -> Comment:
        found = self.comments.at(place)
        if found.above or found.beside:
            self.written[place] = found
        return found


def _is_block(key: Any, value: Any) -> bool:
    if isinstance(value, dict):
        return key in _BLOCK or any(_is_block(inner, part) for inner, part in value.items())
    if isinstance(value, list):
        mappings = [part for part in value if isinstance(part, dict)]
        return bool(mappings and key in _BLOCK) or any(_is_block(None, part) for part in mappings)
    return isinstance(value, str) and "\n" in value


def _flow_text(value: Any, *, flow: bool = True) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_flow_text(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow_text(part) for part in value) + "]"
    return _scalar(value, flow=flow)


_OTHERS_WOULD_GUESS = re.compile(r"(?i)true|false|yes|no|on|off|y|n|null|~|[-+.]?\d[\w.:+-]*|\.inf|\.nan|=")
"""Texts that other YAML readers take for something else: quoted, though we would not need it."""
_INDICATORS = "?:,[]{}#&*!|>'\"%@`="
_UNPRINTABLE = re.compile("[^ -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def _scalar(value: Any, *, flow: bool) -> str:
    if value is True or value is False:
        return "true" if value else "false"
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    if _is_plain(value, flow=flow):
        return value
    if ('"' in value or "\\" in value) and "'" not in value and not _UNPRINTABLE.search(value):
        return f"'{value}'"
    quoted = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)


def _key(key: str) -> str:
    """The word `on` is a key of ours, so keys are not quoted for the sake of others."""
    return key if key.isascii() and key.isidentifier() else _scalar(key, flow=True)


def _is_plain(text: str, *, flow: bool) -> bool:
    if not text or text != text.strip() or _OTHERS_WOULD_GUESS.fullmatch(text) or _UNPRINTABLE.search(text):
        return False
    if text[0] in _INDICATORS or text[:2] in {"- ", "-", "--"} or text.startswith(("---", "...")):
        return False
    if ": " in text or " #" in text or text.endswith(":"):
        return False
    return not (flow and any(sign in text for sign in ",[]{}:"))


def _is_literal(text: Any) -> bool:
    """Several lines that a literal block gives back exactly."""
    if not isinstance(text, str) or "\n" not in text or _UNPRINTABLE.search(text.replace("\n", "")):
        return False
    body = text.removesuffix("\n")
    lines = body.split("\n")
    return (
        bool(body)
        and not lines[0].startswith(" ")
        and all(line == line.rstrip() for line in lines)
        and bool(lines[0] and lines[-1])
    )


def _literal(text: str, indent: int) -> list[str]:
    return [" " * indent + line if line else "" for line in text.removesuffix("\n").split("\n")]


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
