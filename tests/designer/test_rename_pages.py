"""改键: a field that records hold gets another key, with everything that names it, after a look and a yes."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.definitions import codec
from app.definitions import service as definitions
from app.designer import service
from app.extensions import db
from app.records import desks, store
from tests.conftest import NOW, Cast

from .conftest import SOURCE

AT = "/designer/visit/rename/headcount"
RULED = SOURCE + "checks:\n  - {key: some, rule: headcount >= 1, at: headcount, say: 至少一人}\n"


@pytest.fixture(autouse=True)
def visit(app: Flask, cast: Cast) -> int:
    """A type in force with a record of Stan's."""
    with app.app_context():
        definitions.publish(codec.load(RULED), actor=None, now=NOW, source=RULED)
        desk = desks.of(accounts.actor_of(cast.stan, today=NOW.date()), now=NOW)
        given = {"state": "kept", "actor": desk.actor, "now": desk.now, "why": "created", "lookups": desk.lookups}
        stored = {"name": "国际学院", "headcount": 7}
        kept = store.save(desk.session, None, desk.types.current("visit"), stored=stored, **given)  # type: ignore[arg-type]
        db.session.commit()
        return int(kept.id)


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


def test_what_names_the_field_is_shown_before(ada: FlaskClient) -> None:
    page = ada.get(AT).text
    assert "人数 &gt;= 1" in page
    assert "至少一人" in page
    assert AT in ada.get("/designer/visit/fields?at=headcount").text


def test_after_a_yes_everything_follows_and_records_keep_their_values(
    ada: FlaskClient, app: Flask, visit: int, login: Callable[[str], FlaskClient]
) -> None:
    assert ada.post(AT, data={"lock": "0", "key": "people_count", "sure": "yes"}).status_code == 302
    with app.app_context():
        standing = service.standing("visit")
        made = standing.definition
        assert [(each.rule, each.at) for each in made.checks] == [("people_count >= 1", "people_count")]
        assert [(each.from_, each.rename, each.to) for each in made.changes] == [(1, "headcount", "people_count")]
        assert "# about headcount" in standing.source
    with app.app_context():
        lock = service.standing("visit").lock
    assert ada.post("/designer/visit/publish", data={"lock": str(lock)}).status_code == 302
    assert "7" in login("stan").get(f"/records/{visit}").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"key": "people_count"}, "再勾选"),
        ({"key": "name", "sure": "yes"}, "name"),
        ({"key": "Not a key", "sure": "yes"}, "不能作键"),
        ({"key": "today", "sure": "yes"}, "today"),
    ],
)
def test_without_a_yes_or_with_a_key_that_cannot_be_nothing_changes(
    ada: FlaskClient, app: Flask, given: dict[str, str], said: str
) -> None:
    answer = ada.post(AT, data={"lock": "0", **given})
    assert answer.status_code == 422
    assert said in answer.text
    with app.app_context():
        assert service.standing("visit").draft is None


COPYING = """\
format: 1
key: trip
label: 出访
title: "{{ name }}"
sections:
  - key: basic
    label: 基本
    fields:
      - {key: name, type: text, label: 名称}
      - {key: visit, type: record, label: 来访, of: visit, copy: [headcount]}
      - {key: twice, type: integer, label: 两倍, compute: 来访.人数 * 2}
rights:
  - {role: staff, see: all, create: true, change: true}
"""


def renamed_and_published(ada: FlaskClient, app: Flask) -> None:
    given = {"lock": "0", "key": "people_count", "sure": "yes"}
    assert ada.post(AT, data=given).status_code == 302
    with app.app_context():
        lock = service.standing("visit").lock
    assert ada.post("/designer/visit/publish", data={"lock": str(lock)}).status_code == 302


def test_a_type_that_copies_it_goes_on_by_its_former_key(
    ada: FlaskClient, app: Flask, cast: Cast, visit: int, login: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        definitions.publish(codec.load(COPYING), actor=None, now=NOW, source=COPYING)
        db.session.commit()
    renamed_and_published(ada, app)
    with app.app_context():
        again = COPYING.replace("label: 出访", "label: 出访团").replace("key: trip\n", "key: trip\nversion: 2\n")
        definitions.publish(codec.load(again), actor=None, now=NOW, source=again)
        db.session.commit()
        desk = desks.of(accounts.actor_of(cast.stan, today=NOW.date()), now=NOW)
        given = {"state": "kept", "actor": desk.actor, "now": desk.now, "why": "created", "lookups": desk.lookups}
        now = desk.types.current("visit")
        later = store.save(desk.session, None, now, stored={"name": "协会", "people_count": 3}, **given)  # type: ignore[arg-type]
        for record_id, count in ((visit, 7), (later.id, 3)):
            found = desk.lookups.record("visit", str(record_id))
            assert found is not None
            assert found.members["headcount"] == found.members["people_count"] == count


def test_a_type_that_copies_its_own_field_goes_on_by_its_former_key(ada: FlaskClient, app: Flask) -> None:
    mark = "      - key: arrive_on"
    field = "      - {key: before, type: record, label: 上次, of: visit, copy: [headcount]}\n"
    rule = "      - {key: more, type: integer, label: 多来, compute: headcount - before.headcount}\n"
    own = RULED.replace(mark, field + rule + mark).replace("key: visit\n", "key: visit\nversion: 2\n")
    with app.app_context():
        definitions.publish(codec.load(own), actor=None, now=NOW, source=own)
        db.session.commit()
    renamed_and_published(ada, app)
    with app.app_context():
        made = service.standing("visit").definition
        assert made.field("before").options.copy_ == ("headcount",)  # type: ignore[union-attr]
        assert made.field("more").compute == "people_count - before.headcount"  # type: ignore[union-attr]


def test_a_field_that_is_gone_and_a_draft_that_changed_are_said(ada: FlaskClient) -> None:
    assert ada.get("/designer/visit/rename/nothing").status_code == 404
    assert ada.post(AT, data={"lock": "7", "key": "people_count", "sure": "yes"}).status_code == 409
