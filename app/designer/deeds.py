"""What a deed of the designer is: a small function over the plain data of a draft, and what it may not take away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.definitions.codec import Place
from app.designer.outline import Data
from app.errors import Invalid

Given: TypeAlias = Mapping[str, str]
"""What was posted."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed leaves: `focus` is to be looked at next: the path of a field, `#key` of a section, `kind/at` of a
    part; and the moves that comments have to follow."""

    focus: str = ""
    moves: tuple[tuple[Place, Place], ...] = ()


Deed: TypeAlias = Callable[[Data, Given], Done]


@dataclass(frozen=True, slots=True)
class Uses:
    """What records hold already: paths that may not vanish or change their key, values that may not either."""

    paths: frozenset[str] = field(default=frozenset())
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Of choices: what may have been chosen, by path."""
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Keys of parts that rows hold, by kind: papers that were issued, registers with numbers, states."""

    states: Mapping[str, int] = field(default_factory=dict)
    """How many records stand in which state."""

    def refuse(self, path: str, code: str) -> None:
        """Raise `Invalid` if the path is in use."""
        if path in self.paths:
            raise Invalid.because(code, key=path)

    def refuse_part(self, kind: str, key: str, code: str) -> None:
        """Raise `Invalid` if the part is in use."""
        if key in self.parts.get(kind, ()):
            raise Invalid.because(code, key=key)
