"""Desks of people who sent no request: for long work, for commands, on behalf of somebody."""

from dataclasses import replace
from datetime import datetime

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.definitions.types import Types
from app.extensions import db
from app.records.access import Viewer
from app.records.desk import Desk
from app.records.lookups import DatabaseLookups
from app.web import clock

SYSTEM = Actor(id=0, name="")
"""Nobody: who rebuilds and checks what is derived."""


def of(actor: Actor, *, now: datetime | None = None) -> Desk:
    """The desk of an actor, at this moment or at another one."""
    moment = (now or clock.now()).astimezone(clock.zone())
    types, session = Types(), db.session()
    viewer = Viewer.of(actor, types.all().values(), today=moment.date())
    lookups = DatabaseLookups(session, viewer, types.lists, types, clock.zone())
    return Desk(session, actor, moment, types, lookups, actor.language or clock.settings().language)


def at(desk: Desk, now: datetime) -> Desk:
    """The same desk at another moment."""
    return replace(desk, now=now)


def of_user(user_id: int) -> Desk:
    """The desk of a user, with the roles held today."""
    return of(accounts.actor_of(user_id, today=clock.today()))
