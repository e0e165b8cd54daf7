"""The desk of the request: who works, when, and with what at hand. Only behind a gate."""

from flask import g

from app.accounts.current import current_actor
from app.definitions.types import Types
from app.extensions import db
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.web import clock
from app.web.language import language


def desk() -> Desk:
    """The desk of this request, made once. A writing view asks for it after its transaction is open."""
    made: Desk | None = g.get("desk")
    if made is None:
        made = g.desk = _desk()
    return made


def _desk() -> Desk:
    actor, now, types, session = current_actor(), clock.now().astimezone(clock.zone()), Types(), db.session()
    viewer = Viewer.of(actor, types.all().values(), today=now.date())
    lookups = DatabaseLookups(session, viewer, types.lists, types, clock.zone())
    return Desk(session, actor, now, types, lookups, language())
