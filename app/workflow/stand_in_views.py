"""委托代办: one's own page of who stands in for whom, and until when."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.accounts import queries as accounts
from app.extensions import db
from app.records.current import desk as current_desk
from app.records.desk import Desk
from app.web.gates import SIGNED_IN, reads, writes
from app.web.toasts import toast
from app.workflow import away, stand_ins
from app.workflow.models import StandIn
from app.workflow.stand_in_forms import StandInForm
from app.workflow.verb_forms import EVERYBODY
from app.workflow.verbs import people

bp = Blueprint("stand_ins", __name__)


@bp.get("/stand-ins")
@reads(SIGNED_IN)
def mine() -> str:
    """Who stands in for me, for whom I do, and the form for the next absence."""
    desk = current_desk()
    return _page(StandInForm(formdata=None, data={"since": desk.today.isoformat()}), desk)


@bp.post("/stand-ins")
@writes(SIGNED_IN)
def begin() -> ResponseReturnValue:
    """Somebody stands in for me; sent twice it is one."""
    desk, form = current_desk(), StandInForm()
    made = form.attempt(lambda: _begin(form, desk))
    if made is None:
        return _page(form, desk), 422
    toast(gettext("已委托 %(name)s 代办", name=accounts.user(made.deputy_id).name))
    db.session.commit()
    return redirect(url_for("stand_ins.mine"))


@bp.post("/stand-ins/<int:stand_in_id>/end")
@writes(SIGNED_IN)
def end(stand_in_id: int) -> Response:
    """I am back, or it was a mistake."""
    stand_ins.end(stand_in_id, desk=current_desk())
    toast(gettext("委托已经结束"))
    db.session.commit()
    return redirect(url_for("stand_ins.mine"))


def _begin(form: StandInForm, desk: Desk) -> StandIn:
    deputy = form.deputy(desk)
    return stand_ins.begin(deputy, form.first_day, form.last_day, form.note.data or "", desk=desk)


def _page(form: StandInForm, desk: Desk) -> str:
    found = away.of(desk.session, desk.actor.id, today=desk.today)
    names = accounts.names(each for line in found for each in (line.absent_id, line.deputy_id))
    users = accounts.find_users(accounts.UserSearch(active=True), size=EVERYBODY).users
    choices = people.choices([user for user in users if user.id != desk.actor.id])
    facts = {"found": found, "names": names, "choices": choices, "me": desk.actor.id, "today": desk.today}
    return render_template("workflow/stand_ins.html", form=form, **facts)
