"""History: what changed, field by field, as the reader may see it."""

from app.definitions.compiled import CompiledType
from app.records import history
from app.records.access import field_sight
from app.records.models import Revision

from .office import ADA, AMY, LOOKUPS, department, stored, viewer

BEFORE = stored(
    host_unit=department(3),
    secret="旧事项",
    visitors=[{"name_zh": "张三", "passport_no": "E12345678"}, {"name_zh": "李四"}],
)
AFTER = stored(
    headcount=4,
    host_unit=department(5),
    secret="新事项",
    note="说明",
    arrive_on=None,
    visitors=[{"name_zh": "张三丰", "passport_no": "E99999999"}],
)


def _told(visit: CompiledType, sight: dict[str, str]) -> list[tuple[str, str, str]]:
    found = history.changes(visit, BEFORE, AFTER, history.Reader(sight, LOOKUPS, "zh"))  # type: ignore[arg-type]
    return [(change.path, change.before, change.after) for change in found]


def test_changes_are_told_as_people_read_them(visit: CompiledType) -> None:
    assert _told(visit, field_sight(visit, viewer(AMY), None)) == [
        ("headcount", "3", "4"),
        ("host_unit", "商学院", "医学院"),
        ("arrive_on", "2026-05-06", ""),
        ("note", "", "说明"),
        ("secret", "旧事项", "新事项"),
        ("visitors[0].name_zh", "张三", "张三丰"),
        ("visitors[0].passport_no", "E12345678", "E99999999"),
        ("visitors[1].name_zh", "李四", ""),
    ]


def test_masked_values_show_little_and_hidden_fields_nothing(visit: CompiledType) -> None:
    told = {path: (before, after) for path, before, after in _told(visit, field_sight(visit, viewer(ADA), None))}
    assert "secret" not in told
    assert told["visitors[0].passport_no"] == ("E12****78", "E99****99")


def test_the_first_entry_is_everything_that_was_filled_in(visit: CompiledType) -> None:
    revisions = [Revision(number=1, data=BEFORE), Revision(number=2, data=BEFORE), Revision(number=3, data=AFTER)]
    first, same, last = history.entries(revisions, visit, history.Reader({}, LOOKUPS, "zh"))
    assert {change.path for change in first.changes} >= {"name", "headcount", "visitors[1].name_zh"}
    assert same.changes == []
    assert len(last.changes) == 8
