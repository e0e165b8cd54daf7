"""What a deed of the designer is: a small function over the plain data of a draft, what it asks for, what it spares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from app.definitions.codec import Place
from app.designer.outline import Data
from app.errors import Fault, Invalid

Given: TypeAlias = Mapping[str, str]
"""What was posted."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a deed leaves: `focus` is to be looked at next: the path of a field, `#key` of a section, `kind/at` of a
    part; and the moves that comments have to follow."""

    focus: str = ""
    moves: tuple[tuple[Place, Place], ...] = ()


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

    def refuse_state(self, key: str) -> None:
        """Raise `Invalid` if records stand in this state."""
        if count := self.states.get(key):
            raise Invalid.because("designer.state_in_use", key=key, count=count)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that one does to a draft, with all that pages and service have to know of it."""

    do: Callable[[Data, Given], Done]
    asks: tuple[str, ...] = ()
    """What has to be sent with it."""
    spare: Callable[[Data, Given, Uses], None] | None = None
    """Raises `Invalid` where it would take away what records hold."""
    keeps: bool = False
    """The inputs stay as they are after it: somebody is typing there."""
    names: bool = False
    """What comes of it is named next: the input waits."""

    def refuse_incomplete(self, given: Given) -> None:
        """Raise `Invalid` with everything that was not sent."""
        if missing := [name for name in self.asks if name not in given]:
            raise Invalid(Fault("designer.incomplete", facts={"name": name}) for name in missing)
