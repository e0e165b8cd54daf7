import pytest
from pydantic import ValidationError

from app.errors import Invalid
from app.expressions import Coded
from app.fields import FIELD_TYPES, Entry, entries_of, offered
from app.fields.choice import Choice, ChoiceOptions

PAYERS = [
    {"value": "us", "label": {"zh": "我方", "en": "Our side"}},
    {"value": "them", "label": "外方"},
    {"value": "old", "label": "双方", "retired": True},
]


@pytest.mark.parametrize(
    "raw", ["us", "我方", " 我 方 ", "US", "our side", "Our Side", ["us"], Coded("us", "我方")], ids=str
)
def test_an_entry_is_found_by_value_or_label(clean, raw):
    assert clean("choice", raw, choices=PAYERS) == "us"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("德国、法国", ["DE", "FR"]),
        ("德国,FR", ["DE", "FR"]),
        ("德国；Germany；法国", ["DE", "FR"]),
        ("德国\n法国\n", ["DE", "FR"]),
        ("德国/法国", ["DE", "FR"]),
        ("刚果(金)、德国", ["CD", "DE"]),
        (["FR", "", None, "德国"], ["FR", "DE"]),
        (["德国、法国"], ["DE", "FR"]),
        ([], None),
    ],
    ids=str,
)
def test_many_are_read_in_their_order(clean, raw, stored):
    assert clean("choice", raw, list="countries", many=True) == stored


def test_a_label_may_hold_the_signs_that_part_others(clean):
    choices = [{"value": "a", "label": "出访国家/地区"}, {"value": "b", "label": "甲、乙"}]
    assert clean("choice", ["出访国家/地区", "甲、乙"], choices=choices, many=True) == ["a", "b"]
    assert clean("choice", "出访国家/地区", choices=choices, many=True) == ["a"]
    assert clean("choice", "甲、乙", choices=choices, many=True) == ["b"]


def test_a_number_of_a_sheet_is_a_code(clean):
    assert clean("choice", 1.0, choices=[{"value": "1", "label": "一级"}]) == "1"


@pytest.mark.parametrize(
    ("raw", "options", "codes"),
    [
        ("火星", {"list": "countries"}, ["field.choice_unknown"]),
        ("火星、木星、德国", {"list": "countries", "many": True}, ["field.choice_unknown"]),
        (["火星", "木星"], {"list": "countries", "many": True}, ["field.choice_unknown", "field.choice_unknown"]),
        ("德国、法国", {"list": "countries"}, ["field.choice_one"]),
        ("南斯拉夫", {"list": "countries"}, ["field.choice_retired"]),
        ("德国", {"list": "nowhere"}, ["field.choice_unknown"]),
        ("德国", {"list": "countries", "many": True, "min": 2}, ["field.choice_few"]),
        ("德国、法国", {"list": "countries", "many": True, "max": 1}, ["field.choice_many"]),
        (["德国", "法国"], {"list": "countries"}, ["field.choice_one"]),
    ],
    ids=str,
)
def test_a_choice_is_refused(refused, raw, options, codes):
    assert [code for code, _ in refused("choice", raw, **options)] == codes


def test_near_labels_are_suggested(clean):
    with pytest.raises(Invalid) as caught:
        clean("choice", "刚果金国", list="countries")
    assert caught.value.faults[0].suggestions[0].label == "刚果（金）"


def test_near_labels_are_suggested_in_english_too(clean):
    with pytest.raises(Invalid) as caught:
        clean("choice", "Germny", list="countries")
    assert [entry.label_en for entry in caught.value.faults[0].suggestions] == ["Germany"]


@pytest.mark.parametrize("text", ["Hong Kong, China, Germany", "Germany; Hong Kong, China", "德国、Hong Kong, China"])
def test_a_label_may_have_commas_in_it(world, text):
    world.countries["HK"] = Entry("HK", "中国香港", "Hong Kong, China")
    options = ChoiceOptions(list="countries", many=True)
    stored = Choice().clean(text, options, world)
    assert sorted(stored) == ["DE", "HK"]
    assert Choice().clean(Choice().show(stored, options, world, "en"), options, world) == stored


def test_a_retired_entry_may_stay_but_not_come(clean, refused):
    assert clean("choice", "YU", before="YU", list="countries") == "YU"
    assert clean("choice", "YU、德国", before=["YU"], list="countries", many=True) == ["YU", "DE"]
    assert refused("choice", "YU、德国", before=["DE"], list="countries", many=True) == [("field.choice_retired", "")]


def test_a_label_means_the_entry_in_use(clean):
    choices = [{"value": "old", "label": "双方", "retired": True}, {"value": "both", "label": "双方"}]
    assert clean("choice", "双方", choices=choices) == "both"
    assert clean("choice", "old", before="old", choices=choices) == "old"


def test_retired_entries_are_offered_where_they_are_held(world):
    options = ChoiceOptions(list="countries")
    assert [entry.value for entry in offered(options, world)] == ["DE", "FR", "CD"]
    assert [entry.value for entry in offered(options, world, stored="YU")] == ["DE", "FR", "CD", "YU"]


def test_values_carry_their_labels(world):
    one = Choice().value("us", ChoiceOptions(choices=PAYERS), world)
    assert (one, one.label) == ("us", "我方")
    many = Choice().value(["DE", "YU"], ChoiceOptions(list="countries", many=True), world)
    assert [each.label for each in many] == ["德国", "南斯拉夫"]


def test_a_value_that_its_list_lost_is_still_shown(world):
    assert Choice().show("XX", ChoiceOptions(list="countries"), world, "en") == "XX"


def test_a_list_given_anew_is_read_anew(clean, world):
    assert clean("choice", "德国", list="countries") == "DE"
    world.countries = {"D": world.countries["DE"].__class__("D", "德国")}
    assert clean("choice", "德国", list="countries") == "D"


@pytest.mark.parametrize(
    ("options", "widget"),
    [
        ({"choices": PAYERS}, "choice_radio"),
        ({"choices": PAYERS, "style": "dropdown"}, "choice_dropdown"),
        ({"list": "countries"}, "choice_dropdown"),
        ({"list": "countries", "style": "radio"}, "choice_radio"),
        ({"choices": PAYERS, "many": True}, "choice_checks"),
        ({"list": "countries", "many": True}, "choice_many"),
        ({"list": "countries", "many": True, "style": "checkboxes"}, "choice_checks"),
    ],
    ids=str,
)
def test_the_widget_fits_the_options(options, widget):
    assert Choice().widget_of(ChoiceOptions.model_validate(options)) == widget


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "field.choices_or_list"),
        ({"choices": PAYERS, "list": "countries"}, "field.choices_or_list"),
        ({"choices": [PAYERS[0], PAYERS[0]]}, "field.choice_twice"),
        ({"choices": [{"value": "a", "label": "甲"}, {"value": "b", "label": " 甲"}]}, "field.choice_twice"),
    ],
    ids=str,
)
def test_options_are_refused(options, code):
    with pytest.raises(ValidationError) as caught:
        ChoiceOptions.model_validate(options)
    assert [error["type"] for error in caught.value.errors()] == [code]


def test_entries_of_either_source(world):
    assert list(entries_of(ChoiceOptions(choices=PAYERS), world)) == ["us", "them", "old"]
    assert list(entries_of(ChoiceOptions(list="countries"), world)) == ["DE", "FR", "CD", "YU"]
    assert FIELD_TYPES.get("choice").slot_of(ChoiceOptions(list="countries", many=True)) is None
