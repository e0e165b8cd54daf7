"""Coming and going: set-up, log-in, renewal in place, and what people do to their own account."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, make_response, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from app.accounts import passwords, queries, service, sessions, setup, signing
from app.accounts.current import KEY, current_actor
from app.accounts.forms import LoginForm, PasswordForm, SetupForm
from app.audit import service as audit
from app.errors import Fault, Invalid, NotFound
from app.extensions import db
from app.web import clock
from app.web.database import begin_write
from app.web.failures import page
from app.web.gates import ARRIVED, PUBLIC, SIGNED_IN, reads, writes, writes_late
from app.web.language import CHOSEN
from app.web.redirects import safe_next
from app.web.toasts import toast

bp = Blueprint("session", __name__)
THROTTLE = signing.Throttle()


@bp.get("/login")
@reads(PUBLIC)
def login() -> str | Response:
    """The door."""
    if setup.is_pending():
        return redirect(url_for("session.start"))
    if current_user.is_authenticated:
        return redirect(safe_next())
    return _door(LoginForm(formdata=None, next=request.args.get("next", "")))


@bp.post("/login")
@writes_late(PUBLIC)
def sign_in() -> Any:
    """Try a password."""
    form = LoginForm()
    if not _may_try(form):
        return page(429)
    if not _tried(form, lambda: _signed_in(form)):
        return _door(form), 422
    return redirect(safe_next())


@bp.post("/logout")
@writes(ARRIVED)
def logout() -> Response:
    """End this session."""
    actor = current_actor()
    sessions.end_token(session.get(KEY, ""))
    audit.record("logout", actor=actor, about=f"user:{actor.id}")
    db.session.commit()
    _forget()
    return redirect(url_for("session.login"))


@bp.get("/session/renew")
@reads(PUBLIC)
def renew() -> Response:
    """For a page that stayed open: a fresh token when signed in, else the door as a dialog."""
    return _dialog(LoginForm(formdata=None))


@bp.post("/session/renew")
@writes_late(PUBLIC)
def renewed() -> Any:
    """Sign in again without leaving the page."""
    form = LoginForm()
    if not _may_try(form):
        return page(429)
    if not _tried(form, lambda: _signed_in(form)):
        return _dialog(form), 422
    return _dialog(form, fresh=True)


@bp.get("/setup")
@reads(PUBLIC)
def start() -> str:
    """The first page of a new installation; afterwards there is no such page."""
    if not setup.is_pending():
        raise NotFound("setup")
    return render_template("accounts/start.html", form=SetupForm(formdata=None, code=request.args.get("code", "")))


@bp.post("/setup")
@writes_late(PUBLIC)
def set_up() -> Any:
    """Make the institution and its administrator."""
    if not setup.is_pending():
        raise NotFound("setup")
    form = SetupForm()
    if not _may_try(form):
        return page(429)
    if not _tried(form, lambda: form.attempt(lambda: _founded(form))):
        return render_template("accounts/start.html", form=form), 422
    setup.forget_code(clock.settings().instance)
    return redirect(url_for("web.home"))


@bp.get("/password")
@reads(ARRIVED)
def password() -> str:
    """One's own password."""
    return render_template("accounts/password.html", form=PasswordForm(formdata=None), least=passwords.LEAST)


@bp.post("/password")
@writes_late(ARRIVED)
def change_password() -> Any:
    """Take a new password; every other session ends."""
    form, actor = PasswordForm(), current_actor()
    if not form.validate() or not form.attempt(lambda: _check_change(form)):
        return render_template("accounts/password.html", form=form, least=passwords.LEAST), 422
    password_hash = passwords.hashed(form.new.data or "")
    begin_write()
    user = queries.user(actor.id)
    service.change_password(user, password_hash=password_hash, actor=actor)
    token = sessions.begin(user, now=clock.now(), ip=_origin().ip, agent=_origin().agent)
    db.session.commit()
    _remember(token)
    toast(gettext("密码已修改，其他地方的登录已全部退出"))
    return redirect(url_for("web.home"))


@bp.get("/sessions")
@reads(SIGNED_IN)
def mine() -> str:
    """Where I am signed in."""
    actor = current_actor()
    found = queries.sessions_of(actor.id, now=clock.now(), settings=clock.settings())
    return render_template(
        "accounts/mine.html", sessions=found, this_session=actor.session_id, settings=clock.settings()
    )


@bp.post("/sessions/<int:session_id>/end")
@writes(SIGNED_IN)
def end(session_id: int) -> Response:
    """End one of my sessions."""
    if not sessions.end(session_id, user_id=current_actor().id):
        raise NotFound(f"session {session_id}")
    db.session.commit()
    toast(gettext("已退出那里的登录"))
    return redirect(url_for("session.mine"))


@bp.post("/sessions/end-others")
@writes(SIGNED_IN)
def end_others() -> Response:
    """End all my sessions but this one."""
    actor = current_actor()
    user = queries.user(actor.id)
    sessions.end_all(user)
    token = sessions.begin(user, now=clock.now(), ip=_origin().ip, agent=_origin().agent)
    audit.record("sessions.ended", actor=actor, about=f"user:{actor.id}")
    db.session.commit()
    _remember(token)
    toast(gettext("其他地方的登录已全部退出"))
    return redirect(url_for("session.mine"))


@bp.post("/my-language")
@writes(ARRIVED)
def my_language() -> Response:
    """The language of my screens."""
    service.set_language(queries.user(current_actor().id), request.form.get("language", ""))
    db.session.commit()
    return redirect(safe_next())


def _door(form: LoginForm) -> str:
    institution = queries.institution()
    return render_template("accounts/login.html", form=form, institution=institution)


def _dialog(form: LoginForm, *, fresh: bool = False) -> Response:
    known = fresh or current_user.is_authenticated
    answer = make_response(render_template("accounts/renew.html", form=form, fresh=known))
    if known:
        answer.headers["X-CSRF-Token"] = generate_csrf()
        answer.headers["X-Person"] = (form.login.data or "").strip().lower() if fresh else current_user.login
    return answer


def _origin() -> signing.Origin:
    return signing.Origin(ip=request.remote_addr or "", agent=request.user_agent.string)


def _may_try(form: LoginForm | SetupForm) -> bool:
    return THROTTLE.allows(_origin().ip, form.login.data or "", now=clock.now())


def _tried(form: LoginForm | SetupForm, deed: Callable[[], object]) -> bool:
    """Do what the form is for; what comes to nothing is counted."""
    login = form.login.data or ""
    if form.validate() and deed():
        THROTTLE.succeeded(login)
        return True
    THROTTLE.failed(_origin().ip, login, now=clock.now())
    return False


def _signed_in(form: LoginForm) -> bool:
    """Try what was filled in; the failure is counted and committed too."""
    attempt = signing.attempt(form.login.data or "", form.password.data or "")
    begin_write()
    token = signing.settle(attempt, now=clock.now(), origin=_origin())
    db.session.commit()
    if token is None:
        form.take([Fault("login.wrong")])
        return False
    _remember(token)
    return True


def _remember(token: str) -> None:
    """A fresh cookie: what somebody planted before log-in is gone."""
    _forget()
    session[KEY] = token


def _forget() -> None:
    """Empty the cookie, but for the language; the request's CSRF token belonged to the old one."""
    chosen = session.get(CHOSEN)
    session.clear()
    g.pop("csrf_token", None)
    if chosen:
        session[CHOSEN] = chosen


def _check_change(form: PasswordForm) -> bool:
    user = queries.user(current_actor().id)
    if not passwords.matches(user.password_hash, form.old.data or ""):
        raise Invalid.because("password.wrong", place="old")
    if form.new.data == form.old.data:
        raise Invalid.because("password.same", place="new")
    if form.new.data != form.again.data:
        raise Invalid.because("password.twice", place="again")
    service.check_new_password(user, form.new.data or "")
    return True


def _founded(form: SetupForm) -> bool:
    beginning = form.beginning()
    setup.check_code(clock.settings().instance, form.code.data or "")
    setup.check(beginning)
    password_hash = passwords.hashed(beginning.password)
    begin_write()
    if not setup.is_pending():
        raise NotFound("setup")
    user = setup.perform(beginning, password_hash=password_hash, now=clock.now())
    token = sessions.begin(user, now=clock.now(), ip=_origin().ip, agent=_origin().agent)
    db.session.commit()
    _remember(token)
    return True
