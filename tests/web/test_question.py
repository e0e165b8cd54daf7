"""Questions that are put into SQL once answer what the session would answer."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.dialects.postgresql import psycopg

from app.accounts import queries as accounts
from app.accounts import sessions
from app.accounts.models import LoginSession, Role, RoleAssignment, User
from app.extensions import db
from app.web.question import Question, Writing, _put
from tests.conftest import NOW, Cast

DAY = sa.bindparam("day", type_=sa.Date)
ASKED: tuple[tuple[Any, dict[str, Any]], ...] = (
    (sa.select(Role.key, Role.can, Role.active).order_by(Role.key), {}),
    (sa.select(User.login).where(User.active, User.login == sa.bindparam("login")), {"login": "stan"}),
    (sa.select(User.login).where(User.login == sa.bindparam("login")), {"login": "nobody"}),
    (sa.select(User.login).order_by(User.login).limit(2), {}),
    (sa.select(LoginSession.seen_at).where(LoginSession.seen_at > sa.bindparam("at")), {"at": NOW - timedelta(1)}),
    (sa.select(LoginSession.seen_at).where(LoginSession.seen_at > sa.bindparam("at")), {"at": NOW}),
    (sa.select(RoleAssignment.role_key, RoleAssignment.since).where(RoleAssignment.since <= DAY), {"day": NOW.date()}),
)


@pytest.mark.parametrize(("statement", "given"), ASKED)
def test_a_question_answers_what_the_session_answers(
    context: Flask, cast: Cast, statement: sa.Select[Any], given: dict[str, Any]
) -> None:
    sessions.begin(accounts.user(cast.ada), now=NOW)
    db.session.add(RoleAssignment(user_id=cast.eve, role_key="staff", since=date(2020, 1, 1)))
    db.session.flush()
    question = Question(statement)
    expected = [tuple(row) for row in db.session.execute(statement, given)]
    assert question.rows(db.session(), **given) == expected
    assert question.rows(db.session(), **given) == expected


def test_a_question_sees_its_own_transaction(context: Flask, cast: Cast) -> None:
    question = Question(sa.select(User.name).where(User.id == sa.bindparam("user")))
    accounts.user(cast.eve).name = "夏"
    db.session.flush()
    assert question.rows(db.session(), user=cast.eve) == [("夏",)]
    db.session.rollback()
    assert question.rows(db.session(), user=cast.eve) == [("夏娃",)]


def test_a_parameter_is_not_forgotten(context: Flask) -> None:
    question = Question(sa.select(User.name).where(User.id == sa.bindparam("user")))
    with pytest.raises(KeyError, match="user"):
        question.rows(db.session())


def test_parameters_go_by_name_where_the_driver_wants_names() -> None:
    statement = sa.select(User.id).where(User.active, User.login == sa.bindparam("login"), User.failures == 3)
    put = _put(statement, psycopg.dialect())  # type: ignore[no-untyped-call]
    given = put.parameters({"login": "ada"})
    assert given == {"login": "ada", "failures_1": 3}
    assert all(f"%({name})s" in put.sql for name in given)


def test_what_is_written_of_many_rows_is_read_as_the_session_reads_it(context: Flask, cast: Cast) -> None:
    for user_id in (cast.stan, cast.ada):
        sessions.begin(accounts.user(user_id), now=NOW)
    db.session.flush()
    first, second = db.session.scalars(sa.select(LoginSession).order_by(LoginSession.id)).all()
    writing = Writing(sa.update(LoginSession).where(LoginSession.id == sa.bindparam("session")), ("seen_at", "agent"))
    rows = [{"session": each.id, "agent": f"第 {each.user_id} 个"} for each in (first, second)]
    assert writing.rows(db.session(), [*rows, {"session": 0, "agent": ""}], seen_at=NOW + timedelta(1)) == len(rows)
    for each in (first, second):
        db.session.refresh(each)
        assert (each.seen_at, each.agent) == (NOW + timedelta(1), f"第 {each.user_id} 个")
    assert writing.rows(db.session(), []) == 0
    with pytest.raises(KeyError, match="seen_at"):
        writing.rows(db.session(), rows)


def test_rows_go_by_name_where_the_driver_wants_names() -> None:
    words = sa.table("words", sa.column("key"), sa.column("label"))
    put = _put(sa.insert(words), psycopg.dialect(), ("key", "label"))  # type: ignore[no-untyped-call]
    assert put.many([{"key": "a"}, {"key": "b"}], {"label": "甲"}) == [
        {"key": "a", "label": "甲"},
        {"key": "b", "label": "甲"},
    ]
