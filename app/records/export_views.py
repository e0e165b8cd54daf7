"""Taking a list away as a file."""

from flask import Blueprint, redirect, request, send_file, url_for
from flask_babel import gettext
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from werkzeug.wrappers import Response

from app.exports import FORMATS
from app.extensions import db
from app.jobs import results
from app.jobs import service as jobs
from app.records import exporting
from app.records.current import desk
from app.records.lists import Asked, RecordList, title_of
from app.web import database
from app.web.gates import SIGNED_IN, reads, writes_late

bp = Blueprint("records_export", __name__)


@bp.post("/types/<type_key>/export")
@writes_late(SIGNED_IN)
def export(type_key: str) -> Response:
    """The list of the address as a file; the ticked records only, if there are any. A long one is made in the back."""
    given: MultiDict[str, str] = MultiDict(CombinedMultiDict([request.args, request.form]))
    shown = RecordList(desk().types.current(type_key), Asked.read(given), desk())
    chosen = request.form.get("format", "xlsx")
    if exporting.is_long(shown):
        return _in_the_back(shown, FORMATS.get(chosen).name)
    made = exporting.at_once(shown, chosen)
    exporting.note(shown, chosen, made.count)
    return send_file(made.file, mimetype=made.format.mime, as_attachment=True, download_name=made.name)


@bp.get("/exports/<token>")
@reads(SIGNED_IN)
def fetch(token: str) -> Response:
    """The file of a long export, for who asked for it."""
    found = results.of_user(token, desk().actor.id)
    return send_file(found.path, as_attachment=True, download_name=found.name)


def _in_the_back(shown: RecordList, chosen: str) -> Response:
    asked = exporting.asking(shown, chosen)
    title = gettext("导出%(title)s", title=title_of(shown.compiled))
    at = desk()
    database.begin_write()
    job = jobs.ask(exporting.KIND, title, asked, user_id=at.actor.id, now=at.now)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))
