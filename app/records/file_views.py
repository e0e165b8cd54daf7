"""Files of records: fetched by who may see the record and the field.

They are only ever saved, never opened in place; but for pictures, which stand in pages.
"""

from flask import Blueprint
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.records import downloads, files, queries, showing
from app.records.current import desk
from app.records.models import Attachment
from app.web.gates import SIGNED_IN, reads

bp = Blueprint("records_files", __name__)


@bp.get("/records/<int:record_id>/files/<token>")
@reads(SIGNED_IN)
def fetch(record_id: int, token: str) -> Response:
    """A file, to be saved."""
    return downloads.answer_with(_seen(record_id, token))


@bp.get("/records/<int:record_id>/pictures/<token>")
@reads(SIGNED_IN)
def fetch_picture(record_id: int, token: str) -> Response:
    """A picture of a record, to stand in its page."""
    return downloads.answer_with_picture(_seen(record_id, token))


@bp.get("/pictures/<token>")
@reads(SIGNED_IN)
def fetch_waiting_picture(token: str) -> Response:
    """A picture that was sent and that no record has yet, for the form of whoever sent it."""
    at = desk()
    file = files.get(at.session, token, viewer=at.viewer)
    if file.record_id is not None:
        raise NotFound("file")
    return downloads.answer_with_picture(file)


def _seen(record_id: int, token: str) -> Attachment:
    """A file of a record that this person may see, in a field that this person may see."""
    at = desk()
    record = queries.get(at.session, record_id, viewer=at.viewer)
    compiled = at.compiled(record)
    path = files.field_of(compiled, record.data, token)
    if path is None or showing.sights_of(record, compiled, at).get(path) != "see":
        raise NotFound("file")
    return files.get(at.session, token, viewer=at.viewer)
