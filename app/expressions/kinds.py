"""What is known of a part before it runs: its kind, its members, its choices; and which kinds go together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.expressions.scope import Kind, Name


@dataclass(frozen=True, slots=True)
class Shape:
    """The kind of a part of an expression, with what a list holds, what stands behind a dot, and a choice's labels."""

    kind: Kind
    item: Kind = Kind.ANY
    members: tuple[Name, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: Name) -> "Shape":
        """What a name holds."""
        return cls(name.kind, name.item, name.members, name.choices)

    def one(self) -> "Shape":
        """One item of this list or these rows."""
        if self.kind is Kind.ROWS:
            return Shape(Kind.ROW, members=self.members)
        return Shape(self.item if self.kind is Kind.LIST else Kind.ANY, members=self.members, choices=self.choices)

    def many(self) -> "Shape":
        """The list of this, as a column of rows gives it; a list of lists is one long list."""
        if self.kind in {Kind.LIST, Kind.ROWS}:
            return self
        if self.kind is Kind.ROW:
            return Shape(Kind.ROWS, members=self.members)
        return Shape(Kind.LIST, self.kind, self.members, self.choices)


ANY = Shape(Kind.ANY)
TEXT = Shape(Kind.TEXT)
NUMBER = Shape(Kind.NUMBER)
DATE = Shape(Kind.DATE)
YESNO = Shape(Kind.YESNO)
ORDERED = frozenset({Kind.TEXT, Kind.NUMBER, Kind.DATE})


def either(one: Shape, other: Shape) -> Shape:
    """What holds for both branches."""
    if one == other:
        return one
    if one.kind is not other.kind:
        return ANY
    choices = {**one.choices, **other.choices} if one.choices and other.choices else {}
    return Shape(
        one.kind,
        one.item if one.item is other.item else Kind.ANY,
        one.members if one.members == other.members else (),
        choices,
    )


def sum_kind(op: str, left: Kind, right: Kind) -> Kind | None:
    """The kind of `left op right`; nothing when the two do not go together."""
    pair = (left, right)
    if Kind.ANY in pair:
        return _half_known(op, right if left is Kind.ANY else left, known_left=left is not Kind.ANY)
    if pair == (Kind.NUMBER, Kind.NUMBER):
        return Kind.NUMBER
    if op == "+":
        return {
            (Kind.TEXT, Kind.TEXT): Kind.TEXT,
            (Kind.DATE, Kind.NUMBER): Kind.DATE,
            (Kind.NUMBER, Kind.DATE): Kind.DATE,
        }.get(pair)
    if op == "-":
        return {(Kind.DATE, Kind.DATE): Kind.NUMBER, (Kind.DATE, Kind.NUMBER): Kind.DATE}.get(pair)
    return None


def _half_known(op: str, known: Kind, *, known_left: bool) -> Kind | None:
    if op in {"+", "-"}:
        if known is Kind.ANY or (known is Kind.NUMBER and not (op == "-" and known_left)):
            return Kind.ANY
        if known is Kind.NUMBER:
            return Kind.NUMBER
        if known is Kind.DATE:
            return Kind.DATE if op == "+" else Kind.ANY if known_left else Kind.NUMBER
        return Kind.TEXT if known is Kind.TEXT and op == "+" else None
    return Kind.NUMBER if known in {Kind.ANY, Kind.NUMBER} else None
