"""Who is next: whom the states that are ahead will ask, as far as whoever looks may know it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from app.accounts import queries as accounts
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.extensions import db
from app.records import store
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


HIDDEN: dict[str, Any] = {"fields": ["cost", "quick", "host_unit"], "see": ["foreign_affairs", "finance"]}


def told(office: Office, record: Record, name: str, **values: Any) -> list[list[Coming]]:
    """What somebody is told with each of the values in the place of what stands there."""
    (key,) = values
    return [list(ahead(office, edit(office, record, **{key: each}), name).values()) for each in values[key]]


def handed_in(office: Office, *steps: tuple[str, str], **values: Any) -> Record:
    """A visit on its way, of which the owner does not see what HIDDEN says."""
    republish(office, rights=[*VISIT["rights"], HIDDEN])
    record = office.visit(**values)
    for name, press in (("stan", "submit"), ("amy", "pass"), *steps):
        record = office.press(record, name, press, "请补正").record
    return record


def unit(office: Office, name: str) -> dict[str, Any]:
    return {"id": getattr(office, name), "label": name}


def test_a_hidden_condition_that_comes_true_later_shows_no_way_back(office: Office) -> None:
    record = handed_in(office, ("fay", "agree"), ("sec", "agree"), cost="0")
    nothing, much = told(office, record, "stan", cost=["0", "500"])
    assert nothing == much
    assert not any(each.again for each in much)
    nothing, much = told(office, record, "fay", cost=["0", "500"])
    assert [each.state for each in much if each.again] == ["会签"], "who sees the cost is told"
    assert not any(each.again for each in nothing)


def test_a_hidden_value_that_changed_does_not_show_that_an_approval_lapsed(office: Office) -> None:
    steps = (("fay", "agree"), ("fin", "agree"), ("sec", "agree"), ("sec", "forward"), ("fin", "forward"))
    record = handed_in(office, *steps, ("lee", "send_back"), cost="100.00")
    same, other = told(office, record, "stan", cost=["100.00", "999.00"])
    assert same == other
    assert [each.state for each in other if each.holds] == ["部门审核", "依次审批"]
    other = told(office, record, "fay", cost=["100.00", "999.00"])[1]
    assert "依次审批" not in [each.state for each in other if each.holds]
    changed = ahead(office, edit(office, record, name_of="改名团"))
    assert not any(each.holds for each in changed.values()), "what is seen does count"


def test_hidden_ways_and_departments_stay_as_they_were_answered_last(office: Office) -> None:
    steps = (("fay", "agree"), ("sec", "agree"), ("sec", "forward"), ("fin", "forward"), ("lee", "approve"))
    record = handed_in(office, *steps, quick=False)
    slow, quick = told(office, record, "lee", quick=[False, True])
    assert slow == quick
    here, there = told(office, record, "lee", host_unit=[unit(office, "section"), unit(office, "other")])
    assert here == there
    assert any(each.again for each in told(office, record, "fay", host_unit=[unit(office, "other")])[0])


def test_a_masked_column_says_nothing_about_its_table(office: Office) -> None:
    record = office.walk(office.visit(), to="chain")
    record = office.press(record, "sec", "send_back", "请补正").record
    before = record.data["visitors"]
    after = [{**each, "passport_no": "C09X00T99"} for each in before]
    same, other = told(office, record, "lee", visitors=[before, after])
    assert same == other
    same, other = told(office, record, "fay", visitors=[before, after])
    assert same != other


def test_where_the_department_is_hidden_the_role_stands_without_names(office: Office) -> None:
    republish(office, rights=[*VISIT["rights"], HIDDEN])
    record = office.visit()
    assert ("foreign_affairs", (), True) in asked(ahead(office, record, "lee")["已批准"])
    assert ("foreign_affairs", ("Fay", "Solo"), False) in asked(ahead(office, record, "fay")["已批准"])
    republish(office, leader_review={"tasks": [{"role": "head", "of": "owner"}]}, rights=[*VISIT["rights"], HIDDEN])
    assert asked(ahead(office, office.visit(), "lee")["领导审批"]) == [("head", ("Amy", "Solo"), False)]
    accounts.user(office.stan).department_id = None
    db.session.flush()
    assert asked(ahead(office, office.visit(), "lee")["领导审批"]) == [("head", (), True)], "that of the record instead"


@pytest.mark.parametrize("rule", ["record.department == '3'", "host_unit == '3'"])
def test_a_rule_knows_a_department_only_as_its_field_is_known(office: Office, rule: str) -> None:
    flow = {"tasks": [{"role": "leader", "when": rule}]}
    republish(office, leader_review=flow, rights=[*VISIT["rights"], HIDDEN])
    record = office.visit()
    assert asked(ahead(office, record, "lee")["领导审批"]) == [("leader", ("Lee", "Solo"), True)]
    assert not any(depends for *_whom, depends in asked(ahead(office, record, "fay")["领导审批"]))


AGREEMENT: dict[str, Any] = {
    "key": "agreement",
    "label": "协议",
    "title": "{{ partner }}",
    "sections": [
        {
            "key": "terms",
            "label": "条款",
            "fields": [
                {"key": "partner", "type": "text", "label": "对方"},
                {"key": "budget", "type": "money", "label": "预算"},
            ],
        }
    ],
    "rights": [
        {"role": "foreign_affairs", "see": "all", "create": True},
        {"role": "auditor", "see": "all"},
        {"fields": ["budget"], "see": ["foreign_affairs"], "others": "hidden"},
    ],
    "views": [{"key": "all", "label": "全部", "columns": ["partner"]}],
}


def agreed(office: Office, budget: str) -> dict[str, Any]:
    """An agreement, as a record that chose it keeps it."""
    desk = office.desk("fay")
    compiled = desk.types.current("agreement")
    stored = {"partner": "慕尼黑大学", "budget": budget}
    made = store.save(
        desk.session,
        None,
        compiled,
        stored=stored,
        state=compiled.start,
        actor=desk.actor,
        now=NOW,
        why="created",
        lookups=desk.lookups,
    )
    copied = {"partner": "慕尼黑大学", "budget": {"number": budget}}
    return {"id": made.id, "label": "慕尼黑大学", "copy": copied}


@pytest.mark.parametrize("rule", ["agreement.budget > 100", "count(links[partnership.budget > 100]) > 0"])
def test_what_was_copied_from_a_record_is_known_as_it_is_known_there(office: Office, rule: str) -> None:
    publish(RecordType.model_validate(AGREEMENT), actor=None, now=NOW)
    link = {"key": "agreement", "type": "record", "of": "agreement", "copy": ["partner", "budget"], "label": "协议"}
    column = {**link, "key": "partnership", "label": "合作"}
    table = {"key": "links", "type": "table", "label": "协议清单", "columns": [column]}
    section = VISIT["sections"][0]
    states = VISIT["workflow"]["states"]
    tasks = [{"role": "leader", "when": rule}, {"role": "finance", "when": "agreement.partner == '慕尼黑大学'"}]
    definition = {
        **VISIT,
        "sections": [{**section, "fields": [*section["fields"], link, table]}],
        "workflow": {
            **VISIT["workflow"],
            "states": {**states, "leader_review": {"label": "领导审批", "mode": "all", "tasks": tasks}},
        },
    }
    publish(RecordType.model_validate(definition), actor=None, now=NOW)
    for budget, is_asked in (("50", False), ("500", True)):
        kept = agreed(office, budget)
        record = office.walk(office.visit(agreement=kept, links=[{"_id": 1, "partnership": kept}]), to="unit_review")
        by_olga = asked(ahead(office, record, "olga")["领导审批"])
        assert by_olga == [("leader", ("Lee", "Solo"), True), ("finance", ("Fin", "Solo"), False)]
        by_fay = asked(ahead(office, record, "fay")["领导审批"])
        assert (("leader", ("Lee", "Solo"), False) in by_fay) == is_asked
        assert len(by_fay) == 1 + is_asked


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
