"""A card says what its task is about, as the definition names it, and of the rest only the essence."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from app.web import clock
from app.workflow import away, inbox, queries, waiting
from tests.conftest import NOW
from tests.workflow.office import Office
from tests.workflow.test_pages import put

Login = Callable[[str], FlaskClient]


@pytest.fixture
def cards(office: Office) -> dict[str, list[inbox.Fact]]:
    """The facts on the cards of those who countersign a visit that costs something, by person."""
    record = office.walk(office.visit(cost="12000.00"), to="countersign")
    found = {name: inbox.whole(record, office.desk(name)) for name in ("fin", "sec")}
    return {name: list(card.facts) for name, card in found.items() if card}


def labels(facts: list[inbox.Fact]) -> list[str]:
    return [fact.label for fact in facts]


def test_who_decides_about_money_reads_of_the_money_first(cards: dict[str, list[inbox.Fact]]) -> None:
    assert labels(cards["fin"]) == ["来访人员", "经费", "团组名称", "抵达日期", "人数"]
    assert cards["fin"][1].text == "12,000.00"


def test_others_read_the_columns_of_the_first_list(cards: dict[str, list[inbox.Fact]]) -> None:
    assert labels(cards["sec"]) == ["团组名称", "抵达日期", "人数"]


def test_a_table_is_shown_as_one_as_far_as_it_may_be_seen(cards: dict[str, list[inbox.Fact]]) -> None:
    table = cards["fin"][0]
    assert table.columns == [("姓名", False), ("国籍", False), ("护照号", False)]
    assert [row[:2] for row in table.rows] == [["穆勒", "德国"], ["施密特", "德国"]]
    assert "C01X00T47" not in str(table.rows)


def test_what_several_parts_of_a_page_want_to_know_is_asked_once(
    app: Flask, cast: Office, login: Callable[[str], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    record_id, amy, asked = put(app, cast, "unit_review"), login("amy"), []

    def noting(module: Any, name: str) -> None:
        ask = getattr(module, name)

        def note(*given: Any, **named: Any) -> Any:
            asked.append(name)
            return ask(*given, **named)

        monkeypatch.setattr(module, name, note)

    for module, name in ((away, "absent_for"), (queries, "amount_waiting_for"), (queries, "phrases")):
        noting(module, name)
    for page in ("/", "/tasks", f"/records/{record_id}"):
        asked.clear()
        assert amy.get(page).status_code == 200
        assert {"absent_for", "amount_waiting_for"} <= set(asked), page
        assert len(asked) == len(set(asked)), page


def test_a_page_goes_on_where_the_one_before_ended(
    app: Flask, cast: Office, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, amy = [put(app, cast, "unit_review") for _ in range(3)], login("amy")
    monkeypatch.setattr("app.workflow.waiting.PAGE", 1)
    found, page = [], amy.get("/tasks").text
    while address := re.search(r'rel="next" href="([^"]+)"', page):
        found += re.findall(r'id="card-(\d+)"', page)
        page = amy.get(html.unescape(address[1])).text
    assert [int(each) for each in (*found, *re.findall(r'id="card-(\d+)"', page))] == made


def test_what_has_no_day_comes_last_and_nothing_is_lost_between_pages(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workflow.waiting.PAGE", 2)
    made = [office.walk(office.visit(), to="unit_review") for _ in range(5)]
    desk, end, found = office.desk("amy"), None, []
    for number, record in enumerate(made):
        (task,) = queries.open_tasks(desk.session, record.id)
        task.due_at = None if number < 3 else NOW + timedelta(days=9 - number)
    for _page in range(3):
        got = waiting.page(desk.session, desk.viewer, waiting.Asked(after=end))
        found += [each.record_id for each in got.rows]
        end = waiting.Place.read(str(got.end)) if got.end else None
    assert end is None
    assert found == [made[at].id for at in (4, 3, 0, 1, 2)]


def test_it_is_narrowed_to_a_type_and_to_what_is_overdue(app: Flask, cast: Office, login: Login) -> None:
    record_id, amy = put(app, cast, "unit_review"), login("amy")
    card = f'id="card-{record_id}"'
    assert card in amy.get("/tasks?type=visit").text
    assert card not in amy.get("/tasks?type=other").text
    assert card in amy.get("/tasks?tab=late").text
    with app.app_context():
        queries.open_tasks(db.session(), record_id)[0].due_at = clock.now() + timedelta(days=1)
        db.session.commit()
    assert card not in amy.get("/tasks?tab=late").text
    assert card in amy.get("/tasks").text


def test_a_card_is_opened_by_who_decides_and_by_nobody_else(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert f"/records/{record_id}/press/pass" in login("amy").get(f"/tasks/{record_id}").text
    for name in ("stan", "eve", "lee"):
        assert login(name).get(f"/tasks/{record_id}").status_code == 404


def test_a_card_has_the_papers_of_the_record(app: Flask, cast: Office, login: Login) -> None:
    record_id = put(app, cast, "unit_review")
    assert re.search(r'<ul class="task-sheets".*href="/documents/\d+/', login("amy").get(f"/tasks/{record_id}").text)


@pytest.mark.parametrize(
    "after",
    [
        "~99999999999999999999",
        "2024-01-01T00:00:00+08:00~99999999999999999999",
        "~-1",
        "0001-01-01T00:00:00+23:59~1",
        "9999-12-31T23:59:59-23:59~1",
        "soon~1",
        "~",
    ],
)
def test_a_place_that_cannot_be_is_read_as_the_first_page(
    app: Flask, cast: Office, login: Callable[[str], FlaskClient], after: str
) -> None:
    put(app, cast, "unit_review")
    assert waiting.Place.read(after) is None
    answer = login("amy").get("/tasks", query_string={"after": after})
    assert (answer.status_code, "慕尼黑大学代表团" in answer.text) == (200, True)
