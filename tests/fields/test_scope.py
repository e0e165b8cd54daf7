from app.expressions import Kind, Name
from app.fields import FieldDef, scope_name, scope_names


def field(type_name, **options):
    return FieldDef.model_validate({"key": "a", "type": type_name, "label": {"zh": "甲", "en": "A"}, **options})


def test_a_choice_knows_its_labels(world):
    own = field("choice", choices=[{"value": "us", "label": "我方"}], many=True)
    assert scope_name(own) == Name("a", "甲", Kind.LIST, item=Kind.TEXT, choices={"us": "我方"}, label_en="A")
    shared = field("choice", list="countries")
    assert scope_name(shared, lookups=world).choices["YU"] == "南斯拉夫"
    assert scope_name(shared).choices == {}


def test_a_table_has_its_columns_as_members():
    table = field("table", columns=[{"key": "n", "type": "integer", "label": "数"}])
    name = scope_name(table)
    assert (name.kind, name.item) == (Kind.ROWS, Kind.ROW)
    assert name.members == (Name("n", "数", Kind.NUMBER),)


def test_a_reference_has_what_it_copies_as_members():
    reference = field("record", of="agreement", copy=["until", "gone"])
    until = FieldDef.model_validate({"key": "until", "type": "date", "label": "有效期至"})
    fields_of = {"agreement": [until]}.get
    assert scope_name(reference, fields_of=fields_of).members == (
        Name("until", "有效期至", Kind.DATE),
        Name("gone", "", Kind.ANY),
    )
    assert [member.kind for member in scope_name(reference).members] == [Kind.ANY, Kind.ANY]


def test_notes_have_no_name_and_former_keys_are_aliases():
    note = FieldDef.model_validate({"key": "b", "type": "note", "label": "说明"})
    names = scope_names([field("date_range"), note], aliases={"a": ("old",)})
    assert names == [Name("a", "甲", Kind.LIST, item=Kind.DATE, aliases=("old",), label_en="A")]
