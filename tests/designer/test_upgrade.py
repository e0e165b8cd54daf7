"""A type against the one that is shipped: who changed what, our own edits first, taken part by part into the draft."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.definitions import service as definitions
from app.definitions.types import Types
from app.designer import service, starting
from app.designer.exchange.merging import Who, compared, merged
from app.designer.service import Turn
from app.extensions import db
from tests.conftest import NOW, Cast

from .conftest import SOURCE

HEADCOUNT = "      - {key: headcount, type: integer, label: 人数, min: 0}\n"
MORE = "  - {key: more, label: 其他, fields: [{key: note, type: text, label: 备注}]}\nrights:"


def data(source: str) -> dict[str, Any]:
    return codec.plain_data(codec.load(source))


SHIPPED = (
    SOURCE.replace("max: 80", "max: 60")
    .replace("label: 人数, min: 0", "label: 来访人数, min: 0")
    .replace(
        "        label: 抵达日期\n", "        label: 抵达日期\n      - {key: leave_on, type: date, label: 离开日期}\n"
    )
    .replace("          - {key: age", "          - {key: post, type: text, label: 职务}\n          - {key: age")
)
OWN = SOURCE.replace("label: 人数, min: 0", "label: 客人数, min: 0").replace("label: 来访\n", "label: 来客\n")


def names(own: str, shipped: str, base: str | None) -> dict[str, Who]:
    return {each.name: each.who for each in compared(data(own), data(shipped), data(base) if base else None)}


def test_with_a_base_it_is_known_who_changed_what() -> None:
    assert names(OWN, SHIPPED, SOURCE) == {
        "type.label": Who.OWN,
        "field.name": Who.SHIPPED,
        "field.headcount": Who.BOTH,
        "field.leave_on": Who.SHIPPED,
        "field.visitors.post": Who.SHIPPED,
    }


def test_without_a_base_nobody_knows() -> None:
    assert set(names(OWN, SHIPPED, None).values()) == {Who.UNKNOWN}


def test_a_field_of_our_own_is_ours_and_one_that_we_removed_too() -> None:
    own = SOURCE.replace(f"      # about headcount\n{HEADCOUNT}", "")
    own = own.replace("rights:", MORE)
    found = names(own, SHIPPED.replace("来访人数", "人数"), SOURCE)
    assert {name: who for name, who in found.items() if who is Who.OWN} == {
        "field.headcount": Who.OWN,
        "section.more": Who.OWN,
        "field.note": Who.OWN,
    }


def test_taking_everything_gives_what_is_shipped() -> None:
    every = {each.name for each in compared(data(OWN), data(SHIPPED))}
    assert merged(data(OWN), data(SHIPPED), every) == data(SHIPPED)


def test_taking_nothing_gives_ours() -> None:
    assert merged(data(OWN), data(SHIPPED), ()) == data(OWN)


def test_what_is_taken_stands_where_it_is_shipped() -> None:
    made = merged(data(OWN), data(SHIPPED), {"field.leave_on", "field.visitors.post"})
    assert [each["key"] for each in made["sections"][0]["fields"]] == ["name", "headcount", "arrive_on", "leave_on"]
    assert [each["key"] for each in made["sections"][1]["fields"][0]["columns"]] == ["person", "post", "age"]
    assert made["sections"][0]["fields"][1]["label"] == "客人数"


def test_a_field_that_moved_in_the_product_moves_here() -> None:
    moved = SOURCE.replace(f"      # about headcount\n{HEADCOUNT}", "")
    moved = moved.replace(
        "    fields:\n      # about visitors",
        "    fields:\n      - {key: headcount, type: integer, label: 人数, min: 0}\n      # about visitors",
    )
    made = merged(data(SOURCE), data(moved), {"field.headcount"})
    assert made == data(moved)


def test_a_section_that_is_shipped_no_more_stays_while_something_stands_in_it() -> None:
    own = SOURCE.replace("rights:", MORE)
    assert len(merged(data(own), data(SOURCE), {"section.more"})["sections"]) == 3
    assert merged(data(own), data(SOURCE), {"section.more", "field.note"}) == data(SOURCE)


# -- the page


@pytest.fixture
def browser(
    app: Flask, login: Callable[[str], FlaskClient], cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> FlaskClient:
    """The site was loaded with an earlier version and changed a label since; the product has moved on."""
    (tmp_path / "visit.yaml").write_text(SHIPPED, encoding="utf-8")
    monkeypatch.setattr(starting, "SHIPPED", tmp_path)
    with app.app_context():
        definitions.publish(codec.load(SOURCE), actor=None, now=NOW, source=SOURCE)
        db.session.commit()
    return login("ada")


def lock(page: str) -> str:
    return re.search(r'name="lock" value="(\d+)"', page)[1]  # type: ignore[index]


def test_the_upgrade_is_proposed_and_taken_as_a_draft(browser: FlaskClient, app: Flask) -> None:
    page = browser.get("/designer/visit/shipped").text
    ticked = dict.fromkeys(re.findall(r'name="(take-[\w.]+)" checked', page), "on")
    assert set(ticked) == {"take-field.name", "take-field.headcount", "take-field.leave_on", "take-field.visitors.post"}
    taken = browser.post("/designer/visit/shipped", data={"lock": lock(page), **ticked})
    assert taken.location == "/designer/visit/fields"
    with app.app_context():
        standing = service.standing("visit")
        assert data(standing.source) == data(SHIPPED)
        assert "# about headcount" in standing.source
        assert standing.live is not None


def test_our_own_edit_stays_unless_it_is_ticked(browser: FlaskClient, app: Flask, cast: Cast) -> None:
    with app.app_context():
        service.write("visit", OWN, Turn(0, cast.actor("ada"), NOW))
        db.session.commit()
    page = browser.get("/designer/visit/shipped").text
    ticked = re.findall(r'name="(take-[\w.]+)" checked', page)
    assert "take-field.headcount" not in ticked
    assert "take-type.label" not in ticked
    assert 'name="take-field.headcount"' in page


def test_a_version_that_is_gone_is_no_base(browser: FlaskClient, app: Flask, cast: Cast) -> None:
    with app.app_context():
        service.write("visit", OWN, Turn(0, cast.actor("ada"), NOW))
        service.publish("visit", Turn(service.standing("visit").lock, cast.actor("ada"), NOW), types=Types())
        db.session.commit()
    page = browser.get("/designer/visit/shipped").text
    assert "分不清哪些是这里改的" in page
    assert not re.findall(r'name="take-[\w.]+" checked', page)


def test_a_stale_page_is_409(browser: FlaskClient) -> None:
    page = browser.get("/designer/visit/shipped").text
    browser.post("/designer/visit/do/add-section", data={"lock": lock(page)})
    assert (
        browser.post("/designer/visit/shipped", data={"lock": lock(page), "take-field.name": "on"}).status_code == 409
    )


def test_a_type_of_the_site_alone_is_compared_with_nothing(browser: FlaskClient) -> None:
    assert browser.get("/designer/other/shipped").status_code == 404
