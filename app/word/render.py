"""Writing the parts of one document from their plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.expressions import Value
from app.word.faults import TemplateInvalid
from app.word.package import Envelope
from app.word.plan import Node, write_all
from app.word.sheet import Extras, Sheet
from app.word.supplement import supplement

MAX_OUTPUT = 64 << 20


@dataclass(frozen=True, slots=True)
class Finished:
    """A document, and how many characters of its values were left out because XML forbids them."""

    data: bytes
    removed: int


def rendered(
    envelope: Envelope, plans: Sequence[tuple[Node, ...]], values: Mapping[str, Value], extras: Extras
) -> Finished:
    """The finished file: each changing part from its plan, in the order of the envelope."""
    contents = []
    for part, nodes in zip(envelope.changing, plans, strict=True):
        out = Sheet(part, extras)
        write_all(nodes, dict(values), out)
        contents.append(b"".join(out))
        if len(contents[-1]) > MAX_OUTPUT:
            raise TemplateInvalid.because("word.output_too_large", limit=MAX_OUTPUT)
    if not extras.relations:
        return Finished(envelope.seal(contents), extras.removed)
    return Finished(supplement(envelope, contents, extras), extras.removed)
