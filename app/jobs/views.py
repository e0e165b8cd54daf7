"""A job's own page and fragment: how far it is, what came of it, and a button that stops it."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts.current import current_actor
from app.extensions import db
from app.jobs import queries, service
from app.web import clock
from app.web.gates import SIGNED_IN, reads, writes

bp = Blueprint("jobs", __name__)


@bp.get("/jobs")
@reads(SIGNED_IN)
def index() -> str:
    """My jobs, the newest first."""
    return render_template("jobs/index.html", jobs=queries.of_user(current_actor().id))


@bp.get("/jobs/<int:job_id>")
@reads(SIGNED_IN)
def show(job_id: int) -> str:
    """One job; htmx asks for the fragment until it is over."""
    job = queries.get(job_id, user_id=current_actor().id)
    template = "jobs/_progress.html" if request.headers.get("HX-Request") else "jobs/show.html"
    return render_template(template, job=job)


@bp.post("/jobs/<int:job_id>/cancel")
@writes(SIGNED_IN)
def cancel(job_id: int) -> Response:
    """Stop it."""
    service.cancel(queries.get(job_id, user_id=current_actor().id), now=clock.now())
    db.session.commit()
    return redirect(url_for("jobs.show", job_id=job_id))
