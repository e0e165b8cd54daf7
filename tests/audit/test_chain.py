"""The list of deeds: only ever longer, and every change shows."""

import random
import string
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.audit import queries
from app.audit import service as audit
from app.audit.queries import AuditSearch
from app.extensions import db
from tests.conftest import Cast

COLUMNS = ("at", "deed", "about", "facts", "before", "hash", "actor_id", "seq")


@pytest.fixture
def chain(context: Flask) -> int:
    """Thirty deeds."""
    for number in range(30):
        audit.record("record.saved", actor=None, about=f"record:{number}", facts={"field": audit.hashed(number)})
    db.session.commit()
    return 30


def test_a_deed_done_to_many_things_is_a_row_for_each(context: Flask, chain: int) -> None:
    things = [(f"record:{number}", {"issue": number}) for number in range(3)]
    audit.record_each("document.issued", things, actor=None)
    audit.record_each("document.issued", [], actor=None)
    verdict = audit.verify()
    assert (verdict.count, verdict.broken_at) == (chain + 3, None)
    assert [entry.about for entry in queries.entries()][-3:] == [about for about, _ in things]


def without_triggers() -> None:
    for verb in ("update", "delete"):
        db.session.execute(text(f"DROP TRIGGER audit_no_{verb}"))


def test_an_untouched_chain_holds(chain: int) -> None:
    verdict = audit.verify()
    assert (verdict.count, verdict.broken_at) == (chain, None)


@pytest.mark.parametrize("statement", ["UPDATE audit SET deed = 'x' WHERE seq = 3", "DELETE FROM audit WHERE seq = 3"])
def test_the_database_refuses_changes(chain: int, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement))


def test_every_changed_byte_shows(chain: int) -> None:
    chance = random.Random(7)
    db.session.commit()
    for _ in range(60):
        without_triggers()
        seq, column = chance.randint(1, chain), chance.choice(COLUMNS[:6])
        old = db.session.scalar(text(f"SELECT {column} FROM audit WHERE seq = {seq}")) or "x"
        at = chance.randrange(len(old))
        new = old[:at] + chance.choice([letter for letter in string.printable if letter != old[at]]) + old[at + 1 :]
        db.session.execute(text(f"UPDATE audit SET {column} = :new WHERE seq = :seq"), {"new": new, "seq": seq})
        assert audit.verify().broken_at is not None, (seq, column)
        db.session.rollback()


@pytest.mark.parametrize("seq", [1, 2, 15, 29, 30])
def test_a_missing_row_shows(chain: int, seq: int) -> None:
    without_triggers()
    db.session.execute(text("DELETE FROM audit WHERE seq = :seq"), {"seq": seq})
    assert audit.verify().broken_at is not None


def test_two_rows_swapped_show(chain: int) -> None:
    without_triggers()
    for old, new in ((4, 99), (5, 4), (99, 5)):
        db.session.execute(text("UPDATE audit SET seq = :new WHERE seq = :old"), {"new": new, "old": old})
    assert audit.verify().broken_at == 4


def test_a_hash_tells_the_value_only_to_whom_knows_it() -> None:
    kept = audit.hashed("E1234567")
    salt = kept.split("$")[0]
    assert audit.hashed_with(salt, "E1234567") == kept
    assert audit.hashed_with(salt, "E1234568") != kept
    assert audit.hashed("E1234567") != kept


def test_a_deed_that_is_rolled_back_was_not_done(chain: int) -> None:
    audit.record("record.saved", actor=None)
    db.session.rollback()
    assert audit.verify().count == chain


def test_auditors_read_filter_and_verify(login: Callable[[str], FlaskClient], app: Flask, cast: Cast) -> None:
    browser = login("olga")
    login("ada").post(f"/users/{cast.eve}/unlock")
    page = browser.get("/audit?deed=user.unlocked&login=ada&since=2020-01-01").text
    assert "解除锁定" in page
    assert f"user:{cast.eve}" in page
    assert "没有符合条件的记录" in browser.get("/audit?login=nobody").text
    assert browser.get("/audit?since=rubbish&page=99").status_code == 200
    assert "没有被改动" in browser.post("/audit/verify", follow_redirects=True).text
    with app.app_context():
        assert queries.find(AuditSearch(deed="audit.verified")).total == 1


def test_a_broken_chain_is_told(login: Callable[[str], FlaskClient], app: Flask) -> None:
    with app.app_context():
        without_triggers()
        db.session.execute(text("UPDATE audit SET deed = 'login' WHERE seq = 2"))
        db.session.commit()
    assert "第 2 条起对不上" in login("olga").post("/audit/verify", follow_redirects=True).text
