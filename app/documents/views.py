"""Pages of papers: making one, fetching it, its signed scan, the list of what has not come back."""

import io
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.audit import deeds
from app.definitions.compiled import CompiledType
from app.definitions.template_kinds import WORD, kind_of
from app.documents import (
    access,
    packs,
    panels,
    pdf,
    queries,
    reading,
    service,
    told,  # noqa: F401 - tells the audit what papers call their facts
)
from app.documents.models import ISSUED, Document
from app.documents.queries import Search
from app.errors import Invalid
from app.extensions import db
from app.records import downloads, once, showing, uploads
from app.records import files as attachments
from app.records import queries as records
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.web import navigation
from app.web.database import begin_write
from app.web.gates import SIGNED_IN, reads, writes, writes_late
from app.web.ids import asked
from app.web.language import N_, language
from app.web.navigation import Group, Item
from app.web.paging import Paging, page_number
from app.web.sent import clean_name
from app.web.toasts import toast

bp = Blueprint("documents", __name__)
ROUTE = "issue"

deeds.call(
    document__issued=N_("生成材料"),
    document__voided=N_("作废材料"),
    document__scanned=N_("收回扫描件"),
    document__read=N_("下载含敏感内容的材料"),
    document__masked=N_("下载材料的脱敏件"),
)


@navigation.sidebar(order=55, lasting=True)
def menu() -> list[Group]:
    """材料台账."""
    return [Group(items=(Item(gettext("材料台账"), url_for("documents.ledger"), "files"),))]


@bp.get("/documents")
@reads(SIGNED_IN)
def ledger() -> str:
    """材料台账: which signed papers have not come back, and all others."""
    desk, given, number = current_desk(), request.args, page_number()
    search = Search(
        back=given.get("back", "out"),
        type_key=given.get("type", ""),
        year=asked("year"),
        words=given.get("q", "")[:80],
    )
    lines, total = queries.ledger(desk.session, desk.viewer, search, page=number)
    types = {key: compiled.definition.label.text(language()) for key, compiled in desk.types.all().items()}
    names = accounts.names(line.document.issued_by for line in lines if line.document.issued_by)
    labels = {each.document.id: panels.label_of(each.document, desk.compiled(each.record)) for each in lines}
    facts = {"search": search, "types": types, "names": names, "labels": labels, "paging": Paging(number, total)}
    years = range(desk.today.year, desk.today.year - 6, -1)
    return render_template("documents/ledger.html", lines=lines, years=years, no_pdf=pdf.why_not(), **facts)


@bp.post("/records/<int:record_id>/papers/<key>")
@writes(SIGNED_IN)
def issue(record_id: int, key: str) -> Response:
    """生成 Word."""
    desk = current_desk()
    record, compiled = _record(record_id, desk)
    service.refuse_strangers(record, compiled, desk=desk)
    mark = request.form.get("_once", "")
    if once.made_before(desk.session, mark, route=ROUTE, actor=desk.actor) != record_id:
        made = service.issue_all(record, compiled, key, desk=desk)
        service.refuse_readers(made[0].prints, record, compiled, desk=desk)
        once.remember(desk.session, mark, record_id, route=ROUTE, actor=desk.actor, now=desk.now)
        toast(gettext("已生成《%(paper)s》", paper=panels.label_of(made[0], compiled)))
        db.session.commit()
    return redirect(panels.tab_url(record_id))


@bp.get("/documents/<int:document_id>/file")
@reads(SIGNED_IN)
def fetch(document_id: int) -> Response:
    """The file of a paper, to be saved."""
    desk = current_desk()
    document, record = queries.get(desk.session, document_id, viewer=desk.viewer)
    reading.let_read([document], record, desk=desk)
    data = io.BytesIO(reading.content(document))
    mime = kind_of(document.filename).mime
    return send_file(data, mimetype=mime, as_attachment=True, download_name=document.filename)


@bp.get("/documents/<int:document_id>/masked")
@reads(SIGNED_IN)
def fetch_masked(document_id: int) -> Response:
    """A copy for somebody who may see the record, but not everything that the paper prints."""
    desk = current_desk()
    document, record = queries.get(desk.session, document_id, viewer=desk.viewer)
    copy = reading.copy_for(document, record, desk=desk)
    if not copy.withheld:
        return redirect(url_for("documents.fetch", document_id=document_id))
    reading.take_down(copy, document, record, desk=desk)
    data, mime = io.BytesIO(copy.data), kind_of(copy.name).mime
    return send_file(data, mimetype=mime, as_attachment=True, download_name=copy.name)


@bp.get("/records/<int:record_id>/papers/<key>/all")
@reads(SIGNED_IN)
def fetch_all(record_id: int, key: str) -> Response:
    """All files of a paper that has one for each row, in one archive."""
    desk = current_desk()
    record, compiled = _record(record_id, desk)
    documents = queries.in_force(desk.session, record.id, key)
    if not documents:
        raise Invalid.because("document.nothing_to_pack")
    reading.let_read(documents, record, desk=desk)
    return _packed(documents, f"{panels.label_of(documents[0], compiled)}_{record.number or record.title}")


@bp.get("/records/<int:record_id>/papers/all")
@reads(SIGNED_IN)
def fetch_set(record_id: int) -> Response:
    """全套: every paper in force that this person may read, in one archive, ready to be printed."""
    desk = current_desk()
    record, _compiled = _record(record_id, desk)
    return _packed(_set(record, desk), f"{gettext('全套材料')}_{record.number or record.title}")


@bp.get("/records/<int:record_id>/papers/print")
@reads(SIGNED_IN)
def print_set(record_id: int) -> Response:
    """全套打印: the same papers in order as one Word file."""
    desk = current_desk()
    record, _compiled = _record(record_id, desk)
    data = packs.joined([reading.content(each) for each in packs.joinable(_set(record, desk))])
    name = clean_name(f"{gettext('全套材料')}_{record.number or record.title}.docx")
    return send_file(io.BytesIO(data), mimetype=WORD.mime, as_attachment=True, download_name=name)


@bp.post("/documents/<int:document_id>/scan")
@writes_late(SIGNED_IN)
def take_scan(document_id: int) -> Response:
    """The signed and sealed paper came back."""
    sent = request.files.get("scan")
    if not uploads.is_sent(sent):
        raise Invalid.because("document.scan_missing", place="scan")
    received = uploads.take(uploads.SCAN, sent)
    begin_write()
    desk = current_desk()
    document, record = queries.get(desk.session, document_id, viewer=desk.viewer)
    service.refuse_strangers(record, desk.compiled(record), desk=desk)
    file = attachments.add(desk.session, received, actor=desk.actor, now=desk.now)
    service.take_scan(document, file, desk=desk)
    db.session.commit()
    toast(gettext("已收回《%(paper)s》的扫描件", paper=panels.label_of(document, desk.compiled(record))))
    return redirect(panels.tab_url(record.id))


@bp.get("/scans/<int:scan_id>")
@reads(SIGNED_IN)
def fetch_scan(scan_id: int) -> Response:
    """A signed paper, to be saved."""
    desk = current_desk()
    held, document, record = queries.scan(desk.session, scan_id, viewer=desk.viewer)
    reading.let_read([document], record, desk=desk)
    return downloads.answer_with(held.file)


@bp.post("/documents/<int:document_id>/void")
@writes(SIGNED_IN)
def void(document_id: int) -> ResponseReturnValue:
    """作废."""
    desk = current_desk()
    document, record = queries.get(desk.session, document_id, viewer=desk.viewer)
    service.refuse_strangers(record, desk.compiled(record), desk=desk)
    service.void(document, why=request.form.get("why", ""), desk=desk)
    db.session.commit()
    toast(gettext("已作废"))
    return redirect(panels.tab_url(record.id))


def _record(record_id: int, desk: Desk) -> tuple[Record, CompiledType]:
    record = records.get(desk.session, record_id, viewer=desk.viewer)
    return record, desk.compiled(record)


def _set(record: Record, desk: Desk) -> list[Document]:
    """The papers in force that this person may read, in the order of the type."""
    compiled = desk.compiled(record)
    sights = showing.sights_of(record, compiled, desk)
    current = [each for each in queries.of_record(desk.session, record.id) if each.state == ISSUED]
    documents = [each for each in current if not access.withheld(each.prints, sights)]
    if not documents:
        raise Invalid.because("document.nothing_to_pack")
    reading.let_read(documents, record, desk=desk)
    return packs.in_order(documents, compiled)


def _packed(documents: Sequence[Document], name: str) -> Response:
    """The files in one archive."""
    packed = packs.archived((each.filename, reading.content(each)) for each in documents)
    return send_file(packed, mimetype="application/zip", as_attachment=True, download_name=clean_name(f"{name}.zip"))
