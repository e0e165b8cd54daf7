"""从别的事项复制: fields and sections of another type into the draft."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.definitions import lookups
from app.definitions.schema import Capability, RecordType
from app.designer import answers, borrowing, pages, service, words
from app.designer.borrowing import Borrowed
from app.errors import Conflict, Fault, Invalid, NotFound
from app.extensions import db
from app.fields import signs_of
from app.web.gates import holds, reads, writes
from app.web.language import language
from app.web.toasts import toast

bp = Blueprint("borrow", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)
DEED, TAKE = "borrow", "take-"


@bp.get("/designer/<type_key>/borrow")
@reads(DESIGN)
def look(type_key: str) -> str:
    """The other types, and the fields of the one that was chosen."""
    return _look(type_key, ())


@bp.post("/designer/<type_key>/borrow")
@writes(DESIGN)
def take(type_key: str) -> ResponseReturnValue:
    """Copy what is ticked."""
    given = request.form.to_dict()
    names = {name.removeprefix(TAKE) for name in given if name.startswith(TAKE)}
    try:
        standing = service.standing(type_key)
        text, made = borrowing.borrowed(standing, _other(type_key), names, given.get("to", ""))
        service.write(type_key, text, answers.turn(given), deed=DEED, about=made.focus)
    except Invalid as invalid:
        db.session.rollback()
        return _look(type_key, invalid.faults), 422
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=words.deed(DEED), given=given)
    db.session.commit()
    _tell(made)
    return redirect(url_for("designer.fields", type_key=type_key, at=made.focus))


def _tell(made: Borrowed) -> None:
    toast(ngettext("已复制 %(num)d 个字段，不合适可以撤销", "已复制 %(num)d 个字段，不合适可以撤销", made.count))
    if made.left:
        names = signs_of(language()).things.join(each.text(language()) for each in made.left)
        toast(gettext("这些字段的规则写到没有复制的字段或状态，没有带来：%(names)s", names=names), tone="warning")


def _other(type_key: str) -> RecordType:
    """The type that was chosen to copy from; raises `NotFound`."""
    found = lookups.current().get(request.values.get("of", ""))
    if found is None or found.key == type_key:
        raise NotFound(f"type to copy from for {type_key}")
    return found


def _look(type_key: str, faults: Sequence[Fault]) -> str:
    standing = service.standing(type_key)
    others = [each for key, each in lookups.current().items() if key != type_key]
    other = _other(type_key) if request.values.get("of") else None
    facts = {
        "others": [(each.key, each.label.text(language())) for each in others],
        "other": other,
        "sections": borrowing.offered(other) if other else [],
        "homes": [(each.key, each.label.text(language())) for each in standing.definition.sections],
        "type_name": words.type_name,
        "given": request.form,
        "faults": faults,
    }
    return render_template("designer/borrow.html", tab="fields", **facts, **pages.bar(standing))
