"""What papers give to the page of a record: the tab 材料, 生成 Word, and what is not made or not come back yet."""

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.accounts import queries as accounts
from app.definitions.compiled import CompiledType
from app.definitions.schema import Document as Paper
from app.definitions.template_kinds import TemplateKind, kind_of
from app.documents import access, pdf, queries
from app.documents.models import ISSUED, Document
from app.documents.queries import Held
from app.records import panels, showing
from app.records.desk import Desk
from app.records.models import Record
from app.records.panels import Action, Missing, Tab
from app.records.uploads import SCAN_INPUT
from app.web.language import language
from app.web.signs import listed


@dataclass(slots=True)
class Sheet:
    """A paper of a type with what was made of it. `why_not`: why it cannot be made now, in words."""

    key: str
    label: str
    template: str
    wants_scan: bool
    is_each: bool
    why_not: str = ""
    current: list[Document] = field(default_factory=list)
    older: list[Document] = field(default_factory=list)

    @property
    def kind(self) -> TemplateKind:
        """What its files are."""
        return kind_of(self.template)


@dataclass(slots=True)
class Shelf:
    """All papers of a record; `withheld`: by paper the labels of fields that this person may not see;
    `no_pdf`: why there are no PDFs, in words."""

    sheets: Sequence[Sheet]
    scans: Mapping[int, list[Held]]
    names: Mapping[int, str]
    withheld: Mapping[int, list[str]]
    may_issue: bool
    once: str
    no_pdf: str
    scan_input: Mapping[str, str] = field(default_factory=lambda: SCAN_INPUT)

    def icon_of(self, document: Document) -> str:
        """What stands before its name."""
        return kind_of(document.filename).icon

    @property
    def readable(self) -> int:
        """How many files in force this person may read."""
        return sum(not self.withheld.get(document.id) for sheet in self.sheets for document in sheet.current)


@panels.record_tabs(order=30)
def papers(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Tab]:
    """材料."""
    made = queries.of_record(desk.session, record.id)
    if not compiled.definition.documents and not made:
        return

    def facts() -> Mapping[str, Any]:
        return {"shelf": shelf(record, compiled, made, desk), "record_id": record.id}

    count = len({document.key for document in made if document.state == ISSUED})
    yield Tab("papers", str(gettext("材料")), "documents/_tab_papers.html", facts, badge=count)


@panels.record_actions(order=30)
def make(record: Record, compiled: CompiledType, desk: Desk) -> Iterator[Action]:
    """生成 Word, where something may be made now."""
    may = access.may_issue(compiled, desk.viewer, record)
    if may and any(access.fits_state(paper, record.state) for paper in compiled.definition.documents):
        yield Action("documents/_action_make.html", {"url": tab_url(record.id)}, more=False)


@panels.record_strip(order=20)
def missing(record: Record, compiled: CompiledType, desk: Desk) -> Iterable[Missing]:
    """Papers that belong to this state and were not made, signed ones that have not come back."""
    if not compiled.definition.documents or not access.may_issue(compiled, desk.viewer, record):
        return
    current = [each for each in queries.of_record(desk.session, record.id) if each.state == ISSUED]
    known = {document.key for document in current}
    known |= _of_amendments_only(compiled)
    for paper in compiled.definition.documents:
        if paper.states and record.state in paper.states and paper.key not in known and paper.each is None:
            words = gettext("还没有生成《%(paper)s》", paper=paper.label.text(language()))
            yield Missing(str(words), tab_url(record.id), "file-alert")
    scans = queries.scans(desk.session, [document.id for document in current])
    for document in current:
        if document.wants_scan and not _is_back(scans.get(document.id, ())):
            words = gettext("《%(paper)s》的签字盖章件还没有收回", paper=label_of(document, compiled))
            yield Missing(str(words), tab_url(record.id), "signature")


def _of_amendments_only(compiled: CompiledType) -> set[str]:
    """Papers that no step makes but an amendment: where nothing was amended, none is missing."""
    flow = compiled.definition.workflow
    made = {key for each in flow.transitions for key in each.makes} if flow else set()
    return {key for each in compiled.definition.amendments.values() for key in each.makes} - made


def shelf(record: Record, compiled: CompiledType, made: Sequence[Document], desk: Desk) -> Shelf:
    """What the tab shows."""
    sheets = {paper.key: _sheet(paper, record, compiled) for paper in compiled.definition.documents}
    for document in made:
        sheet = sheets.setdefault(document.key, _former(document))
        (sheet.current if document.state == ISSUED else sheet.older).append(document)
    scans = queries.scans(desk.session, [document.id for document in made])
    by = [document.issued_by for document in made] + [held.scan.by for found in scans.values() for held in found]
    sights = showing.sights_of(record, compiled, desk)
    withheld = {each.id: access.withheld(each.prints, sights) for each in made}
    return Shelf(
        sheets=list(sheets.values()),
        scans=scans,
        names=accounts.names(each for each in by if each),
        withheld={
            key: [access.label_of(compiled, path, language()) for path in paths] for key, paths in withheld.items()
        },
        may_issue=access.may_issue(compiled, desk.viewer, record),
        once=secrets.token_urlsafe(12),
        no_pdf=pdf.why_not(),
    )


def tab_url(record_id: int) -> str:
    """The tab 材料 of a record."""
    return url_for("records.show", record_id=record_id, tab="papers")


def label_of(document: Document, compiled: CompiledType) -> str:
    """What the paper is called; as it was called then, if the type does not know it any more."""
    paper = compiled.document(document.key)
    return paper.label.text(language()) if paper else document.label


def _sheet(paper: Paper, record: Record, compiled: CompiledType) -> Sheet:
    why_not = ""
    if not access.fits_state(paper, record.state):
        known = (compiled.definition.state(key) for key in paper.states)
        states = listed(state.label.text(language()) for state in known if state)
        why_not = str(gettext("“%(states)s”时可以生成", states=states))
    elif paper.each and not record.data.get(paper.each):
        label = compiled.fields[paper.each].definition.label.text(language())
        why_not = str(gettext("每行一份，请先填写“%(label)s”", label=label))
    label = paper.label.text(language())
    return Sheet(paper.key, label, paper.template, paper.scan, paper.each is not None, why_not)


def _former(document: Document) -> Sheet:
    """A paper that the type does not have any more."""
    why_not = str(gettext("这种材料已停用"))
    return Sheet(
        document.key, document.label, document.template, document.wants_scan, document.row > 0, why_not=why_not
    )


def _is_back(held: Iterable[Held]) -> bool:
    return any(each.scan.replaced_at is None for each in held)
