"""A list from a table, or from what came with the product: first what would come of it, then, when asked, it."""

from collections.abc import Iterable
from contextlib import closing
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.choices import answers, merging, sent, service, shipped
from app.choices.answers import MANAGE
from app.choices.editing import Edit
from app.choices.merging import Proposal
from app.choices.sent import Sent
from app.definitions.schema import ChoiceList
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.imports import read, read_paste
from app.imports.table import FILE_LIMIT
from app.web import clock
from app.web.gates import asks, reads, writes
from app.web.sent import bytes_of
from app.web.toasts import toast
from app.web.words import say

bp = Blueprint("list_import", __name__)
SHOWN = 200
"""Entries, or faults, of a kind that a page lists."""


@bp.get("/lists/<key>/import")
@reads(MANAGE)
def start(key: str) -> str:
    """Where a table is sent, or pasted."""
    return _start(key)


@bp.post("/lists/<key>/import")
@asks(MANAGE)
def look(key: str) -> ResponseReturnValue:
    """What would come of it; what cannot be read at all is said at once."""
    _version, book = service.current(key)
    try:
        table = _sent(book)
    except Invalid as invalid:
        return _start(key, invalid), 422
    try:
        mapped = sent.checked(request.form, table, book) if "sheet" in request.form else sent.proposed(table, book)
        found = merging.taken_in(book, table, mapped, retire_on=_retire_on())
    except Invalid as invalid:
        faults = [(each.place, say(each)) for each in invalid.faults]
        mapped = {at: request.form.get(f"is{at}", "") for at in range(len(table.columns))}
        return _look(key, table, mapped, None, faults), 422
    return _look(key, table, mapped, found)


@bp.post("/lists/<key>/import/apply")
@writes(MANAGE)
def apply(key: str) -> ResponseReturnValue:
    """Take the table in as it was shown."""
    table = Sent.read(request.form.get("sheet", ""))

    def edit(book: ChoiceList) -> ChoiceList:
        found = merging.taken_in(book, table, sent.checked(request.form, table, book), retire_on=_retire_on())
        if found.faults:
            raise Invalid(found.faults)
        return found.book

    return _done(key, edit, gettext("导入选项"))


@bp.get("/lists/<key>/shipped")
@reads(MANAGE)
def newer(key: str) -> str:
    """What the list that comes with the product would change."""
    version, book = service.current(key)
    found = shipped.taken_over(book, _came(key))
    return render_template("choices/shipped.html", version=version, book=book, found=found, shown=SHOWN)


@bp.post("/lists/<key>/shipped")
@writes(MANAGE)
def take_over(key: str) -> ResponseReturnValue:
    """Take it over."""
    came = _came(key)
    return _done(key, lambda book: shipped.taken_over(book, came).book, gettext("采用随产品附带的内容"))


def _came(key: str) -> ChoiceList:
    came = shipped.shipped(key)
    if came is None:
        raise NotFound(f"list {key}")
    return came


def _sent(book: ChoiceList) -> Sent:
    """The table: carried along, sent as a file, or pasted."""
    if "sheet" in request.form:
        return Sent.read(request.form["sheet"])
    file, text = request.files.get("file"), request.form.get("text", "")
    known = sent.known(book)
    if file is not None and file.filename:
        with closing(file):
            return Sent.of(read(bytes_of(file, FILE_LIMIT), name=file.filename, known=known))
    if not text.strip():
        raise Invalid.because("list.nothing_sent", place="file")
    return Sent.of(read_paste(text, request.form.get("html") or None, known=known))


def _done(key: str, edit: Edit, said: str) -> ResponseReturnValue:
    try:
        service.change(key, edit, answers.turn())
    except Conflict:
        return answers.stale(key, edit, said=said, back=url_for("lists.show", key=key))
    db.session.commit()
    toast(gettext("已写入选项表"))
    return redirect(url_for("lists.show", key=key))


def _retire_on() -> date | None:
    return clock.today() if request.form.get("missing") == "retire" else None


def _start(key: str, invalid: Invalid | None = None) -> str:
    _version, book = service.current(key)
    faults = [(each.place or "file", say(each)) for each in invalid.faults] if invalid else []
    text = request.form.get("text", "")[:100_000]
    return render_template("choices/import.html", book=book, faults=faults, text=text)


def _look(
    key: str, table: Sent, mapped: sent.Mapped, found: Proposal | None, faults: Iterable[tuple[str, str]] = ()
) -> str:
    version, book = service.current(key)
    facts = {"table": table, "mapped": mapped, "found": found, "faults": list(faults), "shown": SHOWN}
    missing, further = request.form.get("missing", ""), sent.choices(book)
    return render_template("choices/look.html", version=version, book=book, further=further, missing=missing, **facts)
