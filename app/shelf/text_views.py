"""Pages about the text of templates: what changed between two versions, a field replaced in all of them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from app.definitions.schema import Capability
from app.definitions.template_kinds import WORD
from app.errors import Invalid
from app.extensions import db
from app.records.current import desk as current_desk
from app.shelf import fields, pages, renaming
from app.shelf.uses import Use
from app.web.gates import holds, reads, writes
from app.web.ids import asked
from app.web.toasts import toast
from app.web.words import say_all
from app.word.differences import differences

bp = Blueprint("shelf_text", __name__)
MAY = holds(Capability.MANAGE_TYPES)


@bp.get("/templates/<name>/compare")
@reads(MAY)
def compare(name: str) -> str:
    """What changed from one version to another; at first from what is in force."""
    desk = current_desk()
    newer = pages.shown(name, asked("to"), desk)
    older = pages.shown(name, _before(newer) if asked("from") is None else asked("from"), desk)
    found = differences(older.read(), newer.read()) if newer.kind is WORD else ()
    numbers = [each.number for each in newer.versions] + ([0] if pages.has_file(newer.name) else [])
    facts = {"found": found, "numbers": numbers, "is_word": newer.kind is WORD}
    return render_template("shelf/compare.html", older=older, newer=newer, **facts)


@bp.get("/templates/replace")
@reads(MAY)
def find() -> str:
    """Which templates name a field."""
    return _page(request.args.get("old", "").strip(), request.args.get("new", "").strip())


@bp.post("/templates/replace")
@writes(MAY)
def replace() -> ResponseReturnValue:
    """Replace it in those that were ticked: drafts, which somebody looks at before they are put in force."""
    given, desk = request.form, current_desk()
    old, new = (given.get(key, "").strip() for key in ("old", "new"))
    try:
        made = renaming.replace(old, new, given.get("type", ""), given.getlist("name"), desk=desk)
    except Invalid as refused:
        db.session.rollback()
        return _page(old, new, say_all(refused.faults)), 422
    db.session.commit()
    count = len(made)
    toast(ngettext("已改好 %(num)d 个模板，存为草稿", "已改好 %(num)d 个模板，存为草稿", count))
    if count == 1:
        version = made[0].version
        return redirect(url_for("shelf.show", name=version.name, v=version.number))
    return redirect(url_for("shelf.index"))


def _before(newer: pages.Shown) -> int:
    """What it is compared with unless somebody says otherwise: what is in force, or the version before."""
    if newer.number != newer.in_force:
        return newer.in_force
    return max((each.number for each in newer.versions if each.number < newer.number), default=newer.number)


def _page(old: str, new: str, said: list[str] | None = None) -> str:
    desk, type_key = current_desk(), request.values.get("type", "")
    compiled = desk.types.all().get(type_key)
    papers = compiled.definition.documents if compiled else ()
    lines = list(fields.flat(fields.lines(Use(compiled, papers[0]).scope))) if compiled and papers else []
    hits = renaming.hits(old, type_key, desk) if old and len(old) <= renaming.LONGEST else []
    facts = {"old": old, "new": new, "type_key": type_key, "lines": lines, "hits": hits, "said": said or []}
    ticked = request.form.getlist("name") if request.method == "POST" else [hit.serving.name for hit in hits]
    types = desk.types.all().values()
    return render_template("shelf/replace.html", types=types, ticked=ticked, **facts)
