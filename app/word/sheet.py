"""What is being written: the pieces of a part, and what its document gets besides text."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.errors import Fault
from app.word.faults import TemplateInvalid

RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
FIRST_DRAWING = 1_001
"""Numbers of drawings are unique in a document; docxtpl begins here too."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How a tag prints where it stands: `form` is the format of its run, `linked` the same as a link looks.

    `label` is what a preview shows for a missing value; `says` makes the fault of a value that cannot be printed;
    `room` is how wide a picture may be, in millimetres.
    """

    form: bytes = b""
    linked: bytes = b""
    label: str = ""
    says: Callable[[str], Fault] = Fault
    room: Decimal | None = None
    is_in_link: bool = False

    @property
    def tab(self) -> str:
        """A tabulator in a run of its own, as Word keeps it."""
        form = self.form.decode()
        return f'</w:t></w:r><w:r>{form}<w:tab/></w:r><w:r>{form}<w:t xml:space="preserve">'

    def refusal(self, code: str, **facts: object) -> TemplateInvalid:
        """A value that cannot be printed here."""
        fault = self.says(code)
        return TemplateInvalid([replace(fault, facts={**fault.facts, **facts})])

    def placed(self, fault: Fault) -> Fault:
        """What went wrong with a value, where its tag stands."""
        here = self.says(fault.code)
        return replace(fault, place=here.place, facts={**here.facts, **fault.facts})


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part refers to: a file of the package, or an address."""

    kind: str
    target: str
    is_external: bool = False


@dataclass(slots=True)
class Extras:
    """What a document gets besides the text of its parts, and how much of its values was left out.

    `sign` tells what is added from everything that the template holds.
    """

    sign: str = ""
    shows_missing: bool = False
    removed: int = 0
    """Characters of values that XML forbids."""
    drawings: int = 0
    media: dict[str, bytes] = field(default_factory=dict)
    relations: dict[str, dict[Relation, str]] = field(default_factory=dict)
    _names: dict[bytes, str] = field(default_factory=dict)

    def keep(self, content: bytes, ending: str) -> str:
        """The name of a picture's file in the package; the same picture is kept once."""
        known = hashlib.sha256(content).digest()
        if known not in self._names:
            self._names[known] = f"word/media/{self.sign}-{len(self.media) + 1}.{ending}"
            self.media[self._names[known]] = content
        return self._names[known]

    def related(self, part: str, relation: Relation) -> str:
        """The id under which a part refers to something."""
        known = self.relations.setdefault(part, {})
        return known.setdefault(relation, f"{self.sign}-{len(known) + 1}")

    def next_drawing(self) -> int:
        """A number for one more drawing."""
        self.drawings += 1
        return FIRST_DRAWING - 1 + self.drawings


class Sheet(list[bytes]):
    """The pieces of one part, in order, as far as it is written."""

    __slots__ = ("extras", "part")

    def __init__(self, part: str = "", extras: Extras | None = None) -> None:
        super().__init__()
        self.part = part
        self.extras = extras or Extras()

    def related(self, relation: Relation) -> str:
        """The id under which this part refers to something."""
        return self.extras.related(self.part, relation)


def escaped(text: str) -> str:
    """Text as XML has it, between quotes too."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
