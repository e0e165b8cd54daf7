"""A new list; what a list and its columns are called."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.choices import answers, editing, pages, service
from app.choices.answers import MANAGE
from app.definitions import queries
from app.definitions.lists import columns_of
from app.definitions.schema import ChoiceList
from app.errors import Conflict, Invalid
from app.extensions import db
from app.web.gates import reads, writes
from app.web.language import language
from app.web.toasts import toast
from app.web.words import say

bp = Blueprint("list_settings", __name__)


@bp.get("/lists/new")
@reads(MANAGE)
def new() -> str:
    """新建选项表."""
    return render_template("choices/new.html", given={}, faults=[])


@bp.post("/lists/new")
@writes(MANAGE)
def create() -> ResponseReturnValue:
    """An empty list, to be filled in by hand or from a table."""
    given = request.form.to_dict()
    try:
        book = editing.begun(given, {each.key for each in queries.list_versions()})
        service.publish(book, answers.turn())
    except Invalid as invalid:
        db.session.rollback()
        faults = [(each.place, say(each)) for each in invalid.faults]
        return render_template("choices/new.html", given=given, faults=faults), 422
    db.session.commit()
    toast(gettext("已建立选项表“%(label)s”", label=book.label.text(language())))
    page = "list_import.start" if given.get("start") == "table" else "list_entries.edit"
    return redirect(url_for(page, key=book.key))


@bp.get("/lists/<key>/settings")
@reads(MANAGE)
def edit(key: str) -> str:
    """名称和列."""
    return _page(key)


@bp.post("/lists/<key>/settings")
@writes(MANAGE)
def save(key: str) -> ResponseReturnValue:
    """Call the list or its columns otherwise, add a column, retire one, put the entries in order."""
    given = request.form.to_dict()
    deed = editing.sorted_by_name if "sort" in given else editing.called(given)
    try:
        service.change(key, deed, answers.turn())
    except Invalid as invalid:
        db.session.rollback()
        return _page(key, invalid), 422
    except Conflict:
        return answers.stale(key, deed, said=gettext("改名称和列"), back=url_for("list_settings.edit", key=key))
    db.session.commit()
    toast(gettext("已保存"))
    return redirect(url_for("lists.show" if "sort" in given else "list_settings.edit", key=key))


def _page(key: str, invalid: Invalid | None = None) -> str:
    version, book = service.current(key)
    faults = [(_input(each.place, book), say(each)) for each in invalid.faults] if invalid else []
    facts = {"columns": columns_of(book), "faults": faults, "given": request.form.to_dict() if invalid else {}}
    return render_template("choices/settings.html", **pages.head(version, book, "settings"), **facts)


def _input(place: str, book: ChoiceList) -> str:
    """The input that a fault is about: of a column that is not there yet, the one for new columns."""
    at = place.removeprefix("columns[").partition("]")[0]
    if not at.isdecimal():
        return place
    columns = columns_of(book)
    return f"n-{columns[int(at)].key}" if int(at) < len(columns) else "column"
