"""Every change of issued papers: making one (again), taking its signed scan in, declaring it void."""

from collections.abc import Iterable
from pathlib import Path

from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Document as Paper
from app.documents import access, context, files, queries, templates
from app.documents.faults import PaperInvalid
from app.documents.models import ISSUED, SUPERSEDED, VOID, Document, Scan
from app.documents.templates import Shelved
from app.errors import Conflict, Fault, Forbidden, Invalid, NotFound
from app.expressions import Value
from app.records import showing
from app.records.desk import Desk
from app.records.file_kinds import clean_name
from app.records.models import Attachment, Record
from app.web import clock

MOST_AT_ONCE = 500
"""Files of one paper that has one for each row."""

_FORBIDDEN = str.maketrans(dict.fromkeys('\\/:*?"<>|', ""))


def issue(record: Record, compiled: CompiledType, document_key: str, *, desk: Desk) -> Document:
    """Make a paper of the record as it is kept; what was made before is superseded. With `each`: the first row's.

    Raises `Invalid` where the paper or its state does not allow it, `PaperInvalid` for faults of the template.
    """
    return issue_all(record, compiled, document_key, desk=desk)[0]


def issue_all(record: Record, compiled: CompiledType, document_key: str, *, desk: Desk) -> list[Document]:
    """The same; with `each` a file for every row."""
    paper = _paper(compiled, document_key)
    if not access.fits_state(paper, record.state):
        raise Invalid.because("document.not_in_state", paper=paper.label, state=_state(compiled, record.state))
    return _made(record, compiled, paper, desk)


def issue_with_step(record: Record, compiled: CompiledType, document_keys: tuple[str, ...], *, desk: Desk) -> None:
    """The papers that a transition makes, in its transaction; the step decides, not the states of the papers."""
    for key in document_keys:
        _made(record, compiled, _paper(compiled, key), desk)


def render(record: Record, compiled: CompiledType, document_key: str, *, desk: Desk) -> bytes:
    """The file of a paper without issuing it: for the command line and for a look beforehand."""
    paper = _paper(compiled, document_key)
    values = context.copies_of(record, compiled, paper, desk)[0]
    return _rendered(templates.shelved(compiled, paper), values, paper)


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
    if not access.may_issue(compiled, desk.actor, record):
        roles = tuple(right.role for right in compiled.definition.rights if right.change and right.role)
        raise Forbidden("document.issue", who=roles)


def refuse_readers(prints: Iterable[str], record: Record, compiled: CompiledType, *, desk: Desk) -> None:
    """Raises `Forbidden` when a paper shows what the actor may not see."""
    if withheld := access.withheld(prints, showing.sights_of(record, compiled, desk)):
        newest = desk.types.all().get(compiled.key, compiled)
        raise Forbidden("document.read", who=access.who_sees(newest, withheld))


def _made(record: Record, compiled: CompiledType, paper: Paper, desk: Desk) -> list[Document]:
    shelved = templates.shelved(compiled, paper)
    copies = context.copies_of(record, compiled, paper, desk)
    if len(copies) > MOST_AT_ONCE:
        raise Invalid.because("document.too_many_rows", paper=paper.label, most=MOST_AT_ONCE)
    rendered = [_rendered(shelved, values, paper) for values in copies]
    for before in queries.in_force(desk.session, record.id, paper.key):
        before.state = SUPERSEDED
    number = queries.last_issue(desk.session, record.id, paper.key) + 1
    made = []
    for at, (values, data) in enumerate(zip(copies, rendered, strict=True), 1):
        kept = files.keep(root(), data, year=desk.today.year)
        document = _row(record, compiled, paper, shelved, kept, desk)
        document.issue, document.row = number, at if paper.each else 0
        document.filename = _filename(record, compiled, paper, values, row=document.row)
        document.values_sha256 = context.digest(values, shelved.template.names)
        made.append(document)
    desk.session.add_all(made)
    desk.session.flush()
    _audit("document.issued", made[0], desk, files=len(made))
    return made


def _row(  # noqa: PLR0913, PLR0917 - what a paper is made of
    record: Record, compiled: CompiledType, paper: Paper, shelved: Shelved, kept: files.Kept, desk: Desk
) -> Document:
    return Document(
        record_id=record.id,
        key=paper.key,
        label=paper.label.zh,
        state=ISSUED,
        folder=kept.folder,
        content=kept.content,
        size=kept.size,
        template=shelved.name,
        template_sha256=shelved.sha256,
        version_id=compiled.version_id,
        revision=record.lock_version,
        prints=list(shelved.prints),
        number=record.number,
        wants_scan=paper.scan,
        issued_at=desk.now,
        issued_by=desk.actor.id,
    )


def root() -> Path:
    """Where issued files lie."""
    return clock.settings().instance / "documents"


def _rendered(shelved: Shelved, values: dict[str, Value], paper: Paper) -> bytes:
    try:
        return shelved.template.render(values)
    except Invalid as error:
        raise PaperInvalid(error.faults, paper=paper) from error
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        fault = Fault("document.cannot_render", facts={"template": shelved.name, "why": str(error)[:200]})
        raise PaperInvalid([fault], paper=paper) from error


def _filename(record: Record, compiled: CompiledType, paper: Paper, values: dict[str, Value], *, row: int) -> str:
    pattern = compiled.filenames.get(paper.key)
    stem = pattern.render(values) if pattern else f"{paper.label}_{record.number or record.title}"
    if row:
        stem = f"{stem}_{row:02d}"
    name = clean_name(stem.translate(_FORBIDDEN).strip(" ._") + ".docx")
    return name if name != "docx" else f"{paper.key}.docx"


def _paper(compiled: CompiledType, key: str) -> Paper:
    paper = compiled.document(key)
    if paper is None:
        raise NotFound(f"paper {key} of {compiled.key}")
    return paper


def _state(compiled: CompiledType, key: str) -> object:
    state = compiled.definition.state(key)
    return state.label if state else key


def _audit(deed: str, document: Document, desk: Desk, **facts: object) -> None:
    about = {"paper": document.key, "issue": document.issue, "content": document.content[:16], **facts}
    audit.record(deed, actor=desk.actor, about=f"record:{document.record_id}", facts=about)
