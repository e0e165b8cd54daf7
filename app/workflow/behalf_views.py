"""代录签批 of a record or an amendment: what was decided on paper or elsewhere is recorded, and marked so for ever."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.errors import Conflict, Invalid
from app.extensions import db
from app.records import once
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.web import clock
from app.web.database import begin_write
from app.web.gates import SIGNED_IN, reads, writes_late
from app.web.toasts import toast
from app.workflow import behalf_pages, service, subject_pages
from app.workflow.amending import service as amending
from app.workflow.amending.beside import Beside
from app.workflow.amendment_pages import state_of
from app.workflow.forms import BehalfForm
from app.workflow.in_flow import InFlow
from app.workflow.pages import say_done
from app.workflow.press import Press
from app.workflow.subject import Subject

Found = TypeVar("Found", bound=Subject)

bp = Blueprint("behalf", __name__)
ROUTE, ROUTE_BESIDE = "behalf", "behalf-beside"


@bp.get("/records/<int:record_id>/behalf")
@reads(SIGNED_IN)
def ask(record_id: int) -> ResponseReturnValue:
    """What was decided, by whom, when and how."""
    return _page(subject_pages.in_flow(record_id, current_desk()), _blank())


@bp.post("/records/<int:record_id>/behalf")
@writes_late(SIGNED_IN)
def record(record_id: int) -> ResponseReturnValue:
    """Take it down, with its scan."""
    return _take_down(lambda desk: subject_pages.in_flow(record_id, desk), _perform, ROUTE)


@bp.get("/records/<int:record_id>/amendments/<int:number>/behalf")
@reads(SIGNED_IN)
def ask_beside(record_id: int, number: int) -> ResponseReturnValue:
    """The same of an amendment."""
    return _page(subject_pages.beside(record_id, number, current_desk()), _blank())


@bp.post("/records/<int:record_id>/amendments/<int:number>/behalf")
@writes_late(SIGNED_IN)
def record_beside(record_id: int, number: int) -> ResponseReturnValue:
    """The same of an amendment."""
    return _take_down(lambda desk: subject_pages.beside(record_id, number, desk), _perform_beside, ROUTE_BESIDE)


def _take_down(
    find: Callable[[Desk], Found], perform: Callable[[Found, Press], str], route: str
) -> ResponseReturnValue:
    """With its scan, which is on the disk before anything is written; `perform` says where it leads."""
    form = BehalfForm()
    try:
        received = behalf_pages.received()
    except Invalid as invalid:
        form.take(replace(fault, place="scan") for fault in invalid.faults)
        return _page(find(current_desk()), form), 422

    def deed(subject: Found) -> str:
        scan = behalf_pages.kept(received, subject.record, subject.desk)
        return perform(subject, form.press(scan))

    begin_write()
    return _once(find, deed, form, route)


def _once(
    find: Callable[[Desk], Found], deed: Callable[[Found], str], form: BehalfForm, route: str
) -> ResponseReturnValue:
    """Sent twice it counts once."""
    desk, sent = current_desk(), request.form.get("_once", "")
    subject = find(desk)
    record_id = subject.record.id
    if once.made_before(desk.session, sent, route=route, actor=desk.actor) == record_id:
        return redirect(subject_pages.page_of(subject))
    try:
        then = form.attempt(lambda: deed(subject))
    except Conflict as conflict:
        return subject_pages.moved_on(subject, conflict)
    if then is None:
        return _page(find(current_desk()), form), 422
    once.remember(desk.session, sent, record_id, route=route, actor=desk.actor, now=desk.now)
    db.session.commit()
    return redirect(then)


def _perform(subject: InFlow, press: Press) -> str:
    say_done(service.perform(subject.record, press, desk=subject.desk), subject.desk)
    return subject_pages.page_of(subject)


def _perform_beside(subject: Beside, press: Press) -> str:
    done = amending.perform(subject.amendment, subject.record, press, desk=subject.desk)
    toast(gettext("变更现在是“%(state)s”", state=state_of(done)[0]))
    return subject_pages.page_of(subject)


def _blank() -> BehalfForm:
    return BehalfForm(formdata=None, data={"on": clock.today().isoformat(), "by_way_of": "paper"})


def _page(subject: Subject, form: BehalfForm) -> str:
    if not subject.number:
        return behalf_pages.page(subject, form, action=url_for("behalf.record", record_id=subject.record.id))
    action = url_for("behalf.record_beside", record_id=subject.record.id, number=subject.number)
    return behalf_pages.page(subject, form, action=action)
