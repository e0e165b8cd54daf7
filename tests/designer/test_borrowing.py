"""Fields and sections of another type in a draft: free keys, own rules, who may see them, and nothing of elsewhere."""

import html
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.definitions import codec
from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.designer import service
from app.extensions import db
from tests.conftest import NOW, Cast

FROM = """\
format: 1
key: lender
label: 出借的
title: "{{ title_of }}"
series: {lender: {pattern: "{{ year }}-{{ n }}"}}
sections:
  - key: basic
    label: 基本情况
    fields:
      - {key: title_of, type: text, label: 题目, suggest: [name]}
      - {key: name, type: text, label: 名称, required: headcount > 3}
      - {key: headcount, type: integer, label: 人数, needed_for: [done]}
      - {key: twice, type: integer, label: 两倍, compute: headcount * 2}
      - {key: later, type: text, label: 以后, visible: state == 'done'}
      - {key: number_of, type: serial, label: 编号, series: lender}
      - {key: old, type: text, label: 旧的, retired: true}
  - key: people
    label: 人员
    visible: headcount > 0
    fields:
      - {key: passport, type: text, label: 护照号, sensitive: 2}
      - key: visitors
        type: table
        label: 来访人员
        columns:
          - {key: person, type: text, label: 姓名, visible: headcount > 1}
          - {key: age, type: integer, label: 年龄, visible: person is defined}
workflow:
  start: draft
  states: {draft: {label: 起草}, done: {label: 完成}}
  transitions: [{key: finish, label: 完成, from: draft, to: done}]
rights:
  - {role: admin, see: all, create: true, change: true}
  - {fields: [passport, visitors.age], see: [head], others: masked}
"""
TO = """\
format: 1
key: taker
label: 借来的
title: "{{ name }}"
sections:
  - key: basic
    label: 基本情况
    fields:
      - {key: name, type: text, label: 名称}
      - {key: secret, type: text, label: 秘密, sensitive: 2}
rights:
  - {role: admin, see: all, create: true, change: true}
  - {fields: [secret], see: [head], others: masked}
"""


@pytest.fixture
def ada(app: Flask, cast: Cast, login: Callable[[str], FlaskClient]) -> FlaskClient:
    with app.app_context():
        for source in (FROM, TO):
            definitions.publish(codec.load(source), actor=None, now=NOW, source=source)
        db.session.commit()
    return login("ada")


def borrow(browser: FlaskClient, *names: str, to: str = "basic", lock: str = "0") -> TestResponse:
    ticked = {f"take-{name}": "on" for name in names}
    return browser.post("/designer/taker/borrow", data={"of": "lender", "to": to, "lock": lock, **ticked})


def draft(app: Flask) -> RecordType:
    with app.app_context():
        return service.standing("taker").definition


def told(browser: FlaskClient) -> str:
    return html.unescape(browser.get("/designer/taker/fields").text)


def test_what_may_be_copied_is_offered(ada: FlaskClient) -> None:
    page = ada.get("/designer/taker/borrow?of=lender").text
    offered = re.findall(r'name="take-([^"]+)"', page)
    assert offered == ["#basic", "title_of", "name", "headcount", "twice", "later", "#people", "passport", "visitors"]


def test_fields_come_with_the_rules_that_speak_of_them_alone(ada: FlaskClient, app: Flask) -> None:
    answer = borrow(ada, "name", "headcount", "twice", "later")
    assert answer.location == "/designer/taker/fields?at=name_2"
    made = {each.key: each for each in draft(app).fields()}
    assert list(made) == ["name", "secret", "name_2", "headcount", "twice", "later"]
    assert (made["name_2"].label.zh, made["name_2"].required) == ("名称 2", "headcount > 3")
    assert (made["twice"].compute, made["headcount"].needed_for, made["later"].visible) == ("headcount * 2", (), None)
    assert "没有带来：以后" in told(ada)


def test_a_rule_never_reads_a_field_that_is_here_under_the_same_key(ada: FlaskClient, app: Flask) -> None:
    borrow(ada, "twice", "title_of")
    made = draft(app).field("twice")
    assert made is not None
    assert made.compute is None
    page = told(ada)
    assert "没有带来：两倍" in page


def test_a_section_comes_whole_with_who_may_see_it(ada: FlaskClient, app: Flask) -> None:
    borrow(ada, "#people", "headcount")
    made = draft(app)
    assert [each.key for each in made.sections] == ["basic", "people"]
    assert made.sections[1].visible == "headcount > 0"
    table = made.field("visitors")
    assert table is not None
    assert [each.visible for each in table.columns] == ["headcount > 1", "person is defined"]
    assert made.rights[-1].fields == ("passport", "visitors.age")
    assert (made.rights[-1].see, made.rights[-1].others) == (("head",), "masked")


def test_the_draft_can_be_published_and_gives_nobody_sight(ada: FlaskClient, app: Flask, cast: Cast) -> None:
    borrow(ada, "#basic", "#people")
    with app.app_context():
        standing = service.standing("taker")
        assert service.own_gains(standing, cast.actor("ada")) == []
        definitions.publish(standing.definition, actor=None, now=NOW)


@pytest.mark.parametrize("names", [(), ("number_of",), ("old",), ("nothing", "#gone")])
def test_what_is_nothing_to_copy_is_refused_and_ticks_stay(ada: FlaskClient, names: tuple[str, ...]) -> None:
    answer = borrow(ada, *names)
    assert answer.status_code == 422
    assert "请勾选要复制的字段或部分" in answer.text


def test_a_section_that_is_gone_a_type_that_is_none_and_an_old_draft_are_refused(ada: FlaskClient) -> None:
    assert borrow(ada, "name", to="nowhere").status_code == 422
    assert borrow(ada, "name", lock="7").status_code == 409
    for key in ("taker", "nothing"):
        assert ada.get(f"/designer/taker/borrow?of={key}").status_code == 404
        assert ada.post("/designer/taker/borrow", data={"of": key, "take-name": "on"}).status_code == 404
