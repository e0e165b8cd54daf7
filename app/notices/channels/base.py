"""What every channel is, what it is given, and how it says that it could not."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Protocol, TypeAlias

from app.config import Settings
from app.errors import AppError

SECONDS = 15
"""How long anything outside may take to answer: jobs wait meanwhile."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out, the same for all channels: text only. A repeated one has the same `mark`."""

    mark: str
    subject: str
    text: str
    written_at: datetime
    to: str = ""
    """An address; empty where a channel has but one reader, a group."""


class Later(AppError):
    """This letter was not taken now; it is tried again. `detail` is what the other side said."""

    def __init__(self, code: str, detail: object = "") -> None:
        self.code, self.detail = code, " ".join(str(detail).split())[:300]
        super().__init__(f"{code}: {self.detail}")


class Unreached(Later):
    """No letter goes now."""


class Refused(Later):
    """This letter will never be taken."""


Send: TypeAlias = Callable[[Letter], None]
"""Returns when the other side took the letter; raises `Later` or one of its kinds."""


class Channel(Protocol):
    """One way out."""

    name: ClassVar[str]
    label: ClassVar[str]
    is_personal: ClassVar[bool]
    """Goes to each person, as each chose; else to a group that all read."""

    def is_wanted(self, settings: Settings) -> bool:
        """Did somebody begin to set it up?"""
        ...

    def missing(self, settings: Settings) -> tuple[str, ...]:
        """The settings that it lacks."""
        ...

    def open(self, settings: Settings) -> AbstractContextManager[Send]:
        """A connection, for some letters; raises `Unreached`."""
        ...
