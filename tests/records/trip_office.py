"""A type with views in groups and in a calendar, for their tests."""

from typing import Any

from flask import Flask

from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.extensions import db
from tests.conftest import NOW, Cast
from tests.records import list_office
from tests.records.list_office import keep


def _view(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": key, "columns": ["name", "kind", "headcount"], **more}


TRIP: dict[str, Any] = {
    "key": "trip",
    "label": {"zh": "行程", "en": "Trips"},
    "department_of": "unit",
    "year_of": "begins",
    "title": "{{ name }}",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "name", "type": "text", "label": "名称"},
                {"key": "headcount", "type": "integer", "label": "人数"},
                {
                    "key": "kind",
                    "type": "choice",
                    "label": "类别",
                    "choices": [
                        {"value": "z", "label": {"zh": "官方", "en": "Official"}},
                        {"value": "a", "label": "民间"},
                    ],
                },
                {"key": "unit", "type": "department", "label": "单位"},
                {"key": "who", "type": "person", "label": "负责人"},
                {"key": "begins", "type": "date", "label": {"zh": "开始日期", "en": "Begins"}, "index": True},
                {"key": "since", "type": "date", "label": "大约日期", "precision": "year"},
                {"key": "stay", "type": "date_range", "label": "起止日期"},
                {"key": "is_open", "type": "yesno", "label": "是否公开"},
                {"key": "inner", "type": "text", "label": "内部分类"},
                {"key": "closed_on", "type": "date", "label": "内部日期"},
            ],
        }
    ],
    "rights": [
        {"role": "staff", "see": "own", "create": True, "change": True},
        {"role": "officer", "see": "all", "create": True, "change": True},
        {"fields": ["inner", "closed_on"], "see": ["officer"], "others": "hidden"},
    ],
    "workflow": {
        "start": "draft",
        "states": {"draft": {"label": "起草", "colour": "grey"}, "done": {"label": "已办结", "colour": "green"}},
        "transitions": [{"key": "finish", "label": "办结", "from": ["draft"], "to": "done"}],
    },
    "views": [
        _view("all", sort=["name"], calendar="begins"),
        _view("kind", group="kind", sort=["-headcount"], totals={"headcount": "sum"}),
        _view("unit", group="unit"),
        _view("who", group="who"),
        _view("month", group="begins", sort=["-begins"], totals={"headcount": "max"}),
        _view("since", group="since"),
        _view("open", group="is_open"),
        _view("state", group="state"),
        _view("year", group="year"),
        _view("owner", group="owner"),
        _view("inner", group="inner", calendar="closed_on"),
        _view("stay", calendar="stay"),
        _view("large", calendar="begins", where="headcount >= 10"),
    ],
}


def furnish(app: Flask, cast: Cast) -> None:
    """The type in force beside those of lists; Ada and Amy are officers, Stan sees his own."""
    list_office.furnish(app, cast)
    with app.app_context():
        definitions.publish(RecordType.model_validate(TRIP), actor=None, now=NOW)
        db.session.commit()


def trip(app: Flask, login: str = "ada", *, state: str = "", **values: Any) -> int:
    """A trip of somebody."""
    return keep(app, login, key="trip", state=state, **values)
