"""Types that leave as a zip and arrive as one: the file, its plan, and taking it in as a draft."""

import io
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.audit import deeds, details
from app.definitions.schema import Capability
from app.designer import answers, publishing
from app.designer.exchange import bundle, leaving, taking
from app.designer.exchange.taking import Arrival
from app.designer.refused import tell_refused
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.fields.model import Label
from app.records.current import desk as current_desk
from app.shelf import waiting
from app.shelf.arriving import Arrived
from app.web.gates import holds, reads, writes, writes_late
from app.web.language import N_, language
from app.web.sent import clean_name, name_of, read_sent
from app.web.toasts import toast

bp = Blueprint("exchange", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)

deeds.call(type__taken_in=N_("导入事项"), type__refused=N_("事项文件被拒绝"))
details.call(lists=N_("选项表"), templates=N_("模板"))


@bp.get("/designer/<type_key>/export")
@reads(DESIGN)
def fetch(type_key: str) -> Response:
    """The type with its lists, templates and role names, as a zip."""
    made = leaving.bundle_of(type_key, session=db.session())
    name = clean_name(f"{made.definition.label.text(language())}.zip")
    answer = send_file(io.BytesIO(bundle.pack(made)), "application/zip", as_attachment=True, download_name=name)
    names = {"filename": f"{type_key}.zip", "filename*": f"UTF-8''{quote(name, safe='')}"}  # old programs read one
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer


@bp.get("/designer/import")
@reads(DESIGN)
def start() -> str:
    """Where a zip is sent."""
    return _start()


@bp.post("/designer/import")
@writes_late(DESIGN)
def send() -> ResponseReturnValue:
    """A zip arrives: on to its plan, or back with all that is wrong with it."""
    desk, sent = current_desk(), request.files.get("file")
    try:
        name, data = read_sent(sent, bundle.MOST)
        bundle.unpack(data)
    except Invalid as refused:
        db.session.rollback()
        tell_refused(sent, refused.faults)
        return _start(refused.faults, sent), 422
    token = waiting.keep(Arrived(f"{PurePosixPath(name).stem}.zip", data), desk=desk)
    return redirect(url_for("exchange.plan", token=token))


@bp.get("/designer/import/<token>")
@reads(DESIGN)
def plan(token: str) -> str:
    """What taking it in would do here."""
    return _plan(token, _arrival(token))


@bp.post("/designer/import/<token>")
@writes(DESIGN)
def take(token: str) -> ResponseReturnValue:
    """Take it in: the type as a draft, the lists and templates that were ticked."""
    given, desk = request.form.to_dict(), current_desk()
    try:
        taken = taking.take(_arrival(token), given, answers.turn({}), desk=desk)
    except Invalid as invalid:
        db.session.rollback()
        return _plan(token, _arrival(token), invalid.faults), 422
    except Conflict as changed:
        db.session.rollback()
        return _plan(token, _arrival(token), [Fault(changed.code, facts=changed.facts)]), 409
    db.session.commit()
    toast(gettext("已导入为草稿，检查后再发布"))
    if taken.left:
        toast(gettext("%(count)s 个样例和这份草稿合不上，没有带进来", count=taken.left), tone="warning")
    return redirect(url_for("designer.fields", type_key=taken.key))


def texts(labels: Iterable[Label]) -> list[str]:
    """Labels in the language of the reader."""
    return [each.text(language()) for each in labels]


def _arrival(token: str) -> Arrival:
    """What waits, opened anew."""
    desk = current_desk()
    _name, data = waiting.kept(token, desk=desk)
    return taking.planned(bundle.unpack(data), desk=desk)


def _start(faults: Iterable[Fault] = (), sent: FileStorage | None = None) -> str:
    filename = name_of(sent)
    most = bundle.MOST >> 20
    return render_template("designer/exchange/start.html", faults=tuple(faults), filename=filename, most=most)


def _plan(token: str, arrival: Arrival, faults: Iterable[Fault] = ()) -> str:
    facts = {
        "arrival": arrival,
        "outlook": publishing.outlook(arrival.coming, desk=current_desk()),
        "roles": accounts.roles() if arrival.roles else (),
        "texts": texts,
        "faults": tuple(faults),
        "given": request.form,
    }
    return render_template("designer/exchange/plan.html", token=token, **facts)
