"""The lists that come with the product: codes of the standards, names as offices on the mainland print them."""

from functools import cache
from pathlib import Path

import pycountry
import pytest

from app.definitions import codec, lists
from app.definitions.schema import ChoiceList

FOLDER = Path("forms/lists")
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".csv", ".yaml"))
OURS = {"HK": "中国香港", "MO": "中国澳门", "TW": "中国台湾"}
"""地区: never told as countries."""


@cache
def shipped(key: str) -> ChoiceList:
    path = next(path for path in FILES if path.stem == key)
    found = codec.load_any(path.read_text(encoding="utf-8-sig"), name=path.name)
    assert isinstance(found, ChoiceList)
    return found


@pytest.mark.parametrize("key", [path.stem for path in FILES])
def test_each_list_passes_the_gate(key: str) -> None:
    assert lists.problems(shipped(key)) == []
    assert all(each.label.en for each in shipped(key).entries)


@pytest.mark.parametrize("key", [path.stem for path in FILES])
def test_each_column_has_a_name(key: str) -> None:
    named = {each.key for each in shipped(key).columns}
    assert {each.key for each in lists.columns_of(shipped(key))} == named


def test_countries_are_those_of_the_standard() -> None:
    known = {each.alpha_2: each.alpha_3 for each in pycountry.countries}
    assert {each.value: each.columns["alpha3"] for each in shipped("countries").entries} == known


def test_hong_kong_macao_and_taiwan_are_regions_of_china() -> None:
    entries = {each.value: each for each in shipped("countries").entries}
    assert {value: entries[value].label.zh for value in OURS} == OURS
    assert {value for value, each in entries.items() if each.columns["region"] == "hmt"} == OURS.keys()
    assert all("China" in entries[value].label.en for value in OURS)
    assert shipped("countries").label.zh == "国家和地区"


def test_provinces_are_those_of_the_standard() -> None:
    """ISO 3166-2 counts the same ones: its codes are letters of the names, ours are those of GB/T 2260."""
    found = pycountry.subdivisions.get(country_code="CN")  # type: ignore[no-untyped-call]
    known = [each for each in found if each.parent_code is None]
    assert len(shipped("provinces").entries) == len(known)


def test_each_city_lies_in_a_province() -> None:
    provinces = {each.value for each in shipped("provinces").entries}
    for each in shipped("cities").entries:
        assert each.columns["province"] in provinces
        assert each.value[:2] == each.columns["province"][:2]


def test_each_standard_is_of_a_country() -> None:
    countries = {each.value for each in shipped("countries").entries}
    for each in shipped("expense_standards").entries:
        assert each.columns["country"] in countries
