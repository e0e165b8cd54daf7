"""What can go wrong, as facts; the words for people live in `app/web/words/`, HTTP in `app/web/`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class Level(StrEnum):
    """How far a fault reaches: `block` stops, `warn` has to be acknowledged."""

    BLOCK = "block"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, in a form that every door (YAML, form, import, Word, API) shares.

    `code` names the sentence in the catalogue ("expression.unknown_name"); `place` is where a person looks
    ("types/visit.yaml:12:5 sections[0].fields[2].visible", "正文 表2 第3行 第2列", "visitors[2].name_en");
    `span` counts characters from and to in the text at fault; `facts` fill the sentence;
    `suggestions` are what was probably meant, nearest first. What has words in several languages (`text(language)`) is
    given as it is, and several things as a tuple: whoever says it knows the reader's language.
    """

    code: str
    place: str = ""
    span: tuple[int, int] | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    suggestions: tuple[object, ...] = ()
    level: Level = Level.BLOCK

    def at(self, place: str) -> "Fault":
        """The same fault, found at `place`; an inner place is kept behind it."""
        return replace(self, place=f"{place} {self.place}".strip() if self.place else place)


class AppError(Exception):
    """Base of everything that this application raises on purpose."""


class Invalid(AppError):
    """What was given cannot be taken; `faults` says all of why, never only the first reason."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.place} {fault.code}".strip() for fault in self.faults))

    @classmethod
    def because(cls, code: str, *, place: str = "", suggestions: tuple[object, ...] = (), **facts: object) -> "Invalid":
        """One fault, written short."""
        return cls([Fault(code, place=place, facts=facts, suggestions=suggestions)])


class NotFound(AppError):
    """There is no such thing, or not for this actor: the two must look alike."""


class Forbidden(AppError):
    """The thing may be known to the actor, but not this deed; `who` names the roles that may."""

    def __init__(self, deed: str = "", *, who: tuple[str, ...] = ()) -> None:
        self.deed, self.who = deed, who
        super().__init__(deed)


class Conflict(AppError):
    """The thing changed since it was looked at; `current` is what it is now."""

    def __init__(self, code: str = "conflict", *, current: object = None, **facts: object) -> None:
        self.code, self.current, self.facts = code, current, facts
        super().__init__(code)
