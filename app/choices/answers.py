"""What the pages of lists share: whose turn it is, and the answer to somebody who changed an old version."""

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.accounts import queries as accounts
from app.accounts.current import current_actor
from app.choices import service
from app.choices.editing import Edit
from app.choices.service import Turn
from app.definitions.lists import Changes, changes
from app.definitions.schema import Capability
from app.errors import Invalid
from app.extensions import db
from app.web import clock
from app.web.gates import holds

MANAGE = holds(Capability.MANAGE_LISTS)


@dataclass(frozen=True, slots=True)
class Sides:
    """What came since the page was drawn, and what was to be done from there; None if it is not possible there."""

    theirs: Changes
    mine: Changes | None


def turn() -> Turn:
    """Who sent this, now, and which version the page showed."""
    text = request.form.get("base", "")
    base = int(text) if text.isdecimal() and len(text) < 10 else -1
    return Turn(base, current_actor(), clock.now())


def stale(key: str, edit: Edit, *, said: str, back: str) -> ResponseReturnValue:
    """Somebody else changed the list: both sides, and what was sent can be done to the list as it is now."""
    db.session.rollback()
    version, now = service.current(key)
    facts = {
        "version": version,
        "book": now,
        "by": accounts.names([version.published_by]).get(version.published_by, "") if version.published_by else "",
        "said": said,
        "sides": _sides(key, turn().base, edit),
        "given": {name: text for name, text in request.form.items() if name not in ("csrf_token", "base")},
        "address": request.path,
        "back": back,
    }
    return render_template("choices/conflict.html", **facts), 409


def _sides(key: str, base: int, edit: Edit) -> Sides:
    seen, (_version, now) = service.at(key, base), service.current(key)
    try:
        mine = changes(seen, edit(seen))
    except Invalid:
        mine = None
    return Sides(changes(seen, now), mine)
