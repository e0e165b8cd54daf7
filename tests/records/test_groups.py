"""Lists in groups: each heading says what it is of, how many and how much, and no page loses or repeats a record."""

import re
from collections.abc import Callable, Sequence
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.imports import read
from app.records import groups, queries
from tests.conftest import Cast
from tests.records.trip_office import furnish, trip

Login = Callable[[str], FlaskClient]
LIST = "/types/trip"


@pytest.fixture
def office(app: Flask, cast: Cast) -> Flask:
    """The types, and nobody's records yet."""
    furnish(app, cast)
    return app


@pytest.fixture
def ada(office: Flask, login: Login) -> FlaskClient:
    return login("ada")


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def outline(page: str) -> list[str]:
    """Headings with a `#` before them, records by name, as they stand on the page."""
    body = re.search(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
    rows = re.findall(r"<tr( class=\"list-band\")?>(.*?)</tr>", body[1], re.DOTALL) if body else []
    return [f"# {plain(row)}" if head else plain(re.findall(r"row-link[^>]*>(.*?)</a>", row)[0]) for head, row in rows]


def sheet(browser: FlaskClient, path: str, form: str) -> list[Sequence[object]]:
    with browser.post(path, data={"format": form}) as answer:
        table = read(answer.data, name=f"x.{form}")
        return [table.header, *table.rows]


def test_choices_stand_in_their_own_order_with_count_and_totals(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="甲", kind="a", headcount=3)
    trip(office, name="乙", kind="z", headcount=4)
    trip(office, name="丙", kind="a", headcount=5)
    trip(office, name="丁", headcount=1)
    page = ada.get(f"{LIST}?view=kind").text
    assert outline(page) == ["# 官方 1 条 合计 4", "乙", "# 民间 2 条 合计 8", "丙", "甲", "# 未填 1 条 合计 1", "丁"]
    assert "合计 13" in plain(page[page.index("<tfoot>") :])


def test_departments_stand_in_their_order_and_people_by_name(office: Flask, cast: Cast, ada: FlaskClient) -> None:
    college, bureau = {"id": cast.college, "label": "国际教育学院"}, {"id": cast.office, "label": "国际交流合作处"}
    trip(office, name="甲", unit=college, who={"id": cast.stan, "label": "司丹"})
    trip(office, name="乙", unit=bureau, who={"id": cast.ada, "label": "爱达"})
    assert outline(ada.get(f"{LIST}?view=unit").text) == ["# 国际交流合作处 1 条", "乙", "# 国际教育学院 1 条", "甲"]
    assert outline(ada.get(f"{LIST}?view=who").text) == ["# 爱达 1 条", "乙", "# 司丹 1 条", "甲"]


def test_days_stand_by_month_in_the_direction_of_the_view(office: Flask, ada: FlaskClient) -> None:
    for name, day in (("甲", "2024-03-05"), ("乙", "2024-03-28"), ("丙", "2024-04-01"), ("丁", None)):
        trip(office, name=name, begins=day, headcount=2)
    falling = ["# 2024-04 1 条 最大 2", "丙", "# 2024-03 2 条 最大 2", "乙", "甲", "# 未填 1 条 最大 2", "丁"]
    assert outline(ada.get(f"{LIST}?view=month").text) == falling
    rising = ["# 2024-03 2 条 最大 2", "甲", "乙", "# 2024-04 1 条 最大 2", "丙", "# 未填 1 条 最大 2", "丁"]
    assert outline(ada.get(f"{LIST}?view=month&sort=begins").text) == rising


def test_days_that_may_be_known_to_the_year_stand_by_year(office: Flask, ada: FlaskClient) -> None:
    for name, day in (("甲", "2023"), ("乙", "2023-05-06"), ("丙", "2024-01-02")):
        trip(office, name=name, since=day)
    assert outline(ada.get(f"{LIST}?view=since").text) == ["# 2023 2 条", "甲", "乙", "# 2024 1 条", "丙"]


def test_yes_and_no_states_years_and_owners_are_groups(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="甲", is_open=False, begins="2023-01-01", state="done")
    trip(office, "amy", name="乙", is_open=True, begins="2024-01-01")
    assert outline(ada.get(f"{LIST}?view=open").text) == ["# 是 1 条", "乙", "# 否 1 条", "甲"]
    assert outline(ada.get(f"{LIST}?view=state").text) == ["# 起草 1 条", "乙", "# 已办结 1 条", "甲"]
    assert outline(ada.get(f"{LIST}?view=year").text) == ["# 2023 1 条", "甲", "# 2024 1 条", "乙"]
    assert outline(ada.get(f"{LIST}?view=owner").text) == ["# 爱达 1 条", "甲", "# 艾米 1 条", "乙"]


def test_pages_run_through_groups_and_lose_no_record(
    office: Flask, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 4)
    for number in range(6):
        trip(office, name=f"民{number}", kind="a", headcount=10 - number)
    for number in range(3):
        trip(office, name=f"官{number}", kind="z", headcount=10 - number)
    page = ada.get(f"{LIST}?view=kind").text
    assert outline(page) == ["# 官方 3 条 合计 27", "官0", "官1", "官2", "# 民间 6 条 合计 45", "民0"]
    following = unescape(re.findall(r'rel="next" href="([^"]+)"', page)[0])
    second = ada.get(following).text
    assert outline(second) == ["# 民间 （续） 6 条 合计 45", "民1", "民2", "民3", "民4"]
    assert outline(ada.get(f"{LIST}?view=kind&page=2").text) == outline(second)
    third = ada.get(unescape(re.findall(r'rel="next" href="([^"]+)"', second)[0])).text
    assert outline(third) == ["# 民间 （续） 6 条 合计 45", "民5"]
    assert 'rel="next"' not in third


def test_a_page_that_ends_with_its_group_begins_the_next_with_a_heading(
    office: Flask, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for name, kind in (("甲", "z"), ("乙", "z"), ("丙", "a")):
        trip(office, name=name, kind=kind, headcount=1)
    page = ada.get(f"{LIST}?view=kind").text
    second = ada.get(unescape(re.findall(r'rel="next" href="([^"]+)"', page)[0])).text
    assert outline(second) == ["# 民间 1 条 合计 1", "丙"]


@pytest.mark.parametrize("after", ["%%%", "bnVsbA", "WzEsIDJd"])
def test_a_place_that_we_never_wrote_is_refused(office: Flask, ada: FlaskClient, after: str) -> None:
    trip(office, name="甲", kind="a")
    assert ada.get(f"{LIST}?view=kind&page=2&after={after}").status_code == 422


def test_groups_hold_only_what_one_may_see(office: Flask, login: Login) -> None:
    trip(office, name="甲", kind="a", headcount=3)
    trip(office, "stan", name="乙", kind="a", headcount=4)
    assert outline(login("stan").get(f"{LIST}?view=kind").text) == ["# 民间 1 条 合计 4", "乙"]


def test_a_list_never_stands_in_groups_of_what_is_closed_to_the_reader(
    office: Flask, login: Login, ada: FlaskClient
) -> None:
    trip(office, "stan", name="乙", inner="机密")
    assert outline(ada.get(f"{LIST}?view=inner").text) == ["# 机密 1 条", "乙"]
    assert outline(login("stan").get(f"{LIST}?view=inner").text) == ["乙"]


def test_filters_and_words_narrow_the_groups(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="东京", kind="a", headcount=3)
    trip(office, name="京都", kind="z", headcount=9)
    assert outline(ada.get(f"{LIST}?view=kind&f=headcount.from.5").text) == ["# 官方 1 条 合计 9", "京都"]
    assert outline(ada.get(f"{LIST}?view=kind&q=东京").text) == ["# 民间 1 条 合计 3", "东京"]


def test_more_groups_than_anybody_reads_stand_as_a_plain_list(
    office: Flask, ada: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST", 1)
    trip(office, name="甲", kind="a")
    trip(office, name="乙", kind="z")
    assert outline(ada.get(f"{LIST}?view=kind").text) == ["甲", "乙"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_file_has_the_order_of_the_groups_and_a_column_that_names_them(
    office: Flask, ada: FlaskClient, form: str
) -> None:
    for name, day in (("甲", "2024-03-05"), ("丙", "2024-04-01"), ("丁", None)):
        trip(office, name=name, begins=day, headcount=2)
    rows = sheet(ada, f"{LIST}/export?view=month", form)
    assert [row[:2] for row in rows if "丙" in row or "甲" in row or "丁" in row] == [
        ["2024-04", "丙"],
        ["2024-03", "甲"],
        ["未填", "丁"],
    ]
    assert any("开始日期（月份）" in row for row in rows)


def test_a_file_names_the_group_once_where_a_column_says_it(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="甲", kind="a")
    head = next(row for row in sheet(ada, f"{LIST}/export?view=kind", "csv") if "名称" in row)
    assert [cell for cell in head if cell] == ["名称", "类别", "人数"]


def test_in_english_groups_are_called_so(office: Flask, ada: FlaskClient) -> None:
    trip(office, name="甲", kind="z", headcount=3)
    ada.post("/my-language", data={"language": "en"})
    assert outline(ada.get(f"{LIST}?view=kind").text)[0] == "# Official 1 record Total 3"
