"""What a person may take of an issued paper: the file itself, or a masked copy of it; and that it was taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext

from app.audit import service as audit
from app.definitions.template_kinds import kind_of
from app.documents import access, copies, files, making, service
from app.documents.models import Document
from app.errors import Invalid, NotFound
from app.records import showing
from app.records.desk import Desk
from app.records.models import Record


@dataclass(frozen=True, slots=True)
class Copy:
    """A file for one person; `withheld`: the fields for whose sake it is a masked copy."""

    data: bytes
    name: str
    withheld: Sequence[str]


def copy_for(document: Document, record: Record, *, desk: Desk) -> Copy:
    """The issued file; for somebody who may not see all that it prints, the masked copy."""
    withheld = access.withheld(document.prints, showing.sights_of(record, desk.compiled(record), desk))
    if not withheld:
        return Copy(content(document), document.filename, ())
    name = copies.name_of(document, gettext("脱敏件"))
    return Copy(copies.masked(document, record, desk=desk), name, withheld)


def take_down(copy: Copy, document: Document, record: Record, *, desk: Desk) -> None:
    """Enter that a copy was taken: any masked one, and the file itself where it prints secrets."""
    if not copy.withheld:
        let_read([document], record, desk=desk)
        return
    facts = {"paper": document.key, "fields": copy.withheld}
    audit.record_alone("document.masked", actor=desk.actor, about=f"record:{record.id}", facts=facts)


def let_read(documents: Sequence[Document], record: Record, *, desk: Desk) -> None:
    """Raises `Forbidden`; a look at secrets is taken down."""
    compiled = desk.compiled(record)
    prints = sorted({path for document in documents for path in document.prints})
    service.refuse_readers(prints, record, compiled, desk=desk)
    if secret := access.secrets(compiled, prints):
        facts = {"paper": documents[0].key, "fields": secret}
        audit.record_alone("document.read", actor=desk.actor, about=f"record:{record.id}", facts=facts)


def content(document: Document) -> bytes:
    """The file as it was issued."""
    try:
        return files.read(making.root(), document.folder, document.content, ending=kind_of(document.filename).name)
    except NotFound:
        raise Invalid.because("document.file_gone") from None
