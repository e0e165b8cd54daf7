"""What every field may be given holds for all types: help, a hint, a width, a default, limits, a mask by its class."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.extensions import db
from tests.conftest import NOW, Cast
from tests.records.list_office import furnish, keep

Login = Callable[[str], FlaskClient]
MORE: dict[str, dict[str, Any]] = {
    "choice": {"choices": [{"value": value, "label": value} for value in "abcdef"]},
    "record": {"of": "partner"},
}
TYPED = (
    *("text", "paragraph", "integer", "decimal", "money", "percent", "date", "month", "year", "time", "datetime"),
    *("choice", "person", "department", "record", "phone", "email", "url", "passport", "id_card", "uscc"),
)
OTHERS = ("rich", "yesno", "date_range", "file", "image", "signature")
DEFAULTS = {
    "text": ("'甲' + '乙'", "甲乙"),
    "integer": ("1 + 2", "3"),
    "decimal": ("5 / 2", "2.50"),
    "date": ("date(2024, 3, 5)", "2024-03-05"),
    "choice": ("'b'", "b"),
    "year": ("2020 + 4", "2024"),
}
LIMITS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "integer": ({"min": 2, "max": 5}, ("1", "6")),
    "decimal": ({"min": 2, "max": 5}, ("1.99", "5.01")),
    "money": ({"min": 2, "max": 5}, ("1.99", "5.01")),
    "percent": ({"min": 2, "max": 5}, ("1", "6")),
    "year": ({"min": 2000, "max": 2024}, ("1999", "2025")),
    "text": ({"min": 2, "max": 3}, ("一", "一二三四")),
    "date": ({"earliest": "2024-01-02", "latest": "2024-12-30"}, ("2024-01-01", "2024-12-31")),
    "month": ({"earliest": "2024-02", "latest": "2024-11"}, ("2024-01", "2024-12")),
    "time": ({"earliest": "08:00", "latest": "18:00"}, ("07:59", "18:01")),
    "datetime": ({"earliest": "2024-01-02", "latest": "2024-12-30"}, ("2024-01-01 10:00", "2024-12-31 10:00")),
}
SECRETS = {0: "E12345678", 1: "E12****78", 2: "E12****78", 3: "****"}


def type_of(fields: list[dict[str, Any]], *rights: dict[str, Any]) -> RecordType:
    """A type with these fields, which staff and officers fill in."""
    everybody = [{"role": role, "see": "all", "create": True, "change": True} for role in ("staff", "officer")]
    return RecordType.model_validate(
        {
            "key": "given",
            "label": "选项",
            "title": "一条",
            "sections": [{"key": "basic", "label": "基本情况", "fields": fields}],
            "rights": [*everybody, *rights],
            "views": [{"key": "all", "label": "全部", "columns": ["title", *(each["key"] for each in fields)]}],
        }
    )


@pytest.fixture
def office(app: Flask, cast: Cast) -> Flask:
    """The types, and nobody's records yet."""
    furnish(app, cast)
    return app


def publish(app: Flask, made: RecordType) -> None:
    with app.app_context():
        definitions.publish(made, actor=None, now=NOW)
        db.session.commit()


def test_every_type_says_its_help_and_hint_and_takes_its_width(office: Flask, login: Login) -> None:
    fields = [
        {
            "key": f"f_{name}",
            "type": name,
            "label": f"字段{name}",
            "help": f"说明{name}",
            "placeholder": f"填法{name}",
            "width": 3,
        }
        | MORE.get(name, {})
        for name in (*TYPED, *OTHERS)
    ]
    publish(office, type_of(fields))
    page = unescape(login("stan").get("/types/given/new").text)
    assert [name for name in (*TYPED, *OTHERS) if f"说明{name}" not in page] == []
    assert [name for name in TYPED if f"填法{name}" not in page] == []
    assert len(re.findall(r'class="[^"]*\bfld-3\b', page)) == len(fields)


@pytest.mark.parametrize("name", DEFAULTS)
def test_a_default_is_an_expression(office: Flask, login: Login, name: str) -> None:
    rule, shown = DEFAULTS[name]
    publish(office, type_of([{"key": "one", "type": name, "label": "一", "default": rule, **MORE.get(name, {})}]))
    page = login("stan").get("/types/given/new").text
    if name == "choice":
        assert re.search(rf'value="{shown}"[^>]*selected', page)
    else:
        assert re.search(rf'<input[^>]*name="one"[^>]*value="{shown}"', page)


@pytest.mark.parametrize("name", LIMITS)
def test_what_is_too_little_or_too_much_is_told_at_its_field(office: Flask, login: Login, name: str) -> None:
    limits, beyond = LIMITS[name]
    publish(office, type_of([{"key": "one", "type": name, "label": "一", **limits}]))
    stan = login("stan")
    for at, typed in enumerate(beyond):
        answer = stan.post("/types/given/new", data={"one": typed, "_token": f"t{at}", "_press": ""})
        assert answer.status_code == 422, typed
        assert f'value="{typed}"' in answer.text


@pytest.mark.parametrize("level", SECRETS)
def test_who_may_not_see_it_sees_the_mask_of_its_class(office: Flask, login: Login, level: int) -> None:
    closed = {"fields": ["pass"], "see": ["officer"], "others": "masked"}
    field = {"key": "pass", "type": "passport", "label": "护照", "sensitive": level}
    publish(office, type_of([field], *((closed,) if level else ())))
    record = keep(office, "stan", key="given", **{"pass": "E12345678"})
    for address in ("/types/given", f"/records/{record}"):
        page = login("stan").get(address).text
        assert SECRETS[level] in page
        assert ("E12345678" in page) is (level == 0)
