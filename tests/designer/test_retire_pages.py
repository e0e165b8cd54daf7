"""停用 and 改键 of a field that something names: the page that shows how far it reaches, a yes, and what is refused."""

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

AT = "/designer/visit/retire/headcount"
NAMED = (
    SOURCE
    + """\
  - {fields: [headcount], see: [staff], others: hidden}
views:
  - {key: most, label: 人多的, columns: [name, headcount], sort: [-headcount], where: headcount > 5}
checks:
  - {key: some, rule: headcount >= 1, at: headcount, say: 至少一人}
workflow:
  start: draft
  states:
    draft: {label: 填写}
    done: {label: 办结}
  transitions:
    - {key: send, label: 提交, from: [draft], to: done, by: [owner], when: headcount > 0}
"""
)


@pytest.fixture(autouse=True)
def visit(app: Flask, cast: Cast) -> int:
    """A type in force with a record of Stan's."""
    with app.app_context():
        definitions.publish(codec.load(NAMED), actor=None, now=NOW, source=NAMED)
        desk = desks.of(accounts.actor_of(cast.stan, today=NOW.date()), now=NOW)
        given = {"state": "draft", "actor": desk.actor, "now": desk.now, "why": "created", "lookups": desk.lookups}
        stored = {"name": "国际学院", "headcount": 7}
        kept = store.save(desk.session, None, desk.types.current("visit"), stored=stored, **given)  # type: ignore[arg-type]
        db.session.commit()
        return int(kept.id)


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


def test_a_deed_that_reaches_further_leads_to_the_page_that_asks(ada: FlaskClient, app: Flask) -> None:
    given = {"lock": "0", "at": "headcount", "key": "people"}
    assert ada.post("/designer/visit/do/retire-field", data=given).location == AT
    scripted = ada.post("/designer/visit/do/retire-field", data=given, headers={"HX-Request": "true"})
    assert scripted.headers["HX-Redirect"].endswith(AT)
    renaming = ada.post("/designer/visit/do/rename-key", data=given).location
    assert renaming == "/designer/visit/rename/headcount?key=people"
    assert 'value="people"' in ada.get(renaming).text
    with app.app_context():
        assert service.standing("visit").draft is None


def test_what_nothing_names_is_retired_at_once(ada: FlaskClient, app: Flask) -> None:
    answer = ada.post("/designer/visit/do/retire-field", data={"lock": "0", "at": "arrive_on"})
    assert answer.location == "/designer/visit/fields?at=arrive_on"
    with app.app_context():
        field = service.standing("visit").definition.field("arrive_on")
        assert field is not None
        assert field.retired


def test_what_becomes_of_each_place_is_shown_with_the_page_to_change_it_on(ada: FlaskClient) -> None:
    page = ada.get(AT).text
    taken, _sign, rest = page.partition("要您自己改")
    still, _sign, stays = rest.partition("保留：旧记录里的内容")
    assert "人多的 · 列" in taken
    assert "人数 &gt;= 1" in still
    assert "人数 &gt; 0" in still
    assert "提交" in still
    assert "/designer/visit/tab/views?at=view/most" in still
    assert "/designer/visit/tab/flow?at=transition/send" in still
    assert "权限" in stays


def test_after_a_yes_lists_let_go_of_it_and_sight_stays(ada: FlaskClient, app: Flask) -> None:
    assert ada.post(AT, data={"lock": "0", "sure": "yes"}).status_code == 302
    with app.app_context():
        standing = service.standing("visit")
        made = standing.definition
        assert made.field("headcount").retired  # type: ignore[union-attr]
        assert (made.views[0].columns, made.views[0].sort, made.views[0].where) == (("name",), (), "headcount > 5")
        assert [(each.rule, each.at) for each in made.checks] == [("headcount >= 1", None)]
        assert made.rights[1].fields == ("headcount",)
        assert "# about headcount" in standing.source
        assert standing.step is not None
        assert (standing.step.deed, standing.step.about) == ("retire-field", "headcount")


def test_a_step_that_gives_another_key_is_called_so(ada: FlaskClient, app: Flask) -> None:
    ada.post("/designer/visit/rename/headcount", data={"lock": "0", "key": "people", "sure": "yes"})
    with app.app_context():
        step = service.standing("visit").step
        assert step is not None
        assert (step.deed, step.about) == ("rename-key", "people")
        made = service.standing("visit").definition
        assert made.workflow is not None
        assert made.workflow.transitions[0].when == "people > 0"


def test_a_field_with_another_key_is_as_much_in_use_as_before(ada: FlaskClient, app: Flask) -> None:
    ada.post("/designer/visit/rename/headcount", data={"lock": "0", "key": "people", "sure": "yes"})
    with app.app_context():
        lock = service.standing("visit").lock
    answer = ada.post("/designer/visit/do/remove-field", data={"lock": str(lock), "at": "people"})
    assert answer.status_code == 422
    assert "不能删除，可以停用" in answer.text
    assert "retire-field" in ada.get("/designer/visit/fields?at=people").text


def test_without_a_yes_on_a_draft_that_changed_or_of_a_field_that_is_gone_nothing_changes(
    ada: FlaskClient, app: Flask
) -> None:
    answer = ada.post(AT, data={"lock": "0"})
    assert answer.status_code == 422
    assert "再勾选" in answer.text
    assert ada.post(AT, data={"lock": "7", "sure": "yes"}).status_code == 409
    assert ada.get("/designer/visit/retire/nothing").status_code == 404
    assert ada.post("/designer/visit/retire/nothing", data={"lock": "0", "sure": "yes"}).status_code == 404
    with app.app_context():
        assert service.standing("visit").draft is None
