"""What the papers of a record would say: made as they are made, read as text, kept nowhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.definitions.compiled import CompiledType
from app.definitions.schema import Document as Paper
from app.definitions.template_kinds import kind_of
from app.documents import context, making, templates
from app.documents.making import Outline
from app.errors import Fault, Invalid
from app.expressions import Value
from app.records.desk import Desk
from app.records.models import Record


@dataclass(frozen=True, slots=True)
class Worded:
    """A paper: its files, each a name with its lines; or why there is none."""

    key: str
    files: tuple[tuple[str, tuple[str, ...]], ...] = ()
    faults: tuple[Fault, ...] = ()


def worded(record: Record, compiled: CompiledType, desk: Desk, names: Mapping[str, Value]) -> Iterator[Worded]:
    """Every paper of the type; `names` are reserved names that somebody knows better than the desk."""
    values = {**context.values_of(record, compiled, desk), **names}
    for paper in compiled.definition.documents:
        try:
            yield Worded(paper.key, tuple(_files(record, compiled, paper, values, desk)))
        except Invalid as invalid:
            yield Worded(paper.key, faults=tuple(invalid.faults))


def _files(
    record: Record, compiled: CompiledType, paper: Paper, values: dict[str, Value], desk: Desk
) -> Iterator[tuple[str, tuple[str, ...]]]:
    shelved = templates.shelved(compiled, paper, session=desk.session)
    outline = Outline(record, compiled, paper, shelved, context.copies_of(values, compiled, paper))
    read = kind_of(shelved.name).lines
    for name, copy in zip(outline.filenames, outline.copies, strict=True):
        yield name, read(making.render(shelved, copy, paper, session=desk.session))
