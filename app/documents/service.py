"""Every change of issued papers: making one (again), taking its signed scan in, declaring it void."""

from collections.abc import Iterable

from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Document as Paper
from app.documents import access, context, making, queries, templates
from app.documents.making import Outline
from app.documents.models import ISSUED, SUPERSEDED, VOID, Document, Scan
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.records import showing
from app.records.desk import Desk
from app.records.models import Attachment, Record

root = making.root
"""Where issued files lie."""


def issue(record: Record, compiled: CompiledType, document_key: str, *, desk: Desk) -> Document:
    """Make a paper of the record as it is kept; what was made before is superseded. With `each`: the first row's.

    Raises `Invalid` where the paper or its state does not allow it, `PaperInvalid` for faults of the template.
    """
    return issue_all(record, compiled, document_key, desk=desk)[0]


def issue_all(record: Record, compiled: CompiledType, document_key: str, *, desk: Desk) -> list[Document]:
    """The same; with `each` a file for every row."""
    paper = _paper(compiled, document_key)
    refuse_state(paper, record, compiled)
    return _made(record, compiled, paper, desk)


def issue_with_step(record: Record, compiled: CompiledType, document_keys: tuple[str, ...], *, desk: Desk) -> None:
    """The papers that a transition makes, in its transaction; the step decides, not the states of the papers."""
    for key in document_keys:
        _made(record, compiled, _paper(compiled, key), desk)


def set_aside(record: Record, compiled: CompiledType, *, desk: Desk) -> None:
    """After a step back: papers that the way on makes anew are in force no more, and no signed copy is waited for."""
    flow = compiled.definition.workflow
    onward = [move for move in flow.transitions if record.state in move.from_] if flow else []
    again = {(record.id, key) for move in onward for key in move.makes}
    for document in queries.all_in_force(desk.session, again):
        document.state = SUPERSEDED


def render(record: Record, compiled: CompiledType, document_key: str, *, desk: Desk) -> bytes:
    """The file of a paper without issuing it: for the command line and for a look beforehand."""
    paper = _paper(compiled, document_key)
    values = context.copies_of(context.values_of(record, compiled, desk), compiled, paper)[0]
    return making.render(templates.shelved(compiled, paper, session=desk.session), values, paper, session=desk.session)


def void(document: Document, *, why: str, desk: Desk) -> None:
    """Withdraw a paper: it stays in the list with the reason."""
    if not why.strip():
        raise Invalid.because("document.void_needs_reason", place="why")
    if document.state != ISSUED:
        raise Conflict("document.not_in_force", current=document)
    document.state, document.reason = VOID, why.strip()
    _audit("document.voided", document, desk)


def take_scan(document: Document, file: Attachment, *, desk: Desk) -> Scan:
    """The signed paper has come back; an earlier scan of it is kept behind this one."""
    if document.state == VOID:
        raise Conflict("document.not_in_force", current=document)
    before = queries.current_scan(desk.session, document.id)
    if before is not None:
        before.replaced_at = desk.now
    file.record_id = document.record_id
    scan = Scan(document_id=document.id, attachment_id=file.id, at=desk.now, by=desk.actor.id)
    desk.session.add(scan)
    desk.session.flush()
    _audit("document.scanned", document, desk)
    return scan


def refuse_strangers(record: Record, compiled: CompiledType, *, desk: Desk) -> None:
    """Raises `Forbidden` when the actor may make no papers of this record."""
    if not access.may_issue(compiled, desk.viewer, record):
        roles = tuple(right.role for right in compiled.definition.rights if right.change and right.role)
        raise Forbidden("document.issue", who=roles)


def refuse_state(paper: Paper, record: Record, compiled: CompiledType) -> None:
    """Raises `Invalid` when this paper is not made of a record in this state."""
    if not access.fits_state(paper, record.state):
        raise Invalid.because("document.not_in_state", paper=paper.label, state=_state(compiled, record.state))


def refuse_readers(prints: Iterable[str], record: Record, compiled: CompiledType, *, desk: Desk) -> None:
    """Raises `Forbidden` when a paper shows what the actor may not see."""
    if withheld := access.withheld(prints, showing.sights_of(record, compiled, desk)):
        newest = desk.types.all().get(compiled.key, compiled)
        raise Forbidden("document.read", who=access.who_sees(newest, withheld))


def _made(record: Record, compiled: CompiledType, paper: Paper, desk: Desk) -> list[Document]:
    template = templates.shelved(compiled, paper, session=desk.session)
    drafts = Outline.of(record, compiled, paper, template, desk).drafts(desk)
    templates.keep(template, session=desk.session, now=desk.now)
    making.keep(drafts, year=desk.today.year)
    return queries.of_ids(desk.session, making.enter([[draft.row for draft in drafts]], desk=desk))


def _paper(compiled: CompiledType, key: str) -> Paper:
    paper = compiled.document(key)
    if paper is None:
        raise NotFound(f"paper {key} of {compiled.key}")
    return paper


def _state(compiled: CompiledType, key: str) -> object:
    state = compiled.definition.state(key)
    return state.label if state else key


def _audit(deed: str, document: Document, desk: Desk) -> None:
    facts = making.facts_of(document.key, document.issue, document.content)
    audit.record(deed, actor=desk.actor, about=f"record:{document.record_id}", facts=facts)
