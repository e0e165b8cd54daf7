"""The home page shows this year in a few figures, which the definition of a report names."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.service import Person
from app.definitions.compiled import CompiledType
from app.extensions import db
from app.records.desk import Desk
from app.records.models import Record
from app.reports import figures, home, overview, service
from app.web import clock
from tests.conftest import make_user

from .office import ZONE, desk_of, enter

Browse = Callable[[str], FlaskClient]


def in_year(year: int, login: str = "ling") -> Desk:
    return desk_of(login, now=datetime(year, 11, 3, 9, tzinfo=ZONE))


def shown(desk: Desk) -> list[tuple[str, object, object]]:
    return [(each.field.key, each.number, each.before) for each in home.this_year(desk)]


def test_the_database_gives_the_number_that_is_counted(yearly: Record, summary: Record) -> None:
    desk = desk_of("ling")
    for report in (yearly, summary):
        for field in service.figures_of(desk.compiled(report)):
            assert figures.total(field, report, desk=desk) == figures.run(field, report, desk=desk).result, field.key


@pytest.mark.parametrize(
    ("agg", "value"),
    [
        ("count", None),
        *((agg, "headcount") for agg in ("count", "sum", "avg", "min", "max")),
        *(("distinct", value) for value in ("headcount", "countries", "delegation_name", "arrive_on")),
    ],
)
def test_every_way_of_adding_up_is_the_same_in_the_database(yearly: Record, agg: str, value: str | None) -> None:
    desk = desk_of("ling")
    for year in (2024, 1999):
        yearly.year = year
        field = service.figure(desk.compiled(yearly), "in_people")
        options = field.options.model_copy(update={"agg": agg, "value": value})
        other = replace(field, definition=field.definition.model_copy(update={"options": options}))
        assert figures.total(other, yearly, desk=desk) == figures.run(other, yearly, desk=desk).result
    db.session.rollback()


@pytest.mark.usefixtures("office")
def test_the_definition_names_the_figures() -> None:
    assert shown(in_year(2024)) == [
        ("in_groups", 5, 0),
        ("in_people", 96, 0),
        ("out_groups", 1, 0),
        ("brand_events", 6, 0),
    ]


@pytest.mark.usefixtures("office")
def test_last_year_stands_beside() -> None:
    assert [before for _key, _number, before in shown(in_year(2025))] == [5, 96, 1, 6]


@pytest.mark.usefixtures("office")
def test_where_nothing_happened_nothing_is_shown() -> None:
    assert shown(in_year(2031)) == []


@pytest.mark.usefixtures("office")
def test_a_report_about_a_department_is_about_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, unit in (("甲团", "对外联络处"), ("乙团", "综合处"), ("丙团", "综合处")):
        values = {"delegation_name": name, "headcount": "3", "countries": "日本", "host_unit": unit, "entry": "single"}
        enter(
            "visiting_delegation",
            {**values, "arrive_on": "2022-05-01", "leave_on": "2022-05-02"},
            desk=desk_of("ling"),
            state="done",
        )

    def only_the_summary(desk: Desk) -> list[CompiledType]:
        compiled = desk.types.current("department_summary")
        definition = compiled.definition.model_copy(update={"home": ("in_groups",)})
        return [replace(compiled, definition=definition)]

    monkeypatch.setattr(overview, "concerning", only_the_summary)
    assert shown(in_year(2022, "yun")) == [("in_groups", 1, 0)]
    assert shown(in_year(2022, "wen")) == [("in_groups", 2, 0)]


def test_the_home_page_shows_them_to_whom_the_report_concerns(
    browse: Browse, database: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 11, 3, 1, tzinfo=UTC))
    with database.app_context():
        role = make_user(Person("无权", "nobody", None, ()))
        db.session.commit()
        assert role.id
    page = browse("ling").get("/").text
    assert "2024 年到今天" in page
    assert re.search(r"品牌活动场次.*?<b>6<small> 场", page, re.DOTALL)
    assert "年到今天" not in browse("nobody").get("/").text
