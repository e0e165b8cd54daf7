"""What changes of head, entry, rows and words between two versions; whatever is the same is left alone."""

from typing import Any

import pytest

from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.definitions.slots import assign_slots
from app.records.touching import Touched, keeps_title, touched
from tests.fields.conftest import World

NAME = {"key": "name", "type": "text", "label": "名称"}
COUNT = {"key": "count", "type": "integer", "label": "人数"}
KIND = {"key": "kind", "type": "choice", "label": "类别", "choices": [{"value": "a", "label": "甲"}]}
MANY = {"key": "many", "type": "choice", "label": "几项", "many": True, "choices": [{"value": "a", "label": "甲"}]}
DAY = {"key": "day", "type": "date", "label": "日期"}
FIELDS = (NAME, COUNT, KIND, MANY, DAY)


def made(*fields: dict[str, Any], before: CompiledType | None = None, **more: Any) -> CompiledType:
    """A type with these fields, the slots those of the version before."""
    sections = [{"key": "basic", "label": "基本", "fields": list(fields)}]
    data = {"key": "visit", "label": "来访", "title": "{{ name }}", "sections": sections, **more}
    definition = RecordType.model_validate(data)
    slots = assign_slots(definition, before.slots if before else {}, before.definition if before else None)
    return compile_type(definition, lookups=World(), slots=slots)


def between(*fields: dict[str, Any], was: dict[str, Any] | None = None, now: dict[str, Any] | None = None) -> Touched:
    old = made(*FIELDS, year_of="day")
    return touched(old, made(*fields, before=old, year_of="day"), [(was or {}, now or {})])


def renamed(key: str, **more: Any) -> list[dict[str, Any]]:
    """The fields, one of them with something else."""
    return [{**each, **more} if each["key"] == key else each for each in FIELDS]


@pytest.mark.parametrize(
    "fields",
    [
        [*FIELDS[:1], *({**each, "label": f"新的{each['label']}", "help": "怎么填"} for each in FIELDS[1:])],
        renamed("count", required=True, visible="day"),
        renamed("kind", placeholder="选一项"),
    ],
)
def test_what_says_the_same_is_left_alone(fields: list[dict[str, Any]]) -> None:
    assert between(*fields) == Touched(head=False, title=False, slots=[], columns=[], rows=False, words=False)


@pytest.mark.parametrize(
    ("fields", "columns", "head", "title", "rows"),
    [
        (renamed("count", type="text"), ["n3", "t7"], False, False, False),
        (renamed("name", type="paragraph"), ["t5"], True, True, True),
        (renamed("day", type="month"), ["d3"], True, False, True),
        (renamed("kind", choices=[{"value": "a", "label": "别的"}]), ["t6"], False, False, False),
        (renamed("many", choices=[{"value": "a", "label": "别的"}]), [], False, False, True),
        (FIELDS[:-2], ["d3"], True, False, True),
    ],
)
def test_what_hangs_on_what_changed_is_told(
    fields: list[dict[str, Any]], columns: list[str], head: bool, title: bool, rows: bool
) -> None:
    found = between(*fields)
    assert found.words
    assert (found.columns, found.head, found.title, found.rows) == (columns, head, title, rows)


def test_words_in_another_order_are_other_words() -> None:
    found = between(COUNT, NAME, *FIELDS[2:])
    assert (found.words, found.head, found.rows, found.columns) == (True, False, False, [])


def test_a_value_that_changed_touches_its_field_whatever_the_versions_say() -> None:
    found = between(*FIELDS, was={"count": 3, "name": "甲"}, now={"count": 4, "name": "甲"})
    assert [each.key for each in found.slots] == ["count"]
    assert not found.head
    assert between(*FIELDS, was={"name": "甲"}, now={"name": "乙"}).title


def test_a_title_is_kept_while_its_fields_and_its_pattern_are() -> None:
    old = made(*FIELDS)
    assert keeps_title(old, made(*renamed("count", type="text"), before=old))
    assert not keeps_title(old, made(*renamed("name", type="paragraph"), before=old))
    assert not keeps_title(old, made(*FIELDS, before=old, title="{{ name }}（来访）"))
