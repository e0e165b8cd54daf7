"""Reading definition files: all faults at once, each with file, line, column, path and what was meant."""

import pytest

from app.definitions import codec
from app.definitions.schema import ChoiceList, RecordType, RoleBook
from app.errors import Fault, Invalid

from .conftest import VISIT

TEN = """\
format: 1
key: Visit
titel: "{{ name }}"
title: "{{ name }}"
version: seven
sections:
  - key: basic
    label: 基本
    fields:
      - {key: name, type: text, label: 名称, requird: true, max: eighty}
      - {key: kind, type: txt, label: 类别}
      - key: rows
        type: table
        label: 名单
        columns:
          - {key: age, type: integer, label: 年龄, min: x}
          - {key: note, label: 备注}
rights:
  - {role: staff, see: own_departmet, create: perhaps}
"""


def faults_of(text: str, name: str = "visit.yaml") -> tuple[Fault, ...]:
    with pytest.raises(Invalid) as caught:
        codec.load(text, name=name)
    return caught.value.faults


def test_the_example_loads(visit: RecordType) -> None:
    assert visit.key == "visiting_delegation"
    assert [field.key for field in visit.fields()][:3] == ["filing_no", "delegation_name", "countries"]
    assert visit.field("visitors").columns[1].needed_for == ("approved",)  # type: ignore[union-attr]
    assert visit.workflow is not None
    assert visit.workflow.states["done"].counts
    assert visit.field("media_note").required == "has_media"  # type: ignore[union-attr]
    assert visit.field("headcount").required is True  # type: ignore[union-attr]


def test_ten_faults_are_told_at_once_each_at_its_place() -> None:
    assert [
        (fault.place, fault.code.removeprefix("definition."), fault.suggestions[:1]) for fault in faults_of(TEN)
    ] == [
        ("visit.yaml:1:1 label", "missing_key", ()),
        ("visit.yaml:2:6 key", "bad_key", ()),
        ("visit.yaml:3:1 titel", "unknown_key", ("title",)),
        ("visit.yaml:5:10 version", "not_a_number", ()),
        ("visit.yaml:10:44 sections[0].fields[0].requird", "unknown_key", ("required",)),
        ("visit.yaml:10:64 sections[0].fields[0].max", "not_a_number", ()),
        ("visit.yaml:11:27 sections[0].fields[1].type", "unknown_value", ("text",)),
        ("visit.yaml:16:55 sections[0].fields[2].columns[0].min", "not_a_number", ()),
        ("visit.yaml:17:13 sections[0].fields[2].columns[1].type", "missing_key", ()),
        ("visit.yaml:19:24 rights[0].see", "unknown_value", ("own_department",)),
        ("visit.yaml:19:47 rights[0].create", "not_yes_no", ()),
    ]


def test_faults_of_syntax_do_not_hide_those_of_shape() -> None:
    text = VISIT.replace("label: 基本情况", "label: 基本: 情况")
    text = text.replace("max: 80", "max: many").replace("type: yesno, label: 团长", "type: yesn, label: 团长")
    found = [(fault.place, fault.code) for fault in faults_of(text)]
    assert [code for _, code in found] == ["yaml.colon", "definition.not_a_number", "definition.unknown_value"]
    assert found[0][0] == "visit.yaml:12:14"


def test_a_file_without_anything_is_a_fault() -> None:
    assert [fault.code for fault in faults_of("# only a comment\n")] == ["yaml.nothing"]
    assert [fault.code for fault in faults_of("just a text\n")] == ["definition.not_keys"]


def test_a_key_with_nothing_behind_it_is_a_fault_unless_it_may_be_missing() -> None:
    assert [(fault.place, fault.code) for fault in faults_of(VISIT.replace("label: 基本情况", "label:"))] == [
        ("visit.yaml:12:5 sections[0].label", "definition.empty")
    ]
    assert codec.load(VISIT.replace("department_of: host_unit", "department_of:")).department_of is None


def test_countries_and_times_stay_texts() -> None:
    book = codec.load_any("key: c\nlabel: 表\nentries: [{value: NO, label: 挪威, at: 12:30, code: 007}]", name="c.yaml")
    assert isinstance(book, ChoiceList)
    assert (book.entries[0].value, book.entries[0].columns) == ("NO", {"at": "12:30", "code": "007"})


def test_a_list_may_be_a_table() -> None:
    text = (
        "# label: 国家和地区\n# label_en: Countries\nvalue,label,label_en,region\nNO,挪威,Norway,欧洲\nJP,日本,,亚洲\n"
    )
    book = codec.load_any(text, name="lists/countries.csv")
    assert isinstance(book, ChoiceList)
    assert (book.key, book.label.zh, book.label.en) == ("countries", "国家和地区", "Countries")
    assert [(entry.value, entry.label.zh, entry.label.en) for entry in book.entries] == [
        ("NO", "挪威", "Norway"),
        ("JP", "日本", ""),
    ]
    assert book.entries[1].columns == {"region": "亚洲"}


def test_a_value_that_stands_twice_in_a_list_is_a_fault_at_the_second() -> None:
    with pytest.raises(Invalid) as caught:
        codec.load_any("value,label\nJP,日本\nNO,挪威\nJP,日本国\n", name="c.csv")
    assert [(fault.place, fault.code, fault.facts["line"]) for fault in caught.value.faults] == [
        ("c.csv:4:1 entries[2].value", "definition.value_twice", 1)
    ]


def test_the_role_book_is_known_by_its_roles() -> None:
    book = codec.load_any("roles: [{key: staff, label: 经办人, can: [see_audit]}]", name="roles.yaml")
    assert isinstance(book, RoleBook)
    with pytest.raises(Invalid) as caught:
        codec.load_any("roles: [{key: staff, label: 经办人, can: [see_audits]}]", name="roles.yaml")
    assert caught.value.faults[0].suggestions == ("see_audit",)


def test_a_wrong_unit_is_told_at_its_place() -> None:
    line = "{key: headcount, type: integer, label: 人数, unit: %s}"
    text = "key: t\nlabel: 事项\ntitle: x\nsections:\n  - {key: a, label: 甲, fields: [%s]}\n"
    for unit, fault in (
        ("{zh: 人, fr: gens}", ("sections[0].fields[0].unit.fr", "definition.unknown_key")),
        ("{en: people}", ("sections[0].fields[0].unit", "definition.missing_key")),
        ("一二三四五六七八九十一二三", ("sections[0].fields[0].unit", "definition.too_long")),
    ):
        (found,) = faults_of(text % (line % unit))
        assert (found.place.split(" ")[1].removesuffix(".zh"), found.code) == fault
