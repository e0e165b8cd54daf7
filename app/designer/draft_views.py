"""The other tabs of a draft: its text, its preview, the check with the plan, and publishing."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.definitions.schema import Capability
from app.designer import answers, pages, preview, publishing, service, texts, troubles, words
from app.designer.examples.pages import ACCEPT, is_red, runs
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.records import drawing
from app.records.current import desk as current_desk
from app.records.form import nested
from app.web import headers
from app.web.gates import asks, holds, reads, writes
from app.web.toasts import toast

bp = Blueprint("drafts", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)


@bp.get("/designer/<type_key>/yaml")
@reads(DESIGN)
def text(type_key: str) -> str:
    """YAML: the draft as text, with what is wrong beside it."""
    standing = service.standing(type_key)
    found = troubles.of(standing.definition)
    return _text(standing.source, texts.lines_of_sense(standing.source, found), pages.bar(standing, found))


@bp.post("/designer/<type_key>/yaml")
@writes(DESIGN)
def write(type_key: str) -> ResponseReturnValue:
    """Take the text as the draft; it is kept on the page when it cannot be taken."""
    given = request.form.to_dict()
    typed = given.get("text", "").replace("\r\n", "\n")
    try:
        service.write(type_key, typed, answers.turn(given))
    except Invalid as invalid:
        db.session.rollback()
        bar = pages.bar(service.standing(type_key))
        return _text(typed, texts.lines(invalid.faults), bar, refused=True), 422
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=words.deed("write"), given=given, text=typed)
    db.session.commit()
    toast(gettext("草稿已保存"))
    return redirect(url_for("drafts.text", type_key=type_key))


@bp.get("/designer/<type_key>/preview")
@reads(DESIGN)
def look(type_key: str) -> str:
    """预览: the form on a desk and on a phone."""
    bar = pages.bar(service.standing(type_key))
    return render_template("designer/preview.html", tab="preview", phone="phone" in request.args, **bar)


@bp.get("/designer/<type_key>/preview/form")
@reads(DESIGN)
def frame(type_key: str) -> Response:
    """What stands in the frame of the preview."""
    return _framed("designer/frame.html", type_key, first=True)


@bp.post("/designer/<type_key>/preview/form")
@asks(DESIGN)
def refresh(type_key: str) -> Response:
    """The same after something was typed: the rules speak, nothing is kept."""
    return _framed("designer/_frame_form.html", type_key, first=False)


@bp.get("/designer/<type_key>/publish")
@reads(DESIGN)
def check(type_key: str) -> str:
    """检查与发布: what is in the way, what is only said, and what publishing will do."""
    return _check(type_key)


@bp.post("/designer/<type_key>/publish")
@writes(DESIGN)
def publish(type_key: str) -> ResponseReturnValue:
    """Put the draft into force."""
    given = request.form.to_dict()
    try:
        turn, accepted = answers.turn(given), request.form.getlist(ACCEPT)
        version = service.publish(type_key, turn, types=current_desk().types, accepted=accepted)
    except Invalid as invalid:
        db.session.rollback()
        return _check(type_key, refused=invalid.faults, accepted=accepted), 422
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=gettext("发布"), given=given)
    db.session.commit()
    toast(gettext("已发布第 %(number)s 版，新的记录按它填写", number=version.number))
    return redirect(url_for("designer.index"))


def _text(source: str, found: list[texts.Line], bar: dict[str, Any], *, refused: bool = False) -> str:
    return render_template("designer/text.html", tab="text", source=source, lines=found, refused=refused, **bar)


def _check(type_key: str, *, refused: Sequence[Fault] = (), accepted: Sequence[str] = ()) -> str:
    standing, desk = service.standing(type_key), current_desk()
    examples, _faults = runs(standing, desk)
    red, found = [each for each in refused if is_red(each)], troubles.of(standing.definition)
    facts = {"examples": examples, "accepted": accepted, "refused": red, **pages.bar(standing, found)}
    outlook = publishing.outlook(standing, found, desk=desk)
    return render_template("designer/publish.html", tab="publish", outlook=outlook, address=pages.address, **facts)


def _framed(template: str, type_key: str, *, first: bool) -> Response:
    standing, desk = service.standing(type_key), current_desk()
    typed = None if first else nested(request.form.items(multi=True))
    parts, faults = preview.drawn(standing.definition, typed, desk=desk)
    page = render_template(template, standing=standing, parts=parts, faults=faults, field=drawing.field)
    answer = make_response(page)
    answer.headers.update(headers.WITHIN_OUR_PAGES)
    return answer
