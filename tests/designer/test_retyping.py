"""Another type for a field: which are offered, what of its options stays, and what is refused."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.definitions import service as definitions
from app.designer import editing, retyping
from app.designer.outline import Data
from app.errors import Invalid
from app.extensions import db
from app.fields import FIELD_TYPES
from tests.conftest import NOW, Cast

from .conftest import SOURCE


def field(kind: str, **options: object) -> Data:
    return {"key": "it", "type": kind, "label": "它", "required": "true", **options}


def names(kind: str, *, is_column: bool = False, **options: object) -> set[str]:
    return {each.name for each in retyping.offers(field(kind, **options), is_column=is_column)}


def test_a_field_becomes_another_type_and_keeps_what_every_field_has() -> None:
    edited = editing.edit(SOURCE, "change-type", {"at": "name", "type": "date"})
    made = edited.definition.field("name")
    assert made is not None
    assert (made.type, made.key, made.label.zh, made.required) == ("date", "name", "名称", True)
    assert edited.done.focus == "name"
    assert "# about name" in edited.source


def test_a_column_becomes_another_type() -> None:
    edited = editing.edit(SOURCE, "change-type", {"at": "visitors.age", "type": "choice"})
    table = edited.definition.field("visitors")
    assert table is not None
    assert [each.type for each in table.columns] == ["text", "choice"]


def test_options_stay_where_they_say_the_same() -> None:
    assert retyping.kept(field("text", max="80", pattern="a+"), "paragraph") == {"max": "80"}
    assert retyping.kept(field("integer", min="0", unit="人"), "money") == {"min": "0", "unit": "人"}
    assert retyping.kept(field("text", min="5", max="80"), "choice") == {}
    assert retyping.kept(field("text", min="5", max="80"), "integer") == {}
    assert retyping.kept(field("paragraph", max="40000"), "text") == {}
    assert retyping.kept(field("date", earliest="2024-01-31"), "month") == {}


def test_what_is_lost_is_told_before() -> None:
    told = {each.name: each.lost for each in retyping.offers(field("text", max="80", pattern="a+"), is_column=False)}
    assert told["paragraph"] == ("pattern",)
    assert told["integer"] == ("max", "pattern")


def test_only_types_that_take_values_over_are_offered() -> None:
    assert {"paragraph", "integer", "money", "date", "choice", "person"} <= names("text")
    assert not {"text", "table", "file", "image", "note", "serial", "figure"} & names("text")
    assert "record" in names("text", is_column=True)
    for kind in ("table", "file", "image", "signature", "note", "figure", "narrative"):
        assert names(kind) == set()


@pytest.mark.parametrize(
    ("at", "kind", "code"),
    [
        ("visitors", "text", "designer.type_stays"),
        ("name", "table", "designer.type_stays"),
        ("visitors.person", "image", "designer.type_stays"),
        ("name", "nothing", "designer.unknown_type"),
        ("gone", "text", "designer.gone"),
    ],
)
def test_what_cannot_become_another_type_is_refused(at: str, kind: str, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        editing.edit(SOURCE, "change-type", {"at": at, "type": kind})
    assert [fault.code for fault in caught.value.faults] == [code]


def test_every_offer_can_be_taken() -> None:
    for kind in FIELD_TYPES:
        added = editing.edit(SOURCE, "add-field", {"type": kind.name, "to": "basic"})
        at = added.done.focus
        held = next(each for each in codec.plain_data(added.definition)["sections"][0]["fields"] if each["key"] == at)
        for each in retyping.offers(held, is_column=False):
            made = editing.edit(added.source, "change-type", {"at": at, "type": each.name}).definition.field(at)
            assert made is not None
            assert made.type == each.name


def test_the_panel_offers_it_and_says_what_becomes_of_records(
    app: Flask, cast: Cast, login: Callable[[str], FlaskClient]
) -> None:
    with app.app_context():
        definitions.publish(codec.load(SOURCE), actor=None, now=NOW, source=SOURCE)
        db.session.commit()
    ada = login("ada")
    panel = ada.get("/designer/visit/fields?at=headcount").text
    assert "换一种类型…" in panel
    assert "金额" in panel
    assert "换一种类型…" not in ada.get("/designer/visit/fields?at=visitors").text
    sent = {"at": "headcount", "type": "text", "lock": "0"}
    answer = ada.post("/designer/visit/do/change-type", data=sent, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "单行文字" in answer.text.partition('id="dz-properties"')[2]
