"""Choice lists: one gate for files and pages, entries that retire on a day, columns with names."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from app.accounts import service as accounts
from app.definitions import codec, lists, loading, lookups, queries, service
from app.definitions.files import read_forms
from app.definitions.schema import ChoiceList, Role
from app.definitions.types import Types
from app.errors import Conflict, Invalid
from app.fields import FIELD_TYPES
from app.records.desks import SYSTEM
from app.records.lookups import DatabaseLookups
from app.web import clock

from .office import ADA, NOW, office

DAY = date(2026, 7, 1)
TYPE = """\
format: 1
key: lent
label: 借用
title: "{{ name }}"
sections:
  - key: basic
    label: 基本
    fields:
      - {key: name, type: text, label: 名称}
      - {key: room, type: choice, label: 房间, list: rooms}
rights:
  - {role: staff, see: all, create: true, change: true}
"""


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Flask]:
    with office(tmp_path / "instance") as made:
        yield made


def rooms(*entries: dict[str, Any], **more: Any) -> ChoiceList:
    return ChoiceList.model_validate({"key": "rooms", "label": "房间", "entries": entries, **more})


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
    monkeypatch.setattr(clock, "now", lambda: noon)


def codes(book: ChoiceList) -> list[tuple[str, str]]:
    return [(fault.code, fault.place) for fault in lists.problems(book)]


A, B = {"value": "a", "label": "一号"}, {"value": "b", "label": "二号"}


@pytest.mark.usefixtures("running")
@pytest.mark.parametrize(("day", "gone"), [(date(2026, 6, 30), False), (DAY, True), (date(2027, 1, 1), True)])
def test_an_entry_is_retired_from_its_day_on(monkeypatch: pytest.MonkeyPatch, day: date, gone: bool) -> None:
    service.publish_list(rooms({**A, "retired_on": DAY}, B), actor=ADA, now=NOW)
    at(monkeypatch, day)
    assert {key: each.retired for key, each in lookups.SiteLists().entries("rooms").items()} == {"a": gone, "b": False}


def test_the_office_counts_its_own_day(running: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """At nine in the evening in Greenwich it is the next day in Beijing."""
    service.publish_list(rooms({**A, "retired_on": DAY}), actor=ADA, now=NOW)
    evening = datetime(2026, 6, 30, 21, tzinfo=ZoneInfo("UTC"))
    monkeypatch.setattr(clock, "now", lambda: evening)
    assert running.config["SETTINGS"].time_zone == "Asia/Shanghai"
    assert lookups.SiteLists().entries("rooms")["a"].retired


@pytest.mark.usefixtures("running")
def test_what_has_a_retired_entry_keeps_it_and_nothing_else_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    service.publish_list(rooms({**A, "retired_on": DAY}, B), actor=ADA, now=NOW)
    choice = FIELD_TYPES.get("choice")
    options = choice.Options.model_validate({"list": "rooms"})
    at(monkeypatch, date(2026, 6, 30))
    assert choice.clean("a", options, looking()) == "a"
    at(monkeypatch, DAY)
    assert choice.clean("a", options, looking(), before="a") == "a"
    assert choice.show("a", options, looking(), "zh") == "一号"
    with pytest.raises(Invalid) as caught:
        choice.clean("a", options, looking(), before="b")
    assert [fault.code for fault in caught.value.faults] == ["field.choice_retired"]


def looking() -> Any:
    """What field types ask, as a new request asks it."""
    return DatabaseLookups(None, None, lookups.SiteLists())  # type: ignore[arg-type]


@pytest.mark.usefixtures("running")
def test_types_are_made_anew_on_the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept of a type in memory knows its choices."""
    service.publish_list(rooms({**A, "retired_on": DAY}, B), actor=ADA, now=NOW)
    accounts_know_staff()
    service.publish(codec.load(TYPE), actor=ADA, now=NOW)
    at(monkeypatch, date(2026, 6, 30))
    before = Types().current("lent")
    assert Types().current("lent") is before
    at(monkeypatch, DAY)
    assert Types().current("lent") is not before


def accounts_know_staff() -> None:
    accounts.set_roles((Role.model_validate({"key": "staff", "label": "经办人"}),), actor=SYSTEM)


def test_twins_are_told_by_their_places() -> None:
    twin = {"value": "c", "label": " 一 号"}
    assert codes(rooms(A, B, twin)) == [("list.label_twice", "entries[2].label")]
    with pytest.raises(ValueError, match="twice"):
        rooms(A, A)


@pytest.mark.parametrize(
    "told_apart",
    [{"label": "三号"}, {"retired": True}, {"retired_on": "2030-01-01"}, {"city": "长春"}],
    ids=["label", "retired", "retires", "column"],
)
def test_entries_that_can_be_told_apart_are_no_twins(told_apart: dict[str, Any]) -> None:
    assert codes(rooms(A, {"value": "c", "label": "一号", **told_apart})) == []


def test_what_a_list_may_not_hold_is_told_at_once() -> None:
    columns = [{"key": "retired", "label": "甲"}, {"key": "x", "label": "乙"}, {"key": "y", "label": "乙"}]
    book = rooms({"value": " a", "label": "一"}, {"value": "b", "label": "二", "x": "长" * 1001}, columns=columns)
    assert codes(book) == [
        ("list.reserved_column", "columns[0].key"),
        ("list.column_twice", "columns[2].label"),
        ("list.untidy_value", "entries[0].value"),
        ("definition.too_long", "entries[1].x"),
    ]


def test_a_list_ends_somewhere() -> None:
    book = rooms(*({"value": str(at), "label": str(at)} for at in range(lists.MOST_ENTRIES + 1)))
    assert codes(book) == [("list.too_many_entries", f"entries[{lists.MOST_ENTRIES}]")]


@pytest.mark.usefixtures("running")
def test_no_version_passes_the_gate_with_twins() -> None:
    service.publish_list(rooms(A), actor=ADA, now=NOW)
    with pytest.raises(Invalid) as caught:
        service.publish_list(rooms(A, {"value": "c", "label": "一号"}), actor=ADA, now=NOW)
    assert [fault.facts["other"] for fault in caught.value.faults] == ["a"]
    version = queries.list_version("rooms")
    assert version is not None
    assert version.number == 1


@pytest.mark.usefixtures("running")
def test_who_changed_an_old_version_is_told_the_new_one() -> None:
    service.publish_list(rooms(A), actor=ADA, now=NOW, base=0)
    service.publish_list(rooms(A, B), actor=ADA, now=NOW, base=1)
    for base in (0, 1):
        with pytest.raises(Conflict) as caught:
            service.publish_list(rooms(B), actor=ADA, now=NOW, base=base)
        assert caught.value.current.number == 2  # type: ignore[attr-defined]


def test_files_pass_the_same_gate(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text("value,label\na,一号\nb,二号\nc,一号\n", encoding="utf-8")
    forms = read_forms([tmp_path], shown_from=tmp_path)
    assert [(fault.code, fault.place) for fault in forms.faults] == [
        ("list.label_twice", "rooms.csv:4:3 entries[2].label")
    ]


@pytest.mark.usefixtures("running")
def test_loading_from_files_stops_at_the_same_gate(tmp_path: Path) -> None:
    (tmp_path / "rooms.csv").write_text("value,label\na,一号\nc,一号\n", encoding="utf-8")
    with pytest.raises(Invalid):
        loading.load_forms(tmp_path, actor=ADA, now=NOW)
    assert queries.list_version("rooms") is None


def test_files_name_columns_and_days() -> None:
    text = (
        "# label: 房间\n# column city: 城市\n# column_en city: City\n# column seats: 座位\n"
        "value,label,city,seats,retired_on\n001,一号,北京,12:30,2026-07-01\n=2,二号,,NO,\n"
    )
    book = codec.load_any(text, name="rooms.csv")
    assert isinstance(book, ChoiceList)
    assert [(each.key, each.label.zh, each.label.en) for each in book.columns] == [
        ("city", "城市", "City"),
        ("seats", "座位", ""),
    ]
    assert [(each.value, each.columns, each.retired_on) for each in book.entries] == [
        ("001", {"city": "北京", "seats": "12:30"}, DAY),
        ("=2", {"seats": "NO"}, None),
    ]
    assert ChoiceList.model_validate(book.model_dump(mode="json", by_alias=True, exclude_defaults=True)) == book


def test_columns_without_a_name_go_by_their_keys() -> None:
    book = rooms({**A, "city": "北京", "seats": "12"}, columns=[{"key": "seats", "label": "座位"}])
    assert [(each.key, each.label.zh) for each in lists.columns_of(book)] == [("seats", "座位"), ("city", "city")]


def test_what_changed_between_two_lists() -> None:
    before = rooms(A, B, {"value": "c", "label": "三号"})
    now = rooms({**B, "label": "二号楼"}, A, {"value": "d", "label": "四号"}, source="校办")
    found = lists.changes(before, now)
    assert [each.value for each in found.added] == ["d"]
    assert [(old.label.zh, new.label.zh) for old, new in found.changed] == [("二号", "二号楼")]
    assert [each.value for each in found.gone] == ["c"]
    assert found.is_moved
    assert found.is_renamed
    assert not lists.changes(before, before)
