"""A small office for the tests of records: its people, its one type, its look-ups."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from app.accounts.actor import Actor, Assignment
from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.definitions.slots import assign_slots
from app.expressions import Coded
from app.fields import Entry
from app.records.access import Viewer

TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

COUNTRIES = {"DE": "德国", "FR": "法国", "JP": "日本", "HK": "中国香港"}
DEPARTMENTS = {1: "学校", 2: "外事办", 3: "商学院", 4: "商学院会计系", 5: "医学院"}
PEOPLE = {1: "Ada", 2: "Stan", 3: "Amy", 4: "Eve", 5: "Tim"}

VISIT: dict[str, Any] = {
    "key": "visit",
    "label": "来访团组",
    "year_of": "arrive_on",
    "department_of": "host_unit",
    "title": "{{ name }}（{{ headcount }}人）",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "filing_no", "type": "serial", "label": "备案编号", "series": "visits"},
                {"key": "name", "type": "text", "label": "团组名称", "index": True, "suggest": True},
                {"key": "headcount", "type": "integer", "label": "人数", "index": True},
                {"key": "countries", "type": "choice", "label": "国家", "list": "countries", "many": True},
                {
                    "key": "kind",
                    "type": "choice",
                    "label": "类别",
                    "index": True,
                    "choices": [{"value": "gov", "label": "官方"}, {"value": "civil", "label": "民间"}],
                },
                {"key": "host_unit", "type": "department", "label": "接待单位"},
                {"key": "arrive_on", "type": "date", "label": "抵达日期", "index": True, "precision": "year"},
                {"key": "leave_on", "type": "date", "label": "离开日期"},
                {"key": "has_media", "type": "yesno", "label": "有媒体"},
                {"key": "cost", "type": "money", "label": "经费"},
                {"key": "rate", "type": "decimal", "label": "比率", "places": 3},
                {"key": "city", "type": "text", "label": "城市"},
                {"key": "note", "type": "paragraph", "label": "说明"},
                {"key": "secret", "type": "text", "label": "内部事项", "sensitive": 2},
                {"key": "papers", "type": "file", "label": "附件", "many": True},
                {
                    "key": "visitors",
                    "type": "table",
                    "label": "来访人员",
                    "reported": True,
                    "columns": [
                        {"key": "name_zh", "type": "text", "label": "姓名"},
                        {"key": "nationality", "type": "choice", "label": "国籍", "list": "countries"},
                        {"key": "age", "type": "integer", "label": "年龄"},
                        {"key": "fee", "type": "money", "label": "费用"},
                        {"key": "born", "type": "date", "label": "生日"},
                        {"key": "is_head", "type": "yesno", "label": "团长"},
                        {"key": "passport_no", "type": "passport", "label": "护照号", "sensitive": 2},
                    ],
                },
            ],
        }
    ],
    "rights": [
        {"role": "staff", "see": "own_department", "create": True, "change": ["draft", "returned"]},
        {"role": "foreign_affairs", "see": "all", "change": ["review"]},
        {"role": "registrar", "see": "all", "change": True},
        {"role": "auditor", "see": "none"},
        {"fields": ["visitors.passport_no"], "see": ["staff", "foreign_affairs"], "others": "masked"},
        {"fields": ["secret"], "see": ["foreign_affairs"], "others": "hidden"},
    ],
    "workflow": {
        "start": "draft",
        "states": {key: {"label": key, "counts": key == "done"} for key in ("draft", "returned", "review", "done")},
        "transitions": [{"key": "submit", "label": "提交", "from": ["draft", "returned"], "to": "review"}],
    },
}


@dataclass(frozen=True)
class FakeLookups:
    """The look-ups of the small office."""

    today: date = TODAY

    def entries(self, list_key: str) -> Mapping[str, Entry]:
        if list_key != "countries":
            return {}
        return {value: Entry(value, label) for value, label in COUNTRIES.items()}

    def person(self, raw: str) -> Coded | None:
        return _coded(raw, PEOPLE)

    def department(self, raw: str) -> Coded | None:
        return _coded(raw, DEPARTMENTS)

    def department_name(self, department_id: int, language: str) -> str:
        del department_id, language
        return ""

    def record(self, type_key: str, raw: str) -> Coded | None:
        del type_key, raw
        return None

    def file(self, token: str) -> Mapping[str, Any] | None:
        return {"file": token, "name": f"{token}.pdf", "size": 10, "kind": "pdf"}


def _coded(raw: str, known: Mapping[int, str]) -> Coded | None:
    return next((Coded(str(key), name) for key, name in known.items() if raw in (str(key), name)), None)


LOOKUPS = FakeLookups()


def compiled_visit(*, version_id: int = 1, **changes: Any) -> CompiledType:
    """The type of the tests; `changes` replace parts of its definition."""
    definition = RecordType.model_validate({**VISIT, **changes})
    return compile_type(definition, lookups=LOOKUPS, version_id=version_id, slots=assign_slots(definition, {}))


def actor(who: int, *roles: str, department: int | None = None, held: Mapping[str, set[int]] | None = None) -> Actor:
    """Somebody with these roles for the whole office, and those `held` for departments."""
    below = {1: {1, 2, 3, 4, 5}, 3: {3, 4}}.get(department or 0, {department} if department else set())
    assignments = [Assignment(role) for role in roles]
    assignments += [Assignment(role, min(reach), frozenset(reach)) for role, reach in (held or {}).items()]
    return Actor(
        id=who,
        name=PEOPLE[who],
        login=PEOPLE[who].lower(),
        department_id=department,
        department=DEPARTMENTS.get(department or 0, ""),
        roles=frozenset(each.role for each in assignments),
        assignments=tuple(assignments),
        departments=frozenset(below),
    )


ADA = actor(1, "registrar", department=1)
STAN = actor(2, "staff", department=3)
AMY = actor(3, "foreign_affairs", department=2)
EVE = actor(4, department=5)
TIM = actor(5, "staff", department=4)


def viewer(who: Actor, *types: CompiledType, today: date = TODAY) -> Viewer:
    """Somebody who looks at these types."""
    return Viewer.of(who, types or (compiled_visit(),), today=today)


def stored(**values: Any) -> dict[str, Any]:
    """Values of a visit as they are kept."""
    base = {"name": "德国慕尼黑大学代表团", "headcount": 3, "arrive_on": "2026-05-06", "kind": "gov"}
    return {key: value for key, value in {**base, **values}.items() if value is not None}


def department(key: int) -> dict[str, Any]:
    """A department as it is kept."""
    return {"id": key, "label": DEPARTMENTS[key]}


def exact(number: int | None, places: int) -> Decimal | None:
    """What a scaled integer means."""
    return None if number is None else Decimal(number).scaleb(-places)
