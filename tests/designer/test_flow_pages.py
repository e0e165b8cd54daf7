"""The tabs 流程 and 权限: what they show, what their deeds answer, and what they refuse."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.definitions import codec, queries
from app.definitions import service as definitions
from app.designer import editing, service
from app.extensions import db
from app.records.models import Record, record_ix
from tests.conftest import NOW, Cast

from .conftest import SOURCE

PART = {"HX-Request": "true"}
FLOW = editing.edit(SOURCE, "begin-flow", {"pattern": "one", "first": "head", "closes": "true"}).source


@pytest.fixture
def ada(app: Flask, cast: Cast, login: Callable[[str], FlaskClient]) -> FlaskClient:
    """Who designs; a register and a type with a flow are in force."""
    with app.app_context():
        definitions.publish(codec.load(SOURCE), actor=None, now=NOW, source=SOURCE)
        with_flow = FLOW.replace("key: visit\n", "key: trip\n")
        definitions.publish(codec.load(with_flow), actor=None, now=NOW, source=with_flow)
        db.session.commit()
    return login("ada")


def stand(app: Flask, key: str, state: str) -> None:
    """A record that stands in a state."""
    with app.app_context():
        version = queries.current(key)
        assert version is not None
        times = {"created_at": NOW, "updated_at": NOW}
        record = Record(type_key=key, version_id=version.id, state=state, title="", data={}, lock_version=1, **times)
        db.session.add(record)
        db.session.flush()
        line = {"record_id": record.id, "type_key": key, "state": state, "title_key": ""}
        db.session.execute(sa.insert(record_ix).values(line))
        db.session.commit()


def page(browser: FlaskClient, key: str, tab: str, at: str = "") -> str:
    answer = browser.get(f"/designer/{key}/tab/{tab}", query_string={"at": at})
    assert answer.status_code == 200
    return answer.text


def do(
    browser: FlaskClient, key: str, tab: str, deed: str, *, part: bool = True, kind: str = "", **given: str
) -> TestResponse:
    found = re.search(r'id="dz-lock" value="(\d+)"', page(browser, key, tab))
    assert found is not None
    sent = {"lock": found[1], "tab": tab, **({"part": kind} if kind else {}), **given}
    return browser.post(f"/designer/{key}/do/{deed}", data=sent, headers=PART if part else {})


def rights(app: Flask, key: str) -> list[object]:
    with app.app_context():
        return [codec.plain_data(right) for right in service.standing(key).definition.rights]


def test_states_in_another_order_are_kept_and_published(ada: FlaskClient, app: Flask) -> None:
    assert do(ada, "trip", "flow", "move-part", kind="state", at="returned", before="draft").status_code == 200
    shown = page(ada, "trip", "flow")
    assert shown.index('data-state="returned"') < shown.index('data-state="draft"')
    with app.app_context():
        moved = service.standing("trip").definition
        assert definitions.planned(moved).changed == ("workflow",)
        definitions.publish(moved, actor=None, now=NOW)
        live = queries.current("trip")
        assert live is not None
        assert list(live.content["workflow"]["states"])[:2] == ["returned", "draft"]


def test_a_step_from_where_somebody_decides_is_taken_by_them(ada: FlaskClient, app: Flask) -> None:
    sent = {"kind": "transition", "from": "review_1", "to": "draft"}
    assert do(ada, "trip", "flow", "add-part", **sent).status_code == 200
    with app.app_context():
        flow = service.standing("trip").definition.workflow
    assert flow is not None
    assert (flow.transitions[-1].from_, flow.transitions[-1].by) == (("review_1",), ("task",))


def test_a_register_is_offered_patterns_and_gets_its_flow(ada: FlaskClient) -> None:
    offered = page(ada, "visit", "flow")
    assert 'id="fl-two"' in offered
    assert '<option value="owner">经办人所在部门</option>' in offered
    begun = do(ada, "visit", "flow", "begin-flow", part=False, pattern="one", first="head")
    assert begun.location == "/designer/visit/tab/flow?at=state/draft"
    drawn = page(ada, "visit", "flow")
    assert len(re.findall(r'class="dz-pick fl-state', drawn)) == 4
    assert len(re.findall(r'class="dz-pick fl-move', drawn)) == 4


def test_who_decides_is_asked_for(ada: FlaskClient) -> None:
    answer = do(ada, "visit", "flow", "begin-flow", pattern="two", first="head")
    assert answer.status_code == 422
    assert "请选择谁来办理" in answer.text


def test_records_without_a_state_are_told_before_a_flow_begins(ada: FlaskClient, app: Flask) -> None:
    assert 'name="closes" value="true" checked' in page(ada, "visit", "flow")
    stand(app, "visit", "kept")
    shown = page(ada, "visit", "flow")
    assert 'name="closes" value="true" checked' not in shown
    assert "已有 1 条记录没有状态" in shown


def test_every_state_and_transition_is_a_link_that_chooses_it(ada: FlaskClient) -> None:
    for address in re.findall(r'class="dz-pick fl-[^>]*data-choose="([^"]+)"', page(ada, "trip", "flow")):
        assert f'id="dz-properties" data-at="{address}"' in page(ada, "trip", "flow", address)


def test_what_is_wrong_is_marked_where_it_is(ada: FlaskClient) -> None:
    answer = do(ada, "trip", "flow", "add-state")
    assert re.search(r'fl-state[^"]* is-wrong[^>]*data-choose="state/state"', answer.text)


def test_a_state_tells_what_goes_with_it(ada: FlaskClient) -> None:
    shown = page(ada, "trip", "flow", "state/returned")
    assert "步骤“提交”、步骤“退回”、“经办人”在这里修改的权限" in shown
    assert 'action="/designer/trip/do/remove-state"' in shown
    assert 'action="/designer/trip/do/remove-part"' in page(ada, "trip", "flow", "transition/submit")


def test_a_state_with_records_is_not_taken_away_and_the_count_is_told(ada: FlaskClient, app: Flask) -> None:
    stand(app, "trip", "review_1")
    shown = page(ada, "trip", "flow", "state/review_1")
    assert "有 1 条记录在这个状态" in shown
    assert "/do/remove-state" not in shown
    assert "/do/drop-flow" not in shown
    refused = do(ada, "trip", "flow", "remove-state", at="review_1")
    assert refused.status_code == 422
    assert "有 1 条记录在这个状态，不能删除" in refused.text
    assert "有 1 条记录正按流程办理" in do(ada, "trip", "flow", "drop-flow").text


def test_a_flow_without_records_is_dropped(ada: FlaskClient, app: Flask) -> None:
    assert do(ada, "trip", "flow", "drop-flow").status_code == 200
    with app.app_context():
        assert service.standing("trip").definition.workflow is None


def test_rights_are_ticked_by_role_and_state(ada: FlaskClient, app: Flask) -> None:
    shown = page(ada, "trip", "rights")
    assert re.search(r'name="change-draft" value="true" checked[^>]*aria-label="经办人: 修改 起草"', shown)
    assert not re.search(r'name="change-done" value="true" checked', shown)
    sent: dict[str, Any] = {"role": "head", "see": "own_department", "change-review_1": "true"}
    assert do(ada, "trip", "rights", "set-role", **sent).status_code == 200
    assert rights(app, "trip")[1] == {"role": "head", "see": "own_department", "change": ["review_1"]}


def test_a_register_is_ticked_once(ada: FlaskClient, app: Flask) -> None:
    assert re.search(r'name="change" value="true" checked[^>]*aria-label="经办人: 修改"', page(ada, "visit", "rights"))
    do(ada, "visit", "rights", "set-role", role="staff", see="all", create="true")
    assert rights(app, "visit") == [{"role": "staff", "see": "all", "create": True}]


def test_a_field_is_closed_and_who_sees_it_ticked(ada: FlaskClient, app: Flask) -> None:
    shown = do(ada, "trip", "rights", "close-field", path="visitors.age").text
    assert re.search(r'name="sees-staff" value="true" checked[^>]*aria-label="经办人: 来访人员 · 年龄"', shown)
    sent: dict[str, Any] = {"path": "visitors.age", "others": "hidden", "sees-head": "true"}
    do(ada, "trip", "rights", "set-sight", **sent)
    assert rights(app, "trip")[-1] == {"see": ["head"], "fields": ["visitors.age"], "others": "hidden"}


def test_what_cannot_be_shown_is_told_and_kept(ada: FlaskClient, app: Flask) -> None:
    twice = SOURCE + "  - {role: staff, see: own, change: true}\n"
    with app.app_context():
        definitions.publish(codec.load(twice), actor=None, now=NOW, source=twice)
        db.session.commit()
    shown = page(ada, "visit", "rights")
    assert "有的权限这里说不全，原样保留，请在 YAML 里改：经办人。" in shown
    assert "在 YAML 里改" in shown
    refused = do(ada, "visit", "rights", "set-role", role="staff", see="all")
    assert refused.status_code == 422
    assert "“staff”有几条权限" in refused.text


def test_nobody_gives_themselves_sight_by_the_matrix(ada: FlaskClient, app: Flask) -> None:
    """Ticking is free, publishing is not: somebody else has to."""
    stand(app, "trip", "draft")
    assert do(ada, "trip", "rights", "set-role", role="admin", see="all").status_code == 200
    assert "要由另一位" in page(ada, "trip", "rights")
    check = ada.get("/designer/trip/publish").text
    assert "这次发布会让您自己在已有的记录里多看到，或可以多修改、多审批" in check
