"""Everything wrong or doubtful in a template, in one go: what stops it, and what prints otherwise than meant.

The check compiles what the renderer renders, and tries it: a template without a fault that stops can be filled in.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from app.errors import Fault, Invalid, Level
from app.expressions import Scope
from app.word.faults import WordInvalid
from app.word.markup import parse
from app.word.package import Package
from app.word.parts import text_parts
from app.word.preflight import passed, take_out, taken_out
from app.word.sample import samples
from app.word.template import Template, faults_of, part_plans
from app.word.unfilled import unfilled


@dataclass(frozen=True, slots=True)
class Checked:
    """A template that was looked at: compiled if nothing stops it, and all that is to be said, in order."""

    template: Template | None
    faults: tuple[Fault, ...]

    @property
    def blocking(self) -> tuple[Fault, ...]:
        """What has to be put right before it can be used."""
        return tuple(fault for fault in self.faults if fault.level is Level.BLOCK)

    @property
    def is_opened(self) -> bool:
        """Whether the file could be read at all, so that faults have places in it."""
        return self.template is not None or any("paragraph" in fault.facts for fault in self.faults)


def check(data: bytes, *, scope: Scope | None = None) -> Checked:
    """Look at a template for records with these names; without a scope only its tags are looked at."""
    try:
        package = passed(data)
    except WordInvalid as refused:
        return Checked(None, refused.faults)
    notes = taken_out(package)
    take_out(package)
    parts = text_parts(package)
    plans = part_plans(package, scope, {})
    faults = faults_of(plans)
    if all(fault.code != "word.too_many_tags" for fault in faults):
        faults += unfilled(package, parts, scope)
    template = None
    if not any(fault.level is Level.BLOCK for fault in faults):
        template = Template.of(package, plans)
        faults += _trial(template, scope)
    faults.sort(key=_position([name for name, _ in parts]))
    is_usable = not any(fault.level is Level.BLOCK for fault in faults)
    return Checked(template if is_usable else None, (*notes, *faults))


def _trial(template: Template, scope: Scope | None) -> Iterator[Fault]:
    """Fill it in twice, with nothing and with something in every field, and read what comes out."""
    for values in ({}, samples(scope or ())):
        try:
            document = Package.read(template.render(values))
            for name, _ in text_parts(document):
                parse(document.content(name), part=name)
        except Invalid as refused:
            yield from refused.faults
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            yield Fault("word.cannot_render", facts={"why": f"{type(error).__name__}: {error}"[:200]})
        else:
            continue
        return


def _position(parts: Sequence[str]) -> Callable[[Fault], tuple[int, int, int]]:
    """Order of the document: parts as they are filled in, then the others; paragraphs, characters."""
    order = {name: number for number, name in enumerate(parts)}

    def position(fault: Fault) -> tuple[int, int, int]:
        paragraph, character = (fault.facts.get(name) for name in ("paragraph", "character"))
        return (
            order.get(str(fault.facts.get("part")), len(order)),
            paragraph if isinstance(paragraph, int) else 0,
            character if isinstance(character, int) else 0,
        )

    return position
