"""字段清单: the fields of a type as a workbook, and such a workbook on its way into the draft."""

import io
from collections.abc import Iterable

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.definitions.schema import Capability
from app.designer import answers, pages, service, words
from app.designer.comparing import differences
from app.designer.exchange import field_list
from app.designer.exchange.field_list import Taken
from app.designer.refused import tell_refused
from app.designer.service import Standing
from app.errors import Conflict, Fault, Invalid
from app.exports import FORMATS
from app.extensions import db
from app.imports import read
from app.imports.table import FILE_LIMIT
from app.records.current import desk as current_desk
from app.shelf import waiting
from app.shelf.arriving import Arrived
from app.web.gates import holds, reads, writes, writes_late
from app.web.language import language
from app.web.sent import clean_name, name_of, read_sent
from app.web.toasts import toast

bp = Blueprint("field_list", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)


@bp.get("/designer/<type_key>/field-list")
@reads(DESIGN)
def start(type_key: str) -> str:
    """Out as a workbook, and in again."""
    return _start(type_key)


@bp.get("/designer/<type_key>/field-list/file")
@reads(DESIGN)
def fetch(type_key: str) -> Response:
    """The fields as they stand in the draft, or in force."""
    definition = service.standing(type_key).definition
    xlsx, title = FORMATS.get("xlsx"), gettext("%(label)s_字段清单", label=definition.label.text(language()))
    data = xlsx.write(field_list.sheet_of(definition, title))
    return send_file(io.BytesIO(data), xlsx.mime, as_attachment=True, download_name=clean_name(f"{title}.xlsx"))


@bp.post("/designer/<type_key>/field-list")
@writes_late(DESIGN)
def send(type_key: str) -> ResponseReturnValue:
    """A workbook arrives: on to what it would change, or back with all that is wrong, by row and cell."""
    desk, sent = current_desk(), request.files.get("file")
    try:
        name, data = read_sent(sent, FILE_LIMIT)
        _taken(service.standing(type_key), name, data)
        token = waiting.keep(Arrived(name, data), desk=desk)
    except Invalid as refused:
        db.session.rollback()
        tell_refused(sent, refused.faults)
        return _start(type_key, refused.faults, sent), 422
    return redirect(url_for("field_list.plan", type_key=type_key, token=token))


@bp.get("/designer/<type_key>/field-list/<token>")
@reads(DESIGN)
def plan(type_key: str, token: str) -> str:
    """What it would change, before it is taken."""
    standing = service.standing(type_key)
    found = _taken(standing, *waiting.kept(token, desk=current_desk()))
    spoken = language()
    facts = {
        "added": field_list.words_of(found.added, found.definition, spoken),
        "changed": field_list.words_of(found.changed, found.definition, spoken),
        "untouched": field_list.words_of(found.untouched, found.definition, spoken),
        "ignored": found.ignored,
        "lines": differences(standing.source, found.source),
    }
    return render_template(
        "designer/exchange/field_list_plan.html", tab="", token=token, **facts, **pages.bar(standing)
    )


@bp.post("/designer/<type_key>/field-list/<token>")
@writes(DESIGN)
def take(type_key: str, token: str) -> ResponseReturnValue:
    """Into the draft, in a step that can be undone."""
    given, standing = request.form.to_dict(), service.standing(type_key)
    try:
        found = _taken(standing, *waiting.kept(token, desk=current_desk()))
        service.write(type_key, found.source, answers.turn(given))
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=words.deed("write"), given=given, text=found.source)
    db.session.commit()
    toast(gettext("草稿已保存"))
    return redirect(url_for("designer.fields", type_key=type_key))


def _taken(standing: Standing, name: str, data: bytes) -> Taken:
    table = read(data, name=name, known=field_list.COLUMNS.values())
    return field_list.taken(table, standing.definition, standing.source)


def _start(type_key: str, faults: Iterable[Fault] = (), sent: FileStorage | None = None) -> str:
    filename = name_of(sent)
    facts = {"faults": tuple(faults), "filename": filename, **pages.bar(service.standing(type_key))}
    return render_template("designer/exchange/field_list.html", tab="", **facts)
