"""Whichever road a draft comes by, nobody puts into force alone what shows themselves more of the records there."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.accounts.actor import Actor
from app.definitions import codec, queries
from app.definitions import service as definitions
from app.designer import service, starting
from app.designer.exchange import taking
from app.designer.exchange.bundle import Bundle
from app.designer.service import Turn
from app.errors import Invalid
from app.extensions import db
from app.records import desks, store
from tests.conftest import NOW, Cast

from .test_field_list import edited

SOURCE = """\
format: 1
key: visit
label: 来访
title: "{{ name }}"
sections:
  - key: basic
    label: 基本情况
    fields:
      - {key: name, type: text, label: 名称}
      - {key: passport, type: text, label: 护照号}
      - {key: twin, type: text, label: 复制}
rights:
  - {role: staff, see: own, create: true, change: true}
  - {fields: [passport], see: [staff], others: hidden}
"""
COPYING = SOURCE.replace("label: 复制", "label: 复制, compute: passport").replace(
    "key: visit\n", "key: visit\nversion: 2\n"
)


@dataclass(frozen=True, slots=True)
class Road:
    """Ada at work on the type."""

    app: Flask
    browser: FlaskClient
    ada: Actor

    def turn(self) -> Turn:
        return Turn(service.standing("visit").lock, self.ada, NOW)


@pytest.fixture
def road(app: Flask, cast: Cast, login: Callable[[str], FlaskClient]) -> Road:
    with app.app_context():
        definitions.publish(codec.load(SOURCE), actor=None, now=NOW, source=SOURCE)
        db.session.commit()
        ada = cast.actor("ada")
    return Road(app, login("ada"), ada)


def fill() -> None:
    """A record of Stan's."""
    user = accounts.user_by_login("stan")
    assert user is not None
    desk = desks.of(accounts.actor_of(user.id, today=NOW.date()), now=NOW)
    given = {"stored": {"name": "甲", "passport": "E1234567"}, "state": "kept", "actor": desk.actor, "now": NOW}
    store.save(desk.session, None, desk.types.current("visit"), lookups=desk.lookups, **given, why="created")  # type: ignore[arg-type]


def by_text(road: Road) -> None:
    service.write("visit", COPYING, road.turn())


def by_a_deed(road: Road) -> None:
    service.change("visit", "set-field", {"at": "twin", "label-zh": "复制", "compute": "护照号"}, road.turn())


def by_undoing(road: Road) -> None:
    service.write("visit", COPYING, road.turn())
    service.write("visit", SOURCE.replace("label: 名称", "label: 名字"), road.turn())
    service.undo("visit", road.turn())


def by_redoing(road: Road) -> None:
    service.write("visit", COPYING, road.turn())
    service.undo("visit", road.turn())
    service.redo("visit", road.turn())


def by_a_zip(road: Road) -> None:
    desk = desks.of(road.ada, now=NOW)
    arrival = taking.planned(Bundle(codec.load(COPYING), COPYING, {}, {}, ()), desk=desk)
    taking.take(arrival, {"basis": arrival.basis}, road.turn(), desk=desk)


def by_a_field_list(road: Road) -> None:
    data = edited({("twin", "more"): '{"compute": "passport"}'}, source=SOURCE)
    sent = road.browser.post("/designer/visit/field-list", data={"file": (io.BytesIO(data), "清单.xlsx")})
    assert road.browser.post(sent.location, data={"lock": "0"}).status_code == 302


def by_the_shipped(road: Road) -> None:
    page = road.browser.get("/designer/visit/shipped").text
    ticked = dict.fromkeys(re.findall(r'name="(take-[\w.]+)"', page), "on")
    assert road.browser.post("/designer/visit/shipped", data={"lock": "0", **ticked}).status_code == 302


ROADS = [by_text, by_a_deed, by_undoing, by_redoing, by_a_zip, by_a_field_list, by_the_shipped]


@pytest.fixture(params=ROADS, ids=[each.__name__ for each in ROADS])
def gone(request: pytest.FixtureRequest, road: Road, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Road:
    """A draft came by this road that copies what is closed to Ada."""
    (tmp_path / "visit.yaml").write_text(COPYING, encoding="utf-8")
    monkeypatch.setattr(starting, "SHIPPED", tmp_path)
    with road.app.app_context():
        fill()
        db.session.commit()
        request.param(road)
        db.session.commit()
        assert service.standing("visit").definition.field("twin").compute == "passport"  # type: ignore[union-attr]
    return road


def test_no_road_leads_past_the_refusal(gone: Road) -> None:
    with gone.app.app_context(), pytest.raises(Invalid) as refused:
        service.publish("visit", gone.turn(), types=desks.of(gone.ada, now=NOW).types, accepted=["all"])
    assert {fault.code for fault in refused.value.faults} == {"designer.gives_oneself"}


def test_the_pages_say_what_would_be_seen_and_nothing_is_published(road: Road) -> None:
    with road.app.app_context():
        fill()
        by_text(road)
        db.session.commit()
        lock = str(service.standing("visit").lock)
    before = road.browser.get("/designer/visit/publish").text
    published = road.browser.post("/designer/visit/publish", data={"lock": lock, "accept": "all"})
    states = re.findall(r'name="state" value="([^"]+)"', road.browser.get("/designer/visit/records").text)
    given = {"lock": [lock], "state": states, "reason": ["更正"]}
    carried = road.browser.post("/designer/visit/records/carry", data=given)
    assert states
    assert (published.status_code, carried.status_code) == (422, 422)
    assert all("多审批：护照号。" in page for page in (before, published.text, carried.text))
    with road.app.app_context():
        assert queries.current("visit").number == 1  # type: ignore[union-attr]


def test_what_somebody_else_published_is_not_carried_over_by_who_gains(road: Road, cast: Cast) -> None:
    with road.app.app_context():
        fill()
        definitions.publish(codec.load(COPYING), actor=cast.actor("stan"), now=NOW, source=COPYING)
        db.session.commit()
    states = re.findall(r'name="state" value="([^"]+)"', road.browser.get("/designer/visit/records").text)
    given = {"lock": ["0"], "state": states, "reason": ["更正"]}
    answer = road.browser.post("/designer/visit/records/carry", data=given)
    assert answer.status_code == 422
    assert "护照号" in answer.text


def test_without_records_every_change_is_free(road: Road) -> None:
    with road.app.app_context():
        by_text(road)
        types = desks.of(road.ada, now=NOW).types
        assert service.publish("visit", road.turn(), types=types).source == COPYING
