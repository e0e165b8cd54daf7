"""试填: a version filled with a record or with made-up values, to be looked at. Nothing is kept, no number is taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents import access, context, making, service, templates
from app.documents import queries as documents
from app.documents.templates import Shelved
from app.errors import Invalid
from app.expressions import RESERVED
from app.records import queries as records
from app.records.desk import Desk
from app.records.listing import Line
from app.records.models import Record
from app.shelf.pages import Shown
from app.shelf.uses import Use
from app.word.sample import samples

SHOWN = 20
"""Records that are offered."""
_RESERVED = tuple(name for name in RESERVED if name.key != "loop")
"""Names that every record has; a row counts itself."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled file; `secrets` are the fields in it whose reading is taken down."""

    data: bytes
    secrets: Sequence[str] = ()


def offered(use: Use, words: str, desk: Desk) -> Sequence[Line]:
    """Records of the type that this person may see: those with the words, or the latest."""
    if words.strip():
        return records.find(desk.session, desk.viewer, words, type_key=use.compiled.key, size=SHOWN)
    return records.page(desk.session, desk.viewer, use.compiled, size=SHOWN).lines


def filled(shown: Shown, use: Use, record: Record | None, *, desk: Desk) -> Filled:
    """The file of a record, or with a made-up value in every field.

    Raises `PaperInvalid` where the version has faults, `Forbidden` where it prints what this person may not see.
    """
    if record is None:
        values = samples((*_RESERVED, *use.scope))
        return Filled(making.render(_opened(shown, use, desk), values, use.paper, session=desk.session))
    if record.type_key != use.compiled.key:
        raise Invalid.because("template.other_type")
    compiled = desk.compiled(record)
    paper = compiled.document(use.paper.key) or use.paper
    opened = _opened(shown, Use(compiled, paper), desk)
    service.refuse_readers(opened.prints, record, compiled, desk=desk)
    values = context.copies_of(context.values_of(record, compiled, desk), compiled, paper)[0]
    data = making.render(opened, values, paper, session=desk.session)
    return Filled(data, access.secrets(compiled, opened.prints))


def _opened(shown: Shown, use: Use, desk: Desk) -> Shelved:
    """The version as the template of this paper; what is known of its tags still holds."""
    known = documents.template_version(desk.session, use.compiled.key, use.paper.key, shown.sha256)
    bindings = known.bindings if known else {}
    return templates.opened(shown.name, shown.read(), use.compiled, use.paper, bindings)
