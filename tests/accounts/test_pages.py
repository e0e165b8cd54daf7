"""The pages of people: set-up, password, users, departments."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries, service, setup
from app.accounts.actor import Actor
from app.definitions.schema import Role
from app.extensions import db
from app.web import clock
from tests.conftest import PASSWORD, ROLES, Cast

BEGINNING = {
    "institution": "东湖大学",
    "department": "国际交流合作处",
    "name": "陈老师",
    "login": "chen",
    "password": "correct horse battery",
}


@pytest.fixture
def code(app: Flask) -> str:
    """The roles are loaded, nobody is there yet, and this opens the door."""
    with app.app_context():
        service.set_roles([Role.model_validate(role) for role in ROLES])
        db.session.commit()
        return setup.code(clock.settings().instance)


def test_set_up_works_once(client: FlaskClient, app: Flask, code: str) -> None:
    assert client.get("/").location == "/login"
    assert client.get("/login").location == "/setup"
    assert client.post("/setup", data={**BEGINNING, "code": code.replace("-", "")}).location == "/"
    assert client.get("/users").status_code == 200
    assert client.get("/audit").status_code == 403
    for answer in (client.get("/setup"), client.post("/setup", data={**BEGINNING, "code": code})):
        assert answer.status_code == 404
    with app.app_context():
        assert not (Path(clock.settings().instance) / setup.FILE).exists()
        institution = queries.institution()
        assert institution is not None
        assert institution.name == "东湖大学"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"code": "0000-0000-0000"}, "设置码不对"),
        ({"password": "123456"}, "至少 10 位"),
        ({"password": "chen123456"}, "不要与登录名"),
        ({"login": "陈"}, "登录名只能用"),
        ({"institution": ""}, "请填写单位名称"),
    ],
)
def test_set_up_says_what_is_wrong(
    client: FlaskClient, app: Flask, code: str, wrong: dict[str, str], words: str
) -> None:
    answer = client.post("/setup", data={**BEGINNING, "code": code, **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert setup.is_pending()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("wrong", "nine loud magpies", "nine loud magpies"), "原密码不对"),
        ((PASSWORD, PASSWORD, PASSWORD), "与原来的不同"),
        ((PASSWORD, "nine loud magpies", "nine loud magpie"), "不一样"),
        ((PASSWORD, "123456", "123456"), "至少 10 位"),
        ((PASSWORD, "stan20242024", "stan20242024"), None),
        ((PASSWORD, "stanstanstan", "stanstanstan"), "不要与登录名"),
        ((PASSWORD, "东湖大学123456", "东湖大学123456"), "不要与登录名"),
    ],
)
def test_a_new_password_is_measured(
    login: Callable[[str], FlaskClient], given: tuple[str, str, str], words: str | None
) -> None:
    answer = login("stan").post("/password", data=dict(zip(("old", "new", "again"), given, strict=True)))
    assert answer.status_code == (422 if words else 302)
    assert words is None or words in answer.text
    assert given[1] not in answer.text


def test_a_user_is_made_edited_and_deactivated_with_a_way_back(
    login: Callable[[str], FlaskClient], app: Flask, cast: Cast
) -> None:
    browser = login("ada")
    data = {"name": "钱七", "department": cast.office, "grants-0-role": "staff", "grants-0-department": 0}
    made = browser.post("/users/new", data=data)
    assert re.findall(r"<code>(.*?)</code>", made.text)[0] == "qianqi"
    with app.app_context():
        user = queries.user_by_login("qianqi")
        assert user is not None
        user_id = user.id
    changed = {**data, "login": "qian7", "grants-0-department": cast.office, "grants-0-until": "2030-01-01"}
    assert browser.post(f"/users/{user_id}", data=changed).status_code == 302
    assert 'value="2030-01-01"' in browser.get(f"/users/{user_id}").text
    answer = browser.post(f"/users/{user_id}/deactivate", follow_redirects=True)
    assert f'action="/users/{user_id}/reactivate"' in answer.text
    assert "撤销" in answer.text
    browser.post(f"/users/{user_id}/reactivate")
    with app.app_context():
        assert queries.user(user_id).active


def test_what_was_typed_stays_when_it_is_refused(login: Callable[[str], FlaskClient], cast: Cast) -> None:
    data = {
        "name": "钱七",
        "login": "ada",
        "department": cast.college,
        "grants-0-role": "head",
        "grants-0-department": 0,
    }
    answer = login("ada").post("/users/new", data=data)
    assert answer.status_code == 422
    assert 'value="钱七"' in answer.text
    assert "登录名 ada 已经有人用了" in answer.text
    assert re.search(r'selected value="head"', answer.text)


def test_fields_that_are_not_on_the_form_are_ignored(
    login: Callable[[str], FlaskClient], app: Flask, cast: Cast
) -> None:
    more = {
        "id": 99,
        "epoch": 77,
        "password_hash": "x",
        "failures": 5,
        "active": "",
        "must_change": "",
        "created_at": "x",
    }
    data = {"name": "夏娃", "login": "eve", "department": cast.office, **more}
    assert login("ada").post(f"/users/{cast.eve}", data=data).status_code == 302
    with app.app_context():
        eve = queries.user(cast.eve)
        assert (eve.epoch, eve.failures, eve.active, eve.id) == (1, 0, True, cast.eve)
        assert eve.password_hash != "x"


def test_departments_are_added_moved_and_closed(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    browser = login("ada")
    assert browser.post("/departments", data={"name": "新办公室", "parent": cast.office}).status_code == 302
    with app.app_context():
        (made,) = [department for department in queries.departments() if department.name == "新办公室"]
        made_id = made.id
    data = {"name": "更新办公室", "name_en": "Newer", "parent": cast.college}
    assert browser.post(f"/departments/{made_id}", data=data).status_code == 302
    assert "更新办公室" in browser.post(f"/departments/{made_id}/close", follow_redirects=True).text
    refused = browser.post(f"/departments/{cast.college}/close")
    assert refused.status_code == 422
    assert "位在用的用户" in refused.text
    browser.post(f"/departments/{made_id}/reopen")
    with app.app_context():
        assert queries.department(made_id).active
        assert queries.department(made_id).parent_id == cast.college


def test_the_institution_is_renamed_only(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    browser = login("ada")
    assert "上级部门" not in browser.get(f"/departments/{cast.institution}").text
    browser.post(f"/departments/{cast.institution}", data={"name": "西湖大学", "parent": cast.office})
    with app.app_context():
        institution = queries.department(cast.institution)
        assert (institution.name, institution.parent_id) == ("西湖大学", None)


@pytest.mark.parametrize(
    "address", ["/users", "/users/new", "/users/paste", "/departments", "/roles", "/password", "/"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_are_shown_in_both_languages(login: Callable[[str], FlaskClient], address: str, language: str) -> None:
    browser = login("ada")
    browser.post("/my-language", data={"language": language})
    answer = browser.get(address)
    assert answer.status_code == 200
    assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text)
    assert "<script>" not in answer.text


HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{7*7}}'


def test_names_with_markup_are_shown_as_text(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    with app.app_context():
        queries.user(cast.eve).name = HOSTILE[:80]
        queries.department(cast.office).name = HOSTILE[:80]
        db.session.commit()
    for browser, address in (
        (login("ada"), "/users"),
        (login("ada"), f"/users/{cast.eve}"),
        (login("ada"), "/departments"),
        (login("eve"), "/"),
        (login("olga"), "/audit"),
    ):
        text = browser.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_the_actor_is_frozen(context: Flask, cast: Cast) -> None:
    actor = cast.actor("eve")
    assert isinstance(actor, Actor)
    with pytest.raises(AttributeError):
        actor.capabilities = frozenset({"manage_users"})  # type: ignore[misc]


def test_an_address_is_entered_corrected_and_refused_with_what_was_typed(
    login: Callable[[str], FlaskClient], app: Flask, cast: Cast
) -> None:
    browser, page = login("ada"), f"/users/{cast.eve}"
    form = {"name": "Eve", "login": "eve", "department": "0", "language": ""}
    assert browser.post(page, data={**form, "email": "eve@example.org"}).status_code == 302
    assert "eve@example.org" in browser.get("/users").text
    wrong = browser.post(page, data={**form, "email": "eve at home"})
    assert wrong.status_code == 422
    assert 'value="eve at home"' in wrong.text
    assert browser.post(page, data={**form, "email": ""}).status_code == 302
    with app.app_context():
        assert queries.user(cast.eve).email == ""
