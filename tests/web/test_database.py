"""How transactions open and end."""

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.accounts import queries
from app.accounts.models import User
from app.extensions import db
from app.web import database
from tests.conftest import Cast


def test_pragmas_make_acknowledged_commits_safe(context: Flask) -> None:
    values = {
        name: db.session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
    }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_a_writing_transaction_is_immediate(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    database.begin_write()
    other = db.engine.connect().execution_options(write=True)
    other.connection.dbapi_connection.execute("PRAGMA busy_timeout = 10")  # type: ignore[union-attr]
    other.connection.dbapi_connection.rollback()  # type: ignore[union-attr]
    with pytest.raises(OperationalError, match="locked"):
        other.begin()
    other.invalidate()
    other.close()
    db.session.rollback()


def test_two_writers_wait_for_each_other(app: Flask, cast: Cast) -> None:
    def count_up() -> None:
        with app.app_context():
            for _ in range(10):
                database.begin_write()
                queries.user(cast.eve).epoch += 1
                db.session.commit()

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert queries.user(cast.eve).epoch == 41


def test_alone_commits_beside_a_reader(context: Flask, cast: Cast) -> None:
    assert queries.user(cast.eve).failures == 0
    with database.alone() as session:
        user = session.get(User, cast.eve)
        assert user is not None
        user.failures = 3
    db.session.rollback()
    assert queries.user(cast.eve).failures == 3


def test_moments_are_utc_in_python(context: Flask, cast: Cast) -> None:
    user = queries.user(cast.eve)
    user.seen_at = datetime(2024, 3, 5, 10, 0, tzinfo=timezone(timedelta(hours=8)))
    db.session.commit()
    db.session.expire_all()
    assert queries.user(cast.eve).seen_at == datetime(2024, 3, 5, 2, 0, tzinfo=UTC)


def test_errors_do_not_tell_values(context: Flask, cast: Cast) -> None:
    user = queries.user(cast.eve)
    user.login = "ADA SECRET"
    with pytest.raises(IntegrityError) as caught:
        db.session.flush()
    assert "SECRET" not in str(caught.value)
