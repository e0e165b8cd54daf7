"""PDFs of papers: asked for, then fetched."""

import io

from flask import Blueprint, redirect, send_file, url_for
from werkzeug.wrappers import Response

from app.documents import pdf, queries, reading
from app.errors import Invalid
from app.extensions import db
from app.records.current import desk as current_desk
from app.web.gates import SIGNED_IN, reads, writes_late

bp = Blueprint("documents_pdf", __name__)


@bp.post("/documents/<int:document_id>/pdf")
@writes_late(SIGNED_IN)
def ask(document_id: int) -> Response:
    """The PDF at once, if it is there; else as long work."""
    desk = current_desk()
    document, record = queries.get(desk.session, document_id, viewer=desk.viewer)
    copy = reading.copy_for(document, record, desk=desk)
    if pdf.kept(copy) is not None:
        return redirect(url_for("documents_pdf.fetch", document_id=document_id))
    job = pdf.ask(document, copy, desk=desk)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.get("/documents/<int:document_id>/pdf")
@reads(SIGNED_IN)
def fetch(document_id: int) -> Response:
    """The PDF of what this person may take of the paper."""
    desk = current_desk()
    document, record = queries.get(desk.session, document_id, viewer=desk.viewer)
    copy = reading.copy_for(document, record, desk=desk)
    data = pdf.kept(copy)
    if data is None:
        raise Invalid.because("document.pdf_swept")
    reading.take_down(copy, document, record, desk=desk)
    name = pdf.name_of(copy)
    return send_file(io.BytesIO(data), mimetype="application/pdf", as_attachment=True, download_name=name)
