"""What an approval is tied to, where columns of a table are filled in later by the flow itself (pure)."""

from app.definitions.compiled import CompiledType, compile_type
from app.definitions.schema import RecordType
from app.workflow.judging import fields
from tests.fields.conftest import World


def group() -> CompiledType:
    """Units are named before the approval; their letters come after it."""
    columns = [
        {"key": "name", "type": "text", "label": "单位"},
        {"key": "cost", "type": "integer", "label": "费用"},
        {"key": "letter", "type": "text", "label": "文号", "needed_for": ["done"]},
    ]
    definition = {
        "key": "group",
        "label": "团组",
        "title": "{{ name_of }}",
        "sections": [
            {
                "key": "basic",
                "label": "基本",
                "fields": [
                    {"key": "name_of", "type": "text", "label": "名称"},
                    {"key": "units", "type": "table", "label": "单位们", "columns": columns},
                    {"key": "total", "type": "integer", "label": "总费用", "compute": "sum(units.cost)"},
                    {"key": "come", "type": "integer", "label": "已来", "compute": "count(units[letter is defined])"},
                    {"key": "letters", "type": "text", "label": "文号们", "compute": "join(units.letter)"},
                ],
            }
        ],
        "workflow": {
            "start": "draft",
            "states": {"draft": {"label": "起草"}, "done": {"label": "已办"}},
            "transitions": [{"key": "end", "label": "办结", "from": "draft", "to": "done"}],
        },
    }
    return compile_type(RecordType.model_validate(definition), lookups=World())


def test_a_column_that_comes_later_and_what_is_computed_from_it_are_not_judged() -> None:
    stored = {"units": [{"name": "甲", "cost": 1}], "total": 1, "come": 0}
    assert fields.judged(group(), None, stored, {}) == ("name_of", "units.name", "units.cost", "total")


def test_what_stood_there_at_the_approval_is_judged() -> None:
    stored = {"units": [{"name": "甲", "cost": 1, "letter": "一号"}], "total": 1, "come": 1}
    assert fields.judged(group(), None, stored, {}) == ("name_of", "units", "total", "come", "letters")
