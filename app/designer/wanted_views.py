"""From a place of a blank form: the field that it wants is made, and the page of places comes back with it chosen."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts.current import current_actor
from app.definitions.schema import Capability
from app.designer import wanted
from app.errors import Invalid, NotFound
from app.extensions import db
from app.shelf import place_pages, places
from app.web import clock
from app.web.gates import holds, writes
from app.web.toasts import toast

bp = Blueprint("wanted", __name__)


@bp.post("/templates/<name>/versions/<int:number>/places/<blank>/field")
@writes(holds(Capability.MANAGE_TYPES))
def make(name: str, number: int, blank: str) -> ResponseReturnValue:
    """Make the field; what was chosen for other places stays chosen."""
    version, given = place_pages.shown(name, number), request.form.to_dict()
    try:
        use, blanks = place_pages.use_of(version), place_pages.blanks_of(version.read())
        spot = next((each for each in places.spots(blanks, use.scope, given) if each.blank.id == blank), None)
        if spot is None:
            raise NotFound(f"place {blank} of {name}")
        tag = wanted.make(use.compiled.key, spot, actor=current_actor(), now=clock.now())
    except Invalid as refused:
        db.session.rollback()
        return place_pages.page(version, given, refused.faults), 422
    db.session.commit()
    toast(gettext("字段“%(label)s”已加进事项的草稿，发布以后这个标签才填得出来", label=spot.new_field.label))
    return place_pages.page(version, {**given, f"p.{blank}": places.OTHER, f"o.{blank}": tag}, made=blank)
