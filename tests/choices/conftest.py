"""A list, a type that uses it, and who looks after lists."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec, lookups, queries, service
from app.definitions.schema import ChoiceList
from app.extensions import db
from tests.conftest import NOW, Cast

ROOMS = {
    "key": "rooms",
    "label": {"zh": "会议室", "en": "Rooms"},
    "source": "校办通知",
    "columns": [{"key": "city", "label": {"zh": "城市", "en": "City"}}, {"key": "seats", "label": "座位"}],
    "entries": [
        {"value": "001", "label": {"zh": "一号", "en": "One"}, "city": "bj", "seats": "12"},
        {"value": "NO", "label": "二号", "city": "sh"},
        {"value": "12:30", "label": "三号", "retired": True},
        {"value": "=4", "label": "四号", "retired_on": "2099-07-01"},
    ],
}
TYPE = """\
format: 1
key: lent
label: 借用登记
title: "{{ name }}"
sections:
  - key: basic
    label: 基本
    fields:
      - {key: name, type: text, label: 名称}
      - {key: town, type: choice, label: 城市, choices: [{value: bj, label: 北京}, {value: sh, label: 上海}]}
      - {key: room, type: choice, label: 房间, list: rooms, where: "entry.city == town", default: "'001'"}
      - {key: hint, type: text, label: 提示, visible: "room == '二号'"}
      - key: turns
        type: table
        label: 轮换
        columns:
          - {key: other, type: choice, label: 另一间, list: rooms}
rights:
  - {role: staff, see: all, create: true, change: true}
"""


@pytest.fixture(autouse=True)
def rooms(app: Flask, cast: Cast) -> None:
    """What is there."""
    with app.app_context():
        service.publish_list(ChoiceList.model_validate(ROOMS), actor=None, now=NOW)
        service.publish(codec.load(TYPE), actor=None, now=NOW)
        db.session.commit()


@pytest.fixture
def ada(login: Callable[[str], FlaskClient]) -> FlaskClient:
    return login("ada")


def book(app: Flask, key: str = "rooms") -> ChoiceList:
    """The list as it is now."""
    with app.app_context():
        version = queries.list_version(key)
        assert version is not None
        return lookups.choice_list(version)


def number(app: Flask, key: str = "rooms") -> int:
    """The number of its version."""
    with app.app_context():
        return queries.list_number(key)


def hidden(page: str, name: str) -> str:
    """What a page carries along."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]
