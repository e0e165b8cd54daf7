"""Ways to begin a type other than blank: from the product's library, from a sheet, from a Word file."""

from collections.abc import Iterable, Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from app.definitions import lookups
from app.definitions.schema import Capability
from app.designer import answers, words
from app.designer.refused import tell_refused
from app.designer.starts import opening, proposed
from app.designer.starts.forms import FromFile
from app.designer.starts.library import books
from app.designer.starts.opening import Opened
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.records.current import desk as current_desk
from app.shelf import arriving, waiting
from app.shelf.arriving import Arrived
from app.web.gates import holds, reads, writes, writes_late
from app.web.language import language
from app.web.sent import name_of, read_sent
from app.web.toasts import toast

bp = Blueprint("starts", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)


@bp.get("/designer/library")
@reads(DESIGN)
def library() -> str:
    """The types that come with the product."""
    return render_template("designer/starts/library.html", books=books(lookups.current(retired=True)))


@bp.get("/designer/new/file")
@reads(DESIGN)
def file() -> str:
    """Where the file is sent from which a type begins."""
    return _file()


@bp.post("/designer/new/file")
@writes_late(DESIGN)
def send() -> ResponseReturnValue:
    """A file arrives: on to what it proposes, or back with all that is wrong with it."""
    desk, sent = current_desk(), request.files.get("file")
    try:
        found = opening.opened(*read_sent(sent, arriving.MOST), desk=desk)
        token = waiting.keep(Arrived(found.name, found.data), desk=desk)
    except Invalid as refused:
        db.session.rollback()
        tell_refused(sent, refused.faults)
        return _file(refused.faults, sent), 422
    return redirect(url_for("starts.propose", token=token))


@bp.get("/designer/new/file/<token>")
@reads(DESIGN)
def propose(token: str) -> str:
    """The fields that the file proposes, to be put right before the draft is made."""
    found = _opened(token)
    return _proposals(found, FromFile.offered(language(), found.stem))


@bp.post("/designer/new/file/<token>")
@writes(DESIGN)
def begin(token: str) -> ResponseReturnValue:
    """The draft as it was put right."""
    found, given = _opened(token), request.form.to_dict()
    form = FromFile.offered(language())
    faults = proposed.faults_of(found.proposals, given)
    named = form.attempt(form.named) if form.validate() else None
    if faults or named is None:
        return _proposals(found, form, faults), 422
    taken = proposed.corrected(found.proposals, given)
    try:
        standing = opening.begin(found, named, taken, answers.turn({}), desk=current_desk())
    except Invalid as invalid:
        db.session.rollback()
        return _proposals(found, form, invalid.faults), 422
    except Conflict:
        db.session.rollback()
        form.key.errors = [gettext("已经有键是“%(key)s”的事项，请换一个", key=named.key)]
        return _proposals(found, form), 422
    db.session.commit()
    toast(gettext("已建立草稿，发布以前别人看不到"))
    return redirect(url_for("designer.fields", type_key=standing.key))


def _opened(token: str) -> Opened:
    """What waits, looked at anew."""
    desk = current_desk()
    name, data = waiting.kept(token, desk=desk)
    return opening.opened(name, data, desk=desk, wanted=request.values.get("sheet") or None)


def _file(faults: Iterable[Fault] = (), sent: FileStorage | None = None) -> str:
    filename = name_of(sent)
    facts = {"accept": opening.ACCEPT, "most": arriving.MOST >> 20, "filename": filename}
    return render_template("designer/starts/file.html", faults=tuple(faults), **facts)


def _proposals(found: Opened, form: FromFile, faults: Sequence[Fault] = ()) -> str:
    facts = {
        "rows": list(proposed.rows(found.proposals)),
        "types": [(name, words.type_name(name)) for name in proposed.TYPES],
        "given": request.form,
        "by_place": {fault.place: fault for fault in faults},
        "faults": faults,
    }
    return render_template("designer/starts/proposals.html", found=found, form=form, **facts)
