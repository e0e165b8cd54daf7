"""Files as a whole: what a site lacks is added, what it has changes only when somebody says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.accounts import queries as accounts
from app.definitions import loading, lookups, queries
from app.definitions.files import read_forms
from app.errors import Invalid

from .conftest import ROLES, VISIT
from .office import ADA, NOW, office


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A folder of definitions."""
    folder = tmp_path / "forms"
    (folder / "types").mkdir(parents=True)
    (folder / "lists").mkdir()
    (folder / "types" / "visit.yaml").write_text(VISIT, encoding="utf-8")
    (folder / "lists" / "countries.csv").write_text("value,label\nNO,挪威\nJP,日本\n", encoding="utf-8-sig")
    roles = "".join(f"  - {{key: {role}, label: {role}}}\n" for role in ROLES)
    (folder / "roles.yaml").write_text(f"format: 1\nroles:\n{roles}", encoding="utf-8")
    return folder


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Flask]:
    with office(tmp_path / "instance") as made:
        yield made


@pytest.mark.usefixtures("running")
def test_an_empty_site_gets_everything(forms: Path) -> None:
    done = loading.load_forms(forms, actor=ADA, now=NOW)
    assert ([plan.key for plan in done.types], done.lists, done.roles) == (
        ["visiting_delegation"],
        ("countries",),
        True,
    )
    version = queries.current("visiting_delegation")
    assert version is not None
    assert version.source == VISIT
    assert {role.key for role in accounts.roles()} == set(ROLES)
    assert list(lookups.SiteLists().entries("countries")) == ["NO", "JP"]
    assert loading.load_forms(forms, actor=ADA, now=NOW).is_nothing


@pytest.mark.usefixtures("running")
def test_what_a_site_has_is_left_alone_unless_it_is_asked_for(forms: Path) -> None:
    loading.load_forms(forms, actor=ADA, now=NOW)
    path = forms / "types" / "visit.yaml"
    path.write_text(VISIT.replace("max: 80", "max: 90"), encoding="utf-8")
    assert loading.load_forms(forms, actor=ADA, now=NOW).is_nothing
    read = read_forms([forms])
    planned = loading.planned(read, update=True)
    assert [(plan.key, plan.changed) for plan in planned.types] == [("visiting_delegation", ("delegation_name",))]
    loading.load(read, planned, actor=ADA, now=NOW)
    version = queries.current("visiting_delegation")
    assert version is not None
    assert lookups.definition(version).field("delegation_name").options.max == 90  # type: ignore[union-attr]


@pytest.mark.usefixtures("running")
def test_one_fault_anywhere_and_nothing_is_loaded(forms: Path) -> None:
    path = forms / "types" / "visit.yaml"
    path.write_text(VISIT.replace("start: draft", "start: drat"), encoding="utf-8")
    with pytest.raises(Invalid) as caught:
        loading.load_forms(forms, actor=ADA, now=NOW)
    assert [fault.code for fault in caught.value.faults] == ["definition.unknown_state"]
    assert caught.value.faults[0].place.endswith("visit.yaml:62:10 workflow.start")
    assert queries.current_versions() == []
    assert accounts.roles() == []


def test_two_files_with_one_key_are_a_fault(forms: Path) -> None:
    (forms / "types" / "visit2.yaml").write_text(VISIT, encoding="utf-8")
    faults = read_forms([forms], shown_from=forms).faults
    assert [(fault.code, fault.place, fault.facts["other"]) for fault in faults] == [
        ("definition.defined_twice", "types/visit2.yaml:3:6 key", "types/visit.yaml")
    ]


def test_files_that_cannot_be_read_are_faults(forms: Path) -> None:
    (forms / "types" / "visit.yaml").write_bytes("label: 来访".encode("gbk"))
    faults = read_forms([forms, forms / "nothing.yaml"], shown_from=forms).faults
    assert [(fault.code, fault.place) for fault in faults] == [
        ("definition.not_utf8", "types/visit.yaml"),
        ("definition.no_such_file", "nothing.yaml"),
    ]
