"""A list as a calendar: each record on its day, nothing that one may not see, and told what stands nowhere."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.records import calendar
from app.records.calendar import Month
from tests.conftest import NOW, Cast
from tests.records.trip_office import furnish, trip

Login = Callable[[str], FlaskClient]
PAGE = "/types/trip/calendar"


@pytest.fixture
def office(app: Flask, cast: Cast) -> Flask:
    """The types, and nobody's records yet."""
    furnish(app, cast)
    return app


@pytest.fixture
def ada(office: Flask, login: Login) -> FlaskClient:
    return login("ada")


def days(page: str) -> dict[str, list[str]]:
    """What stands on which day, what unfolds too."""
    cells = re.findall(r'data-day="([^"]+)".*?>(.*?)</td>', page, re.DOTALL)
    found = {day: re.findall(r"class=\"cal-entry[^>]*>(.*?)</a>", cell, re.DOTALL) for day, cell in cells}
    return {day: [re.sub(r"<[^>]+>", "", each) for each in entries] for day, entries in found.items() if entries}


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_records_stand_on_their_day_and_lead_to_their_page(office: Flask, ada: FlaskClient) -> None:
    first = trip(office, name="甲", begins="2024-03-05")
    trip(office, name="乙", begins="2024-04-01")
    trip(office, name="丙", begins="2024-04-20")
    page = ada.get(f"{PAGE}?month=2024-03").text
    assert days(page)["2024-03-05"] == ["甲"]
    assert f'href="/records/{first}"' in page
    assert "2024 年 3 月" in page
    assert "丙" not in page  # no day of its weeks


def test_a_span_stands_on_all_of_its_days_across_months(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="甲", stay={"from": "2024-02-27", "to": "2024-03-02"})
    march = days(ada.get(f"{PAGE}?view=stay&month=2024-03").text)
    assert [day for day, names in march.items() if "甲" in names] == [
        *("2024-02-27", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02"),
    ]
    assert "甲" not in ada.get(f"{PAGE}?view=stay&month=2024-05").text


def test_what_runs_on_keeps_its_lane_over_the_week(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="长", stay={"from": "2024-03-05", "to": "2024-03-07"})
    trip(office, name="短", stay={"from": "2024-03-04", "to": "2024-03-05"})
    page = ada.get(f"{PAGE}?view=stay&month=2024-03").text
    assert days(page)["2024-03-05"] == ["短", "长"]
    sixth = re.findall(r'data-day="2024-03-06".*?</td>', page, re.DOTALL)[0]
    assert sixth.index("cal-gap") < sixth.index("长")


def test_more_than_fits_unfolds(office: Flask, ada: FlaskClient) -> None:
    for number in range(6):
        trip(office, name=f"第{number}", begins="2024-03-05")
    page = ada.get(f"{PAGE}?month=2024-03").text
    assert len(days(page)["2024-03-05"]) == 6
    assert "还有 2 条" in page


def test_what_has_no_date_is_told_with_the_way_to_it(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="甲")
    page = ada.get(PAGE).text
    assert "另有 1 条没有填“开始日期”，不在日历上" in plain(page)
    there = re.findall(r'href="([^"]*begins\.empty[^"]*)"', page)[0]
    assert "甲" in ada.get(unescape(there)).text


def test_a_calendar_holds_only_what_one_may_see(office: Flask, login: Login) -> None:
    trip(office, name="甲", begins="2024-03-05")
    trip(office, name="无")
    trip(office, "stan", name="乙", begins="2024-03-05")
    page = login("stan").get(f"{PAGE}?month=2024-03").text
    assert days(page)["2024-03-05"] == ["乙"]
    assert "没有填" not in page


def test_a_date_that_is_closed_to_the_reader_makes_no_calendar(office: Flask, login: Login, ada: FlaskClient) -> None:
    trip(office, "stan", name="乙", closed_on="2024-03-05")
    assert "/calendar" in ada.get("/types/trip?view=inner").text
    stan = login("stan")
    assert "/calendar" not in stan.get("/types/trip?view=inner").text
    assert stan.get(f"{PAGE}?view=inner&month=2024-03").status_code == 302


def test_a_view_without_a_calendar_leads_to_its_list(office: Flask, ada: FlaskClient) -> None:
    assert ada.get(f"{PAGE}?view=kind").headers["Location"] == "/types/trip?view=kind"


def test_conditions_words_and_the_rule_of_the_view_hold_in_the_calendar(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="东京", begins="2024-03-05", headcount=3, kind="a")
    trip(office, name="京都", begins="2024-03-05", headcount=12, kind="z")
    month = f"{PAGE}?month=2024-03"
    assert days(ada.get(f"{month}&view=large").text)["2024-03-05"] == ["京都"]
    assert days(ada.get(f"{month}&f=kind.is.a").text)["2024-03-05"] == ["东京"]
    assert days(ada.get(f"{month}&q=京都").text)["2024-03-05"] == ["京都"]
    added = ada.get(f"{month}&add=kind&op=is&value=a")
    assert added.headers["Location"] == "/types/trip/calendar?month=2024-03&f=kind.is.a"


def test_days_off_and_days_worked_instead_are_marked(ada: FlaskClient) -> None:
    page = ada.get(f"{PAGE}?month=2024-02").text
    holiday = re.findall(r'data-day="2024-02-12"[^>]*class="([^"]+)".*?</td>', page, re.DOTALL)[0]
    assert "cal-free" in holiday
    worked = re.findall(r'data-day="2024-02-04".*?</td>', page, re.DOTALL)[0]  # a Sunday
    assert "cal-free" not in worked
    assert "班" in worked


def test_more_than_a_page_holds_is_told(office: Flask, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "MOST", 1)
    trip(office, name="甲", begins="2024-03-05")
    trip(office, name="乙", begins="2024-03-06")
    page = ada.get(f"{PAGE}?month=2024-03").text
    assert list(days(page)) == ["2024-03-05"]
    assert "没有全部显示" in page


@pytest.mark.parametrize("asked", ["", "2024-13", "0001-01", "9999-12", "二月", "2024-3"])
def test_a_month_that_makes_no_sense_is_the_one_of_today(asked: str) -> None:
    assert Month.read(asked, NOW.date()) == Month(2024, 3)


def test_months_go_on_over_the_year() -> None:
    assert (Month(2024, 12).shifted(1), Month(2024, 1).shifted(-1)) == (Month(2025, 1), Month(2023, 12))


def test_the_calendar_in_english(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="甲")
    ada.post("/my-language", data={"language": "en"})
    page = plain(ada.get(f"{PAGE}?month=2024-03").text)
    assert "March 2024" in page
    assert "Tuesday, 5 March" in page
    assert "1 record has no “Begins” and is not in the calendar" in page
