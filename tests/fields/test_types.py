"""The contract that every field type keeps."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from app.errors import Invalid
from app.expressions import Coded, Kind
from app.fields import FIELD_TYPES, Example, FieldDef, FieldOptions, FieldType, scope_name

EXAMPLES = [
    pytest.param(kind, example, id=f"{kind.name}-{number}")
    for kind in FIELD_TYPES
    for number, example in enumerate(kind.examples, 1)
]
TYPES = [pytest.param(kind, id=kind.name) for kind in FIELD_TYPES]
HOLDERS = [pytest.param(kind, id=kind.name) for kind in FIELD_TYPES if kind.holds_value]
NEED_OPTIONS = {"choice": "choices or list", "record": "of", "table": "columns", "serial": "series", "figure": "of"}
WIDGETS = {
    *("text", "paragraph", "rich", "number", "money", "yesno"),
    *("date", "date_range", "month", "year", "time", "datetime"),
    *("choice_dropdown", "choice_radio", "choice_checks", "choice_many", "person", "department", "record"),
    *("file", "image", "signature", "table", "shown", "figure", "narrative", "note"),
}


def options_of(kind: FieldType, example: Example) -> FieldOptions:
    return kind.Options.model_validate(example.options or {})


def stored_of(kind: FieldType, example: Example, world) -> object:
    before = None if kind.is_typed else example.stored
    return kind.clean(example.raw, options_of(kind, example), world, before=before)


@pytest.mark.parametrize("kind", HOLDERS)
def test_each_type_has_two_examples(kind):
    assert len(kind.examples) >= 2


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_is_kept_as_it_says(kind, example, world):
    assert stored_of(kind, example, world) == example.stored


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_is_shown_as_it_says(kind, example, world):
    assert kind.show(example.stored, options_of(kind, example), world, "zh") == example.shown


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_example_is_shown_in_english_as_it_says(kind, example, world):
    shown = kind.show(example.stored, options_of(kind, example), world, "en")
    assert shown == (example.shown_en or example.shown)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_what_goes_back_into_the_input_comes_out_the_same(kind, example, world):
    options = options_of(kind, example)
    before = None if kind.is_typed else example.stored
    assert kind.clean(kind.text(example.stored, options, world), options, world, before=before) == example.stored


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_what_is_kept_is_json(kind, example, world):
    stored = stored_of(kind, example, world)
    assert json.loads(json.dumps(stored, ensure_ascii=False)) == stored


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_what_the_record_holds_may_stay(kind, example, world):
    options = options_of(kind, example)
    held = example.stored
    assert kind.clean(kind.text(held, options, world), options, world, before=held) == held


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_a_value_is_of_the_kind_that_is_promised(kind, example, world):
    options = options_of(kind, example)
    check_kind(kind.value(example.stored, options, world), kind.kind_of(options), kind.item(options))


def check_kind(value, kind: Kind, item: Kind):
    shapes = {
        Kind.TEXT: str,
        Kind.NUMBER: Decimal,
        Kind.DATE: date,
        Kind.YESNO: bool,
        Kind.LIST: Sequence,
        Kind.ROWS: Sequence,
        Kind.ROW: Mapping,
    }
    assert isinstance(value, shapes[kind])
    if kind in {Kind.LIST, Kind.ROWS}:
        for each in value:
            check_kind(each, item, Kind.ANY)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_an_index_fits_its_slot(kind, example, world):
    options = options_of(kind, example)
    index = kind.index(example.stored, options, world)
    match kind.slot_of(options):
        case None:
            assert index is None
        case "n":
            assert type(index) is int
            assert abs(index) < 2**63
        case "d":
            assert datetime.fromisoformat(index) if kind.has_clock else date.fromisoformat(index)
        case "t":
            assert type(index) is str


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_cells_and_words_are_plain(kind, example, world):
    options = options_of(kind, example)
    assert isinstance(kind.cell(example.stored, options, world, "zh"), bool | Decimal | date | str)
    assert all(isinstance(word, str) and word for word in kind.words(example.stored, options, world))


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_options_survive_a_file(kind, example):
    given = {"key": "a", "type": kind.name, "label": "甲", **(example.options or {})}
    field = FieldDef.model_validate(given)
    written = field.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    assert FieldDef.model_validate(json.loads(json.dumps(written))) == field


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_each_example_makes_a_name(kind, example, world):
    field = FieldDef.model_validate({"key": "a", "type": kind.name, "label": "甲", **(example.options or {})})
    name = scope_name(field, lookups=world)
    assert (name.key, name.label, name.kind) == ("a", "甲", kind.kind_of(field.options))


@pytest.mark.parametrize("kind", TYPES)
def test_default_options_are_valid_or_named_here(kind):
    if kind.name not in NEED_OPTIONS:
        assert kind.Options()
        return
    with pytest.raises(ValidationError):
        kind.Options()


@pytest.mark.parametrize("kind", TYPES)
def test_options_do_not_hide_common_keys(kind):
    names = {field.alias or key for key, field in kind.Options.model_fields.items()}
    assert not names & set(FieldDef.model_fields)


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("raw", [None, "", " \u3000\n", [], {}], ids=["none", "empty", "spaces", "list", "mapping"])
def test_nothing_typed_is_nothing_kept(kind, raw, world):
    options = options_of(kind, kind.examples[0]) if kind.examples else kind.Options()
    assert kind.clean(raw, options, world) is None


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_kept_is_shown_as_nothing(kind, world):
    options = options_of(kind, kind.examples[0]) if kind.examples else kind.Options()
    assert kind.show(None, options, world, "zh") == ""
    assert kind.value(None, options, world) in (None, [])
    assert kind.index(None, options, world) is None
    assert kind.cell(None, options, world, "zh") is None
    assert list(kind.words(None, options, world)) == []
    assert kind.clean(kind.text(None, options, world), options, world) is None


@pytest.mark.parametrize("kind", TYPES)
def test_widget_and_attributes_can_be_drawn(kind):
    options = options_of(kind, kind.examples[0]) if kind.examples else kind.Options()
    assert kind.widget_of(options) in WIDGETS
    assert all(isinstance(part, str) for pair in kind.input_attrs(options).items() for part in pair)


WILD = [
    *(None, True, False, 0, -1, 3.5, float("nan"), float("inf"), 10**40, Decimal("NaN"), Decimal("1E+50")),
    *("x" * 5000, "\ud800", "\x00", "٣", "9" * 400, "1e5", "-", "/", "{{ x }}", "<b>", date(2024, 2, 29)),
    *([1, 2], [[["a"]]], {"a": 1}, {"from": {}}, {"id": []}, {"text": []}, {"typed": {}}, [None], [{"_id": "x"}]),
    *([{"name": {"a": "b"}}], ["a", {"b": 2}], (1,), {"id": None}, {"id": {"a": 1}}, {"file": {"a": 1}}),
    *(
        {"from": {"a": 1}, "to": "x"},
        {"typed": {"a": 1}},
        {"text": {"a": 1}},
        [{"file": ["a"]}],
        {"typed": "1", "reason": {"a": 1}},
    ),
]


@pytest.mark.parametrize("kind", TYPES)
def test_whatever_comes_is_taken_or_refused(kind, world):
    options = options_of(kind, kind.examples[0]) if kind.examples else kind.Options()
    for raw in WILD:
        faults, stored = outcome(kind, raw, options, world)
        assert all(fault.code.startswith("field.") for fault in faults), ascii(raw)[:40]
        json.dumps(stored, ensure_ascii=False, allow_nan=False).encode()
        kind.show(stored, options, world, "en")
        kind.value(stored, options, world)


def outcome(kind, raw, options, world):
    try:
        return (), kind.clean(raw, options, world)
    except Invalid as invalid:
        return invalid.faults, None


def test_the_palette_has_the_types_of_the_product():
    named = (
        "text paragraph rich integer decimal money percent yesno choice date date_range month year time datetime "
        "person department record table file image signature phone email url passport id_card uscc serial figure "
        "narrative note"
    )
    assert FIELD_TYPES.names() == tuple(named.split())


@pytest.mark.parametrize(("kind", "example"), EXAMPLES)
def test_a_value_can_be_kept_again(kind, example, world):
    """As computed fields do; a value says nothing of a figure's reason and a row's id."""
    if not kind.is_typed or kind.name in {"figure", "table"}:
        return
    options = options_of(kind, example)
    value = kind.value(example.stored, options, world)
    assert kind.keep(value, options, world) == example.stored


def test_a_code_is_kept_by_choices_and_its_label_by_text(world):
    payer = Coded("us", "我方")
    text, choice = FIELD_TYPES.get("text"), FIELD_TYPES.get("choice")
    assert text.keep(payer, text.Options(), world) == "我方"
    assert choice.keep(payer, choice.Options(choices=[{"value": "us", "label": "我方"}]), world) == "us"


def test_what_is_long_has_a_line_of_the_form_to_itself() -> None:
    long = {kind.name for kind in FIELD_TYPES if kind.is_long}
    assert long == {"paragraph", "rich", "narrative", "table", "figure", "file", "image", "signature"}
    assert all(kind.takes_line(kind.Options.model_construct()) for kind in FIELD_TYPES if kind.is_long)
    assert all(kind.is_long for kind in FIELD_TYPES if kind.holds_files or kind.has_paragraphs)


@pytest.mark.parametrize(("many", "wanted"), [(True, True), (False, False)])
def test_a_choice_of_several_has_a_line_to_itself(many: bool, wanted: bool) -> None:
    kind = FIELD_TYPES.get("choice")
    options = kind.Options.model_validate({"many": many, "choices": [{"value": "a", "label": "甲"}]})
    assert kind.takes_line(options) is wanted
