"""Details of deeds are lines that people read: never JSON, and every deed has its name."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app as package
from app.audit import service as audit
from app.audit.deeds import NAMES
from app.extensions import db
from tests.conftest import Cast
from tests.records.list_office import furnish, keep

SOURCE = "".join(path.read_text(encoding="utf-8") for path in Path(package.__file__).parent.rglob("*.py"))


@pytest.mark.parametrize("deed", sorted(set(re.findall(r"audit\.record(?:_alone|_each)?\(\s*\"([a-z_.]+)\"", SOURCE))))
def test_every_deed_has_a_name(deed: str, app: Flask) -> None:
    assert app
    assert deed in NAMES


@pytest.fixture
def told(app: Flask, cast: Cast, login: Callable[[str], FlaskClient]) -> Callable[..., list[str]]:
    """What the page says of a deed, line by line."""
    furnish(app, cast)

    def shown(deed: str, about: str, **facts: object) -> list[str]:
        with app.app_context():
            audit.record(deed, actor=None, about=about, facts=facts)
            db.session.commit()
        page = login("olga").get("/audit", query_string={"deed": deed, "about": about}).text
        cell = page.split('class="facts">')[1].split("</td>")[0]
        assert "{&#34;" not in cell
        return [unescape(re.sub(r"<[^>]+>", "", line)) for line in re.findall(r"<div>(.*?)</div>", cell)]

    return shown


def test_values_are_told_in_words(told: Callable[..., list[str]]) -> None:
    assert told("audit.verified", "", whole=True, count=3) == ["条数 3", "没有被改动 是"]
    assert told("login.failed", "", login=audit.hashed("ada")) == ["登录名 不留内容，只留校验码"]
    assert told("type.published", "type:visit", sha256="a" * 64) == ["内容校验码 aaaaaaaaaaaa…"]
    assert told("type.retired", "type:visit") == []


def test_people_and_departments_are_called_by_their_names(told: Callable[..., list[str]], cast: Cast) -> None:
    assert told("user.changed", "user:1", roles=["officer", "gone"]) == ["角色 外事专办员、gone"]
    assert told("user.changed", "user:2", roles=[]) == ["角色 —"]
    assert told("department.moved", f"department:{cast.office}", to=cast.institution) == ["到 东湖大学"]


def test_records_speak_the_words_of_their_definition(app: Flask, told: Callable[..., list[str]]) -> None:
    about = f"record:{keep(app, 'stan', name='里昂大学')}"
    facts = {"transition": "submit", "from": "draft", "to": "review", "revision": 2}
    assert told("record.moved", about, **facts) == ["从 起草", "第几次保存 2", "到 审核", "操作 提交"]
    paths = ["passport", "visitors.passport_no", "gone"]
    assert told("record.secrets_read", about, fields=paths) == ["字段 护照号、来访人员 · 证件号、gone"]
    assert told("record.imported", about, state="kept") == ["状态 已登记"]
    assert told("record.changed", about, type="visit") == ["事项 来访"]
    assert told("records.exported", "type:visit", view="large", words=False) == ["列表 大团", "有搜索词 否"]


def test_what_is_gone_or_was_never_named_stays_as_it_was_kept(told: Callable[..., list[str]]) -> None:
    assert told("record.moved", "record:999999", to="done", odd=1) == ["odd 1", "到 done"]
    assert told("strange", "type:gone", view="x") == ["列表 x"]
