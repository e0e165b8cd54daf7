"""Deeds on drafts: what each does, what it refuses, and that any row of them leaves a file that reads as it says."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.definitions import codec
from app.definitions.schema import RecordType
from app.designer import editing, operations
from app.designer.deeds import Uses
from app.designer.operations import OPERATIONS
from app.errors import Invalid, NotFound
from app.fields import FIELD_TYPES

from .conftest import SOURCE


def done(name: str, **given: str) -> tuple[RecordType, str, str]:
    """The definition, its text and what is to be looked at after a deed on the draft."""
    edited = editing.edit(SOURCE, name, given)
    assert codec.load(edited.source) == edited.definition
    return edited.definition, edited.source, edited.done.focus


def keys(definition: RecordType) -> dict[str, list[str]]:
    return {part.key: [each.key for each in part.fields] for part in definition.sections}


def refusal(name: str, **given: str) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        editing.edit(SOURCE, name, given)
    return [(fault.code, fault.place) for fault in caught.value.faults]


@pytest.mark.parametrize("kind", FIELD_TYPES.names())
def test_a_field_of_any_type_can_be_added(kind: str) -> None:
    definition, _source, focus = done("add-field", type=kind, to="basic")
    added = definition.sections[0].fields[-1]
    assert (added.type, added.key, focus) == (kind, focus, added.key)


def test_a_new_field_stands_where_it_was_put() -> None:
    definition, _source, focus = done("add-field", type="date", to="basic", before="headcount")
    assert keys(definition)["basic"] == ["name", "date", "headcount", "arrive_on"]
    assert focus == "date"


def test_a_new_column_stands_in_its_table() -> None:
    definition, _source, focus = done("add-field", type="text", to=".visitors", before="age")
    table = definition.field("visitors")
    assert table is not None
    assert [each.key for each in table.columns] == ["person", "text", "age"]
    assert focus == "visitors.text"


@pytest.mark.parametrize("kind", ["table", "note"])
def test_no_table_and_no_note_is_a_column(kind: str) -> None:
    assert refusal("add-field", type=kind, to=".visitors") == [("designer.no_column", "")]


def test_names_and_keys_of_new_fields_are_free() -> None:
    first = editing.edit(SOURCE, "add-field", {"type": "date", "to": "basic"})
    second = editing.edit(first.source, "add-field", {"type": "date", "to": "people"})
    added = second.definition.field("date_2")
    assert added is not None
    assert added.label.zh == "日期 2"


def test_a_serial_brings_a_register_along() -> None:
    definition, _source, _focus = done("add-field", type="serial", to="basic")
    assert list(definition.series) == ["visit"]


def test_properties_are_set_all_at_once() -> None:
    definition, source, _focus = done(
        "set-field", **{"at": "name", "label-zh": "团组名称", "label-en": "Delegation", "required": "true", "max": "60"}
    )
    field = definition.field("name")
    assert field is not None
    assert (field.label.zh, field.label.en, field.required) == ("团组名称", "Delegation", True)
    assert field.options.max == 60  # type: ignore[attr-defined]
    assert "      # about name\n      - {key: name, type: text, label: {zh: 团组名称, en: Delegation}" in source


def test_an_emptied_property_is_unset() -> None:
    definition, _source, _focus = done("set-field", **{"at": "name", "label-zh": "名称"})
    field = definition.field("name")
    assert field is not None
    assert (field.required, field.options.max) == (False, 500)  # type: ignore[attr-defined]


def test_the_columns_of_a_table_stay_when_its_properties_are_set() -> None:
    definition, _source, _focus = done("set-field", **{"at": "visitors", "label-zh": "名单", "max_rows": "9"})
    field = definition.field("visitors")
    assert field is not None
    assert [each.key for each in field.columns] == ["person", "age"]


def test_what_cannot_be_set_is_told_at_its_property() -> None:
    assert set(refusal("set-field", at="headcount", min="many", max="5")) == {
        ("definition.missing_key", "sections[0].fields[1].label"),
        ("definition.not_a_number", "sections[0].fields[1].min"),
    }


def test_choices_are_rows_and_get_values_of_their_own() -> None:
    added = editing.edit(SOURCE, "add-field", {"type": "choice", "to": "basic"})
    rows = {"choices-0-value": "us", "choices-0-label-zh": "我方", "choices-4-label-zh": "外方", "choices-5-value": ""}
    edited = editing.edit(added.source, "set-field", {"at": "choice", "label-zh": "承担方", **rows})
    field = edited.definition.field("choice")
    assert field is not None
    found = [(each.value, each.label.zh) for each in field.options.choices]  # type: ignore[attr-defined]
    assert found == [("us", "我方"), ("c1", "外方")]


def test_required_and_suggested_may_be_rules_and_names() -> None:
    given = {"at": "name", "label-zh": "名称", "required": "when", "required-when": "headcount > 3"}
    definition, _source, _focus = done("set-field", **given, **{"suggest": "when", "suggest-when": "name, headcount"})
    field = definition.field("name")
    assert field is not None
    assert (field.required, field.suggest) == ("headcount > 3", ("name", "headcount"))


def test_a_field_moves_over_the_edge_of_its_section_and_keeps_its_comment() -> None:
    definition, source, _focus = done("move-field", at="visitors", by="up")
    assert keys(definition) == {"basic": ["name", "headcount", "arrive_on", "visitors"], "people": []}
    assert "      # about visitors\n      - key: visitors\n" in source
    assert "          # about visitors.person\n" in source


def test_the_first_and_the_last_field_stay_where_they_are() -> None:
    for at, by in (("name", "up"), ("visitors", "down"), ("visitors.person", "up"), ("visitors.age", "down")):
        assert done("move-field", at=at, by=by)[0] == codec.load(SOURCE)


def test_a_field_is_put_into_a_table_with_its_comment() -> None:
    definition, source, focus = done("place-field", at="headcount", to=".visitors", before="age")
    table = definition.field("visitors")
    assert table is not None
    assert [each.key for each in table.columns] == ["person", "headcount", "age"]
    assert focus == "visitors.headcount"
    assert "          # about headcount\n          - {key: headcount" in source


def test_a_table_goes_into_no_table() -> None:
    added = editing.edit(SOURCE, "add-field", {"type": "table", "to": "basic"})
    with pytest.raises(Invalid) as caught:
        editing.edit(added.source, "place-field", {"at": "table", "to": ".visitors"})
    assert [fault.code for fault in caught.value.faults] == ["designer.no_column"]


def test_another_key_takes_the_comment_along() -> None:
    definition, source, focus = done("rename-key", at="visitors", key="guests")
    assert keys(definition)["people"] == ["guests"]
    assert focus == "guests"
    assert "      # about visitors\n      - key: guests\n" in source
    assert "          # about visitors.person\n" in source


def test_a_key_that_is_there_already_is_refused() -> None:
    assert refusal("rename-key", at="name", key="visitors") == [("designer.key_taken", "key")]


def test_what_is_offered_while_typing_is_picked_among_fields() -> None:
    given = {"at": "name", "label-zh": "名称", "suggest": "when", "suggest-when-headcount": "true"}
    made = done("set-field", **given)[0].field("name")
    assert made is not None
    assert made.suggest == ("headcount",)


def test_a_new_column_and_a_new_field_never_share_a_key() -> None:
    first = editing.edit(SOURCE, "add-field", {"type": "integer", "to": "basic"})
    second = editing.edit(first.source, "add-field", {"type": "integer", "to": ".visitors"})
    assert second.done.focus == "visitors.integer_2"
    third = editing.edit(second.source, "add-field", {"type": "money", "to": ".visitors"})
    outside = editing.edit(third.source, "add-field", {"type": "money", "to": "basic"})
    assert (third.done.focus, outside.done.focus) == ("visitors.money", "money_2")
    copied = editing.edit(outside.source, "copy-field", {"at": "integer"})
    assert copied.done.focus == "integer_3"
    section = editing.edit(outside.source, "copy-section", {"at": "basic"})
    assert [each.key for each in section.definition.sections[1].fields][-2:] == ["integer_3", "money_3"]


def test_the_first_column_of_a_new_table_has_a_key_of_its_own() -> None:
    first = editing.edit(SOURCE, "add-field", {"type": "text", "to": "basic"})
    table = editing.edit(first.source, "add-field", {"type": "table", "to": "basic"}).definition.field("table")
    assert table is not None
    assert [each.key for each in table.columns] == ["text_2"]


def test_what_goes_into_a_table_or_out_keeps_its_key_if_nothing_has_it() -> None:
    assert done("place-field", at="visitors.age", to="basic")[2] == "age"
    added = editing.edit(SOURCE, "add-field", {"type": "text", "to": "basic", "key": "guest"})
    table = editing.edit(added.source, "add-field", {"type": "table", "to": "basic", "key": "cars"})
    renamed = editing.edit(table.source, "rename-key", {"at": "cars.text", "key": "age"})
    with pytest.raises(Invalid) as caught:
        editing.edit(renamed.source, "place-field", {"at": "visitors.age", "to": "basic"})
    assert [fault.code for fault in caught.value.faults] == ["designer.key_taken"]


def test_a_copy_stands_behind_under_a_name_of_its_own() -> None:
    definition, _source, focus = done("copy-field", at="visitors")
    assert keys(definition)["people"] == ["visitors", "visitors_2"]
    copy = definition.field(focus)
    assert copy is not None
    assert (copy.label.zh, [each.key for each in copy.columns]) == ("来访人员 2", ["person", "age"])


def test_a_section_is_copied_with_its_fields() -> None:
    definition, _source, focus = done("copy-section", at="basic")
    assert keys(definition) == {
        "basic": ["name", "headcount", "arrive_on"],
        "basic_2": ["name_2", "headcount_2", "arrive_on_2"],
        "people": ["visitors"],
    }
    assert focus == "#basic_2"


def test_sections_are_added_moved_named_and_removed() -> None:
    assert list(keys(done("add-section", after="basic")[0])) == ["basic", "part", "people"]
    assert list(keys(done("move-section", at="people", by="up")[0])) == ["people", "basic"]
    named = done("set-section", **{"at": "people", "label-zh": "名单", "visible": "headcount > 0"})[0]
    assert (named.sections[1].label.zh, named.sections[1].visible) == ("名单", "headcount > 0")
    removed = editing.edit(SOURCE, "remove-section", {"at": "people"})
    assert list(keys(removed.definition)) == ["basic"]
    with pytest.raises(Invalid) as caught:
        editing.edit(removed.source, "remove-section", {"at": "basic"})
    assert [fault.code for fault in caught.value.faults] == ["designer.last_section"]


def test_the_type_is_named_and_its_other_parts_stay() -> None:
    definition, _source, _focus = done("set-type", **{"label-zh": "接待", "title": "{{ name }}！", "position": "7"})
    assert (definition.label.zh, definition.title, definition.position) == ("接待", "{{ name }}！", 7)
    assert definition.rights == codec.load(SOURCE).rights


def test_what_records_hold_is_neither_removed_nor_called_otherwise() -> None:
    data, uses = codec.plain_data(codec.load(SOURCE)), Uses(frozenset({"name", "visitors", "visitors.age"}))
    cases: tuple[tuple[str, Mapping[str, str], str], ...] = (
        ("remove-field", {"at": "visitors.age"}, "designer.field_in_use"),
        ("rename-key", {"at": "name", "key": "title_"}, "designer.key_in_use"),
        ("remove-section", {"at": "basic"}, "designer.section_in_use"),
        ("place-field", {"at": "name", "to": ".visitors"}, "designer.table_in_use"),
    )
    for name, sent, code in cases:
        with pytest.raises(Invalid) as caught:
            operations.refuse_taking_away(name, data, sent, uses)
        assert [fault.code for fault in caught.value.faults] == [code]
    operations.refuse_taking_away("place-field", data, {"at": "name", "to": "people"}, uses)
    operations.refuse_taking_away("remove-field", data, {"at": "headcount"}, uses)


def test_what_is_gone_or_unknown_is_said() -> None:
    assert refusal("copy-field", at="nothing") == [("designer.gone", "")]
    assert refusal("add-field", type="nothing", to="basic") == [("designer.unknown_type", "")]
    assert refusal("move-field", at="name") == [("designer.incomplete", "")]
    with pytest.raises(NotFound):
        editing.edit(SOURCE, "explode", {})


DEEDS = st.tuples(
    st.sampled_from(sorted(OPERATIONS)),
    st.integers(0, 30),
    st.integers(0, 30),
    st.sampled_from([each.name for each in FIELD_TYPES]),
    st.sampled_from(["up", "down"]),
    st.text("甲乙ab 1#:'\"{}", max_size=8),
)


def posted(definition: RecordType, deed: tuple[str, int, int, str, str, str]) -> dict[str, str]:
    """What a page might post for a deed, about something that is in the draft."""
    name, one, other, kind, by, words = deed
    fields = list(editing.paths(definition).values())
    sections = [part.key for part in definition.sections]
    homes = [*sections, *(f".{each.key}" for each in definition.fields() if each.columns)]
    about = sections if name.endswith("-section") else fields or ["nothing"]
    return {
        "at": about[one % len(about)],
        "to": homes[other % len(homes)],
        "before": (fields or [""])[other % max(len(fields), 1)].rpartition(".")[2],
        "after": sections[other % len(sections)],
        "type": kind,
        "by": by,
        "key": f"k{other}",
        "label-zh": words,
        "label-en": words[::2],
        "help-zh": words[::-1],
        "title": "{{ record.number }}",
        "required": ["", "true", "when"][one % 3],
        "required-when": words,
        "max": str(other),
    }


@settings(max_examples=25)
@given(st.lists(DEEDS, min_size=1, max_size=8))
def test_any_row_of_deeds_leaves_a_file_that_reads_as_it_says(
    deeds: list[tuple[str, int, int, str, str, str]],
) -> None:
    source, definition = SOURCE, codec.load(SOURCE)
    for deed in deeds:
        try:
            edited = editing.edit_definition(definition, source, deed[0], posted(definition, deed))
        except Invalid:
            continue
        source, definition = edited.source, edited.definition
        assert codec.load(source) == definition


@settings(max_examples=15)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20), st.sampled_from(["up", "down"])), max_size=8))
def test_comments_follow_fields_wherever_they_are_moved(moves: list[tuple[int, int, str]]) -> None:
    source = SOURCE
    for one, other, by in moves:
        definition = codec.load(source)
        paths = list(editing.paths(definition).values())
        homes = [part.key for part in definition.sections]
        at = paths[one % len(paths)]
        name = "place-field" if other % 2 and "." not in at else "move-field"
        source = editing.edit(source, name, {"at": at, "by": by, "to": homes[other % len(homes)]}).source
    lines = source.splitlines()
    for path in ("name", "headcount", "visitors", "visitors.person"):
        below = lines[lines.index(next(line for line in lines if line.strip() == f"# about {path}")) + 1]
        assert f"key: {path.rpartition('.')[2]}" in below
    assert "# What guests come for" in lines[0]
