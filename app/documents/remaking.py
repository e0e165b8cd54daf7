"""Papers made again because the record says something else: only those that it touches, of rows only the changed ones.

What a paper said before and would say now is compared by hash, as of one moment: what does not change with the record
is no reason to make it again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.definitions.compiled import CompiledType
from app.definitions.schema import Document as Paper
from app.documents import making, queries, templates
from app.documents.making import Outline
from app.documents.models import ISSUED, SUPERSEDED, Document
from app.errors import Invalid
from app.fields import Stored
from app.records.desk import Desk
from app.records.models import Record


@dataclass(frozen=True, slots=True)
class Said:
    """What the papers of a record would say, by paper and file: the hash of each."""

    digests: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, record: Record, compiled: CompiledType, desk: Desk) -> "Said":
        """As the record is; ask before it changes."""
        return cls({paper.key: _digests(record, compiled, paper, desk) for paper in compiled.definition.documents})


def remake(before: Said, record: Record, compiled: CompiledType, own: Iterable[str], *, desk: Desk) -> list[Document]:
    """Make again what is in force and says something else now; and the papers of the change's `own`.

    Of a paper with a file for each row only the files of rows that say something else are made; those of rows that are
    gone are in force no more. Raises `PaperInvalid`.
    """
    wanted = set(own)
    in_force = {document.key for document in queries.of_record(desk.session, record.id) if document.state == ISSUED}
    made: list[Document] = []
    for paper in compiled.definition.documents:
        known = before.digests[paper.key]
        if paper.key in wanted:
            made += _remade(paper, known if paper.each else (), record, compiled, desk)
        elif paper.key in in_force and _outline(record, compiled, paper, desk) is not None:
            made += _remade(paper, known, record, compiled, desk)
    return made


def foreseen(
    record: Record, stored: Mapping[str, Stored], compiled: CompiledType, own: Iterable[str], *, desk: Desk
) -> list[Paper]:
    """The papers that would be made, or made again, if the record held these values."""
    before, wanted = Said.of(record, compiled, desk), set(own)
    in_force = {document.key for document in queries.of_record(desk.session, record.id) if document.state == ISSUED}
    then = Record(
        id=record.id,
        type_key=record.type_key,
        version_id=record.version_id,
        state=record.state,
        title=record.title,
        number=record.number,
        owner_id=record.owner_id,
        department_id=record.department_id,
        data=dict(stored),
        created_at=record.created_at,
    )
    now = Said.of(then, compiled, desk)

    def is_touched(paper: Paper) -> bool:
        return set(before.digests[paper.key]) != set(now.digests[paper.key])

    return [
        paper
        for paper in compiled.definition.documents
        if (paper.key in wanted and (paper.each is None or is_touched(paper)))
        or (paper.key in in_force and is_touched(paper))
    ]


def _remade(paper: Paper, known: Sequence[str], record: Record, compiled: CompiledType, desk: Desk) -> list[Document]:
    template = templates.shelved(compiled, paper, session=desk.session)
    outline = _outline(record, compiled, paper, desk)
    now = outline.digests if outline else []
    for document in queries.in_force(desk.session, record.id, paper.key):
        if _said_by(document, known) not in now:
            document.state = SUPERSEDED
    desk.session.flush()
    fresh = [outline.draft(at, desk) for at, digest in enumerate(now) if digest not in known] if outline else []
    if not fresh:
        return []
    templates.keep(template, session=desk.session, now=desk.now)
    making.keep(fresh, year=desk.today.year)
    return queries.of_ids(desk.session, making.enter([[draft.row for draft in fresh]], desk=desk, beside=True))


def _said_by(document: Document, known: Sequence[str]) -> str:
    """What a file says, of those that its paper consisted of."""
    place = max(document.row - 1, 0)
    return known[place] if place < len(known) else ""


def _digests(record: Record, compiled: CompiledType, paper: Paper, desk: Desk) -> Sequence[str]:
    outline = _outline(record, compiled, paper, desk)
    return outline.digests if outline else ()


def _outline(record: Record, compiled: CompiledType, paper: Paper, desk: Desk) -> Outline | None:
    """None where nothing can be printed: no rows, or a template that is not there or at fault."""
    try:
        return Outline.of(record, compiled, paper, templates.shelved(compiled, paper, session=desk.session), desk)
    except Invalid:
        return None
