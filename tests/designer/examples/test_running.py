"""What comes of an example: by the rules, flow and papers of real records; what came out otherwise is told."""

from collections.abc import Callable
from typing import Any

import pytest

from app.definitions.compiled import CompiledType
from app.definitions.renames import heirs
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.designer.examples import running, taking
from app.designer.examples.comparing import Change, changes
from app.designer.examples.schema import Example, Expected, Given, Step, dump, load
from app.errors import Invalid
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office

from .conftest import Draft, field

CLOSED = {"fields": ["cost"], "see": ["staff"], "others": "masked"}
PLAIN = {"name": "x", "typed": {}, "at": "2024-03-05T02:00:00Z"}
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture
def given(office: Office) -> Given:
    return taking.of_record(office.visit(), office.desk("dora")).given


def outcome(given: Given, compiled: CompiledType, office: Office) -> Expected:
    return running.run(given, compiled, office.desk("dora"))


def compared(given: Given, draft: Draft, office: Office, edit: Edit) -> list[Change]:
    before, after = draft(), draft(edit)
    now = outcome(given, after, office)
    return changes(outcome(given, before, office), now, heirs(after.definition))


def test_it_says_what_is_shown_computed_wrong_next_and_printed(given: Given, draft: Draft, office: Office) -> None:
    expected = outcome(given, draft(), office)
    assert "name_of" in expected.shown
    assert expected.hidden == ("actual",)
    assert expected.values == {"shown_no": ""}
    assert expected.faults == ()
    assert expected.steps[0] == Step(transition="submit", state="unit_review", tasks=("head@host_unit",))
    sheet = next(paper for paper in expected.papers if paper.key == "sign_sheet")
    assert sheet.files[0][1] == ("慕尼黑大学代表团 2人 2024年4月1日", "姓名", "国籍", "穆勒", "德国", "施密特", "德国")
    badges = [f"来宾卡_慕尼黑大学代表团（2人）_0{row}.docx" for row in (1, 2)]
    assert [name for name, _lines in expected.papers[-1].files] == badges


def test_the_same_again_is_green(given: Given, draft: Draft, office: Office) -> None:
    assert compared(given, draft, office, lambda _data: None) == []


def test_who_looks_and_when_changes_nothing(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        field(data, "shown_no")["compute"] = "actor.name"
        field(data, "cost")["visible"] = "year(today) == 2024"

    compiled, later = draft(edit), office.desk("stan", now=NOW.replace(year=2025))
    assert running.run(given, compiled, later) == outcome(given, compiled, office)


def test_a_field_that_is_no_longer_shown_is_told(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        field(data, "cost")["visible"] = "headcount > 5"

    assert compared(given, draft, office, edit) == [Change("shown", "cost", before=True, now=False)]


def test_a_field_that_is_gone_is_told(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        field(data, "cost")["retired"] = True

    assert compared(given, draft, office, edit) == [Change("shown", "cost", before=True, now=None)]


def test_a_new_field_is_no_surprise(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["sections"][0]["fields"].append(
            {"key": "extra", "type": "integer", "label": "另计", "compute": "headcount"}
        )

    assert compared(given, draft, office, edit) == []


def test_a_value_that_is_computed_otherwise_is_told(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        field(data, "shown_no")["compute"] = "name_of"

    assert compared(given, draft, office, edit) == [Change("value", "shown_no", "", "慕尼黑大学代表团")]


def test_a_fault_that_is_new_is_told_with_its_place(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        field(data, "cost")["required"] = True

    (change,) = compared(given, draft, office, edit)
    assert (change.what, change.path, change.before, change.now.code) == ("fault", "cost", None, "record.required")


def test_another_way_through_the_flow_is_told(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["workflow"]["states"]["unit_review"]["tasks"] = [{"role": "leader"}]

    (change,) = compared(given, draft, office, edit)
    assert (change.before.tasks, change.now.tasks) == (("head@host_unit",), ("leader",))


def test_states_in_which_nobody_decides_are_passed(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["workflow"]["states"]["unit_review"]["tasks"] = [{"role": "head", "when": "headcount > 100"}]

    (change,) = compared(given, draft, office, edit)
    assert (change.now.state, change.now.tasks) == ("countersign", ("foreign_affairs", "security"))


def test_lines_of_a_paper_that_read_otherwise_are_told(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        field(data, "name_of")["key"] = "group_name"
        data["title"] = "{{ group_name }}（{{ headcount }}人）"
        data["changes"] = [{"from": 1, "rename": "name_of", "to": "group_name"}]
        data["version"] = 2
        data["documents"][2]["filename"] = "卡 {{ group_name }}"

    found = compared(given, draft, office, edit)
    (change,) = found
    assert (change.what, change.path) == ("paper", "badge")
    assert change.now == ("卡 慕尼黑大学代表团_01.docx", "卡 慕尼黑大学代表团_02.docx")


def test_another_label_is_no_change(given: Given, draft: Draft, office: Office) -> None:
    def edit(data: dict[str, Any]) -> None:
        field(data, "cost")["label"] = "预算"

    assert compared(given, draft, office, edit) == []


def test_sensitive_values_are_replaced_and_never_kept(office: Office) -> None:
    record = office.visit()
    taken = taking.of_record(record, office.desk("dora"))
    assert taken.replaced == ["visitors.passport_no"]
    assert "C01X00T47" not in taken.given.model_dump_json()


def test_what_this_person_does_not_see_is_replaced(office: Office) -> None:
    definition = RecordType.model_validate({**VISIT, "rights": [*VISIT["rights"], CLOSED], "version": 2})
    publish(definition, actor=None, now=NOW)
    taken = taking.of_record(office.visit(cost="12345.00"), office.desk("dora"))
    assert taken.replaced == ["cost", "visitors.passport_no"]
    assert "12345" not in taken.given.model_dump_json()


def test_an_example_leaves_without_people_and_numbers(given: Given, draft: Draft, office: Office) -> None:
    example = Example(name="两人", given=given, expected=outcome(given, draft(), office))
    data = dump(example)
    assert "留学生办公室" not in str(data)
    assert "Dora" not in str(data)
    assert load(data).typed["headcount"] == "2"


@pytest.mark.parametrize("broken", [[], {**PLAIN, "name": ""}, {**PLAIN, "at": "昨天"}, {**PLAIN, "format": 2}])
def test_what_is_no_example_is_refused(broken: Any) -> None:
    with pytest.raises(Invalid):
        load(broken)
