"""The page on which a blank form becomes a template: its places, lit up in the preview and as a list."""

import io

from flask import Blueprint, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.definitions.schema import Capability
from app.definitions.template_kinds import WORD
from app.errors import Invalid
from app.extensions import db
from app.records.current import desk as current_desk
from app.shelf import place_pages, places
from app.web.database import begin_write
from app.web.gates import holds, reads, writes_late
from app.web.toasts import toast

bp = Blueprint("shelf_places", __name__)
MAY = holds(Capability.MANAGE_TYPES)


@bp.get("/templates/<name>/versions/<int:number>/places")
@reads(MAY)
def choose(name: str, number: int) -> str:
    """Every place, with what it may want."""
    return place_pages.page(place_pages.shown(name, number), {})


@bp.get("/templates/<name>/versions/<int:number>/places/preview")
@reads(MAY)
def fetch_marked(name: str, number: int) -> Response:
    """The file with a marker in every place, which the page makes buttons of."""
    data = place_pages.shown(name, number).read()
    return send_file(io.BytesIO(place_pages.blanks_of(data).mark(data)), mimetype=WORD.mime)


@bp.post("/templates/<name>/versions/<int:number>/places")
@writes_late(MAY)
def fill_in(name: str, number: int) -> ResponseReturnValue:
    """Write what was chosen into a new version."""
    shown, given = place_pages.shown(name, number), request.form
    try:
        use, blanks = place_pages.use_of(shown), place_pages.blanks_of(shown.read())
        tags = places.chosen(places.spots(blanks, use.scope, given), use.scope)
        begin_write()
        added = places.fill_in(place_pages.shown(name, number), blanks, tags, desk=current_desk())
    except Invalid as refused:
        db.session.rollback()
        return place_pages.page(shown, given, refused.faults), 422
    db.session.commit()
    toast(gettext("标签已写进第 %(number)d 版，检查无误后启用", number=added.version.number))
    return redirect(url_for("shelf.show", name=name, v=added.version.number))
