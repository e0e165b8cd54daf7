"""A file from which a type is to begin: through the gate of its kind, then what it proposes, then the draft."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app import word
from app.definitions.compiled import compile_type
from app.definitions.schema import RecordType
from app.designer import service
from app.designer.exchange import taking
from app.designer.outline import free_label
from app.designer.service import Standing, Turn
from app.designer.starts import paper, sheet
from app.designer.starts.proposed import Named, Paper, Proposed, drafted
from app.documents import templates
from app.documents.context import scope_of
from app.errors import Invalid
from app.imports import Reach, Table, read
from app.imports.reading import ZIP
from app.records.desk import Desk
from app.shelf import arriving, queries
from app.word.blanks import places

SHEET, TAGGED, FORM = "sheet", "tagged", "form"
"""A sheet with headings, a template with tags, a blank form."""
TEXTS = (".csv", ".txt")
"""Tables as text; they wait as .txt, because no files that end in .csv are kept."""
SHEETS = (".xlsx", ".xlsm", *TEXTS)
PAPERS = (".docx", *arriving.CLEANABLE, ".doc", ".wps", ".rtf", ".odt", ".dot", ".wpt")
ACCEPT = ",".join((".xlsx", ".csv", *PAPERS))
"""What the input for files lets through."""
ROOM, TEXT_ROOM = 24 << 20, 8 << 20
"""Bytes that a workbook may unpack to, and that a CSV may have: a type needs its headings and some rows."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that was looked at, and the fields that it proposes."""

    kind: str
    name: str
    data: bytes
    proposals: tuple[Proposed, ...]
    sheet: str = ""
    sheets: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The name without its ending: what the type may be called."""
        return PurePosixPath(self.name).stem


def opened(name: str, data: bytes, *, desk: Desk, wanted: str | None = None) -> Opened:
    """Look at a file; raises `Invalid` with every reason why a type cannot begin from it. `wanted` is a sheet."""
    ending = PurePosixPath(name).suffix.lower()
    if ending in SHEETS:
        return _sheet(name, data, desk, wanted)
    if ending not in PAPERS:
        raise Invalid.because("starts.kind", place="file", name=name)
    arrived = arriving.accepted(name, data)
    template = word.Template.compile(arrived.data)
    if paper.has_tags(template):
        return Opened(TAGGED, arrived.name, arrived.data, tuple(_some(paper.of_tags(template))))
    return Opened(FORM, arrived.name, arrived.data, tuple(_some(paper.of_places(places(arrived.data)))))


def begin(file: Opened, named: Named, proposals: Sequence[Proposed], turn: Turn, *, desk: Desk) -> Standing:
    """The draft, and the template on the shelf as its document; raises `Invalid` or `Conflict`."""
    if file.kind == SHEET:
        return service.begin(*drafted(named, proposals), turn)
    name = _free_name(file, desk)
    document = Paper(PurePosixPath(name).stem[:40], name)
    definition, source = drafted(named, proposals, document)
    standing = service.begin(definition, source, turn)
    data = _tagged(file.data, definition, desk) if file.kind == FORM else file.data
    taking.add_template(name, data, definition.key, desk=desk)
    return standing


def _sheet(name: str, data: bytes, desk: Desk, wanted: str | None) -> Opened:
    table = _table(name, data, wanted)
    found = sheet.proposals(table, desk.lookups)
    path = PurePosixPath(name)
    kept = f"{path.stem}{'.txt' if path.suffix.lower() in TEXTS else '.xlsx'}"
    return Opened(SHEET, kept, data, tuple(found), table.sheet, table.sheets)


def _table(name: str, data: bytes, wanted: str | None) -> Table:
    """Its top; what is too large is refused before it is unpacked."""
    is_text = not data.startswith(ZIP)
    if is_text and len(data) > TEXT_ROOM:
        raise Invalid.because("starts.too_large", place="file", limit=TEXT_ROOM >> 20)
    try:
        return read(data, name=name, sheet=wanted, reach=Reach(sheet.READ, ROOM))
    except Invalid as refused:
        if any(fault.code == "sheet.unpacks_too_large" for fault in refused.faults):
            raise Invalid.because("starts.too_large", place="file", limit=ROOM >> 20) from refused
        raise


def _some(found: Sequence[Proposed]) -> Sequence[Proposed]:
    if not found:
        raise Invalid.because("starts.no_fields", place="file")
    return found


def _tagged(data: bytes, definition: RecordType, desk: Desk) -> bytes:
    """The blank form with tags for the fields that were made of its places."""
    compiled = compile_type(definition, lookups=desk.lookups, fields_of=desk.types.fields_of)
    return paper.with_tags(data, scope_of(compiled, definition.documents[0]))


def _free_name(file: Opened, desk: Desk) -> str:
    """The name of the file, if it means no other template."""
    found = templates.serving(file.name, session=desk.session)
    if found is not None and found.sha256 == hashlib.sha256(file.data).hexdigest():
        return file.name
    taken = {*templates.all_paths(), *queries.all_versions(desk.session)}
    ending = PurePosixPath(file.name).suffix
    return free_label(file.stem[: arriving.LONGEST_NAME - 10], {PurePosixPath(each).stem for each in taken}) + ending
