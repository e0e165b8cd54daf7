"""A card says what its task is about, as the definition names it, and of the rest only the essence."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.workflow import away, inbox, queries
from tests.workflow.office import Office
from tests.workflow.test_pages import put


@pytest.fixture
def cards(office: Office) -> dict[str, list[inbox.Fact]]:
    """The facts on the cards of those who countersign a visit that costs something, by person."""
    office.walk(office.visit(cost="12000.00"), to="countersign")
    return {name: list(inbox.to_do(office.desk(name))[0][0].facts) for name in ("fin", "sec")}


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
