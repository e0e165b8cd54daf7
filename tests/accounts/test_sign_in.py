"""Coming in: the lock, the same words for everybody, sessions that really end."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import passwords, queries, service, signing
from app.accounts.current import KEY
from app.accounts.models import LoginSession
from app.accounts.signing import Origin, Throttle
from app.audit.queries import AuditSearch, find
from app.extensions import db
from app.web import clock
from tests.conftest import NOW, PASSWORD, Cast


def try_in(browser: FlaskClient, login: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return browser.post("/login", data={"login": login, "password": password, **more})


def token_of(browser: FlaskClient) -> str:
    with browser.session_transaction() as cookie:
        return str(cookie.get(KEY, ""))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def test_the_right_password_opens_the_page_that_was_wanted(client: FlaskClient, cast: Cast) -> None:
    assert client.get("/sessions").location == "/login?next=/sessions"
    assert try_in(client, "Stan", next="/sessions").location == "/sessions"
    assert client.get("/sessions").status_code == 200


def test_next_leads_nowhere_else(client: FlaskClient, cast: Cast) -> None:
    assert try_in(client, "stan", next="//evil.example").location == "/"


def test_wrong_password_and_unknown_user_look_alike(app: Flask, cast: Cast) -> None:
    pages = [try_in(app.test_client(), login, "wrong").text for login in ("stan", "nobody")]
    plain = [re.sub(r'value="[^"]*"|content="[^"]*"', "", page) for page in pages]
    assert plain[0] == plain[1]
    assert "登录名或密码不对" in plain[0]


class Counted(PasswordHasher):
    """Hashes as the program does, and writes down each time: what was done, with which parameters."""

    def __init__(self) -> None:
        super().__init__(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self.done: list[tuple[str, str]] = []

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        made = super().hash(password, salt=salt)
        self.done.append(("hash", made.rsplit("$", 2)[0]))
        return made

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 - as argon2 calls it
        self.done.append(("verify", str(hash).rsplit("$", 2)[0]))
        return super().verify(hash, password)


def test_wrong_password_and_unknown_user_are_the_same_work(
    context: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasher = Counted()
    monkeypatch.setattr(passwords, "_HASHER", hasher)
    signing.attempt("nobody", "wrong")
    work = []
    for login in ("stan", "nobody"):
        hasher.done.clear()
        assert not signing.attempt(login, "wrong").right
        work.append(list(hasher.done))
    assert work[0] == work[1] == [("verify", "$argon2id$v=19$m=19456,t=2,p=1")]


def test_five_failures_lock_for_a_quarter_of_an_hour(
    client: FlaskClient, app: Flask, cast: Cast, at: Callable[[datetime], None]
) -> None:
    at(NOW)
    for _ in range(5):
        assert try_in(client, "stan", "wrong").status_code == 422
    assert try_in(client, "stan").status_code == 422
    at(NOW + timedelta(minutes=14))
    assert try_in(client, "stan").status_code == 422
    at(NOW + timedelta(minutes=16))
    assert try_in(client, "stan").status_code == 302
    with app.app_context():
        assert find(AuditSearch(deed="login.locked")).total == 1
        assert find(AuditSearch(deed="login.failed")).total == 7


def test_a_locked_account_cannot_be_locked_longer_by_others(context: Flask, cast: Cast) -> None:
    for minute in range(5):
        _settle("stan", "wrong", NOW + timedelta(minutes=minute))
    until = queries.user(cast.stan).locked_until
    _settle("stan", "wrong", NOW + timedelta(minutes=10))
    assert queries.user(cast.stan).locked_until == until


def _settle(login: str, password: str, now: datetime) -> str | None:
    return signing.settle(signing.attempt(login, password), now=now, origin=Origin())


def test_an_administrator_unlocks(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    with app.app_context():
        queries.user(cast.stan).locked_until = clock.now() + timedelta(minutes=10)
        db.session.commit()
    login("ada").post(f"/users/{cast.stan}/unlock")
    assert try_in(app.test_client(), "stan").status_code == 302


def test_one_address_may_not_guess_for_ever(client: FlaskClient, cast: Cast) -> None:
    answers = [try_in(client, f"nobody{number}", "x" * 201).status_code for number in range(21)]
    assert answers[:20] == [422] * 20
    assert answers[20] == 429


def test_nobody_guesses_at_one_login_for_ever(app: Flask, cast: Cast) -> None:
    for number in range(21):
        address = {"REMOTE_ADDR": f"10.0.0.{number}"}
        data = {"login": "Nobody " if number % 2 else "nobody", "password": "x" * 201}
        answer = app.test_client().post("/login", data=data, environ_base=address)
        assert answer.status_code == (422 if number < 20 else 429)


def test_an_office_behind_one_address_comes_in(app: Flask, cast: Cast) -> None:
    for _ in range(21):
        assert try_in(app.test_client(), "stan").status_code == 302


def test_coming_in_forgives_the_login_but_not_the_address() -> None:
    throttle = Throttle(limit=2)
    for login in ("stan", "amy"):
        throttle.failed("a", login, now=NOW)
        throttle.failed("b", login, now=NOW)
    throttle.succeeded("Stan")
    assert throttle.allows("c", "stan", now=NOW)
    assert not throttle.allows("c", "amy", now=NOW)
    assert not throttle.allows("a", "stan", now=NOW)


def test_asking_is_not_failing() -> None:
    throttle = Throttle(limit=2)
    assert [throttle.allows("a", "stan", now=NOW) for _ in range(3)] == [True] * 3


def test_the_throttle_forgets_after_a_minute() -> None:
    throttle = Throttle(limit=2)
    for _ in range(3):
        throttle.failed("a", "stan", now=NOW)
    assert not throttle.allows("a", "", now=NOW + timedelta(seconds=59))
    assert throttle.allows("a", "stan", now=NOW + timedelta(seconds=61))


def test_a_planted_cookie_is_worth_nothing(client: FlaskClient, cast: Cast) -> None:
    with client.session_transaction() as cookie:
        cookie[KEY], cookie["planted"] = "planted", "yes"
    try_in(client, "stan")
    assert token_of(client) not in {"", "planted"}
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_the_token_itself_is_not_stored(client: FlaskClient, app: Flask, cast: Cast) -> None:
    try_in(client, "stan")
    with app.app_context():
        row = db.session.query(LoginSession).one()
        assert token_of(client) not in row.token_hash


@pytest.mark.parametrize("deed", ["logout", "password", "reset", "deactivate", "end others"])
def test_an_old_cookie_is_refused_after(deed: str, login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    browser, other = login("stan"), login("stan")
    old = token_of(browser)
    if deed == "logout":
        browser.post("/logout")
    elif deed == "password":
        new = "nine loud magpies"
        assert other.post("/password", data={"old": PASSWORD, "new": new, "again": new}).status_code == 302
    elif deed == "end others":
        other.post("/sessions/end-others")
    else:
        login("ada").post(f"/users/{cast.stan}/{deed}")
    with browser.session_transaction() as cookie:
        cookie[KEY] = old
    assert browser.get("/").status_code == 302


def test_the_session_that_changed_the_password_goes_on(login: Callable[[str], FlaskClient]) -> None:
    browser = login("stan")
    new = "nine loud magpies"
    browser.post("/password", data={"old": PASSWORD, "new": new, "again": new})
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_idle_sessions_end(
    minutes: int, status: int, login: Callable[[str], FlaskClient], at: Callable[[datetime], None]
) -> None:
    browser = login("stan")
    at(clock.now() + timedelta(minutes=minutes))
    assert browser.get("/").status_code == status


def test_no_session_outlives_half_a_day(login: Callable[[str], FlaskClient], at: Callable[[datetime], None]) -> None:
    browser, start = login("stan"), clock.now()
    for minutes in range(25, 12 * 60, 25):
        at(start + timedelta(minutes=minutes))
        assert browser.get("/").status_code == 200
    at(start + timedelta(hours=12, minutes=1))
    assert browser.get("/").status_code == 302


def test_last_seen_is_written_every_five_minutes_at_most(
    login: Callable[[str], FlaskClient], app: Flask, at: Callable[[datetime], None]
) -> None:
    browser, start = login("stan"), clock.now()
    seen = []
    for minutes in (1, 4, 6, 10, 12):
        at(start + timedelta(minutes=minutes))
        browser.get("/")
        with app.app_context():
            seen.append(db.session.query(LoginSession).one().seen_at - start)
    assert [round(time.total_seconds() / 60) for time in seen] == [0, 0, 6, 6, 12]


def test_a_session_of_somebody_else_cannot_be_ended(login: Callable[[str], FlaskClient], app: Flask) -> None:
    stan, eve = login("stan"), login("eve")
    with app.app_context():
        (session,) = [row for row in db.session.query(LoginSession) if row.user.login == "stan"]
        session_id = session.id
    assert eve.post(f"/sessions/{session_id}/end").status_code == 404
    assert stan.get("/").status_code == 200


def test_a_one_time_password_runs_out(context: Flask, cast: Cast) -> None:
    user = queries.user(cast.stan)
    service.reset_password(user, password_hash=user.password_hash, actor=cast.actor("ada"), now=NOW)
    assert _settle("stan", PASSWORD, NOW + timedelta(hours=71)) is not None
    assert _settle("stan", PASSWORD, NOW + timedelta(hours=73)) is None


def test_the_page_that_stayed_open_renews_in_place(app: Flask, cast: Cast) -> None:
    browser = app.test_client()
    assert "<form" in browser.get("/session/renew").text
    wrong = browser.post("/session/renew", data={"login": "stan", "password": "wrong"})
    assert (wrong.status_code, "X-CSRF-Token" in wrong.headers) == (422, False)
    right = browser.post("/session/renew", data={"login": "stan", "password": PASSWORD})
    assert right.status_code == 200
    assert right.headers["X-CSRF-Token"] in right.text
    assert "<form" not in browser.get("/session/renew").text


def test_a_fragment_in_a_dead_session_is_told_to_renew(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/users", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["X-Renew"]) == (401, "session")


@pytest.fixture
def csrf(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """As outside of tests."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


@pytest.mark.usefixtures("csrf")
def test_every_post_wants_a_token_of_this_session(app: Flask, login: Callable[[str], FlaskClient]) -> None:
    foreign = _csrf_token(login("eve"))
    browser = login("ada")
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()):
            continue
        address = re.sub(r"<[^>]+>", "1", rule.rule)
        for data in ({}, {"csrf_token": foreign}):
            answer = browser.post(address, data=data)
            assert answer.status_code == 400, rule
            assert answer.headers["X-Renew"] == "token"


@pytest.mark.usefixtures("csrf")
def test_the_header_of_htmx_carries_the_token(login: Callable[[str], FlaskClient], cast: Cast) -> None:
    browser = login("ada")
    token = _csrf_token(browser)
    assert browser.post(f"/users/{cast.eve}/unlock", headers={"X-CSRFToken": token}).status_code == 302


@pytest.mark.usefixtures("csrf")
def test_the_token_of_a_renewed_session_fits(app: Flask, cast: Cast) -> None:
    browser = app.test_client()
    browser.get("/login")
    stale = re.search(r'value="([^"]+)"', browser.get("/session/renew").text)
    assert stale
    data = {"login": "ada", "password": PASSWORD, "csrf_token": stale[1]}
    fresh = browser.post("/session/renew", data=data).headers["X-CSRF-Token"]
    assert browser.post(f"/users/{cast.eve}/unlock", data={"csrf_token": fresh}).status_code == 302


def _csrf_token(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', browser.get("/").text)
    assert found
    return found[1]
