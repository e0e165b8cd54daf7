"""A paper that cannot be made: which one, from which template, and everything that is wrong with it."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.definitions.schema import Document as Paper
from app.errors import Fault, Invalid
from app.web.words import say


@dataclass(frozen=True, slots=True)
class Said:
    """A fault's sentence, as a fact of another one."""

    fault: Fault

    def text(self, language: str) -> str:
        """The sentence in this language."""
        return say(self.fault, language)


class PaperInvalid(Invalid):
    """The template of this paper cannot serve; nothing was made, and the step that wanted it did not happen."""

    def __init__(self, faults: Iterable[Fault], *, paper: Paper) -> None:
        self.paper = paper
        super().__init__(_told(fault, paper) for fault in faults)


def _told(fault: Fault, paper: Paper) -> Fault:
    """A fault of the engine says what is wrong; here it is told where, and in which template."""
    if fault.code.startswith("document."):
        return fault
    facts = {"template": paper.template, "paper": paper.label, "where": fault.place, "what": Said(fault)}
    return Fault("document.template_fault", place=fault.place, facts=facts)
