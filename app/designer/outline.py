"""Where things stand in the plain data of a definition: sections, fields, columns, and free names for new ones.

A field is known by its path: `arrive_on`, of a column `visitors.name_en`.
"""

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from app.definitions.codec import Place, item
from app.errors import Invalid

Data: TypeAlias = dict[str, Any]
"""A definition, or a part of it, as plain data."""
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A field, or a section, within the list that holds it."""

    list: list[Data]
    at: int
    place: Place
    """Of the list."""

    @property
    def data(self) -> Data:
        """What stands there."""
        return self.list[self.at]

    @property
    def own_place(self) -> Place:
        """The place of what stands there."""
        return (*self.place, item(self.data["key"]))


def section(data: Data, key: str) -> Spot:
    """The section with this key; raises `Invalid` if it is gone."""
    sections = data["sections"]
    return _found(sections, key, ("sections",))


def field(data: Data, path: str) -> Spot:
    """The field or column at this path; raises `Invalid` if it is gone."""
    key, dot, column = path.partition(".")
    for each in data["sections"]:
        place: Place = ("sections", item(each["key"]), "fields")
        known = [one["key"] for one in each["fields"]]
        if key in known:
            spot = _found(each["fields"], key, place)
            return _found(spot.data.get("columns", []), column, (*spot.own_place, "columns")) if dot else spot
    raise _gone(path)


def inside(data: Data, key: str) -> tuple[list[Data], Place]:
    """The fields of a section (`basic`) or the columns of a table (`.visitors`), with the place of their list."""
    if not key.startswith("."):
        spot = section(data, key)
        return spot.data["fields"], (*spot.own_place, "fields")
    spot = field(data, key[1:])
    if "columns" not in spot.data:
        raise _gone(key[1:])
    return spot.data["columns"], (*spot.own_place, "columns")


def all_fields(data: Data) -> Iterator[Data]:
    """The fields of all sections, not the columns."""
    for each in data["sections"]:
        yield from each["fields"]


def keys_in_use(data: Data) -> set[str]:
    """The keys of fields, and those that were given up."""
    return {each["key"] for each in all_fields(data)} | _given_up(data)


def keys_taken(data: Data, siblings: list[Data], *, is_column: bool, but: Data | None = None) -> set[str]:
    """What a field may not be called: rules of a table read its columns and the fields around it side by side.

    What is moved, `but`, takes nothing from itself.
    """
    fields = list(all_fields(data))
    columns = siblings if is_column else [column for each in fields for column in each.get("columns", ())]
    taken = {each["key"] for each in (*fields, *columns) if each is not but}
    return taken if is_column else taken | _given_up(data)


def text_of(label: Any) -> str:
    """The Chinese of a label."""
    return str(label.get("zh", "")) if isinstance(label, dict) else str(label)


def free_key(stem: str, taken: Container[str]) -> str:
    """`date`, else `date_2`, `date_3` …"""
    return next(key for key in _numbered(stem[: LONGEST_KEY - 5], "_") if key not in taken)


def free_label(stem: str, taken: Iterable[str]) -> str:
    """`日期`, else `日期 2` …"""
    known = set(taken)
    return next(label for label in _numbered(stem, " ") if label not in known)


def free_copy(label: Any, known: Iterable[Any]) -> Any:
    """The words of a label with a number behind, in each language, so that none of the known ones is the same."""
    zh = re.sub(r" \d+$", "", text_of(label))
    free = free_label(zh, map(text_of, known))
    if not isinstance(label, dict) or not label.get("en"):
        return free
    return {"zh": free, "en": re.sub(r" \d+$", "", str(label["en"])) + free.removeprefix(zh)}


def _given_up(data: Data) -> set[str]:
    return {str(change["rename"]) for change in data.get("changes", ())}


def _numbered(stem: str, sign: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}{sign}{number}"
        number += 1


def _found(parts: list[Data], key: str, place: Place) -> Spot:
    at = next((at for at, each in enumerate(parts) if each["key"] == key), None)
    if at is None:
        raise _gone(key)
    return Spot(parts, at, place)


def _gone(key: str) -> Invalid:
    return Invalid.because("designer.gone", key=key)
