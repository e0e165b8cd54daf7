"""What random types speak of beside themselves: a register with records, and a shared list."""

from collections.abc import Mapping
from typing import Any

from app.definitions.lists import entries_by_value
from app.definitions.schema import ChoiceList, RecordType
from app.definitions.service import publish, publish_list
from app.fields import Entry, Stored
from app.records import store
from app.records.rules import settle
from tests.conftest import NOW
from tests.workflow.office import Office

HAPPENING: dict[str, Any] = {
    "key": "happening",
    "label": "发生的事",
    "title": "{{ what }}",
    "year_of": "on",
    "sections": [
        {
            "key": "all",
            "label": "全部",
            "fields": [
                {"key": "what", "type": "text", "label": "何事"},
                {"key": "people", "type": "integer", "label": "多少人"},
                {"key": "money", "type": "money", "label": "多少钱"},
                {"key": "on", "type": "date", "label": "何日"},
                {"key": "open", "type": "yesno", "label": "公开"},
                {"key": "kind", "type": "choice", "label": "何类", "list": "kinds"},
                {
                    "key": "guests",
                    "type": "table",
                    "label": "来客",
                    "reported": True,
                    "columns": [
                        {"key": "name", "type": "text", "label": "来客姓名"},
                        {"key": "age", "type": "integer", "label": "年龄"},
                        {"key": "came_on", "type": "date", "label": "来的日子"},
                        {"key": "kinds", "type": "choice", "label": "几类", "list": "kinds", "many": True},
                    ],
                },
            ],
        }
    ],
    "rights": [{"role": "staff", "see": "own", "create": True, "change": True}],
}
FIELDS: list[dict[str, Any]] = HAPPENING["sections"][0]["fields"]
COLUMNS: list[dict[str, Any]] = FIELDS[-1]["columns"]

KINDS = ChoiceList.model_validate(
    {
        "key": "kinds",
        "label": "类别",
        "columns": [{"key": "region", "label": "地区"}],
        "entries": [
            {"value": "a", "label": "选a", "region": "a"},
            {"value": "b", "label": {"zh": "选b", "en": "b & more"}, "region": "a"},
            {"value": "c", "label": "选c", "region": "b"},
            {"value": "d", "label": "选d", "retired": True},
        ],
    }
)

KEPT: tuple[dict[str, Stored], ...] = (
    {},
    {"what": "甲", "people": "3", "money": "12.50", "on": "2024-02-29", "open": True, "kind": "a"},
    {
        "what": "<b>{{ 7*7 }}</b>",
        "people": "0",
        "on": "2024-01",
        "kind": "d",
        "guests": [
            {"_id": 1, "name": "乙", "age": "40", "came_on": "2024-02-01", "kinds": ["a", "b"]},
            {"_id": 2, "name": "丙"},
            {"_id": 3},
        ],
    },
)


def known() -> RecordType:
    """The register as a definition."""
    return RecordType.model_validate(HAPPENING)


def entries() -> Mapping[str, Entry]:
    """What the list offers."""
    return entries_by_value(KINDS)


def furnish(office: Office) -> None:
    """Both published in the office, and a few records; inside an application context."""
    publish_list(KINDS, actor=None, now=NOW)
    publish(known(), actor=None, now=NOW)
    desk = office.desk("solo")
    compiled = desk.types.current("happening")
    for stored in KEPT:
        settled = settle(compiled, stored, desk.world(compiled))
        store.save(
            desk.session,
            None,
            compiled,
            stored=settled.stored,
            state=compiled.start,
            actor=desk.actor,
            now=desk.now,
            why="created",
            lookups=desk.lookups,
        )
