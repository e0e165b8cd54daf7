import pytest
from pydantic import ValidationError

from app.errors import Invalid
from app.fields import FieldDef

COLUMNS = [
    {"key": "name", "type": "text", "label": "姓名", "max": 4},
    {"key": "passport", "type": "passport", "label": "护照号", "sensitive": 2},
    {"key": "country", "type": "choice", "label": "国籍", "list": "countries"},
    {"key": "stay", "type": "date_range", "label": "停留"},
    {"key": "amount", "type": "money", "label": "金额"},
    {"key": "is_head", "type": "yesno", "label": "团长"},
]


@pytest.fixture
def table(world):
    field = FieldDef.model_validate({"key": "t", "type": "table", "label": "表", "columns": COLUMNS, "max_rows": 3})
    return lambda raw, before=None: field.kind.clean(raw, field.options, world, before=before)


@pytest.fixture
def field():
    return FieldDef.model_validate({"key": "t", "type": "table", "label": "表", "columns": COLUMNS})


def faults_of(table, raw, **given):
    with pytest.raises(Invalid) as caught:
        table(raw, **given)
    return caught.value.faults


def test_each_cell_is_cleaned_by_its_type(table):
    rows = [
        {
            "name": " 王敏 ",
            "passport": "e1234567",
            "country": "德国",
            "amount": "1.5万",
            "is_head": "√",
            "stay": "3-5至3-9",
        }
    ]
    assert table(rows) == [
        {
            "_id": 1,
            "name": "王敏",
            "passport": "E1234567",
            "country": "DE",
            "stay": {"from": "2025-03-05", "to": "2025-03-09"},
            "amount": "15000.00",
            "is_head": True,
        }
    ]


def test_empty_rows_are_dropped_and_empty_cells_left_out(table):
    rows = [{"name": "", "is_head": "0"}, {}, {"name": "王敏", "passport": " "}, {"_id": 3, "name": None}]
    assert table(rows) == [{"_id": 1, "name": "王敏"}]
    assert table([{"name": " "}]) is None


def test_rows_keep_their_ids_and_new_ones_get_new_ids(table):
    rows = [{"_id": "4", "name": "甲"}, {"name": "乙"}, {"_id": 4, "name": "丙"}]
    assert [row["_id"] for row in table(rows)] == [4, 5, 6]


def test_the_id_of_a_row_that_went_is_not_given_again(table):
    before = [{"_id": 1, "name": "甲"}, {"_id": 2, "name": "乙"}]
    assert table([{"_id": 1, "name": "甲"}, {"name": "丙"}], before=before) == [
        {"_id": 1, "name": "甲"},
        {"_id": 3, "name": "丙"},
    ]


@pytest.mark.parametrize("given", ["x", -1, True, 1.5, "9" * 20, None, "²"])
def test_an_id_that_is_none_is_replaced(table, given):
    assert table([{"_id": given, "name": "甲"}]) == [{"_id": 1, "name": "甲"}]


def test_all_faults_of_all_rows_are_told_with_their_places(table):
    rows = [
        {"name": "太长的名字", "passport": "?"},
        {},
        {"country": "火星", "stay": {"from": "abc", "to": "2024-02-30"}, "amount": "x"},
    ]
    found = [(fault.code, fault.place, fault.facts["row"]) for fault in faults_of(table, rows)]
    assert found == [
        ("field.too_long", "[0].name", 1),
        ("field.not_passport", "[0].passport", 1),
        ("field.choice_unknown", "[2].country", 3),
        ("field.not_date", "[2].stay.from", 3),
        ("field.no_such_day", "[2].stay.to", 3),
        ("field.not_number", "[2].amount", 3),
    ]


def test_rows_are_counted_before_cells_are_read(table):
    fault, *others = faults_of(table, [{"name": "太长的名字"}] * 4)
    assert (fault.code, dict(fault.facts), others) == ("field.too_many_rows", {"given": 4, "max": 3}, [])


def test_empty_rows_do_not_count(table):
    assert len(table([{"name": ""}] * 50 + [{"name": "甲"}] * 3)) == 3


def test_a_flood_of_empty_rows_is_refused(table):
    assert faults_of(table, [{}] * 30_000 + [{"name": "甲"}])[0].code == "field.too_many_rows"


@pytest.mark.parametrize("raw", ["甲\t乙", {"name": "甲"}, [["甲"]], [{"name": "甲"}, "乙"], 5], ids=str)
def test_what_is_no_rows_is_refused(table, raw):
    assert [fault.code for fault in faults_of(table, raw)] == ["field.not_rows"]


def test_an_unknown_column_is_not_lost_silently(table):
    assert [(fault.code, fault.place) for fault in faults_of(table, [{"nmae": "甲"}])] == [
        ("field.unknown_column", "[0].nmae")
    ]
    assert table([{"nmae": "", "_draft": "x", "name": "甲"}]) == [{"_id": 1, "name": "甲"}]


def test_what_a_row_holds_may_stay(table):
    before = [{"_id": 7, "name": "太长的名字", "country": "YU"}]
    assert table([{"_id": "7", "name": "太长的名字", "country": "YU"}], before=before) == before
    assert [fault.place for fault in faults_of(table, [{"name": "太长的名字", "country": "YU"}], before=before)] == [
        "[0].name",
        "[0].country",
    ]


def test_few_rows_are_refused(refused):
    assert refused("table", [{"name": "甲"}], columns=COLUMNS, min_rows=2) == [("field.too_few_rows", "")]


def test_rows_read_as_values_of_every_column(field, world):
    row = field.kind.value([{"_id": 1, "name": "甲"}], field.options, world)[0]
    assert row == {key: "甲" if key == "name" else None for key in (column["key"] for column in COLUMNS)}


def test_sensitive_columns_are_not_in_summaries_or_search(field, world):
    stored = [{"_id": 1, "name": "王敏", "passport": "E1234567"}]
    ask = (stored, field.options, world)
    assert field.kind.show(*ask, "zh") == field.kind.cell(*ask, "zh") == "王敏"
    assert field.kind.words(*ask) == ["王敏"]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"columns": []}, "field.no_columns"),
        ({"columns": [COLUMNS[0], COLUMNS[0]]}, "field.column_twice"),
        ({"columns": [{"key": "a", "type": "note", "label": "x"}]}, "field.column_type"),
        ({"columns": [{"key": "a", "type": "table", "label": "x", "columns": COLUMNS}]}, "field.column_type"),
        ({"columns": COLUMNS, "min_rows": 9, "max_rows": 3}, "field.crossed_limits"),
    ],
    ids=["none", "twice", "note", "nested", "crossed"],
)
def test_options_are_refused(options, code):
    with pytest.raises(ValidationError) as caught:
        FieldDef.model_validate({"key": "t", "type": "table", "label": "表", **options})
    assert [error["type"] for error in caught.value.errors()] == [code]
