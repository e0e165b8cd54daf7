"""How a new type begins: blank, as a copy of another one, or as one of those that are shipped."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from app import pinyin
from app.config import ROOT
from app.definitions import codec
from app.definitions.codec import Place
from app.definitions.schema import RecordType
from app.designer import outline
from app.designer.editing import path_of
from app.designer.outline import Data
from app.errors import Fault, Invalid

SHIPPED = ROOT / "forms" / "types"
"""The types that come with the product; a file is called as its type."""


def proposed_key(label: str) -> str:
    """The initials of a name, if they make a key; else empty."""
    return pinyin.proposed_key(label)


def blank(key: str, label: str, *, fill: Iterable[str], see: Iterable[str]) -> tuple[RecordType, str]:
    """One section with a name to fill in; `fill` are the roles that enter records, `see` those that see all."""
    fills, sees = list(fill), list(see)
    rights: list[Data] = [
        {"role": role, "see": "all" if role in sees else "own", "create": True, "change": "true"} for role in fills
    ]
    rights += [{"role": role, "see": "all"} for role in sees if role not in fills]
    data: Data = {
        "format": 1,
        "key": key,
        "label": label,
        "title": "{{ name }}",
        "sections": [
            {
                "key": "basic",
                "label": "基本情况",
                "fields": [{"key": "name", "type": "text", "label": "名称", "required": "true"}],
            }
        ],
        "rights": rights,
    }
    return _made(data, "", ())


def copied(source: str, key: str, label: str) -> tuple[RecordType, str]:
    """The type of a source under another key and name; it draws its numbers from registers of its own."""
    data = codec.plain_data(codec.load(source))
    data.pop("changes", None)
    moves: list[tuple[Place, Place]] = []
    series: Mapping[str, Any] = data.get("series", {})
    names = {known: f"{key[:30]}_{at + 1}" for at, known in enumerate(series)}
    if series:
        data["series"] = {names[known]: each for known, each in series.items()}
        moves = [(("series", known), ("series", now)) for known, now in names.items()]
    for each in outline.all_fields(data):
        if each["type"] == "serial":
            each["series"] = names.get(each["series"], each["series"])
    return _made({**data, "key": key, "label": label, "version": 1}, source, moves)


def shipped() -> dict[str, Path]:
    """The files of the types that come with the product, by key."""
    return {path.stem: path for path in sorted(SHIPPED.rglob("*.yaml"))}


def _made(data: Data, source: str, moves: Iterable[tuple[Place, Place]]) -> tuple[RecordType, str]:
    reading = codec.judged(data)
    if reading.value is None:
        raise Invalid(Fault(each.code, path_of(each), facts=each.facts) for each in reading.faults)
    return reading.value, codec.dump(reading.value, previous_text=source, moves=moves)
