"""The types that come with the product, as one looks through them before beginning with one."""

from collections.abc import Collection
from dataclasses import dataclass

from app.definitions.schema import RecordType
from app.designer import editing, starting


@dataclass(frozen=True, slots=True)
class Book:
    """A shipped type. `start` is what the form of a new type calls it: this site's own, where it has one."""

    definition: RecordType
    start: str
    is_here: bool

    @property
    def fields(self) -> int:
        """How many fields it has, without columns."""
        return sum(1 for _each in self.definition.fields())


def books(here: Collection[str]) -> list[Book]:
    """All of them in the order of menus; `here` are the types of this site."""
    found = [editing.read(path.read_text(encoding="utf-8")) for path in starting.shipped().values()]
    found.sort(key=lambda each: (each.position, each.key))
    return [Book(each, f"{'type' if each.key in here else 'shipped'}:{each.key}", each.key in here) for each in found]
