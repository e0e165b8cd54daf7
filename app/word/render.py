"""Writing the parts of one document from their plans."""

from collections.abc import Mapping, Sequence

from app.expressions import Value
from app.word.faults import TemplateInvalid
from app.word.package import Envelope
from app.word.plan import Node, write_all

MAX_OUTPUT = 64 << 20


def rendered(envelope: Envelope, plans: Sequence[tuple[Node, ...]], values: Mapping[str, Value]) -> bytes:
    """The finished file: each changing part from its plan, in the order of the envelope."""
    contents = []
    for nodes in plans:
        out: list[bytes] = []
        write_all(nodes, dict(values), out)
        contents.append(b"".join(out))
        if len(contents[-1]) > MAX_OUTPUT:
            raise TemplateInvalid.because("word.output_too_large", limit=MAX_OUTPUT)
    return envelope.seal(contents)
