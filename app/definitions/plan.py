"""What publishing would do, told before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from app.definitions.renames import heirs, today
from app.definitions.schema import RecordType
from app.errors import Fault
from app.fields import FieldDef


@dataclass(frozen=True, slots=True)
class Plan:
    """The difference between the version in force and the one to come; paths of columns are `table.column`."""

    key: str
    label: str
    is_new: bool = False
    is_same: bool = False
    added: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    retired: tuple[str, ...] = ()
    converted: tuple[tuple[str, str, str], ...] = ()
    """Field, type before, type now."""
    lost: tuple[str, ...] = ()
    """Fields of the version in force that are simply gone."""
    refused: tuple[Fault, ...] = ()
    """What of them, and of earlier versions, is in use: with these it is not published."""
    told: tuple[Fault, ...] = ()
    """What new records will not have any more, while those that are there keep it."""
    records: tuple[tuple[int, int], ...] = ()
    """Version and number of its records: they stay under it."""
    changed: tuple[str, ...] = field(default=())
    """Everything else that differs: fields by key, and parts of the definition by name."""


def plan(before: RecordType | None, now: RecordType) -> Plan:
    """Compare two definitions of a type."""
    if before is None:
        return Plan(now.key, now.label.zh, is_new=True, added=tuple(_fields(now)))
    old, new, moved = _fields(before), _fields(now), heirs(now)
    matched = {today(key, moved): was for key, was in old.items() if today(key, moved) in new}
    return Plan(
        key=now.key,
        label=now.label.zh,
        is_same=written(content(before)) == written(content(now)),
        added=tuple(key for key in new if key not in matched),
        renamed=tuple((key, moved[key]) for key in old if moved.get(key) in new),
        retired=tuple(key for key, was in matched.items() if new[key].retired and not was.retired),
        converted=tuple((key, was.type, new[key].type) for key, was in matched.items() if was.type != new[key].type),
        lost=tuple(key for key in old if today(key, moved) not in new),
        changed=(*_changed_fields(matched, new), *_changed_parts(before, now)),
    )


def content(definition: RecordType) -> dict[str, object]:
    """A definition as it is stored, but for its version."""
    data: dict[str, object] = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data.pop("version", None)
    return data


def written(data: object) -> bytes:
    """Stored data as one text, in which order counts: states stand in theirs, and so do the registers of numbers."""
    return orjson.dumps(data)


def _fields(definition: RecordType) -> dict[str, FieldDef]:
    found: dict[str, FieldDef] = {}
    for each in definition.fields():
        found[each.key] = each
        found |= {f"{each.key}.{column.key}": column for column in each.columns}
    return found


def _changed_fields(matched: Mapping[str, FieldDef], new: Mapping[str, FieldDef]) -> list[str]:
    return [
        key
        for key, was in matched.items()
        if not was.columns and was.model_copy(update={"key": new[key].key}) != new[key] and was.type == new[key].type
    ]


def _changed_parts(before: RecordType, now: RecordType) -> list[str]:
    return [
        name
        for name in RecordType.model_fields
        if name not in {"sections", "version", "changes"} and _part(before, name) != _part(now, name)
    ]


def _part(definition: RecordType, name: str) -> bytes:
    return written(definition.model_dump(mode="json", include={name}))
