"""What a form asks for while one types, and where it sends files."""

from flask import Blueprint, jsonify, request
from werkzeug.wrappers import Response

from app.extensions import db
from app.records import files, offers, service, uploads
from app.records.current import desk as current_desk
from app.records.form_pages import form_of
from app.web.database import begin_write
from app.web.gates import SIGNED_IN, reads, writes_late

bp = Blueprint("records_offers", __name__)


@bp.get("/types/<type_key>/offers")
@reads(SIGNED_IN)
def index(type_key: str) -> Response:
    """What fits to what was typed into an input: `kind`, `of`, `q`."""
    desk, asked = current_desk(), request.args
    compiled = desk.types.current(type_key)
    found = offers.offers(asked.get("kind", ""), compiled, asked.get("of", ""), asked.get("q", "")[:80], desk=desk)
    return jsonify(options=[each.plain() for each in found.lines], whole=found.is_whole)


@bp.post("/types/<type_key>/files")
@writes_late(SIGNED_IN)
def upload(type_key: str) -> Response:
    """Take one file in; it waits for the record that is going to name it."""
    desk = current_desk()
    compiled, record = form_of(type_key, desk)
    service.refuse_strangers(compiled, record, desk=desk)
    each = uploads.file_field(compiled, request.form.get("of", ""))
    received = uploads.take(uploads.file_options(each), request.files.get("file"))
    begin_write()
    row = files.add(db.session(), received, actor=desk.actor, now=desk.now)
    db.session.commit()
    return jsonify(file=row.token, name=row.name, size=row.size)
