"""What the rules of a form say: who has to answer what, wherever in the form that is decided."""

from typing import Any

from app.records.rules import World, settle

from .office import LOOKUPS, TODAY, compiled_visit

FIRST = [
    {"key": "name", "type": "text", "label": "团组名称"},
    {"key": "headcount", "type": "integer", "label": "人数", "required": "entry == 'single'"},
    {
        "key": "visitors",
        "type": "table",
        "label": "来访人员",
        "columns": [
            {"key": "age", "type": "integer", "label": "年龄", "required": "entry == 'single' and is_child"},
            {"key": "is_child", "type": "yesno", "label": "儿童"},
        ],
    },
]
LAST = [{"key": "entry", "type": "text", "label": "登记方式"}, {"key": "total", "type": "integer", "label": "合计"}]
TYPE: dict[str, Any] = {
    "year_of": None,
    "department_of": None,
    "title": "{{ name }}",
    "rights": [],
    "sections": [
        {"key": "basic", "label": "基本", "fields": FIRST},
        {"key": "counting", "label": "统计", "fields": LAST},
    ],
}


def missing(**stored: Any) -> list[str]:
    settled = settle(compiled_visit(**TYPE), stored, World(today=TODAY, now="", lookups=LOOKUPS))
    return [fault.place for fault in settled.faults]


def test_what_is_asked_further_up_may_be_decided_further_down() -> None:
    assert missing(name="团", entry="single") == ["headcount"]
    assert missing(name="团", entry="summary") == []


def test_a_cell_may_be_asked_for_by_a_later_cell_and_a_later_field() -> None:
    rows = [{"is_child": True}, {"is_child": False}, {"is_child": True, "age": 9}]
    assert missing(headcount=1, visitors=rows, entry="single") == ["visitors[0].age"]
    assert missing(headcount=1, visitors=rows, entry="summary") == []
