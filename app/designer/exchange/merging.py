"""Two definitions of a type part by part, and where their common base is known, who changed what. Pure.

A part is what can be taken by itself: a property of the type, a section, a field, a column, a check, a view, a
document, a register; rights, flow, messages and reminders each as a whole, because their pieces lean on one another.
"""

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.designer import outline
from app.designer.outline import Data

TYPE, SECTION, FIELD, SERIES, WHOLE = "type", "section", "field", "series", "whole"
LISTS = {"check": "checks", "view": "views", "document": "documents"}
"""Parts that stand in lists, by their key."""
WHOLES = ("rights", "workflow", "amendments", "transcribe", "notify", "remind", "changes")
_APART = {"format", "key", "version", "sections", "series", *LISTS.values(), *WHOLES}
_HOME, _PLACE = "in", "columns"


class Who(StrEnum):
    """Who changed a part since the base; without a base nobody knows."""

    SHIPPED = "shipped"
    OWN = "own"
    BOTH = "both"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Difference:
    """A part that is not the same: `own` and `shipped` are None where it is not there."""

    kind: str
    key: str
    who: Who
    own: Any
    shipped: Any

    @property
    def name(self) -> str:
        """What the form of the page calls it."""
        return f"{self.kind}.{self.key}"

    @property
    def properties(self) -> Sequence[str]:
        """Which of its properties differ, where both have it."""
        if not (isinstance(self.own, Mapping) and isinstance(self.shipped, Mapping)) or self.kind == WHOLE:
            return ()
        names = dict.fromkeys((*self.own, *self.shipped))
        return [name for name in names if name != _HOME and self.own.get(name) != self.shipped.get(name)]


def compared(own: Data, shipped: Data, base: Data | None = None) -> list[Difference]:
    """Every part that is not the same, in the order of the shipped definition."""
    ours, theirs = dict(_parts(own)), dict(_parts(shipped))
    before = dict(_parts(base)) if base is not None else None
    found = []
    for name in dict.fromkeys((*theirs, *ours)):
        if ours.get(name) != theirs.get(name):
            kind, key = name
            found.append(Difference(kind, key, _who(name, ours, theirs, before), ours.get(name), theirs.get(name)))
    return found


def merged(own: Data, shipped: Data, names: Collection[str]) -> Data:
    """Our definition with these parts as they are shipped."""
    made = copy.deepcopy(own)
    for each in compared(own, shipped):
        if each.name in names:
            _take(made, shipped, each)
    kept = {section["key"] for section in shipped["sections"]}
    gone = {each.key for each in compared(own, shipped) if each.kind == SECTION and each.name in names} - kept
    made["sections"] = [each for each in made["sections"] if each["key"] not in gone or each["fields"]]
    return made


def _who(
    name: tuple[str, str], ours: Mapping[Any, Any], theirs: Mapping[Any, Any], before: Mapping[Any, Any] | None
) -> Who:
    if before is None:
        return Who.UNKNOWN
    if ours.get(name) == before.get(name):
        return Who.SHIPPED
    return Who.OWN if theirs.get(name) == before.get(name) else Who.BOTH


def _parts(data: Data) -> Iterator[tuple[tuple[str, str], Any]]:
    yield from (((TYPE, key), value) for key, value in data.items() if key not in _APART)
    for section in data["sections"]:
        yield (SECTION, section["key"]), {key: value for key, value in section.items() if key != "fields"}
        for each in section["fields"]:
            yield (FIELD, each["key"]), {_HOME: section["key"], **_alone(each)}
            yield from (((FIELD, f"{each['key']}.{one['key']}"), dict(one)) for one in each.get(_PLACE, ()))
    for kind, name in LISTS.items():
        yield from (((kind, each["key"]), each) for each in data.get(name, ()))
    yield from (((SERIES, key), value) for key, value in data.get("series", {}).items())
    yield from (((WHOLE, name), data[name]) for name in WHOLES if name in data)


def _alone(each: Data) -> Data:
    return {key: value for key, value in each.items() if key != _PLACE}


def _take(made: Data, shipped: Data, each: Difference) -> None:
    if each.kind in (TYPE, WHOLE):
        _put(made, each.key, each.shipped)
    elif each.kind == SERIES:
        _put(made.setdefault("series", {}), each.key, each.shipped)
        if not made["series"]:
            del made["series"]
    elif each.kind in LISTS:
        name = LISTS[each.kind]
        _replace(made.setdefault(name, []), shipped.get(name, ()), each.key, each.shipped)
    elif each.kind == SECTION:
        _take_section(made, shipped, each)
    elif "." in each.key:
        _take_column(made, shipped, each)
    else:
        _take_field(made, shipped, each)


def _take_section(made: Data, shipped: Data, each: Difference) -> None:
    """One that is shipped no more goes when nothing stands in it."""
    if each.shipped is None:
        return
    here = next((section for section in made["sections"] if section["key"] == each.key), None)
    fields = here["fields"] if here is not None else []
    _replace(made["sections"], shipped["sections"], each.key, {**each.shipped, "fields": fields})


def _take_field(made: Data, shipped: Data, each: Difference) -> None:
    """At the place that it has there; a table that is here keeps its columns, which are parts of their own."""
    before = next((one for one in outline.all_fields(made) if one["key"] == each.key), None)
    home = _home(made, shipped, each.shipped[_HOME]) if each.shipped is not None else []
    for section in made["sections"]:
        if section["fields"] is not home:
            section["fields"][:] = [one for one in section["fields"] if one["key"] != each.key]
    if each.shipped is None:
        return
    order = outline.section(shipped, each.shipped[_HOME]).data["fields"]
    columns = (before or outline.field(shipped, each.key).data).get(_PLACE)
    value = {key: value for key, value in each.shipped.items() if key != _HOME}
    _replace(home, order, each.key, {**value, _PLACE: columns} if columns else value)


def _take_column(made: Data, shipped: Data, each: Difference) -> None:
    """In a table that is here on both sides; else it came, or stayed away, with its table."""
    table, _dot, column = each.key.partition(".")
    ours = next((one for one in outline.all_fields(made) if one["key"] == table), None)
    theirs = next((one for one in outline.all_fields(shipped) if one["key"] == table), None)
    if ours is not None and theirs is not None and _PLACE in ours:
        _replace(ours[_PLACE], theirs.get(_PLACE, ()), column, each.shipped)


def _home(made: Data, shipped: Data, key: str) -> list[Data]:
    """The fields of the section, which is made if it is not here."""
    found = next((section for section in made["sections"] if section["key"] == key), None)
    if found is None:
        found = {**outline.section(shipped, key).data, "fields": []}
        _replace(made["sections"], shipped["sections"], key, found)
    fields: list[Data] = found["fields"]
    return fields


def _put(data: Data, key: str, value: Any) -> None:
    if value is None:
        data.pop(key, None)
    else:
        data[key] = copy.deepcopy(value)


def _replace(here: list[Data], order: Sequence[Data], key: str, value: Data | None) -> None:
    """In the place of the one with this key; a new one behind the nearest that stands before it there."""
    at = next((at for at, each in enumerate(here) if each["key"] == key), None)
    if value is None:
        if at is not None:
            here.pop(at)
        return
    made = copy.deepcopy(value)
    if at is not None:
        here[at] = made
        return
    known = [each["key"] for each in order]
    before = known[: known.index(key)]
    last = max((at for at, each in enumerate(here) if each["key"] in before), default=-1)
    here.insert(last + 1, made)
