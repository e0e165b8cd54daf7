"""Pages of trial fills: choose a record or the example, look at the filled file, fetch it."""

import io
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from app.audit import service as audit
from app.definitions.schema import Capability
from app.documents.pdf import why_not
from app.errors import Fault, Invalid, NotFound
from app.extensions import db
from app.records import queries as records
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.shelf import pages, pdf, trial
from app.shelf.pages import Shown
from app.shelf.uses import Use
from app.web.gates import holds, reads, writes
from app.web.ids import asked

bp = Blueprint("shelf_trial", __name__)
MAY = holds(Capability.MANAGE_TYPES)


@bp.get("/templates/<name>/versions/<int:number>/trial")
@reads(MAY)
def choose(name: str, number: int) -> str:
    """With which record; the example stands there at first."""
    desk, words = current_desk(), request.args.get("q", "")[:80]
    shown = pages.shown(name, number, desk)
    use, record = _use(shown), _record(desk)
    record_id = record.id if record else None
    facts = {
        "lines": trial.offered(use, words, desk),
        "words": words,
        "faults": _faults(shown, use, record, desk),
        "file_url": url_for("shelf_trial.fetch", name=shown.name, number=number, of=use.key, record=record_id),
        "pdf_url": url_for("shelf_trial.ask_pdf", name=shown.name, number=number, of=use.key, record=record_id),
        "no_pdf": why_not(),
    }
    return render_template("shelf/trial.html", shown=shown, use=use, record=record, **facts)


@bp.get("/templates/<name>/versions/<int:number>/trial/file")
@reads(MAY)
def fetch(name: str, number: int) -> Response:
    """The filled file."""
    desk = current_desk()
    shown = pages.shown(name, number, desk)
    use, record = _use(shown), _record(desk)
    filled = trial.filled(shown, use, record, desk=desk)
    if record is not None and filled.secrets:  # a look at secrets is taken down, here as with every paper
        facts = {"paper": use.paper.key, "fields": list(filled.secrets)}
        audit.record_alone("document.read", actor=desk.actor, about=f"record:{record.id}", facts=facts)
    return send_file(io.BytesIO(filled.data), mimetype=shown.kind.mime, as_attachment=True, download_name=shown.name)


@bp.post("/templates/<name>/versions/<int:number>/trial/pdf")
@writes(MAY)
def ask_pdf(name: str, number: int) -> Response:
    """The filled file as a PDF: long work."""
    desk = current_desk()
    shown = pages.shown(name, number, desk)
    job = pdf.ask(shown, _use(shown), _record(desk), desk=desk)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


def _use(shown: Shown) -> Use:
    use = shown.use(request.args.get("of", ""))
    if use is None:
        raise NotFound(f"use of {shown.name}")
    return use


def _record(desk: Desk) -> Record | None:
    """The one that was asked for, if this person may see it."""
    record_id = asked("record")
    return records.get(desk.session, record_id, viewer=desk.viewer) if record_id is not None else None


def _faults(shown: Shown, use: Use, record: Record | None, desk: Desk) -> Sequence[Fault]:
    """Why it cannot be filled."""
    try:
        trial.filled(shown, use, record, desk=desk)
    except Invalid as refused:
        return refused.faults
    return ()
