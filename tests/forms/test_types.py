"""The shipped record types: clean, complete, in both languages, written in the canonical way."""

import pytest

from app.definitions import codec
from app.definitions.files import Forms
from app.definitions.schema import RecordType
from app.definitions.world import KnownWorld
from app.errors import Fault
from app.fields import FieldDef
from tests.forms.conftest import TYPES

REGISTERS = {
    "agreement", "award", "contact", "cooperation_project", "donation", "exchange_student", "foreign_teacher",
    "institution", "project_application", "recommendation", "sister_city", "training",
}  # fmt: skip
"""Types without a workflow: saving is enough."""
REPORTS = "forms/types/reports/"
COUNTED = {
    "outbound_group": ["group_count", "counted_persons"],
    "visiting_delegation": ["group_count", "counted_persons"],
    "exchange_event": ["event_count", "times"],
    "foreign_teacher": ["persons"],
    "exchange_student": ["persons"],
    "training": ["times", "person_times"],
    "agreement": ["copies"],
    "project_application": ["count"],
    "recommendation": ["count"],
    "cooperation_project": ["count"],
}
"""One record may stand for several of these."""


def test_files_are_without_fault_or_warning(forms: Forms, world: KnownWorld) -> None:
    found = [_told(fault) for fault in forms.problems(world)]
    assert [told for told in found if not told.startswith(REPORTS)] == []


@pytest.mark.parametrize("key", TYPES)
def test_file_name_is_the_key(forms: Forms, key: str) -> None:
    assert key in forms.types


@pytest.mark.parametrize("key", TYPES)
def test_file_is_written_in_the_canonical_way(forms: Forms, key: str) -> None:
    each = forms.types[key]
    assert codec.dump(each.definition, previous_text=each.text) == each.text


@pytest.mark.parametrize("key", TYPES)
def test_type_can_be_used_at_once(forms: Forms, key: str) -> None:
    made = forms.types[key].definition
    assert made.title
    assert made.brief
    assert made.icon
    assert made.group
    assert made.help
    assert {view.key for view in made.views} >= {"all"}
    assert any(right.create for right in made.rights)
    assert any(right.role == "foreign_affairs" and right.see == "all" for right in made.rights)
    assert any(right.role == "auditor" and right.see == "all" for right in made.rights)


@pytest.mark.parametrize("key", TYPES)
def test_every_label_is_in_both_languages(forms: Forms, key: str) -> None:
    made = forms.types[key].definition
    labels = [made.label, made.group, made.help, *(section.label for section in made.sections)]
    labels += [check.say for check in made.checks] + [view.label for view in made.views]
    labels += [paper.label for paper in made.documents] + [each.say for each in made.remind]
    for field in _all_fields(made):
        labels += [field.label, field.help, *(choice.label for choice in getattr(field.options, "choices", ()))]
    if made.workflow:
        labels += [state.label for state in made.workflow.states.values()]
        labels += [move.label for move in made.workflow.transitions]
    assert [label.zh for label in labels if label and not label.en] == []


@pytest.mark.parametrize("key", TYPES)
def test_registers_have_no_workflow_and_flows_can_be_counted(forms: Forms, key: str) -> None:
    flow = forms.types[key].definition.workflow
    assert (flow is None) == (key in REGISTERS)
    if flow:
        assert [state for state in flow.states.values() if state.counts]


@pytest.mark.parametrize("key", COUNTED)
def test_what_is_counted_is_a_number_with_an_index_slot(forms: Forms, key: str) -> None:
    made = forms.types[key].definition
    for name in COUNTED[key]:
        field = made.field(name)
        assert field is not None
        assert field.kind.slot_of(field.options) == "n"


@pytest.mark.parametrize("key", TYPES)
def test_numbers_of_people_are_kept_from_most_readers(forms: Forms, key: str) -> None:
    made = forms.types[key].definition
    guarded = {name for right in made.rights for name in right.fields}
    for section in made.sections:
        for field in section.fields:
            for place, each in [(field.key, field), *((f"{field.key}.{one.key}", one) for one in field.columns)]:
                if each.type in {"passport", "id_card"}:
                    assert each.sensitive >= 2, place
                if each.sensitive >= 2:
                    assert place in guarded, place


def test_every_spending_standard_is_of_a_known_country(forms: Forms, world: KnownWorld) -> None:
    countries, standards = world.entries("countries"), world.entries("expense_standards")
    assert countries
    assert standards
    assert len(standards) == 273
    for entry in standards.values():
        columns = entry.columns or {}
        assert columns["country"] in countries
        assert countries[columns["country"]].label in entry.label
        assert all(columns[name].isdigit() and columns[name] in entry.label for name in ("lodging", "meals", "misc"))
        assert columns["currency"] in {"USD", "EUR", "GBP", "HKD", "JPY"}


def test_regions_of_china_are_no_foreign_countries(world: KnownWorld) -> None:
    countries = world.entries("countries") or {}
    assert {code for code, entry in countries.items() if (entry.columns or {})["region"] == "hmt"} == {"HK", "MO", "TW"}
    assert all(countries[code].label.startswith("中国") for code in ("HK", "MO", "TW"))


def _all_fields(made: RecordType) -> list[FieldDef]:
    return [each for field in made.fields() for each in (field, *field.columns)]


def _told(fault: Fault) -> str:
    return f"{fault.place} {fault.code} {dict(fault.facts)}"
