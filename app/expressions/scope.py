"""Which names an expression may read, of which kind, and under which labels people write them."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property, lru_cache


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
    `choices` maps a choice's values to labels; `aliases` are keys the field had before it was renamed. Expressions are
    written in Chinese or with keys; `label_en` and `choices_en` are for people who only read them.
    """

    key: str
    label: str
    kind: Kind
    item: Kind = Kind.ANY
    members: tuple["Name", ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    label_en: str = ""
    choices_en: Mapping[str, str] = field(default_factory=dict)

    def called(self, language: str) -> str:
        """The label in this language; Chinese stands in for a missing English."""
        return (language.startswith("en") and self.label_en) or self.label


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """The form in which labels are compared: NFKC, no white space, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The written names that the tokenizer has to know: exact keys, and folded labels by their first character.

    Labels stand longest first. A label of ASCII that begins with a digit (`3`, `3-5`) is never taken from running
    text, or it would change what numbers mean: it has to stand in 「」.
    """

    keys: frozenset[str] = frozenset()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, names: Iterable[Name]) -> "Lexicon":
        """What is written for these names."""
        names = tuple(names)
        found: dict[str, set[str]] = {}
        for label in (fold(name.label) for name in names if name.label):
            if label and not (label.isascii() and label[0].isdigit()):
                found.setdefault(label[0], set()).add(label)
        return cls(
            frozenset(key for name in names for key in (name.key, *name.aliases)),
            {first: tuple(sorted(labels, key=lambda label: (-len(label), label))) for first, labels in found.items()},
        )

    def __or__(self, other: "Lexicon") -> "Lexicon":
        labels = dict(self.labels)
        for first, more in other.labels.items():
            both = {*labels.get(first, ()), *more}
            labels[first] = tuple(sorted(both, key=lambda label: (-len(label), label)))
        return Lexicon(self.keys | other.keys, labels)


class Scope:
    """Names found by key, alias or folded label."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.names = tuple(names)
        self._keys = {key: name for name in self.names for key in name.aliases}
        self._keys.update({name.key: name for name in self.names})
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

    @cached_property
    def lexicon(self) -> Lexicon:
        """What the tokenizer has to know of the names themselves."""
        return Lexicon.of(self.names)

    @cached_property
    def inner_lexicon(self) -> Lexicon:
        """What the tokenizer has to know of everything behind a dot, at any depth."""
        return Lexicon.of(_members(self.names))

    @cached_property
    def whole_lexicon(self) -> Lexicon:
        """Both."""
        return self.lexicon | self.inner_lexicon


def _members(names: Iterable[Name]) -> Iterator[Name]:
    for name in names:
        yield from name.members
        yield from _members(name.members)


RESERVED = Scope(
    (
        Name("state", "状态", Kind.TEXT, label_en="state"),
        Name("today", "今天", Kind.DATE, label_en="today"),
        Name("now", "现在", Kind.DATE, label_en="now"),
        Name(
            "actor",
            "当前用户",
            Kind.ROW,
            label_en="current user",
            members=(
                Name("name", "姓名", Kind.TEXT, label_en="name"),
                Name("department", "部门", Kind.TEXT, label_en="department"),
                Name("roles", "角色", Kind.LIST, item=Kind.TEXT, label_en="roles"),
            ),
        ),
        Name(
            "record",
            "本记录",
            Kind.ROW,
            label_en="this record",
            members=(
                Name("number", "编号", Kind.TEXT, label_en="number"),
                Name("created_on", "登记日期", Kind.DATE, label_en="day of entry"),
                Name("owner", "经办人", Kind.TEXT, label_en="owner"),
                Name("department", "部门", Kind.TEXT, label_en="department"),
            ),
        ),
        Name(
            "loop",
            "循环",
            Kind.ROW,
            label_en="this row",
            members=(
                Name("index", "序号", Kind.NUMBER),
                Name("first", "首行", Kind.YESNO),
                Name("last", "末行", Kind.YESNO),
            ),
        ),
    )
)
"""Names that every scope has besides its own; `序号` is `loop.index`. Its own names go first.

`period` (reports) is a name of those scopes only, so that it cannot be read where nobody gives it.
"""

ROW_NUMBER = "序号"
