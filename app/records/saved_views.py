"""Pages on which people set up their lists: which columns, in which order; and lists under a name, 常用筛选."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.audit import deeds
from app.errors import Fault, Forbidden, Invalid
from app.extensions import db
from app.records import columns, menu, view_queries, view_service, view_tabs
from app.records.current import desk
from app.records.lists import Asked, RecordList, title_of
from app.records.models import SavedView
from app.records.posted import number
from app.records.view_picks import Picks
from app.records.view_service import Arrangement
from app.web.gates import SIGNED_IN, reads, writes
from app.web.language import N_
from app.web.toasts import toast

bp = Blueprint("records_views", __name__)

deeds.call(view__shared=N_("共享常用筛选"), view__unshared=N_("取消共享常用筛选"))


@bp.get("/types/<type_key>/columns")
@reads(SIGNED_IN)
def pick(type_key: str) -> str:
    """列设置: the columns of the list, and those that it might have."""
    shown = _list(type_key)
    return _picking(shown, Picks.of(columns.offered(shown.compiled, shown.view), _keys(shown)))


@bp.post("/types/<type_key>/columns")
@writes(SIGNED_IN)
def choose(type_key: str) -> ResponseReturnValue:
    """Keep the columns; a press of an arrow only moves one, where no script does it."""
    shown = _list(type_key)
    known = columns.offered(shown.compiled, shown.view)
    if "reset" in request.form:
        view_service.choose_none(shown.compiled, shown.place, desk=desk())
        return _done(shown, gettext("已恢复默认的列"))
    picks = Picks.of(known, request.form.getlist("column"), order=request.form.getlist("order"))
    if move := request.form.get("move", ""):
        return _picking(shown, picks.moved(move))
    try:
        view_service.choose(shown.compiled, shown.place, picks.chosen, known, desk=desk())
    except Invalid as invalid:
        return _picking(shown, picks, invalid.faults), 422
    return _done(shown, gettext("列已设置，以后打开都是这样"))


@bp.get("/types/<type_key>/views")
@reads(SIGNED_IN)
def index(type_key: str) -> str:
    """The views of this list that one has."""
    return _managing(_list(type_key))


@bp.get("/types/<type_key>/views/new")
@reads(SIGNED_IN)
def new(type_key: str) -> str:
    """A name for the list as it stands."""
    return _naming(_list(type_key))


@bp.post("/types/<type_key>/views")
@writes(SIGNED_IN)
def keep(type_key: str) -> ResponseReturnValue:
    """Keep the list as it stands under a name."""
    shown, given = _list(type_key), request.form
    try:
        made = view_service.keep(
            shown.compiled,
            given.get("name", ""),
            _arrangement(shown),
            shared="shared" in given,
            replace="replace" in given,
            desk=desk(),
        )
    except Invalid as invalid:
        return _naming(shown, invalid.faults), 422
    db.session.commit()
    toast(gettext("已存为常用筛选“%(name)s”", name=made.name))
    return redirect(url_for("records.index", type_key=type_key, **{**made.asked, "view": made.id}))


@bp.post("/types/<type_key>/views/<int:view_id>")
@writes(SIGNED_IN)
def change(type_key: str, view_id: int) -> ResponseReturnValue:
    """Another name; shared, or for oneself."""
    shown, view = _list(type_key), _view(type_key, view_id)
    given, lock = request.form, number(request.form.get("lock", ""))
    name, shared = given.get("name", ""), "shared" in given
    try:
        view_service.change(view, shown.compiled, name, shared=shared, lock=lock, desk=desk())
    except Invalid as invalid:
        db.session.rollback()
        return _managing(_list(type_key), view_id, name, invalid.faults), 422
    db.session.commit()
    toast(gettext("已保存：%(name)s", name=view.name))
    return redirect(url_for("records_views.index", type_key=type_key))


@bp.post("/types/<type_key>/views/<int:view_id>/narrow")
@writes(SIGNED_IN)
def narrow(type_key: str, view_id: int) -> Response:
    """Let a view hold the list as it stands now."""
    shown, view = _list(type_key), _view(type_key, view_id)
    lock = number(request.form.get("lock", ""))
    view_service.narrow(view, shown.compiled, _arrangement(shown), lock=lock, desk=desk())
    return _done(shown, gettext("已更新常用筛选“%(name)s”", name=view.name))


@bp.post("/types/<type_key>/views/<int:view_id>/forget")
@writes(SIGNED_IN)
def forget(type_key: str, view_id: int) -> Response:
    """Delete a view."""
    shown, view = _list(type_key), _view(type_key, view_id)
    name = view.name
    view_service.forget(view, shown.compiled, desk=desk())
    db.session.commit()
    toast(gettext("已删除常用筛选“%(name)s”", name=name))
    return redirect(url_for("records_views.index", type_key=type_key))


def _list(type_key: str) -> RecordList:
    """The list of the address, for those whom its type concerns."""
    compiled = desk().types.current(type_key)
    if not menu.concerns(compiled, desk().actor):
        raise Forbidden("records.list", who=view_service.sharing_roles(compiled))
    return RecordList(compiled, Asked.read(request.args), desk())


def _view(type_key: str, view_id: int) -> SavedView:
    return view_queries.get(desk().session, view_id, type_key=type_key, user_id=desk().actor.id)


def _keys(shown: RecordList) -> list[str]:
    return [column.key for column in shown.columns]


def _arrangement(shown: RecordList) -> Arrangement:
    return Arrangement(shown.view.key, view_tabs.args_of(shown.asked), _keys(shown))


def _done(shown: RecordList, said: str) -> Response:
    db.session.commit()
    toast(said)
    return redirect(url_for("records.index", type_key=shown.compiled.key, **shown.asked.args()))


def _picking(shown: RecordList, picks: Picks, faults: tuple[Fault, ...] = ()) -> str:
    labels = {column.key: column.label for column in shown.columns_of(picks.order)}
    facts = {"picks": picks, "labels": labels, "faults": faults, "title": title_of(shown.compiled)}
    return render_template("records/columns.html", shown=shown, is_set=shown.place in shown.kept.columns, **facts)


def _naming(shown: RecordList, faults: tuple[Fault, ...] = ()) -> str:
    facts = {"faults": faults, "title": title_of(shown.compiled), "may_share": view_tabs.may_share(shown)}
    facts["what"] = view_tabs.what(shown)
    return render_template("records/view_new.html", shown=shown, longest=view_service.LONGEST, **facts)


def _managing(shown: RecordList, view_id: int = 0, name: str = "", faults: tuple[Fault, ...] = ()) -> str:
    """`name` and `faults` of the view whose change was not taken."""
    facts = {"title": title_of(shown.compiled), "may_share": view_tabs.may_share(shown), "wrong": view_id}
    lines = [view_tabs.line(shown, saved) for saved in shown.kept.views]
    facts["longest"] = view_service.LONGEST
    return render_template("records/views.html", shown=shown, lines=lines, typed=name, faults=faults, **facts)
