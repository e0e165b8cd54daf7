"""Pages that belong to no feature: home, language, health."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.extensions import db
from app.web import navigation
from app.web.gates import PUBLIC, SIGNED_IN, asks, reads
from app.web.language import CHOSEN, LANGUAGES
from app.web.navigation import Group, Item
from app.web.redirects import safe_next

bp = Blueprint("web", __name__)


@navigation.sidebar(order=0, lasting=True)
def menu() -> list[Group]:
    """首页."""
    return [Group(items=(Item(gettext("首页"), url_for("web.home"), "home"),))]


@bp.get("/")
@reads(SIGNED_IN)
def home() -> str:
    """首页: the cards of all features."""
    return render_template("web/home.html", panels=navigation.home.things())


@bp.get("/healthz")
@reads(PUBLIC)
def healthz() -> dict[str, str]:
    """Whether we answer and the database does."""
    db.session.connection()
    return {"status": "ok"}


@bp.post("/language")
@asks(PUBLIC)
def language() -> Response:
    """Remember the language in the cookie, for pages before log-in."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session[CHOSEN] = chosen
    return redirect(safe_next())
