"""Which names an expression may read, of which kind, and under which labels people write them."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a name holds; `ANY` where it is only known when it runs."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    YESNO = "yesno"
    LIST = "list"
    ROW = "row"
    ROWS = "rows"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Name:
    """One readable thing: a field, a column, a copied member.

    `item` is the kind of a LIST's items; `members` are the columns of ROWS or ROW, or what a reference copied;
    `choices` maps a choice's values to labels; `aliases` are keys the field had before it was renamed.
    """

    key: str
    label: str
    kind: Kind
    item: Kind = Kind.ANY
    members: tuple["Name", ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


def fold(text: str) -> str:
    """The form in which labels are compared: NFKC, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


class Scope:
    """Names found by key, alias or folded label."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = tuple(names)
        self._keys = {key: name for name in self.names for key in (name.key, *name.aliases)}
        self._labels = {fold(name.label): name for name in reversed(self.names) if name.label}

    def __iter__(self) -> Iterator[Name]:
        return iter(self.names)

    def by_key(self, key: str) -> Name | None:
        """The name with this key or former key."""
        return self._keys.get(key)

    def by_label(self, label: str) -> Name | None:
        """The name that people write this way."""
        return self._labels.get(fold(label))

    def labels(self) -> Mapping[str, Name]:
        """Folded labels with their names."""
        return self._labels
