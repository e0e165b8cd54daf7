"""An entry of a list: a new one, another name, another place, no longer offered."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.choices import answers, editing, pages, service
from app.choices.answers import MANAGE
from app.choices.editing import Edit
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.web import clock
from app.web.gates import reads, writes
from app.web.toasts import toast
from app.web.words import say

bp = Blueprint("list_entries", __name__)


@bp.get("/lists/<key>/entry")
@reads(MANAGE)
def edit(key: str) -> str:
    """An entry; without a value a new one."""
    return _page(key, request.args.get("value", ""))


@bp.post("/lists/<key>/entry")
@writes(MANAGE)
def save(key: str) -> ResponseReturnValue:
    """Keep an entry."""
    given, value = request.form.to_dict(), request.form.get("of", "")
    deed = editing.changed(value, given) if value else editing.added(given)
    try:
        service.change(key, deed, answers.turn())
    except Invalid as invalid:
        db.session.rollback()
        return _page(key, value, invalid), 422
    except Conflict:
        return answers.stale(key, deed, said=gettext("保存选项"), back=_back(key))
    db.session.commit()
    toast(gettext("已保存“%(label)s”", label=given["label"].strip()))
    return redirect(_back(key, value))


@bp.post("/lists/<key>/entry/<deed>")
@writes(MANAGE)
def do(key: str, deed: str) -> ResponseReturnValue:
    """Retire an entry, bring it back, move it."""
    value = request.form.get("of", "")
    try:
        edit, said = _deed(deed, value)
        service.change(key, edit, answers.turn())
    except Invalid as invalid:
        db.session.rollback()
        return _page(key, value, invalid), 422
    except Conflict:
        return answers.stale(key, edit, said=said, back=_back(key))
    db.session.commit()
    toast(said)
    return redirect(_back(key, value))


def _deed(deed: str, value: str) -> tuple[Edit, str]:
    """What is to be done, and what is said of it."""
    match deed:
        case "retire":
            day = _day(request.form.get("on", ""))
            return editing.retired(value, day), gettext("自 %(day)s 起停用", day=day.isoformat())
        case "restore":
            return editing.retired(value, None), gettext("已恢复使用")
        case "move":
            return editing.moved(value, request.form.get("to", "")), gettext("已换位置")
    raise NotFound(f"deed {deed}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid.because("list.bad_retired_on", place="on", text=text[:40]) from None


def _page(key: str, value: str, invalid: Invalid | None = None) -> str:
    version, book = service.current(key)
    entry = editing.entry_of(book, value) if value else None
    place = next((at for at, each in enumerate(book.entries, start=1) if each is entry), 0)
    faults = [(_input(each.place), say(each)) for each in invalid.faults] if invalid else []
    given = request.form.to_dict() if invalid else {}
    facts = {"entry": entry, "place": place, "columns": pages.columns(book), "faults": faults, "given": given}
    today = clock.today()
    is_out = entry is not None and entry.is_retired(today)
    return render_template("choices/entry.html", version=version, book=book, today=today, is_out=is_out, **facts)


def _input(place: str) -> str:
    """The input that a fault is about: the gate speaks of the whole list."""
    return place.rpartition(".")[2] or "label"


def _back(key: str, value: str = "") -> str:
    """The page of the list on which one was."""
    given = {name: request.form.get(name) or None for name in ("q", "state", "page")}
    return url_for("lists.show", key=key, _anchor=f"e-{value}" if value else None, **given)  # type: ignore[arg-type]
