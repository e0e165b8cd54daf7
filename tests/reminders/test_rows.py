"""Reminders on rows of tables: which rows, for whom, answered row by row; what a definition may not ask for."""

import copy
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.definitions.checks import problems
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.definitions.world import KnownWorld
from app.errors import Fault
from app.records.models import Record
from app.reminders import service
from app.reminders.models import HANDLED
from app.reminders.service import Said
from app.reminders.waiting import Due, waiting
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office

ENDS = date(2024, 6, 1)
LATER = ENDS + timedelta(days=365)
PERMITS: dict[str, Any] = {
    "key": "permits",
    "type": "table",
    "label": "证件",
    "reported": True,
    "columns": [
        {"key": "kind", "type": "text", "label": "证件名称"},
        {"key": "valid_to", "type": "date", "label": "有效期至"},
        {"key": "returned_on", "type": "date", "label": "交回日期"},
    ],
}


def type_with(rule: dict[str, Any], **table: Any) -> RecordType:
    """The visit with a table of permits and one reminder."""
    changed = copy.deepcopy(VISIT)
    changed["sections"][0]["fields"].append({**PERMITS, **table})
    changed["remind"] = [{"at": "permits.valid_to", "say": "证件将到期", **rule}]
    return RecordType.model_validate(changed)


def reminding(office: Office, **rule: str) -> None:
    publish(type_with(rule), actor=office.desk("ada").actor, now=NOW)


def permit(kind: str, ends: date = ENDS, **more: str) -> dict[str, str]:
    return {"kind": kind, "valid_to": ends.isoformat(), **more}


def visit(office: Office, *rows: dict[str, str]) -> Record:
    """A visit with these permits, each with the id that forms give."""
    return office.visit(permits=[{"_id": at, **row} for at, row in enumerate(rows, start=1)])


def seen(office: Office, name: str = "stan", day: date = ENDS) -> list[Due]:
    return waiting(office.desk(name, now=datetime.combine(day, NOW.timetz())))


def faults_of(made: RecordType) -> list[Fault]:
    return problems(made, world=KnownWorld())


def names(found: list[Due]) -> list[str]:
    return [each.row_name for each in found]


def test_each_row_is_reminded_of_with_its_name(office: Office) -> None:
    reminding(office, before="30 days")
    visit(office, permit("护照"), permit("签证", LATER), permit("居留许可"))
    assert names(seen(office)) == ["证件 · 护照", "证件 · 居留许可"]
    assert seen(office, day=ENDS - timedelta(days=31)) == []


def test_of_the_latest_row_alone_a_newer_one_ends_the_reminder(office: Office) -> None:
    reminding(office, before="30 days", rows="latest")
    visit(office, permit("旧护照", ENDS - timedelta(days=100)), permit("护照"))
    visit(office, permit("护照"), permit("新护照", LATER))
    assert names(seen(office)) == ["证件 · 护照"]


def test_the_condition_may_speak_of_the_row_and_of_the_record(office: Office) -> None:
    reminding(office, before="30 days", when="returned_on is none and state == 'draft'")
    made = visit(office, permit("护照"), permit("签证", returned_on="2024-05-01"))
    assert names(seen(office)) == ["证件 · 护照"]
    office.walk(made, to="approved")
    assert seen(office) == []


def test_the_latest_is_the_latest_of_those_for_which_the_condition_holds(office: Office) -> None:
    reminding(office, before="30 days", rows="latest", when="kind == '护照'")
    visit(office, permit("护照"), permit("签证", LATER))
    assert names(seen(office)) == ["证件 · 护照"]


def test_a_row_without_words_is_called_by_where_it_stands(office: Office) -> None:
    reminding(office, before="30 days")
    visit(office, permit("护照", LATER), {"valid_to": ENDS.isoformat()})
    assert names(seen(office)) == ["证件 · 第2行"]


def test_rows_with_the_same_day_are_answered_one_by_one(office: Office) -> None:
    reminding(office, before="30 days")
    visit(office, permit("护照"), permit("签证"))
    desk = office.desk("stan", now=datetime.combine(ENDS, NOW.timetz()))
    service.answer(seen(office)[0].about, Said(HANDLED, "已换新"), desk=desk)
    assert names(seen(office)) == ["证件 · 签证"]


def test_rows_are_reminded_of_to_a_role_and_to_nobody_else(office: Office) -> None:
    reminding(office, before="30 days", to="foreign_affairs")
    visit(office, permit("护照"))
    assert names(seen(office, "fay")) == ["证件 · 护照"]
    assert seen(office, "stan") == []


def test_a_row_whose_words_are_hidden_is_called_by_where_it_stands(office: Office) -> None:
    made = type_with({"before": "30 days"})
    right = {"see": ["leader"], "fields": ["permits.kind"], "others": "hidden"}
    hidden = made.model_copy(update={"rights": (*made.rights, type(made.rights[0]).model_validate(right))})
    publish(hidden, actor=office.desk("ada").actor, now=NOW)
    visit(office, permit("护照"))
    assert names(seen(office)) == ["证件 · 第1行"]


@pytest.mark.parametrize(
    ("rule", "table", "code"),
    [
        ({}, {"reported": False}, "definition.remind_not_kept"),
        ({"at": "arrive_on", "rows": "latest"}, {}, "definition.remind_no_rows"),
        ({"at": "permits.kind"}, {}, "definition.field_of_other_type"),
        ({"at": "permits.ends"}, {}, "definition.unknown_field"),
        ({"when": "somewhere == '护照'"}, {}, "expression.unknown_name"),
    ],
)
def test_what_cannot_be_reminded_of_is_refused(
    office: Office, rule: dict[str, str], table: dict[str, Any], code: str
) -> None:
    made = type_with({"before": "30 days", **rule}, **table)
    assert code in {fault.code for fault in faults_of(made)}


def test_a_closed_column_is_not_reminded_of(office: Office) -> None:
    columns = [{**each, "sensitive": 2} if each["key"] == "valid_to" else each for each in PERMITS["columns"]]
    made = type_with({"before": "30 days"}, columns=columns)
    assert "definition.remind_closed" in {fault.code for fault in faults_of(made)}
