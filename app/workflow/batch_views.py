"""批量办理: tasks that are alike on one page, answered together."""

import secrets
from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from app.documents.bulk import token_of
from app.errors import Fault, Invalid
from app.extensions import db
from app.jobs import queries as job_queries
from app.jobs import service as jobs
from app.records.current import desk as current_desk
from app.web.gates import SIGNED_IN, reads, writes
from app.web.words import say
from app.workflow import batch, current

bp = Blueprint("batch", __name__)


@bp.get("/tasks/batch")
@reads(SIGNED_IN)
def choose() -> str:
    """What is alike, and which of it is answered."""
    return _page(request.args.get("pile", ""))


@bp.post("/tasks/batch")
@writes(SIGNED_IN)
def run() -> ResponseReturnValue:
    """Put it on the list of long work; a form that is sent twice is one order."""
    desk, given = current_desk(), request.form
    token = token_of(f"batch:{given.get('_once', '')}", desk.actor.id)
    job = next((each for each in job_queries.of_user(desk.actor.id) if each.args.get("token") == token), None)
    if job is None:
        found = batch.piled(desk, given.get("pile", ""), absent=current.absent())
        try:
            asked = batch.order(
                found.lines, given.getlist("pick"), given.get("press", ""), given.get("comment", ""), given
            )
            title = gettext("批量办理 %(count)d 件", count=len(asked["items"]))
            job = jobs.ask(batch.KIND, title, {**asked, "token": token}, user_id=desk.actor.id, now=desk.now)
        except Invalid as refused:
            db.session.rollback()
            return _page(given.get("pile", ""), refused.faults), 422
        db.session.commit()
    return redirect(url_for("jobs.show", job_id=job.id))


def _page(pile: str, faults: Sequence[Fault] = ()) -> str:
    found = batch.piled(current_desk(), pile, absent=current.absent())
    return render_template(
        "workflow/batch.html",
        found=found,
        picked=request.form.getlist("pick"),
        press=request.form.get("press", ""),
        comment=request.form.get("comment", ""),
        once=request.form.get("_once") or secrets.token_urlsafe(12),
        phrases=current.phrases(),
        faults=[(fault.place, say(fault)) for fault in faults],
        most=batch.MOST,
    )
