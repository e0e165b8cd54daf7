"""A site's own list is never overwritten by the one that comes with the product; a newer one is offered."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.choices import shipped
from app.config import ROOT
from app.definitions import loading, service
from app.definitions.schema import ChoiceList
from app.extensions import db
from tests.conftest import NOW

from .conftest import ROOMS, book, number

CAME = {
    **ROOMS,
    "label": "会议室（新）",
    "source": "校办通知（新）",
    "columns": [*ROOMS["columns"], {"key": "floor", "label": "楼层"}],
    "entries": [
        {"value": "NO", "label": "贰号", "floor": "2"},
        {"value": "=4", "label": "四号"},
        {"value": "005", "label": "五号"},
    ],
}


@pytest.fixture(autouse=True)
def came(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ChoiceList.model_validate(CAME)
    monkeypatch.setattr(shipped, "shipped", lambda key: made if key == "rooms" else None)


def test_a_newer_list_is_offered_with_its_differences(ada: FlaskClient, app: Flask) -> None:
    assert "随产品附带的这张表和这里不同" in ada.get("/lists/rooms").text
    page = ada.get("/lists/rooms/shipped").text
    for said in ("新增 1 项", "五号", "改动 1 项", "贰号"):
        assert said in page
    assert number(app) == 1


def test_what_the_site_alone_has_stays(ada: FlaskClient, app: Flask) -> None:
    assert ada.post("/lists/rooms/shipped", data={"base": "1"}).status_code == 302
    now = book(app)
    assert (now.label.zh, now.source) == ("会议室", "校办通知（新）")
    assert [each.key for each in now.columns] == ["city", "seats", "floor"]
    assert [(each.value, each.label.zh, each.is_leaving) for each in now.entries] == [
        ("001", "一号", False),
        ("NO", "贰号", False),
        ("12:30", "三号", True),
        ("=4", "四号", True),
        ("005", "五号", False),
    ]
    assert now.entries[1].columns == {"city": "sh", "floor": "2"}
    assert now.entries[3].retired_on == date(2099, 7, 1)
    assert "随产品附带的这张表" not in ada.get("/lists/rooms").text
    assert ada.post("/lists/rooms/shipped", data={"base": "1"}).status_code == 409


def test_a_list_that_was_only_changed_here_is_left_in_peace(
    ada: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped, "shipped", lambda _key: ChoiceList.model_validate(ROOMS))
    ada.post("/lists/rooms/entry", data={"base": "1", "of": "001", "label": "改过的"})
    assert "随产品附带的这张表" not in ada.get("/lists/rooms").text
    assert book(app).entries[0].label.zh == "改过的"


def test_a_start_leaves_the_lists_of_a_site_alone(app: Flask) -> None:
    with app.app_context():
        mine = ChoiceList.model_validate({"key": "event_kinds", "label": "我们的", "entries": []})
        service.publish_list(mine, actor=None, now=NOW)
        loading.load_forms(ROOT / "forms", actor=None, now=NOW)
        db.session.commit()
    assert book(app, "event_kinds").label.zh == "我们的"
    assert book(app, "provinces").entries
