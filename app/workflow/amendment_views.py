"""Pages of amendments: proposed in a form of their own, shown old beside new, pressed; and their tab on the record."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.records import form_pages, once, reading
from app.records.answers import Answer
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.filling import Filled
from app.records.models import Record
from app.records.posted import Posted, read
from app.records.service import Entry
from app.web import database
from app.web.gates import SIGNED_IN, asks, reads, writes
from app.web.language import language
from app.web.redirects import safe_next
from app.web.toasts import toast
from app.workflow import amendment_pages as pages
from app.workflow import (
    amendment_panels,  # noqa: F401 - gives the record's page its tab and buttons
    current,
    subject_pages,
)
from app.workflow.amending import (
    course,
    printed,  # noqa: F401 - gives papers their names
    queries,
    service,
)
from app.workflow.amending.beside import Beside
from app.workflow.amending.models import Amendment
from app.workflow.amending.service import Wish
from app.workflow.amendment_buttons import buttons
from app.workflow.amendment_pages import Sheet
from app.workflow.forms import press_of
from app.workflow.pages import page_of, record_of
from app.workflow.press import Press

bp = Blueprint("amendments", __name__)
PROPOSED, PRESSED = "amend", "amend-press"


@bp.get("/records/<int:record_id>/amend/<kind>")
@reads(SIGNED_IN)
def new(record_id: int, kind: str) -> ResponseReturnValue:
    """The approved values of what may be changed, to be typed over."""
    desk = current_desk()
    record = record_of(record_id, desk)
    if (there := queries.open_of(desk.session, record.id)) is not None:
        return redirect(_page_of(there))
    return pages.form_page(_sheet(record, kind, desk), desk=desk)


@bp.post("/records/<int:record_id>/amend/<kind>")
@writes(SIGNED_IN)
def propose(record_id: int, kind: str) -> ResponseReturnValue:
    """Keep a proposal, and submit it if the button says so."""
    desk = current_desk()
    record = record_of(record_id, desk)
    return _enter(_sheet(record, kind, desk), lambda wish: service.propose(record, kind, wish, desk=desk), desk)


@bp.get("/records/<int:record_id>/amendments/<int:number>")
@reads(SIGNED_IN)
def show(record_id: int, number: int) -> str:
    """Old and new side by side; looking counts as opening it."""
    desk, record, amendment = _there(record_id, number)
    if queries.unseen(desk.session, amendment, desk.actor, current.absent()):
        with database.alone() as session:
            service.open_page(amendment, desk=desk, absent=current.absent(), session=session)
    facts = pages.facts_of(amendment, record, desk)
    reading.note(record.id, facts["secrets"])
    return render_template(
        "workflow/amendment.html", **facts, buttons=buttons(amendment, record, desk), url=page_of(record.id)
    )


@bp.get("/records/<int:record_id>/amendments/<int:number>/edit")
@reads(SIGNED_IN)
def edit(record_id: int, number: int) -> str:
    """What was proposed, to be changed while it is with its proposer."""
    desk, record, amendment = _there(record_id, number)
    service.may_change(amendment, record, desk=desk)
    return pages.form_page(_sheet(record, amendment.kind, desk, amendment), desk=desk)


@bp.post("/records/<int:record_id>/amendments/<int:number>/edit")
@writes(SIGNED_IN)
def change(record_id: int, number: int) -> ResponseReturnValue:
    """Keep what was changed, and submit it if the button says so."""
    desk, record, amendment = _there(record_id, number)
    service.may_change(amendment, record, desk=desk)
    sheet = _sheet(record, amendment.kind, desk, amendment)
    return _enter(sheet, lambda wish: service.change(amendment, record, wish, desk=desk), desk)


@bp.post("/records/<int:record_id>/amend/<kind>/preview")
@asks(SIGNED_IN)
def preview(record_id: int, kind: str) -> str:
    """What the rules say of what was typed so far."""
    desk = current_desk()
    record = record_of(record_id, desk)
    sheet = _sheet(record, kind, desk)
    posted = _posted(sheet)
    found = pages.judged(sheet, posted, desk=desk)
    compiled = sheet.filled.compiled
    filled = Filled(
        compiled, record, posted.raw, found, posted.raw, reasons=posted.reasons, tried=posted.tried, amends=True
    )
    answer = Answer(filled, (), language(), desk=desk)
    return form_pages.state_of(answer, posted)


@bp.get("/records/<int:record_id>/amendments/<int:number>/press/<transition>")
@reads(SIGNED_IN)
def ask(record_id: int, number: int, transition: str) -> ResponseReturnValue:
    """The words that a button asks for, on a page of their own."""
    desk, record, amendment = _there(record_id, number)
    button = next((each for each in buttons(amendment, record, desk).pressed if each["key"] == transition), None)
    if button is None:
        return redirect(_page_of(amendment))
    return render_template("workflow/ask.html", record=record, button=button, url=_page_of(amendment))


@bp.post("/records/<int:record_id>/amendments/<int:number>/press/<transition>")
@writes(SIGNED_IN)
def press(record_id: int, number: int, transition: str) -> ResponseReturnValue:
    """Press a button: exactly what is offered goes through, and sent twice it counts once."""
    desk, record, amendment = _there(record_id, number)
    key = request.form.get("_once", "")
    if once.made_before(desk.session, key, route=PRESSED, actor=desk.actor) == record_id:
        return redirect(_afterwards(amendment))
    try:
        service.perform(amendment, record, press_of(transition, request.form), desk=desk)
    except Conflict as conflict:
        return subject_pages.moved_on(Beside(amendment, record, desk), conflict)
    once.remember(desk.session, key, record_id, route=PRESSED, actor=desk.actor, now=desk.now)
    toast(_said(amendment))
    then = _afterwards(amendment)
    db.session.commit()
    return redirect(then)


def _enter(sheet: Sheet, deed: Callable[[Wish], Amendment], desk: Desk) -> ResponseReturnValue:
    """Keep once, and submit if the button says so; nothing that was typed is lost on the way."""
    posted, reason = _posted(sheet), request.form.get("_why", "")
    record_id = sheet.record.id
    if once.made_before(desk.session, posted.token, route=PROPOSED, actor=desk.actor) == record_id:
        return redirect(url_for("records.show", record_id=record_id, tab="amendments"))
    try:
        made = deed(Wish(reason, Entry(posted.raw, posted.reasons, posted.lock, posted.touched)))
        if posted.press == course.SUBMIT:
            service.perform(made, sheet.record, Press(course.SUBMIT), desk=desk)
    except Invalid as invalid:
        db.session.rollback()
        return pages.form_page(pages.as_sent(sheet, posted, reason, invalid.faults, desk=desk), desk=desk), 422
    except Conflict as conflict:
        db.session.rollback()
        return _again(sheet, posted, reason, conflict, desk)
    once.remember(desk.session, posted.token, record_id, route=PROPOSED, actor=desk.actor, now=desk.now)
    toast(_said(made))
    then = _page_of(made)
    db.session.commit()
    return redirect(then)


def _again(sheet: Sheet, posted: Posted, reason: str, conflict: Conflict, desk: Desk) -> ResponseReturnValue:
    """Somebody else was first: the form as it was sent, over what stands there now, with what happened."""
    there = queries.open_of(desk.session, sheet.record.id)
    if sheet.amendment is None and there is not None and conflict.code != "record.changed_meanwhile":
        raise conflict
    shown = pages.as_sent(sheet, posted, reason, [Fault(conflict.code, facts=conflict.facts)], desk=desk)
    shown.filled.lock = (sheet.amendment or sheet.record).lock_version
    return pages.form_page(shown, desk=desk), 409


def _there(record_id: int, number: int) -> tuple[Desk, Record, Amendment]:
    """An amendment of a record that may be seen."""
    desk = current_desk()
    found = subject_pages.beside(record_id, number, desk)
    return desk, found.record, found.amendment


def _sheet(record: Record, kind: str, desk: Desk, amendment: Amendment | None = None) -> Sheet:
    compiled = desk.compiled(record)
    known = service.kind_of(record, compiled, kind, desk)
    return pages.opened(record, kind, known, desk=desk, amendment=amendment)


def _posted(sheet: Sheet) -> Posted:
    return read(sheet.filled.compiled, request.form.items(multi=True))


def _said(amendment: Amendment) -> str:
    state, _colour = pages.state_of(amendment)
    return str(gettext("变更现在是“%(state)s”", state=state))


def _page_of(amendment: Amendment) -> str:
    return url_for(".show", record_id=amendment.record_id, number=amendment.number)


def _afterwards(amendment: Amendment) -> str:
    return safe_next() if request.form.get("next") else _page_of(amendment)
