"""Pages of templates: the list, one template with preview and faults, a new version, what is in force."""

import io
from collections.abc import Iterable
from typing import Any

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts.current import current_actor
from app.audit import deeds
from app.audit import service as audit
from app.definitions.schema import Capability
from app.definitions.template_kinds import WORD
from app.errors import Fault, Invalid, NotFound
from app.extensions import db
from app.records.current import desk as current_desk
from app.shelf import (
    arriving,
    fields,
    pages,
    queries,
    service,
    told,  # noqa: F401 - tells the audit what templates call their facts
    uses,
    waiting,
)
from app.shelf.arriving import Arrived, Cleanable
from app.shelf.pages import Shown
from app.web import navigation
from app.web.converter import converter
from app.web.database import begin_write
from app.web.gates import holds, reads, writes, writes_late
from app.web.ids import asked
from app.web.language import N_
from app.web.navigation import Group, Item
from app.web.sent import clean_name, name_of, read_sent
from app.web.toasts import toast
from app.web.words import say
from app.word.signposts import signposted

bp = Blueprint("shelf", __name__)
MAY = holds(Capability.MANAGE_TYPES)

deeds.call(
    template__added=N_("上传模板"),
    template__in_force=N_("启用模板"),
    template__taken_back=N_("恢复文件夹中的模板"),
    template__refused=N_("模板文件被拒绝"),
)


@navigation.sidebar(order=70, lasting=True)
def menu() -> list[Group]:
    """模板, for who looks after types."""
    if not current_actor().can(Capability.MANAGE_TYPES):
        return []
    return [Group(items=(Item(gettext("模板"), url_for("shelf.index"), "template"),))]


@bp.get("/templates")
@reads(MAY)
def index() -> str:
    """Every template."""
    words = request.args.get("q", "")[:80]
    return render_template("shelf/index.html", cards=pages.cards(current_desk(), words), words=words)


@bp.get("/templates/<name>")
@reads(MAY)
def show(name: str) -> str:
    """A template as it serves, or one of its versions."""
    desk = current_desk()
    shown = pages.shown(name, asked("v"), desk)
    use = shown.use(request.args.get("of", ""))
    facts = {
        "verdict": shown.verdict(),
        "use": use,
        "lines": fields.lines(use.scope) if use else [],
        "names": people.names(set(pages.makers(shown.versions))),
        "used": queries.used(desk.session).get(shown.name),
        "has_file": pages.has_file(shown.name),
        "is_shipped": pages.is_shipped(shown.name),
        "drafted": uses.drafts_of(shown.uses),
    }
    return render_template("shelf/show.html", shown=shown, **facts)


@bp.get("/templates/<name>/check")
@reads(MAY)
def fetch_check(name: str) -> str:
    """What is wrong with what serves, in two words, for its card."""
    shown = pages.shown(name, None, current_desk())
    return render_template("shelf/_verdict.html", name=name, verdict=shown.verdict())


@bp.get("/templates/<name>/versions/<int:number>/file")
@reads(MAY)
def fetch_file(name: str, number: int) -> Response:
    """The file of a version, to be saved."""
    shown = pages.shown(name, number, current_desk())
    return _saved(shown.read(), shown, shown.name)


@bp.get("/templates/<name>/versions/<int:number>/preview")
@reads(MAY)
def fetch_preview(name: str, number: int) -> Response:
    """The same for the preview of the page, with bookmarks at its faults."""
    shown = pages.shown(name, number, current_desk())
    if shown.kind is not WORD:
        raise NotFound(f"preview of {name}")
    return send_file(io.BytesIO(signposted(shown.read(), shown.verdict().faults)), mimetype=WORD.mime)


@bp.get("/templates/<name>/versions/<int:number>/remarks")
@reads(MAY)
def fetch_remarks(name: str, number: int) -> Response:
    """The file with its faults as comments of Word."""
    shown = pages.shown(name, number, current_desk())
    if shown.kind.annotated is None:
        raise NotFound(f"remarks in {name}")
    remarks = [(fault, f"{fault.place}：{say(fault)}") for fault in shown.verdict().faults]
    mark = gettext("检查意见")
    data = shown.kind.annotated(shown.read(), remarks)
    return _saved(data, shown, clean_name(f"{shown.stem}_{mark}{shown.kind.name}"))


@bp.get("/templates/new")
@reads(MAY)
def new() -> str:
    """Upload a template, or a version of one."""
    return _upload_page(request.args.get("name", ""))


@bp.post("/templates")
@writes_late(MAY)
def take() -> ResponseReturnValue:
    """A file arrives: on the shelf as a draft, or back with all that is wrong with it."""
    sent, wanted = request.files.get("file"), clean_name(request.form.get("name", ""))
    try:
        arrived = arriving.accepted(*read_sent(sent, arriving.MOST), wanted=wanted)
    except Cleanable as refused:
        return _told(sent, wanted, refused.faults, waiting.keep(refused.arrived, desk=current_desk()))
    except Invalid as refused:
        return _told(sent, wanted, refused.faults)
    begin_write()
    return _added(arrived)


@bp.post("/templates/cleaned")
@writes(MAY)
def take_cleaned() -> ResponseReturnValue:
    """去掉危险内容后使用: the copy that waits without what stopped it."""
    return _added(waiting.fetch(request.form.get("token", ""), desk=current_desk()))


@bp.post("/templates/<name>/versions/<int:number>/force")
@writes(MAY)
def put_in_force(name: str, number: int) -> Response:
    """启用 a version; 0 goes back to the file of a folder."""
    desk, expected = current_desk(), request.form.get("expected", 0, type=int)
    if number:
        service.put_in_force(name, number, expected=expected, desk=desk)
    else:
        service.take_back(name, expected=expected, desk=desk)
    db.session.commit()
    toast(gettext("已启用，以后生成的材料用这一版"))
    return redirect(url_for("shelf.show", name=name))


def _added(arrived: Arrived) -> Response:
    given = {"note": request.form.get("note", "")[:200], "type_key": request.form.get("type", "")}
    added = service.add(arrived, desk=current_desk(), **given)
    db.session.commit()
    number = added.version.number
    if added.is_new:
        toast(gettext("已上传第 %(number)d 版，检查无误后启用", number=number))
    else:
        toast(gettext("与第 %(number)d 版完全相同，没有另存", number=number), tone="info")
    return redirect(url_for("shelf.show", name=arrived.name, v=number))


def _told(sent: FileStorage | None, wanted: str, faults: Iterable[Fault], token: str = "") -> ResponseReturnValue:
    """Nothing came in; the audit knows, and the page says all of why."""
    db.session.rollback()
    name = name_of(sent)
    if name:
        about = service.about(wanted or name)
        audit.record_refused("template.refused", faults, actor=current_desk().actor, about=about)
    return _upload_page(wanted, faults, token, name), 422


def _upload_page(name: str, faults: Iterable[Fault] = (), token: str = "", filename: str = "") -> str:
    desk, given = current_desk(), request.values
    facts: dict[str, Any] = {
        "name": name,
        "faults": tuple(faults),
        "token": token,
        "filename": filename,
        "given": given,
    }
    facts |= {"accept": arriving.ACCEPT, "converts": converter().is_installed}
    is_used = bool(name and (uses.uses_of(name, desk) or queries.versions(desk.session, name)))
    types = () if is_used else tuple(compiled.definition for compiled in desk.types.all().values())
    new = () if is_used else uses.new_types(desk)
    return render_template("shelf/new.html", types=types, new_types=new, names=uses.names_used(desk), **facts)


def _saved(data: bytes, shown: Shown, name: str) -> Response:
    return send_file(io.BytesIO(data), mimetype=shown.kind.mime, as_attachment=True, download_name=name)
