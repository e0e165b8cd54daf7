"""From a request to its actor: the cookie names a session, the session a user."""

from typing import cast

from flask import Flask, Request, g, session
from flask_login import current_user

from app.accounts import queries, sessions
from app.accounts.actor import Actor
from app.extensions import login_manager
from app.web import clock

KEY = "session"
"""Under this name the signed cookie holds the session's token."""


def configure(app: Flask) -> None:
    """Teach the log-in extension to find our actors."""
    login_manager.session_protection = None
    login_manager.init_app(app)
    login_manager.request_loader(actor_of_request)


def current_actor() -> Actor:
    """Who acts in this request; only behind a gate."""
    if not current_user.is_authenticated:
        raise LookupError("nobody is signed in: the view lacks a gate")
    return cast("Actor", g.actor)


def actor_of_request(request: Request) -> Actor | None:
    """Who sent the request, if a session is open."""
    token = session.get(KEY)
    if not isinstance(token, str) or request.endpoint == "static":
        return None
    now = clock.now()
    found = queries.open_session(sessions.hash_of(token), now=now, today=clock.today(), settings=clock.settings())
    if found is None:
        return None
    if sessions.is_stale(found, now=now):
        sessions.touch(found.id, now=now)
    g.actor = found.actor
    return found.actor
