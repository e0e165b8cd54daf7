"""旧记录: carrying records of earlier versions over to the new one, and taking them back."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.definitions.schema import Capability
from app.designer import answers, carrying, pages, service
from app.designer.examples.pages import ACCEPT, runs
from app.designer.mentions import of_fault
from app.errors import Conflict, Invalid
from app.extensions import db
from app.records.carrying import queries
from app.records.carrying.asked import Asked
from app.records.current import desk as current_desk
from app.web.gates import asks, holds, reads, writes
from app.web.toasts import toast

bp = Blueprint("carry", __name__)
DESIGN = holds(Capability.MANAGE_TYPES)


@bp.get("/designer/<type_key>/records")
@reads(DESIGN)
def plan(type_key: str) -> ResponseReturnValue:
    """What records of earlier versions would become."""
    return _plan(type_key, None)


@bp.post("/designer/<type_key>/records")
@asks(DESIGN)
def again(type_key: str) -> ResponseReturnValue:
    """The same with what was picked and decided."""
    return _plan(type_key, carrying.posted(request.form))


@bp.post("/designer/<type_key>/records/carry")
@writes(DESIGN)
def begin(type_key: str) -> ResponseReturnValue:
    """Publish the draft, if there is one, and ask for the records to be carried over."""
    given, asked = request.form.to_dict(), carrying.posted(request.form)
    turn, reason, accepted = answers.turn(given), given.get("reason", ""), request.form.getlist(ACCEPT)
    page = url_for("carry.carried", type_key=type_key)
    try:
        carry = carrying.begin(type_key, asked, reason, turn, accepted=accepted, page=page, desk=current_desk())
    except Invalid as invalid:
        db.session.rollback()
        return _plan(type_key, asked, invalid=invalid)
    except Conflict as changed:
        db.session.rollback()
        return answers.stale(type_key, changed, said=gettext("转换旧记录"), given=given)
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=carry.job_id))


@bp.get("/designer/<type_key>/carried")
@reads(DESIGN)
def carried(type_key: str) -> str:
    """What was carried over, and what can be taken back."""
    lines = carrying.carried_lines(type_key, current_desk().actor)
    return render_template("designer/carried.html", tab="publish", lines=lines, **pages.bar(service.standing(type_key)))


@bp.get("/designer/<type_key>/carried/<int:carry_id>")
@reads(DESIGN)
def look_back(type_key: str, carry_id: int) -> str:
    """What taking back would do."""
    facts = carrying.back_facts(queries.carry(carry_id, type_key), current_desk())
    return render_template("designer/carry_back.html", tab="publish", **facts, **pages.bar(service.standing(type_key)))


@bp.post("/designer/<type_key>/carried/<int:carry_id>")
@writes(DESIGN)
def back(type_key: str, carry_id: int) -> ResponseReturnValue:
    """Take back."""
    page = url_for("carry.carried", type_key=type_key)
    job = carrying.begin_back(queries.carry(carry_id, type_key), page=page, desk=current_desk())
    db.session.commit()
    toast(gettext("正在转回"))
    return redirect(url_for("jobs.show", job_id=job.id))


def _plan(type_key: str, asked: Asked | None, *, invalid: Invalid | None = None) -> ResponseReturnValue:
    standing = service.standing(type_key)
    try:
        found = carrying.page(standing, asked, current_desk())
    except Invalid as senseless:
        found, invalid = None, invalid or senseless
    known = invalid.faults if invalid else found.refused if found else []
    faults = [(fault, of_fault(fault, standing)) for fault in known]
    examples, _faults = runs(standing, current_desk())
    facts = {"found": found, "faults": faults, "reason": request.form.get("reason"), **pages.bar(standing)}
    facts |= {"examples": examples, "accepted": request.form.getlist(ACCEPT)}
    return render_template("designer/carry.html", tab="publish", **facts), 422 if faults else 200
