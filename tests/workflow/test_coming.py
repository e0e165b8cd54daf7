"""Who is next: whom the states that are ahead will ask, as far as whoever looks may know it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.extensions import db
from app.records.models import Record
from app.workflow.coming import Coming
from app.workflow.course import course
from tests.conftest import NOW
from tests.workflow.judging.test_returns import edit
from tests.workflow.office import VISIT, Office


def ahead(office: Office, record: Record, name: str = "stan") -> dict[str, Coming]:
    desk = office.desk(name)
    return {each.state: each for each in course(record, desk.compiled(record), desk).ahead}


def asked(coming: Coming) -> list[tuple[str, tuple[str, ...], bool]]:
    return [(whom.role, tuple(whom.names), whom.depends) for whom in coming.asked]


def republish(office: Office, **changes: Any) -> None:
    """Every state by its changes."""
    flow = VISIT["workflow"]
    states = {key: {**state, **changes.get(key, {})} for key, state in flow["states"].items()}
    definition = {**VISIT, "workflow": {**flow, "states": states}, "rights": changes.get("rights", VISIT["rights"])}
    publish(RecordType.model_validate(definition), actor=None, now=NOW)
    db.session.flush()


def test_each_state_ahead_names_the_holders_of_its_role_in_the_department_of_the_record(office: Office) -> None:
    found = ahead(office, office.visit(cost="10.00", quick=False))
    assert list(found) == ["部门审核", "会签", "依次审批", "领导审批", "已批准", "已办结"]
    assert asked(found["部门审核"]) == [("head", ("Amy", "Solo"), False)]
    assert [role for role, _names, _depends in asked(found["会签"])] == ["foreign_affairs", "finance", "security"]
    assert (found["会签"].mode, found["依次审批"].mode, found["领导审批"].mode) == ("all", "order", "")
    assert not any(each.depends for each in found.values())


def test_a_state_that_asks_for_no_decision_names_who_takes_the_record_on(office: Office) -> None:
    record = office.visit()
    assert asked(ahead(office, record)["已批准"]) == [
        ("", ("Stan",), False),
        ("foreign_affairs", ("Fay", "Solo"), False),
    ]
    desk = office.desk("stan")
    assert [whom.names for whom in course(record, desk.compiled(record), desk).here] == [["Stan"]]


def test_what_may_still_be_filled_in_depends_and_what_was_handed_in_is_known(office: Office) -> None:
    record = office.visit()
    assert ("finance", ("Fin", "Solo"), True) in asked(ahead(office, record)["会签"])
    assert ahead(office, record)["依次审批"].depends, "whether it is urgent nobody has said yet"
    record = office.walk(record, to="unit_review")
    found = ahead(office, record)
    assert "finance" not in [role for role, _names, _depends in asked(found["会签"])]
    assert not found["依次审批"].depends


def test_a_way_whose_condition_is_known_not_to_hold_is_left_out(office: Office) -> None:
    found = ahead(office, office.visit(quick=True))
    assert "依次审批" not in found
    assert ahead(office, office.visit(headcount=1))["领导审批"].passes


def test_who_may_not_see_what_decides_is_told_that_it_depends(office: Office) -> None:
    hidden = {"fields": ["cost", "quick"], "see": ["staff"]}
    republish(office, rights=[*VISIT["rights"], hidden])
    record = office.walk(office.visit(cost="10.00", quick=True), to="unit_review")
    other = ahead(office, record, "amy")
    assert ("finance", ("Fin", "Solo"), True) in asked(other["会签"])
    assert other["依次审批"].depends
    assert ("finance", ("Fin", "Solo"), False) in asked(ahead(office, record)["会签"])
    republish(office, rights=[*VISIT["rights"], {"fields": ["host_unit"], "see": ["staff"]}])
    assert asked(ahead(office, office.visit(), "lee")["部门审核"]) == [("head", (), True)]


def test_a_person_in_a_field_is_named_when_the_field_says_who(office: Office) -> None:
    section = VISIT["sections"][0]
    guide = {"key": "guide", "type": "person", "label": "陪同人员"}
    states = {**VISIT["workflow"]["states"], "unit_review": {"label": "部门审核", "tasks": [{"person": "guide"}]}}
    definition = {
        **VISIT,
        "sections": [{**section, "fields": [*section["fields"], guide]}],
        "workflow": {**VISIT["workflow"], "states": states},
    }
    publish(RecordType.model_validate(definition), actor=None, now=NOW)
    [whom] = ahead(office, office.visit())["部门审核"].asked
    assert (whom.by, whom.names, whom.depends) == ("陪同人员", (), True)
    named = office.visit(guide={"id": office.fin, "label": "Fin"})
    assert asked(ahead(office, named)["部门审核"]) == [("", ("Fin",), False)]


def test_a_role_without_holder_is_told(office: Office) -> None:
    republish(office, leader_review={"tasks": [{"role": "auditor"}]})
    [whom] = ahead(office, office.visit())["领导审批"].asked
    assert whom.names == ["Olga"]
    accounts.user(office.olga).active = False
    db.session.flush()
    [whom] = ahead(office, office.visit())["领导审批"].asked
    assert whom.nobody


def test_after_a_return_approvals_that_still_hold_ask_nobody_again(office: Office) -> None:
    record = office.walk(office.visit(cost="10.00"), to="chain")
    record = office.press(record, "sec", "send_back", "请补正").record
    found = ahead(office, record)
    assert found["部门审核"].holds
    assert found["会签"].holds
    assert not found["依次审批"].holds
    changed = {**record.data, "cost": "20.00"}
    record = office.press(record, "stan", "submit", stored=changed).record
    found = ahead(office, record)
    assert not found["会签"].holds


def test_where_something_agreed_to_has_changed_the_record_goes_back_first(office: Office) -> None:
    record = office.walk(office.visit(), to="approved")
    assert list(ahead(office, record)) == ["已办结"]
    record = edit(office, record, name_of="改名团")
    found = ahead(office, record)
    assert [label for label, coming in found.items() if coming.again] == ["部门审核"]
    assert next(iter(found)) == "部门审核"
    assert list(found)[-1] == "已办结"


def test_the_course_on_paper_says_who_is_next(office: Office, login: Any) -> None:
    record = office.walk(office.visit(), to="unit_review")
    db.session.commit()
    browser: FlaskClient = login("stan")
    page = browser.get(f"/records/{record.id}/course").text
    assert "foreign_affairs：Fay" in page
    assert "视情况" not in page


@pytest.mark.parametrize("name", ["eve"])
def test_who_may_not_see_the_record_sees_no_course(office: Office, login: Any, name: str) -> None:
    record = office.walk(office.visit(), to="unit_review")
    db.session.commit()
    assert login(name).get(f"/records/{record.id}/course").status_code == 404
