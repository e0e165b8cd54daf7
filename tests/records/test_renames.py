"""A renamed field stays one field: lists, conditions and figures find it in records that were filled before."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import service
from app.definitions.compiled import CompiledType
from app.definitions.schema import RecordType
from app.definitions.types import Types
from app.expressions import bind
from app.extensions import db
from app.records import sql
from app.records.models import record_ix
from tests.conftest import NOW, Cast
from tests.records.list_office import VISIT, furnish, keep


@pytest.fixture
def renamed(app: Flask, cast: Cast) -> int:
    """A visit of the first version; since then `countries` and `visitors` were renamed twice."""
    furnish(app, cast)
    first: dict[str, Any] = json.loads(json.dumps(VISIT))
    table = next(field for field in first["sections"][0]["fields"] if field["key"] == "visitors")
    table["reported"] = True
    _publish(app, first)
    rows = [{"_id": 1, "who": "穆勒"}, {"_id": 2, "who": "韦伯"}]
    record_id = keep(app, "stan", countries=["DE", "JP"], visitors=rows)
    text = json.dumps(first)
    for key in ("countries", "visitors"):
        text = text.replace(f'"{key}"', f'"{key}_c"').replace(f"{key}.", f"{key}_c.")
    last = json.loads(text.replace('"list": "countries_c"', '"list": "countries"'))
    links = [
        (f"{key}{old}", f"{key}{new}") for key in ("countries", "visitors") for old, new in (("_b", "_c"), ("", "_b"))
    ]
    changes = [{"from": 1, "rename": old, "to": new} for old, new in links]
    _publish(app, {**last, "version": 3, "changes": changes})
    return record_id


def _publish(app: Flask, definition: dict[str, Any]) -> None:
    with app.app_context():
        service.publish(RecordType.model_validate(definition), actor=None, now=NOW)
        db.session.commit()


def found(rule: str, compiled: CompiledType) -> list[int]:
    condition = sql.condition(bind(rule, compiled.scope), compiled, {})
    return list(db.session.scalars(db.select(record_ix.c.record_id).where(condition)))


def test_conditions_find_what_was_kept_under_the_former_name(app: Flask, renamed: int) -> None:
    with app.app_context():
        compiled = Types().current("visit")
        assert found("'DE' in countries_c", compiled) == [renamed]
        assert found("count(visitors_c) == 2", compiled) == [renamed]
        assert found("count(visitors_c[who == '韦伯']) == 1", compiled) == [renamed]
        assert found("'FR' in countries_c", compiled) == []


@pytest.mark.usefixtures("renamed")
def test_lists_show_it_in_its_column_and_filter_by_it(login: Callable[[str], FlaskClient]) -> None:
    browser = login("ada")
    assert "德国" in browser.get("/types/visit").text.split("<tbody")[1]
    assert "慕尼黑大学" in browser.get("/types/visit?f=countries_c.is.DE").text.split("<tbody")[1]
