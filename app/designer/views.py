"""事项设计: all types, a new one, and the page on which fields are added, set and moved."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.accounts import queries as accounts
from app.accounts.current import current_actor
from app.definitions import lookups
from app.definitions.schema import Capability
from app.designer import answers, asking, pages, queries, service, starting, words
from app.designer.forms import NewType
from app.errors import Conflict, Invalid
from app.extensions import db
from app.web import navigation
from app.web.gates import holds, reads, writes
from app.web.language import language
from app.web.navigation import Group, Item
from app.web.toasts import toast

bp = Blueprint("designer", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)


@navigation.sidebar(order=88, lasting=True)
def menu() -> list[Group]:
    """事项设计, for who describes record types."""
    if not current_actor().can(Capability.MANAGE_TYPES):
        return []
    return [Group(gettext("管理"), (Item(gettext("事项设计"), url_for("designer.index"), "tools"),))]


@bp.get("/designer")
@reads(DESIGN)
def index() -> str:
    """All types: what is in force, what is being worked at."""
    known = queries.all_types()
    versions = {each.head.key: each.live or each.draft for each in known}
    described = {key: lookups.definition(version) for key, version in versions.items() if version}
    names = accounts.names(each.step.by for each in known if each.step)
    found = [each for each in known if each.head.key in described]
    found.sort(key=lambda each: (described[each.head.key].position, each.head.key))
    return render_template("designer/index.html", found=found, definitions=described, names=names)


@bp.get("/designer/new")
@reads(DESIGN)
def new() -> str:
    """新建事项."""
    form = NewType.offered(language())
    form.start.data = request.args.get("start", form.start.data)
    return _new(form)


@bp.post("/designer/new")
@writes(DESIGN)
def create() -> ResponseReturnValue:
    """A new type as a draft: blank, or a copy."""
    form = NewType.offered(language())
    if not form.validate():
        return _new(form), 422
    made = form.attempt(form.begun)
    if made is None:
        return _new(form), 422
    try:
        standing = service.begin(*made, answers.turn({}))
    except Conflict:
        db.session.rollback()
        form.key.errors = [gettext("已经有键是“%(key)s”的事项，请换一个", key=made[0].key)]
        return _new(form), 422
    db.session.commit()
    toast(gettext("已建立草稿，发布以前别人看不到"))
    return redirect(url_for("designer.fields", type_key=standing.key))


@bp.get("/designer/<type_key>/fields")
@reads(DESIGN)
def fields(type_key: str) -> str:
    """字段: palette, canvas, properties."""
    standing = service.standing(type_key)
    shown = pages.facts(standing, request.args.get("at", ""))
    if "HX-Request" in request.headers:
        return answers.parts(shown, focus=request.args.get("at", ""))
    return render_template("designer/fields.html", palette=pages.palette(), **shown)


@bp.post("/designer/<type_key>/do/<deed>")
@writes(DESIGN)
def change(type_key: str, deed: str) -> ResponseReturnValue:
    """One deed to the draft."""
    given = request.form.to_dict()
    if (address := asking.page_of(type_key, deed, given)) is not None:
        return asking.lead(address)
    try:
        edited = service.change(type_key, deed, given, answers.turn(given))
    except Invalid as invalid:
        db.session.rollback()
        return answers.refused(type_key, given, deed, invalid)
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=words.deed(deed), given=given)
    db.session.commit()
    return answers.done(type_key, edited.done.focus, deed, given.get("tab", ""))


@bp.post("/designer/<type_key>/step/<way>")
@writes(DESIGN)
def step(type_key: str, way: str) -> ResponseReturnValue:
    """撤销 and 重做."""
    go = service.undo if way == "undo" else service.redo
    given = request.form.to_dict()
    try:
        go(type_key, answers.turn(given))
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=words.deed(way), given=given)
    db.session.commit()
    return answers.done(type_key, given.get("at", ""), way, given.get("tab", ""))


@bp.post("/designer/<type_key>/discard")
@writes(DESIGN)
def discard(type_key: str) -> ResponseReturnValue:
    """Throw the draft away."""
    given = request.form.to_dict()
    try:
        standing = service.discard(type_key, answers.turn(given))
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=gettext("放弃草稿"), given=given)
    db.session.commit()
    toast(gettext("已放弃“%(label)s”的草稿", label=standing.definition.label.text(language())))
    return redirect(url_for("designer.index"))


def _new(form: NewType) -> str:
    return render_template("designer/new.html", form=form, proposed=starting.proposed_key(form.label.data or ""))
