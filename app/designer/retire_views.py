"""停用: a field that something names is retired, after what names it was looked at."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.definitions.schema import Capability
from app.designer import answers, pages, retiring, service, words
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.web.gates import holds, reads, writes
from app.web.toasts import toast

bp = Blueprint("retire", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)
DEED = "retire-field"


@bp.get("/designer/<type_key>/retire/<at>")
@reads(DESIGN)
def look(type_key: str, at: str) -> str:
    """What would become of what names it."""
    return _look(type_key, at, ())


@bp.post("/designer/<type_key>/retire/<at>")
@writes(DESIGN)
def retire(type_key: str, at: str) -> ResponseReturnValue:
    """Retire it, after a yes."""
    given = request.form.to_dict()
    try:
        if given.get("sure") != "yes":
            raise Invalid.because("retiring.wants_yes")
        standing = service.standing(type_key)
        found = retiring.preview(standing, at)
        service.write(type_key, retiring.retired(standing, at), answers.turn(given), deed=DEED, about=at)
    except Invalid as invalid:
        db.session.rollback()
        return _look(type_key, at, invalid.faults), 422
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=words.deed(DEED), given=given)
    db.session.commit()
    toast(gettext("已停用“%(label)s”，不合适可以撤销", label=found.label))
    return redirect(url_for("designer.fields", type_key=type_key, at=at))


def _look(type_key: str, at: str, faults: Sequence[Fault]) -> str:
    standing = service.standing(type_key)
    facts = {"found": retiring.preview(standing, at), "faults": faults, **pages.bar(standing)}
    return render_template("designer/retire.html", tab="fields", **facts)
