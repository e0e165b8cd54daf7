"""Files that people sent go out again to be saved, never to be opened in place."""

from flask import send_file
from werkzeug.wrappers import Response

from app.errors import NotFound
from app.records import files
from app.records.models import Attachment
from app.web import clock


def answer_with(file: Attachment) -> Response:
    """The bytes, of no kind that a browser would open; raises `NotFound` where the disk has them no more."""
    path = files.path_of(clock.settings().instance / files.FOLDER, file.content)
    if not path.exists():
        raise NotFound("file")
    answer = send_file(path, mimetype="application/octet-stream", as_attachment=True, download_name=file.name)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
