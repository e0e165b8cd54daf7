"""What the pages of the flow share: the record that they are about, where they lead, the page for who comes late."""

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.errors import Conflict, Fault
from app.extensions import db
from app.records import queries as records
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.records.models import Record
from app.web import failures
from app.web.language import N_
from app.web.redirects import safe_next
from app.web.signs import listed
from app.web.toasts import toast
from app.web.words import say
from app.workflow.course import course
from app.workflow.outcome import outcome
from app.workflow.press import Performed

_TYPED = {"people": N_("给谁"), "signer": N_("签批人"), "on": N_("签批日期"), "comment": N_("意见或理由")}


def record_of(record_id: int, desk: Desk) -> Record:
    """The record, if the actor may see it."""
    return records.get(desk.session, record_id, viewer=desk.viewer)


def page_of(record_id: int) -> str:
    """Its page."""
    shown = "records.show" in current_app.view_functions
    return url_for("records.show", record_id=record_id) if shown else url_for("workflow.on_paper", record_id=record_id)


def afterwards(record_id: int) -> str:
    """Where the form wants to go afterwards, or the record's page."""
    return safe_next() if request.form.get("next") else page_of(record_id)


@failures.show_typed
def typed() -> list[tuple[str, str]]:
    """What was typed with what was pressed: it is there to be copied where the deed is not done."""
    if request.blueprint not in {"workflow", "verbs", "amendments", "behalf"}:
        return []
    given = ((label, request.form.getlist(name)) for name, label in _TYPED.items())
    pairs = ((gettext(label), listed(each.strip() for each in texts if each.strip())) for label, texts in given)
    return [(label, text) for label, text in pairs if text]


def say_done(performed: Performed, desk: Desk) -> None:
    """What was done, and who is next; a submission may be taken back."""
    came_to = outcome(performed.record, performed.step.transition, desk)
    toast(came_to.said, undo=came_to.undo, tone=came_to.tone)


def moved_on(record_id: int, conflict: Conflict) -> ResponseReturnValue:
    """The record is not where it was: where it is now, and who moved it."""
    db.session.rollback()
    desk = current_desk()
    record = record_of(record_id, desk)
    drawn = course(record, desk.compiled(record), desk)
    said = say(Fault(conflict.code, facts=conflict.facts))
    return render_template(
        "workflow/conflict.html", record=record, course=drawn, said=said, typed=typed(), url=page_of(record_id)
    ), 409
