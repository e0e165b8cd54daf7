"""Users from a spreadsheet."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import paste, queries, service
from app.accounts.paste import Known, Row
from app.accounts.tree import Tree
from app.errors import Invalid
from tests.conftest import Cast

TEXT = """姓名\t登录名\t部门\t角色
李明\t\t国际教育学院/留学生办公室\t经办人
王 芳\tWangF\t国际教育学院／预科部\t部门负责人（全单位）、Staff
John Smith\t\t\t
"""


def look(text: str, *, make_departments: bool = True) -> list[Row]:
    return paste.look_over(text, known=Known.now(), make_departments=make_departments)


def codes(rows: list[Row]) -> list[str]:
    return [fault.code for row in rows for fault in row.faults]


def test_departments_and_roles_may_be_written_in_either_language(context: Flask, cast: Cast) -> None:
    service.rename_department(
        queries.department(cast.college), name="国际教育学院", name_en="College", actor=cast.actor("ada")
    )
    (row,) = look("Ann\tann\tCollege\tHead (everywhere)\n", make_departments=False)
    assert (row.faults, row.grants) == ([], [("head", True)])


def test_what_is_missing_is_made(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    browser = login("ada")
    data = {"text": TEXT, "make_departments": "y"}
    dry = browser.post("/users/paste", data=data)
    assert dry.status_code == 200
    assert "新建 3 位用户" in dry.text
    with app.app_context():
        assert "liming" not in queries.logins()
    made = browser.post("/users/paste/create", data=data)
    slips = re.findall(r"<code>(.*?)</code>", made.text)
    assert slips[0::2] == ["liming", "wangf", "john.smith"]
    with app.app_context():
        tree = Tree(queries.departments())
        wang = queries.user_by_login("wangf")
        assert wang is not None
        assert tree.path(wang.department_id) == "国际教育学院 / 预科部"
        assert {(held.role_key, held.department_id) for held in wang.assignments} == {
            ("head", None),
            ("staff", wang.department_id),
        }
    stranger = app.test_client()
    answer = stranger.post("/login", data={"login": "liming", "password": slips[1]})
    assert answer.status_code == 302
    assert stranger.get("/").location == "/password"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\tx1", "user.name"),
        ("李\tX Y", "user.login_form"),
        ("李\tada", "user.login_taken"),
        ("李\tli1\n刘\tli1", "user.login_twice"),
        ("☃\t", "user.login_none"),
        ("李\t\t\t皇帝", "user.role_unknown"),
        ("李\ta1\tb\tstaff\tli@example.org\tmore", "user.columns"),
        ("李\ta1\t\tstaff\tnobody", "field.not_email"),
    ],
)
def test_faults_by_row(context: Flask, cast: Cast, text: str, code: str) -> None:
    assert codes(look(text)) == [code]


def test_departments_are_made_only_when_asked(context: Flask, cast: Cast) -> None:
    assert codes(look("李\t\t没有的部门", make_departments=False)) == ["user.department_unknown"]


def test_nothing_is_created_when_one_row_is_wrong(login: Callable[[str], FlaskClient], app: Flask) -> None:
    answer = login("ada").post("/users/paste/create", data={"text": "李明\n刘\tada"})
    assert answer.status_code == 422
    with app.app_context():
        assert "liming" not in queries.logins()


@pytest.mark.parametrize(
    ("text", "code"), [("", "user.nothing"), ("姓名\t登录名", "user.nothing"), ("李\n" * 501, "user.rows")]
)
def test_no_rows_or_too_many(context: Flask, cast: Cast, text: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        look(text)
    assert caught.value.faults[0].code == code


def test_the_same_name_twice_gets_two_logins(context: Flask, cast: Cast) -> None:
    assert [row.login for row in look("李明\n李明\n黎明")] == ["liming", "liming2", "liming3"]
