"""What an example is: what was typed, and what is expected of it; as models, so that it can leave and come back.

Fields go by their keys of when it was kept; `running` follows them to those of today.
"""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.errors import Fault, Invalid

FORMAT: Literal[1] = 1
MOST = 50
"""Examples of a type: so many are run while somebody waits for the page."""
MOST_LINES = 2_000
"""Lines of a paper that are kept and compared."""
MOST_SIZE = 300_000
"""Characters of an example as JSON."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=60, strip_whitespace=True)]


class _Part(BaseModel):
    """Frozen, and no key unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Who(_Part):
    """Who filled it in, as rules read it."""

    id: int
    name: str
    department_id: int | None = None
    department: str = ""
    roles: tuple[str, ...] = ()


class Given(_Part):
    """What goes in. `typed` are texts as inputs show them, by key; `held` what belongs to this office: references to
    people, departments and records, and numbers, as they are kept.

    `at` and `who` are those of then, so that neither the day nor who looks changes what comes of it.
    """

    typed: dict[str, Any]
    held: dict[str, Any] = Field(default={})
    kinds: dict[str, str] = Field(default={})
    """What kind of thing each of these is, by path."""
    at: AwareDatetime
    who: Who
    number: str = ""


class Told(_Part):
    """A fault: what it is about decides whether it is the same, its facts only how it is said."""

    code: str
    place: str = ""
    check: str = ""
    warns: bool = False
    facts: dict[str, str] = Field(default={})

    @property
    def mark(self) -> tuple[str, str, str]:
        """Two with the same are the same fault."""
        return self.code, self.place, self.check


class Step(_Part):
    """What the owner may press, where that leads, who decides there."""

    transition: str
    state: str
    tasks: tuple[str, ...] = ()


class PaperText(_Part):
    """A paper as text: names of files with their lines, or why it cannot be made."""

    key: str
    files: tuple[tuple[str, tuple[str, ...]], ...] = ()
    faults: tuple[Told, ...] = ()


class Expected(_Part):
    """What comes of it. A field that is neither in `shown` nor in `hidden` was not there yet; both hold cells too."""

    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    values: dict[str, str] = Field(default={})
    """What is computed, as it is shown."""
    faults: tuple[Told, ...] = ()
    steps: tuple[Step, ...] = ()
    papers: tuple[PaperText, ...] = ()


class Example(_Part):
    """An example with its name."""

    name: Name
    given: Given
    expected: Expected


class Portable(_Part):
    """An example on its way to another office: what was typed, without this office's people, numbers and records."""

    format: Literal[1] = FORMAT
    name: Name
    typed: dict[str, Any]
    at: AwareDatetime


def dump(example: Example) -> dict[str, Any]:
    """An example as plain data for the file of a type; what is expected of it is found out anew where it arrives."""
    return Portable(name=example.name, typed=example.given.typed, at=example.given.at).model_dump(mode="json")


def load(data: Any) -> Portable:
    """The example of plain data; raises `Invalid` with everything that is wrong. `service.take_in` keeps it."""
    try:
        return Portable.model_validate(data)
    except ValidationError as error:
        places = (".".join(map(str, each["loc"])) for each in error.errors(include_url=False))
        raise Invalid(Fault("example.unreadable", place) for place in places) from error
