"""The page on which a blank form becomes a template: its places, lit up in the preview and as a list."""

import io
from collections.abc import Iterable, Mapping

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.definitions.schema import Capability
from app.definitions.template_kinds import WORD
from app.errors import Fault, Invalid, NotFound
from app.extensions import db
from app.records.current import desk as current_desk
from app.shelf import pages, places
from app.shelf.pages import Shown
from app.shelf.places import Blanks
from app.shelf.uses import Use
from app.web.database import begin_write
from app.web.gates import holds, reads, writes_late
from app.web.toasts import toast

bp = Blueprint("shelf_places", __name__)
MAY = holds(Capability.MANAGE_TYPES)
ENDS = "ends"
"""What an address says for the ends of paragraphs."""


@bp.get("/templates/<name>/versions/<int:number>/places")
@reads(MAY)
def choose(name: str, number: int) -> str:
    """Every place, with what it may want."""
    return _page(_shown(name, number), {})


@bp.get("/templates/<name>/versions/<int:number>/places/preview")
@reads(MAY)
def fetch_marked(name: str, number: int) -> Response:
    """The file with a marker in every place, which the page makes buttons of."""
    data = _shown(name, number).read()
    return send_file(io.BytesIO(_blanks(data).mark(data)), mimetype=WORD.mime)


@bp.post("/templates/<name>/versions/<int:number>/places")
@writes_late(MAY)
def fill_in(name: str, number: int) -> ResponseReturnValue:
    """Write what was chosen into a new version."""
    shown, given = _shown(name, number), request.form
    try:
        use, blanks = _use(shown), _blanks(shown.read())
        tags = places.chosen(places.spots(blanks, use.scope, given), use.scope)
        begin_write()
        added = places.fill_in(_shown(name, number), blanks, tags, desk=current_desk())
    except Invalid as refused:
        db.session.rollback()
        return _page(shown, given, refused.faults), 422
    db.session.commit()
    toast(gettext("标签已写进第 %(number)d 版，检查无误后启用", number=added.version.number))
    return redirect(url_for("shelf.show", name=name, v=added.version.number))


def _shown(name: str, number: int) -> Shown:
    shown = pages.shown(name, number, current_desk())
    if shown.kind is not WORD:
        raise NotFound(f"places of {name}")
    return shown


def _use(shown: Shown) -> Use:
    use = shown.use(request.values.get("of", ""))
    if use is None:
        raise Invalid.because("template.no_use")
    return use


def _blanks(data: bytes) -> Blanks:
    """The places that were asked for: blanks that were found, or every paragraph's end."""
    return (places.ends_of if request.values.get("at") == ENDS else places.blanks_of)(data)


def _page(shown: Shown, given: Mapping[str, str], faults: Iterable[Fault] = ()) -> str:
    use = shown.use(request.values.get("of", ""))
    found = places.spots(_blanks(shown.read()), use.scope, given) if use else []
    lines = list(places.options(use.scope)) if use else []
    at = ENDS if request.values.get("at") == ENDS else None
    facts = {"spots": found, "lines": lines, "faults": tuple(faults), "other": places.OTHER, "at": at}
    return render_template("shelf/places.html", shown=shown, use=use, **facts)
