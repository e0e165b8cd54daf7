"""代录签批 of an amendment: what was decided on paper or elsewhere is recorded, and marked so for ever."""

from dataclasses import replace

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.errors import Invalid
from app.extensions import db
from app.records.current import desk as current_desk
from app.web import clock
from app.web.database import begin_write
from app.web.gates import SIGNED_IN, reads, writes_late
from app.web.toasts import toast
from app.workflow import behalf_pages, subject_pages
from app.workflow.amending import service
from app.workflow.amendment_pages import state_of
from app.workflow.forms import BehalfForm

bp = Blueprint("behalf", __name__)


@bp.get("/records/<int:record_id>/amendments/<int:number>/behalf")
@reads(SIGNED_IN)
def ask(record_id: int, number: int) -> ResponseReturnValue:
    """What was decided, by whom, when and how."""
    form = BehalfForm(formdata=None, data={"on": clock.today().isoformat(), "by_way_of": "paper"})
    return _page(record_id, number, form)


@bp.post("/records/<int:record_id>/amendments/<int:number>/behalf")
@writes_late(SIGNED_IN)
def record(record_id: int, number: int) -> ResponseReturnValue:
    """Take it down, with its scan."""
    form = BehalfForm()
    try:
        received = behalf_pages.received()
    except Invalid as invalid:
        form.take(replace(fault, place="scan") for fault in invalid.faults)
        return _page(record_id, number, form), 422
    begin_write()
    desk = current_desk()
    there = subject_pages.beside(record_id, number, desk)
    scan = behalf_pages.kept(received, there.record, desk)
    done = form.attempt(lambda: service.perform(there.amendment, there.record, form.press(scan), desk=desk))
    if done is None:
        return _page(record_id, number, form), 422
    toast(gettext("变更现在是“%(state)s”", state=state_of(done)[0]))
    then = subject_pages.page_of(there)
    db.session.commit()
    return redirect(then)


def _page(record_id: int, number: int, form: BehalfForm) -> str:
    action = url_for("behalf.record", record_id=record_id, number=number)
    return behalf_pages.page(subject_pages.beside(record_id, number, current_desk()), form, action=action)
