"""Writing the parts of one document from their plans, and putting them into its file."""

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


@dataclass(frozen=True, slots=True)
class Letter:
    """A document whose text is written: its changing parts, in the order of the envelope that they go into."""

    envelope: Envelope
    contents: Sequence[bytes]
    extras: Extras

    def sealed(self) -> bytes:
        """The file. It needs nothing but itself, and most of its time no interpreter: any thread may do it."""
        if not self.extras.relations:
            return self.envelope.seal(self.contents)
        return supplement(self.envelope, self.contents, self.extras)

    def finished(self) -> Finished:
        """The file, and what was left out."""
        return Finished(self.sealed(), self.extras.removed)


def written(
    envelope: Envelope, plans: Sequence[tuple[Node, ...]], values: Mapping[str, Value], extras: Extras
) -> Letter:
    """Each changing part from its plan."""
    contents = []
    for part, nodes in zip(envelope.changing, plans, strict=True):
        out = Sheet(part, extras)
        write_all(nodes, dict(values), out)
        contents.append(b"".join(out))
        if len(contents[-1]) > MAX_OUTPUT:
            raise TemplateInvalid.because("word.output_too_large", limit=MAX_OUTPUT)
    return Letter(envelope, contents, extras)
