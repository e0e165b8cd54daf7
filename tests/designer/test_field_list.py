"""The fields of a type as a workbook: out, edited, in again; faults by cell all at once, keys stay what they are."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.definitions import codec
from app.definitions import service as definitions
from app.designer import service
from app.designer.exchange.field_list import COLUMNS, Taken, sheet_of, taken
from app.errors import Invalid
from app.exports import FORMATS, Column, Sheet
from app.extensions import db
from app.imports import read
from tests.conftest import NOW, Cast

from .conftest import SOURCE

WHOLE = codec.load(SOURCE)


def table_of(source: str = SOURCE) -> list[list[Any]]:
    """The cells of the workbook, under their headings."""
    table = read(FORMATS.get("xlsx").write(sheet_of(codec.load(source), "清单")), name="清单.xlsx")
    return [list(table.header), *table.rows]


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    columns = tuple(Column(f"c{at}", str(label)) for at, label in enumerate(rows[0]))
    return FORMATS.get("xlsx").write(Sheet("清单", columns, rows[1:]))


def edited(changes: Mapping[tuple[str, str], Any], *more: Mapping[str, Any], source: str = SOURCE) -> bytes:
    """The workbook with other cells, by key of the field and column, and with more rows."""
    rows = table_of(source)
    keys, names = [str(row[3]) for row in rows], list(COLUMNS)
    for (key, column), value in changes.items():
        rows[keys.index(key)][names.index(column)] = value
    rows += [[row.get(name) for name in names] for row in more]
    return workbook(rows)


def take(data: bytes, source: str = SOURCE) -> Taken:
    return taken(read(data, name="清单.xlsx", known=COLUMNS.values()), codec.load(source), source)


def faults(data: bytes, source: str = SOURCE) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refused:
        take(data, source)
    return [(fault.place, fault.code) for fault in refused.value.faults]


def test_every_field_and_column_has_a_row() -> None:
    rows = table_of()
    assert rows[0] == list(COLUMNS.values())
    assert [(row[0], row[2], row[3], row[4], row[6]) for row in rows[1:]] == [
        ("basic", None, "name", "名称", "单行文字"),
        ("basic", None, "headcount", "人数", "整数"),
        ("basic", None, "arrive_on", "抵达日期", "日期"),
        ("people", None, "visitors", "来访人员", "表格"),
        ("people", "visitors", "person", "姓名", "单行文字"),
        ("people", "visitors", "age", "年龄", "整数"),
    ]


def test_out_and_in_again_changes_nothing() -> None:
    found = take(workbook(table_of()))
    assert found.definition == WHOLE
    assert found.source == codec.dump(WHOLE, previous_text=SOURCE)
    assert [*found.added, *found.changed, *found.untouched, *found.ignored] == []


def test_labels_help_rules_and_choices_are_taken_and_comments_stay() -> None:
    found = take(
        edited(
            {
                ("name", "label"): "来宾名称",
                ("name", "label_en"): "Guest",
                ("headcount", "required"): "名称 is defined",
                ("headcount", "help"): "连同随员",
                ("age", "type"): "choice",
                ("age", "choices"): "a=成年|Adult\n未成年\nold=老年||停用",
            }
        )
    )
    assert found.changed == ["name", "headcount", "visitors.age"]
    name, headcount = found.definition.field("name"), found.definition.field("headcount")
    assert name is not None
    assert headcount is not None
    assert (name.label.zh, name.label.en) == ("来宾名称", "Guest")
    assert (headcount.required, headcount.help.zh) == ("名称 is defined", "连同随员")  # type: ignore[union-attr]
    choices = found.definition.field("visitors").columns[1].options.choices  # type: ignore[union-attr]
    assert [(each.value, each.label.zh, each.retired) for each in choices] == [
        ("a", "成年", False),
        ("c", "未成年", False),
        ("old", "老年", True),
    ]
    assert "# about headcount" in found.source


def test_other_options_come_and_go_with_their_column() -> None:
    assert table_of()[1][12] == '{"max":80}'
    assert take(edited({("name", "more"): '{"max": 20}'})).definition.field("name").options.max == 20  # type: ignore[union-attr]


def test_a_new_row_is_a_new_field_also_without_a_key() -> None:
    found = take(edited({}, {"section": "basic", "label": "接待单位", "type": "单行文字"}))
    assert found.added == ["jddw"]
    assert [each.key for each in found.definition.sections[0].fields][-1] == "jddw"
    column = {"section": "people", "table": "visitors", "key": "post", "label": "职务", "type": "text"}
    assert take(edited({}, column)).added == ["visitors.post"]


def test_a_field_without_a_row_stays_and_is_told() -> None:
    rows = [row for row in table_of() if row[3] != "headcount"]
    found = take(workbook(rows))
    assert found.untouched == ["headcount"]
    assert found.definition == WHOLE


def test_a_key_is_never_changed_another_one_is_another_field() -> None:
    found = take(edited({("headcount", "key"): "people_count"}))
    assert found.added == ["people_count"]
    assert found.untouched == ["headcount"]


def test_a_column_that_nobody_knows_is_told_and_ignored() -> None:
    rows = [[*row, "x" if at else "颜色"] for at, row in enumerate(table_of())]
    assert take(workbook(rows)).ignored == ["颜色"]


def test_a_column_that_is_missing_leaves_what_is_there() -> None:
    rows = [row[:12] for row in table_of()]
    assert take(workbook(rows)).definition == WHOLE


def test_without_keys_names_and_types_it_is_no_field_list() -> None:
    rows = [[row[0], row[4]] for row in table_of()]
    assert faults(workbook(rows)) == [("", "field_list.missing")]


def test_faults_are_told_all_at_once_each_at_its_cell() -> None:
    data = edited(
        {
            ("name", "type"): "颜色",
            ("headcount", "more"): "{",
            ("arrive_on", "retired"): "也许",
            ("person", "key"): "Person",
        },
        {"section": "basic", "key": "name", "label": "又一个", "type": "text"},
        {"table": "nowhere", "key": "x", "label": "某列", "type": "text"},
    )
    assert sorted(faults(data)) == sorted(
        [
            ("G2", "field_list.type"),
            ("M3", "field_list.more"),
            ("L4", "field_list.yes"),
            ("D6", "field_list.key"),
            ("D8", "field_list.twice"),
            ("C9", "field_list.no_table"),
        ]
    )


def test_what_the_definition_refuses_is_told_at_the_cell_too() -> None:
    found = faults(edited({("name", "more"): '{"max": -5}', ("headcount", "label"): "长" * 500}))
    assert {place for place, _code in found} == {"M2", "E3"}


def test_what_looks_like_a_formula_is_text() -> None:
    source = SOURCE.replace("label: 人数", 'label: "=HYPERLINK(\\"http://198.51.100.7\\")"')
    data = FORMATS.get("xlsx").write(sheet_of(codec.load(source), "清单"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert b"quotePrefix" in archive.read("xl/styles.xml")
    assert take(data, source).definition == codec.load(source)


# -- the pages


@pytest.fixture
def browser(app: Flask, login: Callable[[str], FlaskClient], cast: Cast) -> FlaskClient:
    with app.app_context():
        definitions.publish(WHOLE, actor=None, now=NOW, source=SOURCE)
        db.session.commit()
    return login("ada")


def send(browser: FlaskClient, data: bytes) -> Any:
    return browser.post("/designer/visit/field-list", data={"file": (io.BytesIO(data), "清单.xlsx")})


def lock(page: str) -> str:
    return re.search(r'name="lock" value="(\d+)"', page)[1]  # type: ignore[index]


def test_a_list_comes_out_is_edited_shown_and_taken_into_the_draft(browser: FlaskClient, app: Flask) -> None:
    out = browser.get("/designer/visit/field-list/file").data
    assert read(out, name="清单.xlsx").header == tuple(COLUMNS.values())
    sent = send(browser, edited({("name", "label"): "来宾名称"}))
    page = browser.get(sent.location).text
    assert "来宾名称" in page
    assert browser.post(sent.location, data={"lock": lock(page)}).location == "/designer/visit/fields"
    with app.app_context():
        assert service.standing("visit").definition.field("name").label.zh == "来宾名称"  # type: ignore[union-attr]


def test_a_list_with_faults_leaves_the_draft_alone(browser: FlaskClient, app: Flask) -> None:
    answer = send(browser, edited({("name", "type"): "颜色"}))
    assert answer.status_code == 422
    assert '<code lang="zh-CN">G2</code>' in answer.text
    with app.app_context():
        assert service.standing("visit").draft is None


def test_somebody_elses_change_meanwhile_is_409(browser: FlaskClient, app: Flask) -> None:
    sent = send(browser, edited({("name", "label"): "来宾名称"}))
    page = browser.get(sent.location).text
    browser.post("/designer/visit/do/add-section", data={"lock": "0"})
    assert browser.post(sent.location, data={"lock": lock(page)}).status_code == 409
