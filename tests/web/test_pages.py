"""What every page carries, and what a page says when something is wrong."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries
from app.errors import Conflict, Fault, Invalid
from app.extensions import db
from app.web import failures
from app.web.redirects import is_local
from app.web.words import catalogue, say
from tests.conftest import Cast


def test_headers_on_every_answer(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/login")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_the_cookie_is_for_this_site_and_not_for_scripts(app: Flask, client: FlaskClient, cast: Cast) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert "Secure" in app.test_client().get("/login", base_url="https://localhost").headers["Set-Cookie"]


def test_healthz(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_address_is_not_found(login: Callable[[str], FlaskClient], method: str) -> None:
    answer = login("stan").open("/nowhere", method=method)
    assert answer.status_code == 404
    assert "没有找到" in answer.text
    assert 'href="/"' in answer.text


def test_a_wrong_method_says_so(login: Callable[[str], FlaskClient]) -> None:
    answer = login("ada").post("/sessions")
    assert answer.status_code == 405
    assert "请从页面上的按钮进入" in answer.text


def test_what_does_not_exist_looks_like_what_is_hidden(login: Callable[[str], FlaskClient]) -> None:
    assert login("ada").get("/users/999999").status_code == 404


def test_who_may_add_people_is_led_there_from_an_empty_home(login: Callable[[str], FlaskClient]) -> None:
    page = login("ada").get("/").text
    assert 'href="/users/new"' in page
    assert 'href="/users/new"' not in login("eve").get("/").text


HUGE = "9" * 22


@pytest.mark.parametrize("address", [f"/users/{HUGE}", f"/records/{HUGE}", f"/jobs/{HUGE}", f"/documents/{HUGE}/file"])
def test_a_number_that_no_database_holds_names_nothing(login: Callable[[str], FlaskClient], address: str) -> None:
    assert login("ada").get(address).status_code == 404


@pytest.mark.parametrize("address", [f"/documents?year={HUGE}", f"/users?within={HUGE}"])
def test_a_number_that_no_database_holds_is_not_asked_for(login: Callable[[str], FlaskClient], address: str) -> None:
    assert login("ada").get(address).status_code == 200


def test_too_large_a_request_says_the_limit(login: Callable[[str], FlaskClient], app: Flask) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024
    try:
        answer = login("ada").post("/users/paste", data={"text": "x" * 1_200_000})
    finally:
        app.config["MAX_CONTENT_LENGTH"] = 50 * 1024 * 1024
    assert answer.status_code == 413
    assert "MB" in answer.text


def test_faults_reach_the_page_in_words(app: Flask) -> None:
    with app.test_request_context("/"):
        body, status, _headers = failures._on_app_error(Invalid.because("password.short", least=10))  # type: ignore[misc]
    assert status == 422
    assert "密码至少 10 位" in str(body)


def test_a_conflict_says_what_to_do(app: Flask) -> None:
    with app.test_request_context("/", headers={"HX-Request": "true"}):
        body, status, _headers = failures._on_app_error(Conflict())  # type: ignore[misc]
    assert status == 409
    assert "刚刚被别人改过" in str(body)


def test_json_is_answered_with_json(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json["error"] == "没有找到"


def test_an_accident_gives_a_number_and_no_details(
    login: Callable[[str], FlaskClient], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> str:
        raise RuntimeError("passport E1234567")

    vars(broken).update(vars(app.view_functions["web.home"]))
    monkeypatch.setitem(app.view_functions, "web.home", broken)
    monkeypatch.setitem(app.config, "TESTING", False)
    answer = login("stan").get("/")
    assert answer.status_code == 500
    assert "编号" in answer.text
    assert "E1234567" not in answer.text


GOOD = ["/", "/users", "/records/17?tab=history", "/%E5%9B%A2"]
BAD = [
    *(
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "\t//evil.example",
    ),
    *("https://evil.example", "http:evil.example", "javascript:alert(1)", "evil.example", "", "data:text/html,x"),
    *("/\r\nSet-Cookie: x=1", "/ evil", " /users", "/a\x00b", "ftp://x", "/\\/evil", "https:/evil", "https:///evil"),
]


@pytest.mark.parametrize("address", GOOD)
def test_next_stays_here(address: str) -> None:
    assert is_local(address)


@pytest.mark.parametrize("address", BAD)
def test_next_never_leaves(address: str) -> None:
    assert not is_local(address)


def test_host_is_used_for_nothing(client: FlaskClient, cast: Cast) -> None:
    answer = client.get("/", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert answer.location == "/login"


def test_language_follows_the_person(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    browser = login("stan")
    assert "您好" in browser.get("/").text
    assert browser.post("/my-language?next=/", data={"language": "en"}).location == "/"
    assert "Hello" in browser.get("/").text
    with app.app_context():
        assert queries.user(cast.stan).language == "en"
        db.session.rollback()


def test_language_of_a_stranger_is_kept_in_the_cookie(client: FlaskClient, cast: Cast) -> None:
    client.post("/language?next=/login", data={"language": "en"})
    assert "Sign in" in client.get("/login").text


def test_a_fact_is_filled_in_as_text_only(app: Flask) -> None:
    with app.test_request_context("/"):
        said = say(Fault("user.login_taken", facts={"login": "{0.__class__} %(x)s"}))
        assert said == "登录名 {0.__class__} %(x)s 已经有人用了"
        assert "user.unheard_of" in say(Fault("user.unheard_of"))
        assert say(Fault("user.role_unknown", facts={"role": "x"}), "en") == "There is no role “x”"


def test_the_catalogue_has_one_sentence_for_a_code() -> None:
    assert catalogue()["login.wrong"].startswith("登录名或密码不对")
