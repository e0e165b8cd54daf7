"""改键: another key for a field that is in use, after what names it was looked at."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.definitions.schema import Capability
from app.designer import answers, pages, renaming, service, words
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.web.gates import holds, reads, writes
from app.web.toasts import toast

bp = Blueprint("rename", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)
DEED = "rename-key"


@bp.get("/designer/<type_key>/rename/<at>")
@reads(DESIGN)
def look(type_key: str, at: str) -> str:
    """What would change with the key."""
    return _look(type_key, at, request.args.get("key", "")[:40] or at, ())


@bp.post("/designer/<type_key>/rename/<at>")
@writes(DESIGN)
def rename(type_key: str, at: str) -> ResponseReturnValue:
    """Change it, after a yes."""
    given = request.form.to_dict()
    key, turn = given.get("key", "").strip(), answers.turn(given)
    try:
        if given.get("sure") != "yes":
            raise Invalid.because("renaming.wants_yes")
        text = renaming.renamed(service.standing(type_key), at, key)
        service.write(type_key, text, turn, deed=DEED, about=key)
    except Invalid as invalid:
        db.session.rollback()
        return _look(type_key, at, key, invalid.faults), 422
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=words.deed(DEED), given=given)
    db.session.commit()
    toast(gettext("键已改为 %(key)s，写到它的地方也一起改了", key=key))
    return redirect(url_for("designer.fields", type_key=type_key, at=key))


def _look(type_key: str, at: str, key: str, faults: "tuple[Fault, ...] | list[Fault]") -> str:
    standing = service.standing(type_key)
    facts = {"found": renaming.preview(standing, at), "key": key, "faults": faults, **pages.bar(standing)}
    return render_template("designer/rename.html", tab="fields", **facts)
