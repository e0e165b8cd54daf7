"""One press: where it leads, who may, what it leaves behind."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.extensions import db
from app.notices.models import Notice
from app.numbers.models import Number
from app.records.models import Record, RecordGrant, Revision
from app.workflow import queries, service
from app.workflow.models import Step, Task
from app.workflow.press import OnBehalf
from tests.conftest import NOW
from tests.workflow.office import VISIT, Office

PAPER = OnBehalf("王处长", date(2024, 3, 4), "paper")


def notices(office: Office, name: str) -> list[str]:
    query = sa.select(Notice.kind).where(Notice.user_id == office.people[name]).order_by(Notice.id)
    return list(db.session.scalars(query))


def course(record: Record) -> list[tuple[str, str, str]]:
    return [(step.transition, step.from_state, step.to_state) for step in queries.steps(db.session(), record.id)]


def open_tasks(record: Record) -> list[Task]:
    return list(queries.open_tasks(db.session(), record.id))


def test_a_record_goes_through_every_mode_to_the_end(office: Office) -> None:
    record = office.walk(office.visit(cost="100.00"), to="approved")
    assert record.number == "外来备〔2024〕1号"
    assert open_tasks(record) == []
    assert [step[0] for step in course(record)] == [
        "submit", "pass", "agree", "agree", "agree", "forward", "forward", "approve",
    ]  # fmt: skip


def test_what_is_computed_from_a_number_is_computed_when_it_is_taken(office: Office) -> None:
    record = office.walk(office.visit(), to="approved")
    assert record.data["shown_no"] == record.number


def test_a_submission_asks_the_head_of_the_host_unit_and_tells_nobody_else(office: Office) -> None:
    record = office.press(office.visit(), "stan", "submit").record
    (task,) = open_tasks(record)
    assert (task.role, task.department_id, task.due_at is not None) == ("head", office.section, True)
    assert notices(office, "amy") == ["task_given"]
    assert notices(office, "oto") == []
    assert notices(office, "stan") == []


def test_all_have_to_agree_where_the_mode_says_so(office: Office) -> None:
    record = office.walk(office.visit(cost="5.00"), to="countersign")
    assert {task.role for task in open_tasks(record)} == {"foreign_affairs", "finance", "security"}
    record = office.press(record, "fin", "agree").record
    assert record.state == "countersign"
    assert {task.role for task in open_tasks(record)} == {"foreign_affairs", "security"}
    assert office.offers(record, "fin") == []


def test_a_task_whose_condition_fails_is_not_given(office: Office) -> None:
    record = office.walk(office.visit(), to="countersign")
    assert {task.role for task in open_tasks(record)} == {"foreign_affairs", "security"}


def test_in_order_one_is_asked_after_the_other(office: Office) -> None:
    record = office.walk(office.visit(), to="chain")
    assert [task.role for task in open_tasks(record)] == ["security"]
    assert office.offers(record, "fin") == []
    record = office.press(record, "sec", "forward").record
    assert [task.role for task in open_tasks(record)] == ["finance"]
    assert notices(office, "fin") == ["task_given"]


def test_a_state_in_which_nobody_decides_is_passed_with_its_numbers_and_papers(office: Office) -> None:
    record = office.walk(office.visit(headcount=1), to="chain")
    for name in ("sec", "fin"):
        performed = office.press(record, name, "forward")
        record = performed.record
    assert record.state == "approved"
    assert record.number == "外来备〔2024〕1号"
    assert performed.makes == ("filing_form",)
    assert course(record)[-2:] == [("forward", "chain", "leader_review"), ("approve", "leader_review", "approved")]
    passed = queries.steps(db.session(), record.id)[-1]
    assert (passed.user_id, passed.task_id) == (None, None)


def test_guards_choose_the_way(office: Office) -> None:
    record = office.walk(office.visit(quick=True), to="countersign")
    assert office.offers(record, "fay") == ["hurry", "send_back"]
    record = office.press(record, "fay", "hurry").record
    record = office.press(record, "sec", "hurry").record
    assert record.state == "leader_review"


def test_one_person_with_every_role_goes_step_by_step_through_all(office: Office) -> None:
    record = office.visit("solo", cost="9.00")
    pressed = []
    while record.state != "approved":
        transition = next(key for key in office.offers(record, "solo") if key not in ("send_back", "recall", "cancel"))
        record = office.press(record, "solo", transition).record
        pressed.append(transition)
    assert pressed == ["submit", "pass", "agree", "agree", "agree", "forward", "forward", "approve"]


def test_a_return_goes_back_at_once_with_all_its_faults(office: Office) -> None:
    record = office.walk(office.visit(cost="5.00"), to="countersign")
    before = dict(record.data)
    record = office.press(record, "sec", "send_back", "请补正").record
    assert (record.state, record.data) == ("returned", before)
    assert open_tasks(record) == []
    assert [task.outcome for task in queries.tasks(db.session(), record.id)][-3:] == ["closed", "closed", "send_back"]
    assert notices(office, "stan") == ["returned"]


def test_a_return_wants_a_reason(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    with pytest.raises(Invalid) as caught:
        office.press(record, "amy", "send_back", "  ")
    assert [fault.code for fault in caught.value.faults] == ["workflow.comment_required"]


def test_what_goes_back_gives_nobody_a_number_twice(office: Office) -> None:
    office.walk(office.visit(), to="approved")
    second = office.walk(office.visit(), to="approved")
    assert second.number == "外来备〔2024〕2号"
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Number)) == 2


def test_who_decided_goes_on_seeing_and_who_did_not_does_not(office: Office) -> None:
    record = office.walk(office.visit(cost="5.00"), to="countersign")
    record = office.press(record, "fin", "agree").record
    record = office.press(record, "fay", "send_back", "请补正").record
    assert office.reload(record, "fin").id == record.id
    with pytest.raises(NotFound):
        office.reload(record, "sec")
    whys = set(db.session.scalars(sa.select(RecordGrant.why).where(RecordGrant.record_id == record.id)))
    assert whys == {"decided"}


def test_others_may_not_press_and_hear_who_may(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    for name in ("oto", "fay", "eve", "lee"):
        with pytest.raises(Forbidden) as caught:
            office.press(record, name, "pass")
        assert caught.value.who == ("head",)


def test_a_role_held_elsewhere_gives_no_button(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    assert office.offers(record, "oto") == []


def test_what_is_over_cannot_be_pressed(office: Office) -> None:
    record = office.walk(office.visit(), to="countersign")
    with pytest.raises(Conflict) as caught:
        office.press(record, "amy", "pass")
    assert caught.value.code == "workflow.not_now"


def test_values_changed_since_they_were_seen_are_a_conflict(office: Office) -> None:
    record = office.visit()
    seen = record.lock_version
    office.press(record, "stan", "submit", stored={**record.data, "headcount": 3})
    record = office.press(record, "amy", "send_back", "改").record
    record = office.press(record, "stan", "submit").record
    with pytest.raises(Conflict) as caught:
        office.press(record, "amy", "pass", expected=seen)
    assert caught.value.code == "record.changed_meanwhile"


def test_a_colleague_deciding_beside_me_is_no_conflict(office: Office) -> None:
    record = office.walk(office.visit(cost="5.00"), to="countersign")
    seen = record.lock_version
    record = office.press(record, "fin", "agree", expected=seen).record
    record = office.press(record, "sec", "agree", expected=seen).record
    assert [task.role for task in open_tasks(record)] == ["foreign_affairs"]


def test_a_task_that_was_decided_is_not_decided_again(office: Office) -> None:
    record = office.walk(office.visit(cost="5.00"), to="countersign")
    task = next(task.id for task in open_tasks(record) if task.role == "finance")
    office.press(record, "fin", "agree", task_id=task)
    with pytest.raises(Conflict) as caught:
        office.press(record, "fin", "agree", task_id=task)
    assert caught.value.code == "workflow.decided_already"


def test_a_recall_is_the_owners_until_somebody_opened_it(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    assert office.offers(record, "stan") == ["recall"]
    service.open_record(record, desk=office.desk("stan"), session=db.session())
    assert office.offers(record, "stan") == ["recall"]
    service.open_record(record, desk=office.desk("amy"), session=db.session())
    assert office.offers(record, "stan") == []
    with pytest.raises(Conflict) as caught:
        office.press(record, "stan", "recall")
    assert (caught.value.code, caught.value.facts["by"]) == ("workflow.opened_already", "Amy")


def test_a_recalled_record_is_a_draft_again(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    record = office.press(record, "stan", "recall").record
    assert (record.state, open_tasks(record)) == ("draft", [])
    assert office.offers(record, "stan") == ["submit", "cancel"]


def test_a_second_round_can_be_recalled_although_the_first_was_opened(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    service.open_record(record, desk=office.desk("amy"), session=db.session())
    record = office.press(record, "amy", "send_back", "改").record
    later = office.desk("stan", now=NOW + timedelta(hours=1))
    record = service.perform(record, service.Press("submit"), desk=later).record
    assert "recall" in office.offers(record, "stan")


def test_a_warning_wants_its_reason_from_the_owner_only(office: Office) -> None:
    record = office.visit(headcount=25)
    with pytest.raises(Invalid) as caught:
        office.press(record, "stan", "submit")
    assert [fault.code for fault in caught.value.faults] == ["record.warning_wants_reason"]
    stored = {**record.data, "_reasons": {"few": "全院来访"}}
    record = office.press(record, "stan", "submit", stored=stored).record
    assert office.press(record, "amy", "pass").record.state == "countersign"


def test_finishing_asks_for_what_happened(office: Office) -> None:
    record = office.walk(office.visit(), to="approved")
    with pytest.raises(Invalid) as caught:
        office.press(record, "fay", "finish")
    assert [(fault.code, fault.place) for fault in caught.value.faults] == [("record.needed_for", "actual")]
    record = office.press(record, "fay", "finish", stored={**record.data, "actual": 2}).record
    assert record.state == "done"
    assert notices(office, "stan")[-1] == "state"


def test_whom_the_definition_names_hears_of_the_state(office: Office) -> None:
    office.walk(office.visit(), to="approved")
    assert notices(office, "fay")[-1] == "state"


def test_nobody_in_a_role_is_told_to_those_who_give_roles(office: Office) -> None:
    office.walk(office.visit(host_unit={"id": office.other, "label": "医学院"}), to="unit_review")
    assert notices(office, "oto") == ["task_given"]
    assert notices(office, "ada") == []
    db.session.execute(sa.text("update role_assignment set until = '2020-01-01' where role_key = 'head'"))
    office.walk(office.visit(), to="unit_review")
    assert notices(office, "ada") == ["nobody_holds"]


def test_a_decision_made_elsewhere_is_never_the_signers_click(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    task = open_tasks(record)[0]
    performed = office.press(record, "stan", "pass", "同意", task_id=task.id, on_behalf=PAPER)
    assert performed.record.state == "countersign"
    assert (task.outcome, task.done_by) == ("pass", None)
    assert performed.step.user_id == office.people["stan"]
    assert performed.step.on_behalf == {"signer": "王处长", "on": "2024-03-04", "by_way_of": "paper", "scan": None}
    assert queries.decided_by(db.session(), office.people["stan"]) == []


@pytest.mark.parametrize(
    ("behalf", "codes"),
    [
        (OnBehalf("", date(2024, 3, 4), "paper"), ["workflow.signer_required"]),
        (OnBehalf("王", None, "paper"), ["workflow.day_required"]),
        (OnBehalf("王", date(2024, 3, 6), "paper"), ["workflow.day_ahead"]),
        (OnBehalf("王", date(2024, 3, 4), "rumour"), ["workflow.way_required"]),
    ],
    ids=["nobody", "no day", "tomorrow", "no way"],
)
def test_a_recorded_decision_is_complete(office: Office, behalf: OnBehalf, codes: list[str]) -> None:
    record = office.walk(office.visit(), to="unit_review")
    with pytest.raises(Invalid) as caught:
        office.press(record, "stan", "pass", on_behalf=behalf)
    assert [fault.code for fault in caught.value.faults] == codes


def test_a_scan_is_asked_for_where_the_state_says_so(office: Office) -> None:
    record = office.walk(office.visit(), to="leader_review")
    with pytest.raises(Invalid) as caught:
        office.press(record, "stan", "approve", on_behalf=PAPER)
    assert [fault.code for fault in caught.value.faults] == ["workflow.scan_required"]


def test_clerks_are_the_owner_and_the_foreign_affairs_office(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    for name, may in {"stan": True, "fay": True, "solo": True, "amy": False, "lee": False, "eve": False}.items():
        assert bool(service.offered_on_behalf(record, desk=office.desk(name))) is may, name
    with pytest.raises(Forbidden):
        office.press(record, "lee", "pass", on_behalf=PAPER)


def test_a_running_record_keeps_the_version_that_it_was_filled_under(office: Office) -> None:
    record = office.walk(office.visit(), to="unit_review")
    changed = {**VISIT, "label": "外宾来访"}
    publish(RecordType.model_validate(changed), actor=None, now=NOW)
    assert office.desk("stan").types.current("visit").version_id != record.version_id
    kept = record.version_id
    record = office.walk(record, to="approved")
    assert record.version_id == kept


def test_every_step_is_a_revision_and_an_audit_row(office: Office) -> None:
    record = office.walk(office.visit(), to="approved")
    numbers = list(db.session.scalars(sa.select(Revision.number).where(Revision.record_id == record.id)))
    assert numbers == list(range(1, record.lock_version + 1))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Step)) == len(numbers) - 1
