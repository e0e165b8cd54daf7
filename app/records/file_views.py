"""Files of records: fetched by who may see the record and the field, and only ever saved, never opened in place."""

from flask import Blueprint
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.records import downloads, files, queries, showing
from app.records.current import desk
from app.web.gates import SIGNED_IN, reads

bp = Blueprint("records_files", __name__)


@bp.get("/records/<int:record_id>/files/<token>")
@reads(SIGNED_IN)
def fetch(record_id: int, token: str) -> Response:
    """A file, to be saved."""
    at = desk()
    record = queries.get(at.session, record_id, viewer=at.viewer)
    compiled = at.compiled(record)
    path = files.field_of(compiled, record.data, token)
    if path is None or showing.sights_of(record, compiled, at).get(path) != "see":
        raise NotFound("file")
    return downloads.answer_with(files.get(at.session, token, viewer=at.viewer))
